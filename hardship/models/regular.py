"""Regular aid: a person on a monthly standard from one month to another, with a row for each month (domain.md 4.5)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from hardship.rules.aid_lists import STOP_REASONS
from members.scope import ScopedQuerySet
from office.constraints import not_before
from office.privacy.fields import EncryptedTextField
from office.refusal import Refusal

from .hands import not_the_same, signer

PAID_STAYS = _("This month has been paid. A paid month never changes: enter that its payment came back.")


class RegularRoundQuerySet(ScopedQuerySet):
    pass


class RegularRound(models.Model):
    """The roster of a half-year: who is on regular aid, decided by the city (domain.md 4.5). Months are their first days."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("with the city")
        APPROVED = "approved", pgettext_lazy("state of a roster", "approved")
        CLOSED = "closed", pgettext_lazy("state of a list", "closed")

    class Joins(models.TextChoices):
        SAME = "same", _("from the month of approval")
        NEXT = "next", _("from the month after approval")

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="regular_rounds", verbose_name=_("union"))
    first_month = models.DateField(_("first month"))
    last_month = models.DateField(_("last month"))
    standard = models.DecimalField(_("standard a month, 元"), max_digits=12, decimal_places=2)
    joins = models.CharField(_("who joins later is paid"), max_length=5, choices=Joins, default=Joins.SAME)
    fund = models.ForeignKey(
        "hardship.Fund", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fund")
    )
    document = models.CharField(_("document of the city"), max_length=200, blank=True)
    approved_on = models.DateField(_("approved by the city"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    entered_by = signer(_("entered by"))
    approved_by = signer(_("approval recorded by"))

    objects = RegularRoundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("roster of regular aid")
        verbose_name_plural = _("rosters of regular aid")
        ordering = ["-first_month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "first_month"],
                name="hardship_round_once",
                violation_error_message=_("This union already has a roster from that month."),
            ),
            models.CheckConstraint(
                condition=Q(first_month__day=1) & Q(last_month__day=1) & Q(standard__gt=0), name="hardship_round_months"
            ),
            not_before("last_month", "first_month", _("The last month cannot come before the first.")),
            not_the_same(
                "approved_by", "entered_by", "hardship_round_approved_by_another",
                _("Who enters a roster does not approve it."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.union} {self.first_month:%Y-%m}"


class RegularListQuerySet(ScopedQuerySet):
    pass


class RegularList(models.Model):
    """What is paid in one go: the due months of the people on a roster, arrears included."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("to be paid")
        CLOSED = "closed", pgettext_lazy("state of a list", "closed")

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    round = models.ForeignKey(RegularRound, models.PROTECT, related_name="lists", verbose_name=_("roster"))
    month = models.DateField(_("month"))
    number = models.CharField(_("number of the list"), max_length=30, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    entered_by = signer(_("entered by"))
    approved_by = signer(_("approved by"))
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    paid_by = signer(_("paid by"))

    objects = RegularListQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("list of a month of regular aid")
        verbose_name_plural = _("lists of months of regular aid")
        ordering = ["-month", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="hardship_month_list_first_day"),
            not_the_same(
                "approved_by", "entered_by", "hardship_month_list_approved_by_another",
                _("Who enters a list does not approve it."),
            ),
            not_the_same(
                "paid_by", "approved_by", "hardship_month_list_paid_by_another",
                _("Who approves a list does not pay it."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


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
    round = models.ForeignKey(
        RegularRound, models.PROTECT, null=True, blank=True, related_name="aids", verbose_name=_("roster")
    )
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    stopped_on = models.DateField(_("event that ends it"), null=True, blank=True)
    why_stopped = models.CharField(_("why it ends"), max_length=20, choices=STOP_REASONS.choices, blank=True)

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
        return self.paid().filter(month__range=(period.start, period.end))

    def paid(self) -> "RegularMonthQuerySet":
        return self.filter(state=RegularMonth.State.PAID)

    def update(self, **kwargs) -> int:
        """Raises Refusal `paid.month` when one of the months is paid."""
        self._refuse_paid()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Raises Refusal `paid.month` when one of the months is paid."""
        self._refuse_paid()
        return super().delete()

    def _refuse_paid(self) -> None:
        if self.paid().exists():
            raise Refusal("", "paid.month", PAID_STAYS)


class RegularMonth(models.Model):
    """One month of one person's regular aid. What rosters bring in as paid stands on no list and has no day of payment.

    A payment that came back is a RegularFailure, and the month is due again.
    """

    class State(models.TextChoices):
        DUE = "due", _("due")
        PAID = "paid", _("paid")
        STOPPED = "stopped", _("stopped")

    aid = models.ForeignKey(RegularAid, models.PROTECT, related_name="months", verbose_name=_("regular aid"))
    month = models.DateField(_("month"))
    amount = models.DecimalField(_("amount, 元"), max_digits=12, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    list = models.ForeignKey(
        RegularList, models.PROTECT, null=True, blank=True, related_name="months", verbose_name=_("list")
    )
    paid_on = models.DateField(_("day of payment"), null=True, blank=True)
    why_failed = models.CharField(_("why it failed"), max_length=200, blank=True)

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
            models.CheckConstraint(
                condition=(Q(state="paid") & (Q(list=None) | Q(paid_on__isnull=False)))
                | (~Q(state="paid") & Q(paid_on=None)),
                name="hardship_regular_month_paid_has_day",
                violation_error_message=_("A month paid by a list has its day of payment, an unpaid one has none."),
            ),
            models.CheckConstraint(
                condition=~Q(state="stopped") | Q(list=None),
                name="hardship_regular_month_stopped_unlisted",
                violation_error_message=_("A month that is stopped stands on no list."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aid.person} {self.month:%Y-%m}"

    def save(self, *args, **kwargs) -> None:
        """Raises Refusal `paid.month` for a month that was paid. One query more."""
        self._refuse_paid()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Raises Refusal `paid.month` for a month that was paid."""
        self._refuse_paid()
        return super().delete(*args, **kwargs)

    def _refuse_paid(self) -> None:
        if self.pk is not None and RegularMonth.objects.paid().filter(pk=self.pk).exists():
            raise Refusal("", "paid.month", PAID_STAYS)


class OfRegularList(ScopedQuerySet):
    union_path = "list__union__path"


class RegularFailure(models.Model):
    """A payment of a list that did not arrive: refused when the list was paid (`paid_on` None), or sent back by the bank later.

    One row for each, never changed: with the months that stayed paid they are what the list was approved for (domain.md 4.4).
    """

    list = models.ForeignKey(RegularList, models.PROTECT, related_name="failures", verbose_name=_("list"))
    month = models.ForeignKey(RegularMonth, models.PROTECT, related_name="failures", verbose_name=_("month"))
    amount = models.DecimalField(_("amount, 元"), max_digits=12, decimal_places=2)
    paid_on = models.DateField(_("day of payment"), null=True, blank=True)
    on = models.DateField(_("came back"))
    why = models.CharField(_("why it failed"), max_length=200)
    by = signer(_("by"))

    objects = OfRegularList.as_manager()

    class Meta:
        verbose_name = _("failed payment of regular aid")
        verbose_name_plural = _("failed payments of regular aid")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["list", "month"], name="hardship_regular_failure_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="hardship_regular_failure_amount"),
            not_before("on", "paid_on", _("Nothing comes back before it was paid.")),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.month}"
