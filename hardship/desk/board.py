"""The figures of the front page: each asked once, each with the address of its records."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Max, Min, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from members.models import Target, Union
from office.calendar import Period
from office.documents.chart import BarChart, Month, bar_chart
from office.money import grouped, percent, to_money
from office.reporting.figures import FIGURES, Number

from . import words
from .annual import figure_url


@dataclass(frozen=True)
class Shown:
    """One number on a card. `figure` is its code; `text` and `unit` as printed."""

    figure: str
    text: str
    unit: str
    url: str
    label: str = ""


@dataclass(frozen=True)
class Stream:
    """One of the four kinds of help; they never add up."""

    label: str
    main: Shown
    beside: tuple[Shown, ...]
    notes: tuple[str, ...]
    parts: tuple[Shown, ...] = ()  # what the main figure is made up of


@dataclass(frozen=True)
class Goal:
    label: str
    value: Shown
    target: str
    percent: str
    width: str
    reached: bool
    part: Shown | None  # whom among them the city asks about


class Board:
    """The year of a union and all below it. For the running year up to today, so that last year compares day for day."""

    def __init__(self, union: Union, year: int, *, today: date) -> None:
        self.union, self.year, self.today = union, year, today
        whole = Period.of_year(year)
        self.period = Period(whole.start, today) if whole.contains(today) else whole
        self.before = self.period.last_year()
        self._asked: dict[tuple[str, bool], Number] = {}

    def value(self, code: str, *, last_year: bool = False) -> Number:
        key = (code, last_year)
        if key not in self._asked:
            self._asked[key] = FIGURES[code].value(self.union, self.before if last_year else self.period)
        return self._asked[key]

    def shown(self, code: str, label: str = "", *, bare: bool = False) -> Shown:
        """The figure as a card shows it; `bare` without 万, for a number that stands in a sum."""
        figure, value = FIGURES[code], self.value(code)
        text, unit = words.amount(value) if isinstance(value, Decimal) and not bare else (words.exact(value), "")
        return Shown(code, text, unit or str(figure.unit), figure_url(code, self.union, self.period), label)

    def growth(self, code: str, sentence: str) -> tuple[str, ...]:
        """The sentence with the change on last year in it, or nothing where there was none."""
        change = words.growth(self.value(code), self.value(code, last_year=True))
        return (sentence % {"change": change},) if change else ()

    @property
    def streams(self) -> list[Stream]:
        return [
            Stream(
                _("Relief money given"),
                self.shown("cash.households"),
                (self.shown("cash.amount"), self.shown("cash.payments")),
                self.growth("cash.amount", _("amount %(change)s on the year before")),
            ),
            Stream(
                _("Relief goods"),
                self.shown("goods.kits"),
                (self.shown("goods.value"), self.shown("goods.households")),
                self.growth("goods.kits", _("parcels %(change)s on the year before")),
            ),
            Stream(
                _("Regular aid"),
                self.shown("regular.people"),
                (self.shown("regular.amount"),),
                (*self._regular_months(), *self.growth("regular.amount", _("amount %(change)s on the year before"))),
            ),
            Stream(
                _("Asked of the city and paid"),
                self.shown("city.households"),
                (self.shown("city.amount"),),
                (),
                (
                    self.shown("city.living.households", _("temporary living aid")),
                    self.shown("city.medical.households", _("medical aid")),
                ),
            ),
        ]

    def _regular_months(self) -> tuple[str, ...]:
        ends = (
            FIGURES["regular.amount"]
            .records(self.union, self.period)
            .order_by()
            .aggregate(first=Min("month"), last=Max("month"))
        )
        if ends["first"] is None:
            return ()
        return (_("%(first)s to %(last)s") % {"first": words.month(ends["first"]), "last": words.month(ends["last"])},)

    @property
    def files(self) -> dict[str, Shown]:
        return {
            "opening": self.shown("files.opening", _("At the beginning")),
            "opened": self.shown("files.opened", _("Opened")),
            "closed": self.shown("files.closed", _("Closed")),
            "closing": self.shown("files.closing", _("In force")),
            "completed": self.shown("files.completed", _("Completed besides")),
        }

    @property
    def membership(self) -> list[Shown]:
        """Unions, members and committees: what there is, then what came and went."""
        return [
            self.shown("unions.total", _("Grass-roots unions")),
            self.shown("unions.founded", _("founded this year")),
            self.shown("members.closing", _("Members")),
            self.shown("members.joined", _("joined")),
            self.shown("members.joined.migrant", _("migrant workers")),
            self.shown("members.transferred_in", _("transferred in")),
            self.shown("members.left", _("left")),
            self.shown("committees.total", _("Mediation committees")),
            self.shown("committees.founded", _("founded this year")),
        ]

    @cached_property
    def monthly(self) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
        """Relief money of each month, this year and last; the number of the month to 元. Two queries."""
        return self._by_month(Period.of_year(self.year)), self._by_month(Period.of_year(self.year - 1))

    def _by_month(self, period: Period) -> dict[int, Decimal]:
        paid = (
            FIGURES["cash.amount"]
            .records(self.union, period)
            .order_by()
            .annotate(in_month=TruncMonth("paid_on"))
            .values_list("in_month")
            .annotate(total=Sum("amount"))
        )
        return {day.month: to_money(total) for day, total in paid}

    @property
    def has_last_year(self) -> bool:
        return bool(self.monthly[1])

    @property
    def chart(self) -> BarChart:
        now, before = self.monthly
        months = []
        for first in Period.of_year(self.year).months():
            whole = Period(first, date(first.year, 12, 31) if first.month == 12 else _day_before_next(first))
            to_come = first > self.today
            paid, paid_before = now.get(first.month, Decimal(0)), before.get(first.month, Decimal(0))
            title = _("%(month)s: %(paid)s yuan") % {"month": words.month(first), "paid": grouped(paid)}
            if before:
                title = _("%(month)s: %(paid)s yuan, in the same month last year %(before)s yuan") % {
                    "month": words.month(first),
                    "paid": grouped(paid),
                    "before": grouped(paid_before),
                }
            months.append(
                Month(
                    label=words.month(first),
                    now=None if to_come else paid,
                    before=paid_before if before else None,
                    href="" if to_come else figure_url("cash.amount", self.union, whole),
                    title=title,
                    current=(first.year, first.month) == (self.today.year, self.today.month),
                )
            )
        said = _("Relief money given each month of %(year)s, %(total)s yuan in all") % {
            "year": self.year,
            "total": grouped(sum(now.values(), Decimal(0))),
        }
        if now:
            most = date(self.year, max(now, key=lambda month: now[month]), 1)
            said = _("%(said)s, most in %(month)s") % {"said": said, "month": words.month(most)}
        return bar_chart(months, label=said)

    @property
    def goals(self) -> list[Goal]:
        """The targets of this union; where the city looks on, those of the office below it."""
        targets = list(
            Target.objects.within(self.union)
            .filter(year=self.year)
            .select_related("union")
            .order_by("union__path", "pk")
        )
        return [
            self._goal(target)
            for target in targets
            if target.union_id == targets[0].union_id and target.figure in FIGURES
        ]

    def _goal(self, target: Any) -> Goal:
        figure = FIGURES[target.figure]
        value = figure.value(target.union, self.period)
        done = percent(value, target.value)
        width = min(max(done or Decimal(0), Decimal(0)), Decimal(100))
        part = None
        if figure.code == "members.joined":
            part = Board(target.union, self.year, today=self.today).shown(
                "members.joined.migrant", _("of whom migrant workers")
            )
        return Goal(
            str(figure.label),
            Shown(
                figure.code, words.exact(value), str(figure.unit), figure_url(figure.code, target.union, self.period)
            ),
            words.exact(target.value),
            words.NONE if done is None else f"{done}%",
            str(width),
            bool(done is not None and done >= 100),
            part,
        )


def _day_before_next(first: date) -> date:
    return date.fromordinal(date(first.year, first.month + 1, 1).toordinal() - 1)
