"""What relief does to a budget: committed at approval, spent at payment, released where nothing is paid."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hardship.models import BudgetLine, Fund
from office.money import grouped
from office.refusal import Refusal

from .held import binding, hold, signed


@transaction.atomic
def commit(fund: Fund | None, year: int, kind: str, amount: Decimal, *, by: Any) -> BudgetLine | None:
    """An approved list holds `amount` until it is paid or given up.

    The line of that kind binds where there is one, else that for all kinds; None where there is neither: nothing is controlled.
    Raises Refusal `budget.short`, which says what is left and what is missing; ValueError for less than nothing.
    """
    return _move(fund, year, kind, amount, by, committed=1)


@transaction.atomic
def spend(fund: Fund | None, year: int, kind: str, amount: Decimal, *, by: Any) -> BudgetLine | None:
    """What was committed is paid. Raises Refusal `budget.not_committed` where so much is not."""
    return _move(fund, year, kind, amount, by, committed=-1, spent=1)


@transaction.atomic
def spend_directly(fund: Fund | None, year: int, kind: str, amount: Decimal, *, by: Any) -> BudgetLine | None:
    """What was never committed is paid, such as goods that are bought. Raises Refusal `budget.short`."""
    return _move(fund, year, kind, amount, by, spent=1)


@transaction.atomic
def release(fund: Fund | None, year: int, kind: str, amount: Decimal, *, by: Any) -> BudgetLine | None:
    """What was committed is not paid after all: sent back, discarded or failed. Raises Refusal `budget.not_committed`."""
    return _move(fund, year, kind, amount, by, committed=-1)


@transaction.atomic
def unspend(fund: Fund | None, year: int, kind: str, amount: Decimal, *, by: Any) -> BudgetLine | None:
    """What was paid came back: a reversal, whose `amount` is given above zero."""
    return _move(fund, year, kind, amount, by, spent=-1)


def _move(
    fund: Fund | None, year: int, kind: str, amount: Decimal, by: Any, *, committed: int = 0, spent: int = 0
) -> BudgetLine | None:
    """Add `amount` to the two columns, each with its sign. Who calls notes the act in the trail; the history keeps it here."""
    if amount < 0:
        raise ValueError("What a budget is moved by is above zero.")
    if fund is None:
        return None
    hold(fund)
    line = binding(fund, year, kind)
    if line is None or not amount:
        return line
    if committed < 0 and line.committed < amount:
        raise Refusal(
            "fund",
            "budget.not_committed",
            _(
                "Only %(held)s yuan of this budget are approved and not yet paid, not %(amount)s: approve the list first."
            )
            % {"held": grouped(line.committed), "amount": grouped(amount)},
        )
    if (committed + spent) * amount > line.left:
        raise Refusal("fund", "budget.short", _short(line, amount))
    line.committed += committed * amount
    line.spent += spent * amount
    return signed(line, by)


def _short(line: BudgetLine, amount: Decimal) -> str:
    return _(
        "“%(fund)s” has %(left)s yuan left for %(year)s, this takes %(amount)s: %(missing)s yuan are missing. "
        "Take lines off the list, or have the income entered first."
    ) % {
        "fund": line.fund.name,
        "left": grouped(line.left),
        "year": line.year,
        "amount": grouped(amount),
        "missing": grouped(amount - line.left),
    }
