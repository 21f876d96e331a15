"""Write many rows at once and keep what each was before."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import Enum
from itertools import count
from typing import Any, Final, Generic, TypeVar

from django.db import models
from django.utils import timezone

from office import bulk

Record = TypeVar("Record", bound=models.Model)
MOST_KEYS = 1024  # asked for at once; a form needs one, an import a hundred thousand


class Clear(Enum):
    """Said in place of a value: what is on record is to be emptied. None and "" leave it alone."""

    CLEAR = "清空"


CLEAR: Final = Clear.CLEAR


class Hand:
    """Who writes, why and when: what history keeps of everything that one act writes.

    `by` is a member of staff, or None for a command at the server. `at` is one moment for the whole act: whatever is
    younger has been touched since. In a `rehearsal`, which is taken back as a whole, no history is kept; where nobody
    comes after who would look, it is all `imagined` and nothing is written.

    Between `begin(row)` and the next, everything written belongs to that row of a workbook, which hears of it;
    `drop` takes it all back before it reaches the database, as a row that is refused leaves nothing behind.
    """

    def __init__(self, by: Any, reason: str = "", *, rehearsal: bool = False, imagined: bool = False) -> None:
        self.by, self.reason, self.rehearsal, self.imagined = by, reason, rehearsal, imagined
        self.at: datetime = timezone.now()
        self.row: Any = None
        self.shared: list[models.Model] = []  # new records that belong to no row, such as the list that lines stand on
        self._undo: list[Callable[[], Any]] = []

    def begin(self, row: Any) -> None:
        """What is written from now on is written for `row`, or for no row in particular (None)."""
        self.row = row
        self._undo.clear()

    def drop(self) -> None:
        """Take back what was collected for the row at hand."""
        for undo in reversed(self._undo):
            undo()
        self._undo.clear()
        self.row.records.clear()
        self.row.changes.clear()

    def if_dropped(self, undo: Callable[[], Any]) -> None:
        """`undo` is called when the row at hand is dropped: for whoever remembers its records."""
        if self.row is not None:
            self._undo.append(undo)

    def sign(self, record: models.Model) -> None:
        """Put the hand to a record that is about to be saved by itself."""
        record._history_user, record._change_reason = self.by, self.reason  # type: ignore[attr-defined]
        record._history_date = self.at  # type: ignore[attr-defined]

    def wrote(self, record: models.Model) -> None:
        """A new record that saved itself belongs to the row at hand, or to none."""
        if self.row is None:
            self.shared.append(record)
        else:
            self.row.records.append((record, True))

    def memory(self) -> bulk.Memory | None:
        return None if self.rehearsal else bulk.Memory(self.by, self.reason, self.at)


class Batch(Generic[Record]):
    """New and changed records of one model, collected row by row and written together."""

    def __init__(self, model: type[Record], hand: Hand) -> None:
        self.model, self.hand = model, hand
        self.created: dict[int, Record] = {}
        self.changed: dict[int, Record] = {}
        self._keys: Iterator[int] = count(-1, -1) if hand.imagined else iter(())
        self._asked = 1
        self._key_name = model._meta.pk.attname
        self._pointers = {field.name: field.attname for field in model._meta.concrete_fields if field.is_relation}

    def add(self, **facts: Any) -> Record:
        """A new record, inserted at the next `write`. It has its key already, so that others may point to it.

        None, "" and CLEAR say nothing: the field holds its default.
        """
        record = bulk.new(self.model, facts, CLEAR)
        key = next(self._keys, None)
        if self.hand.imagined:
            record.__dict__[self._key_name] = key
            return record
        if key is None:
            self._keys = iter(bulk.new_keys(self.model, self._asked))
            self._asked = min(self._asked * 2, MOST_KEYS)
            key = next(self._keys)
        record.__dict__[self._key_name] = key
        self.created[key] = record
        self.hand.wrote(record)
        self.hand.if_dropped(lambda: self.created.pop(key))
        return record

    def jot(self, **facts: Any) -> Record | None:
        """As `add`, for what hardly anything looks at before it is written: None, and no record, where all is imagined."""
        return None if self.hand.imagined else self.add(**facts)

    def change(self, record: Record, values: dict[str, Any]) -> bool:
        """Set what differs; True when something did. None and "" leave a field as it is, CLEAR empties it."""
        differing = {}
        held = record.__dict__
        for name, value in values.items():
            if value is None or value == "":
                continue
            if value is CLEAR:
                value = empty_value(self.model, name)
            # By the key alone where another record is meant, which saves one query for each row.
            column = self._pointers.get(name)
            if held[column or name] != (value if column is None or value is None else value.pk):
                differing[name] = value
        if differing:
            self._set(record, differing)
        return bool(differing)

    def _set(self, record: Record, differing: dict[str, Any]) -> None:
        row, was_changed = self.hand.row, record.pk in self.changed
        before = {name: getattr(record, _field(self.model, name).attname) for name in differing}
        for name, value in differing.items():
            setattr(record, name, value)
        if row is not None:
            self.hand.if_dropped(lambda: self._unset(record, before, was_changed))
        if record._state.adding:
            return
        self.changed[record.pk] = record
        if row is not None:
            row.records.append((record, False))
            row.changes.extend((record, name, old) for name, old in before.items())

    def _unset(self, record: Record, before: dict[str, Any], was_changed: bool) -> None:
        for name, old in before.items():
            setattr(record, _field(self.model, name).attname, old)
        if not was_changed:
            self.changed.pop(record.pk, None)

    def write(self) -> None:
        """Insert and update, each with its history."""
        memory = self.hand.memory() if hasattr(self.model, "history") else None
        # Changes first: ending one membership makes room for the next.
        changed, created = list(self.changed.values()), list(self.created.values())
        self.changed, self.created = {}, {}
        if self.hand.imagined:
            return
        if changed:
            derive(changed)
            bulk.replace(self.model, changed, memory)
        if created:
            derive(created)
            bulk.insert(self.model, created, memory)


def given(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a new record: those that were said. There is nothing to empty yet."""
    # A record compared with "" asks its model, which takes as long as all the rest.
    return {
        name: value
        for name, value in facts.items()
        if value is not None and value is not CLEAR and (value.__class__ is not str or value)
    }


def empty_value(model: type[models.Model], name: str) -> Any:
    """What the field holds when it is empty: None where it may, else its kind of nothing."""
    field = _field(model, name)
    return None if field.null else field.get_default()


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def derive(records: Iterable[models.Model]) -> None:
    """Fill in what follows from other fields, as `save` would: bulk writes do not call it."""
    for record in records:
        if hasattr(record, "derive"):
            record.derive()
