"""Bring workbooks in: one transaction for each file, every row accounted for."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from office import bulk
from office.history import Hand
from office.trail.acts import note

from .models import LearnedHeading, Run, RunRow, Upload, Workbook, answers
from .outcomes import OUTCOMES, Outcome, Outcomes, Telling, print_of, shared
from .reader import Unreadable, read
from .recognising import Choices, NoRoster, Recognised, recognise
from .returned import rows_taken_in
from .roster import Cleaning, Row, Setting
from .seeing import seen_of
from .storing import receive_file, sha256_of
from .totals import Sums

SUFFIXES = {".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".csv", ".tsv", ".txt", ".htm", ".html", ".xml"}

Progress = Callable[[int], None]
"""Told how many rows more are done; may raise to stop the work."""


class Refused(Exception):
    """A file that could not be read, with the sentence that says why."""

    def __init__(self, path: Path, why: Unreadable | NoRoster) -> None:
        super().__init__(f"{path.name}: {why.message}")
        self.path, self.why = path, why


@dataclass
class FileResult:
    """What became of the sheets of one workbook that are of one kind."""

    recognised: Recognised
    run: Run
    outcomes: Outcomes = field(default_factory=Outcomes)
    remarks: list[str | Promise] = field(default_factory=list)
    passed_over: int = 0  # rows of a marked copy that were taken in the first time

    @property
    def counts(self) -> dict[str, int]:
        """By outcome; doubtful rows are among the rejected."""
        counted = self.outcomes.counts
        return {
            outcome: counted[outcome] + (counted["doubtful"] if outcome == "rejected" else 0) for outcome in OUTCOMES
        }

    @property
    def read(self) -> int:
        return sum(self.counts.values())

    def errors(self) -> Iterator[dict[str, Any]]:
        """One entry for each bad cell: sheet, row, column as printed, cell such as C14, code, message."""
        for outcome in self.outcomes:
            for problem in outcome.problems():
                yield {
                    "sheet": outcome.sheet,
                    "row": outcome.row,
                    **{name: problem[name] for name in ("column", "cell", "code", "message")},
                }

    def as_json(self) -> dict[str, Any]:
        """The entry of this file in `import_rosters --json` (design.md 6)."""
        return {
            "file": self.recognised.path.name,
            "kind": self.recognised.roster.kind,
            "read": self.read,
            **self.counts,
            "errors": list(self.errors()),
            "remarks": [str(remark) for remark in self.remarks],
        }


def workbooks_in(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those in the folders named; a folder's owner-lock files and other kinds are passed over."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.iterdir())
            found += [
                file for file in inside if file.suffix.lower() in SUFFIXES and not file.name.startswith(("~$", "."))
            ]
        else:
            found.append(path)
    return found


def open_all(paths: Sequence[Path], kind: str = "") -> list[Recognised]:
    """Read and recognise every file, in the order in which they depend on each other.

    A workbook with sheets of two kinds is two of the list, side by side. Raises Refused for the first file that fails.
    """
    choices = Choices(kind=kind, headings=learned())
    files: list[list[Recognised]] = []
    for path in paths:
        try:
            files.append(sorted(recognise(path, read(path), choices), key=order_of))
        except (Unreadable, NoRoster) as why:
            raise Refused(path, why) from why
    return [recognised for file in sorted(files, key=lambda file: order_of(file[0])) for recognised in file]


def order_of(recognised: Recognised) -> int:
    """Where a workbook stands among those that it depends on."""
    return recognised.roster.order


def learned(scope: str | None = None) -> dict[str, dict[str, str]]:
    """Kind -> normalised heading -> field, as taught by the union whose path `scope` is and those above it; None: by all.

    What a lower union says goes before what one above it says.
    """
    found: dict[str, dict[str, str]] = {}
    for heading in sorted(LearnedHeading.objects.all(), key=lambda heading: len(heading.scope)):
        if scope is None or scope.startswith(heading.scope):
            found.setdefault(heading.kind, {})[heading.heading] = heading.field
    return found


def bring_in(
    opened: Sequence[Recognised],
    *,
    by: Any,
    dry_run: bool = False,
    told: Callable[[FileResult], None] = lambda result: None,
) -> list[FileResult]:
    """Import the workbooks, each in a transaction of its own; `told` hears of each when it is done.

    With `dry_run` everything happens just the same, later files seeing what earlier ones brought, and is then undone.
    """
    results = []
    with transaction.atomic() if dry_run else nullcontext():
        upload = Upload.objects.create(by=by, state=Upload.State.IMPORTED)
        files = [(path, list(kinds)) for path, kinds in groupby(opened, key=lambda recognised: recognised.path)]
        for path, kinds in files:
            with transaction.atomic():
                if dry_run:
                    workbook = Workbook.objects.create(
                        upload=upload, name=path.name, sha256=sha256_of(path.read_bytes())
                    )
                else:
                    workbook = receive_file(upload, path.name, path.read_bytes())
                of_file = take_in(workbook, kinds, by=by, rehearsal=dry_run, last=kinds is files[-1][1])
            for result in of_file:
                results.append(result)
                told(result)
        if dry_run:
            transaction.set_rollback(True)
    return results


def take_in(
    workbook: Workbook,
    kinds: Sequence[Recognised],
    *,
    by: Any,
    rehearsal: bool = False,
    last: bool = False,
    progress: Progress = lambda rows: None,
) -> list[FileResult]:
    """Import one workbook that was recognised as `kinds`. Runs in a transaction, which ends with the workbook imported.

    A `rehearsal` does the same without history, trail and record of its rows: its caller rolls the transaction back. When
    it is the `last` of a set, even less need be written.
    """
    said = answers()
    results = []
    for place, recognised in enumerate(kinds, 1):
        # What nobody comes after to see, and whose rows do not look at each other, need not be written to be rolled back.
        imagined = rehearsal and last and place == len(kinds) and recognised.roster.apart
        hand = Hand(by, _("Import %(file)s") % {"file": workbook.name}, rehearsal=rehearsal, imagined=imagined)
        results.append(_take_in_kind(workbook, recognised, hand, said, progress))
    if not rehearsal:
        workbook.state, workbook.imported_at = Workbook.State.IMPORTED, timezone.now()
        workbook.seen = seen_of(kinds)
        workbook.save(update_fields=["state", "imported_at", "seen"])
        for result in results:
            keep_outcomes(result.run, result.outcomes)
            counts: dict[str, Any] = result.counts
            note("imported", by=by, on=result.run, kind=result.run.kind, read=result.read, **counts)
    return results


def _take_in_kind(
    workbook: Workbook,
    recognised: Recognised,
    hand: Hand,
    said: Mapping[str, int | None],
    progress: Progress,
) -> FileResult:
    roster = recognised.roster
    run = Run.objects.create(workbook=workbook, kind=roster.kind, by=hand.by, at=hand.at, state=Run.State.IMPORTED)
    result = FileResult(recognised, run)
    for name, why in recognised.passed_over:
        result.remarks.append(_("Sheet %(sheet)s was passed over: %(why)s.") % {"sheet": name, "why": why})
    setting = Setting(hand=hand, places=recognised.places, run=run, answers=said)
    with without_gc():
        for portion in _portions(result):
            roster.take([row for _telling, row in portion], setting)
            result.outcomes.add(telling.outcome_of(row, whole=not hand.rehearsal) for telling, row in portion)
            progress(len(portion))
    if hand.shared:
        result.outcomes.add([shared(hand.shared)])
    tell(run, result)
    run.save()
    return result


def _portions(result: FileResult) -> Iterator[list[tuple[Telling, Row]]]:
    """The rows in portions. Rows of one person come last and all together, as one may be meant to make room for the other."""
    size = result.recognised.roster.portion
    rows = _cleaned(result)
    held_back: list[tuple[Telling, Row]] = []
    while portion := list(islice(rows, size)):
        held_back += [item for item in portion if not item[1].is_alone]
        yield [item for item in portion if item[1].is_alone]
    if held_back:
        yield held_back


@contextmanager
def without_gc() -> Iterator[None]:
    """Records of an import point to each other in one direction, so that they go by themselves: searching hundreds of
    thousands of them for circles took a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _cleaned(result: FileResult) -> Iterator[tuple[Telling, Row]]:
    """The rows of all sheets with their values, one after the other; those that were taken in before are left out."""
    roster = result.recognised.roster
    cleaning = Cleaning(roster, timezone.localdate())
    earlier = rows_taken_in(result.recognised)
    again = result.recognised.not_alone() if roster.apart else frozenset()
    for collected in result.recognised.sheets:
        telling, sums = Telling(collected, roster), Sums(collected, roster)
        for block in collected.blocks(again):
            cleaning.clean(block)
            for row in block:
                if collected.totals:
                    sums.add(row)
                if earlier and earlier[(told := print_of(row))]:
                    earlier[told] -= 1
                    result.passed_over += 1
                    continue
                yield telling, row
        result.remarks += sums.remarks()


def tell(run: Run, result: FileResult) -> None:
    """Write what became of the rows into the record of the run."""
    for outcome, count in result.counts.items():
        setattr(run, outcome, count)
    run.read, run.doubtful = result.read, result.outcomes.counts["doubtful"]
    run.passed_over = result.passed_over
    run.remarks = [str(remark) for remark in result.remarks]


def keep_outcomes(run: Run, outcomes: Outcomes) -> None:
    """Keep a record of every row of the run."""
    with without_gc():
        for portion in outcomes.portions():
            bulk.append(RunRow, ("run", *Outcome._fields), [(run.pk, *outcome) for outcome in portion])
