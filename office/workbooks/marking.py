"""The marked copy of a workbook, from what is kept of its rows."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from .importing import FileResult
from .marked import mark
from .marks import Mark
from .outcomes import Outcome
from .recognising import Recognised


def marked_copy(path: Path, results: Sequence[FileResult]) -> bytes:
    """The workbook at `path`, which may have been several kinds, marked with what became of its rows."""
    return marked_with(
        path.read_bytes(),
        [result.recognised for result in results],
        (outcome for result in results for outcome in result.outcomes),
        number=results[0].run.workbook_id,
    )


def marked_with(content: bytes, kinds: Sequence[Recognised], outcomes: Iterable[Outcome], *, number: int) -> bytes:
    """The workbook with this `content`, recognised as `kinds`, with bad cells red, doubtful rows yellow and a column of results.

    `number` is that of the workbook, by which the copy is known when it comes back.
    """
    words = {
        "created": _("Imported"),
        "updated": _("Updated"),
        "unchanged": _("Unchanged"),
        "rejected": _("Rejected"),
        "doubtful": _("Doubtful"),
    }
    marks, statuses = [], {}
    for outcome in outcomes:
        if not outcome.row:
            continue
        statuses[outcome.sheet, outcome.row] = words[outcome.outcome]
        for problem in outcome.problems():
            row, column = problem["place"] or (outcome.row, None)
            marks.append(Mark(outcome.sheet, row, column, problem["message"], doubtful="doubt" in problem))
    headers = {
        collected.sheet.name: collected.header.last_row + 1 for recognised in kinds for collected in recognised.sheets
    }
    return mark(content, kinds[0].book, marks, statuses=statuses, header_rows=headers, run=number)
