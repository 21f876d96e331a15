"""Relief lists of the north union as the office makes them: its clerk enters, the officer decides, the cashier pays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import transaction

import hardship.figures  # noqa: F401  registers the figures
from hardship.models import BudgetLine, Fund, Household, HouseholdMember, ReliefLine, ReliefList
from hardship.operations import budgets
from hardship.operations.relief_lists import lines, moving, opening, paying
from members.models import Person
from office.calendar import Period
from office.history import Batch, Hand
from office.refusal import Refusal
from office.reporting.figures import FIGURES
from tests.people import Office, id_number

PLANNED, APPROVED, PAID, TODAY = date(2025, 6, 9), date(2025, 6, 10), date(2025, 6, 12), date(2025, 6, 30)
_KEY = count(1)
WAY = (("hand_in", "clerk_north"), ("check", "officer"), ("approve", "officer"), ("begin_payment", "cashier"))
STATE_AFTER = {"hand_in": "submitted", "check": "checked", "approve": "approved", "begin_payment": "paying"}


@contextmanager
def refused(code: str) -> Iterator[Any]:
    with pytest.raises(Refusal) as raised:
        yield raised
    assert raised.value.code == code
    assert str(raised.value.message)


def yuan(amount: Any) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def own(office: Office) -> Fund:
    return Fund.objects.get(union=office.home, source="own")


def budget(office: Office, income: Any = 10000) -> BudgetLine:
    return budgets.open_line(own(office), 2025, on=date(2025, 1, 5), income=yuan(income), by=office.administrator)


def stands(line: BudgetLine) -> tuple[str, str]:
    """What is committed and what is spent."""
    line.refresh_from_db()
    return f"{line.committed:.2f}", f"{line.spent:.2f}"


def begin(office: Office, name: str = "端午慰问", **facts: Any) -> ReliefList:
    known = {
        "form": "money", "kind": "living", "year": 2025, "fund": own(office), "planned_on": PLANNED,
        "amounts": {"deep": "400.00", "": "200.00"},
    }  # fmt: skip
    return opening.open_list(office.north, name=name, by=office.clerk_north, **known | facts)


def filled(office: Office, name: str, count: int) -> ReliefList:
    """A draft with so many households of two, each given 1 元."""
    relief, hand = begin(office, name), Hand(None)
    people, homes, family, lines = (Batch(model, hand) for model in (Person, Household, HouseholdMember, ReliefLine))
    for place in range(1, count + 1):
        head, spouse = (people.add(union=office.north, name=f"王{place}", id_no=id_number()) for _side in range(2))
        home = homes.add(union=office.north, head=head, file_no=f"{name}{place}", opened_on="2025-03-01")
        family.add(household=home, person=spouse, relation="spouse")
        lines.add(
            list=relief, union=office.north, household=home, payee=head, amount=yuan(1), position=place,
            entered_by=office.clerk_north,
        )  # fmt: skip
    with transaction.atomic():
        for batch in (people, homes, family, lines):
            batch.write()
    return relief


def put(relief_list: ReliefList, household: Household, by: Any, **facts: Any) -> ReliefLine:
    key = facts.pop("key", f"k{next(_KEY)}")
    return lines.enter(relief_list, facts.pop("payee", household.head), key=key, by=by, **facts).line


def move(relief_list: ReliefList, code: str, by: Any, note: str = "") -> ReliefList:
    return moving.take(relief_list, code, by=by, on=APPROVED, note_=note)


def walk(relief_list: ReliefList, office: Office, to: str = "paying") -> ReliefList:
    """Move a draft on until it stands in the state `to`."""
    for code, hand in WAY:
        relief_list = move(relief_list, code, getattr(office, hand))
        if STATE_AFTER[code] == to:
            break
    return relief_list


def pay(relief_list: ReliefList, by: Any, *chosen: ReliefLine, on: date = PAID, **facts: Any) -> int:
    due = chosen or relief_list.lines.filter(state="due")
    return paying.pay(relief_list, due, on=on, today=TODAY, by=by, **facts)


def fail(relief_list: ReliefList, by: Any, *chosen: ReliefLine, why: str = "账号不符") -> int:
    return paying.fail(relief_list, {line.pk: why for line in chosen}, on=PAID, today=TODAY, by=by)


def reverse(relief_list: ReliefList, by: Any, *chosen: ReliefLine, on: date = TODAY) -> ReliefList:
    return paying.reverse(relief_list, chosen, why="重复发放", on=on, today=TODAY, by=by)


def figures(office: Office, *codes: str, period: Period | None = None) -> list[str]:
    """Households, payments and amount of relief money in 2025, or the figures of `codes`."""
    codes = codes or ("cash.households", "cash.payments", "cash.amount")
    return [str(FIGURES[code].value(office.home, period or Period.of_year(2025))) for code in codes]


def on_list(relief_list):
    return list(relief_list.lines.order_by("position"))
