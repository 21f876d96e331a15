"""What every table report is made of: columns that are declared, rows that are asked for, a total, and what must add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from hardship.reports.annual.words import day, span, title_of
from members.models import Union
from office.calendar import Period
from office.documents import pdf, sheets
from office.documents.sheets import Kind
from office.money import grouped
from office.refusal import Refusal
from office.reporting.reports import Report

NONE = "—"
TOGETHER = 200  # rows that are laid out as one document
STYLES = ("base.css", "table.css")
NUMBERS = (Kind.COUNT, Kind.MONEY, Kind.PERCENT)
Values = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column. `width` in mm on paper, 0 for what is left over; neighbours of one `group` share a heading.

    `sums`: the total is the sum of the rows. `spare`: printed only where some row has something in it; programs get it always.
    `by_hand`: what has no value stays free to be written in. `sparse`: nought is printed as —, as most of its cells are.
    A percentage is a Decimal of one place, 85.3 for 85.3%. `opens`: on screen the cell opens the record of that kind whose key
    the row holds under "_" and the code.
    """

    code: str
    label: str
    width: int = 12
    kind: Kind = Kind.COUNT
    group: str = ""
    sums: bool = True
    spare: bool = False
    by_hand: bool = False
    sparse: bool = False
    opens: type[Model] | None = None

    @property
    def heading(self) -> str:
        """The label on one line."""
        return _joined(self.label)

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


@dataclass(frozen=True)
class Built:
    """A table as it was asked for; `on` is the day of printing. `blocks` stand under it, each with columns of its own: those are
    told apart by their `code`, and their `name` is printed above them."""

    union: Union
    period: Period
    columns: Sequence[Column]
    rows: Sequence[Values]
    total: Values
    on: date
    notes: Sequence[str] = field(default_factory=tuple)
    name: str = ""
    code: str = ""
    blocks: Sequence[Built] = field(default_factory=tuple)

    @property
    def shown(self) -> list[Column]:
        """The columns that are printed."""
        rows = [*self.rows, *(row for block in self.joined for row in block.rows)]
        return [column for column in self.columns if not column.spare or any(row[column.code] for row in rows)]

    @property
    def joined(self) -> list[Built]:
        """The blocks of the same columns: on paper one heading is enough for all of them."""
        return [block for block in self.blocks if block.columns is self.columns and block.rows]


