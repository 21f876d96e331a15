"""The long work on sets of workbooks, done in the background: what a set is worked on by is its `job`."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from office.jobs.models import Job
from office.jobs.work import progress, start
from office.refusal import Refusal

from . import undoing, uploads
from .models import Upload, Workbook


@task()
def try_out(upload: int, scope: str) -> None:
    found = Upload.objects.get(pk=upload)
    uploads.try_out(found, scope=scope, by=_whoever_asked(found), progress=progress.tell, finish=progress.done)


@task()
def import_set(upload: int, scope: str) -> None:
    found = Upload.objects.get(pk=upload)
    uploads.import_set(found, scope=scope, by=_whoever_asked(found), progress=progress.tell, finish=progress.done)


def _whoever_asked(upload: Upload) -> Any:
    """Who asked for the job, as they may see more or less than whoever uploaded the set."""
    return progress.job.by if progress.job is not None else upload.by


@task()
def take_back(workbooks: list[int], by: int | None, reason: str, scope: str) -> None:
    """Undo imports of one set, the last one first, then try it out anew, as what an import would do may have changed."""
    staff: Any = get_user_model().objects.get(pk=by) if by is not None else None
    found = Workbook.objects.filter(pk__in=workbooks).select_related("upload").order_by("-imported_at", "-pk")
    with transaction.atomic():
        for workbook in found:

            def told(done: int, total: int, name: str = workbook.name) -> None:
                progress.tell(done, total, name)

            undoing.take_back(workbook, by=staff, reason=reason, progress=told)
        upload = found[0].upload
        upload.refresh_from_db()
        _start(upload, try_out, upload.pk, scope, label=_("Trying out"), by=staff)
        progress.done()


def start_trial(upload: Upload, *, scope: str, by: Any) -> Job:
    """Try the set out in the background. Raises Refusal `upload.busy` while other work on it goes on."""
    return _start_alone(upload, try_out, upload.pk, scope, label=_("Trying out"), by=by)


def start_import(upload: Upload, *, scope: str, by: Any) -> Job:
    """Import the set in the background. Raises Refusal: `upload.busy`, or `upload.not_tried` for one not tried out."""
    upload.refresh_from_db()
    if upload.state != Upload.State.TRIED:
        raise Refusal("", "upload.not_tried", _("The set has to be tried out first, or is imported already."))
    return _start_alone(upload, import_set, upload.pk, scope, label=_("Importing"), by=by)


def start_taking_back(upload: Upload, workbooks: Iterable[Workbook], *, scope: str, by: Any, reason: str) -> Job:
    """Undo the imports of these workbooks of the set in the background, all or none.

    Raises Refusal: `upload.busy`, or `run.not_imported` when there is nothing to undo.
    """
    imported = [workbook.pk for workbook in workbooks if workbook.state == Workbook.State.IMPORTED]
    if not imported:
        raise Refusal("", "run.not_imported", _("This workbook is not imported, or was taken back already."))
    key = None if by is None else by.pk
    return _start_alone(upload, take_back, imported, key, reason, scope, label=_("Taking back"), by=by)


@transaction.atomic
def _start_alone(upload: Upload, work: Any, *args: Any, label: str, by: Any) -> Job:
    """Start work on a set on which nothing else goes on: two clicks are one."""
    held = Upload.objects.select_for_update().select_related(None).get(pk=upload.pk)
    if held.job_id and Job.objects.filter(pk=held.job_id, state__in=Job.OPEN).exists():
        raise Refusal("", "upload.busy", _("Somebody is at work on this set already."))
    return _start(upload, work, *args, label=label, by=by)


def _start(upload: Upload, work: Any, *args: Any, label: str, by: Any) -> Job:
    upload.job = start(work, *args, label=label, by=by)
    upload.save(update_fields=["job"])
    return upload.job
