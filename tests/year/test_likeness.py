"""Files that an import brings are compared with all others, and what was found keeps no import from being taken back."""

import pytest

from hardship.models import Household, Likeness
from hardship.operations.likeness import look_for_all, look_through, say
from office.jobs.models import Job
from office.models import Workbook
from office.workbooks.importing import bring_in, open_all
from office.workbooks.undoing import take_back
from tests.people import id_number, make_household
from tests.year.sheets import Desk

FILES = "档案编号 姓名 身份证号 工作单位 家庭住址 建档时间"


@pytest.fixture
def desk(office, tmp_path):
    return Desk(tmp_path)


def a_file(number, name, address):
    return [number, name, id_number(), "北岸纺织厂", address, "2025-03-01"]


def searches():
    return Job.objects.filter(task=look_through.module_path).count()


def test_imports_are_followed_by_one_search(desk, office, django_capture_on_commit_callbacks):
    known = make_household(office.south, "林秀珍", address="中山路12号3栋501")
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.bring(FILES, a_file("A001", "赵德明", "中山路12-3-501")).status == 0
        assert desk.bring(FILES, a_file("A002", "孙一", "和平街5号")).status == 0
    assert searches() == 1
    look_through.func()
    likeness = Likeness.objects.get()
    assert (likeness.first, likeness.second, likeness.alike) == (
        known,
        Household.objects.get(file_no="A001"),
        ["address"],
    )


def test_a_trial_is_followed_by_none(desk, office, django_capture_on_commit_callbacks):
    desk.bring(FILES, a_file("A001", "赵德明", "中山路12-3-501"))
    with django_capture_on_commit_callbacks(execute=True):
        bring_in(open_all([desk.folder / "roster.xlsx"]), by=None, dry_run=True)
    assert searches() == 0


def test_what_nobody_said_anything_of_goes_with_the_import(desk, office):
    make_household(office.south, "林秀珍", address="中山路12号3栋501")
    desk.bring(FILES, a_file("A001", "赵德明", "中山路12-3-501"))
    look_for_all()
    assert take_back(Workbook.objects.get(), by=office.administrator, reason="错发的名单") == []
    assert not Likeness.objects.exists()
    assert not Household.objects.filter(file_no="A001").exists()
    assert list(Likeness.history.order_by("history_id").values_list("history_type", flat=True)) == ["+", "-"]


def test_what_somebody_said_stays_with_the_file(desk, office):
    make_household(office.south, "林秀珍", address="中山路12号3栋501")
    desk.bring(FILES, a_file("A001", "赵德明", "中山路12-3-501"))
    look_for_all()
    say(Likeness.objects.get(), "different", why="两兄弟分户居住", by=office.officer)
    (kept,) = take_back(Workbook.objects.get(), by=office.administrator, reason="错发的名单")
    assert "赵德明" in kept.label
    assert Likeness.objects.get().said == "different"
