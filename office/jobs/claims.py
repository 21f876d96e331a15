"""Which worker has which job. A job is claimed by one worker, and again by another when the first is gone.

Claims and ends are all that is written to the database, each a transaction of milliseconds.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from office.privacy.files import drop

from . import marks, processes
from .models import Job

LEASE = 30.0  # seconds without a sign of life after which a worker is taken for dead
ATTEMPTS = 3
_KEPT = timedelta(days=30)

State = Job.State


def is_anything_to_do() -> bool:
    """Whether a job waits or has lost its worker. Reads only, so it never queues behind a writer."""
    if Job.objects.filter(state=State.WAITING).exists():
        return True
    return any(_is_lost(job) for job in _running())


def claim(worker: str) -> Job | None:
    """The next job, now the worker's own: one that another worker left behind, else the oldest that waits; None when there is
    nothing to do. A job that was left behind for the third time has failed. Raises OperationalError when the database is
    locked for longer than it waits."""
    for lost in _running():
        if not _is_lost(lost) or not _is_gone(lost.worker):
            continue
        same = Job.objects.filter(pk=lost.pk, state=State.RUNNING, worker=lost.worker, attempts=lost.attempts)
        if lost.attempts >= ATTEMPTS:
            if _end(same, State.FAILED, error=_given_up(lost)):
                marks.forget(lost)
        elif job := _take(same, worker):
            return job
    waiting = Job.objects.filter(state=State.WAITING)
    return _take(waiting, worker) if waiting.exists() else None


def end(job: Job, state: Job.State, *, result: Any = None, error: str = "") -> bool:
    """Write how the job ended; False when it is no longer this worker's. Raises OperationalError as `claim` does."""
    return _end(_same(job), state, result=result, error=error[:1000])


def give_back(job: Job, *, counts: bool) -> bool:
    """The job waits again; the attempt counts unless the worker only had to stop."""
    attempts = job.attempts if counts else job.attempts - 1
    return bool(_same(job).update(state=State.WAITING, worker="", started_at=None, attempts=attempts))


def sweep() -> int:
    """Delete the jobs that ended over 30 days ago, with the files they kept; how many they were."""
    old = Job.objects.filter(ended_at__lt=timezone.now() - _KEPT)
    swept = list(old)  # read first: without old jobs nothing is written
    for job in swept:
        if job.result_file:
            drop(job.result_file)
        marks.forget(job)
    if swept:
        Job.objects.filter(pk__in=[job.pk for job in swept]).delete()
    return len(swept)


def _running() -> list[Job]:
    return list(Job.objects.filter(state=State.RUNNING).order_by("pk"))


def _is_lost(job: Job) -> bool:
    """The worker of a running job is dead, or nothing was heard of it for longer than the lease."""
    if processes.is_here(job.worker) and not processes.is_alive(job.worker):
        return True
    return marks.age(job) > LEASE


def _is_gone(worker: str) -> bool:
    """Whether a lost worker can do no more harm. A frozen one on this computer is ended: were it to wake up, two would run the
    same job. One elsewhere ends itself when it sees that its mark is another's."""
    return processes.end(worker) if processes.is_here(worker) else True


def _take(jobs: QuerySet[Job], worker: str) -> Job | None:
    with transaction.atomic():
        # PostgreSQL hands each worker another row; SQLite, which knows no locked rows, has let in one writer only.
        job = jobs.select_for_update(skip_locked=True).order_by("pk").first()
        if job is None:
            return None
        taken = {
            "state": State.RUNNING, "worker": worker, "attempts": job.attempts + 1, "started_at": timezone.now()
        }  # fmt: skip
        if not jobs.filter(pk=job.pk).update(**taken):
            return None
        for name, value in taken.items():
            setattr(job, name, value)
        return job


def _same(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, worker=job.worker, attempts=job.attempts)


def _end(jobs: QuerySet[Job], state: Job.State, *, result: Any = None, error: str = "") -> bool:
    return bool(jobs.update(state=state, ended_at=timezone.now(), result=result, error=error))


def _given_up(job: Job) -> str:
    with translation.override(job.language):
        return _(
            "The work was interrupted %(times)s times, by a restart of the server or for lack of memory, and was given up. "
            "Try again; if it happens again, tell the person who looks after the server the number %(number)s."
        ) % {"times": job.attempts, "number": job.pk}
