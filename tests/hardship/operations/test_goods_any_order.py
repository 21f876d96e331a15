"""Whatever happens to a store, in whatever order and on whatever days: it never holds less than nothing, and it adds up."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db.models import Sum

from hardship.models import GoodsReceipt, ReliefLine, StockCountLine
from hardship.operations import goods
from hardship.operations.stock_counts import booked_on, count
from office.refusal import Refusal
from tests.people import make_household, make_line, make_list, make_office

TRIES = 120
FIRST = date(2025, 1, 1)
DAYS = [FIRST + timedelta(day) for day in range(12)]


class Store:
    """Lists are kept as the office keeps them: a line that was handed out says its day, a reversal names the line.

    `tried` counts what went through, by name, so that no refusal hides a path that nobody walks.
    """

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.union = make_office().north
        self.kit = goods.open_kit(self.union, name="米面油", by=None)
        self.household = make_household(self.union)
        self.received, self.lines, self.written = 0, [], 0
        self.done = dict.fromkeys(ACTS, 0)

    def try_something(self) -> None:
        name = self.draw.choices(list(ACTS), list(ACTS.values()))[0]
        try:
            getattr(self, name)()
            self.done[name] += 1
        except Refusal as refusal:
            assert refusal.code in REFUSED[name], (name, refusal.code)

    def day(self) -> date:
        """Time goes on: most acts are of about the day that it is."""
        tried = sum(self.done.values())
        return DAYS[max(0, min(tried * len(DAYS) // 60, len(DAYS) - 1) - self.draw.choice((0, 0, 0, 1, 3)))]

    def parcels(self) -> int:
        return self.draw.randint(1, 4)

    def receipt(self) -> GoodsReceipt:
        return self.draw.choice(list(GoodsReceipt.objects.order_by("pk")))

    def line(self, receipt: GoodsReceipt, quantity: int, on: date, **facts) -> ReliefLine:
        self.written += 1
        relief = make_list(
            self.union, f"慰问{self.written}", form="goods", kind="goods", receipt=receipt, state="closed"
        )
        return make_line(
            self.household, relief, paid_on=on, goods="米面油", quantity=quantity, unit_price=receipt.unit_price,
            amount=quantity * receipt.unit_price, **facts,
        )  # fmt: skip

    def receive(self) -> None:
        quantity = self.draw.randint(1, 40)
        goods.receive(
            self.kit, on=self.day(), quantity=quantity, unit_price=Decimal("140.00"), fund=None, today=DAYS[-1],
            by=None, document=str(GoodsReceipt.objects.count()),
        )  # fmt: skip
        self.received += quantity

    def reserve(self) -> None:
        goods.reserve(self.receipt(), self.parcels(), by=None)

    def release(self) -> None:
        goods.release(self.receipt(), self.parcels(), by=None)

    def issue(self) -> None:
        receipt, quantity, on = self.receipt(), self.parcels(), self.day()
        goods.issue(receipt, quantity, on=on, by=None)
        self.lines.append(self.line(receipt, quantity, on))

    def take_back(self) -> None:
        if not self.lines:
            return
        line = self.draw.choice(self.lines)
        on = max(self.day(), line.paid_on)
        goods.take_back(line.list.receipt, line.quantity, on=on, by=None)
        self.lines.remove(line)
        self.line(line.list.receipt, -line.quantity, on, reverses=line)

    def count(self) -> None:
        on = self.day()
        came = list(GoodsReceipt.objects.filter(on__lte=on).order_by("pk"))
        booked = booked_on(came, on)
        found = {
            receipt: (max(booked[receipt.pk] + self.draw.choice((0, 0, 0, -2, -1, 1)), 0), "盘点差异")
            for receipt in came
            if booked[receipt.pk] or self.draw.random() < 0.1
        }
        count(self.union, on=on, counters=["赵静", "钱波"], found=found, today=DAYS[-1], by=None)

    def check_nothing_is_less_than_nothing(self) -> None:
        receipts = list(GoodsReceipt.objects.all())
        assert all(receipt.stock >= receipt.reserved >= 0 for receipt in receipts)
        for day in DAYS:
            assert min(booked_on(receipts, day).values(), default=0) >= 0

    def check_it_adds_up(self) -> None:
        sums = GoodsReceipt.objects.aggregate(Sum("quantity"), Sum("adjusted"), Sum("issued"))
        assert (sums["quantity__sum"] or 0) == self.received
        assert (sums["issued__sum"] or 0) == sum(line.quantity for line in self.lines)
        found = sum(line.differs for line in StockCountLine.objects.all())
        assert (sums["adjusted__sum"] or 0) == found
        stock = sum(receipt.stock for receipt in GoodsReceipt.objects.all())
        assert stock == self.received + found - (sums["issued__sum"] or 0)

    def check_a_count_never_changes(self) -> None:
        # What was counted is what the books say of that evening, whatever came after.
        for line in StockCountLine.objects.select_related("count", "receipt"):
            assert booked_on([line.receipt], line.count.on)[line.receipt_id] == line.found


ACTS = {"receive": 2, "reserve": 6, "release": 3, "issue": 9, "take_back": 2, "count": 1}
REFUSED = {
    "receive": {"stock.locked"},
    "reserve": {"stock.short"},
    "release": {"stock.short"},
    "issue": {"stock.short", "stock.locked", "stock.early"},
    "take_back": {"stock.locked"},
    "count": {"stock.locked", "count.nothing", "count.too_few"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_the_store_adds_up_whatever_is_tried(seed):
    store = Store(Random(seed))
    store.receive()
    for _attempt in range(TRIES):
        store.try_something()
        store.check_nothing_is_less_than_nothing()
        store.check_it_adds_up()
        store.check_a_count_never_changes()
    assert all(store.done.values()), store.done
