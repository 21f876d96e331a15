"""A worker is killed with SIGKILL at random moments of an import: it is wholly in or wholly out, and says which.

With 2,000 rows, so that the suite stays short; SANXIN_TRIAL_ROWS=20000 does it with as many, SANXIN_TRIAL_SEED draws other
moments. What became of each kill is printed (pytest -s).
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter as count_of
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from hardship.models import Assessment, Household
from members.models import Person
from office.jobs import marks
from office.jobs.models import Job
from office.jobs.running import work_off
from office.models import Run, RunRow, Upload, Workbook
from office.privacy.files import drop
from office.trail.acts import broken
from office.trail.models import Entry
from office.workbooks import tasks, uploads
from tests.bench import imports as bench
from tests.bench.workbook import write_workbooks
from tests.office.jobs.conftest import ROOT, environment, wait_until
from tests.trials.restoring import Moment

ROWS = int(os.environ.get("SANXIN_TRIAL_ROWS", "2000"))
SEED = int(os.environ.get("SANXIN_TRIAL_SEED", "20251124"))
IMPORTS_KILLED, TAKINGS_BACK_KILLED = 20, 6
RECORDS = (Person, Household, Assessment)

Worker = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Span:
    """Seconds from the start of a worker that nobody disturbs until it has begun the job, and until the job is over."""

    begun: float
    over: float


@dataclass(frozen=True)
class Kill:
    """So many seconds after the worker was started, or after it has begun the job."""

    seconds: float
    after_begun: bool

    def __str__(self) -> str:
        return f"killed {self.seconds:5.2f} s after {'it had begun' if self.after_begun else 'its start'}"


@pytest.fixture
def keep(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[str], Moment]]:
    """`keep("before")`: the database as it is now, to come back to."""
    with ExitStack() as kept:
        yield lambda name: kept.enter_context(Moment(tmp_path, name))


@pytest.fixture
def bring(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Upload]]:
    """`bring(2000)`: a set with workbooks of so many households each, the same ones from the first on, tried out in an office
    that has their unions and nobody else."""
    kept = []

    def tried_out(*rows: int) -> Upload:
        bench.prepare([])
        files = []
        for number in rows:
            (path,) = write_workbooks(tmp_path, number)
            files.append((f"{number}.xlsx", path.read_bytes()))
        upload = uploads.receive(files, by=None)
        kept.extend(upload.workbooks.values_list("kept", flat=True))
        tasks.start_trial(upload, scope="", by=None)
        assert work_off() == 1
        upload.refresh_from_db()
        assert upload.state == Upload.State.TRIED
        return upload

    yield tried_out
    for name in kept:
        drop(name)


@pytest.fixture
def ready(bring: Callable[..., Upload]) -> Upload:
    """A set with one workbook of ROWS households."""
    return bring(ROWS)


def start_worker() -> Worker:
    return subprocess.Popen([sys.executable, "manage.py", "worker", "--burst"], cwd=ROOT, env=environment())


def work_to_the_end() -> None:
    assert start_worker().wait(timeout=300) == 0


def end(worker: Worker) -> bool:
    """Kill the worker, and wait until the database has noticed; whether it still lived."""
    worker.kill()
    killed = worker.wait() == -signal.SIGKILL
    assert killed or worker.returncode == 0
    # What a killed client has sent, its process of the PostgreSQL server still carries out.
    if connection.vendor == "postgresql":
        wait_until(is_alone)
    return killed


def is_alone() -> bool:
    """Whether no process of the PostgreSQL server works on this database but our own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone() == (0,))


def has_begun(job: Job) -> bool:
    """Whether a worker has told of the job. The database need not be asked."""
    return marks.mark_of(job) is not None


def watched(job: Job) -> Span:
    """Let a worker do all that waits, looking on."""
    began = time.monotonic()
    worker = start_worker()
    while not has_begun(job):
        assert worker.poll() is None
        time.sleep(0.005)
    begun = time.monotonic() - began
    while Job.objects.get(pk=job.pk).state != Job.State.DONE:
        assert worker.poll() is None
        time.sleep(0.01)
    over = time.monotonic() - began
    assert worker.wait(timeout=300) == 0
    return Span(begun, over)


