"""The marked copy: the workbook as it came in, with the bad cells red and the reasons beside each row.

An .xlsx or .xlsm is opened and written back by openpyxl, so styles, widths, merged cells, formulas and hidden sheets
stay (macros, charts and links to other workbooks do not). Everything else is written anew from what the reader saw.
"""

import io
import logging
import re
import warnings
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.dimensions import ColumnDimension

from office.documents.cells import clean_text, sheet_names, write_text
from office.workbooks.sheets import BadCell, Book, Merge, Sheet, Value, cell_name, text_of

logger = logging.getLogger(__name__)

RESULT_HEADING = frozenset({"Import result", "导入结果"})
"""The heading of the column of reasons in both languages; the importer skips a column that bears it."""

IMPORTED, UNCHANGED = "imported", "unchanged"
"""What `statuses` may say of a row; any other text is shown as it is."""

AUTHOR = "三心"
DIVIDER = "\n———\n"
RED = "FFFFC7CE"
BAD = PatternFill("solid", start_color=RED, end_color=RED)
WRAPPED = Alignment(vertical="center", wrap_text=True)
RESULT_WIDTH = 42.0
LAST_COLUMN = 16_384
HEADING_WITHIN = 50  # rows from the top in which the heading of an earlier marking is looked for
# openpyxl keeps a workbook in memory, some 40 bytes for each byte of XML: above this it would take a gigabyte and
# half a minute. A bigger workbook (about 20,000 rows of 30 columns) is written anew, row by row, without its styles.
MOST_XML = 30_000_000
# How a formula or a name points into another workbook: [1]Sheet1!A1.
ELSEWHERE = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Mark:
    """One thing wrong. `row` and `column` count from 1; without a column it is about the row as a whole."""

    sheet: str
    row: int
    column: int | None
    message: str


@dataclass
class _Plan:
    """What to write into one sheet; rows and columns from 1."""

    header_row: int = 1
    cells: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    reasons: dict[int, list[str]] = field(default_factory=dict)
    statuses: dict[int, str] = field(default_factory=dict)

    def results(self) -> dict[int, str]:
        """What stands in the column of reasons, by row. The row of the headings is not among them."""
        words = {IMPORTED: _("Imported"), UNCHANGED: _("Unchanged")}
        results = {row: words.get(status, status) for row, status in self.statuses.items()}
        results |= {row: "；".join(reasons) for row, reasons in self.reasons.items()}
        results.pop(self.header_row, None)
        return results

    def shown(self, merges: Iterable[Merge]) -> dict[tuple[int, int], list[str]]:
        """The messages by the cell that shows them: of merged cells, which count from 0, that is the first."""
        places = sorted(self.cells)
        first = {}
        for top, left, bottom, right in merges:
            for row, column in places[bisect_left(places, (top + 1, 0)) : bisect_left(places, (bottom + 2, 0))]:
                if left < column <= right + 1:
                    first[row, column] = (top + 1, left + 1)
        shown: dict[tuple[int, int], list[str]] = {}
        for place in places:
            shown.setdefault(first.get(place, place), []).extend(self.cells[place])
        return shown


def mark(
    source: Path,
    book: Book,
    problems: Sequence[Mark],
    *,
    statuses: Mapping[tuple[str, int], str] | None = None,
    header_rows: Mapping[str, int] | None = None,
) -> bytes:
    """The .xlsx to hand back to whoever sent `source`, which the reader read as `book`.

    `statuses`: IMPORTED or UNCHANGED by (sheet, row); a row with problems shows its reasons instead. `header_rows`:
    by sheet the last row of its headings, from 1, where the heading of the column of reasons goes (else row 1).
    Marking a marked copy again replaces the earlier column, comments and red. Nothing is fetched from anywhere.
    """
    plans = _plans(problems, statuses or {}, header_rows or {})
    return _kept(source, book, plans) or _written_anew(book, plans)


def _plans(
    problems: Sequence[Mark], statuses: Mapping[tuple[str, int], str], header_rows: Mapping[str, int]
) -> dict[str, _Plan]:
    plans = {sheet: _Plan(header_row) for sheet, header_row in header_rows.items()}
    for (sheet, row), status in statuses.items():
        plans.setdefault(sheet, _Plan()).statuses[row] = status
    for problem in problems:
        plan = plans.setdefault(problem.sheet, _Plan())
        reason = clean_text(problem.message)
        if problem.column is not None:
            plan.cells.setdefault((problem.row, problem.column), []).append(reason)
            reason = f"{cell_name(problem.row, problem.column)} {reason}"
        plan.reasons.setdefault(problem.row, []).append(reason)
    return plans


# ---- the uploaded workbook itself


