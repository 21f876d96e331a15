"""Two lists want the last parcels at the same moment, and a list hands out while the store is counted."""

from datetime import date
from decimal import Decimal
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from hardship.operations import goods
from hardship.operations.stock_counts import count
from office.refusal import Refusal
from tests.at_once import ON_LOCKED_ROWS, both
from tests.people import make_office

pytestmark = ON_LOCKED_ROWS
DAY = date(2025, 6, 2)


@pytest.fixture
def receipt():
    kit = goods.open_kit(make_office().north, name="米面油", by=None)
    return goods.receive(
        kit, on=DAY, quantity=10, unit_price=Decimal("140.00"), fund=None, today=DAY, by=None, document="发票"
    )


@pytest.mark.parametrize("again", range(5))
def test_the_last_parcels_are_reserved_once(receipt, again):
    assert both(*[lambda: goods.reserve(receipt, 6, by=None)] * 2) == ["", "stock.short"]
    receipt.refresh_from_db()
    assert (receipt.reserved, receipt.free) == (6, 4)


@pytest.mark.parametrize("again", range(5))
def test_reserved_parcels_are_handed_out_once(receipt, again):
    goods.reserve(receipt, 10, by=None)
    assert both(*[lambda: goods.issue(receipt, 6, on=DAY, by=None)] * 2) == ["", "stock.short"]
    receipt.refresh_from_db()
    assert (receipt.issued, receipt.reserved, receipt.stock) == (6, 4, 4)


def test_two_presses_of_the_button_receive_once(receipt):
    def press():
        goods.receive(
            receipt.kit, on=DAY, quantity=5, unit_price=Decimal("140.00"), fund=None, today=DAY, by=None, document="二"
        )

    assert both(press, press) == ["", "receipt.twice"]


def test_what_is_handed_out_while_the_store_is_counted_waits_and_is_told(receipt):
    goods.reserve(receipt, 1, by=None)
    began, said = Event(), []

    def hand_out():
        try:
            began.set()
            goods.issue(receipt, 1, on=DAY, by=None)
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    thread = Thread(target=hand_out)
    with transaction.atomic():
        count(receipt.kit.union, on=DAY, counters=["赵静", "钱波"], found={receipt: (10, "")}, today=DAY, by=None)
        thread.start()
        began.wait()
        thread.join(0.5)
        assert thread.is_alive()  # it waits for the lock
    thread.join(10)
    assert said == ["stock.locked"]
