"""What somebody does with a set: correct it, try it again, import it, put it away, take it back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from office.jobs.work import cancel
from office.models import Job, RunRow, Upload, Workbook
from office.refusal import Refusal
from office.workbooks import tasks, uploads
from office.workbooks.roster import ROSTERS

from .heads import is_kind
from .rows import told
from .sets import BRING_IN, TAKE_BACK, act, scope_of

OPEN_STATES = (Upload.State.RECEIVED, Upload.State.TRIED)


def _undecided(upload: Upload) -> None:
    """Raises Refusal for a set that is at work, imported or put away: nothing more can be said of it."""
    if upload.job and upload.job.state in Job.OPEN:
        raise Refusal("", "upload.busy", _("Somebody is at work on this set already."))
    if upload.state not in OPEN_STATES:
        raise Refusal("", "upload.decided", _("This set is imported or put away already."))


def _try_again(request: HttpRequest, upload: Upload) -> None:
    tasks.start_trial(upload, scope=scope_of(request), by=request.user)


@act(BRING_IN)
def try_again(request: HttpRequest, upload: Upload) -> None:
    _undecided(upload)
    _try_again(request, upload)


@act(BRING_IN)
def import_set(request: HttpRequest, upload: Upload) -> None:
    tasks.start_import(upload, scope=scope_of(request), by=request.user)


@act(BRING_IN)
def stop(request: HttpRequest, upload: Upload) -> None:
    if upload.job:
        cancel(upload.job)


@act(BRING_IN)
def put_away(request: HttpRequest, upload: Upload) -> None:
    _undecided(upload)
    uploads.put_away(upload, by=request.user)
    messages.success(request, _("The set is put away. Nothing of it was saved."))


@act(TAKE_BACK)
def take_set_back(request: HttpRequest, upload: Upload) -> None:
    _take_back(request, upload, list(upload.workbooks.all()))


@act(TAKE_BACK)
def take_file_back(request: HttpRequest, upload: Upload, workbook: Workbook) -> None:
    _take_back(request, upload, [workbook])


def _take_back(request: HttpRequest, upload: Upload, workbooks: list[Workbook]) -> None:
    reason = request.POST.get("reason", "").strip()
    if len(reason) < 2:
        raise Refusal("reason", "reason.missing", _("An import is taken back for a reason: please write it down."))
    tasks.start_taking_back(upload, workbooks, scope=scope_of(request), by=request.user, reason=reason)


@act(BRING_IN)
@transaction.atomic
def say_kinds(request: HttpRequest, upload: Upload, workbook: Workbook) -> None:
    """The kind of the file (`kind`), and of its sheets (`sheet` with `sheet_kind` beside it)."""
    _undecided(upload)
    said = [("", request.POST.get("kind", workbook.choices.get("kind", "")))]
    said += zip(request.POST.getlist("sheet"), request.POST.getlist("sheet_kind"), strict=False)
    for sheet, kind in said:
        if not is_kind(kind):
            raise Http404
        uploads.say_kind(workbook, kind, sheet)
    _try_again(request, upload)


@act(BRING_IN)
@transaction.atomic
def say_headings(request: HttpRequest, upload: Upload, workbook: Workbook) -> None:
    """What headings mean: `heading` and `kind` with a `field` for each; `always` holds the numbers of those said for ever."""
    _undecided(upload)
    always = request.POST.getlist("always")
    answers = zip(*(request.POST.getlist(name) for name in ("kind", "heading", "field")), strict=False)
    for number, (kind, heading, meant) in enumerate(answers):
        if kind not in ROSTERS or not heading or (meant and meant not in ROSTERS[kind].fields):
            raise Http404
        uploads.say_heading(
            workbook, kind, heading, meant, scope=scope_of(request), by=request.user, for_ever=str(number) in always
        )
    _try_again(request, upload)


@act(BRING_IN)
@transaction.atomic
def answer(request: HttpRequest, upload: Upload, workbook: Workbook) -> dict[str, Any]:
    """Whom doubtful rows mean: the fields of `ShownRow.doubts`, each with the key of a candidate, or `new`."""
    _undecided(upload)
    said = {name: value for name, value in request.POST.items() if name.startswith("meant-") and value}
    keys = {int(name.split("-")[1]) for name in said if name.split("-")[1].isdecimal()}
    doubtful = RunRow.objects.filter(
        run__in=workbook.runs.all(), pk__in=keys, outcome__in=(RunRow.Outcome.DOUBTFUL, RunRow.Outcome.REJECTED)
    )
    asked = {name: problem for row in doubtful for name, problem in told(row).doubts}
    for name, value in said.items():
        if name not in asked:
            raise Http404
        candidates = {str(key) for _label, key, _called in asked[name]["candidates"]}
        if value != "new" and value not in candidates:
            raise Http404
        uploads.answer(asked[name]["doubt"], None if value == "new" else int(value), by=request.user)
    if not said:
        raise Refusal("", "answer.missing", _("Say of at least one row whom it means."))
    _try_again(request, upload)
    return {"file": workbook.pk}
