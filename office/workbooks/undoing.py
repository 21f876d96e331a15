"""Take an import back: whatever it created goes, whatever it changed is again what it was.

What somebody touched since stays, with all that belongs to its row and all that the row cannot do without; it is named.
"""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import get_history_model_for_model

from office import bulk
from office.history import Hand
from office.refusal import Refusal
from office.trail.acts import note

from .models import Run, RunRow, Upload, Workbook

CHUNK = 500
Thing = tuple[str, int]  # a record: model label and key
Node = int | Thing  # a row of the workbook, by its key, or a record that belongs to no row


@dataclass(frozen=True)
class Kept:
    """A row that was not taken back: where it stands, whom it is about, why."""

    sheet: str
    row: int
    label: str
    why: str


@transaction.atomic
def take_back(
    workbook: Workbook, *, by: Any, reason: str, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[Kept]:
    """Undo the import of a workbook, which can be imported again afterwards. Gives the rows that had to stay.

    `progress` is told steps done and steps in all of each run, and may raise to stop the work.
    Raises Refusal `run.not_imported` when there is nothing to undo.
    """
    runs = list(workbook.runs.select_for_update().filter(state=Run.State.IMPORTED).order_by("-pk"))
    if not runs:
        raise Refusal("", "run.not_imported", _("This workbook is not imported, or was taken back already."))
    kept: list[Kept] = []
    for run in runs:
        kept_here = _Undoing(run, by, progress).carry_out()
        kept += kept_here
        note("import taken back", by=by, on=run, reason=reason, kind=run.kind, kept=len(kept_here))
    workbook.state, workbook.imported_at = Workbook.State.READY, None
    workbook.save(update_fields=["state", "imported_at"])
    Upload.objects.filter(pk=workbook.upload_id).update(state=Upload.State.RECEIVED)
    return kept


class _Undoing:
    """One run on its way back. Every node stands for what stays or goes as a whole: a row with all its records."""

    def __init__(self, run: Run, by: Any, progress: Callable[[int, int], None]) -> None:
        self.run, self.progress, self.done = run, progress, 0
        self.hand = Hand(by, _("Import %(file)s taken back") % {"file": run.workbook.name})
        self.created: dict[str, dict[int, Node]] = defaultdict(dict)
        self.changed: dict[str, dict[int, Node]] = defaultdict(dict)
        self.needs: dict[Node, set[Node]] = defaultdict(set)  # a node that stays -> what stays with it
        self.why: dict[Node, str] = {}
        self.rows: set[int] = set()
        self._read_rows()

    def carry_out(self) -> list[Kept]:
        for label in {*self.created, *self.changed}:
            self._find_touched(apps.get_model(label))
        for label in list(self.created):
            self._find_in_use(apps.get_model(label))
        self._spread()
        for label, keys in self.changed.items():
            self._restore(apps.get_model(label), [key for key, node in keys.items() if node not in self.why])
        for model in _dependents_first(apps.get_model(label) for label in self.created):
            going = [key for key, node in self.created[model._meta.label].items() if node not in self.why]
            for some in _chunks(going):
                self._remove_loose(model, some)
                bulk.remove(model, list(model._base_manager.filter(pk__in=some)), self._memory(model))
                self._step(len(some))
        return self._write_down()

    def _step(self, records: int) -> None:
        """So many records more are looked at, restored or removed."""
        self.done += records
        total = 2 * sum(map(len, (*self.created.values(), *self.changed.values())))
        self.progress(min(self.done, total), total)

    def _read_rows(self) -> None:
        rows = self.run.rows.filter(taken_back=False).exclude(records="").order_by("pk")
        owner: dict[Thing, Node] = {}
        for key, number, records in rows.values_list("pk", "row", "records").iterator():
            self.rows.add(key)
            for label, record, created in json.loads(records):
                thing = label, record
                node: Node = key if number else thing
                if thing in owner:  # two rows of one record stay or go together
                    self.needs[owner[thing]].add(node)
                    self.needs[node].add(owner[thing])
                    continue
                owner[thing] = node
                (self.created if created else self.changed)[label][record] = node

    def _ours(self, label: str) -> dict[int, Node]:
        return self.created.get(label, {}) | self.changed.get(label, {})

    def _find_touched(self, model: type[models.Model]) -> None:
        """What is no longer as the import left it was touched since; what nobody can tell the past of stays, too."""
        if not hasattr(model, "history"):
            return
        past = get_history_model_for_model(model)
        names = [field.attname for field in past.tracked_fields]
        ours = self._ours(model._meta.label)
        changed = self.changed.get(model._meta.label, {})
        for keys in _chunks(list(ours)):
            left = _newest(past.objects.filter(id__in=keys, history_date=self.run.at))
            before = _newest(
                past.objects.filter(id__in=[key for key in keys if key in changed], history_date__lt=self.run.at)
            )
            now = {record.pk: record for record in model._base_manager.filter(pk__in=keys)}
            for key in keys:
                record, version = now.get(key), left.get(key)
                if record is None and key in self.created.get(model._meta.label, {}):
                    continue  # it is gone already
                if record is None or version is None or (key in changed and key not in before):
                    self.why[ours[key]] = _("what it was before is not on record")
                elif any(getattr(record, name) != getattr(version, name) for name in names):
                    self.why[ours[key]] = _("changed since: %(record)s") % {"record": record}
            self._step(len(keys))

    def _find_in_use(self, model: type[models.Model]) -> None:
        """What points to a record that the import created: of this import it goes first, of anybody else it is in the way."""
        targets = self.created[model._meta.label]
        relations: Iterable[Any] = model._meta.get_fields(include_hidden=True)
        for relation in relations:
            if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
                continue
            field = relation.field
            if not field.db_constraint:
                continue  # the history's
            pointing = self._ours(field.model._meta.label)
            loose = getattr(field.model, "LOOSE", None)
            for keys in _chunks(list(targets)):
                self._step(0)
                found = field.model._base_manager.filter(**{f"{field.name}__in": keys})
                if loose:
                    found = found.exclude(**loose)
                for referrer, target in found.values_list("pk", field.attname):
                    if referrer in pointing:
                        self.needs[pointing[referrer]].add(targets[target])
                    else:
                        self.why.setdefault(
                            targets[target], _("in use since: %(kind)s") % {"kind": field.model._meta.verbose_name}
                        )

    def _remove_loose(self, model: type[models.Model], keys: Sequence[int]) -> None:
        """What the house noted of these records by itself goes with them: a model's LOOSE says which of its rows are that."""
        for relation in model._meta.get_fields(include_hidden=True):
            field: Any = getattr(relation, "field", None)
            loose = getattr(field.model, "LOOSE", None) if field is not None and relation.auto_created else None
            if loose and field.db_constraint:
                found = list(field.model._base_manager.filter(**{f"{field.name}__in": keys}, **loose))
                bulk.remove(field.model, found, self._memory(field.model))

    def _spread(self) -> None:
        """What stays keeps what it cannot do without."""
        waiting = deque(self.why)
        while waiting:
            node = waiting.popleft()
            for other in self.needs.get(node, ()):
                if other not in self.why:
                    self.why[other] = _("another row that stays needs it")
                    waiting.append(other)

    def _restore(self, model: type[models.Model], keys: Sequence[int]) -> None:
        past = get_history_model_for_model(model)
        for some in _chunks(keys):
            before = _newest(past.objects.filter(id__in=some, history_date__lt=self.run.at))
            records = list(model._base_manager.filter(pk__in=some))
            for record in records:
                for field in past.tracked_fields:
                    setattr(record, field.attname, getattr(before[record.pk], field.attname))
            bulk.replace(model, records, self._memory(model))
            self._step(len(some))

    def _memory(self, model: type[models.Model]) -> bulk.Memory | None:
        return self.hand.memory() if hasattr(model, "history") else None

    def _write_down(self) -> list[Kept]:
        staying = {node: why for node, why in self.why.items() if isinstance(node, int)}
        kept = []
        for keys in _chunks(list(staying)):
            for row in RunRow.objects.filter(pk__in=keys).order_by("pk"):
                said: dict[str, Any] = json.loads(row.details) if row.details else {}
                row.details = json.dumps({**said, "kept": staying[row.pk]}, ensure_ascii=False)
                row.save(update_fields=["details"])
                kept.append(Kept(row.sheet, row.row, row.label, staying[row.pk]))
        for keys in _chunks(list(self.rows - staying.keys())):
            RunRow.objects.filter(pk__in=keys).update(taken_back=True)
        self.run.state, self.run.undone_by, self.run.undone_at = Run.State.UNDONE, self.hand.by, timezone.now()
        self.run.save(update_fields=["state", "undone_by", "undone_at"])
        return kept


def _newest(versions: models.QuerySet[Any]) -> dict[int, Any]:
    """The newest of these versions for each record."""
    return {version.id: version for version in versions.order_by("history_date", "history_id")}


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _dependents_first(models_used: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """The models in an order in which each comes before those that it points to."""
    left = list(models_used)
    ordered: list[type[models.Model]] = []
    while left:
        free = [model for model in left if not any(_points_to(other, model) for other in left if other is not model)]
        ordered += free or left[:1]  # two that point to each other go in either order: the database looks at the end
        left = [model for model in left if model not in ordered]
    return ordered


def _points_to(model: type[models.Model], other: type[models.Model]) -> bool:
    fields: Collection[Any] = model._meta.concrete_fields
    return any(field.is_relation and field.related_model is other for field in fields)
