"""Which roster each sheet of a workbook is, and its rows: titles, totals, signatures and repeated headers passed over."""

import re
import unicodedata
from array import array
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from operator import itemgetter
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .blank import is_notes
from .cells import IdNumber
from .form_sheets import form_on, is_empty, rows_on
from .headings import Header, Top, find, tops
from .marks import is_result_heading
from .parsing.bounds import ROWS_AT_ONCE
from .roster import EXAMPLE, ROSTERS, Place, Roster, Row, in_priority
from .sheets import Book, Sheet, Value

SKIPPED = "-"  # in place of a kind: the sheet is not to be imported
ENOUGH = 2  # headings a sheet must have in common with a roster
_TOTAL = re.compile(
    r"(?:[一二三四五六七八九十]+[、.])?(?:本[页月批次季年户]|全[系市县区厂公司统局]*)?"
    r"(?:合计|总计|小计|累计|共计|总合计)(?![^:：(（\d]{9}).*"
)
_SUBTOTAL = re.compile(r"(?:小计|本页).*|(?P<of>.{2,40}?)[-—]?(?:小计|合计|汇总|计数)")
_SIGNED = re.compile(
    r"^(单位负责人|负责人|审核|批准|审批|经办|填表|制表|填报|报送|主管|分管|财务|出纳|会计|领导|注|备注|说明|附注|填表说明|日期|盖章|单位[（(]?盖章)"
    r"[^:：]{0,12}[:：]"
)
_LABELLED = re.compile(
    r"^[^:：\d]{1,14}[:：]|^[^\d]{0,8}(审批|审核|批准|经办|制表|填表|负责人|领导|主席|会计|出纳|签字|签章|盖章)[^\d]{0,4}$"
)
_COUNTING = re.compile(r"甲|乙|丙|丁|戊|己|庚|辛|[(（]?\d{1,2}[)）]?(?:=.*)?|[A-Z]{1,2}")
_NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")


class NoRoster(Exception):
    """The file can be read, but is no roster that could go in: a code for programs, a sentence for the clerk.

    `lacking`: what is known of a sheet that has most of a roster's headings, but not one that it cannot do without.
    """

    def __init__(self, code: str, message: str | Promise, lacking: "Lacking | None" = None) -> None:
        super().__init__(code)
        self.code, self.message, self.lacking = code, message, lacking


@dataclass(frozen=True)
class Choices:
    """What people said of a workbook. `kind` is that of all its sheets, `sheets` that of one by its name (SKIPPED: none);
    `headings`: kind -> normalised heading -> field, "" for a column that is not to be imported."""

    kind: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NOTHING_SAID = Choices()


@dataclass
class Total:
    """What a row of totals says of one field, and how many rows stood above it."""

    row: int
    field: str
    said: Value
    after: int


@dataclass
class Collected:
    """The rows of one sheet, by their places, and what its totals say. Places and columns count from 0."""

    sheet: Sheet
    header: Header
    names: Mapping[int, str]  # column -> field, for the columns that are read
    wan: frozenset[str]
    held: Mapping[tuple[int, int], Value]  # place and column below the first of merged cells -> what that says
    places: "array[int]" = field(default_factory=lambda: array("L"))
    keys: "array[int]" = field(
        default_factory=lambda: array("q")
    )  # a hash of each row's ID number, 0 where it is unclear
    sections: list[str] = field(default_factory=list)  # title of the section that each row stands in
    totals: list[Total] = field(default_factory=list)
    continued: int = 0  # rows inside a merge that began above them: second lines of a row
    ready: list[Row] = field(default_factory=list)  # rows that are read by label, from a form

    def __len__(self) -> int:
        return len(self.places) + len(self.ready)

    def blocks(self, again: Container[int] = ()) -> Iterator[list[Row]]:
        """The rows by the thousand, made anew each time: nothing keeps them. Those of one block have the same columns; those
        with a key in `again` are not alone."""
        names, columns = tuple(self.names.values()), tuple(self.names)
        width = max(columns, default=-1) + 1
        chosen = itemgetter(*columns) if len(columns) > 1 else lambda row: tuple(row[column] for column in columns)
        filled_down = {place for place, _column in self.held}
        loaded, sheet = self.sheet.rows, self.sheet.name
        for start in range(0, len(self.places), ROWS_AT_ONCE):
            some = slice(start, start + ROWS_AT_ONCE)
            block = []
            places = self.places[some]
            first = places[0]
            near = loaded[first : min(places[-1] + 1, first + 2 * ROWS_AT_ONCE)]  # all of them, where few are blank
            for place, key, section in zip(places, self.keys[some], self.sections[some], strict=True):
                row = near[place - first] if place - first < len(near) else loaded[place]
                if len(row) < width:
                    row = [*row, *[None] * (width - len(row))]
                written = chosen(row)
                if place in filled_down:
                    written = tuple(
                        self.held.get((place, column)) if cell is None else cell
                        for column, cell in zip(columns, written, strict=True)
                    )
                block.append(
                    Row(sheet, place + 1, names, written, self.wan, section=section, is_alone=key not in again)
                )
            yield block
        for ready in self.ready:
            yield [ready]

    def rows(self) -> Iterator[Row]:
        """All rows, one after the other."""
        for block in self.blocks():
            yield from block


