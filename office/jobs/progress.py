"""How a running task tells how far it is and hears that it should stop. Outside of a job, all of it does nothing."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django_tasks.utils import normalize_json

from . import claims, marks
from .models import Job

_BEAT = 2.0  # seconds between two signs of life
_THROTTLE = 0.25

_log = logging.getLogger(__name__)


class Stopped(BaseException):
    """The task must end now and undo what it began. No Exception, so that a task that catches those does not swallow it."""


class Cancelled(Stopped):
    """Somebody asked for the job to stop."""


class GivenBack(Stopped):
    """The worker has to stop; another will begin the job anew."""


class Lost(Stopped):
    """The job is another worker's by now."""


class Progress:
    """The progress of the one job that this process runs, or of none."""

    def __init__(self) -> None:
        self._pulse: _Pulse | None = None
        self._stop_at: float | None = None

    @property
    def job(self) -> Job | None:
        """The job that is running; None in a command, a page or a test."""
        return self._pulse.job if self._pulse else None

    def tell(self, done: int, total: int | None = None, said: str = "") -> None:
        """`done` of `total` steps (None: unknown); `said` names the phase in the reader's language, as "Writing rows".

        Call it as often as convenient: it looks at the clock, and writes and listens about 4 times a second. Raises Cancelled
        when somebody asked to cancel, GivenBack when the server has to stop.
        """
        if self._pulse and self._pulse.told(done, total, said):
            if marks.is_unwanted(self._pulse.job):
                raise Cancelled
            if self._stop_at is not None and time.monotonic() >= self._stop_at:
                raise GivenBack

    def done(self, result: Any = None) -> None:
        """Call it last inside the task's own transaction: the job is done with this result (as JSON can hold it) if and only if
        the transaction is committed, so that a worker killed on either side of that moment leaves nothing to guess. Raises
        Cancelled when somebody asked to cancel, Lost when the job went to another worker."""
        if self._pulse is None:
            return
        if marks.is_unwanted(self._pulse.job):
            raise Cancelled
        if not claims.end(self._pulse.job, Job.State.DONE, result=normalize_json(result)):
            raise Lost

    def stop_after(self, seconds: float) -> None:
        """The process has to end: a job that is still running by then is given back when it next tells its progress."""
        self._stop_at = time.monotonic() + seconds

    @contextmanager
    def of(self, job: Job) -> Iterator[None]:
        """While a worker runs the job: signs of life every 2 seconds, from a thread of their own."""
        pulse = _Pulse(job)
        thread = threading.Thread(target=pulse.beat, name=f"job {job.pk}", daemon=True)
        self._pulse = pulse
        thread.start()
        try:
            yield
        finally:
            self._pulse = None
            pulse.over.set()
            thread.join()


class _Pulse:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._done, self._said = 0, ""
        self._total: int | None = None
        self._since, self._base = time.time(), 0
        self._written = 0.0
        self._write()

    def told(self, done: int, total: int | None, said: str) -> bool:
        """Take it down; whether it was time to write it. What was not written the thread writes at its next beat."""
        if (total, said) != (self._total, self._said):
            self._since, self._base = time.time(), done
        self._done, self._total, self._said = done, total, said
        if time.monotonic() - self._written < _THROTTLE:
            return False
        self._write()
        return True

    def beat(self) -> None:
        heard = time.monotonic()
        while not self.over.wait(_BEAT):
            try:
                sign = marks.mark_of(self.job)
                if sign and (sign.worker, sign.attempt) != (self.job.worker, self.job.attempts):
                    _end_this_process("another worker has taken it")
                self._write()
                heard = time.monotonic()
            except OSError:
                _log.warning("Job %s: the sign of life could not be written.", self.job.pk)
            if time.monotonic() - heard > claims.LEASE:
                _end_this_process("no sign of life could be written for too long")

    def _write(self) -> None:
        with self._lock:
            self._written = time.monotonic()
            sign = marks.Mark(
                self.job.worker,
                self.job.attempts,
                time.time(),
                self._done,
                self._total,
                self._said,
                self._since,
                self._base,
                time.monotonic(),
            )
            marks.mark(self.job, sign)


def _end_this_process(why: str) -> None:
    """At once and without clearing up: nothing of the job may go on once another worker has it."""
    _log.error("This worker ends in the middle of its job: %s.", why)
    os._exit(75)


progress = Progress()
