"""Excel and OpenDocument workbooks: values from calamine, everything it keeps to itself from our own look at the file.

calamine lays out the whole rectangle of a sheet in memory and ends the process when that fails, so the reach of the
cells is checked first wherever the format allows it.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice

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
from office.workbooks.parsing.bounds import MEBIBYTE, ROWS_AT_ONCE, Limits, Refused
from office.workbooks.parsing.grid import Draft, Drafts, Places
from office.workbooks.parsing.ole import Compound
from office.workbooks.parsing.package import Package, kind_of_package
from office.workbooks.sheets import Merge, Value

_LARGE_PART = 4 * MEBIBYTE

Found = tuple[Places, list[Merge] | None]
"""Bad cells of a sheet, and its merges where calamine has none to give."""
Look = Callable[[], Found]


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
        return Drafts("ods", _drafts(_open(data, limits), [_seen(bad, merges) for bad, merges in seen], limits))
    parts = _xlsb_parts(package)
    looks = [
        _seen(*biff.look_over_xlsb(package.read(path), name, limits)) if path in package else _seen({}, [])
        for name, path in parts
    ]
    return Drafts("xlsb", _drafts(_open(data, limits), looks, limits))


def _read_xlsx(package: Package, limits: Limits) -> Drafts:
    parts = ooxml.sheet_parts(package)
    _check_number(len(parts), limits)
    own = {part.path.lower() for part in parts}
    for name in package.names():
        if package.is_xml(name) and name not in own:
            _drain(package, name)
    macros = [part for part in parts if ooxml.is_macro_sheet(part)]
    data = ooxml.without_macro_sheets(package, parts) if macros else package.data
    looks = [_look(package, part, limits) for part in parts if part not in macros]

    def sheets() -> Iterator[Draft]:
        readable = _drafts(_open(data, limits), looks, limits)
        for part in parts:
            yield Draft(part.name, part.hidden) if part in macros else next(readable)

    return Drafts("xlsx", sheets())


def _look(package: Package, part: ooxml.Part, limits: Limits) -> Look:
    """A small sheet is looked over now. A large one later, while calamine lays it out, which takes several times as long:
    cells too far out are found before calamine is done with the cells above them."""
    if part.path and package.size(part.path) >= _LARGE_PART:
        return lambda: (ooxml.look_over(package, part, limits), None)
    return _seen(ooxml.look_over(package, part, limits) if part.path else {}, None)


def _look_at_xls(stream: bytes, start: int) -> Found:
    return biff.bad_cells(stream, start), None


def _seen(bad: Places, merges: list[Merge] | None) -> Look:
    return lambda: (bad, merges)


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
    looks = [partial(_look_at_xls, stream, start) for start in biff.sheet_starts(stream)]
    return Drafts("xls", _drafts(_open(data, limits), looks, limits))


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


def _drafts(book: CalamineWorkbook, looks: Sequence[Look], limits: Limits) -> Iterator[Draft]:
    """Sheets in the order of their tabs. ``looks`` must speak of the same sheets in the same order, or of none."""
    if not book.sheets_metadata:
        raise Refused("file.corrupt")
    _check_number(len(book.sheets_metadata), limits)
    if looks and len(looks) != len(book.sheets_metadata):
        # We and calamine do not see the same sheets: bad cells could land on the wrong one.
        raise Refused("file.corrupt")
    cells = 0
    # Never waited for: when a look refuses the sheet, the process ends in the midst of calamine's work.
    aside = ThreadPoolExecutor(1)
    for place, about in enumerate(book.sheets_metadata):
        draft = Draft(about.name, about.visible != SheetVisibleEnum.Visible)
        if about.typ == SheetTypeEnum.WorkSheet:
            laid_out = aside.submit(_sheet, book, place, limits)
            bad, merges = looks[place]() if looks else ({}, None)
            sheet = laid_out.result()
            if sheet.end is not None:
                cells += (sheet.end[0] + 1) * (sheet.end[1] + 1)
            if cells > limits.cells:
                raise Refused("file.limit.cells", limit=limits.cells)
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

    Blanks ("" to calamine) become None. Equal texts of a block of rows become one object, here and after unpickling in the
    parent: a third of the bytes of a usual roster.
    """
    before: list[Value] = [None] * (sheet.start[1] if sheet.start else 0)
    rows = sheet.iter_rows()
    while block := list(islice(rows, ROWS_AT_ONCE)):
        texts: dict[str, str | None] = {"": None}
        same = texts.setdefault
        for row in block:
            cells = [same(value, value) if type(value) is str else value for value in row]
            yield before + cells if before else cells


def _check_number(sheets: int, limits: Limits) -> None:
    if sheets > limits.sheets:
        raise Refused("file.limit.sheets", limit=limits.sheets)


def _drain(package: Package, name: str) -> None:
    for _chunk in package.chunks(name):
        pass
