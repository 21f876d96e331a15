"""A workbook of forms goes in as files and families; what is wrong is told at its cell."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from hardship.models import Household, HouseholdMember
from tests.people import id_number
from tests.year.rosters import import_rosters

UNIT = "北岸纺织厂"


def form(number: str, *, name: str = "周桂英", phone: str = "13800138000", members=()) -> list[list[object]]:
    return [
        ["困难职工档案表"],
        ["档案编号", None, "困难类别", "□深度困难 ☑相对困难"],
        ["姓 名", name, "身份证号码", number],
        ["工作单位", UNIT, "联系电话", phone],
        ["家庭人口", len(members) + 1, "建档日期", "2025-03-01"],
        ["家庭成员", "姓名", "与本人关系", "身份证号", "月收入"],
        *(["", *member] for member in members),
        ["主要致困原因", "本人大病"],
    ]


@pytest.fixture
def bring(tmp_path, office):
    def bring(*forms: list[list[object]]):
        workbook = Workbook()
        workbook.remove(workbook.active)
        for number, rows in enumerate(forms, 1):
            page = workbook.create_sheet(f"第{number}户")
            for row in rows:
                page.append(row)
            page.merge_cells("A1:E1")
        path: Path = tmp_path / "档案表.xlsx"
        workbook.save(path)
        return import_rosters(path)

    return bring


def test_forty_forms_are_forty_files_with_their_families(bring):
    forms = [
        form(id_number(date(1970, 1, 1), "F"), members=[["周大海", "儿子", id_number(date(2005, 1, 1), "M"), 0]])
        for _household in range(40)
    ]
    told = bring(*forms)
    assert told.counts == {"households": (40, 0, 0, 0), "family": (40, 0, 0, 0)}
    assert Household.objects.count() == 40
    assert HouseholdMember.objects.count() == 40
    household = Household.objects.with_latest().first()
    assert (household.phone, household.opened_on) == ("13800138000", date(2025, 3, 1))
    assert bring(*forms).counts == {"households": (0, 0, 40, 0), "family": (0, 0, 40, 0)}


def test_what_is_wrong_in_a_form_is_told_at_its_cell(bring):
    head, child = id_number(date(1970, 1, 1), "F"), id_number(date(2005, 1, 1), "M")
    told = bring(
        form(head, phone="1380013800", members=[["周大海", "远亲甲", child, 0]]),
        form(id_number(date(1971, 1, 1), "F"), members=[["周小海", "儿子", child[:-1] + "?", 0]]),
    )
    errors = {(error["sheet"], error["cell"], error["column"]) for file in told.files for error in file["errors"]}
    assert ("第1户", "D4", "联系电话") in errors
    assert ("第1户", "C7", "与本人关系") in errors
    assert ("第2户", "D7", "身份证号") in errors
