"""The marked copy: the workbook as it came in, bad cells red, doubtful rows yellow, and the reasons beside each row.

An .xlsx or .xlsm is opened and written back by openpyxl, so styles, widths, merged cells, formulas with their values,
drop-downs and hidden sheets stay (macros and links to other workbooks do not, charts and pictures as far as openpyxl
knows them). Everything else is written anew from what the reader saw.
"""

import io
import logging
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any, TypeVar

from openpyxl.cell.cell import MergedCell
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension

from office.documents.cells import write_text
from office.workbooks.lost_parts import open_top, open_workbook, with_formula_values
from office.workbooks.marks import (
    AUTHOR,
    BAD,
    DIVIDER,
    DOUBTFUL,
    HEADING_WITHIN,
    RED,
    RESULT_WIDTH,
    WRAPPED,
    YELLOW,
    Mark,
    Plan,
    comment_of,
    heading_of,
    is_result_heading,
    mark_cell,
    plans_of,
    shown_at,
)
from office.workbooks.rewritten import write_value, written_anew
from office.workbooks.sheets import Book, Sheet, Value

__all__ = ["Mark", "mark"]

Kept = TypeVar("Kept")

logger = logging.getLogger(__name__)

LAST_COLUMN = 16_384
# openpyxl keeps a workbook in memory, some 40 bytes for each byte of XML: above this it would take a gigabyte and
# half a minute. A bigger workbook (about 20,000 rows of 30 columns) is written anew, row by row, in the clothes of its
# first rows only.
MOST_XML = 30_000_000
# How a formula or a name points into another workbook: [1]Sheet1!A1.
ELSEWHERE = re.compile(r"\[\d+\]")


def mark(
    content: bytes,
    book: Book,
    problems: Sequence[Mark],
    *,
    statuses: Mapping[tuple[str, int], str] | None = None,
    header_rows: Mapping[str, int] | None = None,
    run: int | None = None,
) -> bytes:
    """The .xlsx to hand back to whoever sent the file with this `content`, which the reader read as `book`.

    `statuses`: IMPORTED or UNCHANGED by (sheet, row); a row with problems shows its reasons instead. `header_rows`:
    by sheet the last row of its headings, from 1, where the heading of the column of reasons goes (else row 1).
    `run`: the number of the run, which the heading of the column then bears. Marking a marked copy again replaces the
    earlier column, comments and colours. Nothing is fetched from anywhere.
    """
    plans = plans_of(problems, statuses or {}, header_rows or {})
    heading = heading_of(run)
    size = _xml_in(content)
    if size > MOST_XML:
        return written_anew(book, plans, heading, _careful(open_top, content))
    return (_careful(_kept, content, book, plans, heading) if size else None) or written_anew(book, plans, heading)


# ---- the uploaded workbook itself


def _careful(step: Callable[..., Kept], *given: Any) -> Kept | None:
    """What `step` makes of an uploaded workbook by openpyxl, or None where openpyxl does not understand the file."""
    try:
        with warnings.catch_warnings():
            # It warns of every feature it drops; the file is a copy, the clerk's own is untouched.
            warnings.simplefilter("ignore")
            return step(*given)
    except Exception:
        # It fails in a dozen ways, with as many kinds of errors, on files that the reader and Excel can read.
        logger.warning("The marked copy of a workbook is written anew, without its styles.", exc_info=True)
        return None


def _kept(content: bytes, book: Book, plans: Mapping[str, Plan], result_heading: str) -> bytes | None:
    """The marked workbook with everything openpyxl keeps, or None where it must be written anew."""
    workbook = open_workbook(content)
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    if not set(plans) <= set(sheets):
        return None
    _forget_other_workbooks(workbook, book)
    for name, plan in plans.items():
        _mark_sheet(sheets[name], plan, result_heading)
    workbook.template = False  # an .xltx comes back as a workbook
    stream = io.BytesIO()
    workbook.save(stream)
    return with_formula_values(stream.getvalue(), workbook, book)


def _xml_in(content: bytes) -> int:
    """How many bytes of XML an OOXML workbook unpacks to, 0 for any other file; told by its content, not by its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        return 0
    if not any(entry.filename.endswith("workbook.xml") for entry in entries):
        return 0
    return sum(entry.file_size for entry in entries if entry.filename.endswith(".xml"))


def _forget_other_workbooks(workbook: Any, book: Book) -> None:
    """Put values in place of formulas into other workbooks: Excel refuses a formula whose link was dropped."""
    read = {sheet.name: sheet for sheet in book.sheets}
    for sheet in workbook.worksheets:
        for cell in _cells(sheet):
            if cell.data_type == "f" and ELSEWHERE.search(str(getattr(cell.value, "text", cell.value))):
                write_value(cell, _value_at(read.get(sheet.title), cell.row, cell.column))
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


def _mark_sheet(sheet: Any, plan: Plan, result_heading: str) -> None:
    _clear_marks(sheet)
    column = _result_column(sheet, plan.header_row)
    _set_width(sheet, column)
    heading = sheet.cell(plan.header_row, column)
    if not isinstance(heading, MergedCell):
        if column > 1:
            neighbour = sheet.cell(plan.header_row, column - 1)
            for part in ("font", "border", "fill", "alignment"):
                setattr(heading, part, copy(getattr(neighbour, part)))
        write_text(heading, result_heading)
    for row, text in plan.results().items():
        cell = sheet.cell(row, column)
        # Inside a merged line, such as a title over the whole width, there is no place for a reason.
        if not isinstance(cell, MergedCell):
            write_text(cell, text)
            cell.alignment = WRAPPED
    merges = [
        (area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1) for area in sheet.merged_cells.ranges
    ]
    filled: dict[int, list[int]] = {}
    for cell in _cells(sheet) if plan.doubtful_rows else ():
        if cell.row in plan.doubtful_rows and cell.value is not None and cell.column != column:
            filled.setdefault(cell.row, []).append(cell.column)
    doubts = plan.doubts({row: sorted(columns) for row, columns in filled.items()})
    for cells, fill in ((doubts, DOUBTFUL), (plan.cells, BAD)):  # red covers yellow
        for (row, number), messages in shown_at(cells, merges).items():
            mark_cell(sheet.cell(row, number), messages, fill)


def _clear_marks(sheet: Any) -> None:
    """Take away what an earlier marking left: our comments and our colours. Comments of people stay."""
    for cell in _cells(sheet):
        if cell.has_style and cell.fill.start_color.rgb == YELLOW:
            cell.fill = PatternFill()
        comment = getattr(cell, "comment", None)
        if comment is None:
            continue
        own, divider, _ours = comment.text.partition(DIVIDER)
        if comment.author == AUTHOR:
            cell.comment = None
        elif divider:
            cell.comment = comment_of(own, comment.author)
        else:
            continue
        if cell.fill.start_color.rgb == RED:
            cell.fill = PatternFill()


def _result_column(sheet: Any, header_row: int) -> int:
    """The column of reasons: the earlier one, emptied, or the first right of everything in use."""
    cells = _cells(sheet)
    top = max(header_row, HEADING_WITHIN)
    earlier: list[int] = sorted({cell.column for cell in cells if cell.row <= top and is_result_heading(cell.value)})
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