def carried_out(kill: Kill, job: Job, before: Moment) -> Kill:
    """Kill a worker at this moment. When it had ended by then, as the computer was quicker than last time, do it over
    a tenth earlier; the kill that was carried out."""
    while True:
        before.come_back()
        marks.forget(job)
        worker = start_worker()
        while kill.after_begun and not has_begun(job):
            assert worker.poll() is None
            time.sleep(0.005)
        time.sleep(kill.seconds)
        if end(worker):
            return kill
        kill = replace(kill, seconds=kill.seconds * 0.9)


def kills(span: Span, count: int, chance: random.Random) -> list[Kill]:
    """A quarter of them at any time from the start of the worker, the others from the beginning of the job to a little
    after its end: one drawn from each stretch, so that they are spread."""

    def drawn(seconds: float, number: int, after_begun: bool) -> list[Kill]:
        return [Kill(seconds * (place + chance.random()) / number, after_begun) for place in range(number)]

    early = count // 4
    return drawn(span.over, early, False) + drawn(1.1 * (span.over - span.begun), count - early, True)


def contents() -> dict[str, int]:
    """What is in the database, counted."""
    counts = {model.__name__: model.objects.count() for model in RECORDS}
    counts |= {f"past of {model.__name__}": model.history.count() for model in RECORDS}
    return counts | {
        "imported runs": Run.objects.filter(state=Run.State.IMPORTED).count(),
        "rows of imports": RunRow.objects.filter(run__state=Run.State.IMPORTED, taken_back=False).count(),
        "rows of trials": RunRow.objects.filter(run__state=Run.State.TRIAL).count(),
        "imports in the trail": Entry.objects.filter(act="imported").count(),
        "takings back in the trail": Entry.objects.filter(act="import taken back").count(),
    }


def said() -> str:
    """What the record of the workbook says: "in" or "out"."""
    workbook = Workbook.objects.get()
    assert (workbook.imported_at is not None) == (workbook.state == Workbook.State.IMPORTED)
    return "in" if workbook.state == Workbook.State.IMPORTED else "out"


def check_sound(upload: Upload, job: Job) -> None:
    assert not list(broken()), "the trail is broken"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
    connection.check_constraints()
    upload.refresh_from_db()
    job.refresh_from_db()


def tell(what: str, number: int, kill: Kill, job: Job) -> None:
    sys.stdout.write(f"{what} {number:2}: {kill}: {said()}, the job {job.state}\n")
    sys.stdout.flush()


def test_an_import_that_is_killed_is_wholly_in_or_wholly_out(ready: Upload, keep: Any) -> None:
    out = contents()
    job = tasks.start_import(ready, scope="", by=None)
    before = keep("before")

    span = watched(job)
    inside = contents()
    check_sound(ready, job)
    assert (ready.state, job.state, said()) == (Upload.State.IMPORTED, Job.State.DONE, "in")
    assert [inside[model.__name__] for model in RECORDS] == [ROWS] * 3
    assert (inside["imported runs"], inside["imports in the trail"]) == (1, 1)
    sys.stdout.write(f"\n{connection.vendor}, {ROWS:,} rows, seed {SEED}: {span}\n")

    found = []
    for number, kill in enumerate(kills(span, IMPORTS_KILLED, random.Random(SEED)), 1):
        carried = carried_out(kill, job, before)
        check_sound(ready, job)
        tell("import", number, carried, job)
        assert contents() == {"in": inside, "out": out}[said()]
        if job.state == Job.State.DONE:
            assert (said(), ready.state) == ("in", Upload.State.IMPORTED)
        else:
            assert ready.state == Upload.State.TRIED
        found.append((said(), str(job.state)))

        work_to_the_end()
        check_sound(ready, job)
        assert contents() == inside
        assert (said(), ready.state, job.state) == ("in", Upload.State.IMPORTED, Job.State.DONE)
        assert job.attempts <= 2
    sys.stdout.write(f"imports: {dict(count_of(found))}\n")
    assert ("out", "running") in found, "no worker was killed in the middle: nothing is shown"


