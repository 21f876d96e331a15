"""Long work as whoever asked for it sees it: how far it is, and the file it made."""

from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from office.jobs.models import Job
from office.jobs.results import DOWNLOADABLE, file_of
from office.jobs.work import Standing, cancel, standing
from office.privacy.files import read_kept


def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    now = standing(job)  # reads the job anew
    made, result = file_of(job), job.result if isinstance(job.result, dict) else {}
    context = {
        "title": job.label,
        "job": job,
        "standing": now,
        "line": line_of(now),
        "percent": percent_of(now),
        "rows": result.get("rows"),
        "file": made,
        "gone": "name" in result and made is None,
        "until": timezone.localtime(job.ended_at + DOWNLOADABLE) if job.ended_at else None,
    }
    return render(request, "desk/job.html", context)


@never_cache
def job_standing(request: HttpRequest, pk: int) -> JsonResponse:
    """What static/js/job.js asks for every second: `over`, `percent` (null while unknown) and a `line` for people."""
    now = standing(_job(request, pk))
    # Looking on is no work: it does not prolong the session, nor wait to write it while an import holds the database.
    del request.session
    return JsonResponse({"over": now.is_over, "percent": percent_of(now), "line": line_of(now)})


@require_POST
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    cancel(job)
    return redirect("desk:job", job.pk)


@never_cache
def job_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that the job made. Raises Http404 for everybody but who asked for it, and a day after it was made."""
    job = _job(request, pk)
    made = file_of(job)
    if made is None:
        raise Http404
    pieces = read_kept(str(job.result_file))
    try:
        first = next(pieces)  # opens it: once the answer has begun it can no longer be a 404
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = StreamingHttpResponse(chain([first], pieces), content_type=made["media"])
    response.headers["Content-Disposition"] = content_disposition_header(True, made["name"])
    return response


def line_of(now: Standing) -> str:
    """How it stands, in a sentence."""
    if now.is_over:
        return ""
    if waiting := waiting_of(now):
        return waiting
    parts = [now.said or _("Under way")]
    if now.total:
        parts.append(_("%(done)s of %(total)s") % {"done": f"{now.done:,}", "total": f"{now.total:,}"})
    return " · ".join(filter(None, [*parts, time_left_of(now)]))


def waiting_of(now: Standing) -> str:
    """Why nothing moves; "" while something does, or when it is over."""
    if now.state == Job.State.WAITING:
        if now.before:
            return ngettext("Waits for one other job.", "Waits for %(count)d other jobs.", now.before) % {
                "count": now.before
            }
        return _("Begins in a moment.")
    return _("Is being stopped.") if now.is_stopping else ""


def time_left_of(now: Standing) -> str:
    return "" if now.seconds_left is None else _time_left(now.seconds_left)


def percent_of(now: Standing) -> int | None:
    return None if now.share is None else int(now.share * 100)


def _time_left(seconds: float) -> str:
    if seconds < 60:
        return _("less than a minute left")
    minutes = int(seconds // 60) + 1
    return ngettext("about %(count)d minute left", "about %(count)d minutes left", minutes) % {"count": minutes}


def _job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job, pk=pk, by=request.user)
