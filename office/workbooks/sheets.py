"""What a workbook holds, as plain values: the language between the reader and everyone who uses rows.

No Django here: the reader's child process imports this file and must start quickly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that has something in it and yet no value.

    ``error``: Excel shows an error there; ``text`` is what it shows, as "#N/A".
    ``uncalculated``: a formula that no program has calculated yet; ``text`` is the formula where it is known, else "".
    """

    kind: Literal["error", "uncalculated"]
    text: str


Value = str | int | float | bool | date | datetime | time | timedelta | None | BadCell
"""One cell. Numbers arrive as float from most formats, dates without a time as ``date``, blank cells as None."""

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, counted from 0, the last ones included."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``rows[0]`` is the sheet's row 1 and ``row[0]`` its column A, whatever is blank before the data.

    Blank cells at the end of a row and blank rows at the end of the sheet are cut off, so rows differ in length. What the
    reader gives loads its rows as they are asked for: go down them, and keep none that is not needed.
    ``hidden`` is true for hidden and very hidden sheets. Sheets that are charts or macros are present, without rows.
    """

    name: str
    hidden: bool
    rows: Sequence[list[Value]]
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: ``format`` as found in its content ("xlsx", "xls", "ods", "xlsb", "html", "xml", "csv"), the text
    ``encoding`` for text formats ("" where the format settles it), and the sheets in the order of their tabs."""

    format: str
    encoding: str
    sheets: tuple[Sheet, ...]


def column_name(column: int) -> str:
    """Letters of a column counted from 1: 1 → "A", 28 → "AB"."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Name of a cell as Excel prints it, from row and column counted from 1: (14, 3) → "C14"."""
    return f"{column_name(column)}{row}"


def text_of(value: Value) -> str:
    """The text that ``show_workbook`` prints for a cell.

    A number 1 shows as "1.0" and a text 1 as "1", which tells them apart on the telephone. Dates show as ISO dates.
    Blank cells show as "", and so do bad cells: those are listed on their own, see ``show.as_json``.
    """
    return "" if value is None or isinstance(value, BadCell) else str(value)
