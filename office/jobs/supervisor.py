"""The worker inside the server: a thread that starts a worker process whenever there is something to do.

The work itself runs in that process, not in the thread: it neither slows the pages down nor takes the server with it when it
dies. Of several server processes one supervises, the holder of a lock on a file; when it ends, another takes over.
"""

import fcntl
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from . import claims

_POLL = 1.0  # seconds; what this process itself has queued is begun at once
_IDLE = 60  # seconds a worker waits for more before it ends: starting one takes a second

_log = logging.getLogger(__name__)
_something_new = threading.Event()
_started_in: int | None = None


def start() -> None:
    """Supervise from this process on, unless the office runs workers of its own (SANXIN_JOBS). Harmless when called again,
    also after a fork."""
    global _started_in
    if settings.SANXIN_JOBS != "web" or _started_in == os.getpid():
        return
    _started_in = os.getpid()
    threading.Thread(target=_supervise, name="jobs", daemon=True).start()


def wake() -> None:
    """There is a new job: do not wait for the next look."""
    _something_new.set()


def _supervise() -> None:
    lock = _the_lock()
    failures = 0
    while True:
        _something_new.wait(_POLL if not failures else min(60, _POLL * 2**failures))
        _something_new.clear()
        try:
            if not _hold(lock) or not claims.is_anything_to_do():
                continue
        except DatabaseError:
            # Not migrated yet, or PostgreSQL is being restarted.
            failures = min(failures + 1, 6)
            continue
        finally:
            close_old_connections()
        failures = 0 if _run_worker() else min(failures + 1, 6)


def _the_lock() -> IO[bytes]:
    return (Path(settings.VAR) / "jobs.lock").open("ab")


def _hold(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _run_worker() -> bool:
    """One worker process until it ends of itself; whether it ended well. Its standard input is a pipe that nobody writes to:
    when this server ends, however it ends, the pipe closes and the worker follows."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "worker", "--idle", str(_IDLE), "--attached"]
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as worker:
            # Not `communicate`, which would close the pipe.
            status = worker.wait()
    except OSError:
        _log.exception("The worker could not be started.")
        return False
    if status:
        _log.error("The worker ended with status %s; its job is taken up again.", status)
    return status == 0
