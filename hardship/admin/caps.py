"""Limits of aid: a row for each rule of a city, from its day on (domain.md 4.3). Next year's are entered anew, last year's stay."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardship.models import Cap
from members.admin.base import OfficeAdmin
from members.admin.exports import Offer
from members.admin.filters import UnionFilter
from office.money import grouped

from .listings import CapListing


@admin.register(Cap)
class CapAdmin(OfficeAdmin):
    list_display = [
        "effective_from",
        "effective_to",
        "kind",
        "source_name",
        "category_name",
        "level_name",
        "limit",
        "union",
    ]
    list_select_related = ["union"]
    list_filter = ["kind", "source", UnionFilter]
    search_fields = ["document", "union__name"]
    autocomplete_fields = ["union"]
    exports = [Offer(CapListing())]
    fieldsets = [
        (None, {"fields": [("union", "document"), ("effective_from", "effective_to")]}),
        (
            gettext_lazy("What it limits"),
            {
                "fields": [("kind", "source"), ("category", "level"), ("per", "span")],
                "description": gettext_lazy("What is left empty is limited whatever it is."),
            },
        ),
        (
            gettext_lazy("At most"),
            {
                "fields": ["amount", "multiple", "share"],
                "description": gettext_lazy(
                    "One of them at least; where several are given, the smallest binds. A poverty line is that of one person "
                    "for one month."
                ),
            },
        ),
    ]

    @admin.display(description=gettext_lazy("source"), ordering="source")
    def source_name(self, cap: Cap) -> Any:
        return cap.get_source_display() or _("all")

    @admin.display(description=gettext_lazy("category"), ordering="category")
    def category_name(self, cap: Cap) -> Any:
        return cap.get_category_display() or _("all")

    @admin.display(description=gettext_lazy("level of the file"), ordering="level")
    def level_name(self, cap: Cap) -> Any:
        return cap.get_level_display() or _("all")

    @admin.display(description=gettext_lazy("at most"))
    def limit(self, cap: Cap) -> str:
        """12 lines, 20,000.00 yuan: a household, a year"""
        said = []
        if cap.multiple is not None:
            said.append(_("%(times)s poverty lines") % {"times": f"{cap.multiple.normalize():f}"})
        if cap.amount is not None:
            said.append(_("%(amount)s yuan") % {"amount": grouped(cap.amount)})
        if cap.share is not None:
            said.append(_("%(share)s%% of what the family bore") % {"share": f"{(cap.share * 100).normalize():f}"})
        limit = {"limit": "、".join(said), "per": cap.get_per_display(), "span": cap.get_span_display()}
        return _("%(limit)s (%(per)s, %(span)s)") % limit
