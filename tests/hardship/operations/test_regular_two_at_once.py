"""Two cashiers, or one with a double click, pay the same list at the same moment; two clerks propose the same month."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from hardship.models import BudgetLine, RegularList, RegularMonth
from hardship.operations import regular_lists as lists
from office.refusal import Refusal
from tests.hardship.operations.regularly import approved, households, make_hands, own_fund
from tests.people import make_office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not connection.features.has_select_for_update, reason="This database locks no rows."),
]
DAY = date(2025, 1, 10)


def both(act):
    """The act twice at the same moment; what each was refused with, or ""."""
    together, said = Barrier(2), []

    def run():
        try:
            together.wait()
            act()
            said.append("")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(said)


def test_a_month_is_proposed_once_and_paid_once():
    office = make_office()
    make_hands(office)
    fund = own_fund(office)
    BudgetLine.objects.create(fund=fund, year=2025, income=Decimal("1000.00"))
    rounds = approved(office, households(office, 3), fund=fund)
    assert both(lambda: lists.propose(rounds, DAY, by=office.clerk_home)) == ["", "list.open"]
    month_list = RegularList.objects.get()
    assert both(lambda: lists.approve(month_list, today=DAY, by=office.officer)) == ["", "list.state"]
    assert both(lambda: lists.pay(month_list, on=DAY, today=DAY, by=office.cashier)) == ["", "list.state"]
    assert RegularMonth.objects.filter(state="paid", list=month_list).count() == 3
    budget = BudgetLine.objects.get()
    assert (budget.spent, budget.committed) == (Decimal("300.00"), Decimal("0.00"))
