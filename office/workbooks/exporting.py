"""Lists as workbooks or CSV, written row by row: memory does not grow with the list.

What is written in Excel's own format can be changed and read in again; so can CSV, as long as Excel does not save it.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from office.documents.cells import FORMULA_STARTS, clean_text, csv_text, sheet_names, write_text
from office.identity import mask_card, mask_id, mask_mobile

from .cells import Card, Cell, IdNumber, Mobile

XLSX: Final = "xlsx"
CSV: Final = "csv"
MEDIA = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
NUMBERED = "序号"
CHUNK = 900  # records asked for at a time; SQLite takes 999 parameters
BOLD = Font(bold=True)
REQUIRED = PatternFill("solid", start_color="FFFFF2CC", end_color="FFFFF2CC")
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_MASKS: dict[type[Cell], Callable[[str], str]] = {
    IdNumber: mask_id,
    Card: mask_card,
    Mobile: lambda text: "/".join(mask_mobile(number) for number in text.split("/")),
}


class CountDiffers(Exception):
    """The list changed while it was written: nothing of it may be handed out."""

    def __init__(self, expected: int, written: int) -> None:
        super().__init__(expected, written)
        self.expected, self.written = expected, written

    def __str__(self) -> str:
        return _("The list changed while it was written: %(expected)s rows were expected, %(written)s came.") % {
            "expected": f"{self.expected:,}",
            "written": f"{self.written:,}",
        }


def is_masked(column: Any) -> bool:
    """Whether the column holds numbers that are shown in part only, unless there is a right and a reason."""
    return _mask_of(column) is not None


def rows_of(resource: Any, keys: Iterable[Any], *, whole: bool) -> Iterator[list[Any]]:
    """The records with these keys, in this order, as the columns of `resource` (a Roster or a Listing) render them.

    Records are asked for 900 at a time. The one way out for ID and account numbers: masked unless `whole`.
    """
    columns = [
        (getattr(resource, column.get_dehydrate_method(name), None) or column.export, None if whole else mask)
        for name, column, mask in ((name, column, _mask_of(column)) for name, column in resource.fields.items())
    ]
    records = resource.get_queryset()
    waiting = iter(keys)
    while some := list(islice(waiting, CHUNK)):
        found = records.in_bulk(some)
        for key in some:
            if key in found:
                values = ((value_of(found[key]), mask) for value_of, mask in columns)
                yield [mask(value) if mask and value else value for value, mask in values]


def write(
    out: IO[bytes], form: str, name: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]], *, expected: int
) -> int:
    """Write `rows` to `out` as XLSX or CSV, with the headings of `columns` and the number of rows in the last line, which it
    also gives. `name` is the sheet's.

    Raises CountDiffers unless they are the `expected` number; what is in `out` is then of no use.
    """
    counted = _Counted(rows, expected)
    (_write_workbook if form == XLSX else _write_csv)(out, name, columns, counted)
    return counted.number


def workbook_of(resource: Any, records: Any = None) -> bytes:
    """`records` of `resource`, or all of them, as an .xlsx with whole numbers."""
    records = resource.get_queryset() if records is None else records
    rows = rows_of(resource, records.values_list("pk", flat=True).iterator(CHUNK), whole=True)
    out = io.BytesIO()
    write(out, XLSX, str(resource.label), list(resource.fields.values()), rows, expected=records.count())
    return out.getvalue()


class _Counted:
    """Numbers rows from 1 and raises CountDiffers after the last when they were not as many as expected."""

    def __init__(self, rows: Iterable[Sequence[Any]], expected: int) -> None:
        self.rows, self.expected, self.number = rows, expected, 0

    def __iter__(self) -> Iterator[tuple[int, Sequence[Any]]]:
        for row in self.rows:
            self.number += 1
            yield self.number, row
        if self.number != self.expected:
            raise CountDiffers(self.expected, self.number)

    @property
    def line(self) -> str:
        """The last line. The importer passes it over as a line of totals."""
        return f"共计 {self.number:,} 行"


def heading(column: Any) -> str:
    """A required column's heading bears a star."""
    return f"*{column.column_name}" if column.required else str(column.column_name)


def width(column: Any) -> int:
    """The width of a column in characters, wide enough for its heading."""
    return max(12, len(str(column.column_name)) * 2 + 4)


def lay_out(sheet: Any) -> None:
    """Headings stay in sight and stand on every page: A4 across, one page wide."""
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_workbook(out: IO[bytes], name: str, columns: Sequence[Any], rows: _Counted) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_names([name])[0])
    lay_out(sheet)
    for index, column in enumerate(columns, 2):
        sheet.column_dimensions[get_column_letter(index)].width = width(column)
    try:
        sheet.append([_head(sheet, NUMBERED), *(_head(sheet, heading(column), column.required) for column in columns)])
        cells = [_Cells(sheet, column.widget.number_format) for column in columns]
        for number, row in rows:
            sheet.append([number, *(cell.of(value) for cell, value in zip(cells, row, strict=True))])
        sheet.append([_head(sheet, rows.line)])
    except BaseException:
        # Else the half sheet would lie readable in the temporary folder until the server stops.
        sheet.close()
        sheet._writer.cleanup()
        raise
    book.save(out)


def _head(sheet: Any, text: str, required: bool = False) -> Any:
    cell = WriteOnlyCell(sheet)
    write_text(cell, text)
    cell.font, cell.alignment = BOLD, MIDDLE
    if required:
        cell.fill = REQUIRED
    return cell


class _Cells:
    """The cells of one column, which are written one after the other and so can be the same objects: a style costs more to
    set than a cell to write."""

    def __init__(self, sheet: Any, number_format: str) -> None:
        self.number, self.text, self.quoted = (WriteOnlyCell(sheet) for _kind in range(3))
        self.number.number_format = number_format
        write_text(self.text, "")
        write_text(self.quoted, "=")

    def of(self, value: Any) -> Any:
        if isinstance(value, (int, Decimal, date)):
            self.number.value = value
            return self.number
        if value in (None, ""):
            return None
        text = str(value)
        cell = self.quoted if text.startswith(FORMULA_STARTS) else self.text
        cell.value = clean_text(text)
        cell.data_type = "s"  # as write_text has it: openpyxl takes "=…" for a formula by itself
        return cell


def _write_csv(out: IO[bytes], _name: str, columns: Sequence[Any], rows: _Counted) -> None:
    # By the mark in front Excel knows that it is UTF-8.
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    try:
        lines = csv.writer(text)
        lines.writerow([NUMBERED, *(heading(column) for column in columns)])
        for number, row in rows:
            lines.writerow([number, *map(_plain, row)])
        lines.writerow([rows.line])
    finally:
        text.detach()  # flushes, and leaves `out` open


def _plain(value: Any) -> str:
    """The value as CSV has it. Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (int, date)):
        return str(value)
    return csv_text(str(value))


def _mask_of(column: Any) -> Callable[[str], str] | None:
    return next((_MASKS[kind] for kind in type(column.widget).__mro__ if kind in _MASKS), None)
