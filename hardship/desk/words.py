"""Numbers and days as the screens write them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from office.calendar import Period
from office.money import WAN, change, grouped, in_wan
from office.reporting.figures import Number

NONE = "—"


def amount(money: Decimal) -> tuple[str, str]:
    """Number and unit of an amount in 元 for a card: 46.53 万元, below 10,000 8,200 元; 角 and 分 only where there are any."""
    if abs(money) >= WAN:
        return f"{in_wan(money):,}", _("10,000 yuan")
    return f"{int(money):,}" if money == int(money) else grouped(money), _("yuan")


def exact(number: Number) -> str:
    """465,280.00 for 元, 1,671 for counts."""
    return grouped(number) if isinstance(number, Decimal) else f"{number:,}"


def cell(value: Any) -> str:
    """A value as a table shows it: — for none, 是/否, 2025-01-20, 300.00."""
    if value is None or value == "":
        return NONE
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, Decimal)):
        return exact(value)
    return str(value)


def signed(number: Number) -> str:
    """+2 and −2; 0 as it is."""
    return f"{'+' if number > 0 else ''}{exact(number)}".replace("-", "−")


def growth(now: Number, before: Number) -> str:
    """+5.3% against the year before; "" where that has nothing to compare with."""
    percent = change(now, before)
    return "" if percent is None else f"{percent:+.1f}%".replace("-", "−")


def long_day(day: date) -> str:
    """2025年12月26日　星期五"""
    return date_format(day, pgettext("format of today's date", "l, j F Y"))


def short_day(day: date) -> str:
    """12月26日"""
    return date_format(day, pgettext("format of a day without its year", "j F"))


def month(day: date) -> str:
    """1月"""
    return date_format(day, pgettext("format of a month", "M"))


def days(period: Period) -> str:
    """1月1日至12月31日, with the years where the period touches two."""
    if period.start.year == period.end.year:
        return _("%(start)s to %(end)s") % {"start": short_day(period.start), "end": short_day(period.end)}
    return _("%(start)s to %(end)s") % {"start": period.start.isoformat(), "end": period.end.isoformat()}


def days_with_year(period: Period) -> str:
    """2025年1月1日至12月31日"""
    if period.start.year != period.end.year:
        return days(period)
    return _("%(days)s %(year)s") % {"days": days(period), "year": period.start.year}


def address_of(query: Mapping[str, Any], **changed: Any) -> str:
    """The query string `?…` with some parameters changed; None takes one out."""
    kept = {**{name: query[name] for name in query}, **changed}
    return "?" + urlencode({name: value for name, value in kept.items() if value is not None})
