"""Cells that hold days and months, in every spelling that rosters know (domain.md 8.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.blanks import squeeze
from office.workbooks.sheets import Value

from .base import Cell, CellProblem, Clock, remark

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)
_SERIAL_ZERO = date(1899, 12, 30)  # Excel's day 0, allowing for the 29 February 1900 it believes in
_SERIALS = range(10_000, 73_051)  # 1927-05-18 to 2099-12-31; smaller numbers are rather years

_TIME_OF_DAY = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_BLANK_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
_PARTED = re.compile(r"(\d{4}|\d{2})[年./\-、,~](\d{1,2})(?:[月./\-、,~](\d{1,2})?)?[日号份]?", re.ASCII)
_WHOLE = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?", re.ASCII)
_MONTH_ALONE = re.compile(r"(\d{1,2})月?份?", re.ASCII)
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TENS = re.compile(r"(\d?)十(\d?)")

_MONTH_ONLY = _("%(text)s names no day: read as %(day)s.")
_OCTOBER = _("%(text)s may stand for October, as Excel drops the 0: read as %(day)s.")
_CENTURY = _("%(text)s has a year of two digits: read as %(day)s.")


class _Unreadable(ValueError):
    """The text is no day."""


class Day(Cell):
    """A day. A month without a day gives its first, with a remark. Later than today only where `allow_future`."""

    number_format = "yyyy-mm-dd"
    hint = _("A date such as 2025-07-01.")

    def __init__(self, *, allow_future: bool = False, on: Clock = None) -> None:
        super().__init__(on=on)
        self.allow_future = allow_future

    def clean(self, value: Value, row: object = None, **kwargs: Any) -> Any:
        # Nearly every cell is one of these two: worth the short way.
        if type(value) is date:
            return self._fit(value, kwargs)
        if type(value) is str and (day := _whole_iso(value) or _whole(value)):
            return self._fit(day, kwargs)
        return super().clean(value, row, **kwargs)

    def read_text(self, text: str, kwargs: dict[str, Any]) -> date:
        try:
            day, doubt = _read(text)
        except _Unreadable:
            raise _unreadable_day() from None
        if doubt is not None:
            remark(kwargs, doubt, text=text, day=day.isoformat())
        return self._fit(day, kwargs)

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> date:
        if isinstance(value, datetime):
            return self._fit(value.date(), kwargs)
        if isinstance(value, date):
            return self._fit(value, kwargs)
        text = _number_as_text(value)
        if text is None:
            raise _unreadable_day()
        return self.read_text(text, kwargs)

    def _fit(self, day: date, kwargs: dict[str, Any]) -> date:
        if not EARLIEST <= day <= LATEST:
            raise CellProblem("date.range", _("This year is not possible here. Please check the date."))
        if not self.allow_future and day > self.today(kwargs):
            raise CellProblem("date.future", _("This day is still to come. Please check the date."))
        return day

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return value if isinstance(value, date) else super().render(value)


class Month(Cell):
    """A month, as its first day: 2025-07, 2025年7月, 202507, a date, or 7月 where the roster knows its year.

    `default_year` is that year, or something to ask for it.
    """

    hint = _("A month such as 2025-07.")

    def __init__(self, *, default_year: int | Callable[[], int] | None = None) -> None:
        super().__init__()
        self.default_year = default_year

    def read_text(self, text: str, kwargs: dict[str, Any]) -> date:
        alone = _MONTH_ALONE.fullmatch(squeeze(text))
        if alone and self.default_year is not None and 1 <= int(alone[1]) <= 12:
            year = self.default_year if isinstance(self.default_year, int) else self.default_year()
            return date(year, int(alone[1]), 1)
        try:
            day, doubt = _read(text)
        except _Unreadable:
            raise _unreadable_month() from None
        if doubt is not None and doubt is not _MONTH_ONLY:
            remark(kwargs, doubt, text=text, day=day.isoformat())
        return _first_of(day)

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> date:
        if isinstance(value, date):
            return _first_of(value)
        text = _number_as_text(value)
        if text is None:
            raise _unreadable_month()
        return self.read_text(text, kwargs)

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        return f"{value:%Y-%m}" if isinstance(value, date) else super().render(value)


def _first_of(day: date) -> date:
    if not EARLIEST.year <= day.year <= LATEST.year:
        raise CellProblem("date.range", _("This year is not possible here. Please check the date."))
    return date(day.year, day.month, 1)


def _unreadable_day() -> CellProblem:
    return CellProblem("date.unreadable", _("This is not a date. Please write it as 2025-07-01."))


def _unreadable_month() -> CellProblem:
    return CellProblem("date.unreadable", _("This is not a month. Please write it as 2025-07."))


def _number_as_text(value: Value) -> str | None:
    """A number cell as the digits that were typed: 19850601.0 as 19850601, 1985.6 as it is, 45678.5 as 45678."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 10**8:
        return None
    if value == int(value) or int(value) in _SERIALS:
        return str(int(value))
    return str(value)


def _whole_iso(text: str) -> date | None:
    """The day of a text such as 2025-07-01, in a tenth of the time that the other spellings take."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@lru_cache(maxsize=16384)  # A campaign's day stands in every row of its list.
def _whole(text: str) -> date | None:
    """The day of a text that names one plainly, or None: then `_read` tells why."""
    parts = _WHOLE.fullmatch(text)
    if parts is None:
        return None
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        return None


@lru_cache(maxsize=16384)
def _read(text: str) -> tuple[date, Promise | None]:
    """The day that a text says, and what is doubtful about it. Raises _Unreadable."""
    text = _BLANK_BETWEEN_DIGITS.sub("-", _TIME_OF_DAY.sub("", text))
    text = squeeze(text).replace("\u2212", "-").replace("\u2014", "-").rstrip(".,、。")
    if not text.isascii():
        text = _TENS.sub(_in_digits, text.translate(_CHINESE_DIGITS))
    if text.isascii() and text.isdigit():
        return _read_digits(text)
    parts = _PARTED.fullmatch(text)
    if not parts:
        raise _Unreadable
    year, month, day = parts[1], parts[2], parts[3]
    doubt: Promise | None = None
    if day is None:
        doubt = _OCTOBER if text == f"{year}.1" else _MONTH_ONLY
    if len(year) == 2:
        # 85.6 is June 1985. Up to 31 the two digits may as well be a day or a month: not guessed.
        if int(year) <= 31:
            raise _Unreadable
        year, doubt = f"19{year}", doubt or _CENTURY
    return _day(int(year), int(month), int(day or 1)), doubt


def _read_digits(text: str) -> tuple[date, Promise | None]:
    if len(text) == 8:
        return _day(int(text[:4]), int(text[4:6]), int(text[6:])), None
    if len(text) == 6 and "1900" <= text[:4] <= "2199":
        return _day(int(text[:4]), int(text[4:]), 1), _MONTH_ONLY
    if len(text) == 5 and int(text) in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=int(text)), None
    raise _Unreadable


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _Unreadable from None


def _in_digits(tens: re.Match[str]) -> str:
    return str(int(tens[1] or "1") * 10 + int(tens[2] or "0"))
