"""The store: each purchase with what has become of it and what the rest is worth; the page of one purchase."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hardship.desk.access import may_list, page_of
from hardship.models import GoodsReceipt, ReliefLine, ReliefList, StockCount
from hardship.operations.goods import RECEIVE, is_used
from hardship.operations.stock_counts import COUNT, last_counted
from members.roles import may

from .seen import stores_of, the_receipt, the_store

PER_PAGE = 50
COUNTS_SHOWN = 6


@dataclass(frozen=True)
class Together:
    """Several purchases together: parcels, and what is in the store at the price of each purchase, in 元."""

    received: int
    reserved: int
    issued: int
    adjusted: int
    stock: int
    value: Decimal


def together(receipts: list[GoodsReceipt]) -> Together:
    return Together(
        received=sum(receipt.quantity for receipt in receipts),
        reserved=sum(receipt.reserved for receipt in receipts),
        issued=sum(receipt.issued for receipt in receipts),
        adjusted=sum(receipt.adjusted for receipt in receipts),
        stock=sum(receipt.stock for receipt in receipts),
        value=sum((receipt.value for receipt in receipts), Decimal("0.00")),
    )


def store(request: HttpRequest) -> HttpResponse:
    """The store of one union. What is left of purchases stands above, purchases that are used up below, page by page."""
    union = the_store(request)
    receipts = GoodsReceipt.objects.filter(kit__union=union).select_related("kit", "fund")
    here = list(receipts.in_store().order_by("kit__name", "on", "pk"))
    page = Paginator(receipts.used_up(), PER_PAGE).get_page(request.GET.get("page"))
    counts = StockCount.objects.filter(union=union).with_differences()
    context = {
        "title": _("Goods in store"),
        "union": union,
        "stores": stores_of(request),
        "here": here,
        "sum": together(here),
        "page": page,
        "used_up": list(page),
        "counts": counts[:COUNTS_SHOWN] if may_list(request, StockCount) else [],
        "may_receive": may(request.user, RECEIVE),
        "may_count": bool(here) and may(request.user, COUNT),
    }
    return render(request, "desk/goods/store.html", context)


@dataclass(frozen=True)
class Taken:
    """What one list has to do with a purchase: parcels handed out (reversals taken off) and still to be handed out."""

    relief_list: Any
    address: str
    first: date | None
    last: date | None
    issued: int
    due: int
    households: int

    @property
    def days(self) -> tuple[date, ...]:
        """The first and the last day of issue; one where they are the same."""
        return tuple(dict.fromkeys(filter(None, (self.first, self.last))))


def taken_by(receipt: GoodsReceipt) -> list[Taken]:
    """The lists that rest on a purchase, the newest first; those that were discarded are left out."""
    paid = Q(lines__state=ReliefLine.State.PAID)
    lists = (
        ReliefList.objects.filter(receipt=receipt)
        .exclude(state=ReliefList.State.VOID)
        .annotate(
            issued_=Sum("lines__quantity", filter=paid),
            due_=Sum("lines__quantity", filter=Q(lines__state=ReliefLine.State.DUE)),
            first_=Min("lines__paid_on"),
            last_=Max("lines__paid_on"),
            households_=Count("lines__payee", distinct=True),
        )
        .select_related("union")
        .order_by("-pk")
    )
    return [
        Taken(one, page_of(one), one.first_, one.last_, one.issued_ or 0, one.due_ or 0, one.households_)
        for one in lists
    ]


def receipt_page(request: HttpRequest, pk: int) -> HttpResponse:
    receipt = the_receipt(request, pk)
    union = receipt.kit.union
    counted = last_counted(union)
    lists = taken_by(receipt) if may_list(request, ReliefList) else []
    context = {
        "title": f"{receipt.kit} {receipt.on}",
        "union": union,
        "receipt": receipt,
        "lists": lists,
        "issued": sum(one.issued for one in lists),
        "due": sum(one.due for one in lists),
        "counts": receipt.counts.select_related("count").order_by("-count__on"),
        "may_correct": may(request.user, RECEIVE)
        and not is_used(receipt)
        and (counted is None or receipt.on > counted),
    }
    return render(request, "desk/goods/receipt.html", context)
