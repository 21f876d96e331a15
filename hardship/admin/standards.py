"""What the city sets for its files: a row begins on its day, and the one before it stays for what was judged by it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hardship.models import Standard
from hardship.rules.code_lists import EXCLUSIONS
from hardship.rules.kinds import fund_source_choices
from members.admin.base import OfficeAdmin
from members.admin.exports import Offer
from members.admin.filters import UnionFilter
from members.admin.forms import OfficeForm
from office.workbooks.cells import Day, Money, Text
from office.workbooks.listing import Listing
from office.workbooks.roster import Column


class StandardListing(Listing):
    model = Standard
    label = Standard._meta.verbose_name_plural

    union = Column("工会", Text(100), attribute="union__name")
    effective_from = Column("执行日期", Day(allow_future=True), attribute="effective_from")
    rule_set = Column("认定规则", Text(5), attribute="rule_set")
    line = Column("低保标准(元/人·月)", Money(), attribute="line")
    minimum_wage = Column("最低工资(元/月)", Money(), attribute="minimum_wage")
    document = Column("文件", Text(200), attribute="document")


# Below these a limit above the line would lie under it, and a share or a wage would be taken away.
LEAST = {
    "relative_multiple": 1, "edge_multiple": 1, "accident_multiple": 1, "slightly_above": 0, "accident_share": 0,
    "minimum_wage": 0,
}  # fmt: skip


class StandardForm(OfficeForm):
    exclusions = forms.MultipleChoiceField(
        label=_("exclusions in force"),
        choices=EXCLUSIONS.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("A household to which one of these applies gets no file, unless an exception is granted."),
    )

    exclusive_sources = forms.MultipleChoiceField(
        label=_("funds that exclude each other"),
        choices=fund_source_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("A household gets one kind of aid a year from one of these only."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.exclusions is None and "exclusions" in self.fields:
            self.initial["exclusions"] = [code for code, _label in EXCLUSIONS.choices()]

    def clean(self) -> None:
        super().clean()
        for name, least in LEAST.items():
            value = self.cleaned_data.get(name)
            if value is None or value >= least:
                continue
            if least:
                self.add_error(name, _("Write 1 or more: this limit cannot lie below the line itself."))
            else:
                self.add_error(name, _("Write 0 or more: this cannot be below nought."))


@admin.register(Standard)
class StandardAdmin(OfficeAdmin):
    form = StandardForm
    list_display = ["effective_from", "union", "line_amount", "rule_set", "minimum_wage_amount", "document"]
    list_select_related = ["union"]
    list_filter = [UnionFilter]
    search_fields = ["union__name", "document"]
    autocomplete_fields = ["union"]
    exports = [Offer(StandardListing())]
    fieldsets = [
        (None, {"fields": [("union", "effective_from"), ("rule_set", "document")]}),
        (
            _("Lines"),
            {
                # admin.css hides the multiples of other rules than those that are chosen.
                "fields": [
                    ("line", "inclusive"), "relative_multiple", "accident_share", "edge_multiple", "accident_multiple",
                    "slightly_above", "minimum_wage",
                ]
            },
        ),
        (_("Exclusions"), {"fields": ["exclusions"]}),
        (_("Relief"), {"fields": ["minutes_above", "exclusive_sources"]}),
        (_("Public notice and keeping"), {"fields": [("notice_days", "retention_years")]}),
    ]  # fmt: skip

    @admin.display(description=_("poverty line, 元 a person a month"), ordering="line")
    def line_amount(self, standard: Standard) -> str:
        return f"{standard.line:,.2f}"

    @admin.display(description=_("minimum wage, 元 a month"), ordering="minimum_wage")
    def minimum_wage_amount(self, standard: Standard) -> str | None:
        return None if standard.minimum_wage is None else f"{standard.minimum_wage:,.2f}"
