"""Sign-for lists and vouchers at the desk: long ones in the background, each print counted once, a second one says so."""

import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from hardship.desk.relief import prints
from hardship.models import ReliefLine
from hardship.operations.relief_lists.printing import count_print
from hardship.reports.sign_for import SignForReport
from office.documents.pdf import missing_libraries
from office.jobs.models import Job
from office.jobs.running import work_off
from office.models import Entry
from office.refusal import Refusal
from tests.people import make_household, make_list

pytestmark = pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")


@pytest.fixture
def long(office, monkeypatch, settings, tmp_path):
    """An approved list of four lines, where three are the most that is printed at once."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(prints, "LINES_AT_ONCE", 3)
    relief = make_list(office.north, "中秋慰问", number="JZ20250001", state="approved")
    home = make_household(office.north, "林秀珍")
    ReliefLine.objects.bulk_create(
        ReliefLine(
            list=relief, union=office.north, household=home, payee=home.head, amount=Decimal(400), position=place
        )
        for place in range(1, 5)
    )
    return relief


def ordered(desk, relief, paper="sign-for"):
    page = desk.get(f"/relief/lists/{relief.pk}/{paper}/")
    job = Job.objects.latest("pk")
    assert page.url == f"/jobs/{job.pk}/"
    return job


def words_of(desk, job):
    page = desk.get(f"/jobs/{job.pk}/file/")
    assert page.status_code == 200
    pages = PdfReader(io.BytesIO(b"".join(page.streaming_content))).pages
    return pages[0].extract_text().replace("\n", "").replace(" ", "")


def counted(relief):
    relief.refresh_from_db()
    return relief.prints, Entry.objects.filter(act="report written").count()


def test_a_long_list_is_printed_in_the_background_and_the_second_print_says_so(office, sit_down, long):
    desk = sit_down(office.cashier)
    first = ordered(desk, long)
    assert counted(long) == (0, 0)  # nothing is printed yet
    work_off()
    assert counted(long) == (1, 1)
    assert "补打" not in words_of(desk, first)
    second = ordered(desk, long)
    work_off()
    assert counted(long) == (2, 2)
    assert "补打（第2次打印）" in words_of(desk, second)
    assert long.lines.first().payee.id_no in words_of(desk, second)
    assert sit_down(office.officer).get(f"/jobs/{second.pk}/file/").status_code == 404


def test_vouchers_in_the_background_are_no_print_of_the_list(office, sit_down, long):
    desk = sit_down(office.cashier)
    job = ordered(desk, long, "vouchers")
    work_off()
    assert "人民币肆佰元整" in words_of(desk, job)
    assert counted(long) == (0, 1)


def test_a_job_that_failed_has_printed_nothing(office, sit_down, long, monkeypatch):
    def breaks(self, built, said):
        said(2)
        raise OSError("disk full")

    desk = sit_down(office.cashier)
    with monkeypatch.context() as broken:
        broken.setattr(SignForReport, "print_out", breaks)
        job = ordered(desk, long)
        work_off()
    job.refresh_from_db()
    assert (job.state, counted(long)) == (Job.State.FAILED, (0, 0))
    job = ordered(desk, long)
    work_off()
    assert "补打" not in words_of(desk, job)
    assert counted(long) == (1, 1)


def test_the_count_ends_with_the_job_as_one(office, sit_down, long, monkeypatch):
    """A job that dies between the count and its end is run again: neither a print nor a number is lost."""
    desk = sit_down(office.cashier)
    with monkeypatch.context() as broken:
        broken.setattr("office.jobs.progress.progress.done", lambda made: (_ for _ in ()).throw(OSError()))
        ordered(desk, long)
        work_off()
    assert counted(long) == (0, 0)


def test_whoever_may_no_longer_see_the_list_gets_no_print(office, sit_down, long):
    job = ordered(sit_down(office.cashier), long)
    office.cashier.union = office.south
    office.cashier.save()
    work_off()
    job.refresh_from_db()
    assert (job.state, counted(long)) == (Job.State.FAILED, (0, 0))


def test_a_list_that_was_sent_back_is_no_longer_printed(office, sit_down, long):
    job = ordered(sit_down(office.cashier), long)
    long.state = "draft"
    long.save()
    work_off()
    job.refresh_from_db()
    assert (job.state, counted(long)) == (Job.State.FAILED, (0, 0))


def test_two_prints_at_a_time_are_two_numbers(office, sit_down, long, monkeypatch):
    """Somebody prints while this print is laid out: it is laid out once more, as the next."""
    ready, told = SignForReport.print_out, []

    def slowly(self, built, said=lambda done: None):
        written = ready(self, built, said)
        told.append(built.lists[0].time)
        if len(told) == 1:
            count_print(long, "sign-for", time=1, whole=True, by=office.officer)
        return written

    monkeypatch.setattr(SignForReport, "print_out", slowly)
    monkeypatch.setattr(prints, "LINES_AT_ONCE", 4)
    page = sit_down(office.cashier).get(f"/relief/lists/{long.pk}/sign-for/")
    assert "补打（第2次打印）" in PdfReader(io.BytesIO(page.content)).pages[0].extract_text()
    assert (told, counted(long)) == ([1, 2], (2, 2))
    with pytest.raises(Refusal) as refused:
        count_print(long, "sign-for", time=2, whole=True, by=office.officer)
    assert refused.value.code == "print.meanwhile"
