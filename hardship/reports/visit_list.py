"""A list for work on paper, to take along from door to door: A4 across, a sheet or more for each union, a column to write in;
and the same list as a workbook. A name stands with its masked number: paper gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from hardship.worklists import WORKLISTS, Sight, Worklist
from members.models import Staff, Union
from office.documents import pdf
from office.documents.sheets import Column, Kind, Table, workbook
from office.jobs.models import Job
from office.jobs.results import drop_stale
from office.jobs.work import progress
from office.privacy.files import drop, keep
from office.refusal import Refusal
from office.trail.acts import note

MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SEE = "hardship.view_household"
AT_ONCE = 200  # files that are read and laid out together
STYLES = ("base.css", "visit-list.css")
COLUMNS = (
    Column("number", "序号", 6, Kind.COUNT),
    Column("file_no", "档案编号", 15),
    Column("name", "姓名", 10),
    Column("id_no", "身份证号", 21),
    Column("union", "基层工会", 28),
    Column("address", "家庭住址", 34),
    Column("phone", "电话", 16),
    Column("why", "列入原因", 40),
    Column("seen", "走访情况", 40),
)


@dataclass(frozen=True)
class Line:
    """One household as the list tells of it."""

    number: int
    file_no: str
    name: str
    id_no: str
    union: str
    address: str
    phone: str
    why: str


@dataclass(frozen=True)
class VisitList:
    """A list for work as `sight.staff` sees it, of one union and below where one is chosen."""

    worklist: Worklist
    sight: Sight
    union: Union | None = None

    @property
    def name(self) -> str:
        return f"{self.worklist.label}{self.sight.day:%Y%m%d}"

    def keys(self) -> list[int]:
        return list(self.worklist.keys(self.sight, self.union))

    def lines(self, keys: Sequence[int]) -> Iterator[Line]:
        """In the order of the round, numbered from one in each union."""
        number, union = 0, None
        for record in self._records(keys):
            number = number + 1 if record.union_id == union else 1
            union = record.union_id
            yield Line(
                number,
                record.file_no,
                record.head.name,
                record.head.masked_id,
                record.union.name,
                record.address,
                record.phone or record.head.mobile,
                self.worklist.why(record, self.sight),
            )

    def _records(self, keys: Sequence[int]) -> Iterator[Any]:
        waiting = iter(keys)
        while some := list(islice(waiting, AT_ONCE)):
            yield from self.worklist.rows(some, self.sight)


def as_pdf(printed: VisitList, keys: Sequence[int], said: Callable[[int], None] = lambda done: None) -> bytes:
    """One PDF, each union on sheets of its own. `said` is told how many households are laid out."""
    with translation.override(settings.LANGUAGE_CODE):
        printing = pdf.Printing(STYLES)
        for page in _documents(printed, keys, said):
            printing.add(page)
        return printing.finish()


def as_xlsx(printed: VisitList, keys: Sequence[int], said: Callable[[int], None] = lambda done: None) -> bytes:
    """A workbook with one sheet."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = [{column.code: getattr(line, column.code, None) for column in COLUMNS} for line in printed.lines(keys)]
        said(len(rows))
        title = str(printed.worklist.label)
        table = Table(
            title,
            [title],
            COLUMNS,
            rows,
            left=f"走访时了解：{printed.worklist.look}",
            right=f"{printed.sight.day}",
            landscape=True,
        )
        return workbook([table], title=title, author=str(printed.sight.staff))


WRITERS = {"pdf": as_pdf, "xlsx": as_xlsx}


def _documents(printed: VisitList, keys: Sequence[int], said: Callable[[int], None]) -> Iterator[str]:
    done, files = 0, {one.name: one.files for one in printed.worklist.by_union(printed.sight)}
    for union, lines in groupby(printed.lines(keys), key=lambda line: line.union):
        while some := list(islice(lines, AT_ONCE)):
            yield _page(printed, union, some, files[union])
            done += len(some)
            said(done)
    if not done:
        yield _page(printed, str(printed.union or printed.sight.staff.union or ""), [], 0)


def _page(printed: VisitList, union: str, lines: list[Line], files: int) -> str:
    return render_to_string(
        "print/visit-list.html",
        {
            "title": printed.worklist.label,
            "look": printed.worklist.look,
            "union": union,
            "day": printed.sight.day,
            "lines": lines,
            "files": files,
        },
    )


def write_down(printed: VisitList, form: str, rows: int) -> None:
    """The trail entry that every list leaves which leaves the house."""
    with translation.override(settings.LANGUAGE_CODE):
        label = str(printed.worklist.label)
    union = printed.union.name if printed.union else ""
    note(
        "exported", by=printed.sight.staff, label=label, rows=rows, form=form, whole=False,
        list=f"worklist.{printed.worklist.slug}", filters=[[_("Union"), union]] if union else [],
    )  # fmt: skip


@task()
def write_visit_list(slug: str, form: str, staff: int, union: int | None) -> dict[str, Any]:
    """The list as its reader sees it now, in a kept file of the job; gives `rows`, and `name` and `media` for the download.

    Raises Refusal `export.denied` when the right to see files was taken from them meanwhile.
    """
    drop_stale()
    by = Staff.objects.select_related("union").get(pk=staff)
    if not by.is_active or not by.has_perm(SEE):
        raise Refusal("", "export.denied", _("You may no longer see what was to be exported."))
    chosen = Union.objects.visible_to(by).get(pk=union) if union else None
    printed = VisitList(WORKLISTS[slug], Sight(by, timezone.localdate()), chosen)
    keys = printed.keys()
    kept = keep(WRITERS[form](printed, keys, lambda done: progress.tell(done, len(keys), _("Laying out households"))))
    made = {"rows": len(keys), "name": f"{printed.name}.{form}", "media": MEDIA[form]}
    try:
        with transaction.atomic():
            if progress.job is not None:
                Job.objects.filter(pk=progress.job.pk).update(result_file=kept)
            write_down(printed, form, len(keys))
            progress.done(made)
    except BaseException:
        drop(kept)
        raise
    return made
