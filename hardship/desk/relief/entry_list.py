"""What all lines of a list share: asked when it is begun, and again (F2) while it is being filled."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hardship.desk.access import chosen_union
from hardship.desk.typed import AmountField, TypedForm
from hardship.models import GoodsReceipt, ReliefList
from hardship.operations.funds import funds_for
from hardship.operations.relief_lists.opening import change_list, open_list
from hardship.rules.kinds import AID_KINDS
from hardship.rules.list_steps import ENTER
from members.models import Union
from members.roles import may
from office.refusal import Refusal

from .seen import lists_of, the_list

# The amounts that are asked for: those of the categories in use since 2020, and one for everybody else.
AMOUNTS = {"amount_deep": "deep", "amount_relative": "relative", "amount_accident": "accident", "amount_other": ""}
PLAIN = (
    "name", "kind", "purpose", "planned_on", "period_from", "period_to", "expected_count", "expected_total", "basis",
    "minutes",
)  # fmt: skip


class ListForm(TypedForm):
    """`fund` and `receipt` are keys; a list with a receipt hands out its parcels, one without pays money."""

    name = forms.CharField(label=gettext_lazy("Name of the list"), max_length=100)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of aid"),
        choices=lambda: [(kind.code, kind.label) for kind in AID_KINDS.values() if not kind.by_month],
    )
    fund = forms.CharField(label=gettext_lazy("Fund"), required=False, max_length=20)
    purpose = forms.CharField(label=gettext_lazy("Purpose"), required=False, max_length=100)
    planned_on = forms.DateField(label=gettext_lazy("Day of payment"))
    period_from = forms.DateField(label=gettext_lazy("Given for the time from"), required=False)
    period_to = forms.DateField(label=gettext_lazy("to"), required=False)
    receipt = forms.CharField(label=gettext_lazy("What is handed out"), required=False, max_length=20)
    amount_deep = AmountField(label=gettext_lazy("Deep hardship"))
    amount_relative = AmountField(label=gettext_lazy("Relative hardship"))
    amount_accident = AmountField(label=gettext_lazy("Hardship by accident"))
    amount_other = AmountField(label=pgettext_lazy("amounts by category", "Everybody else"))
    expected_count = forms.IntegerField(
        label=gettext_lazy("Households on paper"), required=False, min_value=1, max_value=100000
    )
    expected_total = AmountField(label=gettext_lazy("Total on paper, 元"))
    basis = forms.CharField(label=gettext_lazy("Document that orders it"), required=False, max_length=200)
    minutes = forms.CharField(label=gettext_lazy("Minutes of the meeting"), required=False, max_length=200)

    def facts(self, union: Union, known: dict[str, str]) -> dict[str, Any]:
        """What the operation asks for; `known`: the amounts by category that stand on the list already.

        Raises Refusal `choice.unknown` for a fund or a purchase that was not offered.
        """
        values = self.cleaned_data
        amounts = known | {category: values[name] for name, category in AMOUNTS.items()}
        return {
            **{name: values[name] for name in PLAIN},
            "year": values["planned_on"].year,
            "fund": _chosen(values["fund"], funds_for(union).values(), "fund"),
            "receipt": _chosen(values["receipt"], _receipts(union), "receipt"),
            "amounts": amounts,
        }


def _chosen(key: str, offered: Any, name: str) -> Any:
    if not key:
        return None
    found = next((one for one in offered if str(one.pk) == key), None)
    if found is None:
        raise Refusal(name, "choice.unknown", gettext_lazy("Choose one of those that are offered."))
    return found


def _receipts(union: Union) -> Any:
    """Purchases with parcels in store, of this union and of those above it."""
    steps = union.path.split("/")[:-1]
    above = ["/".join(steps[:count]) + "/" for count in range(1, len(steps) + 1)]
    return GoodsReceipt.objects.filter(kit__union__path__in=above).select_related("kit").in_store()


def relief_new(request: HttpRequest) -> HttpResponse:
    """GET asks, POST begins the list and goes on to its lines."""
    lists_of(request)
    if not may(request.user, ENTER):
        raise PermissionDenied
    union = chosen_union(request)
    form = ListForm(request.POST or None, initial={"planned_on": timezone.localdate().isoformat(), "kind": "living"})
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.facts(union, {})
            shape = ReliefList.Form.GOODS if facts["receipt"] else ReliefList.Form.MONEY
            relief_list = open_list(union, form=shape, by=request.user, **facts)
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            return redirect("desk:relief_entry", relief_list.pk)
    return _asked(request, form, union, None)


def relief_change(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form over a list that is being filled."""
    relief_list = the_list(request, pk)
    if not may(request.user, ENTER):
        raise PermissionDenied
    known: dict[str, Any] = {name: getattr(relief_list, name) for name in PLAIN}
    known |= {"fund": relief_list.fund_id, "receipt": relief_list.receipt_id}
    known |= {name: relief_list.amounts.get(category) for name, category in AMOUNTS.items()}
    for name in ("planned_on", "period_from", "period_to"):
        known[name] = known[name].isoformat() if known[name] else ""
    form = ListForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.facts(relief_list.union, relief_list.amounts)
            change_list(relief_list, by=request.user, **facts)
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The list is changed."))
            return redirect("desk:relief_entry", relief_list.pk)
    return _asked(request, form, relief_list.union, relief_list)


def _refuse(form: ListForm, refusal: Refusal) -> None:
    form.refuse(refusal if refusal.field != "year" else Refusal("planned_on", refusal.code, refusal.message))


def _asked(request: HttpRequest, form: ListForm, union: Union, relief_list: ReliefList | None) -> HttpResponse:
    context = {
        "title": _("Change the list") if relief_list else _("Begin a relief list"),
        "union": union,
        "relief_list": relief_list,
        "fields": form.shown,
        "amounts": [form.shown[name] for name in AMOUNTS],
        "errors": form.problems,
        "kinds": ListForm.base_fields["kind"].choices,
        "funds": list(funds_for(union).values()),
        "receipts": list(_receipts(union)),
    }
    return render(request, "desk/relief/entry_list.html", context)
