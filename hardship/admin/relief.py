"""Relief: lists and lines."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.models import ReliefLine, ReliefList
from hardship.operations.relief import Homes, check_goods, find_file
from hardship.rosters.cash import CashRoster
from hardship.rosters.goods import GoodsRoster
from hardship.rules.kinds import AID_KINDS
from members.admin.base import Figures, OfficeAdmin
from members.admin.exports import Offer
from members.admin.filters import UnionFilter, YearFilter
from members.admin.forms import OfficeForm
from members.admin.people import PersonAdmin
from office.money import grouped, to_money
from office.refusal import Refusal

from .listings import ReliefListListing


def yuan(amount: Any) -> str | None:
    """1,234.00, or None for a dash."""
    return None if amount is None else grouped(to_money(amount))


def total(records: Any, name: str) -> Decimal:
    """The sum in 元; 0.00 for none."""
    return to_money(records.aggregate(total=Sum(name))["total"] or 0)


@admin.register(ReliefList)
class ReliefListAdmin(OfficeAdmin):
    list_display = ["name", "year", "form", "kind", "fund", "state", "lines_count", "total_amount", "union"]
    list_select_related = ["fund", "union"]
    list_filter = ["year", "form", "state", "kind", UnionFilter]
    search_fields = ["name", "basis", "fund__name"]
    autocomplete_fields = ["union", "fund"]
    readonly_fields = ["state", "brought_in_by", "lines"]
    read_once = ("union", "form")  # its lines are of them
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name", "year"),
                    ("form", "kind"),
                    ("fund", "union"),
                    ("purpose", "planned_on"),
                    "receipt",
                    "basis",
                ]
            },
        ),
        (_("The paper"), {"fields": [("expected_count", "expected_total"), "minutes"]}),
        (_("State"), {"fields": [("state", "lines"), "brought_in_by"]}),
    ]
    exports = [Offer(ReliefListListing())]
    # `form` is a column here, which would hide the class of the same name.
    form = OfficeForm

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).with_totals()

    @admin.display(description=_("lines"), ordering="lines_count")
    def lines_count(self, relief_list: Any) -> Any:
        where = reverse("admin:hardship_reliefline_changelist")
        return format_html('<a href="{}?list__id__exact={}">{}</a>', where, relief_list.pk, relief_list.lines_count)

    @admin.display(description=_("lines"))
    def lines(self, relief_list: Any) -> Any:
        return self.lines_count(relief_list) if relief_list.pk else None

    @admin.display(description=_("amount, 元"), ordering="paid_amount")
    def total_amount(self, relief_list: Any) -> str | None:
        return yuan(relief_list.paid_amount)

    def totals(self, records: Any) -> Figures:
        lines = ReliefLine.objects.filter(list__in=records.values("pk"))
        return [
            (_("Relief money"), total(lines.cash(), "amount"), pgettext_lazy("unit", "yuan")),
            (_("Value of goods"), total(lines.goods(), "amount"), pgettext_lazy("unit", "yuan")),
        ]

    def save_model(self, request: HttpRequest, obj: ReliefList, form: Any, change: bool) -> None:
        obj.entered_by = request.user
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: ReliefList | None = None) -> bool:
        return self._is_free(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ReliefList | None = None) -> bool:
        return self._is_free(obj) and super().has_delete_permission(request, obj)

    @staticmethod
    def _is_free(relief_list: ReliefList | None) -> bool:
        """A numbered list goes its way at the desk, where each step has its hand."""
        return relief_list is None or (relief_list.state == ReliefList.State.DRAFT and not relief_list.number)


class ReliefLineForm(OfficeForm):
    amount = forms.DecimalField(
        label=_("amount, 元"), max_digits=12, decimal_places=2, required=False,
        help_text=_("For goods: parcels times price, worked out for you."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "list" in self.fields:
            self.fields["list"].queryset = self.fields["list"].queryset.filter(state=ReliefList.State.DRAFT, number="")

    def clean(self) -> None:
        super().clean()
        values = self.cleaned_data
        relief_list = self.instance.list if self.instance.pk else values.get("list")
        payee = self.instance.payee if self.instance.pk else values.get("payee")
        if relief_list is None or payee is None or self.errors:
            return
        try:
            household = find_file(
                Homes([payee]), payee, timezone.localdate(), by=self.staff,
                needs_file=AID_KINDS[relief_list.kind].needs_file,
            )  # fmt: skip
            self.instance.household = household
            self.instance.union = household.union if household else payee.union
            if relief_list.form == ReliefList.Form.GOODS:
                if not values.get("goods"):
                    raise Refusal("goods", "required", _("Which goods?"))
                values["quantity"], values["unit_price"], values["amount"] = check_goods(
                    values.get("quantity"), values.get("unit_price"), values.get("amount")
                )
            elif values.get("goods") or values.get("quantity") or values.get("unit_price"):
                raise Refusal("goods", "line.money_or_goods", _("This is a list of money: goods have their own list."))
            elif not values.get("amount"):
                raise Refusal("amount", "required", _("How much?"))
        except Refusal as refusal:
            self.refuse(refusal, number="payee")


class PaidFilter(YearFilter):
    title, parameter_name, column = _("year of payment"), "paid", "paid_on"


@admin.register(ReliefLine)
class ReliefLineAdmin(OfficeAdmin):
    """What was paid stays as it is, and so does every line of a closed list: for everybody."""

    form = ReliefLineForm
    list_display = [
        "payee_name", "masked_id", "file_no", "list_name", "goods", "quantity_count", "line_amount", "state", "paid_on",
        "union",
    ]  # fmt: skip
    list_select_related = ["payee", "household__head", "list", "union"]
    list_filter = ["state", "list__form", PaidFilter, UnionFilter]
    search_fields = ["list__name", "household__file_no"]
    search_help_text = PersonAdmin.search_help_text
    search_people = "payee"
    autocomplete_fields = ["payee"]
    readonly_fields = ["household", "union", "state", "paid_on"]
    read_once = ("list", "payee")
    exports = [Offer(CashRoster()), Offer(GoodsRoster())]
    leads_here = ("list__id__exact", "list__fund__id__exact", "list__year__exact")  # from a list, and from a fund
    fieldsets = [
        (None, {"fields": ["list", "payee", ("household", "union"), "category"]}),
        (_("Amount"), {"fields": [("goods", "quantity", "unit_price"), "amount"]}),
        (_("Payment"), {"fields": [("state", "paid_on", "received_by"), "note"]}),
    ]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in self.leads_here or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("payee"), ordering="payee__pinyin")
    def payee_name(self, line: ReliefLine) -> str:
        return line.payee.name

    @admin.display(description=_("ID number"))
    def masked_id(self, line: ReliefLine) -> str:
        return line.payee.masked_id

    @admin.display(description=_("file number"), ordering="household__file_no")
    def file_no(self, line: ReliefLine) -> str | None:
        return line.household.file_no if line.household else None

    @admin.display(description=_("list"), ordering="list__name")
    def list_name(self, line: ReliefLine) -> str:
        return line.list.name

    @admin.display(description=_("parcels"), ordering="quantity")
    def quantity_count(self, line: ReliefLine) -> int | None:
        return line.quantity

    @admin.display(description=_("amount, 元"), ordering="amount")
    def line_amount(self, line: ReliefLine) -> str | None:
        return yuan(line.amount)

    def totals(self, records: Any) -> Figures:
        return [
            (_("Relief money"), total(records.cash(), "amount"), pgettext_lazy("unit", "yuan")),
            (_("Value of goods"), total(records.goods(), "amount"), pgettext_lazy("unit", "yuan")),
        ]

    def save_model(self, request: HttpRequest, obj: ReliefLine, form: Any, change: bool) -> None:
        obj.entered_by = request.user
        super().save_model(request, obj, form, change)

    @staticmethod
    def _stands(line: ReliefLine | None) -> bool:
        if line is None:
            return False
        return bool(
            line.state == ReliefLine.State.PAID or line.list.state == ReliefList.State.CLOSED or line.list.number
        )

    def has_change_permission(self, request: HttpRequest, obj: ReliefLine | None = None) -> bool:
        return not self._stands(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ReliefLine | None = None) -> bool:
        return not self._stands(obj) and super().has_delete_permission(request, obj)
