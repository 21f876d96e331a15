"""The states of a job, run in the process of the test."""

import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks.base import Task
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from office.jobs import claims, marks, processes
from office.jobs.models import Job
from office.jobs.running import run, work_off
from office.jobs.work import Cancelled, Lost, cancel, progress, standing, start
from office.numbering import Counter
from office.privacy.files import keep

from . import tasks

pytestmark = pytest.mark.django_db

State = Job.State


def queue(task, *args, label="A piece of work", by=None, **kwargs):
    return start(task, *args, label=label, by=by, **kwargs)


def ended(job):
    job.refresh_from_db()
    return job


def test_a_job_waits_runs_and_is_done(office, tmp_path):
    book = tmp_path / "book"
    job = queue(tasks.sign, str(book), number=21, label="Signing", by=office.officer)
    assert (job.state, job.label, job.by, str(job)) == (State.WAITING, "Signing", office.officer, "Signing")
    assert (job.started_at, job.ended_at, job.attempts) == (None, None, 0)
    assert work_off() == 1
    ended(job)
    assert (job.state, job.result, job.attempts, job.error) == (State.DONE, 42, 1, "")
    assert job.queued_at <= job.started_at <= job.ended_at
    assert len(book.read_text().splitlines()) == 1
    assert job.worker == processes.own_name()
    assert job.is_over


def test_first_come_first_served(tmp_path):
    book = tmp_path / "book"
    for number in range(3):
        queue(tasks.sign, str(book), number)
    assert work_off() == 3
    assert [line.split()[0] for line in book.read_text().splitlines()] == ["0", "1", "2"]


def test_the_tasks_api_of_django_knows_it(tmp_path):
    result = tasks.sign.enqueue(str(tmp_path / "book"), number=4)
    assert result.status == TaskResultStatus.READY
    assert not result.is_finished
    work_off()
    result.refresh()
    assert (result.status, result.return_value, result.attempts) == (TaskResultStatus.SUCCESSFUL, 8, 1)
    assert (result.args, result.kwargs) == ([str(tmp_path / "book")], {"number": 4})
    assert Job.objects.get(pk=result.id).label == "sign"
    for missing in ("0", "unheard of"):
        with pytest.raises(TaskResultDoesNotExist):
            default_task_backend.get_result(missing)


def test_a_task_may_ask_for_its_context():
    job = queue(tasks.attempt)
    work_off()
    assert ended(job).result == 1


def test_a_task_refuses_with_its_own_sentence():
    job = queue(tasks.refuse)
    work_off()
    assert (ended(job).state, job.error) == (State.FAILED, "This is the roster of another office.")
    assert tasks.refuse.get_result(str(job.pk)).status == TaskResultStatus.FAILED
    assert standing(job).error == job.error


def test_a_slip_of_the_program_gives_away_nothing_of_the_data(caplog):
    with translation.override("en"):
        job = queue(tasks.stumble, "王小明 210200197001020021")
    work_off()
    assert ended(job).state == State.FAILED
    assert job.error.startswith("The program made a mistake")
    assert str(job.pk) in job.error
    assert "KeyError" in caplog.text
    assert "tasks.py" in caplog.text
    for told in (job.error, caplog.text):
        assert "王小明" not in told
        assert "210200197001020021" not in told


@pytest.mark.parametrize("task", ["tests.office.jobs.tasks.no_task", "tests.office.jobs.tasks.gone", "gone.away"])
def test_a_job_whose_task_is_no_longer_there_fails(task):
    job = queue(tasks.attempt)
    Job.objects.update(task=task)
    work_off()
    assert ended(job).state == State.FAILED
    assert job.error


def test_arguments_and_results_are_what_json_can_hold():
    with pytest.raises(TypeError):
        queue(tasks.stumble, object())
    job = queue(tasks.answer_with_a_record)
    work_off()
    assert ended(job).state == State.FAILED


def test_a_task_is_a_function_of_a_module():
    with pytest.raises(InvalidTaskError):
        Task(func=lambda: None)


def test_what_is_queued_is_undone_with_its_transaction(tmp_path):
    with transaction.atomic():
        queue(tasks.sign, str(tmp_path / "book"), 1)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert work_off() == 0


