"""Excel and OpenDocument workbooks: values from calamine, everything it keeps to itself from our own look at the file.

calamine lays out the whole rectangle of a sheet in memory and ends the process when that fails, so the reach of the
cells is checked first wherever the format allows it.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import accumulate, islice
from typing import IO

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
from office.workbooks.parsing.bounds import ROWS_AT_ONCE, Limits, Refused
from office.workbooks.parsing.grid import Draft, Drafts, Places
from office.workbooks.parsing.ole import Compound
from office.workbooks.parsing.package import Package, kind_of_package, plain_name
from office.workbooks.parsing.slices import in_slices
from office.workbooks.sheets import Merge, Value

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
            package.drain(name)
    if kind == "ods":
        if b"encryption-data" in package.read("meta-inf/manifest.xml"):
            raise Refused("file.encrypted")
        seen = opendocument.look_over(package.read("content.xml"), limits)
        return Drafts(
            "ods", _drafts(_open(io.BytesIO(data), limits), [_seen(bad, merges) for bad, merges in seen], limits)
        )
    parts = _xlsb_parts(package)
    looks = [
        _seen(*biff.look_over_xlsb(package.read(path), name, limits)) if path in package else _seen({}, [])
        for name, path in parts
    ]
    return Drafts("xlsb", _drafts(_open(io.BytesIO(data), limits), looks, limits))


def _read_xlsx(package: Package, limits: Limits) -> Drafts:
    parts = ooxml.sheet_parts(package)
    _check_number(len(parts), limits)
    sliced = in_slices(package, parts, limits)
    readable = [(plain_name(part.path), part) for part in parts if not ooxml.is_macro_sheet(part)]
    looks = [_seen(sliced.bad.get(path, {}), None) for path, _part in readable]
    slices = [sliced.slices.get(path, 1) for path, _part in readable]
    book = _open(sliced.data, limits)

    def sheets() -> Iterator[Draft]:
        drafts = _drafts(book, looks, limits, slices)
        for part in parts:
            yield Draft(part.name, part.hidden) if ooxml.is_macro_sheet(part) else next(drafts)

    return Drafts("xlsx", sheets())


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
    return Drafts("xls", _drafts(_open(io.BytesIO(data), limits), looks, limits))


def _open(data: IO[bytes], limits: Limits) -> CalamineWorkbook:
    try:
        return python_calamine.load_workbook(data)
    except PasswordError as locked:
        raise Refused("file.encrypted") from locked
    except (CalamineError, ValueError, OSError) as broken:
        raise _refusal(broken, limits) from broken


def _refusal(broken: Exception, limits: Limits) -> Refused:
    """calamine itself stops at 100 million cells of an .ods, with a sentence only."""
    if "limit exceeded" in str(broken):
        return Refused("file.limit.cells", limit=limits.cells)
    return Refused("file.corrupt")


def _drafts(
    book: CalamineWorkbook, looks: Sequence[Look], limits: Limits, slices: Sequence[int] = ()
) -> Iterator[Draft]:
    """Sheets in the order of their tabs. ``looks`` must speak of the same sheets in the same order, or of none; so must
    ``slices``, which says how many of calamine's sheets are one."""
    if not book.sheets_metadata:
        raise Refused("file.corrupt")
    slices = slices or [1] * len(book.sheets_metadata)
    _check_number(len(slices), limits)
    if sum(slices) != len(book.sheets_metadata) or (looks and len(looks) != len(slices)):
        # We and calamine do not see the same sheets: bad cells could land on the wrong one.
        raise Refused("file.corrupt")
    layout = _Layout(book, limits)
    for number, (end, count) in enumerate(zip(accumulate(slices), slices, strict=True)):
        about = book.sheets_metadata[end - count]
        draft = Draft(about.name, about.visible != SheetVisibleEnum.Visible)
        if about.typ == SheetTypeEnum.WorkSheet:
            first = layout.begin(end - count)
            draft.bad, merges = looks[number]() if looks else ({}, None)
            draft.rows = layout.rows(first, range(end - count, end), draft.merges if merges is None else [])
            draft.merges.extend(merges or [])
        yield draft


class _Layout:
    """Has calamine lay out sheets and slices of sheets in a thread, and counts the cells of all sheets together.

    The thread is never waited for: when something is refused, the process ends in the midst of calamine's work.
    """

    def __init__(self, book: CalamineWorkbook, limits: Limits) -> None:
        self._book, self._limits = book, limits
        self._aside = ThreadPoolExecutor(1)
        self._cells = 0

    def begin(self, place: int) -> Future[CalamineSheet]:
        """Begin to lay out a sheet or slice."""
        return self._aside.submit(self._sheet, place)

    def _sheet(self, place: int) -> CalamineSheet:
        try:
            return self._book.get_sheet_by_index(place)
        except CalamineError as broken:
            raise _refusal(broken, self._limits) from broken

    def rows(self, ahead: Future[CalamineSheet], places: range, merges: list[Merge]) -> Iterator[list[Value]]:
        """Rows from row 1 and column A of a sheet in so many slices; ``ahead`` is the first. Fills ``merges`` in the end.

        Raises Refused for too many cells, and for slices that are not in the order of their rows.
        """
        height = width = 0
        for place in places:
            sheet = ahead.result()
            if place + 1 in places:
                ahead = self.begin(place + 1)
            merges.extend((*first, *last) for first, last in sheet.merged_cell_ranges or [])
            if sheet.start is None or sheet.end is None:
                continue
            if sheet.start[0] < height:
                raise Refused("file.corrupt")
            width = max(width, sheet.end[1] + 1)
            if self._cells + (sheet.end[0] + 1) * width > self._limits.cells:
                raise Refused("file.limit.cells", limit=self._limits.cells)
            yield from ([] for _blank in range(sheet.start[0] - height))
            yield from _filled(sheet, whole=len(places) == 1)
            height = sheet.end[0] + 1
        self._cells += height * width


def _filled(sheet: CalamineSheet, *, whole: bool) -> Iterator[list[Value]]:
    """Rows from the first filled one on, from column A.

    ``iter_rows`` makes one row after the other, but begins at row 1 of the sheet; ``to_python`` makes those of a slice at once.
    Blanks ("" to calamine) become None. Equal texts of a block of rows become one object, here and after unpickling in the
    parent: a third of the bytes of a usual roster.
    """
    top, left = sheet.start or (0, 0)
    before: list[Value] = [None] * left
    rows = islice(sheet.iter_rows(), top, None) if whole else iter(sheet.to_python(skip_empty_area=True))
    while block := list(islice(rows, ROWS_AT_ONCE)):
        texts: dict[str, str | None] = {"": None}
        same = texts.setdefault
        for row in block:
            cells = [same(value, value) if type(value) is str else value for value in row]
            yield before + cells if before else cells


def _check_number(sheets: int, limits: Limits) -> None:
    if sheets > limits.sheets:
        raise Refused("file.limit.sheets", limit=limits.sheets)
