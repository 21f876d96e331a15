"""A figure is defined once; the front page, the report cell, the JSON and the list behind it all ask it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import QuerySet, Sum
from django.utils.functional import Promise

from office.calendar import Period
from office.money import to_money
from office.workbooks.headings import normalise

Number = int | Decimal
NOTHING = Decimal("0.00")
Label = str | Promise


class Measure(Protocol):
    """How records become the number, in the database for all of them (`of`) and for the list behind it (`share`)."""

    is_money: bool

    def of(self, records: QuerySet[Any]) -> Number: ...

    def share(self, record: Any) -> Any:
        """What one record gives to the number: an amount to add, or a key to count once."""


def _reach(record: Any, path: str) -> Any:
    for part in path.split("__"):
        if record is None:
            return None
        record = getattr(record, part)
    return record


@dataclass(frozen=True)
class Count:
    """The number of records."""

    is_money: bool = field(default=False, init=False)

    def of(self, records: QuerySet[Any]) -> int:
        return records.count()

    def share(self, record: Any) -> Any:
        return record.pk


@dataclass(frozen=True)
class Distinct:
    """The number of different values of `path`, such as households among payments; records without one do not count."""

    path: str
    is_money: bool = field(default=False, init=False)

    def of(self, records: QuerySet[Any]) -> int:
        return records.exclude(**{f"{self.path}__isnull": True}).order_by().values(self.path).distinct().count()

    def share(self, record: Any) -> Any:
        return _reach(record, f"{self.path}_id")


@dataclass(frozen=True)
class Total:
    """The sum of `path`: 元 when `is_money`, else a count such as parcels."""

    path: str
    is_money: bool = True

    def of(self, records: QuerySet[Any]) -> Number:
        total: Number | None = records.order_by().aggregate(total=Sum(self.path))["total"]
        if total is None:
            return NOTHING if self.is_money else 0
        # SQLite sums decimals as floating point: two places bring the fen back exactly.
        return to_money(total) if self.is_money else total

    def share(self, record: Any) -> Any:
        return _reach(record, self.path)


@dataclass(frozen=True)
class Column:
    """One column of the list behind a figure: a heading, and the path to its value in a record."""

    label: Label
    path: str

    def value(self, record: Any) -> Any:
        value = _reach(record, self.path)
        return value() if callable(value) else value


@dataclass(frozen=True)
class Figure:
    """`records(union, period)` gives the records of `union` and below; `measure` turns the same records into the number."""

    code: str
    label: Label
    unit: Label
    definition: Label
    records: Callable[[Any, Period], QuerySet[Any]]
    measure: Measure
    columns: tuple[Column, ...]
    related: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # what sheets of targets call it

    def value(self, union: Any, period: Period) -> Number:
        """The number for `union` and all below it: an int, or 元 as Decimal with two places."""
        return self.measure.of(self.records(union, period))

    def listed(self, union: Any, period: Period) -> QuerySet[Any]:
        """The records behind the number, with what their columns need."""
        return self.records(union, period).select_related(*self.related)


FIGURES: dict[str, Figure] = {}


def register(figures: Iterable[Figure]) -> None:
    """Add to the office's figures. Raises ValueError when a code is taken: one figure, one definition."""
    for figure in figures:
        if figure.code in FIGURES:
            raise ValueError(f"Figure {figure.code} is defined twice.")
        FIGURES[figure.code] = figure


def figure_called(words: str) -> Figure | None:
    """The figure that a sheet of targets calls by these words, blanks and brackets aside; None when there is none."""
    wanted = normalise(words)
    return next((figure for figure in FIGURES.values() if wanted in map(normalise, figure.words)), None)
