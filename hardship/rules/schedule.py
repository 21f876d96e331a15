"""Which months of regular aid somebody is due, and how each month stands (domain.md 4.5 and 9.2). Months are their first days."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from office.calendar import Period, months_between

FROM_NEXT_MONTH = "next"  # of RegularRound.Joins
RECLAIMED = "fraud"  # of STOP_REASONS: the one reason for which paid months are asked back
REEXAMINED_WITHIN = 6  # months before a half-year begins


def first_of(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """The month `count` months after that of `month`; before it where `count` is below zero."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def half_year_of(day: date) -> tuple[date, date]:
    """First and last month of the half-year of a day: rosters run from January to June and from July to December."""
    start = date(day.year, 1 if day.month <= 6 else 7, 1)
    return start, month_after(start, 5)


def months_due(
    first: date, last: date, *, joined_on: date | None = None, joins: str = "same", ended_on: date | None = None
) -> list[date]:
    """The months that a person is due of a roster from `first` to `last`, in order.

    `joined_on`: the day on which somebody who joins later was approved, None for who is on the roster from its beginning;
    `joins` says whether that month is paid or the next is the first. `ended_on`: the day of a death or exit, whose month is the
    last one paid.
    """
    if joined_on is not None:
        if ended_on is not None and ended_on < joined_on:
            return []
        start = first_of(joined_on) if joins != FROM_NEXT_MONTH else month_after(joined_on)
        first = max(first, start)
    if ended_on is not None:
        last = min(last, first_of(ended_on))
    return Period(first, last).months() if months_between(first, last) else []


class Cell(StrEnum):
    """How one month of one person stands in the calendar."""

    NONE = "none"  # not on the roster
    PLANNED = "planned"  # on a roster that the city has not approved
    COMING = "coming"  # due, its month has not begun
    DUE = "due"  # due, and not on a list yet
    LISTED = "listed"  # on a list that is not paid yet
    ARREARS = "arrears"  # due since a month before
    FAILED = "failed"  # due again, as its payment came back
    PAID = "paid"
    OVERPAID = "overpaid"  # paid, but past the end; it stays with the person
    RECLAIM = "reclaim"  # paid, and to be asked back
    STOPPED = "stopped"


def cell(
    state: str | None, month: date, today: date, *, listed: bool = False, failed: bool = False,
    ended_on: date | None = None, why_stopped: str = "",
) -> Cell:  # fmt: skip
    """How a month stands. `state`: of RegularMonth.State, None where there is no row; `listed`: it stands on a list;
    `failed`: its last payment came back. Paid months are asked back after fraud alone (domain.md 4.5)."""
    if state is None:
        return Cell.NONE
    if state == "stopped":
        return Cell.STOPPED
    if state == "paid":
        if ended_on is None or month <= first_of(ended_on):
            return Cell.PAID
        return Cell.RECLAIM if why_stopped == RECLAIMED else Cell.OVERPAID
    if listed:
        return Cell.LISTED
    if failed:
        return Cell.FAILED
    if month < first_of(today):
        return Cell.ARREARS
    return Cell.DUE if month <= today else Cell.COMING
