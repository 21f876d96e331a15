"""Relief: lists and lines."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.models import ReliefLine, ReliefList
from hardship.rosters.cash import CashRoster
from hardship.rosters.goods import GoodsRoster
from members.admin.base import Figures, ReadOnlyAdmin
from members.admin.exports import Offer
from members.admin.filters import UnionFilter, YearFilter
from members.admin.forms import OfficeForm
from members.admin.people import PersonAdmin
from office.money import grouped, to_money

from .listings import ReliefListListing


def yuan(amount: Any) -> str | None:
    """1,234.00, or None for a dash."""
    return None if amount is None else grouped(to_money(amount))


def total(records: Any, name: str) -> Decimal:
    """The sum in 元; 0.00 for none."""
    return to_money(records.aggregate(total=Sum(name))["total"] or 0)


@admin.register(ReliefList)
class ReliefListAdmin(ReadOnlyAdmin):
    """Every list there is, to search and to export; it is filled and goes its way at the desk."""

    list_display = ["name", "year", "form", "kind", "fund", "state", "lines_count", "total_amount", "union"]
    list_select_related = ["fund", "union"]
    list_filter = ["year", "form", "state", "kind", UnionFilter]
    search_fields = ["name", "basis", "fund__name"]
    readonly_fields = ["lines"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name", "number", "year"),
                    ("form", "kind"),
                    ("fund", "union"),
                    ("purpose", "planned_on"),
                    "basis",
                ]
            },
        ),
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
        return self.lines_count(relief_list)

    @admin.display(description=_("amount, 元"), ordering="paid_amount")
    def total_amount(self, relief_list: Any) -> str | None:
        return yuan(relief_list.paid_amount)

    def totals(self, records: Any) -> Figures:
        lines = ReliefLine.objects.filter(list__in=records.values("pk"))
        return [
            (_("Relief money"), total(lines.cash(), "amount"), pgettext_lazy("unit", "yuan")),
            (_("Value of goods"), total(lines.goods(), "amount"), pgettext_lazy("unit", "yuan")),
        ]


class PaidFilter(YearFilter):
    title, parameter_name, column = _("year of payment"), "paid", "paid_on"


@admin.register(ReliefLine)
class ReliefLineAdmin(ReadOnlyAdmin):
    """Every line of every list, to search and to export."""

    list_display = [
        "payee_name", "masked_id", "file_no", "list_name", "goods", "quantity_count", "line_amount", "state", "paid_on",
        "union",
    ]  # fmt: skip
    list_select_related = ["payee", "household__head", "list", "union"]
    list_filter = ["state", "list__form", PaidFilter, UnionFilter]
    search_fields = ["list__name", "household__file_no"]
    search_help_text = PersonAdmin.search_help_text
    search_people = "payee"
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
