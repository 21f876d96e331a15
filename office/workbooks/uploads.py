"""A set of workbooks from its upload to its import: tried out as often as somebody corrects it, then imported or put away."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office.privacy.files import drop
from office.trail.acts import note

from .headings import normalise
from .importing import FileResult, Progress, keep_outcomes, learned, order_of, take_in, tell
from .models import Answer, LearnedHeading, Run, Upload, Workbook
from .reader import Unreadable, read_bytes
from .recognising import Choices, NoRoster, Recognised, recognise
from .roster import ROSTERS, Roster
from .seeing import seen_of
from .storing import content_of, drop_file, receive_file

MOST_FILES = 50


@dataclass
class Opened:
    """A workbook that was read and recognised, or why it was not."""

    workbook: Workbook
    kinds: list[Recognised]
    refusal: Unreadable | NoRoster | None = None

    @property
    def order(self) -> int:
        return order_of(self.kinds[0]) if self.kinds else 0

    @property
    def rows(self) -> int:
        return sum(map(len, self.kinds))


@transaction.atomic
def receive(files: Iterable[tuple[str, bytes]], *, by: Any) -> Upload:
    """Keep the files (name, content) as one set, all or none. Nothing is read yet."""
    upload = Upload.objects.create(by=by)
    kept: list[Workbook] = []
    try:
        for name, content in files:
            kept.append(receive_file(upload, name, content))
        note("uploaded", by=by, on=upload, files=[workbook.name for workbook in kept])
    except BaseException:
        for workbook in kept:
            drop(workbook.kept)
        raise
    return upload


def open_workbook(workbook: Workbook, scope: str) -> Opened:
    """Read the kept file and recognise its sheets, as people said or else as is learned for the unions below `scope`."""
    try:
        book = read_bytes(content_of(workbook), workbook.name)
        return Opened(workbook, sorted(recognise(Path(workbook.name), book, choices_of(workbook, scope)), key=order_of))
    except (Unreadable, NoRoster) as why:
        return Opened(workbook, [], why)


def choices_of(workbook: Workbook, scope: str) -> Choices:
    """What was said of this workbook goes before what was learned."""
    said = workbook.choices
    headings = learned(scope)
    for kind, own in said.get("headings", {}).items():
        headings[kind] = headings.get(kind, {}) | own
    return Choices(said.get("kind", ""), said.get("sheets", {}), headings)


def try_out(
    upload: Upload,
    *,
    scope: str,
    by: Any,
    progress: Callable[[int, int, str], None] = lambda done, total, said: None,
    finish: Callable[[], None] = lambda: None,
) -> None:
    """Read every workbook of the set and find out what its import would do, later files seeing what earlier ones bring.

    Nothing of it is saved but the outcome of each row, as it would be for `by`. `progress` is told rows done, rows in all
    and the file at hand.
    `finish` is called inside the transaction that keeps the outcome.
    """
    opened = open_set(upload, scope=scope, progress=progress)
    results: list[list[FileResult]] = []
    with transaction.atomic():
        last = next((item for item in reversed(opened) if item.kinds), None)
        for item, counted in _with_progress(opened, progress):
            results.append(
                take_in(item.workbook, item.kinds, by=by, rehearsal=True, last=item is last, progress=counted)
            )
        transaction.set_rollback(True)
    with transaction.atomic():
        for item in opened:
            _keep_trial(
                item, next((of_file for of_file in results if of_file[0].run.workbook_id == item.workbook.pk), [])
            )
        upload.state = Upload.State.TRIED
        upload.save(update_fields=["state"])
        finish()


def import_set(
    upload: Upload,
    *,
    scope: str,
    by: Any,
    progress: Callable[[int, int, str], None] = lambda done, total, said: None,
    finish: Callable[[], None] = lambda: None,
) -> None:
    """Import what is ready, each workbook in a transaction of its own that ends with the workbook imported. `by` signs it.

    Doing it again goes on with the workbooks that are left, so an import that was interrupted loses and doubles nothing.
    """
    left = upload.workbooks.filter(state=Workbook.State.READY)
    opened = [item for item in open_set(upload, scope=scope, progress=progress, of=left) if item.kinds]
    for item, counted in _with_progress(opened, progress):
        with transaction.atomic():
            # Asked again under the lock: a worker that was given up for dead may wake and import beside the one in its place.
            held = Workbook.objects.select_for_update().filter(pk=item.workbook.pk, state=Workbook.State.READY).first()
            if held is not None:
                held.runs.filter(state=Run.State.TRIAL).delete()
                take_in(held, item.kinds, by=by, progress=counted)
    with transaction.atomic():
        upload.state = Upload.State.IMPORTED
        upload.save(update_fields=["state"])
        finish()


def open_set(
    upload: Upload,
    *,
    scope: str,
    progress: Callable[[int, int, str], None],
    of: Iterable[Workbook] | None = None,
) -> list[Opened]:
    """The workbooks of the set that are not imported yet, read, in the order in which they depend on each other."""
    opened = []
    for workbook in of if of is not None else upload.workbooks.exclude(state=Workbook.State.IMPORTED):
        progress(0, 0, _("Reading %(file)s") % {"file": workbook.name})
        opened.append(open_workbook(workbook, scope))
    return sorted(opened, key=lambda item: item.order)


def _with_progress(
    opened: Sequence[Opened], progress: Callable[[int, int, str], None]
) -> Iterable[tuple[Opened, Progress]]:
    """Every workbook that has rows, with somebody to tell how many more are done."""
    total, done = sum(item.rows for item in opened), 0
    for item in opened:
        if not item.kinds:
            continue
        before = done

        def counted(rows: int, name: str = item.workbook.name) -> None:
            nonlocal done
            done += rows
            progress(done, total, name)

        progress(before, total, item.workbook.name)
        yield item, counted


def _keep_trial(item: Opened, results: Sequence[FileResult]) -> None:
    """What the trial found, in place of what an earlier one did."""
    workbook = item.workbook
    workbook.runs.filter(state=Run.State.TRIAL).delete()
    workbook.refusal = {"code": item.refusal.code, "message": str(item.refusal.message)} if item.refusal else {}
    workbook.state = Workbook.State.REFUSED if item.refusal else Workbook.State.READY
    workbook.seen = seen_of(item.kinds, item.refusal)
    workbook.save(update_fields=["state", "refusal", "seen"])
    for result in results:
        run = Run(workbook=workbook, kind=result.run.kind, by=result.run.by, at=timezone.now())
        tell(run, result)
        run.save()
        keep_outcomes(run, result.outcomes)


# What people say of a set.


def say_kind(workbook: Workbook, kind: str, sheet: str = "") -> None:
    """The workbook, or one sheet of it, is of this kind; "" leaves it to be recognised, SKIPPED passes the sheet over."""
    said: dict[str, Any] = dict(workbook.choices)
    if sheet:
        said["sheets"] = {**said.get("sheets", {}), sheet: kind}
    else:
        said["kind"] = kind
    workbook.choices = said
    workbook.save(update_fields=["choices"])


@transaction.atomic
def say_heading(
    workbook: Workbook, kind: str, heading: str, field: str, *, scope: str, by: Any, for_ever: bool
) -> None:
    """A heading, as printed, means this field of the kind ("": it is not to be imported), in this workbook or for ever.

    What is said for ever holds for the unions below `scope`. Raises KeyError for a kind or a field that does not exist.
    """
    roster: Roster = ROSTERS[kind]
    if field:
        roster.fields[field]
    word = normalise(heading)
    said: dict[str, Any] = dict(workbook.choices)
    own: Mapping[str, Mapping[str, str]] = said.get("headings", {})
    said["headings"] = {**own, kind: {**own.get(kind, {}), word: field}}
    workbook.choices = said
    workbook.save(update_fields=["choices"])
    if for_ever:
        taught, _created = LearnedHeading.objects.update_or_create(
            scope=scope, kind=kind, heading=word[:100], defaults={"printed": heading[:100], "field": field, "by": by}
        )
        note("heading taught", by=by, on=taught, kind=kind, field=field)


@transaction.atomic
def forget_heading(taught: LearnedHeading, *, by: Any) -> None:
    """What was taught of a heading holds no longer: workbooks that are read from now on ask again."""
    note("heading forgotten", by=by, on=taught, kind=taught.kind, field=taught.field)
    taught.delete()


@transaction.atomic
def answer(key: str, record: int | None, *, by: Any) -> None:
    """Whom a doubtful row means: the key of a candidate, or None for somebody new. Nobody is asked again."""
    said, _created = Answer.objects.update_or_create(key=key, defaults={"record": record, "by": by})
    note("doubt answered", by=by, on=said, record=record)


@transaction.atomic
def put_away(upload: Upload, *, by: Any) -> None:
    """Give a set up that is not imported: its files and the outcomes of its trial go, that it was there stays."""
    for workbook in upload.workbooks.exclude(state=Workbook.State.IMPORTED):
        workbook.runs.filter(state=Run.State.TRIAL).delete()
        drop_file(workbook)
    upload.state = Upload.State.PUT_AWAY
    upload.save(update_fields=["state"])
    note("put away", by=by, on=upload)
