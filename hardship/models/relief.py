"""Relief: lists and their lines, in money or in goods, never both in one line (domain.md 4)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from hardship.rules import kinds
from hardship.rules.aid_lists import WARMTH_GROUPS
from hardship.rules.code_lists import CATEGORIES
from members.scope import ScopedQuerySet
from office.constraints import not_before
from office.privacy.fields import EncryptedTextField
from office.refusal import Refusal

from .fund import Fund
from .hands import not_the_same, signer

PAID_STAYS = _("This line has been paid. A paid line never changes: correct it by a reversal.")


def no_warnings() -> list:
    return []


class ReliefListQuerySet(ScopedQuerySet):
    def with_totals(self) -> "ReliefListQuerySet":
        """Adds `lines_count` and `paid_amount` (元, value of goods included: a list holds one form only)."""
        return self.annotate(lines_count=models.Count("lines"), paid_amount=models.Sum("lines__amount"))

    def of_office(self) -> "ReliefListQuerySet":
        """Those that go the way of the office, step by step; what rosters brought in as paid does not."""
        return self.filter(brought_in_by=None)


class ReliefList(models.Model):
    """A batch of relief: one form, one kind, one fund. Imported lists that were paid come in closed.

    `amounts`: what each category is given, {"deep": "400.00", "": "200.00"}, "" for everybody else, in 元.
    """

    class Form(models.TextChoices):
        MONEY = "money", _("money")
        GOODS = "goods", _("goods")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("to be checked")
        CHECKED = "checked", _("to be approved")
        APPROVED = "approved", _("to be paid")
        PAYING = "paying", _("being paid")
        CLOSED = "closed", pgettext_lazy("state of a list", "closed")
        VOID = "void", _("discarded")

    class Purpose(models.TextChoices):
        ORDINARY = "ordinary", _("relief list")
        SUPPLEMENT = "supplement", _("supplement: failed payments again")
        REVERSAL = "reversal", _("reversal of what was paid")

    ENDED = (State.CLOSED, State.VOID)

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="relief_lists", verbose_name=_("union"))
    form = models.CharField(_("form"), max_length=10, choices=Form)
    kind = models.CharField(_("kind of aid"), max_length=20, choices=kinds.aid_kind_choices)
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, blank=True, related_name="lists", verbose_name=_("fund"))
    name = models.CharField(_("list"), max_length=100)
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    basis = models.CharField(
        _("basis"), max_length=200, blank=True, help_text=_("The document that orders it, for example its number.")
    )
    number = models.CharField(_("number of the list"), max_length=30, blank=True, editable=False)
    role = models.CharField(_("what it is"), max_length=12, choices=Purpose, default=Purpose.ORDINARY, editable=False)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name=_("belongs to")
    )
    purpose = models.CharField(
        _("purpose"), max_length=100, blank=True, help_text=_("Nobody is helped twice for one purpose.")
    )
    planned_on = models.DateField(_("day of payment"), null=True, blank=True)
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_to = models.DateField(_("to"), null=True, blank=True)
    amounts = models.JSONField(_("amounts by category"), default=dict, blank=True)
    expected_count = models.PositiveIntegerField(_("households on paper"), null=True, blank=True)
    expected_total = models.DecimalField(
        _("total on paper, 元"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    receipt = models.ForeignKey(
        "hardship.GoodsReceipt", models.PROTECT, null=True, blank=True, related_name="lists", verbose_name=_("goods of")
    )
    minutes = models.CharField(
        _("minutes"), max_length=200, blank=True, help_text=_("Number and day of the meeting that decided.")
    )
    entered_by = signer(_("entered by"))
    checked_by = signer(_("checked by"))
    approved_by = signer(_("approved by"))
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    paid_by = signer(_("paid by"))
    prints = models.PositiveSmallIntegerField(_("times printed"), default=0, editable=False)
    edition = models.PositiveIntegerField(default=0, editable=False)  # counts the changes of its lines
    brought_in_by = models.ForeignKey(
        "office.Run", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("import")
    )

    objects = ReliefListQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("relief list")
        verbose_name_plural = _("relief lists")
        permissions = [
            ("approve_relief", "Can check and approve relief"),
            ("pay_relief", "Can pay relief, bring back what failed and reverse"),
        ]
        ordering = ["-year", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "form", "kind", "fund", "name", "year"],
                condition=~Q(state="void"),
                name="hardship_list_once",
                violation_error_message=_("There is already a list of this name, fund and kind in that year."),
            ),
            models.UniqueConstraint(
                fields=["union", "form", "kind", "name", "year"],
                condition=Q(fund=None) & ~Q(state="void"),
                name="hardship_list_once_without_fund",
                violation_error_message=_("There is already a list of this name and kind in that year."),
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="hardship_list_number"),
            not_the_same(
                "approved_by", "entered_by", "hardship_list_approved_by_another",
                _("Who enters a list does not approve it."),
            ),
            not_the_same(
                "paid_by", "approved_by", "hardship_list_paid_by_another", _("Who approves a list does not pay it.")
            ),
            not_before("period_to", "period_from", _("The period cannot end before it begins.")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class ReliefLineQuerySet(ScopedQuerySet):
    union_path = "union__path"

    def cash(self) -> "ReliefLineQuerySet":
        return self.filter(list__form=ReliefList.Form.MONEY)

    def goods(self) -> "ReliefLineQuerySet":
        return self.filter(list__form=ReliefList.Form.GOODS)

    def paid(self) -> "ReliefLineQuerySet":
        return self.filter(state=ReliefLine.State.PAID)

    def paid_in(self, period) -> "ReliefLineQuerySet":
        """Every payment of the period and every reversal, whose amount is below zero: sums are of these."""
        return self.paid().filter(paid_on__range=(period.start, period.end))

    def standing_in(self, period) -> "ReliefLineQuerySet":
        """Payments of the period that were not taken back in it: households and payments are counted of these."""
        return self.paid_in(period).filter(reverses=None).exclude(reversal__paid_on__lte=period.end)

    def update(self, **kwargs) -> int:
        """Raises Refusal `paid.line` when one of the rows is paid. Importing adds remarks by an upsert, never money."""
        self._refuse_paid()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Raises Refusal `paid.line` when one of the rows is paid."""
        self._refuse_paid()
        return super().delete()

    def _refuse_paid(self) -> None:
        if self.paid().exists():
            raise Refusal("", "paid.line", PAID_STAYS)

    def by_list(self) -> "list[tuple[str, int]]":
        """How many of these lines stand on each list, the longest list first."""
        counted = self.order_by().values_list("list__name").annotate(lines=models.Count("pk"))
        return list(counted.order_by("-lines", "list__name"))


