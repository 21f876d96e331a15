"""The guards of double aid asked about what was paid: the rules of the entry screen, over the past (domain.md 4.3).

As many queries for a year of thousands of payments as for one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from hardship.models import Household, HouseholdMember, RegularAid, RegularMonth, ReliefLine, Standard
from hardship.models.standard import nearest
from hardship.rules.aid import Aid, Finding, Level, mark_of
from hardship.rules.double_aid import double_aid
from members.models import Person, Staff, Union
from office.calendar import Period
from office.lookups import in_chunks

from .guards import YEARS_BACK, Past

_PEOPLE = ("payee_id", "schooling__student_id", "treatment__patient_id")


@dataclass(frozen=True, slots=True)
class Twice:
    """Two payments that the guards take for one help. `earlier` is a line, or regular aid that was paid for the month of `later`;
    `allowed` is the line on which an officer allowed it, None where nobody did."""

    later: ReliefLine
    earlier: ReliefLine | RegularAid
    finding: Finding
    allowed: ReliefLine | None


def paid_twice(union: Union, period: Period) -> list[Twice]:
    """Every payment by `union` and below in the period that stands, with each earlier one, by whichever union and of up to two
    years before, that speaks against it. In the order of the days of payment; the heads of their households and who allowed
    them are loaded."""
    standing = ReliefLine.objects.within(union).paid_in(period).filter(reverses=None, reversal=None)
    facts = list(standing.values("pk", "household_id", "list__year", *_PEOPLE))
    people = {row[name] for row in facts for name in _PEOPLE} - {None}
    homes = {row["household_id"] for row in facts} - {None} | _homes_of(people)
    since = min([period.start.year - YEARS_BACK, *(row["list__year"] for row in facts)])
    past = Past(homes, people, since=since)
    months = _months_paid(past.regular)
    standards = list(Standard.objects.select_related("union"))
    found: list[Twice] = []
    for line in sorted((past.lines[row["pk"]] for row in facts), key=_order):
        aid = past.aid(line)
        standard = nearest(standards, line.list.union, aid.day)
        before = [other for other in past.near(aid) if _comes_before(other, line, past, months)]
        findings = double_aid(aid, before, exclusive=standard.exclusive_sources if standard else ())
        found += _pairs(line, findings, past)
    _load_names([twice.later for twice in found] + [twice.allowed for twice in found if twice.allowed is not None])
    return found


def _load_names(lines: list[ReliefLine]) -> None:
    """The heads of their households and who allowed them. Not by prefetching: SQLite takes no more than 1,000 keys of it."""
    homes = [line.household for line in lines if line.household is not None]
    heads = _by_key(Person.objects.all(), {home.head_id for home in homes})
    for home in homes:
        home.head = heads[home.head_id]
    allowed = [line for line in lines if line.allowed_by_id is not None]
    officers = _by_key(Staff.objects.all(), {line.allowed_by_id for line in allowed})
    for line in allowed:
        line.allowed_by = officers[line.allowed_by_id]


def _by_key(records: QuerySet[Any], keys: set[int]) -> dict[int, Any]:
    return {record.pk: record for record in in_chunks(records, "pk", keys)}


def _homes_of(people: set[int]) -> set[int]:
    """The files of people who were paid without one, or in another's: what their families were given speaks against it too."""
    heads = in_chunks(Household.objects.values_list("pk", flat=True), "head", people)
    return {*heads, *in_chunks(HouseholdMember.objects.values_list("household_id", flat=True), "person", people)}


def _order(line: ReliefLine) -> tuple[date, int]:
    return line.paid_on, line.pk


def _comes_before(other: Aid, line: ReliefLine, past: Past, months: set[tuple[int, date]]) -> bool:
    """Whether the other was paid earlier, so that each pair is found once, and not longer ago than the guards look back."""
    if other.is_regular:
        return (other.key, line.paid_on.replace(day=1)) in months
    record = past.lines[other.key]
    return other.is_paid and record.list.year >= line.paid_on.year - YEARS_BACK and _order(record) < _order(line)


def _months_paid(aids: Iterable[int]) -> set[tuple[int, date]]:
    paid = RegularMonth.objects.filter(state=RegularMonth.State.PAID).values_list("aid_id", "month")
    return set(in_chunks(paid, "aid", aids))


def _pairs(line: ReliefLine, findings: Iterable[Finding], past: Past) -> Iterator[Twice]:
    for finding in findings:
        if finding.level != Level.ASK or finding.about is None:
            continue
        if finding.code == "on_regular_aid":
            yield Twice(line, past.regular[finding.about], finding, _allowed(line, finding, finding.about))
        else:
            other = past.lines[finding.about]
            # Who was entered first may have been paid last: then the officer was asked about the other line.
            allowed = _allowed(line, finding, other.pk) or _allowed(other, finding, line.pk)
            yield Twice(line, other, finding, allowed)


def _allowed(line: ReliefLine, finding: Finding, about: int) -> ReliefLine | None:
    """The line, if an officer let it stand although the guards said this of that other payment."""
    if not line.allowed_why:
        return None
    return line if any(mark_of(one)[:2] == (finding.code, about) for one in line.warnings) else None