def test_taking_back_that_is_killed_is_wholly_back_or_not_at_all(ready: Upload, keep: Any) -> None:
    out = contents()
    tasks.start_import(ready, scope="", by=None)
    work_to_the_end()
    inside = contents()
    ready.refresh_from_db()
    job = tasks.start_taking_back(ready, ready.workbooks.all(), scope="", by=None, reason="错发")
    before = keep("imported")

    span = watched(job)
    back = contents()
    check_sound(ready, job)
    assert (ready.state, job.state, said()) == (Upload.State.TRIED, Job.State.DONE, "out")
    for name in ("Person", "Household", "Assessment", "imported runs", "rows of imports", "rows of trials"):
        assert back[name] == out[name], name
    assert back["takings back in the trail"] == 1
    sys.stdout.write(f"\n{connection.vendor}, {ROWS:,} rows back, seed {SEED}: {span}\n")

    found = []
    for number, kill in enumerate(kills(span, TAKINGS_BACK_KILLED, random.Random(SEED)), 1):
        carried = carried_out(kill, job, before)
        check_sound(ready, job)
        tell("taking back", number, carried, job)
        # The trial that follows is a job of its own, and may not have been done.
        undone = back | {"rows of trials": contents()["rows of trials"]}
        assert contents() == {"in": inside, "out": undone}[said()]
        assert (job.state == Job.State.DONE) == (said() == "out")
        found.append((said(), str(job.state)))

        work_to_the_end()
        check_sound(ready, job)
        assert contents() == back
        assert (said(), ready.state, job.state) == ("out", Upload.State.TRIED, Job.State.DONE)
    sys.stdout.write(f"takings back: {dict(count_of(found))}\n")
    assert ("in", "running") in found, "no worker was killed in the middle: nothing is shown"

    # And what was taken back after all that can be imported again.
    again = tasks.start_import(ready, scope="", by=None)
    work_to_the_end()
    check_sound(ready, again)
    assert (said(), again.state) == ("in", Job.State.DONE)
    assert [contents()[model.__name__] for model in RECORDS] == [ROWS] * 3


def test_an_import_that_was_killed_three_times_says_so_and_can_be_started_again(ready: Upload) -> None:
    out = contents()
    job = tasks.start_import(ready, scope="", by=None)
    for attempt in range(1, 4):
        worker = start_worker()
        while True:  # until it is in the middle of writing
            sign = marks.mark_of(job)
            if sign and sign.attempt == attempt and sign.total and sign.done:
                break
            assert worker.poll() is None, "it was too quick"
            time.sleep(0.005)
        assert end(worker)
        assert contents() == out
    work_to_the_end()
    check_sound(ready, job)
    assert (job.state, said(), ready.state) == (Job.State.FAILED, "out", Upload.State.TRIED)
    assert job.error
    assert contents() == out
    again = tasks.start_import(ready, scope="", by=None)
    work_to_the_end()
    check_sound(ready, again)
    assert (again.state, said(), ready.state) == (Job.State.DONE, "in", Upload.State.IMPORTED)
    assert [contents()[model.__name__] for model in RECORDS] == [ROWS] * 3


def test_a_set_that_is_killed_in_its_second_workbook_keeps_the_first_and_goes_on(bring: Callable[..., Upload]) -> None:
    upload = bring(ROWS, ROWS // 2)  # the second says again what the first one said
    job = tasks.start_import(upload, scope="", by=None)
    worker = start_worker()
    while Workbook.objects.filter(state=Workbook.State.IMPORTED).count() < 1:
        assert worker.poll() is None
        time.sleep(0.002)
    assert end(worker)
    check_sound(upload, job)
    assert (job.state, upload.state) == (Job.State.RUNNING, Upload.State.TRIED)
    assert states(upload) == ["imported", "ready"]
    assert contents()["Household"] == ROWS

    work_to_the_end()
    check_sound(upload, job)
    assert (job.state, job.attempts, upload.state) == (Job.State.DONE, 2, Upload.State.IMPORTED)
    assert states(upload) == ["imported", "imported"]
    runs = Run.objects.filter(state=Run.State.IMPORTED).order_by("pk")
    assert [(run.created, run.unchanged) for run in runs] == [(ROWS, 0), (0, ROWS // 2)]
    assert contents()["Household"] == ROWS


def states(upload: Upload) -> list[str]:
    return list(upload.workbooks.order_by("pk").values_list("state", flat=True))
