"""What calamine does not tell about binary workbooks: cells with an error, passwords, merges and reach of .xlsb.

Sources: [MS-XLS] 2.4 (records of .xls), [MS-XLSB] 2.3 (records of .xlsb), [MS-XLS] 2.5.10 (error codes).
"""

import struct
from collections.abc import Collection, Iterator

from office.workbooks.parsing.bounds import Limits, Refused
from office.workbooks.parsing.grid import Places, keep_within
from office.workbooks.sheets import BadCell, Merge

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_FORMULA, _BOUND_SHEET, _BEGIN, _END, _FILE_PASS, _BOOL_OR_ERROR = 0x0006, 0x0085, 0x0809, 0x000A, 0x002F, 0x0205
_XLSB_ROW, _XLSB_ERROR, _XLSB_LAST_CELL, _XLSB_FORMULA_ERROR, _XLSB_MERGE = 0, 3, 11, 11, 176
_XLSB_BLANK, _XLSB_SHEET = 1, 156


def error_text(code: int) -> str:
    """What Excel shows for an error code."""
    return _ERRORS.get(code, "#ERROR")


def has_password(stream: bytes) -> bool:
    """Whether the workbook stream of an .xls is encrypted. The record stands near the beginning."""
    kind, _content = next(_records(stream, 0, {_FILE_PASS, _BOUND_SHEET, _END}), (_END, b""))
    return kind == _FILE_PASS


def sheet_starts(stream: bytes) -> list[int]:
    """Where each sheet of an .xls begins in its workbook stream, in the order of the tabs."""
    starts = []
    for kind, content in _records(stream, 0, {_BOUND_SHEET, _END}):
        if kind == _END:
            break
        if len(content) >= 4:
            starts.append(struct.unpack_from("<I", content)[0])
    return starts


def bad_cells(stream: bytes, start: int) -> Places:
    """Cells with an error of the sheet that begins at ``start`` in the workbook stream of an .xls."""
    bad: Places = {}
    depth = 0
    for kind, content in _records(stream, start, {_BEGIN, _END, _BOOL_OR_ERROR, _FORMULA}):
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1 and kind == _BOOL_OR_ERROR and len(content) >= 8 and content[7] == 1:
            bad[struct.unpack_from("<HH", content)] = BadCell("error", error_text(content[6]))
        elif (
            depth == 1 and kind == _FORMULA and len(content) >= 14 and content[12:14] == b"\xff\xff" and content[6] == 2
        ):
            bad[struct.unpack_from("<HH", content)] = BadCell("error", error_text(content[8]))
    return bad


def _records(stream: bytes, start: int, wanted: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Kind and content of the records of the wanted kinds."""
    unpack, last = struct.Struct("<HH").unpack_from, len(stream) - 4
    while start <= last:
        kind, length = unpack(stream, start)
        if kind in wanted:
            yield kind, stream[start + 4 : start + 4 + length]
        start += 4 + length


def xlsb_sheets(content: bytes) -> list[tuple[str, str]]:
    """Name and relation id of each sheet in the workbook part of an .xlsb, in the order of the tabs."""
    sheets = []
    for kind, start, length in _xlsb_records(content):
        if kind == _XLSB_SHEET:
            link, after = _xlsb_text(content, start + 8, start + length)
            name, _after = _xlsb_text(content, after, start + length)
            sheets.append((name, link))
    return sheets


def _xlsb_text(content: bytes, start: int, end: int) -> tuple[str, int]:
    """A text written as its length in characters and UTF-16, and where it ends. A length of all ones means none."""
    if start + 4 > end:
        return "", end
    (length,) = struct.unpack_from("<I", content, start)
    after = start + 4 if length == 0xFFFFFFFF else min(start + 4 + 2 * length, end)
    return content[start + 4 : after].decode("utf-16-le", "replace"), after


def look_over_xlsb(content: bytes, sheet: str, limits: Limits) -> tuple[Places, list[Merge]]:
    """Bad cells and merges of one sheet of an .xlsb. Refuses a sheet whose filled cells reach beyond the limits."""
    bad: Places = {}
    merges: list[Merge] = []
    row = 0
    for kind, start, length in _xlsb_records(content):
        if kind == _XLSB_ROW and length >= 4:
            (row,) = struct.unpack_from("<I", content, start)
        elif _XLSB_BLANK < kind <= _XLSB_LAST_CELL and length >= 8:
            (column,) = struct.unpack_from("<I", content, start)
            keep_within(limits, sheet, row, column)
            if kind in (_XLSB_ERROR, _XLSB_FORMULA_ERROR) and length >= 9:
                bad[row, column] = BadCell("error", error_text(content[start + 8]))
        elif kind == _XLSB_MERGE and length >= 16:
            first_row, last_row, first_column, last_column = struct.unpack_from("<4I", content, start)
            merges.append((first_row, first_column, last_row, last_column))
    return bad, merges


def _xlsb_records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and length of each record: both numbers are written in 7-bit groups, low group first."""
    place, end = 0, len(content)
    try:
        while place < end:
            kind = content[place]
            place += 1
            if kind & 0x80:
                kind = (kind & 0x7F) | (content[place] & 0x7F) << 7
                place += 1
            length = 0
            for shift in (0, 7, 14, 21):
                group = content[place]
                place += 1
                length |= (group & 0x7F) << shift
                if not group & 0x80:
                    break
            yield kind, place, min(length, end - place)
            place += length
    except IndexError as broken:
        raise Refused("file.corrupt") from broken
