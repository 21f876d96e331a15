"""Workers in processes of their own, on the database of the tests."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from office.jobs import marks
from office.jobs.models import Job

ROOT = Path(__file__).resolve().parents[3]

Start = Callable[..., "subprocess.Popen[bytes]"]


def environment() -> dict[str, str]:
    """By which another process comes to the database and the folder of these tests."""
    facts = connection.settings_dict
    address = f"sqlite:///{facts['NAME']}"
    if connection.vendor == "postgresql":
        address = f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
    return os.environ | {"DATABASE_URL": address, "SANXIN_VAR": str(settings.VAR)}


@pytest.fixture
def start_worker(transactional_db: None) -> Iterator[Start]:
    """`start_worker("--burst")`: a worker of one's own; whatever is left of them is ended with the test."""
    started = []

    def start(*options: str, **how: object) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "manage.py", "worker", *options]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment(), **how))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Look every 20 ms. Fails after so many seconds."""
    for _look in range(int(seconds / 0.02)):
        if true():
            return
        time.sleep(0.02)
    pytest.fail(f"Not within {seconds} seconds.")


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def has_told(job: Job, done: int = 1) -> Callable[[], bool]:
    """Whether its worker has told of so many steps."""

    def told() -> bool:
        sign = marks.mark_of(job)
        return sign is not None and sign.done >= done

    return told
