"""Months of regular aid: the worked examples of domain.md 9.2 and their boundaries."""

from datetime import date

import pytest

from hardship.rules.schedule import Cell, cell, half_year_of, month_after, months_due

JANUARY, JUNE = date(2025, 1, 1), date(2025, 6, 1)


def due(**facts):
    return [month.month for month in months_due(JANUARY, JUNE, **facts)]


def test_whoever_is_on_the_roster_from_its_beginning_is_due_all_of_it():
    assert due() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("joins", "months"), [("same", [3, 4, 5, 6]), ("next", [4, 5, 6])])
def test_approved_on_12_march_is_four_months_or_three(joins, months):
    assert due(joined_on=date(2025, 3, 12), joins=joins) == months


@pytest.mark.parametrize("day", [date(2025, 3, 1), date(2025, 3, 31)])
def test_the_first_and_the_last_day_of_a_month_belong_to_it(day):
    assert due(joined_on=day) == [3, 4, 5, 6]
    assert due(joined_on=day, joins="next") == [4, 5, 6]
    assert due(ended_on=day) == [1, 2, 3]


def test_a_death_on_20_may_makes_may_the_last_month():
    assert due(ended_on=date(2025, 5, 20)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("joined_on", "joins", "ended_on", "months"),
    [
        (date(2025, 3, 12), "same", date(2025, 3, 12), [3]),
        (date(2025, 3, 12), "same", date(2025, 3, 11), []),  # the event came first
        (date(2025, 3, 12), "same", date(2025, 2, 28), []),
        (date(2025, 3, 12), "next", date(2025, 3, 31), []),  # the first month would have been April
        (date(2025, 3, 12), "next", date(2025, 4, 1), [4]),
        (date(2024, 11, 30), "same", None, [1, 2, 3, 4, 5, 6]),  # approved before the roster begins
        (date(2024, 12, 31), "next", None, [1, 2, 3, 4, 5, 6]),
        (date(2025, 6, 30), "same", None, [6]),
        (date(2025, 6, 30), "next", None, []),
        (date(2025, 7, 1), "same", None, []),
        (None, "same", date(2024, 12, 31), []),
        (None, "same", date(2025, 9, 1), [1, 2, 3, 4, 5, 6]),
    ],
)
def test_joining_and_leaving(joined_on, joins, ended_on, months):
    assert due(joined_on=joined_on, joins=joins, ended_on=ended_on) == months


def test_half_years_and_months_over_the_turn_of_the_year():
    assert half_year_of(date(2025, 6, 30)) == (JANUARY, JUNE)
    assert half_year_of(date(2025, 7, 1)) == (date(2025, 7, 1), date(2025, 12, 1))
    assert month_after(date(2025, 12, 31)) == date(2026, 1, 1)
    assert month_after(date(2025, 1, 15), -1) == date(2024, 12, 1)


@pytest.mark.parametrize(
    ("state", "facts", "stands"),
    [
        (None, {}, Cell.NONE),
        ("stopped", {}, Cell.STOPPED),
        ("due", {"month": date(2025, 4, 1)}, Cell.COMING),
        ("due", {}, Cell.DUE),
        ("due", {"month": date(2025, 2, 1)}, Cell.ARREARS),
        ("due", {"failed": True}, Cell.FAILED),
        ("due", {"failed": True, "listed": True}, Cell.LISTED),
        ("paid", {}, Cell.PAID),
        ("paid", {"ended_on": date(2025, 3, 1), "why_stopped": "death"}, Cell.PAID),
        ("paid", {"ended_on": date(2025, 2, 28), "why_stopped": "death"}, Cell.OVERPAID),
        ("paid", {"ended_on": date(2025, 2, 28), "why_stopped": "fraud"}, Cell.RECLAIM),
    ],
)
def test_how_a_month_stands(state, facts, stands):
    assert cell(state, facts.pop("month", date(2025, 3, 1)), date(2025, 3, 15), **facts) == stands