class TableReport(Report):
    """A subclass declares `columns` and gives `rows`; `checks` are the sums that must agree before anything is handed out.

    `name` is the title on paper, `unit` what its numbers are counted in, said once in the head (domain.md 6.1); `first_block` is
    printed above the rows where there are `blocks` besides.
    """

    name: ClassVar[str]
    unit: ClassVar[str]
    first_block: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]]

    @property
    def has_numbers(self) -> bool:
        """Whether ID numbers stand in it, which are masked unless there is a right and a reason."""
        return any(column.code == "id_no" for column in self.columns)

    def rows(self, union: Union, period: Period, *, whole: bool) -> list[Values]:
        """One dict by column code for each line; None where there is no value. `whole`: ID numbers in full, else masked."""
        raise NotImplementedError

    def total(self, rows: Sequence[Values]) -> Values:
        """The last line. Columns that do not add up are left out."""
        return {
            column.code: sum(
                (row[column.code] or 0 for row in rows), Decimal("0.00") if column.kind is Kind.MONEY else 0
            )
            for column in self.columns
            if column.sums and column.kind in (Kind.COUNT, Kind.MONEY)
        }

    def last_line(self, union: Union, period: Period, rows: Sequence[Values]) -> Values:
        """The total where it takes more than the rows: households that stand in several of them count once."""
        return self.total(rows)

    def checks(self, built: Built) -> list[str]:
        """A sentence for each sum that does not agree."""
        return []

    def notes(self, union: Union, period: Period, rows: Sequence[Values]) -> list[str]:
        return []

    def blocks(self, union: Union, period: Period, on: date) -> list[Built]:
        return []

    def build(self, union: Union, period: Period, *, whole: bool = True) -> Built:
        """Raises Refusal `report.broken` when the table does not add up: a wrong one is worse than none."""
        rows, on = self.rows(union, period, whole=whole), timezone.localdate()
        total, notes = self.last_line(union, period, rows), self.notes(union, period, rows)
        blocks = self.blocks(union, period, on)
        built = Built(union, period, self.columns, rows, total, on, notes, self.first_block, blocks=blocks)
        if broken := self.checks(built):
            said = _("The table does not add up, so it was not made: %(why)s") % {"why": " ".join(broken)}
            raise Refusal("", "report.broken", said)
        return built

    def as_json(self, built: Built) -> dict[str, Any]:
        """Amounts are strings with two decimals, counts are integers, a missing value is null (design.md 6)."""
        return {
            "title": self.name,
            "unit": self.unit,
            "period": {"from": built.period.start, "to": built.period.end},
            **_grid_as_json(built),
            "notes": list(built.notes),
            **{block.code: {"title": block.name, **_grid_as_json(block)} for block in built.blocks},
        }

    def as_html(self, built: Built) -> str:
        """A page that stands alone: the print style sheets are inside it."""
        # Our own style sheets, nothing a user typed.
        return self._page(built, styles=mark_safe(pdf.style_text(STYLES)))

    def as_pdf(self, built: Built) -> bytes:
        return self.print_out(built)

    def print_out(self, built: Built, said: Callable[[int], None] = lambda done: None) -> bytes:
        """One PDF. `said` is told how many rows are laid out; the total and the signers stand under the last of them."""
        printing = pdf.Printing(STYLES)
        for first in range(0, max(len(built.rows), 1), TOGETHER):
            part = Part(first, first + TOGETHER, len(built.rows), printing.pages + 1)
            printing.add(self._page(built, part=part))
            said(min(part.end, len(built.rows)))
        return printing.finish()

    def as_xlsx(self, built: Built) -> bytes:
        """One sheet, and one more for each block."""
        tables = [
            self._sheet(built, built.name or self.name),
            *(self._sheet(block, block.name) for block in built.blocks),
        ]
        return sheets.workbook(tables, title=self.titled(built), author=built.union.name)

    def _sheet(self, built: Built, name: str) -> sheets.Table:
        columns = built.shown
        return sheets.Table(
            name=name,
            title=[self.titled(built), *([built.name] if built.name else [])],
            columns=[
                sheets.Column(column.code, column.heading, (column.width or 50) * 0.6, column.kind, column.group)
                for column in columns
            ],
            rows=[{column.code: _cell(column, row.get(column.code)) for column in columns} for row in built.rows],
            total={column.code: _written(column, built.total.get(column.code)) for column in columns},
            left=f"填报单位（盖章）：{built.union.name}",
            right=f"单位：{self.unit}",
            notes=built.notes,
            signers=[*signers(built), ("报出日期", day(built.on))],
            landscape=True,
        )

    def titled(self, built: Built) -> str:
        return f"{title_of(built.period)}{self.name}"

    def _page(self, built: Built, part: Part | None = None, **more: Any) -> str:
        printed = Printed(self, built, part or Part(0, len(built.rows), len(built.rows), 1))
        return render_to_string("print/table.html", {"report": printed, **more})


@dataclass(frozen=True)
class Part:
    """Of `rows` rows those from `start` to before `end`, beginning on page `page`: a long table is laid out in parts."""

    start: int
    end: int
    rows: int
    page: int

    @property
    def is_first(self) -> bool:
        return self.start == 0

    @property
    def is_last(self) -> bool:
        return self.end >= self.rows

    @property
    def is_whole(self) -> bool:
        return self.is_first and self.is_last


