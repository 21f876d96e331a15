"""Find the header of a sheet wherever it stands, and say which column is which."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from office.blanks import without_invisible

from .sheets import Sheet, Value

DEPTH = 3  # rows a header may have (domain.md 8.1)
SEARCHED = 30  # rows in which the header is looked for
_BRACKETS = re.compile(r"[(\[【〔《<][^)\]】〕》>]*[)\]】〕》>]?")
_MARKS = re.compile(r"[\s*﹡＊:：、,，.。/\\·_\-—;；#'\"“”]+")
_WAN = re.compile(r"[(\[【]?\s*(?:单位[:：])?万元\s*[)\]】]?\s*$")
_YUAN = re.compile(r"(?<!万)元\s*[)\]】]?\s*$")
_ALL_IN_WAN = re.compile(r"单位\s*[:：]\s*万元")
_DATA = re.compile(r"\d{6,}")  # an ID number, a day, a telephone number: no heading has them

Labels = tuple[tuple[str, str], ...]
"""What a column may go by, most telling first: normalised, and as printed."""


def normalise(heading: Value) -> str:
    """ "*身 份 证号码（必填）" -> "身份证号码": NFKC, without blanks, stars, punctuation and whatever stands in brackets."""
    return "" if heading is None else _normalised(str(heading))


@lru_cache(maxsize=16384)  # Forty sheets have the same headings, and each is asked about by every kind of roster.
def _normalised(heading: str) -> str:
    text = without_invisible(unicodedata.normalize("NFKC", heading))
    return _MARKS.sub("", _BRACKETS.sub("", text)).upper()


def in_wan(heading: Value) -> bool:
    """Whether the heading says that its amounts are in 万元."""
    return bool(_WAN.search(unicodedata.normalize("NFKC", str(heading or ""))))


@dataclass(frozen=True)
class Top:
    """One to three rows that may be the header of a sheet, and what each column is called in them."""

    first_row: int
    last_row: int
    labels: Mapping[int, Labels]
    said: Mapping[int, frozenset[str]]  # every normalised text of a column, groups over it included
    wan: frozenset[int]


@dataclass(frozen=True)
class Header:
    """Where a header stands and what it says. Rows and columns count from 0."""

    first_row: int
    last_row: int
    labels: Mapping[int, str]  # column -> heading as printed
    fields: Mapping[int, str]  # column -> field of the roster
    wan: frozenset[int]  # columns in 万元
    said: Mapping[int, frozenset[str]]

    def repeats_at(self, row: Sequence[Value]) -> bool:
        """Whether `row` is one of this header's rows printed again at the top of a page."""
        cells = [(column, cell) for column, cell in enumerate(row) if isinstance(cell, str) and cell.strip()]
        if len(cells) < 2:
            return False
        # Nearly every row is told from a header by its first two texts.
        if not any(self._says(column, cell) for column, cell in cells[:2]):
            return False
        same = sum(1 for column, cell in cells if self._says(column, cell))
        filled = sum(1 for cell in row if cell is not None and cell != "")
        return same * 2 > filled

    def _says(self, column: int, cell: str) -> bool:
        # No heading is longer: an address need not be normalised to know that it is none.
        return len(cell) <= 40 and normalise(cell) in self.said.get(column, ())


def spread(sheet: Sheet, first: int, last: int) -> list[list[Value]]:
    """Rows `first` to `last` with merged cells filled: every cell of a merge holds what its first cell says.

    Where a group of columns is not merged and its name stands over the first one only, the others are given it too.
    """
    width = max(len(sheet.rows[row]) for row in range(first, last + 1))
    rows: list[list[Value]] = [
        list(sheet.rows[row]) + [None] * (width - len(sheet.rows[row])) for row in range(first, last + 1)
    ]
    for top, left, bottom, right in sheet.merges:
        if bottom < first or top > last or top < first:
            continue
        said = rows[top - first][left] if left < width else None
        for row in range(top, min(bottom, last) + 1):
            for column in range(left, min(right, width - 1) + 1):
                rows[row - first][column] = said
    for under, over in pairwise(reversed(rows)):
        for column in range(1, width):
            group, first_below = _text(over[column - 1]), _text(under[column - 1])
            if group and first_below not in ("", group) and not _text(over[column]) and _text(under[column]):
                over[column] = over[column - 1]
    return rows