@dataclass(frozen=True)
class Lacking:
    """A sheet that is a roster but for a heading: somebody may say which of its columns is the one that is missing."""

    roster: Roster
    sheet: Sheet
    header: Header


@dataclass
class Recognised:
    """The sheets of a workbook that are of one kind."""

    path: Path
    book: Book
    roster: Roster
    sheets: list[Collected]
    places: Mapping[str, Place]
    passed_over: list[tuple[str, str | Promise]]  # sheet, why

    def __len__(self) -> int:
        return sum(map(len, self.sheets))

    def not_alone(self) -> frozenset[int]:
        """The keys of rows whose ID number stands in the workbook more than once, or cannot be told before it is read."""
        keys = sorted(key for collected in self.sheets for key in collected.keys)
        return frozenset({0, *(key for key, following in pairwise(keys) if key == following)})


def recognise(path: Path, book: Book, choices: Choices = NOTHING_SAID) -> list[Recognised]:
    """The rosters in `book`, one for each kind that its sheets are of. Hidden and empty sheets are passed over.

    Raises NoRoster when no sheet is a roster, or one lacks a heading without which no row could go in.
    """
    passed: list[tuple[str, str | Promise]] = []
    found: dict[str, list[Collected]] = {}
    lacking: tuple[list[str], Lacking] | None = None
    blank_form = False
    for sheet in book.sheets:
        if not sheet.rows:
            continue
        if sheet.hidden:
            passed.append((sheet.name, _("it is hidden")))
            continue
        if is_notes(sheet.rows[0]):
            passed.append((sheet.name, _("it explains how to fill in the other one")))
            continue
        kind = choices.sheets.get(sheet.name) or choices.kind
        if kind == SKIPPED:
            passed.append((sheet.name, _("it was said not to be imported")))
            continue
        choice = _kind_of(tops(sheet), kind, choices.headings)
        form = form_on(sheet, kind, choices.headings)
        # A row of a form's labels may pass for a header, which then knows a part of what the form knows.
        if form is not None and (choice is None or len(form[1].cells) >= 2 * len(choice[1].fields)):
            if is_empty(*form):
                blank_form = True
                passed.append((sheet.name, _("the form on it is not filled in")))
                continue
            for roster, header, ready in rows_on(sheet, *form, choices.headings):
                collected = Collected(sheet, header, {}, frozenset(), {}, ready=ready)
                found.setdefault(roster.kind, []).append(collected)
            continue
        if choice is None:
            passed.append((sheet.name, _("it has no header of a roster")))
            continue
        roster, header = choice
        if missing := roster.missing(header.fields.values()):
            lacking = lacking or (missing, Lacking(roster, sheet, header))
            passed.append((sheet.name, _("it has no column %(headings)s") % {"headings": "、".join(missing)}))
            continue
        found.setdefault(roster.kind, []).append(_Collector(sheet, header, roster).collect())
    if not found:
        if lacking:
            raise NoRoster(
                "roster.heading_missing",
                _("Sheet %(sheet)s has no column %(headings)s: add the heading, or name it as in the blank template.")
                % {"sheet": lacking[1].sheet.name, "headings": "、".join(lacking[0])},
                lacking[1],
            )
        if blank_form:
            raise NoRoster("roster.form_empty", _("The form is not filled in: it has neither a name nor an ID number."))
        raise _refusal(book, choices)
    rosters = [
        Recognised(path, book, ROSTERS[name], sheets, {item.sheet.name: _place(item) for item in sheets}, [])
        for name, sheets in found.items()
    ]
    rosters.sort(key=lambda recognised: recognised.roster.order)
    rosters[0].passed_over += passed
    return rosters


