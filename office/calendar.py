"""Periods, months, ages and working days: plain Python, every function takes the day it needs and none asks the clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

# 全国年节及纪念日放假办法 fixes these by their date, whether the year's table has been entered yet or not.
_ALWAYS_FREE = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to `end`, both included. Raises ValueError when the end lies before the start."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"A period cannot end ({self.end}) before it starts ({self.start}).")

    @classmethod
    def of_year(cls, year: int) -> Period:
        """The calendar year, by which relief is reported (domain.md 6.1)."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period, its first and last day included."""
        return self.start <= day <= self.end

    def last_year(self) -> Period:
        """The same period one year before; the last day of a month stays the last, so whole months compare."""
        return Period(_year_before(self.start), _year_before(self.end))

    @property
    def is_calendar_year(self) -> bool:
        """Whether the period is exactly one year from 1 January to 31 December."""
        return self == Period.of_year(self.start.year)

    def months(self) -> list[date]:
        """The first day of every month the period touches, in order."""
        first = self.start.year * 12 + self.start.month - 1
        count = months_between(self.start, self.end)
        return [date(number // 12, number % 12 + 1, 1) for number in range(first, first + count)]


def _year_before(day: date) -> date:
    length_then = monthrange(day.year - 1, day.month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, length_then if is_last else day.day)


def months_between(start: date, end: date) -> int:
    """Calendar months from that of `start` to that of `end`, both counted; 0 when the end lies in an earlier month.

    Source: domain.md 9.2, months to pay.
    """
    return max(0, (end.year - start.year) * 12 + end.month - start.month + 1)


def age_on(birthday: date, day: date) -> int:
    """Full years of age on a day; below 0 before the birth.

    Whoever was born on 29 February grows a year older on 1 March in common years (domain.md 9.3).
    """
    return day.year - birthday.year - ((day.month, day.day) < (birthday.month, birthday.day))


def is_working_day(day: date, special: Mapping[date, bool]) -> bool:
    """Whether the office works on a day. `special`: True for a weekend day that is worked (调休), False for a holiday.

    What the table does not name goes by the week, but for the holidays that the law fixes by their date.
    """
    if day in special:
        return special[day]
    return day.weekday() < 5 and (day.month, day.day) not in _ALWAYS_FREE


def add_working_days(start: date, days: int, special: Mapping[date, bool]) -> date:
    """The day on which `days` working days have passed; `start` is not counted, so 0 gives `start` itself.

    Raises ValueError when `days` is negative. Source: domain.md 3, days of publicity.
    """
    if days < 0:
        raise ValueError(f"Working days are counted forwards, not {days}.")
    day = start
    while days:
        day += timedelta(1)
        days -= is_working_day(day, special)
    return day


def working_days_between(start: date, end: date, special: Mapping[date, bool]) -> int:
    """Working days after `start` up to and with `end`; 0 when the end does not lie after the start."""
    return sum(is_working_day(start + timedelta(number), special) for number in range(1, (end - start).days + 1))


def is_year_entered(year: int, special: Mapping[date, bool]) -> bool:
    """Whether the table of holidays has been entered for a year: if not, days counted in it may come out short."""
    return any(day.year == year for day in special)
