"""A marked workbook written anew from what the reader saw, for files that openpyxl cannot open or that are too big for it."""

import io
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from datetime import date
from itertools import chain, repeat
from math import isfinite
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from office.documents.cells import sheet_names, write_text
from office.workbooks.marks import (
    BAD,
    DOUBTFUL,
    HEADING_WITHIN,
    RESULT_WIDTH,
    WRAPPED,
    Plan,
    is_result_heading,
    mark_cell,
    shown_at,
)
from office.workbooks.sheets import BadCell, Book, Sheet, Value, text_of


def written_anew(book: Book, plans: Mapping[str, Plan], result_heading: str, top: Any = None) -> bytes:
    """All sheets with their rows, columns and merged cells, marked on the way; one row in memory at a time.

    `top`: the first rows of the same workbook as opened by openpyxl (`lost_parts.open_top`); widths, hidden columns, frozen
    panes, the look of the rows down to the header and the number formats below it are taken from there.
    """
    looks = {sheet.title: sheet for sheet in top.worksheets} if top is not None else {}
    workbook = Workbook(write_only=True)
    for sheet, name in zip(book.sheets, sheet_names(sheet.name for sheet in book.sheets), strict=True):
        page = workbook.create_sheet(name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        _write_sheet(page, sheet, plans.get(sheet.name), result_heading, looks.get(sheet.name))
    visible = [number for number, page in enumerate(workbook.worksheets) if page.sheet_state == "visible"]
    if not visible:
        # Excel opens no workbook without a visible sheet.
        page = workbook.worksheets[0] if workbook.worksheets else workbook.create_sheet("Sheet1")
        page.sheet_state = "visible"
    workbook.active = visible[0] if visible else 0
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _write_sheet(page: Any, sheet: Sheet, plan: Plan | None, result_heading: str, look: Any) -> None:
    rows, result = sheet.rows, 0
    earlier: set[int] = set()
    if plan is not None:
        header = rows[: max(plan.header_row, HEADING_WITHIN)]
        earlier = {number for row in header for number, value in enumerate(row, 1) if is_result_heading(value)}
        result = min(earlier) if earlier else max(map(len, rows), default=0) + 1
    for number, width in _widths(rows[:200]).items():
        page.column_dimensions[get_column_letter(number)].width = width
    if look is not None:
        _dress(page, look)
    if result:
        page.column_dimensions[get_column_letter(result)].width = RESULT_WIDTH
    header_row = plan.header_row if plan is not None else 1
    for top, left, bottom, right in sheet.merges:
        page.merged_cells.add(CellRange(min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1))
    results = plan.results() | {plan.header_row: result_heading} if plan is not None else {}
    marks = _marks_by_row(sheet, plan, earlier) if plan is not None else {}
    last = max(len(rows), *results, *marks, 0)
    for row_number, row in enumerate(chain(rows, repeat([], last - len(rows))), 1):
        wanted = marks.get(row_number, [])
        width = max(len(row), *(column for column, _messages, _fill in wanted), result if row_number in results else 0)
        cells = [WriteOnlyCell(page) for _number in range(width)]
        for number, (cell, value) in enumerate(zip(cells, row, strict=False), 1):
            write_value(cell, None if number in earlier else value)
            if look is not None:
                _dress_cell(cell, look.cell(min(row_number, header_row + 1), number), row_number <= header_row)
        for column, messages, fill in wanted:
            mark_cell(cells[column - 1], messages, fill)
        if row_number in results:
            write_text(cells[result - 1], results[row_number])
            cells[result - 1].alignment = WRAPPED
        page.append(cells)


def _dress(page: Any, look: Any) -> None:
    """Give a new sheet the widths, hidden columns, heights and frozen panes of the sheet it replaces."""
    for letter, area in look.column_dimensions.items():
        own = page.column_dimensions[letter]
        own.width, own.hidden, own.min, own.max = area.width, area.hidden, area.min, area.max
    for number, line in look.row_dimensions.items():
        page.row_dimensions[number].height = line.height
    page.freeze_panes = look.freeze_panes


def _dress_cell(cell: Any, model: Any, wholly: bool) -> None:
    """Give a new cell the look of another, or its number format alone."""
    if not model.has_style:
        return
    if wholly:
        for part in ("font", "border", "fill", "alignment"):
            setattr(cell, part, copy(getattr(model, part)))
    if cell.data_type in ("n", "d") and cell.value is not None:
        cell.number_format = model.number_format


def _marks_by_row(
    sheet: Sheet, plan: Plan, without: Collection[int]
) -> dict[int, list[tuple[int, list[str], PatternFill]]]:
    """Row -> column, messages and colour of its marked cells; red comes after yellow and covers it."""
    filled = {
        row: [
            column for column, value in enumerate(sheet.rows[row - 1], 1) if value is not None and column not in without
        ]
        for row in plan.doubtful_rows
        if row <= len(sheet.rows)
    }
    marks: dict[int, list[tuple[int, list[str], PatternFill]]] = {}
    for cells, fill in ((plan.doubts(filled), DOUBTFUL), (plan.cells, BAD)):
        for (row, column), messages in shown_at(cells, sheet.merges).items():
            marks.setdefault(row, []).append((column, messages, fill))
    return marks


def write_value(cell: Any, value: Value) -> None:
    """One value as the reader gave it: text stays text, a date a date. What a cell cannot hold is written as text."""
    if value is None:
        cell.value = None
    elif isinstance(value, str):
        write_text(cell, value)
    elif isinstance(value, BadCell):
        write_text(cell, value.text)
        # An error stays one, or it would come back as a sound text.
        if value.text in ERROR_CODES:
            cell.data_type = "e"
    elif (isinstance(value, float) and not isfinite(value)) or (isinstance(value, date) and value.year < 1900):
        write_text(cell, text_of(value))
    else:
        cell.value = value


def _widths(rows: Sequence[Sequence[Value]]) -> dict[int, float]:
    """Widths that show these rows, a Chinese character counting two; long titles do not count."""
    widths: dict[int, float] = {}
    for row in rows:
        for number, value in enumerate(row, 1):
            text = text_of(value)
            length = len(text) + sum(sign > "\u2e7f" for sign in text)
            if length <= 40:
                widths[number] = max(widths.get(number, 8.0), length + 2.0)
    return widths
