"""The page of one set: how far it is, its files, the rows and headings of one of them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache

from hardship.desk.jobs import percent_of, time_left_of, waiting_of
from members.roles import may
from office.jobs.work import Standing, standing
from office.models import Job, Upload, Workbook
from office.workbooks import tasks
from office.workbooks.importing import learned
from office.workbooks.recognising import SKIPPED

from .files import ShownFile, chosen, files_of, parts_of, totals_of, waiting_counts
from .heads import Taught, heads_of, kinds, sheets_of
from .rows import kept_of, rows_of
from .sets import BRING_IN, TAKE_BACK, scope_of, the_set

RECEIVED, RECOGNISED, TRIED, IMPORTED = 1, 2, 3, 4
LABELS = {
    RECEIVED: gettext_lazy("Upload"),
    RECOGNISED: pgettext_lazy("step", "Recognise"),
    TRIED: pgettext_lazy("step", "Try out"),
    IMPORTED: pgettext_lazy("step", "Import"),
}
WRITING = (tasks.import_set.module_path, tasks.take_back.module_path)


@dataclass(frozen=True)
class Step:
    number: int
    label: Any
    note: str
    is_done: bool
    is_here: bool


def set_page(request: HttpRequest, pk: int) -> HttpResponse:
    upload = the_set(request, pk)
    now = standing(upload.job) if upload.job else None
    at_work = now is not None and not now.is_over
    if at_work is False and upload.job:
        upload.refresh_from_db(fields=["state"])  # the job may have ended between the two looks
    taught = learned(scope_of(request))
    files = files_of(upload, taught)
    totals, waiting = totals_of(files), waiting_counts(files)
    file = chosen(files, request.GET.get("file", ""))
    may_bring_in = may(request.user, BRING_IN)
    is_open = upload.state in (Upload.State.RECEIVED, Upload.State.TRIED)
    context = {
        "title": _("Import of rosters"),
        "upload": upload,
        "now": now,
        "at_work": at_work,
        "told": told_of(upload, now) if at_work else None,
        "failed": now is not None and now.state in (Job.State.FAILED, Job.State.CANCELLED),
        "steps": steps_of(upload, now if at_work else None, files),
        "files": files,
        "totals": totals,
        "parts": parts_of(files, totals),
        "unread": sum(file.is_refused for file in files),
        "waiting": waiting,
        "to_write": waiting["rows"],
        "ready": any(file.workbook.state == Workbook.State.READY for file in files),
        "imported": any(file.is_imported for file in files),
        "may_bring_in": may_bring_in,
        "may_import": may_bring_in and not at_work and upload.state == Upload.State.TRIED,
        "may_correct": may_bring_in and not at_work and is_open,
        "may_take_back": may(request.user, TAKE_BACK) and not at_work,
        "State": Upload.State,
        "ask": request.GET.get("ask", ""),
        "file": file,
        **(_of_file(request, file, taught) if file else {}),
    }
    return render(request, "desk/imports/set.html", context)


def _of_file(request: HttpRequest, file: ShownFile, taught: Taught) -> dict[str, Any]:
    workbook = file.workbook
    return {
        "rows": rows_of(request, file) if file.is_read else None,
        "kept": kept_of(file),
        "heads": heads_of(workbook, taught),
        "sheets": sheets_of(workbook),
        "kinds": kinds(),
        "said": workbook.choices.get("kind", ""),
        "skipped": SKIPPED,
    }


@never_cache
def set_standing(request: HttpRequest, pk: int) -> JsonResponse:
    """What static/js/job.js asks for every second: `over`, `percent`, `step`, and the texts `what`, `line` and `count`."""
    upload = the_set(request, pk)
    # Looking on is no work: it does not prolong the session.
    del request.session
    if upload.job is None:
        return JsonResponse({"over": True})
    return JsonResponse(told_of(upload, standing(upload.job)))


def told_of(upload: Upload, now: Standing) -> dict[str, Any]:
    count = f"{now.done:,} / {now.total:,}" if now.total else ""
    return {
        "over": now.is_over,
        "percent": percent_of(now),
        "step": step_of(upload, now),
        "what": upload.job.label if now.total else "",
        "line": waiting_of(now) or now.said or upload.job.label,
        "count": "　".join(filter(None, [count, time_left_of(now)])),
    }


def step_of(upload: Upload, now: Standing | None) -> int:
    """The step that a set is at: while its files are read they are recognised, with the first row the trial begins."""
    if now is not None:
        if upload.job.task in WRITING:
            return IMPORTED
        return TRIED if now.total else RECOGNISED
    return {Upload.State.TRIED: IMPORTED, Upload.State.IMPORTED: IMPORTED + 1}.get(upload.state, RECOGNISED)


def steps_of(upload: Upload, now: Standing | None, files: list[ShownFile]) -> list[Step]:
    here = step_of(upload, now)
    known = {kind for file in files for kind in map(str, file.kinds)}
    notes = {
        RECEIVED: ngettext("%(count)d file", "%(count)d files", len(files)) % {"count": len(files)},
        RECOGNISED: ngettext("%(count)d kind", "%(count)d kinds", len(known)) % {"count": len(known)} if known else "",
        TRIED: _("saves nothing"),
        IMPORTED: _("all at once, can be taken back"),
    }
    return [Step(number, LABELS[number], notes[number], number < here, number == here) for number in notes]
