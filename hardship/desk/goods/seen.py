"""Which stores, purchases and counts somebody sees."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from hardship.desk.access import chosen_union, may_list
from hardship.models import GoodsReceipt, Kit, StockCount
from members.models import Union


def stores_of(request: HttpRequest) -> QuerySet[Union]:
    """The unions that keep goods, of those that the user sees. Raises Http404 for whoever may see no goods."""
    if not may_list(request, GoodsReceipt):
        raise Http404
    stores: QuerySet[Union] = Union.objects.filter(pk__in=Kit.objects.visible_to(request.user).values("union"))
    return stores.order_by("path")


def the_store(request: HttpRequest) -> Union:
    """The union whose store is looked at: `?union=`, else one's own, else the first below it that keeps goods."""
    stores = stores_of(request)
    union = chosen_union(request)
    if request.GET.get("union") or union in stores:
        return union
    return stores.first() or union


def the_receipt(request: HttpRequest, pk: int) -> GoodsReceipt:
    """Raises Http404 for a purchase that the user does not see."""
    if not may_list(request, GoodsReceipt):
        raise Http404
    seen = GoodsReceipt.objects.visible_to(request.user).select_related("kit__union", "fund", "by")
    receipt: GoodsReceipt = get_object_or_404(seen, pk=pk)
    return receipt


def the_count(request: HttpRequest, pk: int) -> StockCount:
    """Raises Http404 for a count that the user does not see."""
    if not may_list(request, StockCount):
        raise Http404
    seen = StockCount.objects.visible_to(request.user).select_related("union", "by")
    stock_count: StockCount = get_object_or_404(seen, pk=pk)
    return stock_count
