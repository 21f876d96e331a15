"""A set of workbooks in its own hands: what two workers at once, or a row that is read twice, must not do."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook as NewWorkbook
from openpyxl import load_workbook

from hardship.models import Household
from hardship.rosters.households import HouseholdRoster
from members.models import Person
from members.rosters.members import MemberRoster
from office.models import LearnedHeading, Run, RunRow, Upload, Workbook
from office.workbooks.marking import marked_with
from office.workbooks.outcomes import Outcome
from office.workbooks.reader import read
from office.workbooks.recognising import recognise
from office.workbooks.uploads import import_set, put_away, receive, say_heading, try_out
from tests.people import id_number

HEADINGS = "姓名 身份证号 工作单位 困难类别 建档时间 包保干部"


@pytest.fixture
def book(tmp_path) -> Path:
    made = NewWorkbook()
    made.active.append(HEADINGS.split())
    for name in ("林秀珍", "赵德明"):
        made.active.append([name, id_number(), "北岸纺织厂", "深度困难", "2025-03-01", "龚雪梅"])
    made.active.append(["何玉梅", "12", "北岸纺织厂", "深度困难", "2025-03-01", "龚雪梅"])
    made.save(tmp_path / "花名册.xlsx")
    return tmp_path / "花名册.xlsx"


@pytest.fixture
def tried(office, book) -> Upload:
    upload = receive([(book.name, book.read_bytes())], by=office.officer)
    try_out(upload, scope=office.home.path, by=office.officer)
    return upload


def test_a_trial_saves_nothing_but_what_would_become_of_each_row(office, tried):
    run = Run.objects.get()
    assert (run.state, run.read, run.created, run.rejected) == (Run.State.TRIAL, 3, 2, 1)
    assert run.rows.count() == 3
    assert not Household.objects.exists()
    assert not Person.objects.exists()
    assert tried.state == Upload.State.TRIED


def test_the_import_is_signed_by_whoever_asked_for_it(office, tried):
    import_set(tried, scope=office.home.path, by=office.administrator)
    run = Run.objects.get()
    assert (run.state, run.by, run.created) == (Run.State.IMPORTED, office.administrator, 2)
    assert {household.history.get().history_user for household in Household.objects.all()} == {office.administrator}


def test_a_worker_that_wakes_up_late_does_not_import_again_what_another_has_imported(office, tried):
    def meanwhile(_done, _total, _said):
        """The other worker ends while this one still reads."""
        Workbook.objects.update(state=Workbook.State.IMPORTED)

    import_set(tried, scope=office.home.path, by=office.officer, progress=meanwhile)
    assert not Run.objects.filter(state=Run.State.IMPORTED).exists()
    assert not Household.objects.exists()


def test_a_heading_is_taught_once_for_the_unions_below(office, tried, book):
    workbook = tried.workbooks.get()
    say_heading(workbook, "households", "包保干部", "note", scope=office.home.path, by=office.officer, for_ever=True)
    assert LearnedHeading.objects.get().scope == office.home.path
    again = receive([(book.name, book.read_bytes())], by=office.clerk_north)
    try_out(again, scope=office.north.path, by=office.clerk_north)
    columns = {column["heading"]: column["field"] for column in again.workbooks.get().seen[0]["columns"]}
    assert columns["包保干部"] == "note"
    import_set(again, scope=office.north.path, by=office.clerk_north)
    assert set(Household.objects.values_list("note", flat=True)) == {"龚雪梅"}


def test_what_was_put_away_is_gone(office, tried):
    put_away(tried, by=office.officer)
    assert tried.workbooks.get().kept == ""
    assert not Run.objects.exists()


@pytest.mark.parametrize("portion", [2, 5000])
def test_a_trial_says_what_the_import_does_however_many_portions_there_are(office, tmp_path, monkeypatch, portion):
    """A file number that stands twice, a member of the family before, somebody who comes back: far apart or side by side."""
    monkeypatch.setattr(HouseholdRoster, "portion", portion)
    back, name = id_number(), "赵德明"
    made = NewWorkbook()
    made.active.append(["档案编号", "姓名", "身份证号", "工作单位", "困难类别", "建档时间", "销档时间"])
    for row in (
        ["A1", "林秀珍", id_number(), "北岸纺织厂", "深度困难", "2025-03-01", None],
        ["A2", name, back, "北岸纺织厂", "深度困难", "2025-03-01", None],
        ["A3", "何玉梅", id_number(), "北岸纺织厂", "深度困难", "2025-03-01", None],
        ["A1", "马振东", id_number(), "北岸纺织厂", "深度困难", "2025-03-01", None],
        ["A5", "钱文华", id_number(), "北岸纺织厂", "深度困难", "2025-03-01", None],
        ["A6", name, back, "北岸纺织厂", "深度困难", "2020-03-01", "2022-03-01"],
        ["A7", "何玉梅", "12", "北岸纺织厂", "深度困难", "2025-03-01", None],
    ):
        made.active.append(row)
    made.save(tmp_path / "花名册.xlsx")
    upload = receive([("花名册.xlsx", (tmp_path / "花名册.xlsx").read_bytes())], by=office.officer)
    told = []
    for work in (try_out, import_set):
        work(upload, scope=office.home.path, by=office.officer)
        told.append(sorted(Run.objects.get().rows.values_list("row", "outcome")))
    assert told[0] == told[1]
    assert [row for row, outcome in told[0] if outcome == "rejected"] == [5, 8]
    former, now = Household.objects.filter(head__name=name).order_by("opened_on")
    assert now.previous == former


def test_a_trial_knows_the_same_person_far_apart(office, tmp_path, monkeypatch):
    monkeypatch.setattr(MemberRoster, "portion", 2)
    leaver = id_number()
    made = NewWorkbook()
    made.active.append(["姓名", "身份证号", "工作单位", "会籍变化类型", "会籍变化日期"])
    made.active.append(["赵德明", leaver, "北岸纺织厂", "入会", "2025-03-01"])
    for name in ("林秀珍", "何玉梅", "马振东"):
        made.active.append([name, id_number(), "北岸纺织厂", "入会", "2025-03-01"])
    made.active.append(["赵德明", leaver, "北岸纺织厂", "退会", "2025-09-01"])
    made.save(tmp_path / "会员.xlsx")
    upload = receive([("会员.xlsx", (tmp_path / "会员.xlsx").read_bytes())], by=office.officer)
    for work in (try_out, import_set):
        work(upload, scope=office.home.path, by=office.officer)
        assert Run.objects.get().rejected == 0


def test_a_marked_copy_that_comes_back_leaves_alone_what_went_in(office, tried, book, tmp_path):
    """What was corrected on screen since stays corrected, though the workbook still says otherwise."""
    import_set(tried, scope=office.home.path, by=office.officer)
    corrected = Household.objects.get(head__name="林秀珍")
    corrected.opened_on = date(2025, 2, 1)
    corrected.save()
    workbook = tried.workbooks.get()
    rows = RunRow.objects.filter(run__workbook=workbook).order_by("pk")
    outcomes = [Outcome(*(getattr(row, name) for name in Outcome._fields)) for row in rows]
    content = book.read_bytes()
    marked = marked_with(content, recognise(book, read(book)), outcomes, number=workbook.pk)
    copy = load_workbook(BytesIO(marked))
    copy.active["B4"].value = id_number()
    copy.save(tmp_path / "改好.xlsx")
    again = receive([("改好.xlsx", (tmp_path / "改好.xlsx").read_bytes())], by=office.officer)
    try_out(again, scope=office.home.path, by=office.officer)
    import_set(again, scope=office.home.path, by=office.officer)
    run = again.workbooks.get().runs.get()
    assert (run.read, run.created, run.passed_over) == (1, 1, 2)
    corrected.refresh_from_db()
    assert corrected.opened_on == date(2025, 2, 1)
