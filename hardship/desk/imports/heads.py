"""The columns of one workbook as they were understood, what is still to be asked about them, and its sheets."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.models import Workbook
from office.workbooks.recognising import SKIPPED
from office.workbooks.roster import ROSTERS

Taught = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Head:
    """A heading: `field` is what it means as the roster calls it, "" for nothing; `left_out` when somebody said so."""

    heading: str
    word: str
    field: str
    label: str
    example: str
    sheets: int
    counts: bool
    left_out: bool

    @property
    def is_asked(self) -> bool:
        return not (self.field or self.counts or self.left_out)


@dataclass(frozen=True)
class Heads:
    """The headings of the sheets of one kind. `free`: fields that no column means yet, those needed first."""

    kind: str
    label: Any
    first: int | None  # rows of the header where all sheets have it in the same ones
    last: int | None
    heads: Sequence[Head]
    free: Sequence[tuple[str, str]]
    fields: Sequence[tuple[str, str]]

    @property
    def asked(self) -> list[Head]:
        return [head for head in self.heads if head.is_asked]

    @property
    def settled(self) -> list[Head]:
        return [head for head in self.heads if not head.is_asked]

    @property
    def matched(self) -> int:
        return sum(bool(head.field or head.counts) for head in self.heads)


@dataclass(frozen=True)
class ShownSheet:
    """A sheet and what is said of it: `said` is a kind, SKIPPED or "" while it is left to the program."""

    name: str
    label: Any
    rows: int
    why: str
    said: str


def heads_of(workbook: Workbook, taught: Taught) -> list[Heads]:
    """One for each kind of the workbook; `taught` is what `learned` says of headings, without asking again for each file."""
    own = workbook.choices.get("headings", {})
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for sheet in workbook.seen:
        if sheet["kind"] in ROSTERS:
            by_kind[sheet["kind"]].append(sheet)
    return [_heads(kind, sheets, {**taught.get(kind, {}), **own.get(kind, {})}) for kind, sheets in by_kind.items()]


def asked_of(workbook: Workbook, taught: Taught) -> int:
    """How many headings of the workbook are not understood."""
    return sum(len(heads.asked) for heads in heads_of(workbook, taught))


def _heads(kind: str, sheets: Sequence[Any], said: Mapping[str, str]) -> Heads:
    roster = ROSTERS[kind]
    found: dict[str, dict[str, Any]] = {}
    count: Counter[str] = Counter()
    for sheet in sheets:
        count.update({column["word"] for column in sheet["columns"]})
        for column in sheet["columns"]:
            known = found.setdefault(column["word"], dict(column))
            known["field"] = known["field"] or column["field"]
            known["example"] = known["example"] or column["example"]
    taken = {column["field"] for column in found.values()}
    fields = sorted(roster.fields.items(), key=lambda named: not named[1].required)
    places = {tuple(sheet["header"]) for sheet in sheets}
    first, last = places.pop() if len(places) == 1 else (None, None)
    return Heads(
        kind,
        roster.label,
        first,
        last,
        [
            Head(
                column["heading"],
                word,
                column["field"],
                roster.fields[column["field"]].column_name if column["field"] in roster.fields else "",
                column["example"],
                count[word],
                column["counts"] and not column["field"],
                said.get(word) == "",
            )
            for word, column in found.items()
        ],
        [(name, column.column_name) for name, column in fields if name not in taken],
        [(name, column.column_name) for name, column in roster.fields.items()],
    )


def sheets_of(workbook: Workbook) -> list[ShownSheet]:
    """The sheets that were looked at, those passed over with the reason last."""
    said = workbook.choices.get("sheets", {})
    sheets = [
        ShownSheet(
            sheet["sheet"],
            ROSTERS[sheet["kind"]].label if sheet["kind"] in ROSTERS else "",
            sheet.get("rows", 0),
            sheet.get("why", ""),
            said.get(sheet["sheet"], ""),
        )
        for sheet in workbook.seen
    ]
    # A form may be two kinds at once, a household and its family; what was said of a sheet that nobody sees stays changeable.
    unseen = said.keys() - {sheet.name for sheet in sheets}
    sheets += [ShownSheet(name, "", 0, "", said[name]) for name in sorted(unseen)]
    return list({sheet.name: sheet for sheet in reversed(sheets)}.values())[::-1]


def kinds() -> list[tuple[str, Any]]:
    return [(roster.kind, roster.label) for roster in sorted(ROSTERS.values(), key=lambda roster: roster.order)]


def is_kind(said: str) -> bool:
    """Whether this may be said of a sheet: a kind, that it is to be passed over, or nothing."""
    return said in ("", SKIPPED) or said in ROSTERS
