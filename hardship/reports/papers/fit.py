"""Cells of a fixed grid, and the type size in which their text fits (shared/prints README: widths by 0.5 em a digit)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width

MM_PER_POINT = 0.3528
COLUMN = 4  # mm, one of the grid's columns
PADDING = 1.4  # mm, left and right together, with the rules
MORE = "……（见续页）"
NARROW = 6  # columns; where a cell is no wider, the dots alone say that the text goes on


@dataclass(frozen=True)
class Size:
    """A class of the style sheet: its type in points, how many lines of it a cell takes."""

    css: str
    points: float
    lines: int


CELL = (Size("", 10, 1), Size("small", 9, 2), Size("tiny", 7.5, 3), Size("least", 6, 4))
LEGIBLE = CELL[:3]
NUMBER = (Size("one", 10, 1), Size("one id", 9.5, 1), Size("one small", 9, 1), Size("one tiny", 7.5, 1))


@dataclass(frozen=True)
class Cell:
    """One cell. Besides its `text` it may hold `ticks` (label, ticked), `paragraphs`, or the `ends` of a line of signatures."""

    text: str = ""
    span: int = 1
    css: str = ""
    head: bool = False
    rows: int = 1
    ticks: tuple[tuple[str, bool], ...] = ()
    paragraphs: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    css: str = ""


def label(text: str, span: int, *, rows: int = 1, css: str = "") -> Cell:
    return Cell(text, span, css, head=True, rows=rows)


def ems(text: str) -> float:
    """The width of a text in em: a Chinese character is one, a digit or letter half of one."""
    return sum(1 if east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def lines_of(text: str, per_line: float) -> int:
    """Lines that a text takes where `per_line` em fit. A run of digits moves down whole, so a line may end an em early."""
    taken = 0
    for part in text.split("\n"):
        wide = ems(part)
        taken += 1 if wide <= per_line else ceil(wide / max(per_line - 1, 1))
    return taken


@dataclass
class Fitter:
    """Makes cells, and remembers in `left_over` what had to be cut: (heading, whole text), for the extra sheet."""

    left_over: list[tuple[str, str]]

    def words(self, heading: str, text: str, span: int, *, css: str = "", sizes: Sequence[Size] = CELL) -> Cell:
        """A cell of words in the largest size that holds them; four characters in a narrow cell break two and two."""
        width = span * COLUMN - PADDING
        for size in sizes:
            per_line = width / (size.points * MM_PER_POINT)
            if len(text) == 4 and size.lines > 1 and per_line < 4:
                return Cell(text, span, _classes("two", css))
            if lines_of(text, per_line) <= size.lines:
                return Cell(text, span, _classes(size.css, css))
        self.left_over.append((heading, text))
        more = MORE if span > NARROW else MORE[:2]
        return Cell(self._cut(text, per_line, sizes[-1].lines, more), span, _classes(sizes[-1].css, css))

    @staticmethod
    def has_room(text: str, span: int, sizes: Sequence[Size] = CELL) -> bool:
        """Whether a cell of words holds the text in one of these sizes."""
        width = span * COLUMN - PADDING
        return any(lines_of(text, width / (size.points * MM_PER_POINT)) <= size.lines for size in sizes)

    def number(self, heading: str, text: str, span: int, *, css: str = "") -> Cell:
        """A cell of digits, which are never broken unless there is no other way."""
        width = span * COLUMN - PADDING
        for size in NUMBER:
            if ems(text) * size.points * MM_PER_POINT <= width:
                return Cell(text, span, _classes(size.css, css))
        return self.words(heading, text, span, css=css)

    def prose(self, heading: str, paragraphs: Sequence[str], span: int, sizes: Sequence[Size]) -> Cell:
        """A block of paragraphs, each indented by two em, in the largest of `sizes` that holds them."""
        told = [paragraph for paragraph in paragraphs if paragraph]
        width = span * COLUMN - 7  # mm: padding of an opinion
        for size in sizes:
            per_line = width / (size.points * MM_PER_POINT)
            if sum(lines_of(f"　　{paragraph}", per_line) for paragraph in told) <= size.lines:
                return Cell("", span, _classes("opinion", size.css), paragraphs=tuple(told))
        self.left_over.append((heading, "\n".join(told)))
        room, kept = sizes[-1].lines, []
        for paragraph in told:
            needed = lines_of(f"　　{paragraph}", per_line)
            kept.append(paragraph if needed <= room else self._cut(paragraph, per_line, room))
            room -= needed
            if room <= 0:
                break
        if not kept[-1].endswith(MORE):
            kept[-1] = kept[-1][: -len(MORE)] + MORE
        return Cell("", span, _classes("opinion", sizes[-1].css), paragraphs=tuple(kept))

    @staticmethod
    def _cut(text: str, per_line: float, lines: int, more: str = MORE) -> str:
        room = (per_line - 1) * lines - ems(more) - 2
        kept = ""
        for sign in text.replace("\n", ""):
            room -= ems(sign)
            if room < 0:
                break
            kept += sign
        return kept + more


def _classes(*names: str) -> str:
    return " ".join(name for name in names if name)
