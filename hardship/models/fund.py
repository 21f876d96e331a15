"""Sources of money, what is set aside of them in a year, and what has become of it (domain.md 4.2 and 4.8)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hardship.rules import kinds
from members.scope import ScopedQuerySet

from .hands import signer


class FundQuerySet(ScopedQuerySet):
    pass


class Fund(models.Model):
    """A source of money. Its code is that of the sources in domain.md 4.2, so that reports can set them side by side."""

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="funds", verbose_name=_("union"))
    source = models.CharField(_("source"), max_length=20, choices=kinds.fund_source_choices)
    name = models.CharField(_("fund"), max_length=50)
    note = models.CharField(
        _("remark"), max_length=500, blank=True, help_text=_("What a donor asked for, an account number, a document.")
    )
    # What whoever gave the money restricted it to: codes of AID_KINDS and CATEGORIES (empty: all), and a last day.
    only_kinds = models.JSONField(_("only for these kinds of aid"), default=list, blank=True)
    only_categories = models.JSONField(_("only for these categories"), default=list, blank=True)
    usable_until = models.DateField(_("to be used by"), null=True, blank=True)

    objects = FundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["union", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"],
                name="hardship_fund_name",
                violation_error_message=_("This union already has a fund of that name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BudgetLineQuerySet(ScopedQuerySet):
    union_path = "fund__union__path"

    def with_available(self) -> "BudgetLineQuerySet":
        """Adds `available` (元): what may still be approved."""
        left = F("opening") + F("income") - F("committed") - F("spent")
        return self.annotate(available=Round(left, 2))  # SQLite reckons in floating point


class BudgetLine(models.Model):
    """What a fund has for a year, for one kind of aid or for all (`kind` ""), in 元.

    Approving a list commits, paying a line spends, returning or failing releases: hardship.operations.budgets keeps the four
    amounts, and the database itself lets none of them exceed what is there.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="budget", verbose_name=_("fund"))
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind of aid"), max_length=20, choices=kinds.aid_kind_choices, blank=True)
    opening = models.DecimalField(_("carried over, 元"), max_digits=14, decimal_places=2, default=0)
    income = models.DecimalField(_("income, 元"), max_digits=14, decimal_places=2, default=0)
    committed = models.DecimalField(_("approved and not yet paid, 元"), max_digits=14, decimal_places=2, default=0)
    spent = models.DecimalField(_("spent, 元"), max_digits=14, decimal_places=2, default=0)

    objects = BudgetLineQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget")
        ordering = ["-year", "fund", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "year", "kind"],
                name="hardship_budget_once",
                violation_error_message=_("This fund already has a budget line for that year and kind."),
            ),
            models.CheckConstraint(
                condition=Q(opening__gte=0)
                & Q(committed__gte=0)
                & Q(spent__lte=Round(F("opening") + F("income") - F("committed"), 2)),
                name="hardship_budget_available",
                violation_error_message=_("The fund does not hold that much."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.year}"

    @property
    def left(self):
        """What may still be approved, in 元."""
        return self.opening + self.income - self.committed - self.spent


class OfBudget(ScopedQuerySet):
    union_path = "line__fund__union__path"


class BudgetEntry(models.Model):
    """Money that came into a budget line or left it otherwise than by relief. Never changed: a slip is corrected by another."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("carried over from last year")
        INCOME = "income", _("income")
        INTEREST = "interest", _("interest")
        RECALLED = "recalled", _("called back by who gave it")
        CARRIED = "carried", _("carried over to next year")
        CORRECTION = "correction", _("correction")

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="entries", verbose_name=_("budget line"))
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    on = models.DateField(_("day"))
    amount = models.DecimalField(_("amount, 元"), max_digits=14, decimal_places=2)  # below zero: it went away
    document = models.CharField(_("document"), max_length=200, blank=True)
    by = signer(_("entered by"))

    objects = OfBudget.as_manager()

    class Meta:
        verbose_name = _("entry of a budget")
        verbose_name_plural = _("entries of a budget")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="hardship_budget_entry_amount",
                violation_error_message=_("An entry of nothing says nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"
