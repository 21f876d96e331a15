"""What is told of a job while it runs: that its worker lives, how far it is, and that somebody wants it to stop.

It lies in a cache of files that all processes share, not in the database: on SQLite an import holds the only write lock, and
neither its own progress nor another's wish could be written until it is over. One file for a job; a mark is one rename.
"""

import time
from typing import NamedTuple

from django.core.cache import caches

from .models import Job
from .processes import is_here

# Longer than a job is kept, so that no mark or wish runs out while it counts.
_KEPT = 60 * 24 * 3600


class Mark(NamedTuple):
    """The last sign of life. `at` and `since` in seconds of the clock; `since` and `base` are when and where the count began
    that `done` goes on with; `tick` in seconds that this computer was awake, the same for all its processes."""

    worker: str
    attempt: int
    at: float
    done: int
    total: int | None
    said: str
    since: float
    base: int
    tick: float


def mark(job: Job, sign: Mark) -> None:
    """Takes about 0.2 ms. Raises OSError where nothing can be written to the disk."""
    caches["jobs"].set(job.key, sign, _KEPT)


def mark_of(job: Job) -> Mark | None:
    """The last sign of life of any attempt at the job."""
    found = caches["jobs"].get(job.key)
    return found if isinstance(found, Mark) else None


def age(job: Job) -> float:
    """Seconds since the worker that has the job was last heard of; the claim itself is the first sign of it."""
    sign = mark_of(job)
    if sign is None or sign.worker != job.worker:
        return time.time() - (job.started_at.timestamp() if job.started_at else 0.0)
    if is_here(job.worker):
        # Neither a clock that was put forward nor a night's sleep of the computer makes a worker dead.
        return time.monotonic() - sign.tick
    return time.time() - sign.at


def wish_to_cancel(job: Job) -> None:
    caches["jobs"].set(f"{job.key}-cancel", True, _KEPT)


def is_unwanted(job: Job) -> bool:
    """Whether somebody asked to cancel the job. Takes about 0.05 ms."""
    return caches["jobs"].has_key(f"{job.key}-cancel")


def forget(job: Job) -> None:
    """The job is over: its row says all there is to say."""
    caches["jobs"].delete_many([job.key, f"{job.key}-cancel"])
