"""What an assessment is made from: incomes, rigid expenses and assets of the family (domain.md 1.4 and 2.2)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hardship.rules.code_lists import ACCIDENT_KINDS, EXPENSE_KINDS, INCOME_KINDS
from members.scope import ScopedQuerySet


class OfAssessment(ScopedQuerySet):
    union_path = "assessment__household__union__path"


def _amount(label, **facts):
    return models.DecimalField(label, max_digits=12, decimal_places=2, **facts)


class IncomeLine(models.Model):
    """What somebody of the family earned in the 12 months before the assessment, in 元; `person` is None for the whole family."""

    assessment = models.ForeignKey("hardship.Assessment", models.CASCADE, related_name="incomes")
    person = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose")
    )
    kind = models.CharField(_("kind of income"), max_length=20, choices=INCOME_KINDS.choices)
    monthly = _amount(_("a month, 元"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    amount = _amount(_("a year, 元"))
    note = models.CharField(_("remark"), max_length=200, blank=True)

    objects = OfAssessment.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("income")
        verbose_name_plural = _("incomes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="hardship_income_not_negative",
                violation_error_message=_("Income cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class ExpenseLine(models.Model):
    """A rigid expense of the 12 months: `gross` as billed, `reimbursed` by insurance or others; the difference was borne."""

    assessment = models.ForeignKey("hardship.Assessment", models.CASCADE, related_name="expenses")
    person = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose")
    )
    kind = models.CharField(_("kind of expense"), max_length=20, choices=EXPENSE_KINDS.choices)
    gross = _amount(_("billed, 元"))
    reimbursed = _amount(_("paid by others, 元"), default=0)
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("to"), null=True, blank=True)
    evidence = models.ForeignKey(
        "hardship.Attachment", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("proof")
    )
    note = models.CharField(_("remark"), max_length=200, blank=True)

    objects = OfAssessment.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rigid expense")
        verbose_name_plural = _("rigid expenses")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gross__gte=0) & Q(reimbursed__gte=0) & Q(reimbursed__lte=F("gross")),
                name="hardship_expense_net",
                violation_error_message=_("What others paid cannot be more than the bill."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.net}"

    @property
    def net(self):
        """What the family bore itself, in 元."""
        return self.gross - self.reimbursed


class Assets(models.Model):
    """Asset facts of one assessment; `found` are the exclusions (codes of EXCLUSIONS) that apply, each with the exception that
    was granted ("" for none): {"vehicle": "wheelchair lift, card of disability seen"}."""

    assessment = models.OneToOneField("hardship.Assessment", models.CASCADE, related_name="assets")
    dwellings = models.PositiveSmallIntegerField(_("dwellings"), null=True, blank=True)
    dwelling_area = models.DecimalField(_("area together, ㎡"), max_digits=8, decimal_places=2, null=True, blank=True)
    vehicles = models.CharField(
        _("vehicles"), max_length=200, blank=True, help_text=_("Plate, kind and what it is used for.")
    )
    companies = models.CharField(
        _("companies"), max_length=200, blank=True, help_text=_("Shares, shops, offices held.")
    )
    savings = _amount(_("savings and securities, 元"), null=True, blank=True)
    checked_on = models.DateField(_("checked with other offices on"), null=True, blank=True)
    found = models.JSONField(_("exclusions"), default=dict, blank=True)
    note = models.CharField(_("remark"), max_length=500, blank=True)
    # An accident: what it cost, what was lost and what was compensated.
    accident = models.CharField(_("accident"), max_length=200, blank=True)
    accident_kind = models.CharField(_("kind of accident"), max_length=20, choices=ACCIDENT_KINDS.choices, blank=True)
    accident_cost = _amount(_("cost of the accident, 元"), null=True, blank=True)
    accident_loss = _amount(_("lost by the accident, 元"), null=True, blank=True)
    accident_compensated = _amount(_("compensated, 元"), null=True, blank=True)

    objects = OfAssessment.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assets")
        verbose_name_plural = _("assets")

    def __str__(self) -> str:
        return str(self.assessment)
