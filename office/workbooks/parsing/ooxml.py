"""What calamine does not tell about .xlsx: cells too far out, cells with an error, formulas never calculated.

The sheets' XML is looked through with regular expressions, in pieces: 100,000 rows of 30 columns take less than
half a second and no formula costs more than its own cell. Sheets written in an unusual way are parsed cell by cell instead.
"""

import html
import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from office.workbooks.parsing.bounds import Limits, Refused
from office.workbooks.parsing.grid import Places, keep_within
from office.workbooks.parsing.package import Package
from office.workbooks.sheets import BadCell

# Far out are columns of three letters and rows of as many digits as the first one that is not read has: with letters and
# digits made alike, both can be searched for as plain bytes, eight times faster than by pattern.
_ALIKE = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", b"A" * 26 + b"0" * 10)
_FAR_CELL = (
    rb"""<(?:\w+:)?c\s(?:[^>]*\s)?r=["']([A-Z]{3}\d+|[A-Z]{1,2}\d{%d,})["'][^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b"""
)
_ERROR_MARKS = (b't="e"', b"t='e'")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*\bt=["']e["'][^>]*?)(?:/>|(?<!/)>(.*?)</(?:\w+:)?c>)""",
    re.S,
)
_ERROR_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)")
_FORMULA_MARKS = (b"<f", b":f")
_FORMULA_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*(<(?:\w+:)?v\b[^>]*/?>)?([^<]*)"""
)
_UNUSUAL = (b"<!--", b"<![CDATA[")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]+)(\d+)["']""")
_TEXT_TYPE = re.compile(rb"""\bt\s*=\s*["'](?:str|inlineStr|s)["']""")
_OVERLAP = 65536


@dataclass(slots=True)
class Part:
    """A sheet of the workbook and the part of the package that holds its cells ("" when there is none)."""

    name: str
    hidden: bool
    path: str
    kind: str


def parse_xml(data: bytes) -> etree._Element:
    """The root of a small XML part. No entities, no network. Raises Refused when it is not XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise Refused("file.corrupt") from broken


def workbook_path(package: Package) -> str:
    """Where the package keeps its list of sheets."""
    if "_rels/.rels" in package:
        for relation in parse_xml(package.read("_rels/.rels")).iter("{*}Relationship"):
            target = relation.get("Target", "").replace("\\", "/").lstrip("/")
            if relation.get("Type", "").endswith("/officeDocument") and target in package:
                return str(target)
    for name in package.names():
        if name.endswith("xl/workbook.xml"):
            return name
    raise Refused("file.corrupt")


def relations_path(path: str) -> str:
    """The part that says where the relations of a part lead."""
    folder, name = posixpath.split(path)
    return f"{folder}/_rels/{name}.rels"


def relation_targets(package: Package, path: str) -> dict[str, tuple[str, str]]:
    """Part name and last word of the type of every relation of a part, by the relation's id."""
    folder, relations = posixpath.dirname(path), relations_path(path)
    targets: dict[str, tuple[str, str]] = {}
    if relations in package:
        for relation in parse_xml(package.read(relations)).iter("{*}Relationship"):
            target = relation.get("Target", "").replace("\\", "/")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            targets[relation.get("Id", "")] = (full, relation.get("Type", "").rpartition("/")[2])
    return targets


def sheet_parts(package: Package) -> list[Part]:
    """The sheets in the order of their tabs."""
    workbook = workbook_path(package)
    targets = relation_targets(package, workbook)
    parts = []
    for sheet in parse_xml(package.read(workbook)).iter("{*}sheet"):
        path, kind = targets.get(sheet.get(link_name(sheet), ""), ("", ""))
        hidden = sheet.get("state", "visible") != "visible"
        parts.append(Part(sheet.get("name", ""), hidden, path if path in package else "", kind))
    return parts


def link_name(sheet: etree._Element) -> str:
    """The attribute of a sheet that says which relation leads to its part, in the namespace of its kind of workbook."""
    return next((str(key) for key in sheet.attrib if etree.QName(key).localname == "id"), "id")


def is_macro_sheet(part: Part) -> bool:
    """Whether a sheet holds Excel 4 macros instead of cells."""
    return part.kind.lower().endswith("macrosheet")


