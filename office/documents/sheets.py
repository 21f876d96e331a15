"""Tables -> the bytes of an .xlsx, laid out for A4 (stack.md 7; typography domain.md 6.3)."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from office.documents.cells import clean_text, sheet_names, write_text

CellValue = str | int | Decimal | date | None


class Kind(StrEnum):
    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"


FORMATS = {Kind.TEXT: "@", Kind.COUNT: "#,##0", Kind.MONEY: "#,##0.00", Kind.PERCENT: "0.0%", Kind.DATE: "yyyy-mm-dd"}
ALIGNED = {Kind.TEXT: "left", Kind.COUNT: "right", Kind.MONEY: "right", Kind.PERCENT: "right", Kind.DATE: "center"}


@dataclass(frozen=True)
class Column:
    """One column. `width` counts half-width characters, as Excel does; neighbours of one `group` share a heading."""

    code: str
    label: str
    width: float = 12
    kind: Kind = Kind.TEXT
    group: str = ""


@dataclass(frozen=True)
class Table:
    """One sheet: rows and the total are values by column code, a missing one is a blank cell.

    Money is in 元, a percentage a ratio (0.997 prints as 99.7%). A text in a column of numbers, such as "—", is
    written as text in the middle. `left` and `right` stand on the line under the title, `signers` (label, name)
    under the notes.
    """

    name: str
    title: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, CellValue]]
    left: str = ""
    right: str = ""
    total: Mapping[str, CellValue] | None = None
    notes: Sequence[str] = ()
    signers: Sequence[tuple[str, str]] = ()
    landscape: bool = False


# Named, not embedded: every computer of an office has these two.
TITLE = Font(name="黑体", size=16)
HEAD = Font(name="黑体", size=10.5)
BODY = Font(name="宋体", size=10.5)
THIN = Side(style="thin", color="000000")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
ALIGNMENTS = {"left": LEFT, "center": CENTRE, "right": RIGHT}


def workbook(tables: Sequence[Table], *, title: str = "", author: str = "") -> bytes:
    """An .xlsx with one sheet for each table, ready to print. `title` and `author` are the workbook's properties.

    Raises ValueError when there is no table: a workbook needs a sheet.
    """
    if not tables:
        raise ValueError("A workbook needs at least one table.")
    book = Workbook()
    book.remove(book.active)
    book.properties.title = clean_text(title or "".join(tables[0].title))
    book.properties.creator = clean_text(author)
    for name, table in zip(sheet_names(table.name for table in tables), tables, strict=True):
        _Page(book.create_sheet(name), table).write()
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class _Page:
    """One table on its way into one sheet; `row` is the next free one."""

    def __init__(self, sheet: Any, table: Table) -> None:
        self.sheet = sheet
        self.table = table
        self.row = 1
        self.last_column = len(table.columns)

    def write(self) -> None:
        for line in self.table.title:
            self._line(line, font=TITLE, alignment=CENTRE, height=27)
        self._sub_line()
        first_heading = self.row
        self._headings()
        self.sheet.freeze_panes = f"A{self.row}"
        self.sheet.print_title_rows = f"{first_heading}:{self.row - 1}"
        for values in self.table.rows:
            self._values(values, BODY)
        if self.table.total is not None:
            self._values(self.table.total, HEAD)
        for note in self.table.notes:
            self._line(note, font=BODY, alignment=LEFT, height=18)
        if self.table.signers:
            signers = "\u3000\u3000".join(f"{label}：{name}" for label, name in self.table.signers)
            self._line(signers, font=BODY, alignment=LEFT, height=30)
        self._paper()

    def _line(self, text: str, *, font: Font, alignment: Alignment, height: float) -> None:
        """One merged line over all columns."""
        self._put(self.row, 1, text, font, alignment)
        self._merge(self.row, 1, self.row, self.last_column)
        # Programs do not fit the height of merged cells to their text.
        width = sum(column.width for column in self.table.columns)
        ems = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text) * (font.size or 11) / 11
        self.sheet.row_dimensions[self.row].height = height * max(1, ceil(ems / width))
        self.row += 1

    def _sub_line(self) -> None:
        left, right = self.table.left, self.table.right
        if not (left or right):
            return
        half = max(1, self.last_column // 2) if right else self.last_column
        self._put(self.row, 1, left, BODY, LEFT)
        self._merge(self.row, 1, self.row, half)
        if right and half < self.last_column:
            self._put(self.row, half + 1, right, BODY, RIGHT)
            self._merge(self.row, half + 1, self.row, self.last_column)
        self.sheet.row_dimensions[self.row].height = 18
        self.row += 1

    def _headings(self) -> None:
        """One row of headings, or two where columns stand in groups."""
        columns = self.table.columns
        top = self.row
        bottom = top + any(column.group for column in columns)
        for number, column in enumerate(columns, start=1):
            for row in range(top, bottom + 1):
                self.sheet.cell(row, number).border = BOX
            if column.group:
                self._put(bottom, number, column.label, HEAD, CENTRE)
            else:
                self._put(top, number, column.label, HEAD, CENTRE)
                self._merge(top, number, bottom, number)
            self.sheet.column_dimensions[get_column_letter(number)].width = column.width
        for group, members in groupby(enumerate(columns, start=1), key=lambda pair: pair[1].group):
            numbers = [number for number, _column in members]
            if group:
                self._put(top, numbers[0], group, HEAD, CENTRE)
                self._merge(top, numbers[0], top, numbers[-1])
        for row in range(top, bottom + 1):
            self.sheet.row_dimensions[row].height = 30 if row == bottom else 20
        self.row = bottom + 1

    def _values(self, values: Mapping[str, CellValue], font: Font) -> None:
        for number, column in enumerate(self.table.columns, start=1):
            cell = self.sheet.cell(self.row, number)
            cell.font, cell.border = font, BOX
            value = values.get(column.code)
            alignment = ALIGNED[column.kind]
            if isinstance(value, str):
                write_text(cell, value)
                alignment = "left" if column.kind is Kind.TEXT else "center"
            elif value is not None:
                # A number in a column of text, such as a file number, is text.
                if column.kind is Kind.TEXT:
                    write_text(cell, str(value))
                else:
                    cell.value, cell.number_format = value, FORMATS[column.kind]
            cell.alignment = ALIGNMENTS[alignment]
        self.row += 1

    def _put(self, row: int, column: int, text: str, font: Font, alignment: Alignment) -> None:
        cell = self.sheet.cell(row, column)
        write_text(cell, text)
        cell.font, cell.alignment = font, alignment

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)

    def _paper(self) -> None:
        """A4, as wide as the sheet and as many pages long as it takes, centred, with page numbers."""
        sheet = self.sheet
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "landscape" if self.table.landscape else "portrait"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.6
        sheet.page_margins.top = sheet.page_margins.bottom = 0.8
        sheet.oddFooter.center.text = _("Page &P of &N")
