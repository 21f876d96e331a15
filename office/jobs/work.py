"""What pages and tasks know of jobs: start one, see how it stands, cancel it, and tell how far it is.

    @task()
    def bring_in(run: int) -> None:
        with transaction.atomic():
            for number, row in enumerate(rows, 1):
                …
                progress.tell(number, len(rows), said=_("Writing rows"))
            progress.done({"rows": len(rows)})

    job = start(bring_in, run.pk, label=_("Import of %(file)s") % …, by=request.user)

A task is run again when its worker died. With `progress.done` inside its transaction, what it does and the end of the job are
committed as one; without it, the job is done when the task returns, and doing it twice must do no harm.
"""

from dataclasses import dataclass
from typing import Any

from django_tasks.base import Task

from . import marks
from .models import Job
from .progress import Cancelled, Lost, progress
from .queue import queue

__all__ = ["Cancelled", "Lost", "Standing", "cancel", "progress", "standing", "start"]

State = Job.State


def start(task: Task[Any, Any], *args: Any, label: str, by: Any, **kwargs: Any) -> Job:
    """Queue `task(*args, **kwargs)`; `label` tells people what it is, `by` is the member of staff who wants it, or None.

    Part of the caller's transaction. Arguments are what JSON can hold: keys of records, never records. Raises
    InvalidTaskError or TypeError. The task finds its job, and so `by`, at `progress.job`.
    """
    task.get_backend().validate_task(task)
    return queue(task, args, kwargs, label=label, by=by)


def cancel(job: Job) -> bool:
    """Ask for the job to stop; False when it is over already. Nothing is written to the database, which may be held by the job
    itself: a waiting job is never begun, a running one stops the next time it tells its progress."""
    if not Job.objects.filter(pk=job.pk, state__in=Job.OPEN).exists():
        return False
    marks.wish_to_cancel(job)
    return True


@dataclass(frozen=True)
class Standing:
    """How a job stands. `share` is 0 to 1, `seconds_left` an estimate, `total`, `share` and `seconds_left` None while unknown;
    `before` counts the jobs that come first; `is_stopping` while a running job was asked to stop and has not yet."""

    state: Job.State
    done: int
    total: int | None
    said: str
    seconds_left: float | None
    before: int
    is_stopping: bool
    error: str

    @property
    def share(self) -> float | None:
        return min(1.0, self.done / self.total) if self.total else None

    @property
    def is_over(self) -> bool:
        return self.state in Job.ENDED


def standing(job: Job) -> Standing:
    """How the job stands, for a page to show; reads its row anew. A waiting job that was cancelled shows as cancelled at once,
    though its row says so only when a worker comes to it."""
    job.refresh_from_db()
    state, unwanted, sign = State(job.state), marks.is_unwanted(job), marks.mark_of(job)
    if state == State.WAITING:
        if unwanted:
            return Standing(State.CANCELLED, 0, None, "", None, 0, False, "")
        return Standing(state, 0, None, "", None, _before(job), False, "")
    if state != State.RUNNING or sign is None or sign.attempt != job.attempts:
        return Standing(state, 0, None, "", None, 0, unwanted and state == State.RUNNING, job.error)
    return Standing(state, sign.done, sign.total, sign.said, _seconds_left(sign), 0, unwanted, "")


def _before(job: Job) -> int:
    earlier = Job.objects.filter(state__in=Job.OPEN, pk__lt=job.pk)
    return sum(not marks.is_unwanted(other) for other in earlier)


def _seconds_left(sign: marks.Mark) -> float | None:
    """By the speed since this count began; None in its first second and when there is no total."""
    spent, gone = sign.at - sign.since, sign.done - sign.base
    if sign.total is None or spent < 1 or gone <= 0:
        return None
    return max(0.0, (sign.total - sign.done) * spent / gone)
