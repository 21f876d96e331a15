"""The database's own rules count to the fen, on SQLite too, which reckons in floating point."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from hardship.models import BudgetLine, Fund
from tests.people import make_household, make_line, make_list


@pytest.mark.parametrize(("quantity", "price"), [(3, "33.10"), (7, "0.07"), (6, "58.70"), (1029, "33.33")])
def test_goods_are_worth_parcels_times_price(office, quantity, price):
    goods = make_list(office.north, form="goods", kind="goods")
    facts = {"goods": "米面油", "quantity": quantity, "unit_price": Decimal(price), "paid_on": date(2025, 1, 18)}
    household, value = make_household(office.north), quantity * Decimal(price)
    make_line(household, goods, amount=value, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_line(household, goods, amount=value + Decimal("0.01"), **facts)


@pytest.mark.parametrize(("opening", "income", "spent"), [("0.10", "0.70", "0.80"), ("1.10", "2.20", "3.30")])
def test_a_budget_may_be_spent_to_the_last_fen_and_no_further(office, opening, income, spent):
    fund = Fund.objects.filter(union=office.home).first()
    line = BudgetLine(fund=fund, year=2025, opening=Decimal(opening), income=Decimal(income), spent=Decimal(spent))
    line.save()
    line.spent += Decimal("0.01")
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()