def _kept(source: Path, book: Book, plans: Mapping[str, _Plan]) -> bytes | None:
    """The marked workbook with everything openpyxl keeps, or None where it must be written anew."""
    if not _fits_openpyxl(source):
        return None
    try:
        with warnings.catch_warnings():
            # It warns of every feature it drops; the file is a copy, the clerk's own is untouched.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(source.read_bytes()), keep_vba=False, keep_links=False, rich_text=True)
            sheets = {sheet.title: sheet for sheet in workbook.worksheets}
            if not set(plans) <= set(sheets):
                return None
            _forget_other_workbooks(workbook, book)
            for name, plan in plans.items():
                _mark_sheet(sheets[name], plan)
            workbook.template = False  # an .xltx comes back as a workbook
            stream = io.BytesIO()
            workbook.save(stream)
            return stream.getvalue()
    except Exception:
        # openpyxl fails in a dozen ways, with as many kinds of errors, on files that the reader and Excel can read.
        logger.warning("The marked copy of a workbook is written anew, without its styles.", exc_info=True)
        return None


def _fits_openpyxl(source: Path) -> bool:
    """Whether the file is an OOXML workbook small enough for openpyxl; told by its content, not by its name."""
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
    except (OSError, zipfile.BadZipFile):
        return False
    if not any(entry.filename.endswith("workbook.xml") for entry in entries):
        return False
    return sum(entry.file_size for entry in entries if entry.filename.endswith(".xml")) <= MOST_XML


def _forget_other_workbooks(workbook: Any, book: Book) -> None:
    """Put values in place of formulas into other workbooks: Excel refuses a formula whose link was dropped."""
    read = {sheet.name: sheet for sheet in book.sheets}
    for sheet in workbook.worksheets:
        for cell in _cells(sheet):
            if cell.data_type == "f" and ELSEWHERE.search(str(getattr(cell.value, "text", cell.value))):
                _write_value(cell, _value_at(read.get(sheet.title), cell.row, cell.column))
    for names in (workbook.defined_names, *(sheet.defined_names for sheet in workbook.worksheets)):
        for name in [name for name, target in names.items() if ELSEWHERE.search(target.attr_text or "")]:
            del names[name]


def _cells(sheet: Any) -> list[Any]:
    """The cells that exist. openpyxl's public ways make one for every place of the used range, which may be the whole
    sheet of 17 thousand million."""
    return list(sheet._cells.values())


def _value_at(sheet: Sheet | None, row: int, column: int) -> Value:
    if sheet is None or row > len(sheet.rows) or column > len(sheet.rows[row - 1]):
        return None
    return sheet.rows[row - 1][column - 1]


def _mark_sheet(sheet: Any, plan: _Plan) -> None:
    _clear_comments(sheet)
    column = _result_column(sheet, plan.header_row)
    _set_width(sheet, column)
    heading = sheet.cell(plan.header_row, column)
    if not isinstance(heading, MergedCell):
        if column > 1:
            neighbour = sheet.cell(plan.header_row, column - 1)
            for part in ("font", "border", "fill", "alignment"):
                setattr(heading, part, copy(getattr(neighbour, part)))
        write_text(heading, _("Import result"))
    for row, text in plan.results().items():
        cell = sheet.cell(row, column)
        # Inside a merged line, such as a title over the whole width, there is no place for a reason.
        if not isinstance(cell, MergedCell):
            write_text(cell, text)
            cell.alignment = WRAPPED
    merges = [
        (area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1) for area in sheet.merged_cells.ranges
    ]
    for (row, number), messages in plan.shown(merges).items():
        _mark_cell(sheet.cell(row, number), messages)


def _clear_comments(sheet: Any) -> None:
    """Take away what an earlier marking left: our comments and our red. Comments of people stay."""
    for cell in _cells(sheet):
        comment = getattr(cell, "comment", None)
        if comment is None:
            continue
        own, divider, _ours = comment.text.partition(DIVIDER)
        if comment.author == AUTHOR:
            cell.comment = None
        elif divider:
            cell.comment = _comment(own, comment.author)
        else:
            continue
        if cell.fill.start_color.rgb == RED:
            cell.fill = PatternFill()


def _result_column(sheet: Any, header_row: int) -> int:
    """The column of reasons: the earlier one, emptied, or the first right of everything in use."""
    cells = _cells(sheet)
    top = max(header_row, HEADING_WITHIN)
    earlier: list[int] = sorted({cell.column for cell in cells if cell.row <= top and _is_result_heading(cell.value)})
    used: int = 0
    for cell in cells:
        if cell.column in earlier:
            if not isinstance(cell, MergedCell):
                cell.value = None
        elif cell.value is not None:
            used = max(used, cell.column)
    if earlier:
        return earlier[0]
    merged: list[int] = [area.max_col for area in sheet.merged_cells.ranges if area.max_row >= header_row]
    return min(max(used, *merged, 0) + 1, LAST_COLUMN)


