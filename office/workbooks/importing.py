"""Bring workbooks in: one transaction for each file, every row accounted for."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from office.trail.acts import note

from .marked import Mark, mark
from .models import Run, RunRow
from .reader import Unreadable, read
from .recognising import NoRoster, Recognised, recognise, remarks_on
from .roster import Row, Setting
from .sheets import cell_name

SUFFIXES = {".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".csv", ".tsv", ".txt", ".htm", ".html", ".xml"}
OUTCOMES = ("created", "updated", "unchanged", "rejected")


class Refused(Exception):
    """A file that could not be read, with the sentence that says why."""

    def __init__(self, path: Path, why: Unreadable | NoRoster) -> None:
        super().__init__(f"{path.name}: {why.message}")
        self.path, self.why = path, why


@dataclass
class FileResult:
    """What became of one workbook."""

    recognised: Recognised
    rows: list[Row]
    remarks: list[str | Promise] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        return sum(1 for row in self.rows if row.outcome == outcome)

    @property
    def rejected(self) -> int:
        return self.count("rejected")

    def errors(self) -> list[dict[str, Any]]:
        """One entry for each bad cell: sheet, row, column as printed, cell such as C14, code, message."""
        found = []
        for collected in self.recognised.sheets:
            columns = {name: column for column, name in collected.header.fields.items()}
            for row in collected.rows:
                for problem in row.problems:
                    column = columns.get(problem.field)
                    found.append(
                        {
                            "sheet": row.sheet,
                            "row": row.number,
                            "column": "" if column is None else collected.header.labels[column],
                            "cell": "" if column is None else cell_name(row.number, column + 1),
                            "code": problem.code,
                            "message": str(problem.message),
                        }
                    )
        return found

    def as_json(self) -> dict[str, Any]:
        """The entry of this file in `import_rosters --json` (design.md 6)."""
        return {
            "file": self.recognised.path.name,
            "kind": self.recognised.roster.kind,
            "read": len(self.rows),
            **{outcome: self.count(outcome) for outcome in OUTCOMES},
            "errors": self.errors(),
            "remarks": [str(remark) for remark in self.remarks],
        }

    def marked(self) -> bytes:
        """The same workbook with its bad cells marked."""
        return marked_copy([self])


def marked_copy(results: Sequence[FileResult]) -> bytes:
    """One workbook, which may have been several kinds, with the bad cells of all of them marked."""
    marks, statuses, headers = [], {}, {}
    words = {
        "created": _("Imported"),
        "updated": _("Updated"),
        "unchanged": _("Unchanged"),
        "rejected": _("Rejected"),
    }
    for collected in (collected for result in results for collected in result.recognised.sheets):
        headers[collected.sheet.name] = collected.header.last_row + 1
        columns = {name: column for column, name in collected.header.fields.items()}
        for row in collected.rows:
            statuses[row.sheet, row.number] = words[row.outcome]
            for problem in row.problems:
                column = columns.get(problem.field)
                marks.append(Mark(row.sheet, row.number, None if column is None else column + 1, str(problem.message)))
    first = results[0].recognised
    return mark(first.path, first.book, marks, statuses=statuses, header_rows=headers)


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


def open_all(paths: Sequence[Path], kind: str | None = None) -> list[Recognised]:
    """Read and recognise every file, in the order in which they depend on each other.

    A workbook with sheets of two kinds is two of the list, side by side. Raises Refused for the first file that fails.
    """
    files: list[list[Recognised]] = []
    for path in paths:
        try:
            files.append(sorted(recognise(path, read(path), kind), key=_order))
        except (Unreadable, NoRoster) as why:
            raise Refused(path, why) from why
    return [recognised for file in sorted(files, key=lambda file: _order(file[0])) for recognised in file]


def _order(recognised: Recognised) -> int:
    return recognised.roster.order


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
        for _path, kinds in groupby(opened, key=lambda recognised: recognised.path):
            with transaction.atomic():
                of_file = [_bring_in_one(recognised, by=by) for recognised in kinds]
            for result in of_file:
                results.append(result)
                told(result)
        if dry_run:
            transaction.set_rollback(True)
    return results


def _bring_in_one(recognised: Recognised, *, by: Any) -> FileResult:
    roster = recognised.roster
    rows = [row for collected in recognised.sheets for row in collected.rows]
    result = FileResult(recognised, rows)
    run = Run.objects.create(
        kind=roster.kind,
        file_name=recognised.path.name,
        file_hash=hashlib.sha256(recognised.path.read_bytes()).hexdigest(),
        by=by,
        read=0, created=0, updated=0, unchanged=0, rejected=0,
    )  # fmt: skip
    today = timezone.localdate()
    for name, why in recognised.passed_over:
        result.remarks.append(_("Sheet %(sheet)s was passed over: %(why)s.") % {"sheet": name, "why": why})
    for row in rows:
        roster.clean(row, on=today)
    for collected in recognised.sheets:
        result.remarks += remarks_on(collected, roster)
    setting = Setting(
        by=by, reason=_("Import %(file)s") % {"file": recognised.path.name}, places=recognised.places, run=run
    )
    roster.take(rows, setting)
    run.read = len(rows)
    for outcome in OUTCOMES:
        setattr(run, outcome, result.count(outcome))
    run.save()
    RunRow.objects.bulk_create(
        [
            RunRow(
                run=run,
                sheet=row.sheet[:100],
                row=row.number,
                outcome=outcome,
                model=record._meta.label,
                record=record.pk,
            )
            for row in rows
            if not row.problems
            for outcome, record in row.touched
        ],
        batch_size=1000,
    )
    counts = {outcome: getattr(run, outcome) for outcome in OUTCOMES}
    note("imported", by=by, on=run, kind=roster.kind, read=run.read, **counts)
    return result
