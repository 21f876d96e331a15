"""What a roster is: a declaration of its columns, and what to do with its rows.

One declaration (a django-import-export resource) serves the import, the export and the blank template.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import repeat
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources
from import_export.widgets import Widget

from office.history import CLEAR, Hand
from office.refusal import Doubt, Refusal

from . import blank, exporting
from .cells import Cell, CellProblem, Money
from .headings import normalise
from .sheets import Value

Text = str | Promise

WAN = 10_000
REPEATING = frozenset({str, float, type(None)})  # cells of these classes that are equal mean the same
MOST_KNOWN = 10_000  # cells of one column
HARDLY_REPEATING = 900  # cells of a thousand that were not known
UNKNOWN, BAD = object(), object()  # in place of a value
EXAMPLE = re.compile(r"[(（]?(?:示例|样例|例|例子|填写示例|范例)[)）]?")  # in front of a row that shows how to fill in
_PLAIN_NUMBER = re.compile(r"\s*-?[\d,]+(?:\.\d+)?\s*")


class Column(fields.Field):  # type: ignore[misc]  # import-export is not typed
    """One column: its heading, the kind of its cells, other headings it goes by, and where its value stands in a record."""

    def __init__(
        self,
        heading: str,
        cell: Widget,
        *,
        attribute: str | None = None,
        synonyms: Iterable[str] = (),
        required: bool | Text = False,
        fill_down: bool = False,
        clears: bool = False,
    ) -> None:
        super().__init__(attribute=attribute, column_name=heading, widget=cell)
        self.synonyms = tuple(synonyms)
        self.required = required is not False
        self.if_empty: Text = "" if isinstance(required, bool) else required  # the sentence for whoever left it empty
        self.fill_down = fill_down  # a merged cell stands for each of its rows; never so for money
        self.clears = clears  # 清空 empties what is on record; what a record is known or counted by stays


@dataclass(frozen=True)
class Problem:
    """Why a row cannot go in. `field` names the column, or is "" when the row as a whole is at fault."""

    field: str
    code: str
    message: Text
    doubt: Doubt | None = None


@dataclass(slots=True)
class Row:
    """One row of a sheet on its way in: what is `written` in the columns of the fields `names`, and what it means.

    `touched` makes the outcome: ("created" | "updated", record). `records` are all that were written for the row, with True
    for a new one; `changes` the fields that differ: record, field, what it held before.
    """

    sheet: str
    number: int  # as printed at the left of the sheet, from 1
    names: Sequence[str]
    written: Sequence[Value]
    wan: frozenset[str] = frozenset()  # fields whose heading says 万元
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)
    touched: list[tuple[str, Any]] = field(default_factory=list)
    records: list[tuple[Any, bool]] = field(default_factory=list)
    changes: list[tuple[Any, str, Any]] = field(default_factory=list)
    is_alone: bool = True  # no other row of the workbook has its ID number
    section: str = ""  # title of the section of the sheet, such as the unit that a group of rows belongs to
    places: Mapping[str, tuple[int, int]] | None = None  # field -> row, column from 1; of a form only

    @property
    def cells(self) -> dict[str, Value]:
        return dict(zip(self.names, self.written, strict=True))

    def refuse(self, field_name: str, code: str, message: Text) -> None:
        self.problems.append(Problem(field_name, code, message))

    def refused(self, refusal: Refusal, **fields: str) -> None:
        """Keep what an operation said; `fields` names the column where the operation's field is called otherwise."""
        for one in refusal.all:
            field_name = fields.get(one.field, one.field)
            self.problems.append(Problem(field_name, one.code, one.message, one.doubt))

    @property
    def outcome(self) -> str:
        """created, updated, unchanged or rejected. A row that makes one record and changes another counts as created."""
        if self.problems:
            return "rejected"
        whole = "unchanged"
        for outcome, _record in self.touched:
            if outcome == "created":
                return outcome
            if outcome == "updated":
                whole = outcome
        return whole

    @property
    def doubtful(self) -> bool:
        """Whether nothing but an answer is missing."""
        return bool(self.problems) and all(problem.doubt is not None for problem in self.problems)


