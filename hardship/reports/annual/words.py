"""Chinese words for periods and for how a target was met."""

from datetime import date
from decimal import Decimal

from office.calendar import Period


def day(on: date) -> str:
    """2025年3月5日: the full year, no leading noughts (GB/T 9704)."""
    return f"{on.year}年{on.month}月{on.day}日"


def span(period: Period) -> str:
    """2025年1月1日至12月31日; the second year is named when it is another."""
    end = period.end
    return f"{day(period.start)}至" + (f"{end.month}月{end.day}日" if end.year == period.start.year else day(end))


def name_of(period: Period) -> str:
    """2025年 for a calendar year, else the span."""
    return f"{period.start.year}年" if period.is_calendar_year else span(period)


def title_of(period: Period) -> str:
    """2025年度 for a calendar year, else the span."""
    return f"{period.start.year}年度" if period.is_calendar_year else span(period)


def verdict(completions: list[Decimal]) -> str:
    """How the city's targets were met, by the least met of them: 完成, 基本完成 from 95 %, or nothing to boast of."""
    least = min(completions)
    if least >= 100:
        return "完成市总工会下达的任务"
    return "基本完成市总工会下达的任务" if least >= 95 else ""
