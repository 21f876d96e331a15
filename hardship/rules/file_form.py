"""What the form of a file must say, what contradicts itself, and what is only odd (domain.md 1.2 to 1.4).

`values` are those of hardship.operations.form.keep: the facts of the head under their field's name and three tables,
`family`, `incomes` and `expenses`, of rows that are mappings too. A Reason about a row names its place as the screen does:
"family-2-birthday". Amounts in 元.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.rules import family
from hardship.rules.family import WORKING_AGE
from hardship.rules.needs import Reason
from office.calendar import age_on

Values = Mapping[str, Any]
MONTHS = 12
MOST_MINOR_CAUSES = 3
HEAD = "head"  # whose a line is; "" is the whole family, anything else the `ref` of a row of the family
# Health that needs no name of a disease (domain.md 1.2, row 10).
WITHOUT_DISEASE = frozenset({"", "good", "disabled"})

# Marked with * on the forms of 2016 and later; the category follows from the rules.
REQUIRED = (
    "number", "name", "union", "ethnic", "political", "health", "work_status", "model_worker", "housing", "phone",
    "work_start", "industry", "marital", "hukou", "hukou_region", "address", "medical_insurance", "income_month", "cause",
)  # fmt: skip
_REQUIRED_OF_FAMILY = ("name", "relation", "health", "occupation")
MISSING = "missing"
_FILL_IN: Promise = _("This is still missing.")


def contradictions(values: Values) -> Iterator[Reason]:
    """What cannot be true whatever is still missing: a draft is refused for it as well."""
    yield from _of_causes(values)
    yield from _of_family(values)
    yield from _of_lines(values)
    if values.get("zero_employment") and values.get("work_status") == "employed":
        yield family.works_all_the_same(values, "zero_employment")
    kind, grade, card = (values.get(name) or "" for name in ("disability_kind", "disability_grade", "disability_no"))
    if len(card) == 20 and ((kind and card[18] != kind) or (grade and card[19] != grade)):
        yield Reason(
            "disability_no.other",
            _("The last two digits of the card say another kind or grade of disability."),
            "disability_no",
        )
    yield from _of_contracts(values)


def missing(values: Values) -> Iterator[Reason]:
    """What the form asks for and is not there yet. A draft may lack it."""
    for name in [*REQUIRED, *_required_sometimes(values)]:
        if values.get(name) in (None, "") and not (name == "number" and values.get("known_number")):
            yield Reason(MISSING, _FILL_IN, name)
    for place, row in enumerate(values.get("family", ())):
        for name in _REQUIRED_OF_FAMILY:
            if not row.get(name):
                yield Reason(MISSING, _FILL_IN, f"family-{place}-{name}")
    if not values.get("incomes") and values.get("income_year") is None:
        yield Reason(
            MISSING,
            _("Enter what the family lives on; if there is no income at all, write 0 here."),
            "income_year",
        )


def _required_sometimes(values: Values) -> list[str]:
    names = []
    if values.get("health") == "disabled":
        names += ["disability_kind", "disability_grade"]
    if values.get("migrant"):
        names += ["contract_start", "contract_term"]
    if values.get("cause") == "other":
        names.append("cause_text")
    return names


def remarks(values: Values, on: date) -> Iterator[Reason]:
    """What is odd on the day `on` and may be true all the same: said, never refused."""
    if values.get("single_parent") and values.get("marital") == "married":
        yield Reason("single_parent.married", _("Married and a single parent at once: is that right?"), "single_parent")
    born, began = values.get("birthday"), values.get("work_start")
    if born and began and age_on(born, began) < WORKING_AGE:
        yield Reason("work_start.young", _("Began to work before the age of 16: is the day right?"), "work_start")
    contract = values.get("contract_start")
    if values.get("migrant") and contract and contract > _year_before(on):
        yield Reason(
            "contract.short", _("The contract began less than a year ago: a migrant worker's must be older."), "contract_start"
        )  # fmt: skip
    if values.get("relief_target_on") and not values.get("relief_target"):
        yield Reason(
            "relief_target.day",
            _("There is a day, and no yes to being counted among those to be helped: is that right?"),
            "relief_target_on",
        )
    if not values.get("family") and (values.get("stated_size") or 1) > 1:
        yield Reason(
            "family.not_entered",
            _("%(size)d people are stated: enter the family, so that each can be counted.")
            % {"size": values["stated_size"]},
            "family",
        )
    yield from _of_periods(values, on)
    for place, row in enumerate(values.get("family", ())):
        yield from _in_row(place, family.remarks(row))
        start, years = row.get("school_from"), row.get("school_years")
        if start and years and start + years < on.year:
            yield Reason(
                "school.over",
                _("%(name)s finished this school in %(year)d: still a student?")
                % {"name": row.get("name", ""), "year": start + years},
                f"family-{place}-school_from",
            )


def _of_periods(values: Values, on: date) -> Iterator[Reason]:
    """Expenses are those of the twelve months before the day `on` (domain.md 1.4)."""
    for place, row in enumerate(values.get("expenses", ())):
        first, last = row.get("period_from"), row.get("period_to")
        if (last and last < _year_before(on)) or (first and first > on):
            yield Reason(
                "expense.period",
                _("Expense %(number)d lies outside the twelve months before the assessment: does it count?")
                % {"number": place + 1},
                f"expenses-{place}-{'period_to' if last else 'period_from'}",
            )


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def family_size(values: Values) -> int:
    """家庭人口: the head and whoever is counted of the family (domain.md 1.2, row 31).

    `stated_size` counts for a file that came from a roster, as long as its family is not entered.
    """
    if not values.get("family"):
        return int(values.get("stated_size") or 1)
    return 1 + sum(bool(row.get("counted", True)) for row in values.get("family", ()))


def income_of_line(row: Values) -> Decimal | None:
    """元 a year: as written, else the month times the months (12 where none are given)."""
    if row.get("amount") is not None:
        return Decimal(row["amount"])
    if row.get("monthly") is None:
        return None
    months = row.get("months")
    return Decimal(row["monthly"]) * (MONTHS if months is None else months)


def income_of_lines(values: Values) -> Decimal:
    """What the lines of those who count add up to, 元 a year."""
    out = {row.get("ref") for row in values.get("family", ()) if not row.get("counted", True)}
    lines = (row for row in values.get("incomes", ()) if row.get("who") not in out)
    return sum((income_of_line(row) or Decimal(0) for row in lines), Decimal(0))


def _of_causes(values: Values) -> Iterator[Reason]:
    minor: Sequence[str] = values.get("causes_minor") or ()
    if len(minor) > MOST_MINOR_CAUSES:
        yield Reason("causes_minor.many", _("At most three minor causes."), "minor1")
    for place, cause in enumerate(minor):
        if cause == values.get("cause"):
            yield Reason("causes_minor.main", _("This is the main cause already."), f"minor{place + 1}")
        elif cause in minor[:place]:
            yield Reason("causes_minor.twice", _("This cause is chosen twice."), f"minor{place + 1}")


def _of_family(values: Values) -> Iterator[Reason]:
    relatives = values.get("family", ())
    for place, row in enumerate(relatives):
        yield from _in_row(place, family.contradictions(row, values, relatives[:place]))


def _in_row(place: int, reasons: Iterable[Reason]) -> Iterator[Reason]:
    """Of one of the family, at its place on the form."""
    for reason in reasons:
        yield replace(reason, field=f"family-{place}-{reason.field}")


def _of_contracts(values: Values) -> Iterator[Reason]:
    """Of the head and of the family: nobody is employed, or serves, before they are born."""
    people = [("", values), *((f"family-{place}-", row) for place, row in enumerate(values.get("family", ())))]
    for field, row in people:
        born, began = row.get("birthday"), row.get("contract_start")
        if born and began and began <= born:
            yield Reason(
                "contract.unborn", _("This day lies before the birth of the person. Check both."), field + "contract_start"
            )  # fmt: skip


def _of_lines(values: Values) -> Iterator[Reason]:
    known = {"", HEAD, *(row.get("ref") for row in values.get("family", ()))}
    for table in ("incomes", "expenses"):
        for place, row in enumerate(values.get(table, ())):
            if row.get("who", "") not in known:
                yield Reason("line.nobody", _("Choose somebody who stands on this form."), f"{table}-{place}-who")
            if not row.get("kind"):
                yield Reason("required", _("Choose the kind."), f"{table}-{place}-kind")
    for place, row in enumerate(values.get("incomes", ())):
        if income_of_line(row) is None:
            yield Reason("income.amount", _("Write the amount of a month or of the year."), f"incomes-{place}-monthly")
        elif row.get("amount") is not None and row.get("monthly") is not None:
            by_months = income_of_line({**row, "amount": None})
            if by_months != row["amount"]:
                yield Reason(
                    "income.months",
                    _("The months make %(sum)s. Correct one of them, or leave the year empty.") % {"sum": by_months},
                    f"incomes-{place}-amount",
                )
    for place, row in enumerate(values.get("expenses", ())):
        gross, others = row.get("gross"), row.get("reimbursed") or 0
        if gross is None:
            yield Reason("expense.amount", _("Write the amount of the bill."), f"expenses-{place}-gross")
        elif others > gross:
            yield Reason(
                "expense.net", _("What others paid cannot be more than the bill."), f"expenses-{place}-reimbursed"
            )
        first, last = row.get("period_from"), row.get("period_to")
        if first and last and first > last:
            yield Reason("expense.order", _("The last day lies before the first."), f"expenses-{place}-period_to")
    stated, lines = values.get("income_year"), income_of_lines(values)
    if stated is not None and values.get("incomes") and stated != lines and not values.get("income_why"):
        yield Reason(
            "income_year.sum",
            _("The lines add up to %(sum)s. Correct the amount, or write why it differs.") % {"sum": lines},
            "income_year",
        )
