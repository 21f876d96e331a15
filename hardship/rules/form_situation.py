"""The situation that the form of a file describes, as the rules of eligibility want it (domain.md 2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hardship.rules.eligibility import Accident, EarlierAid, Exclusion, Expense, FamilyPerson, Income, Situation
from hardship.rules.file_form import HEAD, MONTHS, Values, income_of_line


def situation_of(
    values: Values, *, on: date, member: bool = True, earlier_aid: tuple[EarlierAid, ...] = ()
) -> Situation:
    """What is written as far as it can be reckoned with: half-written lines are left out, so that a sum can be shown while
    somebody types. `on` is the day of the assessment, `member` whether the head is a member of a union.

    Aid that is typed among the incomes stands for all of the year's: `earlier_aid` is not counted besides.
    """
    lines = tuple(line for row in values.get("incomes", ()) if (line := _income(row)))
    stated = values.get("income_year")
    if not lines and stated is not None:
        lines = (Income("", "other", amount_year=stated),)
    stated_size = values.get("stated_size") or 1
    people = (
        FamilyPerson(values.get("name") or "?", key=HEAD),
        *(
            FamilyPerson(
                row.get("name") or "?",
                counted=row.get("counted", True),
                why_not=row.get("why_not_counted") or "",
                able_bodied_idle=bool(row.get("able_idle")),
                idle_proof=row.get("idle_proof") or "",
                key=row["ref"],
            )
            for row in values.get("family", ())
        ),
    )
    is_stated = len(people) == 1 and stated_size > 1  # a file of a roster, its family not entered yet
    return Situation(
        persons=() if is_stated else people,
        stated_size=stated_size if is_stated else None,
        incomes=lines or None,
        expenses=tuple(bill for row in values.get("expenses", ()) if (bill := _expense(row))),
        earlier_aid=() if any(line.kind == "aid" for line in lines) else earlier_aid,
        exclusions=tuple(Exclusion(code, exception) for code, exception in (values.get("found") or {}).items()),
        accident=_accident(values),
        savings=values.get("savings") or Decimal(0),
        causes=frozenset(filter(None, [values.get("cause"), *(values.get("causes_minor") or ())])),
        single_parent=bool(values.get("single_parent")),
        allowance=bool(values.get("allowance_no")),
        migrant=bool(values.get("migrant")),
        member=member,
        months_employed=_months_between(values.get("contract_start"), on),
    )


def _income(row: Values) -> Income | None:
    amount = income_of_line(row)
    if not row.get("kind") or amount is None:
        return None
    monthly, months = row.get("monthly"), row.get("months")
    if monthly is not None and amount == monthly * (MONTHS if months is None else months):
        return Income(row.get("who") or "", row["kind"], monthly=monthly, months=months)
    return Income(row.get("who") or "", row["kind"], amount_year=amount)


def _expense(row: Values) -> Expense | None:
    gross, others = row.get("gross"), row.get("reimbursed") or Decimal(0)
    if not row.get("kind") or gross is None or others > gross:
        return None
    return Expense(row.get("who") or "", row["kind"], gross, others, row.get("note") or "")


def _accident(values: Values) -> Accident | None:
    cost, loss = values.get("accident_cost"), values.get("accident_loss")
    if cost is None and loss is None and not values.get("accident"):
        return None
    return Accident(
        cost=cost or Decimal(0),
        loss=loss or Decimal(0),
        compensation=values.get("accident_compensated") or Decimal(0),
        kind=values.get("accident_kind") or "",
    )


def _months_between(start: date | None, on: date) -> int | None:
    if start is None or start > on:
        return None
    return (on.year - start.year) * MONTHS + on.month - start.month - (on.day < start.day)
