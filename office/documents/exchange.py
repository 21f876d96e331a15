"""Rows for another program: CSV in the encoding and with the sign between cells that it asks for, or an .xlsx of nothing but
cells. Numbers that are codes, such as accounts, are given as text and stay text."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from office.documents.cells import csv_text, sheet_names, write_text
from office.documents.sheets import FORMATS, Kind

Row = Sequence[str | int | Decimal]
WIDTH = 20


def csv_bytes(rows: Iterable[Row], *, encoding: str, delimiter: str) -> bytes:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front. Amounts are written as 400.00."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        lines.writerow([" ".join(csv_text(cell).split()) if isinstance(cell, str) else str(cell) for cell in row])
    return text.getvalue().encode(encoding)


def xlsx_bytes(name: str, rows: Iterable[Row]) -> bytes:
    """One sheet called `name`. Text is never taken for a number, a date or a formula; a Decimal is a number with two places."""
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_names([name])[0]
    width = 0
    for number, row in enumerate(rows, start=1):
        width = max(width, len(row))
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            if isinstance(value, str):
                write_text(cell, " ".join(value.split()))
            else:
                cell.value = value
                if isinstance(value, Decimal):
                    cell.number_format = FORMATS[Kind.MONEY]
    for place in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
