"""Counts of the stock: two people look what is there, differences are written down with their reason, and the past is locked.

Parcels of a day follow from what is in the books now and what moved since: paid lines of lists (reversals are below zero) and
counts. So a count of last Friday may be entered on Monday.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from hardship.models import GoodsReceipt, ReliefLine, StockCount, StockCountLine
from members.models import Union
from members.roles import may
from members.scope import sees
from office.history import Hand
from office.lengths import check_lengths
from office.refusal import Refusal
from office.trail.acts import note

from .visits import different

COUNT = "hardship.add_stockcount"
COUNTERS_AT_LEAST = 2
MOST_PARCELS = 1_000_000  # of one purchase


@transaction.atomic
def count(
    union: Union,
    *,
    on: date,
    counters: Iterable[str],
    found: Mapping[GoodsReceipt, tuple[int, str]],
    today: date,
    by: Any,
    remark: str = "",
) -> StockCount:
    """What two people found in the store of `union` on the evening of a day: parcels of each receipt, and why they differ from
    the books. What differs is adjusted, and nothing of that day or before it changes any more.

    `found` names every receipt of which the books hold parcels on that day. A refusal about one has `field_of(receipt)` as its
    field. Raises Refusal `permission`, `union.unknown`, `counters.two`, `date.future`, `stock.locked`, `count.nothing`,
    `count.incomplete`, `count.foreign`, `count.range`, `count.why`, `count.too_few`, `text.long`.
    """
    if by is not None and not may(by, COUNT):
        raise Refusal("", "permission", _("Your role does not allow this step."))
    if not sees(by, union):
        raise Refusal("union", "union.unknown", _("This union is not among yours."))
    names = different(counters)
    if len(names) < COUNTERS_AT_LEAST:
        raise Refusal("counters", "counters.two", _("Two different people count the stock: write both names."))
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future: enter the count once it has taken place."))
    hold_store(union)
    check_not_counted(union, on)
    receipts = list(
        GoodsReceipt.objects.select_for_update(of=("self",))
        .filter(kit__union=union, on__lte=on)
        .select_related("kit__union")
        .order_by("pk")
    )
    booked = booked_on(receipts, on)
    if missing := [receipt for receipt in receipts if booked[receipt.pk] and receipt not in found]:
        raise Refusal(
            field_of(missing[0]),
            "count.incomplete",
            _("Write how many parcels of this purchase were found; 0 when there are none."),
        )
    if foreign := [receipt for receipt in found if receipt not in receipts]:
        raise Refusal(field_of(foreign[0]), "count.foreign", _("This purchase was not in the store on that day."))
    if not found:
        raise Refusal("", "count.nothing", _("On that day nothing was in the store: there is nothing to count."))
    counted = [receipt for receipt in receipts if receipt in found]
    stock_count = StockCount(union=union, on=on, counters="、".join(names), note=remark.strip(), by=by)
    check_lengths(stock_count)
    hand = Hand(by)
    hand.sign(stock_count)
    stock_count.save()
    for receipt in counted:
        _count_one(stock_count, receipt, booked[receipt.pk], *found[receipt], hand)
    lines = stock_count.lines.filter(~Q(found=F("booked")))
    note("stock counted", by=by, on=stock_count, day=on, receipts=len(counted), differing=lines.count())
    return stock_count


def _count_one(stock_count: StockCount, receipt: GoodsReceipt, booked: int, found: int, why: str, hand: Hand) -> None:
    field, differs = field_of(receipt), found - booked
    if not 0 <= found <= MOST_PARCELS:
        raise Refusal(field, "count.range", _("Write how many parcels were found, such as 35."))
    if differs and not why.strip():
        raise Refusal(
            field,
            "count.why",
            _("The books say %(booked)s, %(found)s were found: write why.") % {"booked": booked, "found": found},
        )
    least = min(lowest_from(receipt, stock_count.on), receipt.free)
    if least + differs < 0:
        raise Refusal(
            field,
            "count.too_few",
            _("More parcels were handed out since or wait for approved lists: send such a list back first."),
        )
    line = StockCountLine(
        count=stock_count, receipt=receipt, booked=booked, found=found, why=why.strip() if differs else ""
    )
    check_lengths(line)
    line.save()
    if differs:
        receipt.adjusted += differs
        hand.sign(receipt)
        receipt.save()


def field_of(receipt: GoodsReceipt) -> str:
    """What a refusal about the count of one receipt names."""
    return f"found-{receipt.pk}"


def hold_store(union: Union) -> None:
    """Nothing is received or counted by anybody else until the act is over; members and files may be entered meanwhile."""
    Union.objects.select_for_update(no_key=True).get(pk=union.pk)


def last_counted(union: Union) -> date | None:
    """The day of the newest count of the store of `union`; that day and all before it are locked."""
    day: date | None = StockCount.objects.filter(union=union).order_by("-on").values_list("on", flat=True).first()
    return day


def check_not_counted(union: Union, on: date) -> None:
    """Raises Refusal `stock.locked` when a count of that day or a later one stands."""
    counted = last_counted(union)
    if counted is not None and on <= counted:
        raise Refusal(
            "on",
            "stock.locked",
            _("The store was counted on %(day)s: nothing of that day or before it changes any more. Take a later day.")
            % {"day": counted},
        )


def booked_on(receipts: Iterable[GoodsReceipt], day: date) -> dict[int, int]:
    """By the key of each receipt, its parcels in the books on the evening of `day`; 0 before it came. Two queries for all."""
    receipts = list(receipts)
    booked = {receipt.pk: receipt.stock for receipt in receipts}
    for key, out in (
        _handed_out(receipts).filter(paid_on__gt=day).values_list("list__receipt").annotate(out=Sum("quantity"))
    ):
        booked[key] += out
    since = StockCountLine.objects.filter(receipt__in=receipts, count__on__gt=day).order_by()
    for key, more in since.values_list("receipt").annotate(more=Sum(F("found") - F("booked"))):
        booked[key] -= more
    return {receipt.pk: booked[receipt.pk] if receipt.on <= day else 0 for receipt in receipts}


def lowest_from(receipt: GoodsReceipt, day: date) -> int:
    """The fewest parcels in the books on the evening of `day` or of any later one: so many may have left on that day.

    After the newest count only lines of lists move them.
    """
    level = lowest = booked_on([receipt], day)[receipt.pk]
    later = _handed_out([receipt]).filter(paid_on__gt=day).values_list("paid_on").annotate(out=Sum("quantity"))
    for _day, out in later.order_by("paid_on"):
        level -= out
        lowest = min(lowest, level)
    return lowest


def _handed_out(receipts: Iterable[GoodsReceipt]) -> QuerySet[ReliefLine]:
    """Paid lines of lists that took from the receipts; a reversal counts below zero."""
    return ReliefLine.objects.paid().filter(list__receipt__in=list(receipts)).order_by()