def look_over(package: Package, part: Part, limits: Limits, chunks: Iterator[bytes] | None = None) -> Places:
    """Bad cells of one sheet, whose ``chunks`` may be on their way elsewhere too. Refuses a sheet whose filled cells reach beyond
    the limits."""
    bad: Places = {}
    usual = True
    digits = len(str(limits.rows + 1))
    far, far_cell_pattern = (b"AAA0", b"A" + b"0" * digits), re.compile(_FAR_CELL % digits)
    pieces = _pieces(chunks or package.chunks(part.path))
    for piece in pieces:
        alike = piece.translate(_ALIKE)
        if any(mark in alike for mark in far):
            for far_cell in far_cell_pattern.finditer(piece):
                keep_within(limits, part.name, *_position(b'r="%b"' % far_cell[1]))
        # A single byte is searched for twenty times faster than two, and most sheets have not one f or apostrophe.
        has_error = b't="e"' in piece or (b"'" in piece and b"t='e'" in piece)
        has_formula = b"f" in piece and any(mark in piece for mark in _FORMULA_MARKS)
        if not has_error and not has_formula:
            continue
        if any(mark in piece for mark in _UNUSUAL):
            usual = False
            break
        try:
            if has_error:
                for cell in _ERROR_CELL.finditer(piece):
                    value = _ERROR_VALUE.search(cell[2] or b"")
                    bad[_position(cell[1])] = BadCell("error", _text(value[1] if value else None) or "#ERROR")
            if has_formula:
                for cell in _FORMULA_CELL.finditer(piece):
                    calculated = cell[3] is not None and (cell[4].strip() or _TEXT_TYPE.search(cell[1]))
                    if not calculated and not any(mark in cell[1] for mark in _ERROR_MARKS):
                        bad[_position(cell[1])] = BadCell("uncalculated", _formula(cell[2]))
        except LookupError:
            usual = False
            break
    if usual:
        return bad
    for _piece in pieces:
        pass  # all of it is wanted elsewhere
    return _cell_by_cell(package, part, limits)


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes cut before cells or rows. A stretch without any, as of blanks, is passed on with an overlap."""
    carry = b""
    for chunk in chunks:
        piece = carry + chunk
        cut = max(piece.rfind(b"<c "), piece.rfind(b":c "), piece.rfind(b"<row "))
        cut = piece.rfind(b"<", 0, cut + 1)
        if cut <= 0:
            cut = max(0, len(piece) - _OVERLAP)
        yield piece[:cut]
        carry = piece[cut:]
    yield carry


def _position(attributes: bytes) -> tuple[int, int]:
    """Row and column from 0. Raises LookupError for a cell that does not name its place."""
    reference = _REFERENCE.search(attributes)
    if reference is None:
        raise LookupError
    column = 0
    for letter in reference[1].upper():
        column = column * 26 + letter - 64
    return int(reference[2]) - 1, column - 1


def _text(content: bytes | None) -> str:
    return html.unescape((content or b"").decode("utf-8", "replace")).strip()


def _formula(content: bytes | str | None) -> str:
    text = _text(content.encode() if isinstance(content, str) else content)
    return f"={text[:200]}" if text else ""


def _cell_by_cell(package: Package, part: Part, limits: Limits) -> Places:
    """The same for a sheet whose cells do not name their places, or which is interspersed with comments. Ten times
    slower, and only for what no office program writes."""
    bad: Places = {}
    row, column = -1, -1
    source = io.BytesIO(package.read(part.path))
    try:
        walk = etree.iterparse(
            source,
            events=("start", "end"),
            tag=("{*}row", "{*}c"),
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
        )
        for event, element in walk:
            is_row = element.tag.endswith("}row")
            if event == "start" and is_row:
                row, column = int(element.get("r", row + 2)) - 1, -1
            elif event == "start":
                reference = element.get("r")
                row, column = _position(f'r="{reference}"'.encode()) if reference else (row, column + 1)
            elif is_row:
                element.clear()
            else:
                cell = _bad_cell(element)
                filled = next(element.iterchildren(), None) is not None
                if filled:
                    keep_within(limits, part.name, row, column)
                if cell:
                    bad[row, column] = cell
                element.clear()
    except (etree.XMLSyntaxError, ValueError, LookupError) as broken:
        raise Refused("file.corrupt") from broken
    return bad


def _bad_cell(element: etree._Element) -> BadCell | None:
    value = element.findtext("{*}v")
    kind = element.get("t", "n")
    if kind == "e":
        return BadCell("error", (value or "").strip() or "#ERROR")
    formula = element.find("{*}f")
    if formula is None or (value or "").strip() or (value is not None and kind in ("str", "s", "inlineStr")):
        return None
    return BadCell("uncalculated", _formula(formula.text))
