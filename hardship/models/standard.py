"""What a city sets for its files, from a day on: the poverty line and all that is measured by it (domain.md 2)."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet


def exclusive_by_default() -> list[str]:
    return ["central", "province"]


class StandardQuerySet(ScopedQuerySet):
    def on(self, union, day) -> "Standard | None":
        """The standard in force for a union on a day: the nearest one above it (or its own) that began last, or None."""
        return nearest(self.select_related("union").filter(effective_from__lte=day), union, day)


def nearest(standards: "Iterable[Standard]", union, day) -> "Standard | None":
    """Of standards loaded with their unions that which is in force for a union on a day: for whoever asks about many days."""
    known = [one for one in standards if one.effective_from <= day and union.path.startswith(one.union.path)]
    return max(known, key=lambda standard: (len(standard.union.path), standard.effective_from), default=None)


class Standard(models.Model):
    """One row a year is usual. It binds `union` and all below it until the next row begins."""

    class RuleSet(models.TextChoices):
        A = "A", _("rules of 2006")
        B = "B", _("rules of 2016")
        C = "C", _("rules of 2020")

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="standards", verbose_name=_("union"))
    effective_from = models.DateField(_("in force from"))
    rule_set = models.CharField(_("rule set"), max_length=5, choices=RuleSet, default=RuleSet.C)
    line = models.DecimalField(_("poverty line, 元 a person a month"), max_digits=12, decimal_places=2)
    inclusive = models.BooleanField(
        _("the line itself counts as below"), default=False, help_text=_("Some cities print ≤ instead of <.")
    )
    relative_multiple = models.DecimalField(
        _("relative hardship up to … lines"), max_digits=5, decimal_places=2, default=Decimal(2)
    )
    edge_multiple = models.DecimalField(
        _("rules of 2016: edge of the line up to … lines"), max_digits=5, decimal_places=2, default=Decimal("1.5")
    )
    accident_multiple = models.DecimalField(
        _("rules of 2016: savings count above … lines"), max_digits=5, decimal_places=2, default=Decimal(3)
    )
    slightly_above = models.DecimalField(
        _("rules of 2006: slightly above the line up to this share of it"),
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.50"),
    )
    minimum_wage = models.DecimalField(
        _("minimum wage, 元 a month"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Counted for those who could work and do not. Empty: nothing is counted."),
    )
    accident_share = models.DecimalField(
        _("accident: cost above this share of the year's income"),
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.80"),
    )
    exclusions = models.JSONField(_("exclusions in force"), null=True, blank=True, help_text=_("Empty: all of them."))
    notice_days = models.PositiveSmallIntegerField(_("working days of a public notice"), default=5)
    retention_years = models.PositiveSmallIntegerField(_("years that a closed file is kept"), default=10)
    minutes_above = models.DecimalField(
        _("aid above this amount needs a meeting's minutes, 元"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    # Money of the state: a household gets one kind of aid from one of them a year (codes of FUND_SOURCES).
    exclusive_sources = models.JSONField(_("funds that exclude each other"), default=exclusive_by_default, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)

    objects = StandardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        ordering = ["-effective_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "effective_from"],
                name="hardship_standard_once",
                violation_error_message=_("A standard already begins on that day."),
            ),
            models.CheckConstraint(
                condition=Q(line__gt=0),
                name="hardship_standard_line",
                violation_error_message=_("The line must be above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effective_from} {self.line}"
