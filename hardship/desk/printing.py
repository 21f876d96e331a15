"""Papers of files and long reports as PDF: what somebody may print, how it is written, and the entry that each print leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from hardship.models import Household
from hardship.reports.annual.words import title_of
from hardship.reports.papers.report import PaperReport, Papers
from members.models import Staff, Union
from members.roles import may
from office.calendar import Period
from office.jobs.models import Job
from office.jobs.results import drop_stale
from office.jobs.work import progress
from office.privacy.files import BLOCK, drop, keep
from office.refusal import Refusal
from office.reporting.reports import REPORTS, Report
from office.trail.acts import note

PDF = "application/pdf"
REVEAL = "members.reveal_person"
AT_ONCE = 20  # files; more are printed in the background
DENIED = gettext_lazy("You may no longer see what was to be printed.")


def papers() -> dict[str, PaperReport]:
    """The papers of a file by their slugs, the form itself first."""
    found = {slug: report for slug, report in REPORTS.items() if isinstance(report, PaperReport)}
    return dict(sorted(found.items(), key=lambda pair: pair[0] != "file"))


@dataclass(frozen=True)
class Order:
    """What somebody wants printed: a paper, of these files or of all that a list with this query string shows, how and why."""

    paper: str
    keys: tuple[int, ...] = ()
    listed: str | None = None
    whole: bool = False
    reason: str = ""

    def as_facts(self) -> dict[str, Any]:
        """What JSON can hold of it: `Order.of(facts)` is the order again."""
        return asdict(self)

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Order:
        return cls(**facts | {"keys": tuple(facts["keys"])})

    @property
    def report(self) -> PaperReport:
        return papers()[self.paper]

    def chosen(self, staff: Any) -> list[int]:
        """The keys of the files, as `staff` sees them now, by file number."""
        if self.listed is None:
            files = Household.objects.visible_to(staff).filter(pk__in=self.keys)
        else:
            request = HttpRequest()
            request.method, request.GET, request.user = "GET", QueryDict(self.listed), staff
            files = admin.site.get_model_admin(Household).get_changelist_instance(request).queryset
        return list(files.order_by("file_no").values_list("pk", flat=True))

    def print_out(self, keys: list[int], said: Callable[[int], None] = lambda done: None) -> bytes:
        return self.report.print_out(Papers(keys, whole=self.whole), said)


def write_down(order: Order, keys: list[int], *, by: Any) -> None:
    """The trail entry: who printed whose papers, and why with whole numbers."""
    numbers = list(Household.objects.filter(pk__in=keys).order_by("file_no").values_list("file_no", flat=True))
    one = Household.objects.select_related("head").get(pk=keys[0]) if len(keys) == 1 else None
    note(
        "printed",
        by=by,
        on=one,
        label="" if one else order.report.name,
        reason=order.reason,
        paper=order.paper,
        files=numbers,
        whole=order.whole,
    )


def file_name(order: Order, keys: list[int]) -> str:
    if len(keys) == 1:
        return f"{Household.objects.values_list('file_no', flat=True).get(pk=keys[0])}{order.report.name}.pdf"
    return f"{order.report.name}{timezone.localdate():%Y%m%d}.pdf"


@task()
def print_files(staff: int, order: dict[str, Any]) -> dict[str, Any]:
    """The papers as one PDF in a kept file of the job, as this member of staff sees the files now.

    Gives `rows` (files), and for the download `name` and `media`. Raises Refusal `print.denied` when a right was taken from
    them meanwhile, `print.none` when no file is left.
    """
    drop_stale()
    asked, by = Order.of(order), Staff.objects.get(pk=staff)
    if not may(by, "hardship.view_household") or (asked.whole and not may(by, REVEAL)):
        raise Refusal("", "print.denied", DENIED)
    keys = asked.chosen(by)
    if not keys:
        raise Refusal("", "print.none", _("There is no file left to be printed."))
    said = _("Laying out files")
    written = asked.print_out(keys, lambda done: progress.tell(done, len(keys), said))
    return keep_pdf(written, len(keys), file_name(asked, keys), lambda: write_down(asked, keys, by=by))


def keep_pdf(written: bytes, count: int, name: str, write_down_too: Callable[[], None]) -> dict[str, Any]:
    """Keep the PDF as the file of the running job; the entry in the trail and the end of the job are one."""
    kept = keep(iter([written[start : start + BLOCK] for start in range(0, len(written), BLOCK)]))
    made = {"rows": count, "name": name, "media": PDF}
    try:
        with transaction.atomic():
            if progress.job is not None:
                Job.objects.filter(pk=progress.job.pk).update(result_file=kept)
            write_down_too()
            progress.done(made)
    except BaseException:
        drop(kept)
        raise
    return made


@task()
def print_table(staff: int, slug: str, union: int, start: str, end: str, whole: bool, reason: str) -> dict[str, Any]:
    """A long table as PDF in a kept file of the job. Raises Refusal `print.denied`, and what building the report raises."""
    drop_stale()
    by = Staff.objects.get(pk=staff)
    place = Union.objects.visible_to(by).filter(pk=union).first()
    if place is None or not may(by, "hardship.view_household") or (whole and not may(by, REVEAL)):
        raise Refusal("", "print.denied", DENIED)
    report, period = REPORTS[slug], Period(date.fromisoformat(start), date.fromisoformat(end))
    built = report.build(place, period, whole=whole)
    said = _("Laying out rows")
    written = report.print_out(built, lambda done: progress.tell(done, len(built.rows), said))

    def write_down_too() -> None:
        note_report(report, place, period, "pdf", by=by, whole=whole, reason=reason)

    return keep_pdf(written, len(built.rows), report_name(report, place, period, "pdf"), write_down_too)


def note_report(
    report: Report, union: Union, period: Period, form: str, *, by: Any, whole: bool = False, reason: str = ""
) -> None:
    """The trail entry that every report leaves that is handed out."""
    days = {"start": period.start, "end": period.end}
    note("report written", by=by, on=union, reason=reason, report=report.slug, form=form, whole=whole, **days)


def report_name(report: Report, union: Union, period: Period, form: str) -> str:
    name = getattr(report, "name", str(report.title))
    return f"{union.name}{title_of(period)}{name}.{form}"
