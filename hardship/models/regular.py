"""Regular aid: a person on a monthly standard from one month to another, with a row for each month (domain.md 4.5)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet
from office.constraints import not_before
from office.privacy.fields import EncryptedTextField


class RegularAidQuerySet(ScopedQuerySet):
    pass


class RegularAid(models.Model):
    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="regular_aid", verbose_name=_("person"))
    household = models.ForeignKey(
        "hardship.Household", models.PROTECT, null=True, blank=True, related_name="regular_aid", verbose_name=_("file")
    )
    standard = models.DecimalField(_("standard a month, 元"), max_digits=12, decimal_places=2)
    first_month = models.DateField(_("first month"), help_text=_("The first day of the month."))
    last_month = models.DateField(_("last month"), help_text=_("The first day of the month."))
    card_no = EncryptedTextField(_("account number"), purpose="regular.card_no", blank=True)

    objects = RegularAidQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("regular aid")
        verbose_name_plural = _("regular aid")
        ordering = ["-first_month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "first_month"],
                name="hardship_regular_once",
                violation_error_message=_("This person already has regular aid from that month."),
            ),
            models.CheckConstraint(
                condition=Q(standard__gt=0),
                name="hardship_regular_standard",
                violation_error_message=_("The standard must be above zero."),
            ),
            not_before("last_month", "first_month", _("The last month cannot come before the first.")),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_month:%Y-%m}"


class RegularMonthQuerySet(ScopedQuerySet):
    union_path = "aid__union__path"

    def paid_in(self, period) -> "RegularMonthQuerySet":
        """Months paid that begin in the period: aid is counted for the month it is for."""
        return self.filter(state=RegularMonth.State.PAID, month__range=(period.start, period.end))


class RegularMonth(models.Model):
    """One month of one person's regular aid."""

    class State(models.TextChoices):
        DUE = "due", _("due")
        PAID = "paid", _("paid")

    aid = models.ForeignKey(RegularAid, models.CASCADE, related_name="months", verbose_name=_("regular aid"))
    month = models.DateField(_("month"))
    amount = models.DecimalField(_("amount, 元"), max_digits=12, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)

    objects = RegularMonthQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("month of regular aid")
        verbose_name_plural = _("months of regular aid")
        ordering = ["month", "pk"]
        # Figures sum the months of a period.
        indexes = [models.Index(fields=["month"], name="hardship_regular_month")]
        constraints = [
            models.UniqueConstraint(
                fields=["aid", "month"],
                name="hardship_regular_month_once",
                violation_error_message=_("This month is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="hardship_regular_month_first_day",
                violation_error_message=_("A month is written as its first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aid.person} {self.month:%Y-%m}"
