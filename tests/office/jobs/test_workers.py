"""Jobs in processes of their own: exactly once, whatever happens to a worker, and while the database is held."""

import signal
import subprocess
import sys
from collections import Counter as count_of
from pathlib import Path

import pytest
from django.db import connection, transaction

from office.jobs import claims, processes
from office.jobs.models import Job
from office.jobs.work import cancel, standing, start
from office.numbering import Counter

from . import tasks
from .conftest import ROOT, environment, fresh, has_told, wait_until

State = Job.State


def queue(task, *args):
    return start(task, *args, label="A piece of work", by=None)


def test_three_workers_run_sixty_jobs_once_each(start_worker, tmp_path):
    book = tmp_path / "book"
    jobs = [queue(tasks.sign, str(book), number) for number in range(60)]
    workers = [start_worker("--burst") for _worker in range(3)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0, 0]
    signed = [line.split()[0] for line in book.read_text().splitlines()]
    assert sorted(signed, key=int) == [str(number) for number in range(60)]
    assert count_of(Job.objects.values_list("state", "attempts")) == {(State.DONE, 1): 60}
    assert [fresh(job).result for job in jobs] == [2 * number for number in range(60)]


def test_a_worker_that_is_killed_leaves_its_job_to_the_next(start_worker, tmp_path):
    gate = tmp_path / "gate"
    job = queue(tasks.hold, "held", str(gate))
    first = start_worker()
    wait_until(has_told(job))
    first.kill()
    first.wait()
    assert fresh(job).state == State.RUNNING
    assert not Counter.objects.filter(series="held").exists()
    gate.touch()
    assert start_worker("--burst").wait(timeout=30) == 0
    assert (fresh(job).state, fresh(job).attempts, fresh(job).result) == (State.DONE, 2, "let go")
    assert Counter.objects.filter(series="held").count() == 1


@pytest.mark.parametrize(("times", "state"), [(2, State.DONE), (3, State.FAILED)])
def test_a_job_that_takes_its_worker_along_is_tried_three_times(start_worker, tmp_path, times, state):
    job = queue(tasks.die, str(tmp_path / "book"), times)
    for _worker in range(times):
        assert start_worker("--burst").wait(timeout=30) == -signal.SIGKILL
    assert start_worker("--burst").wait(timeout=30) == 0
    assert (fresh(job).state, fresh(job).attempts) == (state, 3)
    assert bool(fresh(job).error) == (state == State.FAILED)
    assert len((tmp_path / "book").read_text().splitlines()) == 3


def test_a_worker_killed_after_its_commit_leaves_nothing_to_do(start_worker):
    job = queue(tasks.end_early, "kept", "die")
    assert start_worker("--burst").wait(timeout=30) == -signal.SIGKILL
    assert (fresh(job).state, fresh(job).result) == (State.DONE, "written")
    assert not claims.is_anything_to_do()
    assert Counter.objects.filter(series="kept").count() == 1


def test_while_a_job_holds_the_database_its_progress_is_seen_and_it_can_be_cancelled(start_worker, tmp_path):
    job = queue(tasks.hold, "held", str(tmp_path / "never"))
    start_worker("--burst")
    wait_until(has_told(job, 5))
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA busy_timeout = 0")
        with pytest.raises(Exception, match="locked"), transaction.atomic():
            Counter.objects.create(series="meanwhile")
        connection.cursor().execute("PRAGMA busy_timeout = 20000")
    seen = standing(job)
    assert (seen.state, seen.total, seen.said) == (State.RUNNING, 1000, "Holding")
    wait_until(has_told(job, seen.done + 1))
    assert cancel(job)
    assert standing(job).is_stopping
    wait_until(lambda: fresh(job).is_over)
    assert fresh(job).state == State.CANCELLED
    assert not Counter.objects.filter(series="held").exists()


def test_a_running_job_is_heard_of_by_its_worker_alone(start_worker):
    """A job that tells nothing is kept alive by its thread, and nobody else takes it."""
    job = queue(tasks.count, 1, 5)
    start_worker("--burst")
    wait_until(has_told(job))
    worker = fresh(job).worker
    assert processes.is_here(worker)
    assert processes.is_alive(worker)
    assert claims.claim(processes.own_name()) is None
    first = standing(job)
    assert first.state == State.RUNNING


def test_a_worker_told_to_stop_finishes_what_it_has(start_worker):
    job, next_one = queue(tasks.count, 10, 0.05), queue(tasks.count, 1, 0)
    worker = start_worker()
    wait_until(has_told(job))
    worker.terminate()
    assert worker.wait(timeout=10) == 0
    assert (fresh(job).state, fresh(next_one).state) == (State.DONE, State.WAITING)


def test_a_worker_that_waits_takes_what_comes(start_worker, tmp_path):
    worker = start_worker("--idle", "2")
    first = queue(tasks.attempt)
    wait_until(lambda: fresh(first).is_over)
    second = queue(tasks.attempt)
    wait_until(lambda: fresh(second).is_over, seconds=2)
    assert worker.wait(timeout=10) == 0


def test_a_worker_outlives_a_database_that_is_locked(start_worker, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows, not the database.")
    book = tmp_path / "book"
    job = queue(tasks.sign, str(book), 1)
    with transaction.atomic():
        Counter.objects.create(series="a long import")
        worker = start_worker("--burst")
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(timeout=3)
    assert worker.wait(timeout=30) == 0
    assert fresh(job).state == State.DONE


SERVER = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import config.wsgi
print("serving", flush=True)
time.sleep(60)
"""


def serve() -> "subprocess.Popen[bytes]":
    """A server process, as gunicorn starts one, without its pages."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, env=environment(), stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert server.stdout.readline() == b"serving\n"
    return server


def test_the_server_runs_jobs_and_takes_its_worker_along(transactional_db, tmp_path):
    servers = [serve(), serve()]
    try:
        gate = tmp_path / "gate"
        job = queue(tasks.hold, "held", str(gate))
        wait_until(has_told(job))
        number = int(fresh(job).worker.split("/")[2])
        assert number not in [server.pid for server in servers]
        parent = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1]
        # Killed as roughly as can be: the worker is told to end, finishes its job, and the other server carries on.
        next(server for server in servers if server.pid == int(parent)).kill()
        gate.touch()
        wait_until(lambda: fresh(job).is_over)
        assert (fresh(job).state, fresh(job).attempts) == (State.DONE, 1)
        another = queue(tasks.attempt)
        wait_until(lambda: fresh(another).is_over)
        assert int(fresh(another).worker.split("/")[2]) != number
    finally:
        for server in servers:
            server.kill()
            server.wait()
            server.stdout.close()


def test_where_the_office_runs_workers_of_its_own_the_server_runs_none(transactional_db):
    program = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; import config.wsgi, threading; print(threading.active_count())"
    for jobs, threads in (("web", "2"), ("worker", "1")):
        said = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=environment() | {"SANXIN_JOBS": jobs},
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.strip() == threads
