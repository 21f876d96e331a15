"""A visit at home by two people or more, and what they saw (domain.md 3, form T15)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet


class VisitQuerySet(ScopedQuerySet):
    union_path = "household__union__path"


class Visit(models.Model):
    """`visitors` is a list of names, two at least. Stated and verified amounts are 元 a year."""

    class Result(models.TextChoices):
        FITS = "fits", _("fits the conditions")
        FAILS = "fails", _("does not fit the conditions")
        UNCHANGED = "unchanged", _("nothing has changed")

    household = models.ForeignKey("hardship.Household", models.CASCADE, related_name="visits", verbose_name=_("file"))
    on = models.DateField(_("day of the visit"))
    visitors = models.JSONField(_("visitors"), default=list)
    met = models.CharField(_("whom they met"), max_length=50, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    living_here = models.PositiveSmallIntegerField(_("people living there"), null=True, blank=True)
    seen = models.TextField(_("what they saw"), blank=True, help_text=_("Dwelling, appliances, vehicles."))
    income_stated = models.DecimalField(
        _("income stated, 元 a year"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    income_found = models.DecimalField(
        _("income found, 元 a year"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    expense_stated = models.DecimalField(
        _("expenses stated, 元 a year"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    expense_found = models.DecimalField(
        _("expenses found, 元 a year"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    result = models.CharField(_("conclusion"), max_length=20, choices=Result)
    why = models.CharField(_("why"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )

    objects = VisitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result="fails") | ~Q(why=""),
                name="hardship_visit_says_why",
                violation_error_message=_("Say why the household does not fit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.on}"
