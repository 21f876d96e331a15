"""Find the header of a sheet wherever it stands, and say which column is which."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .sheets import Sheet, Value

DEPTH = 3  # rows a header may have (domain.md 8.1)
SEARCHED = 30  # rows in which the header is looked for
_BRACKETS = re.compile(r"[(\[【〔《<][^)\]】〕》>]*[)\]】〕》>]?")
_MARKS = re.compile(r"[\s*﹡＊:：、,，.。/\\·_\-—;；#'\"“”]+")
_WAN = re.compile(r"[(\[【]?\s*(?:单位[:：])?万元\s*[)\]】]?\s*$")


def normalise(heading: Value) -> str:
    """ "*身 份 证号码（必填）" -> "身份证号码": NFKC, without blanks, stars, punctuation and whatever stands in brackets."""
    if heading is None:
        return ""
    text = unicodedata.normalize("NFKC", str(heading)).replace("​", "")
    return _MARKS.sub("", _BRACKETS.sub("", text)).upper()


def in_wan(heading: Value) -> bool:
    """Whether the heading says that its amounts are in 万元."""
    return bool(_WAN.search(unicodedata.normalize("NFKC", str(heading or ""))))


@dataclass(frozen=True)
class Header:
    """Where a header stands and what it says. Rows and columns count from 0."""

    first_row: int
    last_row: int
    labels: Mapping[int, str]  # column -> heading as printed
    fields: Mapping[int, str]  # column -> field of the roster
    wan: frozenset[int]  # columns in 万元

    def repeats_at(self, row: Sequence[Value]) -> bool:
        """Whether `row` is this header printed again at the top of a page."""
        if not self.fields:
            return False
        same = sum(
            1
            for column in self.fields
            if column < len(row) and row[column] and normalise(row[column]) == normalise(self.labels[column])
        )
        return same * 2 > len(self.fields)


def spread(sheet: Sheet, first: int, last: int) -> list[list[Value]]:
    """Rows `first` to `last` with merged cells filled: every cell of a merge holds what its first cell says."""
    width = max((len(sheet.rows[row]) for row in range(first, last + 1)), default=0)
    rows = [list(sheet.rows[row]) + [None] * (width - len(sheet.rows[row])) for row in range(first, last + 1)]
    for top, left, bottom, right in sheet.merges:
        if bottom < first or top > last or top < first:
            continue
        said = rows[top - first][left] if left < width else None
        for row in range(top, min(bottom, last) + 1):
            for column in range(left, min(right, width - 1) + 1):
                rows[row - first][column] = said
    return rows


def candidates(rows: list[list[Value]]) -> Iterator[tuple[int, list[str]]]:
    """For each column the headings it may go by, most telling first: "户主姓名" from 户主 over 姓名, then "姓名"."""
    for column in range(len(rows[0])):
        said: list[str] = []
        for row in rows:
            text = str(row[column]).strip() if row[column] is not None else ""
            if text and (not said or said[-1] != text):
                said.append(text)
        if said:
            yield column, ["".join(said), *reversed(said)] if len(said) > 1 else said


def match(rows: list[list[Value]], words: Mapping[str, str]) -> tuple[dict[int, str], dict[int, str]]:
    """Columns whose heading is among `words` (normalised word -> field), and the headings of all columns as printed."""
    fields: dict[int, str] = {}
    labels: dict[int, str] = {}
    taken: set[str] = set()
    for column, headings in candidates(rows):
        labels[column] = headings[1] if len(headings) > 1 else headings[0]
        for heading in headings:
            field = words.get(normalise(heading))
            if field and field not in taken:
                taken.add(field)
                fields[column] = field
                labels[column] = heading if heading in (headings[1:] or headings) else labels[column]
                break
    return fields, labels


def find(sheet: Sheet, words: Mapping[str, str]) -> Header | None:
    """The header that knows most of `words`; when several know as many, the shallowest (no title above it), then the highest."""
    best: Header | None = None
    for depth in range(1, DEPTH + 1):
        for first in range(min(SEARCHED, len(sheet.rows))):
            last = first + depth - 1
            if last >= len(sheet.rows):
                break
            rows = spread(sheet, first, last)
            if not rows[0]:
                break
            fields, labels = match(rows, words)
            if fields and (best is None or len(fields) > len(best.fields)):
                wan = frozenset(column for column in fields if in_wan(labels[column]))
                best = Header(first, last, labels, fields, wan)
    return best
