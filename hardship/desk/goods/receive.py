"""Goods received: which, how many, at what price, out of which fund; and a slip of the pen put right."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hardship.desk.typed import AmountField, TypedForm
from hardship.desk.words import exact
from hardship.models import BudgetLine, Fund, GoodsReceipt, Kit
from hardship.operations import goods
from hardship.operations.funds import funds_for
from hardship.rules.funds import FOR_GOODS
from members.models import Union
from members.roles import may
from office.refusal import Refusal

from .seen import the_receipt, the_store

NEW, GIVEN = "new", "given"


class ReceiptForm(TypedForm):
    """`kit`: the key of a kit, or NEW with its `name`, `contents` and `unit`; none where a receipt is corrected.
    `fund`: the key of a fund, or GIVEN."""

    kit = forms.CharField(label=gettext_lazy("Goods"), required=False, max_length=20)
    name = forms.CharField(label=gettext_lazy("Name of the goods"), required=False, max_length=100)
    contents = forms.CharField(label=gettext_lazy("What is in it"), required=False, max_length=500)
    unit = forms.CharField(label=gettext_lazy("Counted in"), required=False, max_length=10)
    on = forms.DateField(label=gettext_lazy("Day they came"))
    quantity = forms.IntegerField(label=gettext_lazy("Parcels"))
    unit_price = AmountField(label=gettext_lazy("Price of one parcel, 元"), required=True)
    fund = forms.CharField(label=gettext_lazy("Paid from"), required=False, max_length=20)
    supplier = forms.CharField(label=gettext_lazy("Supplier"), required=False, max_length=100)
    document = forms.CharField(label=gettext_lazy("Invoice or document"), required=False, max_length=200)

    def facts(self, union: Union) -> dict[str, Any]:
        """What the operation asks for. Raises Http404 for a fund that was not offered."""
        values = self.cleaned_data
        key = values["fund"]
        if not key.isdecimal() and key != GIVEN:
            raise Refusal("fund", "required", gettext_lazy("Choose the fund that pays, or that nobody does."))
        fund = get_object_or_404(Fund, pk=int(key)) if key.isdecimal() else None
        if fund is not None and fund not in funds_for(union).values():
            raise Refusal(
                "fund", "fund.unknown", gettext_lazy("This union does not pay from that fund: choose another.")
            )
        return {
            **{name: values[name] for name in ("on", "quantity", "unit_price", "supplier", "document")},
            "fund": fund,
            "today": timezone.localdate(),
        }


def receive(request: HttpRequest) -> HttpResponse:
    """GET shows the form, POST puts the goods into the store. What is refused is said beside its field."""
    union = the_store(request)
    if not may(request.user, goods.RECEIVE):
        raise PermissionDenied
    kits = list(Kit.objects.filter(union=union, in_use=True))
    if request.method != "POST":
        last = GoodsReceipt.objects.filter(kit__union=union).order_by("-pk").first()
        known = {
            "on": timezone.localdate().isoformat(),
            "unit": "份",
            "kit": kits[0].pk if len(kits) == 1 else "",
            "fund": _key(last) if last else "",
        }
        return _asked(request, union, ReceiptForm(initial=known if kits else known | {"kit": NEW}), kits)
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            facts = form.facts(union)
            # Goods that are new and a price that is refused: then the new goods are not kept either.
            with transaction.atomic():
                receipt = goods.receive(_kit(request, union, form), **facts, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _say_received(request, receipt)
            return redirect("desk:receipt", receipt.pk)
    return _asked(request, union, form, kits)


def _kit(request: HttpRequest, union: Union, form: ReceiptForm) -> Kit:
    values = form.cleaned_data
    if values["kit"] == NEW:
        words = {name: values[name] for name in ("name", "contents", "unit")}
        return goods.open_kit(union, **words, by=request.user)
    if not values["kit"].isdecimal():
        raise Refusal("kit", "required", gettext_lazy("Choose the goods."))
    kit: Kit = get_object_or_404(Kit.objects.filter(union=union), pk=int(values["kit"]))
    return kit


def _say_received(request: HttpRequest, receipt: GoodsReceipt) -> None:
    said = ngettext(
        "%(count)s parcel is in the store, worth %(value)s yuan.",
        "%(count)s parcels are in the store, worth %(value)s yuan.",
        receipt.stock,
    )
    messages.success(request, said % {"count": exact(receipt.stock), "value": exact(receipt.value)})


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form over a receipt that nobody has used yet."""
    receipt = the_receipt(request, pk)
    if not may(request.user, goods.RECEIVE):
        raise PermissionDenied
    union = receipt.kit.union
    names = ("quantity", "unit_price", "supplier", "document")
    known = {name: getattr(receipt, name) for name in names}
    known |= {"on": receipt.on.isoformat(), "fund": _key(receipt)}
    form = ReceiptForm(request.POST) if request.method == "POST" else ReceiptForm(initial=known)
    if form.is_bound and form.is_valid():
        try:
            goods.correct_receipt(receipt, **form.facts(union), by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The receipt is corrected."))
            return redirect("desk:receipt", receipt.pk)
    return _asked(request, union, form, [], receipt)


def _asked(
    request: HttpRequest, union: Union, form: ReceiptForm, kits: list[Kit], receipt: GoodsReceipt | None = None
) -> HttpResponse:
    context = {
        "title": _("Correct a receipt") if receipt else _("Receive goods"),
        "union": union,
        "receipt": receipt,
        "fields": form.shown,
        "errors": form.problems,
        "kits": kits,
        "new": NEW,
        "given": GIVEN,
        "funds": _funds(union),
    }
    return render(request, "desk/goods/receive.html", context)


def _key(receipt: GoodsReceipt) -> int | str:
    """What the form calls the fund of a receipt."""
    return receipt.fund_id or GIVEN


def _funds(union: Union) -> list[tuple[str, str]]:
    """Key and name of each fund that the union may pay from, and what is left of its budget for goods this year."""
    funds = funds_for(union).values()
    lines = BudgetLine.objects.filter(
        fund__in=[fund.pk for fund in funds], year=timezone.localdate().year, kind__in=(FOR_GOODS, "")
    )
    # The line for goods comes after that for all kinds, and binds.
    left = {line.fund_id: line.left for line in lines.order_by("kind")}
    return [
        (
            str(fund.pk),
            _("%(fund)s (%(left)s yuan left)") % {"fund": fund, "left": exact(left[fund.pk])}
            if fund.pk in left
            else str(fund),
        )
        for fund in funds
    ]
