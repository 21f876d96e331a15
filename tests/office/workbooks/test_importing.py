"""What `import_rosters` does with files and folders before and beside the rows."""

import shutil

import pytest

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


def test_a_folder_without_workbooks_is_said_in_one_line(empty_office, tmp_path):
    told = import_rosters(tmp_path)
    assert told.status == 2
    assert told.refusal.count("\n") == 1


def test_without_an_office_one_line_says_what_to_do(db):
    told = import_rosters(DEMO / "01基层工会名册.xlsx")
    assert told.status == 2
    assert "open_office" in told.refusal
    assert told.refusal.count("\n") == 1
