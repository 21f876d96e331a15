"""Web pages named .xls: what many systems call "export to Excel".

Each outermost table becomes a sheet, and every value stays text.
"""

import re
from collections.abc import Iterator

from lxml import etree

from office.workbooks.parsing.bounds import Limits, Refused
from office.workbooks.parsing.grid import Draft, Drafts, keep_within
from office.workbooks.parsing.text import decoded
from office.workbooks.sheets import Value

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.I)
_SHEET_NAMES = re.compile(r"<x:Name>([^<]*)</x:Name>", re.I)
_TABLE, _TABLE_END = re.compile(r"<table[\s>]", re.I), re.compile(r"</table\s*>", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLANKS = re.compile(r"[ \t\r\n]+")
_CHINESE = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"}
_MOST_SPAN = 65_536
_SKIPPED = {"script", "style", "title", "head"}


def read_html(data: bytes, limits: Limits) -> Drafts:
    """The tables of a web page. Nothing is fetched, no script runs."""
    declared = _CHARSET.search(data[:8192])
    label = declared[1].decode("ascii").lower() if declared else ""
    text, encoding = decoded(data, "gb18030" if label in _CHINESE else label.replace("utf8", "utf-8"))
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(_DECLARATION.sub("", text), parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise Refused("file.corrupt") from broken
    tables = [] if root is None else [t for t in root.iter("table") if next(t.iterancestors("table"), None) is None]
    if not tables:
        raise Refused("file.no_table")
    if len(_TABLE.findall(text)) > len(_TABLE_END.findall(text)):
        # The parser closes what is open, so a page that was broken off would lose its last rows without a word.
        raise Refused("file.cut_page")
    if len(tables) > limits.sheets:
        raise Refused("file.limit.sheets", limit=limits.sheets)
    names = _SHEET_NAMES.findall(text)
    named = names if len(names) == len(tables) else [f"Sheet{number}" for number in range(1, len(tables) + 1)]
    return Drafts("html", [_sheet(table, name, limits) for table, name in zip(tables, named, strict=True)], encoding)


def _sheet(table: etree._Element, name: str, limits: Limits) -> Draft:
    """Lays the cells out: a cell takes the first free place of its row, and its spans keep theirs free below."""
    draft = Draft(name)
    grid: list[list[Value]] = []
    hanging: dict[int, int] = {}  # column → rows, from this one on, that a cell from above still covers
    cells = 0
    for place, line in enumerate(_lines(table)):
        row: list[Value] = []
        covered = {column for column, left in hanging.items() if left > 0}
        for cell in line.iterchildren("td", "th"):
            column = len(row)
            while column in covered:
                column += 1
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            keep_within(limits, name, place, column + width - 1)
            row.extend([None] * (column + width - len(row)))
            row[column] = _cell_text(cell)
            if width > 1 or height > 1:
                draft.merges.append((place, column, min(place + height, limits.rows) - 1, column + width - 1))
            if height > 1:
                hanging.update(dict.fromkeys(range(column, column + width), height))
        keep_within(limits, name, place, 0)
        hanging = {column: left - 1 for column, left in hanging.items() if left > 1}
        cells += len(row)
        if cells > limits.cells:
            raise Refused("file.limit.cells", limit=limits.cells)
        grid.append(row)
    draft.rows = grid
    return draft


def _lines(table: etree._Element) -> Iterator[etree._Element]:
    for line in table.iter("tr"):
        if next(line.iterancestors("table"), None) is table:
            yield line


def _span(cell: etree._Element, name: str) -> int:
    """How many columns or rows a cell covers. What is not a number counts as one."""
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), _MOST_SPAN) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _cell_text(cell: etree._Element) -> str | None:
    lines = [_BLANKS.sub(" ", line).strip(" ") for line in "".join(_texts(cell)).split("\v")]
    text = "\n".join(lines).strip("\n")
    return text if text.strip("\xa0 \n") else None


def _texts(element: etree._Element) -> Iterator[str]:
    """Texts inside an element, with a vertical tab for each line break (it cannot occur in HTML)."""
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield "\v"
        elif child.tag not in _SKIPPED:
            yield from _texts(child)
        if child.tag in ("p", "div") and child.getnext() is not None:
            yield "\v"
        yield child.tail or ""
