"""How a workbook was understood, in the form in which it is kept and shown."""

from collections.abc import Sequence
from typing import Any

from .headings import Header, normalise
from .marks import is_result_heading
from .outcomes import typed
from .recognising import NoRoster, Recognised
from .roster import Roster
from .sheets import Sheet, column_name

COUNTING = frozenset(map(normalise, ("序号", "序", "编次", "行号", "No")))  # columns that number the rows


def seen_of(kinds: Sequence[Recognised], refusal: Exception | None = None) -> list[dict[str, Any]]:
    """How the sheets of a workbook were understood: name, kind, rows of the header (from 1), number of rows, and the columns;
    those passed over have the kind "" and say `why`.

    A column: its letters, heading as printed, the field it means ("" for none), whether it only numbers the rows, an example.
    """
    seen = [
        _seen(recognised.roster, collected.sheet, collected.header, len(collected))
        for recognised in kinds
        for collected in recognised.sheets
    ]
    if isinstance(refusal, NoRoster) and refusal.lacking:
        lacking = refusal.lacking
        seen.append(_seen(lacking.roster, lacking.sheet, lacking.header, 0))
    for recognised in kinds:
        seen += [{"sheet": name, "kind": "", "why": str(why)} for name, why in recognised.passed_over]
    return seen


def _seen(roster: Roster, sheet: Sheet, header: Header, rows: int) -> dict[str, Any]:
    return {
        "sheet": sheet.name,
        "kind": roster.kind,
        "header": [header.first_row + 1, header.last_row + 1],
        "rows": rows,
        "columns": [
            {
                "column": column_name(column + 1),
                "heading": printed,
                "word": normalise(printed),
                "field": header.fields.get(column, ""),
                "counts": normalise(printed) in COUNTING or is_result_heading(printed),
                "example": _example(sheet, header, column),
            }
            for column, printed in header.labels.items()
        ],
    }


def _example(sheet: Sheet, header: Header, column: int) -> str:
    """The first thing that stands below a heading."""
    for place in range(header.last_row + 1, min(header.last_row + 21, len(sheet.rows))):
        row = sheet.rows[place]
        if column < len(row) and row[column] not in (None, ""):
            return typed(row[column])
    return ""
