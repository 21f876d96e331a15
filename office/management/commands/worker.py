"""A worker: runs the jobs that wait, one after the other."""

import logging
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from office.jobs import claims, processes
from office.jobs.progress import progress
from office.jobs.results import drop_stale
from office.jobs.running import run

_GRACE = 10.0  # seconds that a running job has to finish once the worker is asked to end
_SWEEP = 3600.0

_log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Runs the jobs that wait, one after the other, until it is ended. Several may run at once. SIGTERM: finishes the job "
        "within 10 seconds, or gives it back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--burst", action="store_true", help="end when nothing waits")
        parser.add_argument("--idle", type=float, metavar="SECONDS", help="end when nothing came for so long")
        parser.add_argument(
            "--attached", action="store_true", help="end when standard input closes, and leave the processor to others"
        )

    def handle(self, *args: Any, burst: bool, idle: float | None, attached: bool, **options: Any) -> None:
        self._stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        if attached:
            _step_back()
            threading.Thread(target=self._follow, daemon=True).start()
        self._work(0.0 if burst else idle)

    def _work(self, idle: float | None) -> None:
        worker = processes.own_name()
        busy = time.monotonic()
        swept: float | None = None
        while not self._stop.is_set():
            close_old_connections()
            try:
                if job := claims.claim(worker):
                    run(job)
                    busy = time.monotonic()
                    continue
                if swept is None or time.monotonic() - swept > _SWEEP:
                    swept = time.monotonic()
                    claims.sweep()
                    drop_stale()
                    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
            except DatabaseError:
                # Locked by a long import, or away for a moment: a worker outlives that.
                _log.warning("The database is locked or away; trying again.")
                self._stop.wait(1)
                continue
            rested = time.monotonic() - busy
            if idle is not None and rested >= idle:
                return
            self._stop.wait(0.2 if rested < 10 else 1)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()
        progress.stop_after(_GRACE)

    def _follow(self) -> None:
        """The server holds the other end of standard input: when it closes, the server is gone."""
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)


def _step_back() -> None:
    """Pages come first, and if memory runs out this process goes rather than the server."""
    os.nice(5)
    with suppress(OSError):  # some containers forbid it
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