def _kind_of(
    found: Sequence[Top], kind: str, headings: Mapping[str, Mapping[str, str]]
) -> tuple[Roster, Header] | None:
    """The roster that a sheet with these candidates for its header is, and the header.

    Kinds are asked from the most particular on; a later one wins only when it knows twice as many headings, or when the
    earlier one lacks a column that it cannot do without.
    """
    best: tuple[int, Roster, Header] | None = None
    for roster in [ROSTERS[kind]] if kind else in_priority():
        header = find(found, roster.words, headings.get(roster.kind))
        if header is None or len(header.fields) < ENOUGH or not roster.is_decisive(header.fields.values()):
            continue
        known = 0 if roster.missing(header.fields.values()) else len(header.fields)
        if best is None or known > best[0] * 2:
            best = (known, roster, header)
    return best and best[1:]


def _place(collected: Collected) -> Place:
    above = collected.sheet.rows[: collected.header.first_row]
    return Place(collected.sheet.name, tuple(str(cell) for row in above for cell in row if cell not in (None, "")))


def _refusal(book: Book, choices: Choices) -> NoRoster:
    if not any(sheet.rows for sheet in book.sheets):
        return NoRoster("roster.empty", _("The workbook is empty: there is not a single cell to read."))
    if not any(sheet.rows and not sheet.hidden for sheet in book.sheets):
        return NoRoster(
            "roster.hidden", _("All sheets with something in them are hidden. Unhide the roster, save and try again.")
        )
    if choices.kind:
        return NoRoster(
            "roster.unknown",
            _("The workbook has no header of the kind %(kind)s.") % {"kind": ROSTERS[choices.kind].label},
        )
    return NoRoster(
        "roster.unknown",
        _("This is no roster that Sanxin knows: no row has the headings of one. Compare it with the blank template."),
    )


def _text(cell: Value) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell)) if isinstance(cell, str) else ""


def _is_blank(cell: Value) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


