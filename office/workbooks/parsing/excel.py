"""Excel and OpenDocument workbooks: values from calamine, everything it keeps to itself from our own look at the file.

calamine lays out the whole rectangle of a sheet in memory and ends the process when that fails, so the reach of the
cells is checked first wherever the format allows it.
"""

import io
from collections.abc import Iterator

import python_calamine
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from office.workbooks.parsing import biff, ooxml, opendocument
from office.workbooks.parsing.bounds import Limits, Refused
from office.workbooks.parsing.grid import Draft, Drafts, Places
from office.workbooks.parsing.ole import Compound
from office.workbooks.parsing.package import Package, kind_of_package
from office.workbooks.sheets import Merge, Value

_TEXTS_REMEMBERED = 50_000

Found = tuple[Places, list[Merge] | None]
"""Bad cells of a sheet, and its merges where calamine has none to give."""


def read_package(data: bytes, limits: Limits) -> Drafts:
    """An .xlsx, .xlsm, .xlsb or .ods."""
    package = Package(data, limits)
    kind = kind_of_package(package)
    if kind == "xlsx":
        return _read_xlsx(package, limits)
    for name in package.names():
        if package.is_xml(name) and name != "content.xml":
            _drain(package, name)
    if kind == "ods":
        if b"encryption-data" in package.read("meta-inf/manifest.xml"):
            raise Refused("file.encrypted")
        seen = opendocument.look_over(package.read("content.xml"), limits)
        return Drafts("ods", _drafts(_open(data, limits), [(bad, merges) for bad, merges in seen], limits))
    parts = _xlsb_parts(package)
    found: list[Found] = []
    for name, path in parts:
        found.append(biff.look_over_xlsb(package.read(path), name, limits) if path in package else ({}, []))
    return Drafts("xlsb", _drafts(_open(data, limits), found, limits))


def _read_xlsx(package: Package, limits: Limits) -> Drafts:
    parts = ooxml.sheet_parts(package)
    _check_number(len(parts), limits)
    own = {part.path.lower() for part in parts}
    for name in package.names():
        if package.is_xml(name) and name not in own:
            _drain(package, name)
    bad = [ooxml.look_over(package, part, limits) if part.path else {} for part in parts]
    macros = [place for place, part in enumerate(parts) if ooxml.is_macro_sheet(part)]
    data = ooxml.without_macro_sheets(package, parts) if macros else package.data
    found: list[Found] = [(places, None) for place, places in enumerate(bad) if place not in macros]

    def sheets() -> Iterator[Draft]:
        readable = _drafts(_open(data, limits), found, limits)
        for place, part in enumerate(parts):
            yield Draft(part.name, part.hidden) if place in macros else next(readable)

    return Drafts("xlsx", sheets())


def _xlsb_parts(package: Package) -> list[tuple[str, str]]:
    """Name and part of each sheet of an .xlsb, in the order of the tabs."""
    targets = ooxml.relation_targets(package, "xl/workbook.bin")
    return [(name, targets.get(link, ("", ""))[0]) for name, link in biff.xlsb_sheets(package.read("xl/workbook.bin"))]


def read_ole(data: bytes, limits: Limits) -> Drafts:
    """An .xls (or WPS .et) of Excel 5 to 2003."""
    compound = Compound(data)
    names = set(compound.streams)
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise Refused("file.encrypted")
    stream_name = next((name for name in ("Workbook", "WORKBOOK", "Book", "BOOK") if name in names), "")
    if not stream_name and names & {"WordDocument", "PowerPoint Document"}:
        raise Refused("file.format.document")
    if not stream_name:
        raise Refused("file.format" if names else "file.corrupt")
    stream = compound.read(stream_name)
    if biff.has_password(stream):
        raise Refused("file.encrypted")
    found: list[Found] = [(bad, None) for bad in biff.bad_cells(stream)]
    return Drafts("xls", _drafts(_open(data, limits), found, limits))


def _open(data: bytes, limits: Limits) -> CalamineWorkbook:
    try:
        return python_calamine.load_workbook(io.BytesIO(data))
    except PasswordError as locked:
        raise Refused("file.encrypted") from locked
    except (CalamineError, ValueError, OSError) as broken:
        raise _refusal(broken, limits) from broken


def _refusal(broken: Exception, limits: Limits) -> Refused:
    """calamine itself stops at 100 million cells of an .ods, with a sentence only."""
    if "limit exceeded" in str(broken):
        return Refused("file.limit.cells", limit=limits.cells)
    return Refused("file.corrupt")


def _drafts(book: CalamineWorkbook, found: list[Found], limits: Limits) -> Iterator[Draft]:
    """Sheets in the order of their tabs. ``found`` must speak of the same sheets in the same order, or of none."""
    if not book.sheets_metadata:
        raise Refused("file.corrupt")
    _check_number(len(book.sheets_metadata), limits)
    if found and len(found) != len(book.sheets_metadata):
        # We and calamine do not see the same sheets: bad cells could land on the wrong one.
        raise Refused("file.corrupt")
    cells = 0
    for place, about in enumerate(book.sheets_metadata):
        draft = Draft(about.name, about.visible != SheetVisibleEnum.Visible)
        if about.typ == SheetTypeEnum.WorkSheet:
            sheet = _sheet(book, place, limits)
            if sheet.end is not None:
                cells += (sheet.end[0] + 1) * (sheet.end[1] + 1)
            if cells > limits.cells:
                raise Refused("file.limit.cells", limit=limits.cells)
            bad, merges = found[place] if found else ({}, None)
            draft.rows, draft.bad = _rows(sheet), bad
            draft.merges = (
                [(*first, *last) for first, last in sheet.merged_cell_ranges or []] if merges is None else merges
            )
        yield draft


def _sheet(book: CalamineWorkbook, place: int, limits: Limits) -> CalamineSheet:
    try:
        return book.get_sheet_by_index(place)
    except CalamineError as broken:
        raise _refusal(broken, limits) from broken


def _rows(sheet: CalamineSheet) -> Iterator[list[Value]]:
    """Rows from row 1 and column A. ``iter_rows`` begins at row 1 of the sheet, but at its first filled column.

    Blanks ("" to calamine) become None. Equal texts become one object, here and after unpickling in the parent: a third
    of the bytes of a usual roster.
    """
    before: list[Value] = [None] * (sheet.start[1] if sheet.start else 0)
    same: dict[str, str | None] = {"": None}
    for row in sheet.iter_rows():
        yield before + [same.setdefault(value, value) if type(value) is str else value for value in row]
        if len(same) > _TEXTS_REMEMBERED:
            same = {"": None}


def _check_number(sheets: int, limits: Limits) -> None:
    if sheets > limits.sheets:
        raise Refused("file.limit.sheets", limit=limits.sheets)


def _drain(package: Package, name: str) -> None:
    for _chunk in package.chunks(name):
        pass
