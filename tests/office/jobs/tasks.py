"""The work that the tests of jobs give to workers."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from django.db import OperationalError, transaction
from django_tasks import TaskContext, task

from office.jobs.work import progress
from office.numbering import Counter
from office.refusal import Refusal


@task()
def sign(book: str, number: int) -> int:
    """Write one line into the file `book`: whoever ran it, and that it was run once, can be read there."""
    with Path(book).open("a", encoding="utf-8") as file:
        file.write(f"{number} {os.getpid()}\n")
    return number * 2


@task(takes_context=True)
def attempt(context: TaskContext) -> int:
    return context.attempt


@task()
def count(steps: int, pause: float) -> str:
    """Count to `steps`, `pause` seconds a step."""
    for number in range(1, steps + 1):
        progress.tell(number, steps, said="Counting")
        time.sleep(pause)
    return "counted"


@task()
def hold(series: str, gate: str) -> None:
    """Hold the database in one transaction, as an import does, until the file `gate` is there or somebody cancels."""
    with transaction.atomic():
        Counter.objects.create(series=series, last=1)
        for number in range(1000):
            progress.tell(number, 1000, said="Holding")
            if Path(gate).exists():
                break
            time.sleep(0.02)
        progress.done("let go")


@task()
def end_early(series: str, then: str) -> str:
    """Write a row and the end of the job in one transaction; `then` fall over inside it, or outlive it or not."""
    with transaction.atomic():
        Counter.objects.create(series=series, last=1)
        progress.done("written")
        if then == "undo":
            raise Refusal("series", "series.wrong", "Not this one.")
    if then == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return "returned"


@task()
def find_the_database_locked() -> None:
    raise OperationalError("database is locked")


@task()
def die(book: str, times: int) -> str:
    """Take the worker along, as a lack of memory does, the first `times` times."""
    with Path(book).open("a", encoding="utf-8") as file:
        file.write("began\n")
    if len(Path(book).read_text(encoding="utf-8").splitlines()) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return "survived"


@task()
def refuse() -> None:
    raise Refusal("file", "file.wrong", "This is the roster of another office.")


@task()
def stumble(person: str) -> Any:
    raise KeyError(person)


@task()
def answer_with_a_record() -> Any:
    return Counter(series="no record fits into JSON")


def no_task() -> str:
    return "a plain function"
