"""A worker's work: claim a job, run it, write how it ended."""

import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, close_old_connections
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import TaskContext
from django_tasks.base import Task
from django_tasks.utils import normalize_json

from office.refusal import Refusal
from office.workbooks.reader import Unreadable
from office.workbooks.recognising import NoRoster

from . import claims, marks, processes
from .backend import result_of
from .models import Job
from .progress import Cancelled, GivenBack, Lost, progress

_log = logging.getLogger(__name__)

State = Job.State


def work_off() -> int:
    """Run all jobs that wait, here and now, and say how many they were. For tests and for a terminal."""
    worker, count = processes.own_name(), 0
    while job := claims.claim(worker):
        run(job)
        count += 1
    return count


def run(job: Job) -> None:
    """Run a job that this process has claimed, and write how it ended. Whatever the task raises ends here."""
    with translation.override(job.language), progress.of(job):
        # The signs of life go on while the end waits for a database that another holds.
        _patiently(_outcome(job))
    if _patiently(lambda: not Job.objects.filter(pk=job.pk, state__in=Job.OPEN).exists()):
        marks.forget(job)


def _outcome(job: Job) -> Callable[[], bool]:
    """Call the task; what is to be written of it. Where the task has ended the job in its own transaction, or another worker
    has it, writing that changes nothing."""
    try:
        result = _result(job)
    except Cancelled:
        return lambda: claims.end(job, State.CANCELLED)
    except GivenBack:
        return lambda: claims.give_back(job, counts=False)
    except Lost:
        _log.error("Job %s was taken by another worker; what this one did is undone.", job.pk)
        return lambda: False
    except (Exception, SystemExit) as why:
        _note(job, why)
        # A database that was locked or away is no fault of the task: it is tried again.
        if isinstance(why, OperationalError):
            close_old_connections()
            if job.attempts < claims.ATTEMPTS:
                return lambda: claims.give_back(job, counts=True)
        sentence = _sentence(job, why)
        return lambda: claims.end(job, State.FAILED, error=sentence)
    return lambda: claims.end(job, State.DONE, result=result)


def _result(job: Job) -> Any:
    if marks.is_unwanted(job):
        raise Cancelled
    task = import_string(job.task)
    if not isinstance(task, Task):
        raise TypeError(f"{job.task} is no task")
    context = [TaskContext(task_result=result_of(job, task))] if task.takes_context else []
    return normalize_json(task.call(*context, *job.args, **job.kwargs))


def _patiently(write: Callable[[], bool]) -> bool:
    """Write until it is written: another's long transaction may hold SQLite, and the work is done already."""
    while True:
        try:
            return write()
        except OperationalError:
            _log.warning("The database is locked or away; trying again.")
            close_old_connections()
            time.sleep(0.5)


def _sentence(job: Job, why: BaseException) -> str:
    """What to tell people: the sentence that the task refused with, else one that gives away nothing of the data."""
    if isinstance(why, Refusal | Unreadable | NoRoster):
        return str(why.message)
    return _(
        "The program made a mistake, and the work was not finished. Try again; if it happens again, tell the person who "
        "looks after the server the number %(number)s."
    ) % {"number": job.pk}


def _note(job: Job, why: BaseException) -> None:
    """Into the log: where it happened, without the message, which may hold a name or a number of a person."""
    frames = "".join(traceback.format_tb(why.__traceback__))
    _log.error("Job %s (%s) failed: %s\n%s", job.pk, job.task, type(why).__qualname__, frames)