def _is_result_heading(value: object) -> bool:
    return isinstance(value, str) and value.strip() in RESULT_HEADING


def _set_width(sheet: Any, column: int) -> None:
    """Give one column its width. A range of columns with one width is split: overlapping ranges break the file."""
    for area in list(sheet.column_dimensions.values()):
        first, last = area.min, area.max
        if not (first and last and first <= column <= last and first < last):
            continue
        if column < last:
            letter = get_column_letter(column + 1)
            sheet.column_dimensions[letter] = ColumnDimension(
                sheet, index=letter, width=area.width, hidden=area.hidden, min=column + 1, max=last
            )
        area.max = max(first, column - 1)
    own = sheet.column_dimensions[get_column_letter(column)]
    own.width, own.hidden = RESULT_WIDTH, False


def _mark_cell(cell: Any, messages: Sequence[str]) -> None:
    text, author = "\n".join(messages), AUTHOR
    if cell.comment is not None:
        text, author = cell.comment.text + DIVIDER + text, cell.comment.author
    cell.comment = _comment(text, author)
    cell.fill = BAD


def _comment(text: str, author: str) -> Comment:
    lines = sum(1 + len(line) // 18 for line in text.splitlines())
    return Comment(text, author, width=260, height=20 * lines + 16)


# ---- a new workbook of the same shape


def _written_anew(book: Book, plans: Mapping[str, _Plan]) -> bytes:
    """All sheets with their rows, columns and merged cells, marked on the way; one row in memory at a time."""
    workbook = Workbook(write_only=True)
    for sheet, name in zip(book.sheets, sheet_names(sheet.name for sheet in book.sheets), strict=True):
        page = workbook.create_sheet(name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        _write_sheet(page, sheet, plans.get(sheet.name))
    visible = [number for number, page in enumerate(workbook.worksheets) if page.sheet_state == "visible"]
    if not visible:
        # Excel opens no workbook without a visible sheet.
        page = workbook.worksheets[0] if workbook.worksheets else workbook.create_sheet("Sheet1")
        page.sheet_state = "visible"
    workbook.active = visible[0] if visible else 0
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _write_sheet(page: Any, sheet: Sheet, plan: _Plan | None) -> None:
    rows, result = sheet.rows, 0
    if plan is not None:
        header = rows[: max(plan.header_row, HEADING_WITHIN)]
        earlier = [number for row in header for number, value in enumerate(row, 1) if _is_result_heading(value)]
        rows = [[None if at in earlier else value for at, value in enumerate(row, 1)] for row in rows]
        result = min(earlier) if earlier else max(map(len, rows), default=0) + 1
    for number, width in _widths(rows).items():
        page.column_dimensions[get_column_letter(number)].width = width
    if result:
        page.column_dimensions[get_column_letter(result)].width = RESULT_WIDTH
    for top, left, bottom, right in sheet.merges:
        page.merged_cells.add(CellRange(min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1))
    results = plan.results() | {plan.header_row: _("Import result")} if plan is not None else {}
    marked = plan.shown(sheet.merges) if plan is not None else {}
    columns_marked: dict[int, list[int]] = {}
    for row_number, column in marked:
        columns_marked.setdefault(row_number, []).append(column)
    for row_number in range(1, max(len(rows), *results, *columns_marked, 0) + 1):
        values = rows[row_number - 1] if row_number <= len(rows) else []
        wanted = columns_marked.get(row_number, [])
        width = max(len(values), *wanted, result if row_number in results else 0, 0)
        cells = [WriteOnlyCell(page) for _number in range(width)]
        for cell, value in zip(cells, values, strict=False):
            _write_value(cell, value)
        for column in wanted:
            _mark_cell(cells[column - 1], marked[row_number, column])
        if row_number in results:
            write_text(cells[result - 1], results[row_number])
            cells[result - 1].alignment = WRAPPED
        page.append(cells)


def _write_value(cell: Any, value: Value) -> None:
    """One value as the reader gave it: text stays text, a date a date. What a cell cannot hold is written as text."""
    if value is None:
        cell.value = None
    elif isinstance(value, str):
        write_text(cell, value)
    elif isinstance(value, BadCell):
        write_text(cell, value.text)
    elif (isinstance(value, float) and not isfinite(value)) or (isinstance(value, date) and value.year < 1900):
        write_text(cell, text_of(value))
    else:
        cell.value = value


def _widths(rows: Sequence[Sequence[Value]]) -> dict[int, float]:
    """Widths that show the first two hundred rows, a Chinese character counting two; long titles do not count."""
    widths: dict[int, float] = {}
    for row in rows[:200]:
        for number, value in enumerate(row, 1):
            text = text_of(value)
            length = len(text) + sum(sign > "\u2e7f" for sign in text)
            if length <= 40:
                widths[number] = max(widths.get(number, 8.0), length + 2.0)
    return widths
