"""The store at the desk: goods received, corrected, counted; what each list took; who sees which store."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.models import GoodsReceipt, Kit, StockCount
from hardship.operations import goods
from hardship.operations.stock_counts import count, field_of
from hardship.reports.stock_sheet import StockSheet
from office.documents.pdf import missing_libraries
from office.models import Entry
from tests.desk.asking import queries
from tests.people import make_household, make_line, make_list, make_staff

SPRING, SUMMER, COUNTED = date(2025, 1, 10), date(2025, 6, 2), date(2025, 6, 30)


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


def buy(office, kit=None, quantity=500, price="140.00", on=SPRING, union=None) -> GoodsReceipt:
    union = union or office.north
    kit = kit or Kit.objects.filter(union=union).first() or goods.open_kit(union, name="米面油", by=None)
    return goods.receive(
        kit, on=on, quantity=quantity, unit_price=Decimal(price), fund=None, document=f"发票{quantity}", today=COUNTED,
        by=None,
    )  # fmt: skip


def hand_out(receipt, quantity, on, name="春节慰问"):
    goods.reserve(receipt, quantity, by=None)
    goods.issue(receipt, quantity, on=on, by=None)
    union = receipt.kit.union
    relief = make_list(union, name, form="goods", kind="goods", receipt=receipt, state="closed")
    make_line(
        make_household(union), relief, paid_on=on, goods=receipt.kit.name, quantity=quantity,
        unit_price=receipt.unit_price, amount=quantity * receipt.unit_price,
    )  # fmt: skip


def send(desk, address, **typed):
    return desk.client.post(address, typed, follow=True)


def said(page):
    return page.content.decode()


def test_the_store_adds_up_what_is_there_at_the_price_of_each_purchase(office, sit_down):
    cheap, dear = buy(office), buy(office, quantity=300, price="145.00", on=SUMMER)
    hand_out(cheap, 200, SPRING)
    count(
        office.north, on=COUNTED, counters=["赵静", "钱波"], found={cheap: (298, "受潮"), dear: (300, "")},
        today=COUNTED, by=None,
    )  # fmt: skip
    page = sit_down(office.clerk_north).get("/goods/")
    together = page.context["sum"]
    assert (together.received, together.issued, together.adjusted, together.stock) == (800, 200, -2, 598)
    assert together.value == Decimal("298") * 140 + Decimal("300") * 145
    assert "85,220.00" in said(page)


def test_the_store_costs_the_same_for_2_purchases_and_for_12(office, sit_down):
    desk = sit_down(office.clerk_north)
    for number in range(2):
        buy(office, quantity=number + 1)
    desk.get("/goods/")
    few = queries(desk, "/goods/"), queries(desk, "/goods/count/")
    for number in range(10):
        hand_out(buy(office, quantity=number + 3), 1, SPRING, name=f"慰问{number}")
    assert (queries(desk, "/goods/"), queries(desk, "/goods/count/")) == few


def test_new_goods_are_opened_where_they_are_received(office, sit_down):
    desk = sit_down(office.clerk_north)
    typed = {
        "kit": "new", "name": "米面油", "contents": "大米10kg", "unit": "份", "on": "2025-01-10", "quantity": "935",
        "unit_price": "140.00", "fund": "given", "document": "发票一",
    }  # fmt: skip
    page = send(desk, "/goods/receive/", **typed | {"quantity": "0"})
    assert "Write how many parcels came" in page.context["fields"]["quantity"].error
    assert not Kit.objects.exists()  # what was refused leaves nothing behind

    page = send(desk, "/goods/receive/", **typed)
    receipt = GoodsReceipt.objects.get()
    assert (receipt.kit.name, receipt.quantity, receipt.by) == ("米面油", 935, office.clerk_north)
    assert page.redirect_chain[-1][0] == f"/goods/{receipt.pk}/"
    assert "130,900.00" in said(page)

    page = send(desk, "/goods/receive/", **typed | {"kit": str(receipt.kit_id)})
    assert "already received" in page.context["fields"]["document"].error
    page = send(desk, "/goods/receive/", **typed | {"fund": ""})
    assert "Choose the fund" in page.context["fields"]["fund"].error
    assert desk.get("/goods/receive/").context["fields"]["fund"].value == "given"  # as the last time
    page = send(desk, "/goods/receive/", **typed | {"kit": ""})
    assert page.context["fields"]["kit"].error == "Choose the goods."


def test_a_slip_is_corrected_until_somebody_uses_the_parcels(office, sit_down):
    receipt = buy(office)
    desk = sit_down(office.clerk_north)
    assert desk.get(f"/goods/{receipt.pk}/").context["may_correct"]
    typed = {"on": "2025-01-11", "quantity": "490", "unit_price": "141", "fund": "given", "supplier": "惠民粮油"}
    send(desk, f"/goods/{receipt.pk}/correct/", **typed)
    receipt.refresh_from_db()
    assert (receipt.on, receipt.quantity, receipt.unit_price) == (date(2025, 1, 11), 490, Decimal("141.00"))
    hand_out(receipt, 1, SUMMER)
    assert not desk.get(f"/goods/{receipt.pk}/").context["may_correct"]
    page = send(desk, f"/goods/{receipt.pk}/correct/", **typed)
    assert "Count the stock" in page.context["errors"][0]


def test_a_purchase_tells_which_lists_took_how_many(office, sit_down):
    receipt = buy(office)
    hand_out(receipt, 30, SPRING, "春节慰问")
    hand_out(receipt, 20, SUMMER, "端午慰问")
    waiting = make_list(office.north, "中秋慰问", form="goods", kind="goods", receipt=receipt, state="approved")
    make_line(
        make_household(office.north), waiting, goods="米面油", quantity=2, unit_price=receipt.unit_price, amount=280
    )
    goods.reserve(receipt, 2, by=None)
    page = sit_down(office.auditor).get(f"/goods/{receipt.pk}/")
    told = [(one.relief_list.name, one.issued, one.due, one.days) for one in page.context["lists"]]
    assert told == [("中秋慰问", 0, 2, ()), ("端午慰问", 20, 0, (SUMMER,)), ("春节慰问", 30, 0, (SPRING,))]
    assert (page.context["issued"], page.context["due"]) == (50, 2)


def test_a_count_asks_why_it_differs_and_then_locks_what_was(office, sit_down):
    receipt, gone = buy(office, quantity=10), buy(office, quantity=5)
    hand_out(gone, 5, SPRING)
    desk = sit_down(office.clerk_north)
    field, why = field_of(receipt), f"why-{receipt.pk}"
    typed = {"on": "2025-06-30", "counter": ["赵静", "钱波"], field: "8"}

    page = send(desk, "/goods/count/", **typed)
    [row] = page.context["form"].rows
    assert (row.found, row.differs) == ("8", -2)
    assert "The books say 10, 8 were found" in row.error
    page = send(desk, "/goods/count/", **typed | {field: "x"})
    assert "such as 35" in page.context["form"].rows[0].error
    page = send(desk, "/goods/count/", **typed | {"counter": ["赵静", ""], why: "少"})
    assert "Two different people" in page.context["errors"]["counters"]
    page = send(desk, "/goods/count/", **typed | {"on": "30.6.2025"})
    assert "like this" in page.context["errors"]["on"]
    page = send(desk, "/goods/count/", **typed | {"act": "day", "on": "2025-01-09"})
    assert page.context["form"].rows == []  # the books of another day, and nothing saved
    assert not StockCount.objects.exists()

    # One parcel of the purchase that was used up turned up behind the shelf.
    page = send(desk, "/goods/count/", **typed | {why: "两份受潮", field_of(gone): "1", f"why-{gone.pk}": "货架后找到"})
    done = StockCount.objects.get()
    assert page.redirect_chain[-1][0] == f"/goods/counts/{done.pk}/"
    assert (page.context["booked"], page.context["found"], page.context["more"]) == (10, 9, -1)
    assert page.context["value"] == Decimal("1260.00")
    gone.refresh_from_db()
    assert gone.stock == 1


@pytest.mark.skipif(bool(missing_libraries()), reason="Printing is not possible on this machine.")
def test_the_sheet_is_printed_before_the_count_and_after_it(office, sit_down):
    receipt = buy(office, quantity=10)
    desk = sit_down(office.clerk_north)
    assert desk.get("/goods/count/sheet/").content.startswith(b"%PDF")
    blank = StockSheet.to_fill_in(office.north, COUNTED)
    assert [(line.booked, line.found, line.value) for line in blank.lines] == [(10, None, "")]
    done = count(
        office.north, on=COUNTED, counters=["赵静", "钱波"], found={receipt: (9, "少一份")}, today=COUNTED, by=None
    )
    assert desk.get(f"/goods/counts/{done.pk}/print/").content.startswith(b"%PDF")
    sheet = StockSheet.of(done)
    assert (blank.signers, sheet.signers) == (("", ""), ("赵静", "钱波"))
    assert (sheet.booked, sheet.found, sheet.differs, sheet.value) == (10, 9, -1, "1,260.00")
    assert Entry.objects.filter(act="report written").count() == 2


def test_nobody_sees_the_store_of_another_union(office, sit_down):
    receipt = buy(office, union=office.south)
    done = count(
        office.south, on=COUNTED, counters=["赵静", "钱波"], found={receipt: (500, "")}, today=COUNTED, by=None
    )
    north, nobody = sit_down(office.clerk_north), sit_down(office.nobody)
    for address in (
        f"/goods/?union={office.south.pk}", f"/goods/{receipt.pk}/", f"/goods/{receipt.pk}/correct/",
        f"/goods/receive/?union={office.south.pk}", f"/goods/count/?union={office.south.pk}",
        f"/goods/counts/{done.pk}/", f"/goods/counts/{done.pk}/print/", f"/goods/count/sheet/?union={office.south.pk}",
    ):  # fmt: skip
        assert north.get(address).status_code == 404
        assert nobody.get(address).status_code == 404
    assert sit_down(office.clerk_south).get(f"/goods/{receipt.pk}/").status_code == 200
    # Whoever sees several unions is shown the store that there is.
    assert sit_down(office.officer).get("/goods/").context["union"] == office.south


def test_who_only_reads_neither_receives_nor_counts(office, sit_down):
    buy(office)
    auditor = sit_down(make_staff("auditor_north", office.north, "auditor"))
    page = auditor.get("/goods/")
    assert not page.context["may_receive"]
    assert not page.context["may_count"]
    assert auditor.get("/goods/receive/").status_code == 403
    assert auditor.get("/goods/count/").status_code == 403


def test_goods_and_counts_are_exported_as_other_lists_are(office, sit_down):
    receipt = buy(office)
    count(office.north, on=COUNTED, counters=["赵静", "钱波"], found={receipt: (500, "")}, today=COUNTED, by=None)
    desk = sit_down(office.clerk_north)
    for model, offer, words in (
        ("goodsreceipt", "ReceiptListing", ("米面油", "70000.00")),
        ("stockcount", "CountLineListing", ("赵静、钱波", "500")),
        ("kit", "KitListing", ("米面油", "份")),
    ):
        response = desk.client.post(f"/hardship/{model}/export/", {"offer": offer, "file_form": "csv"})
        written = b"".join(response.streaming_content).decode("utf-8-sig")
        assert all(word in written for word in words), written
