"""Unions with their employers, and the mediation committees of these."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Committee, Employer, Union
from members.operations.unions import plant
from members.rosters.unions import UnionRoster

from .base import Figures, OfficeAdmin, OfficeInline
from .exports import Offer
from .filters import UnionFilter
from .forms import OfficeForm
from .listings import CommitteeListing, EmployerListing


class UnionForm(OfficeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].required = True  # the one root is founded with the office


class EmployerInline(OfficeInline):
    model = Employer
    fields = ["name", "uscc", "nature", "industry"]


@admin.register(Union)
class UnionAdmin(OfficeAdmin):
    unit = pgettext_lazy("unit", "unions")
    form = UnionForm
    list_display = ["name", "kind", "code", "founded_on", "employee_count", "members_count", "closed_on"]
    list_filter = ["kind", UnionFilter]
    search_fields = ["name", "code", "employers__name"]
    autocomplete_fields = ["parent"]
    read_once = ("parent",)  # moving a union moves what is seen of it; that is an act of its own
    inlines = [EmployerInline]
    exports = [Offer(UnionRoster())]
    fieldsets = [
        (None, {"fields": [("name", "code"), ("parent", "kind"), "uscc"]}),
        (_("Dates and size"), {"fields": [("founded_on", "closed_on"), "staff_count"]}),
        (_("Contact"), {"fields": [("chair", "phone"), "note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_members()

    @admin.display(description=_("employees"), ordering="staff_count")
    def employee_count(self, union: Union) -> int | None:
        return union.staff_count

    @admin.display(description=_("members"), ordering="members_count")
    def members_count(self, union: Any) -> int:
        return union.members_count

    def totals(self, records: Any) -> Figures:
        return [
            (
                _("Grass-roots unions"),
                records.grassroots().filter(closed_on=None).count(),
                pgettext_lazy("unit", "unions"),
            )
        ]

    def save_model(self, request: HttpRequest, obj: Union, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            plant(obj)


@admin.register(Employer)
class EmployerAdmin(OfficeAdmin):
    """Employers are kept on their union's page; this screen lets other forms find them."""

    unit = pgettext_lazy("unit", "employers")
    list_display = ["name", "union", "nature", "industry"]
    list_select_related = ["union"]
    list_filter = [UnionFilter]
    search_fields = ["name", "union__name"]
    autocomplete_fields = ["union"]
    read_once = ("union",)
    fields = ["union", "name", "uscc", "nature", "industry"]
    exports = [Offer(EmployerListing())]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Committee)
class CommitteeAdmin(OfficeAdmin):
    list_display = ["employer", "union", "founded_on", "closed_on"]
    list_select_related = ["employer__union"]
    list_filter = [UnionFilter, ("closed_on", admin.EmptyFieldListFilter)]
    search_fields = ["employer__name", "employer__union__name"]
    autocomplete_fields = ["employer"]
    read_once = ("employer",)
    fields = ["employer", ("founded_on", "closed_on")]
    exports = [Offer(CommitteeListing())]

    @admin.display(description=_("union"), ordering="employer__union__path")
    def union(self, committee: Committee) -> Union:
        return committee.employer.union

    def totals(self, records: Any) -> Figures:
        return [(_("Employers"), records.values("employer").distinct().count(), pgettext_lazy("unit", "employers"))]
