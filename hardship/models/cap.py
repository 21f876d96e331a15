"""What may be given at most: one row for each rule of a city, from a day on (domain.md 4.3)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hardship.rules import kinds
from hardship.rules.code_lists import CATEGORIES, FILE_LEVELS
from members.scope import ScopedQuerySet
from office.constraints import not_before


class CapQuerySet(ScopedQuerySet):
    def on(self, union, day) -> "list[Cap]":
        """The caps in force for a union on a day: those of its own and of the unions above it."""
        rows = self.select_related("union").filter(effective_from__lte=day)
        rows = rows.filter(Q(effective_to=None) | Q(effective_to__gte=day))
        return [cap for cap in rows if union.path.startswith(cap.union.path)]


class Cap(models.Model):
    """`amount` is 元; `multiple` is of the poverty line; `share` is of what the family bore itself (bills, loss). Where several
    are given, the smallest binds. Empty `source`, `category` and `level` mean all of them."""

    class Per(models.TextChoices):
        HOUSEHOLD = "household", _("a household")
        PERSON = "person", _("a person")

    class Span(models.TextChoices):
        YEAR = "year", _("a year")
        PAYMENT = "payment", _("a payment")

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    kind = models.CharField(_("kind of aid"), max_length=20, choices=kinds.aid_kind_choices)
    source = models.CharField(_("source"), max_length=20, choices=kinds.fund_source_choices, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=CATEGORIES.choices, blank=True)
    level = models.CharField(_("level of the file"), max_length=20, choices=FILE_LEVELS.choices, blank=True)
    per = models.CharField(_("for"), max_length=10, choices=Per, default=Per.HOUSEHOLD)
    span = models.CharField(_("in"), max_length=10, choices=Span, default=Span.YEAR)
    amount = models.DecimalField(_("at most, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    multiple = models.DecimalField(_("at most … poverty lines"), max_digits=6, decimal_places=2, null=True, blank=True)
    share = models.DecimalField(
        _("at most this share of what the family bore"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    document = models.CharField(_("document"), max_length=200, blank=True)

    objects = CapQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("limit of aid")
        verbose_name_plural = _("limits of aid")
        ordering = ["-effective_from", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(amount__isnull=False) | Q(multiple__isnull=False) | Q(share__isnull=False)),
                name="hardship_cap_says_how_much",
                violation_error_message=_("Say how much: an amount, so many poverty lines, or a share."),
            ),
            models.CheckConstraint(
                condition=(Q(amount=None) | Q(amount__gt=0))
                & (Q(multiple=None) | Q(multiple__gt=0))
                & (Q(share=None) | (Q(share__gt=0) & Q(share__lte=1))),
                name="hardship_cap_above_zero",
                violation_error_message=_("A limit is above zero, a share not above 1."),
            ),
            not_before("effective_to", "effective_from", _("A limit cannot end before it begins.")),
        ]

    def __str__(self) -> str:
        return f"{self.effective_from} {self.get_kind_display()}"