def test_a_job_speaks_the_language_of_who_asked(tmp_path):
    with translation.override("en"):
        job = queue(tasks.attempt)
    assert job.language == "en"
    assert queue(tasks.attempt).language == "zh-hans"


def test_cancelled_before_it_began(tmp_path):
    book = tmp_path / "book"
    job = queue(tasks.sign, str(book), 1)
    assert cancel(job)
    assert standing(job).state == State.CANCELLED
    work_off()
    assert ended(job).state == State.CANCELLED
    assert not book.exists()
    assert not cancel(job)
    assert not marks.is_unwanted(job)


def test_the_database_holds_that_what_is_over_has_an_end():
    job = queue(tasks.attempt)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state=State.DONE)


def test_outside_of_a_job_progress_does_nothing():
    progress.tell(1, 2, said="Nobody listens")
    progress.done()
    assert progress.job is None


def test_who_waits_is_told_how_many_come_first():
    first, second, third = (queue(tasks.attempt) for _number in range(3))
    assert [standing(job).before for job in (first, second, third)] == [0, 1, 2]
    cancel(first)
    assert standing(third).before == 1
    claims.claim(processes.own_name())
    assert standing(second).before == 0


def test_how_a_running_job_stands():
    job = queue(tasks.count, 10, 0)
    running = claims.claim(processes.own_name())
    assert standing(job).share is None
    sign = marks.Mark(running.worker, 1, 1060.0, 30, 90, "Counting", 1040.0, 20, 0.0)
    marks.mark(job, sign)
    now = standing(job)
    assert (now.state, now.done, now.total, now.said) == (State.RUNNING, 30, 90, "Counting")
    assert now.share == pytest.approx(1 / 3)
    assert now.seconds_left == pytest.approx(120)  # ten steps in 20 seconds, 60 are left
    assert not now.is_over
    assert not now.is_stopping
    cancel(job)
    assert standing(job).is_stopping
    for early in (sign._replace(at=1040.5), sign._replace(total=None), sign._replace(done=20)):
        marks.mark(job, early)
        assert standing(job).seconds_left is None
    marks.mark(job, sign._replace(attempt=7))
    assert standing(job).done == 0
    run(running)
    assert (standing(job).state, standing(job).is_stopping) == (State.CANCELLED, False)


def test_progress_is_told_four_times_a_second_and_listens_as_often():
    job = queue(tasks.count, 1, 0)
    claimed = claims.claim(processes.own_name())
    with progress.of(claimed):
        written = marks.mark_of(job).at
        for step in range(1000):
            progress.tell(step, 1000, said="Counting")
        assert marks.mark_of(job).at == written
        cancel(job)
        time.sleep(0.25)
        with pytest.raises(Cancelled):
            progress.tell(1000, 1000, said="Counting")
        assert marks.mark_of(job).done == 1000
        with pytest.raises(Cancelled):
            progress.done()


def test_a_task_may_end_its_job_in_its_own_transaction():
    job = queue(tasks.end_early, "kept", "return")
    undone = queue(tasks.end_early, "undone", "undo")
    work_off()
    assert (ended(job).state, job.result) == (State.DONE, "written")
    assert (ended(undone).state, undone.error) == (State.FAILED, "Not this one.")
    assert [counter.series for counter in Counter.objects.filter(last=1)] == ["kept"]
    assert marks.mark_of(job) is None


@pytest.mark.django_db(transaction=True)  # the worker closes the connection
def test_a_database_that_is_locked_is_tried_again():
    job = queue(tasks.find_the_database_locked)
    run(claims.claim(processes.own_name()))
    assert (ended(job).state, job.attempts) == (State.WAITING, 1)
    assert work_off() == 2
    assert (ended(job).state, job.attempts) == (State.FAILED, 3)


def test_a_worker_that_is_to_stop_gives_its_job_back():
    job = queue(tasks.count, 40, 0.05)
    progress.stop_after(0.3)
    try:
        run(claims.claim(processes.own_name()))
    finally:
        progress._stop_at = None
    assert (ended(job).state, job.attempts, job.worker) == (State.WAITING, 0, "")


