"""What `import_rosters` does with files and folders before and beside the rows."""

import shutil

import pytest
from openpyxl import Workbook, load_workbook

from office.workbooks.models import Run
from tests.year.rosters import DEMO, import_rosters, open_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty_office(db):
    open_office()


def test_one_unreadable_file_stops_the_whole_folder_before_anything_is_saved(empty_office, tmp_path):
    shutil.copy(DEMO / "01基层工会名册.xlsx", tmp_path)
    (tmp_path / "02会员花名册.xlsx").write_bytes(b"PK\x03\x04 a copy that broke off")
    told = import_rosters(tmp_path)
    assert told.status == 2
    assert told.refusal.count("\n") == 1
    assert "02会员花名册.xlsx" in told.refusal
    assert not Run.objects.exists()


def test_a_lock_file_in_the_folder_is_passed_over(empty_office, tmp_path):
    shutil.copy(DEMO / "01基层工会名册.xlsx", tmp_path)
    (tmp_path / "~$01基层工会名册.xlsx").write_bytes(b"\x06clerk" + b"\0" * 160)
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    told = import_rosters(tmp_path)
    assert told.status == 0
    assert told.counts == {"unions": (40, 0, 0, 0)}


def test_the_marked_copy_of_a_workbook_of_two_kinds_marks_both(empty_office, tmp_path):
    book = Workbook()
    book.active.append(["姓名", "身份证号", "困难类别", "建档时间"])
    book.active.append(["张三", "12", "深度困难", "2025-03-01"])
    family = book.create_sheet("家庭成员")
    family.append(["户主姓名", "户主身份证号", "成员姓名", "与户主关系"])
    family.append(["张三", "34", "李四", "妻子"])
    book.save(tmp_path / "两表.xlsx")
    told = import_rosters(tmp_path / "两表.xlsx", marked=tmp_path / "marked")
    assert told.status == 1
    sheets = load_workbook(tmp_path / "marked" / "两表.xlsx").worksheets
    assert [bool(sheet["B2"].comment) for sheet in sheets] == [True, True]


def test_a_folder_without_workbooks_is_said_in_one_line(empty_office, tmp_path):
    told = import_rosters(tmp_path)
    assert told.status == 2
    assert told.refusal.count("\n") == 1


def test_without_an_office_one_line_says_what_to_do(db):
    told = import_rosters(DEMO / "01基层工会名册.xlsx")
    assert told.status == 2
    assert "open_office" in told.refusal
    assert told.refusal.count("\n") == 1
