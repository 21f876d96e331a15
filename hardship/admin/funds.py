"""Funds with what they are restricted to, and the books of their budgets, which are written at the desk (hardship/desk/budgets)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.models import BudgetEntry, BudgetLine, Fund
from hardship.rules.code_lists import CATEGORIES
from hardship.rules.kinds import AID_KINDS, aid_kind_choices
from members.admin.base import Figures, OfficeAdmin, ReadOnlyAdmin
from members.admin.exports import Offer
from members.admin.filters import UnionFilter
from members.admin.forms import OfficeForm

from .listings import BudgetEntryListing, BudgetListing, FundListing
from .relief import total, yuan


class FundForm(OfficeForm):
    only_kinds = forms.MultipleChoiceField(
        label=_("only for these kinds of aid"),
        choices=aid_kind_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What whoever gave the money asked for. None: every kind."),
    )
    only_categories = forms.MultipleChoiceField(
        label=_("only for these categories"),
        choices=CATEGORIES.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None: every category, and people without a file too."),
    )


@admin.register(Fund)
class FundAdmin(OfficeAdmin):
    form = FundForm
    list_display = ["name", "source", "union", "restricted_to", "usable_until", "note"]
    list_select_related = ["union"]
    list_filter = ["source", UnionFilter]
    search_fields = ["name", "note"]
    autocomplete_fields = ["union"]
    read_once = ("union",)
    exports = [Offer(FundListing())]
    fieldsets = [
        (None, {"fields": [("name", "source"), "union", "note"]}),
        (_("What it may be used for"), {"fields": ["only_kinds", "only_categories", "usable_until"]}),
    ]

    @admin.display(description=_("only for"))
    def restricted_to(self, fund: Fund) -> str | None:
        kinds = [str(AID_KINDS[code].label) for code in fund.only_kinds]
        return "、".join(kinds + [CATEGORIES.label(code) for code in fund.only_categories]) or None


@admin.register(BudgetLine)
class BudgetLineAdmin(ReadOnlyAdmin):
    list_display = [
        "fund", "year", "kind_name", "opening_amount", "income_amount", "committed_amount", "spent_amount", "left_amount",
    ]  # fmt: skip
    list_select_related = ["fund__union"]
    list_filter = ["year", "fund__source", UnionFilter]
    search_fields = ["fund__name"]
    exports = [Offer(BudgetListing())]

    @admin.display(description=_("kind of aid"), ordering="kind")
    def kind_name(self, line: BudgetLine) -> Any:
        return line.get_kind_display() or _("all kinds")

    @admin.display(description=_("carried over, 元"), ordering="opening")
    def opening_amount(self, line: BudgetLine) -> str | None:
        return yuan(line.opening)

    @admin.display(description=_("income, 元"), ordering="income")
    def income_amount(self, line: BudgetLine) -> str | None:
        return yuan(line.income)

    @admin.display(description=_("approved and not yet paid, 元"), ordering="committed")
    def committed_amount(self, line: BudgetLine) -> str | None:
        return yuan(line.committed)

    @admin.display(description=_("spent, 元"), ordering="spent")
    def spent_amount(self, line: BudgetLine) -> str | None:
        return yuan(line.spent)

    @admin.display(description=_("available, 元"))
    def left_amount(self, line: BudgetLine) -> str | None:
        return yuan(line.left)


@admin.register(BudgetEntry)
class BudgetEntryAdmin(ReadOnlyAdmin):
    """Entries never change, so that they have no history either."""

    fields = readonly_fields = ["line", "kind", "on", "entry_amount", "document", "by"]
    list_display = ["on", "fund_name", "kind", "entry_amount", "document", "by"]
    list_select_related = ["line__fund", "by"]
    list_filter = ["kind", "line__year"]
    search_fields = ["line__fund__name", "document"]
    exports = [Offer(BudgetEntryListing())]

    @admin.display(description=_("fund"), ordering="line__fund__name")
    def fund_name(self, entry: BudgetEntry) -> str:
        return entry.line.fund.name

    @admin.display(description=_("amount, 元"), ordering="amount")
    def entry_amount(self, entry: BudgetEntry) -> str | None:
        return yuan(entry.amount)

    def totals(self, records: Any) -> Figures:
        return [(_("Amount"), total(records, "amount"), pgettext_lazy("unit", "yuan"))]
