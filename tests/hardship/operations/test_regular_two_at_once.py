"""Two cashiers, or one with a double click, pay the same list at the same moment; two clerks propose the same month."""

from datetime import date
from decimal import Decimal

from hardship.models import BudgetLine, RegularList, RegularMonth
from hardship.operations import regular_lists as lists
from tests.at_once import ON_LOCKED_ROWS, both
from tests.hardship.operations.regularly import approved, households, make_hands, own_fund
from tests.people import make_office

pytestmark = ON_LOCKED_ROWS
DAY = date(2025, 1, 10)


def test_a_month_is_proposed_once_and_paid_once():
    office = make_office()
    make_hands(office)
    fund = own_fund(office)
    BudgetLine.objects.create(fund=fund, year=2025, income=Decimal("1000.00"))
    rounds = approved(office, households(office, 3), fund=fund)
    assert both(*[lambda: lists.propose(rounds, DAY, by=office.clerk_home)] * 2) == ["", "list.open"]
    month_list = RegularList.objects.get()
    assert both(*[lambda: lists.approve(month_list, today=DAY, by=office.officer)] * 2) == ["", "list.state"]
    assert both(*[lambda: lists.pay(month_list, on=DAY, today=DAY, by=office.cashier)] * 2) == ["", "list.state"]
    assert RegularMonth.objects.filter(state="paid", list=month_list).count() == 3
    budget = BudgetLine.objects.get()
    assert (budget.spent, budget.committed) == (Decimal("300.00"), Decimal("0.00"))