def tops(sheet: Sheet) -> list[Top]:
    """Every stretch of one to three rows near the top of `sheet` that may be its header: rows of texts without data."""
    found = []
    searched = min(SEARCHED + DEPTH, len(sheet.rows))
    texts_only = [_is_texts(row) for row in sheet.rows[:searched]]
    in_wan_above = False
    for first in range(min(SEARCHED, len(sheet.rows))):
        for last in range(first, min(first + DEPTH, searched)):
            if not texts_only[last]:
                break
            if any(first <= top <= last < bottom < first + DEPTH for top, _left, bottom, _right in sheet.merges):
                continue  # a heading that is merged downwards goes on below
            if last + 1 < min(first + DEPTH, searched) and _is_hints(sheet.rows[last + 1]):
                continue
            rows = spread(sheet, first, last)
            # What has a heading of its own in the second row has one in the first too, or a group over it: in a form with
            # its labels all over the page, it has not.
            if all(
                _text(rows[0][column]) or not any(_text(row[column]) for row in rows) for column in range(len(rows[0]))
            ):
                found.append(_top(rows, first, last, in_wan_above))
        in_wan_above |= any(isinstance(cell, str) and _ALL_IN_WAN.search(cell) for cell in sheet.rows[first])
    return found


def find(found: Iterable[Top], words: Mapping[str, str], said: Mapping[str, str] | None = None) -> Header | None:
    """The header that knows most of `words` (normalised word -> field); of equals the shallowest, as no title stands in
    it, then the highest. What people `said` of a heading goes before; "" is a column that is not to be imported."""
    best: Header | None = None
    for top in sorted(found, key=lambda top: top.last_row - top.first_row):
        if best is not None and len(top.labels) <= len(best.fields):
            continue
        fields, labels = _match(top, words, said or {})
        if fields and (best is None or len(fields) > len(best.fields)):
            best = Header(top.first_row, top.last_row, labels, fields, top.wan & set(fields), top.said)
    return best


def _match(top: Top, words: Mapping[str, str], said: Mapping[str, str]) -> tuple[dict[int, str], dict[int, str]]:
    """Columns that go by one of `words`, and the headings of all columns as printed."""
    fields: dict[int, str] = {}
    labels: dict[int, str] = {}
    taken: set[str] = set()
    spoken_of = set()
    for column, names in top.labels.items():
        labels[column] = names[0][1]
        word = next((normalised for normalised, _printed in names if normalised in said), None)
        if word is not None:
            spoken_of.add(column)
            meant = said[word]
            if meant and meant not in taken:
                taken.add(meant)
                fields[column] = meant
    for column, names in top.labels.items():
        for normalised, printed in () if column in spoken_of else names:
            field = words.get(normalised)
            if field and field not in taken:
                taken.add(field)
                fields[column], labels[column] = field, printed
                break
    return fields, labels


def _top(rows: list[list[Value]], first: int, last: int, in_wan_above: bool) -> Top:
    labels: dict[int, Labels] = {}
    said: dict[int, frozenset[str]] = {}
    wan = set()
    for column in range(len(rows[0])):
        parts: list[tuple[str, bool]] = []  # a text, and whether it is a group over several columns
        for depth, row in enumerate(rows):
            text = _text(row[column])
            if text and (not parts or parts[-1][0] != text):
                parts.append((text, _is_group(rows[depth:], column)))
        if not parts:
            continue
        labels[column] = _labels(parts)
        said[column] = frozenset(filter(None, (normalise(text) for text, _group in parts)))
        in_yuan = any(_YUAN.search(text) for text, _group in parts)
        if any(in_wan(text) for text, _group in parts) or (in_wan_above and not in_yuan):
            wan.add(column)
    return Top(first, last, labels, said, frozenset(wan))


def _is_group(rows: Sequence[Sequence[Value]], column: int) -> bool:
    """Whether what the first of `rows` says stands over this column and over a neighbour that is called otherwise below."""
    over, *below = rows
    return any(
        0 <= neighbour < len(over)
        and _text(over[neighbour]) == _text(over[column])
        and any(_text(row[neighbour]) != _text(row[column]) for row in below)
        for neighbour in (column - 1, column + 1)
    )


def _labels(parts: Sequence[tuple[str, bool]]) -> Labels:
    """ "户主姓名" from 户主 over 姓名, then "姓名". A group alone is no heading: 银行账户 over 支行 names no account number."""
    texts = [text for text, _group in parts]
    lowest = max((index for index, text in enumerate(texts) if normalise(text)), default=len(texts) - 1)
    names = [("".join(texts[start : lowest + 1]), texts[lowest]) for start in range(lowest + 1)]
    names += [(texts[index], texts[index]) for index in range(lowest - 1, -1, -1) if not parts[index][1]]
    return tuple((normalise(name), printed) for name, printed in names)


def _is_texts(row: Sequence[Value]) -> bool:
    """Whether `row` may belong to a header: texts only, none of them data."""
    return all(
        cell is None or (isinstance(cell, str) and not (cell[:1].isdigit() and _DATA.search(cell))) for cell in row
    )


def _is_hints(row: Sequence[Value]) -> bool:
    """Whether `row` only adds units or remarks in brackets to the headings above it: (元), （必填）."""
    said = [_text(cell) for cell in row if cell is not None]
    return any(said) and not any(normalise(text) for text in said)


def _text(cell: Value) -> str:
    return cell.strip() if isinstance(cell, str) else ""