class _Collector:
    """Goes down one sheet and tells its rows from everything else that stands on it."""

    def __init__(self, sheet: Sheet, header: Header, roster: Roster) -> None:
        self.sheet, self.header, self.roster = sheet, header, roster
        self.names = {
            column: name for column, name in header.fields.items() if not is_result_heading(header.labels[column])
        }
        wan = frozenset(self.names[column] for column in header.wan if column in self.names)
        held = dict(_merged_down(sheet, header, roster))
        self.collected = Collected(sheet, header, self.names, wan, held)
        self.needed = [column for column, name in self.names.items() if roster.fields[name].required]
        self.inside = {
            row
            for top, left, bottom, _right in sheet.merges
            if left in self.needed and not roster.fields[self.names[left]].fill_down
            for row in range(top + 1, min(bottom + 1, len(sheet.rows)))
        }
        self.wide = {(top, left) for top, left, _bottom, right in sheet.merges if left < right}
        numbers = (column for column, name in self.names.items() if isinstance(roster.fields[name].widget, IdNumber))
        self.sure = next(numbers, None)
        self.section = ""
        self.section_from = 0

    def collect(self) -> Collected:
        below = self.header.last_row + 1
        for index, row in enumerate(islice(self.sheet.rows, below, None), below):
            if index not in self.inside and (key := self._key_of(row)):
                self._take(index, key)
                continue
            filled = [(column, cell) for column, cell in enumerate(row) if not _is_blank(cell)]
            if index in self.inside:
                self.collected.continued += bool(filled) and bool(self.collected.places)
            elif filled and not self.header.repeats_at(row):
                self._row(index, row, filled)
        return self.collected

    def _key_of(self, row: Sequence[Value]) -> int:
        """A hash of the ID number in its column: nothing but a row has one there. 0 where there is none, or in an example."""
        cell = row[self.sure] if self.sure is not None and self.sure < len(row) else None
        if isinstance(cell, str) and len(cell) == 18 and cell[:17].isdecimal() and "例" not in str(row[0]):
            return hash(cell.upper())
        return 0

    def _take(self, index: int, key: int = 0) -> None:
        self.collected.places.append(index)
        self.collected.keys.append(key)
        self.collected.sections.append(self.section)

    def _row(self, index: int, row: Sequence[Value], filled: Sequence[tuple[int, Value]]) -> None:
        first = _text(filled[0][1])
        if first and (_TOTAL.fullmatch(first) or self._ends_section(first, filled)):
            self._total(index, row, first)
        elif EXAMPLE.fullmatch(first) or _SIGNED.match(first) or self._is_counting(filled):
            return
        elif _LABELLED.match(first) and not any(
            column in self.needed and not _LABELLED.match(_text(cell)) for column, cell in filled
        ):
            return  # a line such as "主席：  填表：  电话：", whatever its first word is
        elif len(filled) == 1 and self._is_title(index, *filled[0]):
            self.section, self.section_from = first, len(self.collected.places)
        elif any(column in self.names for column, _cell in filled):
            self._take(index)

    def _ends_section(self, first: str, filled: Sequence[tuple[int, Value]]) -> bool:
        """Whether the row is a subtotal such as 印染厂小计: nothing in it but its label and numbers."""
        return _SUBTOTAL.fullmatch(first) is not None and not any(
            isinstance(cell, str) and not _NUMBER.search(cell) for _column, cell in filled[1:]
        )

    def _total(self, index: int, row: Sequence[Value], first: str) -> None:
        subtotal = _SUBTOTAL.fullmatch(first)
        count, sections = len(self.collected.places), self.collected.sections
        if subtotal:
            if subtotal["of"]:
                for earlier in range(self.section_from, count):
                    sections[earlier] = sections[earlier] or subtotal["of"]
            self.section_from = count
            if not first.startswith("本页"):
                self.section = ""
            return
        self.collected.totals.extend(
            Total(index + 1, name, row[column], count)
            for column, name in self.names.items()
            if name in self.roster.totals
            and column < len(row)
            and not _is_blank(row[column])
            and _text(row[column]) != first
        )

    def _is_title(self, index: int, column: int, cell: Value) -> bool:
        """Whether the only cell of a row is a note or the title of a section, and not a row that lost its other cells."""
        if len(self.names) <= 2 or column not in self.needed or not isinstance(cell, str):
            return len(self.names) > 2
        return (index, column) in self.wide or (column == min(self.header.labels) and len(_text(cell)) > 4)

    @staticmethod
    def _is_counting(filled: Sequence[tuple[int, Value]]) -> bool:
        """Whether the row numbers the columns: 甲 乙 1 2 3."""
        if len(filled) < 3:
            return False
        said: set[str] = set()
        for _column, cell in filled:
            text = str(int(cell)) if isinstance(cell, (int, float)) and cell < 100 else _text(cell)
            if text in said or not _COUNTING.fullmatch(text):
                return False
            said.add(text)
        return True


def _merged_down(sheet: Sheet, header: Header, roster: Roster) -> Iterator[tuple[tuple[int, int], Value]]:
    """Cells below the first of a vertical merge, for columns in which one cell may stand for several rows."""
    for top, left, bottom, _right in sheet.merges:
        name = header.fields.get(left)
        if (
            name
            and top > header.last_row
            and roster.fields[name].fill_down
            and top < len(sheet.rows)
            and left < len(sheet.rows[top])
        ):
            for row in range(top, min(bottom + 1, len(sheet.rows))):
                yield (row, left), sheet.rows[top][left]
