"""Who stands at the desk, for which union, and what of a record they may open."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from hardship.models import BudgetLine, GoodsReceipt, Household, Referral, RegularAid, ReliefList, StockCount
from members.models import Union
from members.operations.unions import home
from members.scope import sees
from office.refusal import Refusal

# A record without a page of its own is read on the page of what it belongs to.
OWNERS = ("household", "aid", "membership", "list", "employer")
PAGES: dict[type[Model], str] = {
    BudgetLine: "desk:budget",
    Household: "desk:file",
    GoodsReceipt: "desk:receipt",
    Referral: "desk:referral",
    RegularAid: "desk:regular_aid",
    ReliefList: "desk:relief_list",
    StockCount: "desk:stock_count",
}


def own_union(staff: Any) -> Union | None:
    """The union whose figures `staff` sees; None while they have none, or no office is open."""
    try:
        return home(staff)
    except Refusal:
        return None


def chosen_union(request: HttpRequest) -> Union:
    """The union of `?union=`, else one's own. Raises Http404 for one that the user does not see."""
    asked = request.GET.get("union")
    if not asked:
        union = own_union(request.user)
        if union is None:
            raise Http404
        return union
    if not asked.isdecimal():
        raise Http404
    return get_object_or_404(Union.objects.visible_to(request.user), pk=int(asked))


def may_list(request: HttpRequest, model: type[Model]) -> bool:
    """Whether the user may see records of this kind at all."""
    return bool(request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"))


def has_page(request: HttpRequest, model: type[Model]) -> bool:
    """Whether there is a screen for records of this kind that the user may open."""
    return admin.site.is_registered(model) and admin.site.get_model_admin(model).has_view_permission(request)


def page_of(record: Model) -> str:
    return address_of(type(record), record.pk)


def address_of(model: type[Model], key: Any) -> str:
    """Where a record is read: on its own page at the desk where it has one, everything else in the admin."""
    if model in PAGES:
        return reverse(PAGES[model], args=[key])
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key])


class Opener:
    """Finds the page of a record, asking once for each kind of record, as lists have many of one kind."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self._known: dict[type[Model], bool] = {}

    def address(self, record: Model) -> str:
        """The record's page, else that of what it belongs to, else ""; "" too where another union has it by now."""
        for candidate in [record, *self._owners(record)]:
            if self._has_page(type(candidate)):
                union = candidate._state.fields_cache.get("union")
                return page_of(candidate) if union is None or sees(self.request.user, union) else ""
        return ""

    def _has_page(self, model: type[Model]) -> bool:
        if model not in self._known:
            self._known[model] = has_page(self.request, model)
        return self._known[model]

    @staticmethod
    def _owners(record: Model) -> list[Model]:
        """Those already loaded with the record: asking for another would cost a query in every row."""
        loaded = record._state.fields_cache
        return [loaded[name] for name in OWNERS if loaded.get(name) is not None]
