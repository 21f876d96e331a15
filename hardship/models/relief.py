"""Relief: lists and their lines, in money or in goods, never both in one line (domain.md 4)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from hardship.rules import kinds
from hardship.rules.code_lists import CATEGORIES
from members.scope import ScopedQuerySet
from office.refusal import Refusal

PAID_STAYS = _("This line has been paid. A paid line never changes: correct it by a reversal.")


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


class ReliefListQuerySet(ScopedQuerySet):
    def with_totals(self) -> "ReliefListQuerySet":
        """Adds `lines_count` and `paid_amount` (元, value of goods included: a list holds one form only)."""
        return self.annotate(lines_count=models.Count("lines"), paid_amount=models.Sum("lines__amount"))


class ReliefList(models.Model):
    """A batch of relief: one form, one kind, one fund. Imported lists that were paid come in closed."""

    class Form(models.TextChoices):
        MONEY = "money", _("money")
        GOODS = "goods", _("goods")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CLOSED = "closed", pgettext_lazy("state of a list", "closed")

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
    brought_in_by = models.ForeignKey(
        "office.Run", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("import")
    )

    objects = ReliefListQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("relief list")
        verbose_name_plural = _("relief lists")
        ordering = ["-year", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "form", "kind", "fund", "name", "year"],
                name="hardship_list_once",
                violation_error_message=_("There is already a list of this name, fund and kind in that year."),
            ),
            models.UniqueConstraint(
                fields=["union", "form", "kind", "name", "year"],
                condition=Q(fund=None),
                name="hardship_list_once_without_fund",
                violation_error_message=_("There is already a list of this name and kind in that year."),
            ),
        ]

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
        return self.paid().filter(paid_on__range=(period.start, period.end))

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
    """One household on one list. `amount` is what it was worth in 元: money paid, or goods at purchase price."""

    class State(models.TextChoices):
        DUE = "due", _("due")
        PAID = "paid", _("paid")

    list = models.ForeignKey(ReliefList, models.PROTECT, related_name="lines", verbose_name=_("list"))
    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    household = models.ForeignKey(
        "hardship.Household", models.PROTECT, null=True, blank=True, related_name="relief", verbose_name=_("file")
    )
    payee = models.ForeignKey("members.Person", models.PROTECT, related_name="relief", verbose_name=_("payee"))
    category = models.CharField(_("category as stated"), max_length=20, choices=CATEGORIES.choices, blank=True)
    amount = models.DecimalField(_("amount, 元"), max_digits=12, decimal_places=2)
    goods = models.CharField(_("goods"), max_length=100, blank=True)
    quantity = models.PositiveIntegerField(_("parcels"), null=True, blank=True)
    unit_price = models.DecimalField(_("price a parcel, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    paid_on = models.DateField(_("day of payment"), null=True, blank=True)
    received_by = models.CharField(_("received by"), max_length=50, blank=True)
    note = models.CharField(_("remark"), max_length=500, blank=True)

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
                condition=Q(amount__gt=0),
                name="hardship_line_amount",
                violation_error_message=_("Relief must be above zero."),
            ),
            models.CheckConstraint(
                condition=(Q(state="paid") & Q(paid_on__isnull=False)) | (~Q(state="paid") & Q(paid_on=None)),
                name="hardship_line_paid_has_day",
                violation_error_message=_("A paid line has its day of payment, an unpaid one has none."),
            ),
            models.CheckConstraint(
                condition=Q(goods="", quantity=None, unit_price=None)
                | (~Q(goods="") & Q(quantity__gt=0) & Q(unit_price__gte=0) & Q(amount=F("quantity") * F("unit_price"))),
                name="hardship_line_money_or_goods",
                violation_error_message=_(
                    "A line is money, or it is goods whose quantity times price makes the amount."
                ),
            ),
        ]

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
