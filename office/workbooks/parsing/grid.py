"""A sheet on its way from a parser to the child's pipe."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from office.workbooks.parsing.bounds import Limits, Refused
from office.workbooks.sheets import BadCell, Merge, Value, cell_name

Places = dict[tuple[int, int], BadCell]
"""Bad cells by row and column, counted from 0."""


@dataclass(slots=True)
class Draft:
    """One sheet as its parser hands it over. ``rows`` may be a generator: the child sends them on piece by piece."""

    name: str
    hidden: bool = False
    rows: Iterable[list[Value]] = ()
    merges: list[Merge] = field(default_factory=list)
    bad: Places = field(default_factory=dict)


@dataclass(slots=True)
class Drafts:
    """A workbook as its parser hands it over."""

    format: str
    sheets: Iterable[Draft]
    encoding: str = ""


def keep_within(limits: Limits, sheet: str, row: int, column: int) -> None:
    """Refuse a filled cell (counted from 0) that lies further out than a sheet may reach."""
    if row >= limits.rows:
        raise Refused("file.limit.rows", limit=limits.rows, sheet=sheet, cell=cell_name(row + 1, column + 1))
    if column >= limits.columns:
        raise Refused("file.limit.columns", limit=limits.columns, sheet=sheet, cell=cell_name(row + 1, column + 1))


def finished_rows(draft: Draft) -> Iterable[list[Value]]:
    """The draft's rows with bad cells at their places, without blank cells at the end of a row and blank rows at the end of
    the sheet. Cuts the rows in place."""
    bad_by_row: dict[int, list[tuple[int, BadCell]]] = {}
    for (place, column), cell in draft.bad.items():
        bad_by_row.setdefault(place, []).append((column, cell))
    waiting = 0
    count = 0
    for row_number, row in enumerate(draft.rows):
        count = row_number + 1
        ready = _with_bad(row, bad_by_row.pop(row_number)) if row_number in bad_by_row else row
        while ready and ready[-1] is None:
            ready.pop()
        if not ready:
            waiting += 1
            continue
        yield from ([] for _blank in range(waiting))
        waiting = 0
        yield ready
    count -= waiting
    for row_number in sorted(bad_by_row):
        yield from ([] for _blank in range(row_number - count))
        yield _with_bad([], bad_by_row[row_number])
        count = row_number + 1


def _with_bad(row: list[Value], bad: list[tuple[int, BadCell]]) -> list[Value]:
    for column, cell in bad:
        row.extend([None] * (column + 1 - len(row)))
        row[column] = cell
    return row
