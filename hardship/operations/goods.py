"""Goods in store: kits, what was bought of them at which price, and what lists reserve and hand out (domain.md 4.1 and 9.6).

A store is that of one union, which keeps the kits. Each receipt has one price and one row that every act holds until it is over,
so two lists that want the last parcels wait for each other; the database's own rule (hardship_receipt_stock) is the last guard.
Counts of the stock are in hardship.operations.stock_counts: nothing of a day that was counted changes any more.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import Fund, GoodsReceipt, Kit, ReliefList
from hardship.rules.funds import FOR_GOODS, FundFacts, objections_to_use
from members.models import Union
from members.roles import may
from members.scope import sees
from office.history import Hand
from office.lengths import check_lengths
from office.refusal import Refusal
from office.trail.acts import note

from . import budgets
from .funds import funds_for
from .stock_counts import MOST_PARCELS, check_not_counted, hold_store, lowest_from

RECEIVE = "hardship.add_goodsreceipt"
MOST_VALUE = Decimal("9999999999.99")  # 元; what a sum of the office holds
SAID = ("supplier", "document")


@transaction.atomic
def open_kit(union: Union, *, name: str, by: Any, contents: str = "", unit: str = "份") -> Kit:
    """A parcel that `union` keeps in its store.

    Raises Refusal `permission`, `union.unknown`, `required`, `kit.exists`, `text.long`.
    """
    _must_hold(by, union)
    kit = Kit(union=union, name=" ".join(name.split()), contents=contents.strip(), unit=unit.strip() or "份")
    if not kit.name:
        raise Refusal("name", "required", _("Give the goods a name, such as 米面油."))
    check_lengths(kit)
    hold_store(union)
    if Kit.objects.filter(union=union, name=kit.name).exists():
        raise Refusal("name", "kit.exists", _("This union already has goods of that name: choose them."))
    Hand(by).sign(kit)
    kit.save()
    note("kit opened", by=by, on=kit)
    return kit


@transaction.atomic
def receive(
    kit: Kit,
    *,
    on: date,
    quantity: int,
    unit_price: Decimal,
    fund: Fund | None,
    today: date,
    by: Any,
    supplier: str = "",
    document: str = "",
) -> GoodsReceipt:
    """`quantity` parcels came into the store at `unit_price` 元 each. `fund` pays for them at once; None: they were given.

    Raises Refusal `permission`, `union.unknown`, `kit.closed`, `date.future`, `stock.locked`, `quantity.range`, `money.range`,
    `fund.unknown`, `fund.until`, `budget.short`, `receipt.twice`, `text.long`.
    """
    _must_hold(by, kit.union)
    hold_store(kit.union)
    if not kit.in_use:
        raise Refusal("kit", "kit.closed", _("These goods are no longer in use: choose others."))
    receipt = GoodsReceipt(kit=kit, fund=fund, by=by)
    _say(receipt, on=on, quantity=quantity, unit_price=unit_price, supplier=supplier, document=document, today=today)
    # A second press of the button, or a second clerk with the same invoice.
    same = {name: getattr(receipt, name) for name in ("kit", "on", "quantity", "unit_price", *SAID)}
    if GoodsReceipt.objects.filter(**same).exists():
        raise Refusal(
            "document",
            "receipt.twice",
            _("These goods were already received on that day. If more came, write the number of the second document."),
        )
    budgets.spend_directly(fund, on.year, FOR_GOODS, _value(receipt), by=by)
    _save(receipt, by)
    note("goods received", by=by, on=receipt, quantity=quantity, unit_price=unit_price, day=on)
    return receipt


@transaction.atomic
def correct_receipt(
    receipt: GoodsReceipt,
    *,
    on: date,
    quantity: int,
    unit_price: Decimal,
    fund: Fund | None,
    today: date,
    by: Any,
    supplier: str = "",
    document: str = "",
) -> GoodsReceipt:
    """A slip of the pen, put right while nobody has used the parcels; what the fund paid follows.

    Raises Refusal `receipt.used` once parcels were reserved, handed out or counted, `receipt.listed` for another price once a
    list has lines at this one, and what `receive` raises.
    """
    union = receipt.kit.union
    _must_hold(by, union)
    hold_store(union)
    receipt = hold(receipt)
    check_not_counted(union, receipt.on)
    if is_used(receipt):
        raise Refusal(
            "",
            "receipt.used",
            _(
                "These parcels were already reserved, handed out or counted. "
                "Count the stock: what differs is written down with its reason."
            ),
        )
    lists = receipt.lists.exclude(state=ReliefList.State.VOID)
    if unit_price != receipt.unit_price and lists.filter(lines__isnull=False).exists():
        raise Refusal("unit_price", "receipt.listed", _("Lists have lines at this price: take their lines off first."))
    budgets.unspend(receipt.fund, receipt.on.year, FOR_GOODS, _value(receipt), by=by)
    receipt.fund = fund
    _say(receipt, on=on, quantity=quantity, unit_price=unit_price, supplier=supplier, document=document, today=today)
    budgets.spend_directly(fund, on.year, FOR_GOODS, _value(receipt), by=by)
    _save(receipt, by)
    note("receipt corrected", by=by, on=receipt, quantity=quantity, unit_price=unit_price, day=on)
    return receipt


def is_used(receipt: GoodsReceipt) -> bool:
    """Whether parcels of it were reserved, handed out or counted, so that it stands as it is."""
    return bool(receipt.reserved or receipt.issued or receipt.counts.exists())


# -- what lists do. The step of the list, or its line, leaves the entry in the trail; the history keeps each change here.


@transaction.atomic
def reserve(receipt: GoodsReceipt, quantity: int, *, by: Any) -> GoodsReceipt:
    """An approved list waits for so many parcels. Raises Refusal `stock.short`, which says how many are left."""
    receipt = hold(receipt)
    if _parcels(quantity) > receipt.free:
        raise Refusal(
            "receipt",
            "stock.short",
            _(
                "Only %(free)s parcels of “%(receipt)s” are free, the list takes %(quantity)s: %(missing)s are missing. "
                "Take lines off the list, or receive more goods first."
            )
            % {
                "free": receipt.free,
                "receipt": receipt,
                "quantity": quantity,
                "missing": quantity - receipt.free,
            },
        )
    receipt.reserved += quantity
    return _save(receipt, by)


@transaction.atomic
def release(receipt: GoodsReceipt, quantity: int, *, by: Any) -> GoodsReceipt:
    """A list no longer waits for them. Raises Refusal `stock.short` when fewer are reserved."""
    receipt = hold(receipt)
    _check_reserved(receipt, quantity)
    receipt.reserved -= quantity
    return _save(receipt, by)


@transaction.atomic
def issue(receipt: GoodsReceipt, quantity: int, *, on: date, by: Any) -> GoodsReceipt:
    """Reserved parcels are handed out against signatures. The lines of the list say the same day (`paid_on`).

    Raises Refusal `stock.locked` (that day was counted), `stock.early` (before they came), `stock.short`.
    """
    receipt = hold(receipt)
    _check_reserved(receipt, quantity)
    _check_day(receipt, on)
    if quantity > lowest_from(receipt, on):
        raise Refusal(
            "on",
            "stock.short",
            _("So many parcels of “%(receipt)s” were not in the store on that day: take a later day.")
            % {"receipt": receipt},
        )
    receipt.reserved -= quantity
    receipt.issued += quantity
    return _save(receipt, by)


@transaction.atomic
def take_back(receipt: GoodsReceipt, quantity: int, *, on: date, by: Any) -> GoodsReceipt:
    """Parcels that were handed out come back into the store, by a reversal of that day.

    Raises Refusal `stock.locked`, `stock.early`, and `stock.short` when fewer were handed out.
    """
    receipt = hold(receipt)
    _check_day(receipt, on)
    if _parcels(quantity) > receipt.issued:
        raise Refusal(
            "receipt",
            "stock.short",
            _("Only %(issued)s parcels of “%(receipt)s” were handed out: no more can come back.")
            % {"issued": receipt.issued, "receipt": receipt},
        )
    receipt.issued -= quantity
    return _save(receipt, by)


# -- shared


def hold(receipt: GoodsReceipt) -> GoodsReceipt:
    """The receipt as it stands; nobody else changes it until the act is over."""
    held: GoodsReceipt = (
        GoodsReceipt.objects.select_for_update(of=("self",)).select_related("kit__union", "fund").get(pk=receipt.pk)
    )
    return held


def _parcels(quantity: int) -> int:
    if quantity < 1:
        raise ValueError("Parcels are moved one at least.")
    return quantity


def _check_reserved(receipt: GoodsReceipt, quantity: int) -> None:
    if _parcels(quantity) > receipt.reserved:
        raise Refusal(
            "receipt",
            "stock.short",
            _("Only %(reserved)s parcels of “%(receipt)s” are reserved: approve the list first.")
            % {"reserved": receipt.reserved, "receipt": receipt},
        )


def _check_day(receipt: GoodsReceipt, on: date) -> None:
    check_not_counted(receipt.kit.union, on)
    if on < receipt.on:
        raise Refusal(
            "on", "stock.early", _("These parcels came on %(day)s: take that day or a later one.") % {"day": receipt.on}
        )


def _say(
    receipt: GoodsReceipt, *, on: date, quantity: int, unit_price: Decimal, supplier: str, document: str, today: date
) -> None:
    """Write the facts of a delivery into `receipt`, or refuse them."""
    union = receipt.kit.union
    if on > today:
        raise Refusal(
            "on", "date.future", _("This day lies in the future: enter the goods once they are in the store.")
        )
    check_not_counted(union, on)
    if not 1 <= quantity <= MOST_PARCELS:
        raise Refusal("quantity", "quantity.range", _("Write how many parcels came, such as 500."))
    if unit_price < 0 or quantity * unit_price > MOST_VALUE:
        raise Refusal("unit_price", "money.range", _("Write the price of one parcel in 元, such as 140.00."))
    if receipt.fund is not None and receipt.fund not in funds_for(union).values():
        raise Refusal("fund", "fund.unknown", _("This union does not pay from that fund: choose another."))
    if receipt.fund is not None:
        # For which kinds and households it was given, the lists see to that hand the goods out.
        for reason in objections_to_use(
            FundFacts(receipt.fund.source, usable_until=receipt.fund.usable_until), FOR_GOODS, "", on
        ):
            raise Refusal("fund", reason.code, reason.sentence)
    receipt.on, receipt.quantity, receipt.unit_price = on, quantity, unit_price
    receipt.supplier, receipt.document = supplier.strip(), document.strip()
    check_lengths(receipt)


def _value(receipt: GoodsReceipt) -> Decimal:
    """What the purchase cost, in 元."""
    return receipt.quantity * receipt.unit_price


def _save(receipt: GoodsReceipt, by: Any) -> GoodsReceipt:
    Hand(by).sign(receipt)
    receipt.save()
    return receipt


def _must_hold(by: Any, union: Union) -> None:
    """`by` None is a command at the server."""
    if by is not None and not may(by, RECEIVE):
        raise Refusal("", "permission", _("Your role does not allow this step."))
    if not sees(by, union):
        raise Refusal("union", "union.unknown", _("This union is not among yours."))
