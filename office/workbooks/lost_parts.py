"""What openpyxl loses of a workbook that it opens and writes back, put back: values of formulas, drop-downs whose
choices stand on another sheet, and the look of a workbook too big for it."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import IO, Any
from xml.sax.saxutils import escape

from lxml import etree
from openpyxl import load_workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.datavalidation import DataValidation

from office.workbooks.sheets import BadCell, Book, Value

# A cell with a formula as openpyxl writes it, which never writes the value that the formula had.
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?>(<f(?: [^>]*)?(?:/>|>[^<]*</f>))<v ?(?:/>|></v>)</c>')
_NO_STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
TOP = 50
MOST_OF_TOP = 4_000_000
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"


def with_formula_values(content: bytes, workbook: Any, book: Book) -> bytes:
    """The .xlsx in `content`, just saved from `workbook`, with the values of `book` beside its formulas.

    Without them whoever reads the file before Excel has opened it would find formulas that nobody has calculated.
    """
    read = {sheet.name: sheet.rows for sheet in book.sheets}
    values: dict[str, dict[bytes, Value]] = {}
    for sheet in workbook.worksheets:
        rows = read.get(sheet.title, ())
        for cell in sheet._cells.values():
            if cell.data_type == "f":
                row = rows[cell.row - 1] if cell.row <= len(rows) else ()
                value = row[cell.column - 1] if cell.column <= len(row) else None
                values.setdefault(sheet.path.lstrip("/"), {})[cell.coordinate.encode()] = value
    if not values:
        return content
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            data = before.read(entry)
            if of_sheet := values.get(entry.filename):
                data = _FORMULA.sub(lambda found: _calculated(found, of_sheet, workbook.epoch), data)
            after.writestr(entry, data)
    return stream.getvalue()


def _calculated(found: re.Match[bytes], values: dict[bytes, Value], epoch: datetime) -> bytes:
    place, style, formula = found.groups()
    value = values.get(place)
    if isinstance(value, BadCell) and value.kind == "uncalculated":
        return found[0]
    kind, text = _as_stored(value, epoch)
    return b'<c r="%b"%b t="%b">%b<v>%b</v></c>' % (place, style or b"", kind, formula, escape(text).encode())


def _as_stored(value: Value, epoch: datetime) -> tuple[bytes, str]:
    """Type and text of a value in the XML of a sheet; a blank is the empty text that a formula gave."""
    match value:
        case BadCell():
            return b"e", value.text
        case bool():
            return b"b", str(int(value))
        case float() if not isfinite(value):
            return b"e", "#NUM!"
        case int() | float():
            return b"n", repr(value)
        case date() | time() | timedelta():  # a datetime is a date
            return b"n", repr(to_excel(value, epoch))
        case _:
            return b"str", value or ""


def open_workbook(content: bytes) -> Any:
    """The workbook in `content` as openpyxl opens it, and with the drop-downs that Excel 2010 and later keep apart because
    their choices stand on another sheet."""
    reader = ExcelReader(io.BytesIO(content), keep_vba=False, keep_links=False, rich_text=True)
    reader.read()
    parts = {sheet.name: link.target for sheet, link in reader.parser.find_sheets()}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for sheet in reader.wb.worksheets:
            for drop_down in _drop_downs_apart(archive.read(parts[sheet.title])):
                sheet.add_data_validation(drop_down)
    return reader.wb


def open_top(content: bytes, rows: int = TOP) -> Any:
    """The first rows of a workbook that is too big for openpyxl, with their styles and without their texts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as short:
        for entry in archive.infolist():
            if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                with archive.open(entry) as part:
                    short.writestr(entry.filename, _first_rows(part, rows))
            elif entry.filename.endswith("sharedStrings.xml"):
                short.writestr(entry.filename, _NO_STRINGS)
            elif not entry.filename.startswith("xl/worksheets/_rels/"):  # comments, drawings and tables of the sheets
                short.writestr(entry.filename, archive.read(entry))
    return load_workbook(stream, keep_vba=False, keep_links=False)


def _first_rows(part: IO[bytes], rows: int) -> bytes:
    """The XML of a sheet cut after its first rows, every text in them taken for a number."""
    found = part.read(MOST_OF_TOP)
    *whole, _rest = found.split(b"</row>", rows)
    if len(whole) == rows or part.read(1):
        found = b"</row>".join([*whole, b"</sheetData></worksheet>"])
    return found.replace(b' t="s"', b"")


def _drop_downs_apart(sheet: bytes) -> Iterator[DataValidation]:
    above, begun, _cells = sheet.partition(b"<sheetData")
    _cells, ended, below = sheet.rpartition(b"</sheetData>")
    if not (begun and ended and b"dataValidations" in below and _X14.encode() in sheet):
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for found in etree.fromstring(above + below, parser).iter(f"{{{_X14}}}dataValidation"):
        choices, limit = (found.findtext(f"{{{_X14}}}formula{number}/{{{_XM}}}f") for number in (1, 2))
        if (places := found.findtext(f"{{{_XM}}}sqref")) and choices:
            said = {name: value for name, value in found.attrib.items() if not name.startswith("{")}
            yield DataValidation(formula1=choices, formula2=limit, sqref=places, **said)
