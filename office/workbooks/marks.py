"""What is wrong in a workbook, told by sheet, row and cell, and how a cell shows it."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill

from office.documents.cells import clean_text
from office.workbooks.headings import normalise
from office.workbooks.sheets import Merge, cell_name

RESULT_HEADING = frozenset({"Import result", "导入结果"})
"""The heading of the column of reasons in both languages; the importer skips a column that bears it."""

IMPORTED, UNCHANGED = "imported", "unchanged"
"""What `statuses` may say of a row; any other text is shown as it is."""

AUTHOR = "三心"
DIVIDER = "\n———\n"
RED = "FFFFC7CE"
YELLOW = "FFFFF3A6"  # no colour of Excel's palettes: whatever bears it is ours, and is cleared
BAD = PatternFill("solid", start_color=RED, end_color=RED)
DOUBTFUL = PatternFill("solid", start_color=YELLOW, end_color=YELLOW)
WRAPPED = Alignment(vertical="center", wrap_text=True)
RESULT_WIDTH = 42.0
HEADING_WITHIN = 50  # rows from the top in which the heading of an earlier marking is looked for
_RESULT_WORDS = frozenset(normalise(heading) for heading in RESULT_HEADING)
_RUN = re.compile(r"(?:run|第)?\s*(\d+)\s*(?:次导入)?", re.IGNORECASE)


@dataclass(frozen=True)
class Mark:
    """One thing wrong. `row` and `column` count from 1; without a column it is about the row as a whole.

    A `doubtful` one is to be decided by a person: yellow, and over all filled cells of the row when it names no column.
    """

    sheet: str
    row: int
    column: int | None
    message: str
    doubtful: bool = False


def is_result_heading(value: object) -> bool:
    """Whether a column so called holds the results of an import, in either language, with or without a run's number."""
    return isinstance(value, str) and normalise(value) in _RESULT_WORDS


def run_of(heading: object) -> int | None:
    """The number of the run in the heading of a column of results: 123 in "导入结果（第123次导入）", or None."""
    if not isinstance(heading, str) or not is_result_heading(heading):
        return None
    _words, _bracket, inside = unicodedata.normalize("NFKC", heading).partition("(")
    said = _RUN.fullmatch(inside.strip().removesuffix(")").strip())
    return int(said[1]) if said else None


def heading_of(run: int | None) -> str:
    """What the column of results is called after the run of this number, or of none yet."""
    return _("Import result") if run is None else _("Import result (run %(number)s)") % {"number": run}


@dataclass
class Plan:
    """What to write into one sheet; rows and columns from 1."""

    header_row: int = 1
    cells: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    doubtful_cells: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    doubtful_rows: dict[int, list[str]] = field(default_factory=dict)
    reasons: dict[int, list[str]] = field(default_factory=dict)
    statuses: dict[int, str] = field(default_factory=dict)

    def results(self) -> dict[int, str]:
        """What stands in the column of reasons, by row. The row of the headings is not among them."""
        words = {IMPORTED: _("Imported"), UNCHANGED: _("Unchanged")}
        results = {row: words.get(status, status) for row, status in self.statuses.items()}
        results |= {row: "；".join(reasons) for row, reasons in self.reasons.items()}
        results.pop(self.header_row, None)
        return results

    def doubts(self, filled: Mapping[int, Sequence[int]]) -> dict[tuple[int, int], list[str]]:
        """The doubtful cells, those of doubtful rows included; the first cell of a row says why. `filled`: its columns."""
        doubts = {place: list(messages) for place, messages in self.doubtful_cells.items()}
        for row, messages in self.doubtful_rows.items():
            columns = filled.get(row, ())
            for column in columns:
                doubts.setdefault((row, column), []).extend(messages if column == columns[0] else [])
        return doubts


def shown_at(cells: Mapping[tuple[int, int], list[str]], merges: Iterable[Merge]) -> dict[tuple[int, int], list[str]]:
    """The messages by the cell that shows them: of merged cells, which count from 0, that is the first."""
    places = sorted(cells)
    first = {}
    for top, left, bottom, right in merges:
        for row, column in places[bisect_left(places, (top + 1, 0)) : bisect_left(places, (bottom + 2, 0))]:
            if left < column <= right + 1:
                first[row, column] = (top + 1, left + 1)
    shown: dict[tuple[int, int], list[str]] = {}
    for place in places:
        shown.setdefault(first.get(place, place), []).extend(cells[place])
    return shown


def plans_of(
    problems: Sequence[Mark], statuses: Mapping[tuple[str, int], str], header_rows: Mapping[str, int]
) -> dict[str, Plan]:
    """What to write into each sheet, by its name."""
    plans = {sheet: Plan(header_row) for sheet, header_row in header_rows.items()}
    for (sheet, row), status in statuses.items():
        plans.setdefault(sheet, Plan()).statuses[row] = status
    for problem in problems:
        plan = plans.setdefault(problem.sheet, Plan())
        reason = clean_text(problem.message)
        if problem.column is None:
            if problem.doubtful:
                plan.doubtful_rows.setdefault(problem.row, []).append(reason)
        else:
            cells = plan.doubtful_cells if problem.doubtful else plan.cells
            cells.setdefault((problem.row, problem.column), []).append(reason)
            reason = f"{cell_name(problem.row, problem.column)} {reason}"
        plan.reasons.setdefault(problem.row, []).append(reason)
    return plans


def mark_cell(cell: Any, messages: Sequence[str], fill: PatternFill) -> None:
    """Paint an openpyxl cell and say why in a comment, below what a colleague may have written there."""
    cell.fill = fill
    if not messages:
        return
    text, author = "\n".join(messages), AUTHOR
    if cell.comment is not None:
        text, author = cell.comment.text + DIVIDER + text, cell.comment.author
    cell.comment = comment_of(text, author)


def comment_of(text: str, author: str) -> Comment:
    """A comment high enough for its text."""
    lines = sum(1 + len(line) // 18 for line in text.splitlines())
    return Comment(text, author, width=260, height=20 * lines + 16)
