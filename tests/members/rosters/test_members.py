"""What becomes of rows about members."""

from datetime import date

import pytest

from members.models import Membership, MembershipEvent
from tests.people import id_number
from tests.year.sheets import Desk

UNIT = "北岸纺织厂"


@pytest.fixture
def desk(tmp_path, office):
    return Desk(tmp_path)


def test_a_roster_with_nothing_but_the_day_of_joining(desk):
    row = ["周桂英", id_number(), UNIT, date(2025, 3, 1), "√"]
    headings = "姓名 身份证号 工作单位 入会日期 是否农民工"
    assert desk.bring(headings, row).counts == {"members": (1, 0, 0, 0)}
    assert desk.bring(headings, row).counts == {"members": (0, 0, 1, 0)}
    membership = Membership.objects.get()
    assert (membership.began_on, membership.ended_on, membership.migrant) == (date(2025, 3, 1), None, True)
    assert membership.events.get().kind == MembershipEvent.JOINED


@pytest.mark.parametrize(("word", "kind"), [("转出", "4"), ("5-除名", "5"), ("退会", "6")])
def test_leaving_as_the_kind_of_change(desk, word, kind):
    person = ["周桂英", id_number(), UNIT]
    headings = "姓名 身份证号 工作单位 会籍变化类型 会籍变化日期"
    desk.bring(headings, [*person, "入会", date(2020, 3, 1)])
    assert desk.bring(headings, [*person, word, date(2025, 3, 1)]).counts == {"members": (0, 1, 0, 0)}
    assert desk.bring(headings, [*person, word, date(2025, 3, 1)]).counts == {"members": (0, 0, 1, 0)}
    membership = Membership.objects.get()
    assert membership.ended_on == date(2025, 3, 1)
    assert set(membership.events.values_list("kind", flat=True)) == {"1", kind}


def test_joining_and_leaving_in_one_row(desk):
    headings = "姓名 身份证号 工作单位 入会日期 会籍变化类型 会籍变化日期"
    row = ["周桂英", id_number(), UNIT, date(2015, 3, 1), "转出", date(2025, 6, 1)]
    assert desk.bring(headings, row).counts == {"members": (1, 0, 0, 0)}
    assert desk.bring(headings, row).counts == {"members": (0, 0, 1, 0)}
    membership = Membership.objects.get()
    assert (membership.began_on, membership.ended_on) == (date(2015, 3, 1), date(2025, 6, 1))


def test_both_changes_of_one_person_in_one_roster(desk):
    number = id_number()
    headings = "姓名 身份证号 工作单位 会籍变化类型 会籍变化日期"
    rows = [["周桂英", number, UNIT, "转入", date(2025, 1, 5)], ["周桂英", number, UNIT, "转出", date(2025, 9, 1)]]
    assert desk.bring(headings, *rows).codes == []
    assert Membership.objects.get().ended_on == date(2025, 9, 1)


def test_leaving_a_union_one_was_never_in(desk):
    told = desk.bring(
        "姓名 身份证号 工作单位 会籍变化类型 会籍变化日期", ["周桂英", id_number(), UNIT, "退会", date(2025, 3, 1)]
    )
    assert told.codes == ["membership.none"]


def test_without_a_day_the_row_is_refused_at_the_day(desk):
    told = desk.bring("姓名 身份证号 工作单位 入会日期", ["周桂英", id_number(), UNIT, None])
    (error,) = told.files[0]["errors"]
    assert (error["code"], error["cell"]) == ("required", "D2")


def test_sex_must_be_that_of_the_number(desk):
    told = desk.bring(
        "姓名 性别 身份证号 工作单位 入会日期", ["周桂英", "男", id_number(sex="F"), UNIT, date(2025, 3, 1)]
    )
    assert told.codes == ["sex.contradicts_id"]
