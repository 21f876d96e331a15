"""What became of each row, in the form in which it is kept and shown."""

import json
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from office.identity import mask_card, mask_id, normalise_id
from office.privacy.fields import EncryptedTextField

from .reader.rows import Spool
from .recognising import Collected
from .roster import Roster, Row
from .sheets import BadCell, Value, cell_name

OUTCOMES = ("created", "updated", "unchanged", "rejected")
SHOWN = 60  # characters of what was typed into a bad cell
LONGEST_LABEL = 100


class Outcome(NamedTuple):
    """One row of a workbook: the columns of RunRow; `details` and `records` as JSON, "" for none."""

    sheet: str
    row: int
    outcome: str
    label: str
    print: str
    details: str
    records: str

    def problems(self) -> list[dict[str, Any]]:
        """What is wrong with the row: see `Telling`."""
        found: list[dict[str, Any]] = json.loads(self.details).get("problems", []) if self.details else []
        return found


def shared(records: Iterable[models.Model]) -> Outcome:
    """Records that a run made for no row in particular, such as the list that payments stand on: "row 0"."""
    return Outcome("", 0, "created", "", "", "", records_of((record, True) for record in records))


class Outcomes:
    """The outcomes of one run, in the order of its rows, in the memory of a few thousand however many there are."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._spool = Spool()
        self._portions: list[int] = []

    def add(self, portion: Iterable[Outcome]) -> None:
        outcomes: list[tuple[Any, ...]] = [tuple(outcome) for outcome in portion]
        self.counts.update(outcome[2] for outcome in outcomes if outcome[1])
        self._portions.append(self._spool.put(pickle.dumps(outcomes, pickle.HIGHEST_PROTOCOL)))

    def portions(self) -> Iterator[list[Outcome]]:
        for number in self._portions:
            # Our own bytes, under a key of this process.
            yield [Outcome(*values) for values in pickle.loads(self._spool.get(number))]

    def __iter__(self) -> Iterator[Outcome]:
        for portion in self.portions():
            yield from portion


class Telling:
    """Makes outcomes of the rows of one sheet."""

    def __init__(self, collected: Collected, roster: Roster) -> None:
        self.collected, self.roster = collected, roster
        self.columns = {name: column for column, name in collected.header.fields.items()}
        self.names: dict[tuple[type[models.Model], Any], str] = {}

    def outcome_of(self, row: Row, *, whole: bool = True) -> Outcome:
        """What became of the row; unless `whole`, without its print and its records, which a rehearsal leaves no use for."""
        outcome = row.outcome
        details: dict[str, Any] = {}
        if row.problems:
            outcome = "doubtful" if row.doubtful else outcome
            details["problems"] = [self._problem(row, problem) for problem in row.problems]
        elif row.changes:
            details["changes"] = [self._change(*change) for change in row.changes]
        if row.remarks:
            details["remarks"] = [str(remark) for remark in row.remarks]
        return Outcome(
            row.sheet[:100],
            row.number,
            outcome,
            self.roster.title_of(row)[:LONGEST_LABEL],
            print_of(row) if whole else "",
            json.dumps(details, ensure_ascii=False) if details else "",
            records_of(row.records) if whole and not row.problems else "",
        )

    def _problem(self, row: Row, problem: Any) -> dict[str, Any]:
        """The problem with its cell as the clerk finds it: heading as printed, cell such as C14, what was typed."""
        column = self.columns.get(problem.field)
        place = (row.places or {}).get(problem.field) or (None if column is None else (row.number, column + 1))
        told = {
            "column": self.collected.header.labels.get(column, "") if column is not None else "",
            "cell": cell_name(*place) if place else "",
            "place": place,
            "typed": typed(row.cells.get(problem.field)),
            "code": problem.code,
            "message": str(problem.message),
        }
        if problem.doubt is not None:
            told |= {"doubt": problem.doubt.key, "candidates": problem.doubt.candidates}
        return told

    def _change(self, record: models.Model, name: str, before: Any) -> list[str]:
        """Field, before, after, as people read them."""
        field: Any = record._meta.get_field(name)
        after = getattr(record, field.attname)
        return [str(field.verbose_name), self._text(field, before), self._text(field, after)]

    def _text(self, field: Any, value: Any) -> str:
        if value is None or value == "":
            return ""
        if field.is_relation:
            key = field.related_model, value
            if key not in self.names:
                found = field.related_model._default_manager.filter(pk=value).first()
                self.names[key] = str(found or value)
            return self.names[key]
        if isinstance(field, EncryptedTextField):
            return mask_id(value) if len(value) == 18 else mask_card(value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return str(value)


def records_of(records: Iterable[tuple[models.Model, bool]]) -> str:
    """The records of a row as JSON, each once; one that was created and then changed counts as created."""
    found: dict[tuple[str, int], bool] = {}
    for record, created in records:
        key = _label(record.__class__), record.pk
        found[key] = found.get(key, False) or created
    told = [f'["{label}", {key}, {int(created)}]' for (label, key), created in found.items()]
    return f"[{', '.join(told)}]" if told else ""


@cache
def _label(model: type[models.Model]) -> str:
    """Such as "members.Person"; Django puts it together anew each time."""
    return model._meta.label


def print_of(row: Row) -> str:
    """16 hexadecimal digits that are the same for the same cells, whatever program saved them last."""
    told = "\x1f".join(
        ["" if cell is None else cell.strip() if cell.__class__ is str else _plain(cell) for cell in row.written]
    )
    return blake2b(f"{told}\x1f{row.section}".encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _plain(value: Value) -> str:
    if isinstance(value, float):
        return str(int(value)) if abs(value) < 1e15 and value.is_integer() else str(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def typed(value: Value) -> str:
    """What stands in a cell, for a list of problems: numbers that may be somebody's are masked."""
    text = value.text if isinstance(value, BadCell) else _plain(value)
    plain = normalise_id(text)
    if len(plain) in (15, 18) and plain[:-1].isdigit():
        return mask_id(plain)
    if len(plain) > 11 and plain.isdigit():
        return mask_card(plain)
    return text[:SHOWN]
