"""What calamine does not tell about .ods: merged cells and cells with an error.

Source: OpenDocument 1.3 part 3, chapter 9. The content is parsed only when a quick look finds either.
"""

import io
import re

from lxml import etree

from office.workbooks.parsing.bounds import Limits, Refused
from office.workbooks.parsing.grid import Places, keep_within
from office.workbooks.sheets import BadCell, Merge

_WORTH_PARSING = re.compile(rb'-spanned="|value-type="error"|>(?:#[A-Z]|Err:\d)')
_ERROR_TEXT = re.compile(r"#(?:N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!)|Err:\d{3}")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TAGS = tuple(f"{{*}}{name}" for name in ("table", "table-row", "table-cell", "covered-table-cell"))


def look_over(content: bytes, limits: Limits) -> list[tuple[Places, list[Merge]]]:
    """Bad cells and merges of each sheet, in the order of the tabs; an empty list when there are none anywhere."""
    if not _WORTH_PARSING.search(content):
        return []
    sheets: list[tuple[Places, list[Merge]]] = []
    name, row, column, depth = "", -1, 0, 0
    try:
        for event, element in etree.iterparse(
            io.BytesIO(content),
            events=("start", "end"),
            tag=_TAGS,
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
        ):
            tag = etree.QName(element).localname
            if tag == "table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    name, row = element.get(f"{_TABLE}name", ""), 0
                    sheets.append(({}, []))
            elif depth != 1:
                continue
            elif tag == "table-row":
                if event == "start":
                    column = 0
                else:
                    row += _number(element, "number-rows-repeated", 1)
                    element.clear()
            elif event == "end":
                _look_at_cell(element, name, (row, column), sheets[-1], limits)
                column += _number(element, "number-columns-repeated", 1)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise Refused("file.corrupt") from broken
    return sheets


def _look_at_cell(
    element: etree._Element, sheet: str, place: tuple[int, int], found: tuple[Places, list[Merge]], limits: Limits
) -> None:
    row, column = place
    bad, merges = found
    rows, columns = _number(element, "number-rows-spanned", 1), _number(element, "number-columns-spanned", 1)
    if rows > 1 or columns > 1:
        merges.append((row, column, row + rows - 1, column + columns - 1))
    error = _error(element)
    if error:
        for repeated in range(_number(element, "number-columns-repeated", 1)):
            keep_within(limits, sheet, row, column + repeated)
            bad[row, column + repeated] = BadCell("error", error)


def _error(element: etree._Element) -> str:
    kind = next(
        (value for key, value in element.attrib.items() if key.endswith("}value-type") and value == "error"), ""
    )
    if not kind and element.get(f"{_TABLE}formula") is None:
        return ""
    text = "".join(element.itertext()).strip()
    return (text or "#ERROR") if kind or _ERROR_TEXT.fullmatch(text) else ""


def _number(element: etree._Element, attribute: str, default: int) -> int:
    return int(element.get(_TABLE + attribute, default))
