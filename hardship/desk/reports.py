"""All reports: one page that lists them for a period and a union, each on screen and as a file."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hardship.models import Household
from hardship.reports.annual.build import years_with_data
from hardship.reports.annual.report import AnnualReport
from hardship.reports.papers.report import PaperReport
from hardship.reports.tables.table import Column, Part, Printed, TableReport, Values
from members.models import Union
from members.roles import may
from office.calendar import Period
from office.documents.pdf import PrintingUnavailable
from office.jobs.work import start
from office.refusal import Refusal
from office.reporting.reports import REPORTS, Report

from . import words
from .access import address_of, chosen_union, may_list
from .figures import DaysNotUnderstood, asked_period
from .printing import PDF, REVEAL, note_report, print_table, report_name

MEDIA = {
    "pdf": PDF,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
}
OFFERED = (AnnualReport, TableReport)  # papers of files, notices and visits are printed where they are read
YEARS = 4  # offered beside the days
ROWS = 100  # lines of a table on one page of the screen
ROWS_AT_ONCE = 300  # a longer table is printed in the background
UNIONS_LISTED = 300


class Asked:
    """Whose report, of which days. Raises Http404, PermissionDenied, DaysNotUnderstood."""

    def __init__(self, request: HttpRequest) -> None:
        if not may_list(request, Household):
            raise PermissionDenied
        self.union = chosen_union(request)
        self.period: Period = asked_period(request, timezone.localdate())

    @property
    def query(self) -> str:
        days = {"from": self.period.start.isoformat(), "to": self.period.end.isoformat()}
        return "?" + urlencode({**days, "union": self.union.pk})


def reports(request: HttpRequest) -> HttpResponse:
    try:
        asked = Asked(request)
    except DaysNotUnderstood:
        return _which_days(request)
    years = sorted({*years_with_data(asked.union)[-YEARS:], timezone.localdate().year}, reverse=True)
    context = {
        "title": _("All reports"),
        "asked": asked,
        "days": words.days_with_year(asked.period),
        "unions": Union.objects.visible_to(request.user).order_by("path")[:UNIONS_LISTED],
        "years": [(year, Period.of_year(year)) for year in years],
        "tables": [_offer(report, asked) for report in REPORTS.values() if isinstance(report, OFFERED)],
        "papers": [report for report in REPORTS.values() if isinstance(report, PaperReport)],
    }
    return render(request, "desk/reports.html", context)


def _offer(report: Report, asked: Asked) -> dict[str, Any]:
    """One line: where the report is read, and its files. The annual summary has a page of its own, for one's own calendar year."""
    if isinstance(report, TableReport):
        view = reverse("desk:report", args=[report.slug]) + asked.query
    else:
        view = reverse("desk:annual") + f"?year={asked.period.start.year}" if asked.period.is_calendar_year else ""
    files = [(form, reverse("desk:report_file", args=[report.slug, form]) + asked.query) for form in ("pdf", "xlsx")]
    return {"report": report, "name": getattr(report, "name", ""), "view": view, "files": files}


def report_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A table on screen, a hundred lines at a time, with masked numbers."""
    report = _table(slug)
    try:
        asked = Asked(request)
        built = report.build(asked.union, asked.period, whole=False)
    except DaysNotUnderstood:
        return _which_days(request)
    except Refusal as refusal:
        return _broken(request, refusal)
    page = Paginator(range(len(built.rows)), ROWS).get_page(request.GET.get("page"))
    first = max(page.start_index() - 1, 0)
    addresses = _addresses(request, built.columns, built.rows[first : first + ROWS])
    context = {
        "title": report.title,
        "asked": asked,
        "days": words.days_with_year(asked.period),
        "page": page,
        "count": len(built.rows),
        "report": Printed(report, built, Part(first, first + ROWS, len(built.rows), 1), addresses),
        "slug": slug,
        "reveals": report.has_numbers and may(request.user, REVEAL),
        "has_numbers": report.has_numbers,
    }
    return render(request, "desk/report.html", context)


def _addresses(
    request: HttpRequest, columns: Sequence[Column], rows: Sequence[Values]
) -> Callable[[Column, Values], str]:
    """Where a cell leads; "" where it leads nowhere, or to what the reader does not see. A query for each kind of record."""
    keys: dict[type[Model], set[Any]] = {}
    for column in columns:
        if column.opens is not None and may_list(request, column.opens):
            keys.setdefault(column.opens, set()).update(row[f"_{column.code}"] for row in rows)
    seen = {
        model: set(model.objects.visible_to(request.user).filter(pk__in=asked).values_list("pk", flat=True))
        for model, asked in keys.items()
    }

    def address(column: Column, row: Values) -> str:
        key = row[f"_{column.code}"] if column.opens is not None else None
        return address_of(column.opens, key) if key in seen.get(column.opens, ()) else ""

    return address


def report_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The report as a file, numbers masked."""
    report = REPORTS.get(slug)
    if not isinstance(report, OFFERED) or form not in report.formats:
        raise Http404
    return _file(request, report, form)


@require_POST
def report_whole(request: HttpRequest, slug: str) -> HttpResponse:
    """The same with whole numbers, for a reason."""
    if not may(request.user, REVEAL):
        raise PermissionDenied
    reason, form = request.POST.get("reason", "").strip(), request.POST.get("form", "")
    if form not in ("pdf", "xlsx"):
        raise Http404
    if len(reason) < 2:
        messages.error(request, _("Whole numbers are handed out for a reason only."))
        return redirect(f"{reverse('desk:report', args=[slug])}?{request.GET.urlencode()}")
    return _file(request, _table(slug), form, whole=True, reason=reason[:500])


def _file(request: HttpRequest, report: Report, form: str, *, whole: bool = False, reason: str = "") -> HttpResponse:
    """The file, or the job that makes it. Leaves an entry in the trail."""
    try:
        asked = Asked(request)
        options = {"whole": whole} if isinstance(report, TableReport) else {"by": request.user}
        built = report.build(asked.union, asked.period, **options)
        if form == "pdf" and isinstance(report, TableReport) and len(built.rows) > ROWS_AT_ONCE:
            days = asked.period.start.isoformat(), asked.period.end.isoformat()
            label = _("Print: %(paper)s") % {"paper": report.title}
            facts = (request.user.pk, report.slug, asked.union.pk, *days, whole, reason)
            return redirect("desk:job", start(print_table, *facts, label=str(label), by=request.user).pk)
        written = report.write(built, form)
    except DaysNotUnderstood:
        return _which_days(request)
    except Refusal as refusal:
        return _broken(request, refusal)
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect(f"{reverse('desk:reports')}?{request.GET.urlencode()}")
    note_report(report, asked.union, asked.period, form, by=request.user, whole=whole, reason=reason)
    response = HttpResponse(written, content_type=MEDIA[form])
    name = report_name(report, asked.union, asked.period, form)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _table(slug: str) -> TableReport:
    report = REPORTS.get(slug)
    if not isinstance(report, TableReport):
        raise Http404
    return report


def _which_days(request: HttpRequest) -> HttpResponse:
    said = _("The days are not a period: the first must not come after the last.")
    return render(request, "desk/problem.html", {"title": _("Which days?"), "sentence": said}, status=400)


def _broken(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    context = {"title": _("This report was not made"), "sentence": refusal.message}
    return render(request, "desk/problem.html", context, status=409)
