"""Text tables: CSV and tab-separated text, in the encodings offices in China really send. Every value stays text."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from office.workbooks.parsing.bounds import Limits, Refused
from office.workbooks.parsing.grid import Draft, Drafts, keep_within
from office.workbooks.sheets import Value

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DELIMITERS = "\t,;|，"
_LINES_LOOKED_AT = 200
_COMMON_SHARE = 0.7
_LONGEST_CELL = 1_000_000


def decoded(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text and its encoding. ``declared`` is what the file says of itself. It is asked last: many systems
    write one name and another encoding.

    Raises Refused for a text that stops in the middle of a character and for an encoding that cannot be told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding).removeprefix("\ufeff"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as failed:
        whole = data[: failed.start]
        if len(data) - failed.start < 4 and failed.reason == "unexpected end of data" and not whole.isascii():
            raise Refused("file.truncated") from failed
    try:
        return _chinese(data), "gb18030"
    except Refused:
        if not declared or declared in ("utf-8", "gb18030"):
            raise
        return _strictly(data, declared), declared


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as failed:
        raise Refused("file.truncated" if len(data) - failed.start < 4 else "file.encoding") from failed
    except LookupError as unknown:
        raise Refused("file.encoding") from unknown


def _chinese(data: bytes) -> str:
    """GB18030 finds some character for most bytes, so the text must also look Chinese: mostly of the 6,763 characters
    of GB 2312. Latin-1, Big5 and damaged UTF-8 come out as rare characters instead."""
    text = _strictly(data, "gb18030")
    plain = len(text.encode("ascii", "ignore"))
    common = (len(text.encode("gb2312", "ignore")) - plain) // 2
    if common < _COMMON_SHARE * (len(text) - plain):
        raise Refused("file.encoding")
    return text


def read_text(data: bytes, limits: Limits) -> Drafts:
    """A text table. Its rows are parsed as they are asked for."""
    text, encoding = decoded(data)
    text = text.rstrip("\x1a\x00")
    first, _newline, rest = text.partition("\n")
    delimiter = _sniffed(text)
    if first.lower().startswith("sep=") and len(first.rstrip("\r")) == 5:
        # Excel's own hint, which Excel does not show as a row.
        delimiter, text = first[4], rest
    return Drafts("csv", [Draft("Sheet1", rows=_rows(text, delimiter, limits))], encoding)


def _sniffed(text: str) -> str:
    """The delimiter that most lines hold in the same number."""
    lines = [line for line in text[:1_000_000].splitlines()[:_LINES_LOOKED_AT] if line.strip()]

    def votes(delimiter: str) -> int:
        counts = Counter(_outside_quotes(line).count(delimiter) for line in lines)
        counts.pop(0, None)
        return max(counts.values(), default=0)

    return max(_DELIMITERS, key=votes)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _rows(text: str, delimiter: str, limits: Limits) -> Iterator[list[Value]]:
    """A file of a single line is refused: it holds no rows, whatever it is. So is a copy that was broken off inside a row:
    it ends without a line end, and with fewer columns than every other row."""
    csv.field_size_limit(_LONGEST_CELL)
    cells = filled = place = found = 0
    widths: set[int] = set()  # of all rows but the last
    for place, row in enumerate(_records(text, delimiter)):
        if row:
            keep_within(limits, "Sheet1", place, len(row) - 1)
        elif place >= limits.rows:
            keep_within(limits, "Sheet1", place, 0)
        if place:
            widths.add(found)
        found = len(row)
        filled += any(row)
        cells += found
        if cells > limits.cells:
            raise Refused("file.limit.cells", limit=limits.cells)
        yield [value or None for value in row]
    if filled < 2:
        raise Refused("file.one_line")
    if not text.endswith(("\n", "\r")) and len(widths) == 1 and found < (columns := widths.pop()):
        raise Refused("file.cut_row", row=place + 1, found=found, columns=columns)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """A quotation mark that is never closed would swallow all rows after it, so it is looked for first."""
    strict = True
    try:
        for _record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as odd:
        if "unexpected end of data" in str(odd):
            raise Refused("file.open_quote") from odd
        if "field larger" in str(odd):
            raise Refused("file.open_quote") from odd
        strict = False
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    except csv.Error as odd:
        raise Refused("file.open_quote") from odd
