"""Regular aid month by month, and the cases put up to the city."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.models import Referral, RegularAid, RegularMonth
from hardship.rosters.referrals import ReferralRoster
from hardship.rosters.regular import RegularRoster
from members.admin.base import Figures, OfficeAdmin, ReadOnlyAdmin, ReadOnlyInline
from members.admin.exports import Offer
from members.admin.filters import UnionFilter, YearFilter
from members.admin.people import PersonAdmin
from office.identity import mask_card

from .relief import total, yuan


class MonthInline(ReadOnlyInline):
    model = RegularMonth
    fields = ["month", "amount", "state"]


@admin.register(RegularAid)
class RegularAidAdmin(ReadOnlyAdmin):
    """Everybody on regular aid, to search and to export; rosters and their months are kept at the desk."""

    list_display = ["person_name", "masked_id", "union", "standard_amount", "first_month", "last_month"]
    list_select_related = ["person", "union", "household__head"]
    list_filter = [("first_month", admin.DateFieldListFilter), UnionFilter]
    search_fields = ["household__file_no"]
    search_help_text = PersonAdmin.search_help_text
    search_people = "person"
    readonly_fields = ["masked_card"]
    inlines = [MonthInline]
    exports = [Offer(RegularRoster())]
    fieldsets = [
        (None, {"fields": ["person", ("household", "union"), "standard", ("first_month", "last_month")]}),
        (_("Bank"), {"fields": ["masked_card"]}),
    ]

    @admin.display(description=_("person"), ordering="person__pinyin")
    def person_name(self, aid: RegularAid) -> str:
        return aid.person.name

    @admin.display(description=_("ID number"))
    def masked_id(self, aid: RegularAid) -> str:
        return aid.person.masked_id

    @admin.display(description=_("account number"))
    def masked_card(self, aid: RegularAid) -> str:
        return mask_card(aid.card_no)

    @admin.display(description=_("standard a month, 元"), ordering="standard")
    def standard_amount(self, aid: RegularAid) -> str | None:
        return yuan(aid.standard)

    def totals(self, records: Any) -> Figures:
        return [
            (_("People on regular aid"), records.values("person").distinct().count(), pgettext_lazy("unit", "people"))
        ]


class AppliedFilter(YearFilter):
    title, parameter_name, column = _("year of application"), "applied", "applied_on"


@admin.register(Referral)
class ReferralAdmin(OfficeAdmin):
    """The list of all, to be searched and exported. A case moves by its steps alone, on its page at the desk."""

    list_display = [
        "person_name", "masked_id", "union", "kind", "applied_on", "asked_amount", "granted_amount", "state", "paid_on",
    ]  # fmt: skip
    list_select_related = ["person", "union", "household__head"]
    list_filter = ["state", "kind", AppliedFilter, UnionFilter]
    search_fields = ["household__file_no", "reason"]
    search_help_text = PersonAdmin.search_help_text
    search_people = "person"
    autocomplete_fields = ["household", "person"]
    readonly_fields = ["union"]
    exports = [Offer(ReferralRoster())]
    read_once = ("household", "person", "kind", "applied_on")
    fieldsets = [
        (_("Application"), {"fields": ["household", ("person", "union"), ("kind", "applied_on"), "reason"]}),
        (_("Costs"), {"fields": [("total_cost", "own_cost", "asked")]}),
        (_("The city's answer"), {"fields": [("state", "decided_on"), ("granted", "paid_on")]}),
    ]

    @admin.display(description=_("applicant"), ordering="person__pinyin")
    def person_name(self, referral: Referral) -> str:
        return referral.person.name

    @admin.display(description=_("ID number"))
    def masked_id(self, referral: Referral) -> str:
        return referral.person.masked_id

    @admin.display(description=_("asked, 元"), ordering="asked")
    def asked_amount(self, referral: Referral) -> str | None:
        return yuan(referral.asked)

    @admin.display(description=_("granted, 元"), ordering="granted")
    def granted_amount(self, referral: Referral) -> str | None:
        return yuan(referral.granted)

    def totals(self, records: Any) -> Figures:
        paid = records.filter(state__in=Referral.HELPED)
        return [(_("Paid by the city"), total(paid, "granted"), pgettext_lazy("unit", "yuan"))]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