@dataclass(frozen=True)
class Printed:
    """The context of templates/print/table.html and of the page on screen."""

    report: TableReport
    built: Built
    part: Part
    addresses: Callable[[Column, Values], str] = lambda column, row: ""

    @property
    def title(self) -> str:
        return self.report.titled(self.built)

    @property
    def office(self) -> str:
        return self.built.union.name

    @property
    def unit(self) -> str:
        return self.report.unit

    @property
    def period_label(self) -> str:
        return span(self.built.period)

    @property
    def name(self) -> str:
        return self.built.name

    @property
    def blocks(self) -> list[Printed]:
        """What stands under the last row; one without rows is left out."""
        blocks = [block for block in self.built.blocks if block.rows and self.part.is_last]
        return [Printed(self.report, block, Part(0, len(block.rows), len(block.rows), 1)) for block in blocks]

    @property
    def tables(self) -> list[Printed]:
        """Of the blocks those that need a heading of their own."""
        return [block for block in self.blocks if block.built not in self.built.joined]

    @property
    def joined(self) -> list[tuple[str, list[list[tuple[str, str]]], list[tuple[str, str]]]]:
        """Name, lines and total of each block under the same heading."""
        blocks = self.built.joined if self.part.is_last else []
        return [(block.name, [self._line(row) for row in block.rows], self._line(block.total)) for block in blocks]

    @property
    def columns(self) -> list[Column]:
        return self.built.shown

    @property
    def groups(self) -> list[tuple[str, list[Column]]]:
        """The first line of headings: ("", [column]) for one that stands alone, else a group with its columns."""
        found: list[tuple[str, list[Column]]] = []
        for column in self.columns:
            if column.group and found and found[-1][0] == column.group:
                found[-1][1].append(column)
            else:
                found.append((column.group, [column]))
        return found

    @property
    def grouped(self) -> list[Column]:
        """The second line of headings."""
        return [column for column in self.columns if column.group]

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """(text, class) of every cell."""
        return [self._line(row) for row in self.built.rows[self.part.start : self.part.end]]

    @property
    def total(self) -> list[tuple[str, str]]:
        return self._line(self.built.total)

    @property
    def linked(self) -> list[list[tuple[str, str, str]]]:
        """(text, class, address) of every cell; most have no address."""
        rows = self.built.rows[self.part.start : self.part.end]
        return [
            [(*cell, self.addresses(column, row)) for column, cell in zip(self.columns, self._line(row), strict=True)]
            for row in rows
        ]

    def _line(self, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(_text(column, values.get(column.code)), _css(column)) for column in self.columns]

    @property
    def notes(self) -> Sequence[str]:
        return self.built.notes

    @property
    def signers(self) -> list[tuple[str, str]]:
        return signers(self.built)

    @property
    def dated(self) -> str:
        return day(self.built.on)


def signers(built: Built) -> list[tuple[str, str]]:
    return [("单位负责人", built.union.chair), ("审核人", ""), ("填表人", ""), ("联系电话", built.union.phone)]


def _grid_as_json(built: Built) -> dict[str, Any]:
    codes = [column.code for column in built.columns]
    return {
        "columns": [{"code": column.code, "label": column.heading} for column in built.columns],
        "rows": [{code: row.get(code) for code in codes} for row in built.rows],
        "total": {code: built.total.get(code) for code in codes},
    }


def _text(column: Column, value: Any) -> str:
    if column.kind is Kind.PERCENT and value is not None:
        return f"{value}%"
    return shown(value or None if column.sparse else value, "" if column.by_hand else NONE)


def shown(value: Any, none: str = NONE) -> str:
    """A value on paper: 1,671, 465,280.00, 2025-03-05, and — for none."""
    if value is None or value == "":
        return none
    if isinstance(value, Decimal):
        return grouped(value).replace("-", "−")
    if isinstance(value, int):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, date) else str(value)


def add_up(built: Built, whole: str, parts: Callable[[Column], bool]) -> list[str]:
    """The rows (by their union) in which the columns `parts` do not add up to `whole`."""
    codes = [column.code for column in built.columns if parts(column)]
    wrong = [row for row in built.rows if sum(row[code] for code in codes) != row[whole]]
    return [f"{row['union']}：{'+'.join(codes)} ≠ {whole}。" for row in wrong]


def _css(column: Column) -> str:
    if column.is_number:
        return "num"
    return "one" if column.kind is Kind.DATE or column.code == "id_no" else "left"


def _cell(column: Column, value: Any) -> Any:
    value = _written(column, value)
    return NONE if value in (None, "") and not column.by_hand else value


def _written(column: Column, value: Any) -> Any:
    """As a workbook holds it: a percentage is a ratio there."""
    if column.kind is Kind.PERCENT and value is not None:
        return value / 100
    return value or None if column.sparse else value


def _joined(label: str) -> str:
    return label.replace("\n", "")
