"""The rows of one workbook, a page of those with one outcome."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from hardship.desk.access import address_of, has_page
from office.models import RunRow
from office.workbooks.roster import ROSTERS

from .files import ShownFile

PER_PAGE = 50
KEPT_SHOWN = 50
TABS = {
    "rejected": pgettext_lazy("rows", "Rejected"),
    "doubtful": pgettext_lazy("rows", "Doubtful"),
    "created": pgettext_lazy("rows", "Created"),
    "updated": pgettext_lazy("rows", "Updated"),
    "unchanged": pgettext_lazy("rows", "Unchanged"),
}
TO_REPAIR = ("rejected", "doubtful")


@dataclass(frozen=True)
class Tab:
    name: str
    label: Any
    count: int


@dataclass
class ShownRow:
    """A row of the workbook. `address`: the page of the record that it made or changed, "" where there is none to open."""

    row: RunRow
    details: dict[str, Any]
    address: str = ""

    @property
    def problems(self) -> list[dict[str, Any]]:
        return self.details.get("problems", [])

    @property
    def doubts(self) -> list[tuple[str, dict[str, Any]]]:
        """The name of the field that answers each doubt, and the doubt."""
        return [
            (f"meant-{self.row.pk}-{at}", problem) for at, problem in enumerate(self.problems) if "doubt" in problem
        ]

    @property
    def changes(self) -> list[list[str]]:
        """Field, before, after; what is told of two records in the same words is told once."""
        return [list(change) for change in dict.fromkeys(map(tuple, self.details.get("changes", [])))]

    @property
    def remarks(self) -> list[str]:
        return self.details.get("remarks", [])

    @property
    def kept(self) -> str:
        """Why it was not taken back."""
        return self.details.get("kept", "")


class CountedPages(Paginator):
    """Pages of rows whose number is known from the run, so that nobody counts them."""

    def __init__(self, rows: Any, count: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.known = count

    @cached_property
    def count(self) -> int:
        return self.known


@dataclass
class Rows:
    """What of a file's rows is on the page."""

    tabs: list[Tab]
    shown: str
    page: Any = None
    rows: list[ShownRow] = field(default_factory=list)


def tabs_of(file: ShownFile) -> list[Tab]:
    counts = file.counts | {"rejected": file.counts["rejected"] - file.counts["doubtful"]}
    return [Tab(name, label, counts[name]) for name, label in TABS.items()]


def rows_of(request: HttpRequest, file: ShownFile) -> Rows:
    """The tab of `?rows=`, else the first with rows in it; two queries, and one for each kind of record that is linked."""
    tabs = tabs_of(file)
    asked = request.GET.get("rows", "")
    filled = [tab for tab in tabs if tab.count]
    tab = next((tab for tab in tabs if tab.name == asked), None) or next(iter(filled), tabs[0])
    found = RunRow.objects.filter(run__in=file.runs, outcome=tab.name, row__gt=0)
    # Rows of one person are dealt with last. Who repairs a sheet goes down it; elsewhere sorting a million rows would cost.
    found = found.order_by("sheet", "row") if tab.name in TO_REPAIR else found.order_by("pk")
    page = CountedPages(found, tab.count).get_page(request.GET.get("page"))
    rows = [told(row) for row in page]
    if file.is_imported:
        _link(request, file, rows)
    return Rows(tabs, tab.name, page, rows)


def told(row: RunRow) -> ShownRow:
    return ShownRow(row, json.loads(row.details) if row.details else {})


def kept_of(file: ShownFile) -> list[ShownRow]:
    """Rows that could not be taken back with their import, the first of them, while the file is not imported again."""
    if file.is_imported or not file.undone:
        return []
    rows = RunRow.objects.filter(run__in=file.undone, taken_back=False, row__gt=0).exclude(records="")
    return [told(row) for row in rows.order_by("pk")[:KEPT_SHOWN]]


def _link(request: HttpRequest, file: ShownFile, rows: Sequence[ShownRow]) -> None:
    """Give every row the page of a record of it that the user may open: that of the kind the roster lists, else the first."""
    listed = {run.pk: ROSTERS[run.kind].get_queryset().model._meta.label for run in file.runs if run.kind in ROSTERS}
    records: dict[int, list[tuple[str, int]]] = {}
    wanted: dict[str, set[int]] = defaultdict(set)
    for shown in rows:
        of_row = [(label, key) for label, key, _created in json.loads(shown.row.records or "[]")]
        of_row.sort(key=lambda record: record[0] != listed.get(shown.row.run_id))
        records[shown.row.pk] = of_row
        for label, key in of_row:
            wanted[label].add(key)
    seen = {label: _seen(request, label, keys) for label, keys in wanted.items()}
    for shown in rows:
        for label, key in records[shown.row.pk]:
            if key in seen[label]:
                shown.address = address_of(apps.get_model(label), key)
                break


def _seen(request: HttpRequest, label: str, keys: set[int]) -> set[int]:
    """Those of the records that there is a page for and that the user sees."""
    model = apps.get_model(label)
    if not has_page(request, model):
        return set()
    return set(model._default_manager.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