def lost_to(worker, job, *, attempts=1):
    """The job as a worker left it that was last heard of 40 seconds ago."""
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING, worker=worker, attempts=attempts, started_at=timezone.now() - timedelta(seconds=40)
    )
    return ended(job)


def test_a_job_whose_worker_is_gone_is_taken_up_again_at_once(tmp_path):
    process = subprocess.Popen(["sleep", "60"])
    gone = f"here/{processes._world()}/{process.pid}/{processes._birth(process.pid)}"
    process.kill()
    process.wait()
    job = queue(tasks.attempt)
    Job.objects.update(state=State.RUNNING, worker=gone, attempts=1, started_at=timezone.now())
    assert claims.is_anything_to_do()
    assert work_off() == 1
    assert (ended(job).state, job.attempts) == (State.DONE, 2)


def test_a_worker_that_is_frozen_is_ended_before_its_job_is_taken():
    process = subprocess.Popen(["sleep", "60"])
    try:
        frozen = f"here/{processes._world()}/{process.pid}/{processes._birth(process.pid)}"
        assert processes.is_here(frozen)
        assert processes.is_alive(frozen)
        job = lost_to(frozen, queue(tasks.attempt))
        assert work_off() == 1
        assert process.wait(timeout=5) == -9
        assert (ended(job).state, job.attempts) == (State.DONE, 2)
    finally:
        process.kill()
        process.wait()


def test_a_clock_put_forward_kills_no_worker():
    job = lost_to(processes.own_name(), queue(tasks.attempt))
    now = timezone.now().timestamp()
    marks.mark(job, marks.Mark(job.worker, 1, now - 3600, 0, None, "", now, 0, time.monotonic() - 2))
    assert not claims.is_anything_to_do()


def test_a_worker_elsewhere_keeps_its_job_as_long_as_it_is_heard_of():
    elsewhere = "away/0123456789ab/77/4711"
    job = lost_to(elsewhere, queue(tasks.attempt))
    now = timezone.now().timestamp()
    marks.mark(job, marks.Mark(elsewhere, 1, now - 10, 0, None, "", now, 0, 0.0))
    assert not claims.is_anything_to_do()
    assert claims.claim(processes.own_name()) is None
    marks.mark(job, marks.Mark("another/0123456789ab/78/4712", 1, now, 0, None, "", now, 0, 0.0))
    assert claims.is_anything_to_do()
    taken = claims.claim(processes.own_name())
    assert (taken.pk, taken.attempts) == (job.pk, 2)
    # What the first one says now is no longer heard.
    with progress.of(job), pytest.raises(Lost):
        progress.done()
    assert not claims.end(job, State.DONE, result="too late")
    assert not claims.give_back(job, counts=True)
    assert ended(job).state == State.RUNNING


def test_what_was_left_behind_three_times_has_failed():
    with translation.override("en"):
        job = lost_to("away/0123456789ab/77/4711", queue(tasks.attempt), attempts=3)
    assert work_off() == 0
    assert (ended(job).state, job.attempts) == (State.FAILED, 3)
    assert job.error.startswith("The work was interrupted 3 times")


def test_old_jobs_are_swept_with_their_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    recent, old, young = (queue(tasks.attempt) for _number in range(3))
    work_off()
    for job, days in ((old, 31), (young, 29)):
        Job.objects.filter(pk=job.pk).update(
            ended_at=timezone.now() - timedelta(days=days), result_file=keep(b"a list")
        )
    waiting = queue(tasks.attempt)
    assert claims.sweep() == 1
    assert set(Job.objects.all()) == {recent, young, waiting}
    assert [path.name for path in tmp_path.iterdir()] == [ended(young).result_file]
    assert claims.sweep() == 0


def test_nothing_of_an_ended_job_is_left_in_the_cache(tmp_path):
    job = queue(tasks.count, 3, 0)
    work_off()
    assert marks.mark_of(job) is None
    assert caches["jobs"].get_many([job.key, f"{job.key}-cancel"]) == {}
    assert Path(caches["jobs"]._dir).is_dir()
