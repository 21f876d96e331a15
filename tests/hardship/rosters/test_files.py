"""What becomes of rows about files and families."""

from datetime import date

import pytest

from hardship.models import Household, HouseholdMember
from tests.people import id_number, make_household
from tests.year.sheets import Desk

HEADINGS = "姓名 身份证号 工作单位 困难类别 家庭人口 建档时间 销档时间"
FAMILY = "户主姓名 户主身份证号 成员姓名 与户主关系 成员身份证号"
UNIT = "北岸纺织厂"


@pytest.fixture
def desk(tmp_path, office):
    return Desk(tmp_path)


def test_a_file_without_a_number_gets_one_and_is_found_again(desk):
    row = ["周桂英", id_number(), UNIT, "深度困难", 3, date(2025, 3, 1)]
    assert desk.bring(HEADINGS, row).counts == {"households": (1, 0, 0, 0)}
    assert desk.bring(HEADINGS, row).counts == {"households": (0, 0, 1, 0)}
    assert Household.objects.get().file_no.startswith("2025")


def test_a_file_without_its_day_of_opening_is_a_draft(desk):
    row = ["周桂英", id_number(), UNIT, "深度困难", 3]
    assert desk.bring(HEADINGS, row).status == 0
    assert Household.objects.get().state == Household.State.DRAFT
    assert desk.bring(HEADINGS, row).counts == {"households": (0, 0, 1, 0)}


@pytest.mark.parametrize("turned", [False, True])
def test_a_household_that_came_back_has_two_files_whatever_their_order(desk, turned):
    person = ["周桂英", id_number(), UNIT, "深度困难", 3]
    rows = [[*person, date(2020, 3, 1), date(2022, 5, 1)], [*person, date(2025, 3, 1)]]
    rows = rows[::-1] if turned else rows
    assert desk.bring(HEADINGS, *rows).counts == {"households": (2, 0, 0, 0)}
    assert desk.bring(HEADINGS, *rows).counts == {"households": (0, 0, 2, 0)}
    former, now = Household.objects.order_by("opened_on")
    assert (former.state, now.state, now.previous) == (Household.State.CLOSED, Household.State.IN_FORCE, former)


def test_the_same_person_twice_is_refused_the_second_time(desk):
    row = ["周桂英", id_number(), UNIT, "深度困难", 3, date(2025, 3, 1)]
    assert desk.bring(HEADINGS, row, row).codes == ["id.duplicate_in_file"]


def test_closed_before_it_was_opened(desk):
    told = desk.bring(HEADINGS, ["周桂英", id_number(), UNIT, "深度困难", 3, date(2025, 3, 1), date(2024, 3, 1)])
    assert told.codes == ["date.order"]


def test_one_household_one_file(desk, office):
    household = make_household(office.north, "周桂英", family=1)
    relative = household.members.get().person
    relative.name = "周小宝"
    relative.save()
    told = desk.bring(HEADINGS, [relative.name, relative.id_no, UNIT, "深度困难", 1, date(2025, 4, 1)])
    assert told.codes == ["person.in_other_household"]
    other = make_household(office.south, "赵大海")
    told = desk.bring(FAMILY, [other.head.name, other.head.id_no, relative.name, "妻子", relative.id_no])
    assert told.codes == ["person.in_other_household"]


def test_a_unit_nobody_knows(desk):
    told = desk.bring(HEADINGS, ["周桂英", id_number(), "没有这个厂", "深度困难", 3, date(2025, 3, 1)])
    (error,) = told.files[0]["errors"]
    assert (error["code"], error["cell"]) == ("union.unknown", "C2")


def test_a_year_s_income_a_head_is_recorded_for_a_month_and_said(desk):
    told = desk.bring(
        "姓名 身份证号 工作单位 困难类别 家庭年人均收入 建档时间",
        ["周桂英", id_number(), UNIT, "深度困难", 6000, date(2025, 3, 1)],
    )
    assert told.status == 0
    assert Household.objects.with_latest().get().per_capita_income == 500


def test_family_without_numbers_is_recognised_by_name_and_relation(desk, office):
    head = make_household(office.north, "周桂英").head
    row = [head.name, head.id_no, "周小宝", "儿子", None]
    assert desk.bring(FAMILY, row).counts == {"family": (1, 0, 0, 0)}
    assert desk.bring(FAMILY, row).counts == {"family": (0, 0, 1, 0)}
    assert HouseholdMember.objects.count() == 1


def test_the_family_of_nobody_on_file(desk):
    assert desk.bring(FAMILY, ["周桂英", id_number(), "周小宝", "儿子", None]).codes == ["household.unknown"]
