"""Periods of reports, months to pay, and birthdays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.calendar import Period, age_on, months_between

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))


def test_a_year_and_its_last_year():
    year = Period.of_year(2025)
    assert year.is_calendar_year
    assert year.last_year() == Period.of_year(2024)
    assert len(year.months()) == 12
    assert year.contains(date(2025, 12, 31))
    assert not year.contains(date(2026, 1, 1))


def test_the_union_year_is_no_calendar_year():
    union_year = Period(date(2024, 10, 1), date(2025, 9, 30))
    assert not union_year.is_calendar_year
    assert union_year.months()[0] == date(2024, 10, 1)
    assert union_year.months()[-1] == date(2025, 9, 1)


def test_february_compares_with_february():
    assert Period(date(2024, 2, 1), date(2024, 2, 29)).last_year() == Period(date(2023, 2, 1), date(2023, 2, 28))
    assert Period(date(2025, 2, 1), date(2025, 2, 28)).last_year() == Period(date(2024, 2, 1), date(2024, 2, 29))


def test_a_period_does_not_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2025, 7, 1), date(2025, 6, 30))


def test_months_to_pay():
    assert months_between(date(2025, 7, 1), date(2025, 12, 31)) == 6
    assert months_between(date(2025, 3, 12), date(2025, 6, 30)) == 4
    assert months_between(date(2025, 7, 1), date(2025, 6, 30)) == 0


@given(days, days)
def test_every_month_touched_is_listed_once(one, other):
    period = Period(min(one, other), max(one, other))
    months = period.months()
    assert months[0] == period.start.replace(day=1)
    assert months[-1] == period.end.replace(day=1)
    assert len(set(months)) == len(months) == months_between(period.start, period.end)


def test_whoever_was_born_on_29_february_is_a_year_older_on_1_march():
    assert age_on(date(2000, 2, 29), date(2018, 2, 28)) == 17
    assert age_on(date(2000, 2, 29), date(2018, 3, 1)) == 18
    assert age_on(date(2000, 2, 29), date(2020, 2, 29)) == 20


@given(days, days)
def test_nobody_grows_younger(birthday, day):
    assert age_on(birthday, day) <= age_on(birthday, date(day.year + 1, day.month, min(day.day, 28)))
