"""What the reader sees in a workbook, as text: for support on the telephone (``manage.py show_workbook``)."""

from itertools import islice
from typing import Any

from office.workbooks.sheets import BadCell, Book, Sheet, cell_name, text_of


def as_json(book: Book, rows: int | None = None) -> dict[str, Any]:
    """``{"format", "encoding", "sheets": [{"name", "hidden", "rows": [[text, …], …], "bad_cells": […]}]}``.

    ``rows``: the first so many rows of each sheet, or all. Blank rows above and blank columns before the first filled cell
    are left out, and ``first_cell`` says where the rest begins. Rows are filled up with "" to the widest one shown.
    Bad cells are "" among the rows and are listed as ``{"cell": "C14", "kind": "error", "text": "#N/A"}``.
    """
    return {
        "format": book.format,
        "encoding": book.encoding,
        "sheets": [_sheet_as_json(sheet, rows) for sheet in book.sheets],
    }


def _sheet_as_json(sheet: Sheet, rows: int | None) -> dict[str, Any]:
    top = next((index for index, row in enumerate(sheet.rows) if any(cell is not None for cell in row)), 0)
    filled = [
        next((index for index, cell in enumerate(row) if cell is not None), len(row)) for row in sheet.rows if row
    ]
    left = min(filled, default=0)
    shown = [row[left:] for row in islice(sheet.rows, top, None if rows is None else top + rows)]
    width = max(map(len, shown), default=0)
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "first_cell": cell_name(top + 1, left + 1),
        "rows": [[text_of(value) for value in row] + [""] * (width - len(row)) for row in shown],
        "bad_cells": [
            {"cell": cell_name(top + row, left + column), "kind": value.kind, "text": value.text}
            for row, values in enumerate(shown, 1)
            for column, value in enumerate(values, 1)
            if isinstance(value, BadCell)
        ],
    }
