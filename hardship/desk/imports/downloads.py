"""A workbook to take along: as it was brought in, or marked with what became of its rows."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django_tasks import task

from members.models import Staff
from members.roles import may
from office.jobs.models import Job
from office.jobs.results import drop_stale
from office.jobs.work import progress, start
from office.models import Run, RunRow, Workbook
from office.privacy.files import BLOCK, drop, keep
from office.refusal import Refusal
from office.trail.acts import note
from office.workbooks.exporting import MEDIA, XLSX
from office.workbooks.marking import marked_with
from office.workbooks.outcomes import Outcome
from office.workbooks.storing import content_of
from office.workbooks.uploads import open_workbook

from .sets import BRING_IN, address_of_set, scope_of, the_file, the_set

AT_ONCE = 2 * BLOCK  # bytes of a workbook; a longer one is marked in the background
ROWS_AT_ONCE = 5_000
ANY = "application/octet-stream"  # browsers open nothing of this type by themselves


def original(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The file as it was brought in."""
    workbook = _workbook(request, pk, file)
    content = _content(workbook)
    note("original downloaded", by=request.user, on=workbook)
    return _as_file(content, workbook.name, ANY)


def marked(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The workbook with its bad cells red and a column of results, or the page of the job that makes it."""
    workbook = _workbook(request, pk, file)
    content, scope = _content(workbook), scope_of(request)
    rows = sum(workbook.runs.exclude(state=Run.State.UNDONE).values_list("read", flat=True))
    if len(content) > AT_ONCE or rows > ROWS_AT_ONCE:
        label = _("Marked copy: %(file)s") % {"file": workbook.name}
        return redirect(
            "desk:job", start(write_marked, workbook.pk, request.user.pk, scope, label=label, by=request.user).pk
        )
    try:
        copy = marked_copy_of(workbook, content, scope)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect(address_of_set(workbook.upload, workbook.pk))
    note("marked copy downloaded", by=request.user, on=workbook)
    return _as_file(copy, name_of_copy(workbook), MEDIA[XLSX])


@task()
def write_marked(workbook: int, staff: int, scope: str) -> dict[str, Any]:
    """The marked copy in a kept file of the job; gives `name` and `media` for the download."""
    drop_stale()
    found, by = Workbook.objects.get(pk=workbook), Staff.objects.get(pk=staff)
    made = {"name": name_of_copy(found), "media": MEDIA[XLSX]}
    kept = keep(marked_copy_of(found, content_of(found), scope))
    try:
        with transaction.atomic():
            Job.objects.filter(pk=progress.job.pk).update(result_file=kept)
            note("marked copy downloaded", by=by, on=found)
            progress.done(made)
    except BaseException:
        drop(kept)
        raise
    return made


def marked_copy_of(workbook: Workbook, content: bytes, scope: str) -> bytes:
    """Raises Refusal `workbook.not_read` for one of which no rows are known."""
    runs = list(workbook.runs.exclude(state=Run.State.UNDONE))
    opened = open_workbook(workbook, scope)
    if not runs or not opened.kinds:
        raise Refusal("", "workbook.not_read", _("This workbook could not be read, so there is nothing to mark in it."))
    return marked_with(content, opened.kinds, _outcomes(runs), number=workbook.pk)


def name_of_copy(workbook: Workbook) -> str:
    return _("%(file)s, marked.xlsx") % {"file": workbook.name.rpartition(".")[0] or workbook.name}


def _outcomes(runs: list[Run]) -> Iterator[Outcome]:
    rows = RunRow.objects.filter(run__in=runs).order_by("pk")
    for row in rows.iterator():
        yield Outcome(row.sheet, row.row, row.outcome, row.label, row.print, row.details, row.records)


def _workbook(request: HttpRequest, pk: int, file: int) -> Workbook:
    """What one brings in one may fetch again: its ID numbers are whole."""
    workbook = the_file(the_set(request, pk), file)
    if not may(request.user, BRING_IN):
        raise PermissionDenied
    return workbook


def _content(workbook: Workbook) -> bytes:
    try:
        return content_of(workbook)
    except FileNotFoundError as gone:
        raise Http404 from gone


def _as_file(content: bytes, name: str, media: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
