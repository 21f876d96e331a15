"""Periods of reports, months to pay, birthdays, and working days with holidays and exchanged days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.calendar import (
    Period,
    add_working_days,
    age_on,
    is_working_day,
    is_year_entered,
    months_between,
    working_days_between,
)
from tests.holidays import PUBLISHED

SPECIAL = {day: works for day, (works, _name) in PUBLISHED.items()}
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


@pytest.mark.parametrize(
    ("posted", "count", "ends"),
    [
        (date(2025, 11, 7), 5, date(2025, 11, 14)),  # a Friday; the reference print of T14
        (date(2025, 11, 8), 5, date(2025, 11, 14)),  # posted on a Saturday
        (date(2026, 2, 12), 7, date(2026, 2, 28)),  # over the Spring Festival, worked Saturdays before and after it
        (date(2025, 9, 26), 6, date(2025, 10, 11)),  # a worked Sunday before and a worked Saturday after the eight days
        (date(2025, 12, 30), 2, date(2026, 1, 4)),  # over New Year, Sunday the 4th being worked
        (date(2026, 1, 4), 0, date(2026, 1, 4)),
    ],
)
def test_a_notice_hangs_for_working_days_of_which_the_day_of_posting_is_none(posted, count, ends):
    assert add_working_days(posted, count, SPECIAL) == ends
    assert working_days_between(posted, ends, SPECIAL) == count


def test_the_holidays_that_the_law_fixes_are_free_before_the_table_of_their_year_is_entered():
    assert not is_year_entered(2027, SPECIAL)
    assert is_year_entered(2026, SPECIAL)
    assert not is_working_day(date(2027, 1, 1), SPECIAL)  # a Friday
    assert add_working_days(date(2026, 12, 31), 1, SPECIAL) == date(2027, 1, 4)
    assert is_working_day(date(2027, 1, 1), {date(2027, 1, 1): True})  # what the office enters goes before


def test_working_days_are_counted_forwards():
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 1, 4), -1, SPECIAL)
    assert working_days_between(date(2026, 1, 9), date(2026, 1, 5), SPECIAL) == 0


@given(days, st.integers(min_value=0, max_value=60), st.dictionaries(days, st.booleans(), max_size=20))
def test_counting_forwards_and_between_agree(start, count, special):
    end = add_working_days(start, count, special)
    assert working_days_between(start, end, special) == count
    assert count == 0 or is_working_day(end, special)


@pytest.mark.parametrize(("year", "free", "worked"), [(2025, 28, 5), (2026, 33, 6)])
def test_the_published_days_of_a_year(year, free, worked):
    of_year = {day: works for day, works in SPECIAL.items() if day.year == year}
    assert sum(not works for works in of_year.values()) == free
    assert sum(of_year.values()) == worked
    assert all(day.weekday() >= 5 for day, works in of_year.items() if works)
    # Weekend days are exchanged, not given away: what is left are the 13 holidays of the law.
    weekdays_free = sum(day.weekday() < 5 for day, works in of_year.items() if not works)
    assert weekdays_free - worked == 13
