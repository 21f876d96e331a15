"""The workbooks of one set as its page shows them, and their sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import pgettext

from office.models import Run, Upload, Workbook
from office.workbooks.roster import ROSTERS
from office.workbooks.storing import imported_elsewhere

from .heads import Taught, asked_of

COUNTS = ("read", "created", "updated", "unchanged", "rejected", "doubtful", "passed_over")


@dataclass
class ShownFile:
    """A workbook with what its present runs found; those taken back are its past."""

    workbook: Workbook
    twin: Workbook | None  # the same file, imported with another set
    asked: int  # headings that are not understood

    @cached_property
    def runs(self) -> list[Run]:
        return [run for run in self.workbook.all_runs if run.state != Run.State.UNDONE]

    @cached_property
    def undone(self) -> list[Run]:
        return [run for run in self.workbook.all_runs if run.state == Run.State.UNDONE]

    @cached_property
    def counts(self) -> dict[str, int]:
        return sums_of(self.runs)

    @property
    def is_read(self) -> bool:
        return bool(self.runs)

    @property
    def is_imported(self) -> bool:
        return self.workbook.state == Workbook.State.IMPORTED

    @property
    def is_refused(self) -> bool:
        return self.workbook.state == Workbook.State.REFUSED

    @cached_property
    def kinds(self) -> list[Any]:
        return [ROSTERS[run.kind].label for run in self.runs if run.kind in ROSTERS]

    @cached_property
    def sheets(self) -> int:
        return sum(bool(sheet["kind"]) for sheet in self.workbook.seen)

    @property
    def remarks(self) -> list[str]:
        return [remark for run in self.runs for remark in run.remarks]

    @property
    def stem(self) -> str:
        return self.workbook.name.rpartition(".")[0] or self.workbook.name


def files_of(upload: Upload, taught: Taught) -> list[ShownFile]:
    """Three queries, however many files and rows there are."""
    runs = Prefetch("runs", Run.objects.select_related("undone_by").order_by("pk"), "all_runs")
    workbooks = list(upload.workbooks.prefetch_related(runs))
    twins = imported_elsewhere(workbooks)
    return [ShownFile(workbook, twins.get(workbook.sha256), asked_of(workbook, taught)) for workbook in workbooks]


def sums_of(counted: Iterable[Any]) -> dict[str, int]:
    runs = list(counted)
    return {name: sum(getattr(run, name) for run in runs) for name in COUNTS}


def totals_of(files: Sequence[ShownFile]) -> dict[str, int]:
    totals = sums_of(run for file in files for run in file.runs)
    return totals | {"sheets": sum(file.sheets for file in files if not file.is_refused)}


def waiting_counts(files: Iterable[ShownFile]) -> dict[str, int]:
    """The sums of the files that an import would take in, and `rows`, which it would create or change."""
    counts = sums_of(run for file in files if file.workbook.state == Workbook.State.READY for run in file.runs)
    return counts | {"rows": counts["created"] + counts["updated"]}


def chosen(files: Sequence[ShownFile], asked: str) -> ShownFile | None:
    """The file of `?file=`, else the first that needs somebody: for rows, since it cannot be read, for a heading."""
    by_key = {str(file.workbook.pk): file for file in files}
    if asked in by_key:
        return by_key[asked]
    for needs in (lambda file: file.counts["rejected"], lambda file: file.is_refused, lambda file: file.asked):
        if needy := [file for file in files if needs(file)]:
            return needy[0]
    return files[0] if files else None


@dataclass(frozen=True)
class Part:
    """A stretch of the bar of all rows, in hundredths of its width."""

    name: str
    label: str
    key: str
    count: int
    start: float
    width: float
    file: int | None


def parts_of(files: Sequence[ShownFile], totals: dict[str, int]) -> list[Part]:
    """What became of all rows, for the bar and the words below it; each leads to the first file that has such rows."""
    whole, start, parts = max(1, totals["read"]), 0.0, []
    for name, label, key in (
        ("created", pgettext("rows", "Created"), "fill"),
        ("updated", pgettext("rows", "Updated"), "warn"),
        ("unchanged", pgettext("rows", "Unchanged"), "quiet"),
        ("rejected", pgettext("rows", "Rejected"), "error"),
    ):
        width = 100 * totals[name] / whole
        first = next((file.workbook.pk for file in files if file.counts[name]), None)
        parts.append(Part(name, label, key, totals[name], start, width, first))
        start += width
    return parts
