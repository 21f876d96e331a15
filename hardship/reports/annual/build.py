"""Asks every figure once, for this period and the year before, and sets targets beside them."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count

from hardship.models import Assessment, Household
from hardship.reports.standing import standing
from hardship.rules.code_lists import CATEGORIES
from members.models import Target, Union
from office.calendar import Period
from office.money import change, percent
from office.reporting.figures import FIGURES, Number

from .narrative import Teller, text_of


@dataclass(frozen=True)
class Value:
    """One figure of the report. `completion` and `change` are per cent with one decimal; None is printed as —."""

    now: Number
    last_year: Number
    target: int | None

    @property
    def completion(self) -> Decimal | None:
        return percent(self.now, self.target)

    @property
    def change(self) -> Decimal | None:
        return change(self.now, self.last_year)


@dataclass(frozen=True)
class Annual:
    """All that the annual report says of `union` and below in `period`; `on` is the day of printing, `by` who prints."""

    union: Union
    period: Period
    on: date
    by: Any
    values: dict[str, Value]
    in_force_by_category: list[tuple[str, int]] = field(default_factory=list)  # Chinese term, files

    @cached_property
    def teller(self) -> Teller:
        return Teller(
            figures={code: value.now for code, value in self.values.items()},
            completions={code: value.completion for code, value in self.values.items() if value.completion is not None},
            period=self.period,
        )

    @cached_property
    def narrative(self) -> str:
        return text_of(self.teller.narrative())

    @cached_property
    def check_code(self) -> str:
        """Twelve characters over every figure: two prints that differ in one fen have different ones."""
        stated = {code: str(value.now) for code, value in self.values.items()}
        sealed = json.dumps([self.union.name, str(self.period.start), str(self.period.end), stated], sort_keys=True)
        digest = hashlib.sha256(sealed.encode()).hexdigest()[:12].upper()
        return "-".join(digest[start : start + 4] for start in (0, 4, 8))


def build(union: Union, period: Period, *, on: date, by: Any = None) -> Annual:
    """Ask every figure. Targets are those of `union` itself and count for a calendar year only."""
    before = period.last_year()
    targets: dict[str, int] = {}
    if period.is_calendar_year:
        targets = dict(Target.objects.filter(union=union, year=period.start.year).values_list("figure", "value"))
    values = {
        code: Value(figure.value(union, period), figure.value(union, before), targets.get(code))
        for code, figure in FIGURES.items()
    }
    described = Assessment.objects.filter(pk__in=standing(union, period).order_by().values("assessed"))
    counts = dict(described.order_by().values_list("category").annotate(files=Count("pk")))
    by_category = [(CATEGORIES.label(code), counts[code]) for code, _label in CATEGORIES.choices() if counts.get(code)]
    return Annual(union, period, on, by, values, by_category)


def years_with_data(union: Union) -> list[int]:
    """The calendar years in which a file of `union` or below was opened or relief paid, oldest first."""
    opened = Household.objects.within(union).exclude(opened_on=None).dates("opened_on", "year")
    paid = FIGURES["cash.amount"].records(union, Period(date(1900, 1, 1), date(9999, 12, 31))).dates("paid_on", "year")
    return sorted({day.year for day in opened} | {day.year for day in paid})
