"""Which roster a workbook is, and its rows: titles, totals, signatures and repeated headers passed over."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .headings import Header, find, normalise
from .marked import RESULT_HEADING
from .roster import ROSTERS, Place, Roster, Row, in_priority
from .sheets import BadCell, Book, Sheet, Value

ENOUGH = 2  # headings a sheet must have in common with a roster
_TOTAL = re.compile(r"^(合计|总计|小计|累计|本页合计|本页小计|本页累计|共计|总合计)[:：]?.{0,8}$")
_SUBTOTAL = re.compile(r"^(小计|本页)")
_SIGNED = re.compile(
    r"^(单位负责人|负责人|审核|批准|审批|经办|填表|制表|填报|报送|主管|分管|财务|出纳|会计|领导|注|备注|说明|附注|填表说明|日期|盖章|单位[（(]?盖章)"
    r"[^:：]{0,12}[:：]"
)
_NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")


class NoRoster(Exception):
    """The file can be read, but is no roster that could go in: a code for programs, a sentence for the clerk."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code, self.message = code, message


@dataclass
class Collected:
    """The rows of one sheet, and what its totals say against what was read."""

    sheet: Sheet
    header: Header
    rows: list[Row]
    totals: list[tuple[int, str, Value]] = field(default_factory=list)  # row number, field, what the sheet says


@dataclass
class Recognised:
    """A workbook whose kind is known."""

    path: Path
    book: Book
    roster: Roster
    sheets: list[Collected]
    places: Mapping[str, Place]
    passed_over: list[tuple[str, str | Promise]]  # sheet, why


def recognise(path: Path, book: Book, kind: str | None = None) -> Recognised:
    """The kind of `book` and its rows. Hidden sheets are passed over. Raises NoRoster when it is no roster."""
    visible = [sheet for sheet in book.sheets if not sheet.hidden]
    best: tuple[int, Roster, dict[str, Header]] | None = None
    for roster in [ROSTERS[kind]] if kind else in_priority():
        headers = {
            sheet.name: header for sheet in visible if (header := find(sheet, roster.words)) and _fits(roster, header)
        }
        known = sum(len(header.fields) for header in headers.values())
        if headers and (best is None or known > best[0] * 2):
            # A later kind wins only when it knows twice as many headings: kinds are sorted from the most particular.
            best = (known, roster, headers)
    if best is None:
        raise NoRoster("roster.unknown", _refusal(visible, kind))
    _known, roster, headers = best
    sheets = []
    passed: list[tuple[str, str | Promise]] = [(sheet.name, _("hidden")) for sheet in book.sheets if sheet.hidden]
    for sheet in visible:
        if sheet.name not in headers:
            if sheet.rows:
                passed.append((sheet.name, _("no header of this kind")))
            continue
        header = headers[sheet.name]
        if missing := roster.missing(header.fields.values()):
            raise NoRoster(
                "roster.heading_missing",
                _("Sheet %(sheet)s has no column %(headings)s: add the heading, or name it as in the blank template.")
                % {"sheet": sheet.name, "headings": "、".join(missing)},
            )
        sheets.append(_collect(sheet, header, roster))
    places = {
        collected.sheet.name: Place(
            collected.sheet.name,
            tuple(
                str(cell)
                for row in collected.sheet.rows[: collected.header.first_row]
                for cell in row
                if cell not in (None, "")
            ),
        )
        for collected in sheets
    }
    return Recognised(path, book, roster, sheets, places, passed)


def _fits(roster: Roster, header: Header) -> bool:
    return len(header.fields) >= ENOUGH and roster.is_decisive(header.fields.values())


def _refusal(visible: Sequence[Sheet], kind: str | None) -> str | Promise:
    if not any(sheet.rows for sheet in visible):
        return _("The workbook is empty: there is not a single cell to read.")
    if kind:
        return _("The workbook has no header of the kind %(kind)s.") % {"kind": ROSTERS[kind].label}
    return _("This is no roster that Sanxin knows: no row has the headings of one. Compare it with the blank template.")


def _text(cell: Value) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(cell))) if isinstance(cell, str) else ""


def _collect(sheet: Sheet, header: Header, roster: Roster) -> Collected:
    collected = Collected(sheet, header, [])
    held = dict(_merged_down(sheet, header, roster))
    names = {
        column: name for column, name in header.fields.items() if normalise(header.labels[column]) not in RESULT_HEADING
    }
    wan = frozenset(names[column] for column in header.wan if column in names)
    for index in range(header.last_row + 1, len(sheet.rows)):
        row = sheet.rows[index]
        filled = [
            cell for cell in row if cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip())
        ]
        if not filled or header.repeats_at(row):
            continue
        first = _text(filled[0])
        if _TOTAL.match(first):
            if _SUBTOTAL.match(first):
                continue
            collected.totals.extend(
                (index + 1, name, row[column])
                for column, name in names.items()
                if name in roster.totals
                and column < len(row)
                and row[column] not in (None, "")
                and _text(row[column]) != first
            )
            continue
        if _SIGNED.match(first) or (len(filled) == 1 and len(names) > 2):
            continue
        cells = {name: row[column] if column < len(row) else None for column, name in names.items()}
        for column, name in names.items():
            if cells[name] is None and (index, column) in held:
                cells[name] = held[index, column]
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells.values()):
            continue
        collected.rows.append(Row(sheet.name, index + 1, cells, wan))
    return collected


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
            for row in range(top, bottom + 1):
                yield (row, left), sheet.rows[top][left]


def differing_totals(collected: Collected, roster: Roster) -> Iterator[str | Promise]:
    """A remark for each grand total of the sheet that is not what its rows add up to."""
    last = {name: (number, said) for number, name, said in collected.totals}
    for name, (number, said) in last.items():
        found = _NUMBER.search(unicodedata.normalize("NFKC", str(said)))
        if isinstance(said, BadCell) or not found:
            continue
        stated = Decimal(found.group().replace(",", ""))
        values = [row.values.get(name) for row in collected.rows]
        added = sum((value for value in values if isinstance(value, (int, Decimal))), Decimal(0))
        counted = any(isinstance(value, str) for value in values)
        actual = Decimal(len(collected.rows)) if counted else added
        if stated != actual:
            yield _(
                "Sheet %(sheet)s, row %(row)s: %(label)s is stated as %(stated)s, but its rows make %(actual)s."
            ) % {
                "sheet": collected.sheet.name,
                "row": number,
                "label": roster.totals[name],
                "stated": f"{stated:,}",
                "actual": f"{actual:,}",
            }
