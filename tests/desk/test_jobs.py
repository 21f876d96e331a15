"""The page of a job: who sees it, what it says, and the file it made."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from hardship.desk.jobs import line_of, percent_of
from office.jobs import marks
from office.jobs.models import Job
from office.jobs.results import DOWNLOADABLE, drop_stale
from office.jobs.running import work_off
from office.jobs.work import Standing, cancel, progress, start
from office.privacy.files import keep, open_kept
from office.refusal import Refusal

State = Job.State


@task()
def make(content: str) -> dict[str, object]:
    """A file with one row."""
    Job.objects.filter(pk=progress.job.pk).update(result_file=keep(content.encode()))
    return {"rows": 1, "name": "名册.csv", "media": "text/csv; charset=utf-8"}


@task()
def refuse() -> None:
    raise Refusal("", "export.changed", "The list changed.")


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def job(office):
    return start(make, "王小明", label="导出：人员", by=office.clerk_north)


def get(client, page, job):
    return client.get(reverse(f"desk:{page}", args=[job.pk]))


def test_a_job_that_waits_shows_a_bar_and_a_way_to_stop_it(client, office, job):
    client.force_login(office.clerk_north)
    page = get(client, "job", job).content.decode()
    assert job.label in page
    assert "<progress" in page
    assert reverse("desk:job_standing", args=[job.pk]) in page
    assert "js/job.js" in page
    assert get(client, "job_standing", job).json()["over"] is False
    assert get(client, "job_file", job).status_code == 404


def test_what_it_made_is_offered_to_whoever_asked_for_it_and_to_nobody_else(client, office, job):
    work_off()
    client.force_login(office.clerk_north)
    page = get(client, "job", job)
    assert page.context["file"]["name"] == "名册.csv"
    assert "js/job.js" not in page.content.decode()
    response = get(client, "job_file", job)
    assert b"".join(response.streaming_content).decode() == "王小明"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    assert "no-store" in response.headers["Cache-Control"]
    for other in (office.clerk_south, office.officer, office.administrator):
        client.force_login(other)
        assert [get(client, page, job).status_code for page in ("job", "job_standing", "job_file")] == [404] * 3
        assert client.post(reverse("desk:job_cancel", args=[job.pk])).status_code == 404


def test_a_day_later_it_is_gone(client, office, job, uploads):
    work_off()
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now() - DOWNLOADABLE - timedelta(minutes=1))
    client.force_login(office.clerk_north)
    assert get(client, "job", job).context["gone"]
    assert get(client, "job_file", job).status_code == 404
    assert len(list(uploads.iterdir())) == 1
    assert drop_stale() == 1
    assert list(uploads.iterdir()) == []
    assert drop_stale() == 0


def test_a_young_file_is_not_swept(job):
    work_off()
    assert drop_stale() == 0
    job.refresh_from_db()
    assert open_kept(job.result_file) == "王小明".encode()


def test_a_file_that_somebody_removed_is_not_found(client, office, job, uploads):
    work_off()
    job.refresh_from_db()
    (uploads / job.result_file).unlink()
    client.force_login(office.clerk_north)
    assert get(client, "job_file", job).status_code == 404


def test_it_can_be_stopped(client, office, job):
    client.force_login(office.clerk_north)
    assert client.get(reverse("desk:job_cancel", args=[job.pk])).status_code == 405
    assert client.post(reverse("desk:job_cancel", args=[job.pk])).status_code == 302
    assert marks.is_unwanted(job)
    assert get(client, "job", job).context["standing"].state == State.CANCELLED
    work_off()
    assert get(client, "job", job).context["standing"].state == State.CANCELLED


def test_what_went_wrong_is_said(client, office):
    job = start(refuse, label="导出", by=office.clerk_north)
    work_off()
    client.force_login(office.clerk_north)
    assert "The list changed." in get(client, "job", job).content.decode()


def test_looking_on_does_not_prolong_the_session(client, office, job):
    client.force_login(office.clerk_north)
    client.get("/")
    assert "sessionid" in get(client, "job", job).cookies
    assert "sessionid" not in get(client, "job_standing", job).cookies
    assert get(client, "job", job).status_code == 200


def test_a_stranger_is_sent_to_the_log_in(client, job):
    assert get(client, "job", job).status_code == 302


def how(state=State.RUNNING, done=0, total=None, said="", seconds_left=None, before=0, is_stopping=False):
    return Standing(state, done, total, said, seconds_left, before, is_stopping, "")


@pytest.mark.parametrize(
    ("now", "line", "percent"),
    [
        (how(State.WAITING), "Begins in a moment.", None),
        (how(State.WAITING, before=1), "Waits for one other job.", None),
        (how(State.WAITING, before=3), "Waits for 3 other jobs.", None),
        (how(), "Under way", None),
        (how(done=1200, total=5000, said="Writing rows", seconds_left=40.0),
         "Writing rows · 1,200 of 5,000 · less than a minute left", 24),
        (how(done=1, total=5000, said="Writing rows", seconds_left=61.0),
         "Writing rows · 1 of 5,000 · about 2 minutes left", 0),
        (how(is_stopping=True, done=1, total=2), "Is being stopped.", 50),
        (how(State.DONE), "", None),
    ],
)  # fmt: skip
def test_what_the_page_says(now, line, percent):
    with translation.override("en"):
        assert line_of(now) == line
    assert percent_of(now) == percent


def test_cancelling_twice_does_no_harm(job):
    assert cancel(job)
    assert cancel(job)