class ReliefLine(models.Model):
    """One household on one list. `amount` is what it was worth in 元: money paid, or goods at purchase price.

    A reversal is a line of its own with the amount below zero; a failed payment that is made again is another line. `warnings`
    are what the guards said when it was entered, [{"code", "level", "text"}, …]; `plea` is the clerk's reason to help all the
    same, `allowed_why` that of the officer who allowed it.
    """

    class State(models.TextChoices):
        DUE = "due", _("due")
        PAID = "paid", _("paid")
        FAILED = "failed", _("failed")

    list = models.ForeignKey(ReliefList, models.PROTECT, related_name="lines", verbose_name=_("list"))
    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    household = models.ForeignKey(
        "hardship.Household", models.PROTECT, null=True, blank=True, related_name="relief", verbose_name=_("file")
    )
    payee = models.ForeignKey("members.Person", models.PROTECT, related_name="relief", verbose_name=_("payee"))
    category = models.CharField(_("category as stated"), max_length=20, choices=CATEGORIES.choices, blank=True)
    amount = models.DecimalField(_("amount, 元"), max_digits=12, decimal_places=2)
    goods = models.CharField(_("goods"), max_length=100, blank=True)
    quantity = models.IntegerField(_("parcels"), null=True, blank=True)
    unit_price = models.DecimalField(_("price a parcel, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    paid_on = models.DateField(_("day of payment"), null=True, blank=True)
    received_by = models.CharField(_("received by"), max_length=50, blank=True)
    note = models.CharField(_("remark"), max_length=500, blank=True)
    position = models.PositiveIntegerField(_("number on the list"), null=True, blank=True)
    entry_key = models.CharField(max_length=36, unique=True, null=True, editable=False)  # one press of Enter, one line
    group = models.CharField(_("whom it is for"), max_length=20, choices=WARMTH_GROUPS.choices, blank=True)
    occasion = models.CharField(_("occasion"), max_length=100, blank=True)
    occasion_on = models.DateField(_("day of the occasion"), null=True, blank=True)
    bank = models.CharField(_("bank"), max_length=50, blank=True)
    card_no = EncryptedTextField(_("account number"), purpose="line.card_no", blank=True)
    proxy_name = models.CharField(_("collected by"), max_length=50, blank=True)
    proxy_id_no = EncryptedTextField(_("ID number of who collected"), purpose="line.proxy", blank=True)
    proxy_relation = models.CharField(_("relation to the payee"), max_length=20, blank=True)
    proxy_letter = models.CharField(_("authorisation"), max_length=100, blank=True)
    failed_on = models.DateField(_("failed"), null=True, blank=True)
    why_failed = models.CharField(_("why it failed"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal", verbose_name=_("reversal of")
    )
    repeats = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="repetition", verbose_name=_("again for")
    )
    warnings = models.JSONField(_("warnings"), default=no_warnings, blank=True)
    plea = models.CharField(_("why to help all the same"), max_length=200, blank=True)
    allowed_by = signer(_("allowed by"))
    allowed_why = models.CharField(_("why it was allowed"), max_length=200, blank=True)
    entered_by = signer(_("entered by"))
    approved_by = signer(_("approved by"))
    paid_by = signer(_("paid by"))

    objects = ReliefLineQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("relief line")
        verbose_name_plural = _("relief lines")
        ordering = ["pk"]
        # Figures sum what was paid in a period.
        indexes = [models.Index(fields=["state", "paid_on"], name="hardship_line_paid_on")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(reverses=None) & Q(amount__gt=0)) | (Q(reverses__isnull=False) & Q(amount__lt=0)),
                name="hardship_line_amount",
                violation_error_message=_("Relief must be above zero, and a reversal below it."),
            ),
            models.CheckConstraint(
                condition=(Q(state="paid") & Q(paid_on__isnull=False)) | (~Q(state="paid") & Q(paid_on=None)),
                name="hardship_line_paid_has_day",
                violation_error_message=_("A paid line has its day of payment, an unpaid one has none."),
            ),
            # Rounded: SQLite reckons in floating point, where 3 × 33.10 is a little more than 99.30.
            models.CheckConstraint(
                condition=Q(goods="", quantity=None, unit_price=None)
                | (~Q(goods="") & ~Q(quantity=0) & Q(unit_price__gte=0) & Q(amount=Round(F("quantity") * F("unit_price"), 2))),
                name="hardship_line_money_or_goods",
                violation_error_message=_(
                    "A line is money, or it is goods whose quantity times price makes the amount."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(state="failed") & Q(failed_on__isnull=False)) | (~Q(state="failed") & Q(failed_on=None)),
                name="hardship_line_failed_has_day",
                violation_error_message=_("A failed payment has its day."),
            ),
            models.UniqueConstraint(fields=["list", "position"], name="hardship_line_position"),
            not_the_same(
                "approved_by", "entered_by", "hardship_line_approved_by_another",
                _("Who enters a line does not approve it."),
            ),
            not_the_same(
                "paid_by", "approved_by", "hardship_line_paid_by_another", _("Who approves a line does not pay it.")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.payee} {self.amount}"

    def save(self, *args, **kwargs) -> None:
        """Raises Refusal `paid.line` for a line that was paid: a correction is a reversal (domain.md 4.3). One query more."""
        self._refuse_paid()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Raises Refusal `paid.line` for a line that was paid."""
        self._refuse_paid()
        return super().delete(*args, **kwargs)

    def _refuse_paid(self) -> None:
        if self.pk is not None and ReliefLine.objects.paid().filter(pk=self.pk).exists():
            raise Refusal("", "paid.line", PAID_STAYS)
