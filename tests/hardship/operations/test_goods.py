"""A store's year: parcels bought at two prices, lists that reserve and hand out, counts that lock what was."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.models import BudgetLine, Fund, GoodsReceipt, Kit
from hardship.operations import budgets, goods
from hardship.operations.stock_counts import booked_on, count, field_of
from office.refusal import Refusal
from tests.people import make_household, make_line, make_list, make_office

pytestmark = pytest.mark.django_db
TODAY = date(2025, 12, 1)
SPRING, SUMMER, COUNTED, AFTER = date(2025, 1, 10), date(2025, 6, 2), date(2025, 6, 30), date(2025, 7, 1)
COUNTERS = ("赵静", "钱波")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def kit(office):
    return goods.open_kit(office.north, name="米面油", contents="大米10kg 面粉5kg 食用油5L", by=office.clerk_north)


def buy(kit: Kit, office, quantity=500, price="140.00", on=SPRING, **facts) -> GoodsReceipt:
    known = {"fund": None, "document": f"发票{on}", "today": TODAY, "by": office.clerk_north}
    return goods.receive(kit, on=on, quantity=quantity, unit_price=Decimal(price), **known | facts)


def hand_out(receipt, quantity, on, office, name="慰问") -> None:
    """As a list does it: reserved when it is approved, handed out against a signature, its line says the day."""
    goods.reserve(receipt, quantity, by=office.officer)
    goods.issue(receipt, quantity, on=on, by=office.cashier)
    relief = make_list(receipt.kit.union, f"{name}{on}", form="goods", kind="goods", receipt=receipt, state="closed")
    make_line(
        make_household(receipt.kit.union), relief, paid_on=on, goods=receipt.kit.name, quantity=quantity,
        unit_price=receipt.unit_price, amount=quantity * receipt.unit_price,
    )  # fmt: skip


def refused(code, act, *args, field=None, **facts):
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    assert refusal.value.code == code
    assert field is None or refusal.value.field == field
    return str(refusal.value.message)


def test_a_stores_year(office, kit):
    dear = buy(kit, office, 300, "145.00", SUMMER)
    cheap = buy(kit, office)
    hand_out(cheap, 200, SPRING, office)
    hand_out(dear, 100, date(2025, 6, 20), office)
    goods.reserve(cheap, 50, by=office.officer)  # an approved list waits for them

    found = {cheap: (298, "受潮两份，已处理"), dear: (200, "")}
    counted = count(office.north, on=COUNTED, counters=COUNTERS, found=found, today=TODAY, by=office.clerk_north)

    assert counted.counters == "赵静、钱波"
    assert {line.receipt_id: (line.booked, line.found, line.why) for line in counted.lines.all()} == {
        cheap.pk: (300, 298, "受潮两份，已处理"),
        dear.pk: (200, 200, ""),
    }
    cheap.refresh_from_db()
    assert (cheap.stock, cheap.free, cheap.adjusted, cheap.reserved) == (298, 248, -2, 50)

    said = refused("stock.locked", goods.issue, cheap, 1, on=COUNTED, by=office.cashier)
    assert "2025-06-30" in said
    refused("stock.locked", goods.take_back, cheap, 1, on=SUMMER, by=office.cashier)
    refused("stock.locked", buy, kit, office, on=SUMMER)
    goods.issue(cheap, 50, on=AFTER, by=office.cashier)
    cheap.refresh_from_db()
    assert (cheap.stock, cheap.reserved, cheap.issued) == (248, 0, 250)


def test_what_is_in_the_store_is_worth_what_was_paid_for_it(office, kit):
    receipt = buy(kit, office, 935, "140.00")
    assert receipt.stock * receipt.unit_price == Decimal("130900.00")


def test_a_count_of_last_friday_may_be_entered_on_monday(office, kit):
    receipt = buy(kit, office, 100)
    hand_out(receipt, 10, SUMMER, office)
    hand_out(receipt, 20, AFTER, office)  # after the count, entered before it

    count(
        office.north, on=COUNTED, counters=COUNTERS, found={receipt: (89, "少一份")}, today=TODAY, by=office.clerk_north
    )

    receipt.refresh_from_db()
    days = {day: booked_on([receipt], day)[receipt.pk] for day in (date(2025, 1, 9), SPRING, SUMMER, COUNTED, AFTER)}
    assert list(days.values()) == [0, 100, 90, 89, 69]
    assert receipt.stock == 69


def test_a_reversal_brings_parcels_back_into_the_books_of_its_day(office, kit):
    receipt = buy(kit, office, 100)
    hand_out(receipt, 10, SUMMER, office)
    line = receipt.lists.get().lines.get()
    goods.take_back(receipt, 10, on=COUNTED, by=office.cashier)
    undo = make_list(office.north, "冲销", form="goods", kind="goods", receipt=receipt, state="closed", role="reversal")
    make_line(
        line.household, undo, paid_on=COUNTED, goods=kit.name, quantity=-10, unit_price=line.unit_price,
        amount=-line.amount, reverses=line,
    )  # fmt: skip
    receipt.refresh_from_db()
    assert (receipt.stock, receipt.issued) == (100, 0)
    assert [booked_on([receipt], day)[receipt.pk] for day in (SPRING, SUMMER, COUNTED)] == [100, 90, 100]
    # On the days between, ten were away: what was not there cannot have been handed out.
    goods.reserve(receipt, 95, by=office.officer)
    refused("stock.short", goods.issue, receipt, 95, on=SPRING, by=office.cashier, field="on")
    goods.issue(receipt, 95, on=COUNTED, by=office.cashier)


def test_a_list_cannot_reserve_more_than_is_free(office, kit):
    receipt = buy(kit, office, 10)
    goods.reserve(receipt, 8, by=office.officer)
    said = refused("stock.short", goods.reserve, receipt, 3, by=office.officer)
    assert "2 份" in said
    assert "还差 1 份" in said
    refused("stock.short", goods.release, receipt, 9, by=office.officer)
    goods.release(receipt, 8, by=office.officer)
    refused("stock.short", goods.issue, receipt, 1, on=SUMMER, by=office.cashier)
    refused("stock.short", goods.take_back, receipt, 1, on=SUMMER, by=office.cashier)
    goods.reserve(receipt, 10, by=office.officer)
    refused("stock.early", goods.issue, receipt, 1, on=date(2025, 1, 9), by=office.cashier)
    with pytest.raises(ValueError, match="one at least"):
        goods.reserve(receipt, 0, by=office.officer)


def test_the_fund_pays_when_the_goods_come_in_and_follows_a_correction(office, kit):
    fund = Fund.objects.get(union=office.home, source="own")
    other = Fund.objects.get(union=office.home, source="donation")
    for one in (fund, other):
        budgets.open_line(one, 2025, income=Decimal("80000"), on=SPRING, by=office.administrator)
    receipt = buy(kit, office, fund=fund)
    assert spent(fund) == Decimal("70000")

    said = refused("budget.short", buy, kit, office, fund=fund, on=SUMMER, field="fund")
    assert "10,000.00" in said

    goods.correct_receipt(
        receipt, on=SPRING, quantity=400, unit_price=Decimal("150.00"), fund=other, today=TODAY, by=office.clerk_north
    )
    receipt.refresh_from_db()
    assert (spent(fund), spent(other)) == (Decimal(0), Decimal("60000"))
    assert (receipt.quantity, receipt.unit_price, receipt.fund) == (400, Decimal("150.00"), other)
    stranger = Fund.objects.create(union=office.south, source="own", name="南岸经费")
    refused("fund.unknown", buy, kit, office, fund=stranger, field="fund")
    Fund.objects.filter(pk=other.pk).update(usable_until=date(2025, 1, 1))
    other.refresh_from_db()
    refused("fund.until", buy, kit, office, fund=other, field="fund")


def spent(fund) -> Decimal:
    return BudgetLine.objects.get(fund=fund, year=2025).spent


def test_a_receipt_stands_once_somebody_rests_on_it(office, kit):
    receipt = buy(kit, office)
    said = {"on": SPRING, "quantity": 499, "unit_price": Decimal("140.00"), "fund": None, "today": TODAY}

    goods.correct_receipt(receipt, **said, by=office.clerk_north)
    draft = make_list(office.north, "春节", form="goods", kind="goods", receipt=receipt)
    make_line(
        make_household(office.north), draft, goods=kit.name, quantity=1, unit_price=receipt.unit_price, amount=140
    )
    refused(
        "receipt.listed",
        goods.correct_receipt,
        receipt,
        **said | {"unit_price": Decimal("1.00")},
        by=office.clerk_north,
    )
    goods.reserve(receipt, 1, by=office.officer)
    told = refused("receipt.used", goods.correct_receipt, receipt, **said, by=office.clerk_north)
    assert "请盘点库存" in told
    goods.release(receipt, 1, by=office.officer)
    receipt.refresh_from_db()
    count(office.north, on=COUNTED, counters=COUNTERS, found={receipt: (499, "")}, today=TODAY, by=office.clerk_north)
    refused("stock.locked", goods.correct_receipt, receipt, **said, by=office.clerk_north)


def test_what_is_typed_wrongly_is_said_beside_its_field(office, kit):
    refused("date.future", buy, kit, office, on=date(2025, 12, 2), field="on")
    refused("quantity.range", buy, kit, office, 0, field="quantity")
    refused("money.range", buy, kit, office, price="-1.00", field="unit_price")
    refused("text.long", buy, kit, office, supplier="粮" * 101, field="supplier")
    refused("kit.exists", goods.open_kit, office.north, name=" 米面油 ", by=office.clerk_north, field="name")
    refused("required", goods.open_kit, office.north, name=" ", by=office.clerk_north, field="name")
    buy(kit, office)
    refused("receipt.twice", buy, kit, office, field="document")
    buy(kit, office, document="发票二")
    Kit.objects.filter(pk=kit.pk).update(in_use=False)
    kit.refresh_from_db()
    refused("kit.closed", buy, kit, office, field="kit")


def test_a_count_is_made_by_two_and_says_why_it_differs(office, kit):
    receipt = buy(kit, office, 10)
    other = buy(kit, office, 5, on=SUMMER)
    known = {"on": COUNTED, "counters": COUNTERS, "today": TODAY, "by": office.clerk_north}
    whole = {receipt: (10, ""), other: (5, "")}

    refused(
        "counters.two", count, office.north, **known | {"counters": ["赵静", " 赵静"]}, found=whole, field="counters"
    )
    refused("date.future", count, office.north, **known | {"on": date(2025, 12, 2)}, found=whole, field="on")
    refused("count.incomplete", count, office.north, **known, found={receipt: (10, "")}, field=field_of(other))
    refused("count.foreign", count, office.north, **known | {"on": SPRING}, found=whole, field=field_of(other))
    refused("count.nothing", count, office.south, **known | {"by": office.clerk_south}, found={})
    refused("count.range", count, office.north, **known, found=whole | {other: (-1, "")}, field=field_of(other))
    said = refused("count.why", count, office.north, **known, found=whole | {other: (4, " ")}, field=field_of(other))
    assert "账面 5 份，盘到 4 份" in said
    goods.reserve(other, 5, by=office.officer)
    refused("count.too_few", count, office.north, **known, found=whole | {other: (4, "少")}, field=field_of(other))

    count(office.north, **known, found=whole | {receipt: (12, "赠品两份")}, remark="半年盘点")
    receipt.refresh_from_db()
    assert (receipt.stock, receipt.adjusted) == (12, 2)
    refused("stock.locked", count, office.north, **known, found=whole, field="on")


def test_only_whom_the_roles_allow_keep_a_store_and_only_their_own(office, kit):
    refused("permission", buy, kit, office, by=office.cashier)
    refused("union.unknown", buy, kit, office, by=office.clerk_south)
    known = {"on": COUNTED, "counters": COUNTERS, "today": TODAY, "found": {}}
    refused("permission", count, office.north, **known, by=office.auditor)
    refused("union.unknown", count, office.north, **known, by=office.clerk_south)
