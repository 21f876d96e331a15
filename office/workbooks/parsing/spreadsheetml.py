"""Excel 2003 XML ("SpreadsheetML") workbooks, mostly named .xls or .xml.

Source: Microsoft, "XML Spreadsheet Reference" (Office XP/2003): Workbook, Worksheet, Table, Row, Cell, Data.
"""

import math
from collections.abc import Iterator
from datetime import date, datetime, time

from lxml import etree

from office.workbooks.parsing.bounds import Limits, Refused
from office.workbooks.parsing.grid import Draft, Drafts, keep_within
from office.workbooks.parsing.kinds import SPREADSHEETML
from office.workbooks.parsing.package import has_declarations
from office.workbooks.sheets import BadCell, Value

_SS = f"{{{SPREADSHEETML}}}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def read_spreadsheetml(data: bytes, limits: Limits) -> Drafts:
    """A workbook written as a single XML document."""
    if has_declarations(data):
        raise Refused("file.entities")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise Refused("file.corrupt") from broken
    worksheets = list(root.iterchildren(f"{_SS}Worksheet"))
    if not worksheets:
        raise Refused("file.corrupt")
    if len(worksheets) > limits.sheets:
        raise Refused("file.limit.sheets", limit=limits.sheets)
    return Drafts(
        "xml", [_sheet(worksheet, limits) for worksheet in worksheets], root.getroottree().docinfo.encoding or ""
    )


def _sheet(worksheet: etree._Element, limits: Limits) -> Draft:
    visible = worksheet.findtext(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible") or ""
    draft = Draft(worksheet.get(f"{_SS}Name", ""), visible.strip() in ("SheetHidden", "SheetVeryHidden"))
    grid: list[list[Value]] = []
    place = 0
    for line in worksheet.iterfind(f"{_SS}Table/{_SS}Row"):
        place = _number(line, "Index", place + 1) - 1
        cells = list(_cells(line, place, draft, limits))
        if any(value is not None for _column, value in cells):
            grid.extend([] for _blank in range(place + 1 - len(grid)))
            row = grid[place]
            for column, value in cells:
                row.extend([None] * (column + 1 - len(row)))
                row[column] = value
        place += 1 + _number(line, "Span", 0)
    draft.rows = grid
    return draft


def _cells(line: etree._Element, row: int, draft: Draft, limits: Limits) -> Iterator[tuple[int, Value]]:
    column = 0
    for cell in line.iterchildren(f"{_SS}Cell"):
        column = _number(cell, "Index", column + 1) - 1
        across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
        value = _value(cell)
        if value is not None:
            keep_within(limits, draft.name, row, column)
            yield column, value
        if across or down:
            draft.merges.append((row, column, row + down, column + across))
        column += 1 + across


def _value(cell: etree._Element) -> Value:
    data = cell.find(f"{_SS}Data")
    formula = cell.get(f"{_SS}Formula")
    if data is None:
        return None if formula is None else BadCell("uncalculated", formula[:200])
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type", "String")
    if kind == "Error":
        return BadCell("error", text.strip() or "#ERROR")
    try:
        if kind == "Number":
            number = float(text)
            return number if math.isfinite(number) else text
        if kind == "DateTime":
            return _moment(datetime.fromisoformat(text.strip()))
    except ValueError:
        return text or None
    if kind == "Boolean":
        return text.strip() == "1"
    return text or None


def _moment(moment: datetime) -> date | datetime | time:
    """Dates come as midnight, times as a moment of 1899-12-31."""
    moment = moment.replace(tzinfo=None)
    if moment.date() in (date(1899, 12, 31), date(1899, 12, 30)):
        return moment.time()
    return moment.date() if moment.time() == time.min else moment


def _number(element: etree._Element, name: str, default: int) -> int:
    text = element.get(_SS + name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default
    return max(number, 0) if name != "Index" else max(number, 1)