@dataclass(frozen=True)
class Place:
    """The sheet that rows come from: its name, and what stands above its header (titles, "填报单位：…")."""

    name: str
    above: tuple[str, ...]


@dataclass
class Setting:
    """Whose hand brings rows in; `places` by sheet name; `answers` to doubts by their keys. It lasts for one run."""

    hand: Hand
    places: Mapping[str, Place]
    run: Any = None
    answers: Mapping[str, int | None] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def by(self) -> Any:
        return self.hand.by

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What is made for the first portion of rows and lasts for all of them."""
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]

    def take_each(self, rows: Iterable[Row], take: Callable[[Row], None], **fields: str) -> None:
        """Let `take` write each sound row; one that is refused leaves nothing behind. `fields` as in `Row.refused`."""
        for row in rows:
            if row.problems:
                continue
            self.hand.begin(row)
            try:
                take(row)
            except Refusal as refusal:
                self.hand.drop()
                row.touched.clear()
                row.refused(refusal, **fields)
        self.hand.begin(None)


class Roster(resources.Resource):  # type: ignore[misc]  # import-export is not typed
    """Base of every roster. A subclass declares its columns and says in `take` what becomes of its rows."""

    kind: ClassVar[str]
    label: ClassVar[Text]
    order: ClassVar[int]  # files are taken in this order: a file needs its union, a payment its file
    priority: ClassVar[int]  # kinds are told apart in this order
    decisive: ClassVar[Sequence[frozenset[str]]]  # a sheet is of this kind when it has one column of each set
    totals: ClassVar[Mapping[str, str]] = {}  # field whose column is added up -> label in a remark
    form_needed: ClassVar[Collection[str]] = ()  # fields without which a sheet is no form of this kind; () has no forms
    within_form: ClassVar[Mapping[str, str]] = {}  # rows may be a table inside a form: field -> field of the form
    portion: ClassVar[int | None] = 5000  # rows taken at once, so that memory does not grow with them; None: all
    apart: ClassVar[bool] = False  # rows with different ID numbers have nothing to do with each other

    @cached_property
    def words(self) -> dict[str, str]:
        """Every normalised heading -> field."""
        known: dict[str, str] = {}
        for name, column in self.fields.items():
            for word in (column.column_name, *column.synonyms):
                known.setdefault(normalise(word), name)
        return known

    def is_decisive(self, names: Iterable[str]) -> bool:
        present = set(names)
        return all(present & alternatives for alternatives in self.decisive)

    def missing(self, names: Iterable[str]) -> list[str]:
        """Headings without which no row could go in."""
        present = set(names)
        return [column.column_name for name, column in self.fields.items() if column.required and name not in present]

    def template(self) -> bytes:
        """The blank template as an .xlsx: headings, hints, drop-downs and an example that the importer passes over."""
        return blank.template(self.label, list(self.fields.values()))

    def workbook(self, queryset: Any = None) -> bytes:
        """The records of `queryset`, or all, as an .xlsx that can be read in again. ID numbers and accounts are whole: whoever
        calls this has asked for the right to see them and leaves an entry in the trail."""
        return exporting.workbook_of(self, queryset)

    def title_of(self, row: Row) -> str:
        """Whom or what the row is about, in a few words, for lists of rows."""
        return str(row.values.get("name") or "")

    def take(self, rows: list[Row], setting: Setting) -> None:
        """Write the rows that have no problem; refuse with a reason those that cannot go in.

        Called for one portion of rows after another, in one transaction.
        """
        raise NotImplementedError


class Cleaning:
    """Reads the cells of many rows on one day, and remembers what a cell that comes again and again means.

    It goes down one column after the other: asking for each cell what its column is took longer than reading it.
    """

    def __init__(self, roster: Roster, on: date) -> None:
        self.on = on
        self._columns = [_Memory(name, column, column.widget) for name, column in roster.fields.items()]

    def clean(self, rows: Sequence[Row]) -> None:
        """Fill `values` of some rows with the same columns; every bad cell becomes a problem of its row."""
        written = dict(zip(rows[0].names, zip(*[row.written for row in rows], strict=True), strict=True))
        columns = [column for column in self._columns if column.name in written]
        names = [column.name for column in columns]
        read = [self._read(column, rows, written[column.name]) for column in columns]
        for row, values in zip(rows, zip(*read, strict=True), strict=True):
            row.values = dict(zip(names, values, strict=True))
            if row.problems:
                row.values = {name: value for name, value in row.values.items() if value is not BAD}

    def _read(self, column: "_Memory", rows: Sequence[Row], cells: Sequence[Value]) -> list[Any]:
        """What the cells of one column mean, BAD for those that nobody can read."""
        known, on, clean = column.known, self.on, column.cell.clean
        if column.name in rows[0].wan and isinstance(column.cell, Money):
            cells = [_with_wan(cell) for cell in cells]
        before = len(known) if known is not None else 0
        values: list[Any] = [UNKNOWN] * len(rows)
        if known is not None and REPEATING.issuperset(map(type, cells)):
            values = list(map(known.get, cells, repeat(UNKNOWN)))
        for place, value in enumerate(values):
            if value is not UNKNOWN:
                continue
            row, cell = rows[place], cells[place]
            remembers = known if cell.__class__ in REPEATING else None
            if remembers is not None and cell in remembers:
                values[place] = remembers[cell]
                continue
            told = len(row.remarks)
            try:
                value = clean(cell, on=on, remarks=row.remarks)
            except CellProblem as problem:
                row.refuse(column.name, problem.code, problem.message)
                value = BAD
            else:
                if value is None or value is CLEAR:
                    value = self._nothing(column, row, value)
            if remembers is not None and value is not BAD and len(row.remarks) == told and len(remembers) < MOST_KNOWN:
                remembers[cell] = value
            values[place] = value
        if known is not None and len(known) - before > HARDLY_REPEATING:
            column.known = None
        return values

    def _nothing(self, column: "_Memory", row: Row, value: Any) -> Any:
        """The value of a cell that is blank, or says that the field is to be emptied: BAD where that cannot be."""
        if value is CLEAR and not column.column.clears:
            row.refuse(
                column.name, "clear.not_here", _("This cannot be emptied: what a record is known or counted by stays.")
            )
            return BAD
        if value is None and column.column.required:
            said = column.column.if_empty or _("%(heading)s is missing.") % {"heading": column.column.column_name}
            row.refuse(column.name, "required", said)
            return BAD
        return value


@dataclass
class _Memory:
    """One column, and the value of each cell that was read in it. None: what hardly repeats is not remembered."""

    name: str
    column: Column
    cell: Cell
    known: dict[Value, Any] | None = field(default_factory=dict)


def _with_wan(cell: Value) -> Value:
    """The cell of a column in 万元 as an amount that says so: 0.12345 is 1,234.50 元, which rounding first would lose."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return f"{Decimal(str(cell)):f}万"
    if isinstance(cell, str) and _PLAIN_NUMBER.fullmatch(cell):
        return f"{cell.strip()}万"
    return cell


ROSTERS: dict[str, Roster] = {}


def register(roster: type[Roster]) -> type[Roster]:
    """Make a kind of roster known; used as a decorator. Raises ValueError when the kind is taken."""
    if roster.kind in ROSTERS:
        raise ValueError(f"Roster {roster.kind} is declared twice.")
    ROSTERS[roster.kind] = roster()
    return roster


def in_priority() -> list[Roster]:
    return sorted(ROSTERS.values(), key=lambda roster: roster.priority)
