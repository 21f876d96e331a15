"""An import that was a mistake: taken back as a whole, but for what somebody touched since."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.models import Assessment, Completion, Household, ReliefLine, ReliefList
from members.models import Membership, MembershipEvent, Person, Union
from office.models import Run, RunRow, Upload, Workbook
from office.refusal import Refusal
from office.workbooks.roster import ROSTERS
from office.workbooks.undoing import take_back
from tests.people import id_number, make_household, make_line, make_list
from tests.year.reshaping import plainly
from tests.year.rosters import import_rosters
from tests.year.sheets import Desk

FILES = "档案编号 姓名 身份证号 工作单位 家庭人口 困难类别 主要致困原因 联系电话 建档时间 完善时间"


@pytest.fixture
def desk(office, tmp_path):
    return Desk(tmp_path)


def a_file(number, name, **facts):
    known = {"unit": "北岸纺织厂", "size": 3, "category": "深度困难", "cause": "本人大病", "phone": "13800138000",
             "opened": "2025-03-01", "completed": "2025-06-01"} | facts  # fmt: skip
    return [number, name, known.pop("id", None) or id_number(), *known.values()]


def last_workbook():
    return Workbook.objects.order_by("pk").last()


def counts():
    models = (Person, Household, Assessment, Completion, Union, Membership, MembershipEvent, ReliefList, ReliefLine)
    return {model.__name__: model.objects.count() for model in models}


def test_what_was_created_goes_and_what_was_changed_is_what_it_was(desk, office):
    known = make_household(office.north, "林秀珍", phone="13900139000", file_no="A001")
    before, phone = counts(), known.phone
    told = desk.bring(FILES, a_file("A001", "林秀珍", id=known.head.id_no), a_file("A002", "赵德明"))
    assert told.status == 0
    known.refresh_from_db()
    assert known.phone == "13800138000"
    assert Household.objects.filter(file_no="A002").exists()
    kept = take_back(last_workbook(), by=office.administrator, reason="错发的名单")
    assert kept == []
    known.refresh_from_db()
    assert (known.phone, counts()) == (phone, before)
    run = Run.objects.get()
    assert (run.state, run.undone_by) == (Run.State.UNDONE, office.administrator)
    assert set(run.rows.values_list("taken_back", flat=True)) == {True}
    assert known.history.first().history_change_reason
    assert last_workbook().state == Workbook.State.READY


def test_the_same_workbook_can_come_in_again(desk, office):
    row = a_file("A002", "赵德明")
    desk.bring(FILES, row)
    take_back(last_workbook(), by=None, reason="")
    assert desk.bring(FILES, row).counts["households"] == (1, 0, 0, 0)
    assert Household.objects.get().head.name == "赵德明"


def test_a_row_touched_since_stays_and_is_named(desk, office):
    desk.bring(FILES, a_file("A001", "林秀珍"), a_file("A002", "赵德明"), a_file("A003", "何玉梅"))
    touched = Household.objects.get(file_no="A002")
    touched.phone = "13700137000"
    touched.save()
    (kept,) = take_back(last_workbook(), by=None, reason="")
    assert (kept.row, kept.label) == (3, "赵德明")
    assert [household.file_no for household in Household.objects.all()] == ["A002"]
    assert Person.objects.get().name == "赵德明"
    assert Assessment.objects.count() == Completion.objects.count() == 1
    assert RunRow.objects.filter(taken_back=False).get().row == 3


def test_a_file_that_was_helped_since_stays_with_its_head(desk, office):
    desk.bring(FILES, a_file("A001", "林秀珍"), a_file("A002", "赵德明"))
    helped = Household.objects.get(file_no="A001")
    make_line(helped, make_list(office.north), paid_on=date(2025, 7, 1))
    (kept,) = take_back(last_workbook(), by=None, reason="")
    assert kept.label == "林秀珍"
    assert [household.file_no for household in Household.objects.all()] == ["A001"]


def test_what_stays_keeps_what_another_row_made_for_it(desk, office):
    """The new file of somebody who came back was touched: it cannot do without the person and the file before."""
    number = id_number()
    headings = "档案编号 姓名 身份证号 工作单位 困难类别 建档时间 销档时间"
    person = ["林秀珍", number, "北岸纺织厂", "深度困难"]
    desk.bring(headings, ["A001", *person, "2020-03-01", "2022-03-01"], ["A002", *person, "2025-03-01", None])
    touched = Household.objects.get(file_no="A002")
    touched.phone = "13700137000"
    touched.save()
    kept = take_back(last_workbook(), by=None, reason="")
    assert [row.row for row in kept] == [2, 3]
    assert [household.file_no for household in Household.objects.all()] == ["A001", "A002"]
    assert Person.objects.get().id_no == number


def test_payments_go_with_the_list_that_was_made_for_them(desk, office):
    household = make_household(office.north, "林秀珍")
    other = make_household(office.north, "赵德明")
    before = counts()
    told = desk.bring(
        "姓名 身份证号 发放金额 发放日期",
        ["林秀珍", household.head.id_no, 300, "2025-01-20"],
        ["赵德明", other.head.id_no, 500, "2025-01-20"],
        name="春节救助",
    )
    assert told.status == 0
    assert ReliefLine.objects.count() == 2
    assert take_back(last_workbook(), by=None, reason="") == []
    assert counts() == before


def test_a_list_with_another_payment_on_it_stays(desk, office):
    household, other = make_household(office.north, "林秀珍"), make_household(office.north, "赵德明")
    desk.bring("姓名 身份证号 发放金额 发放日期", ["林秀珍", household.head.id_no, 300, "2025-01-20"], name="春节救助")
    make_line(other, ReliefList.objects.get(), paid_on=date(2025, 1, 20), amount=Decimal(500))
    assert take_back(last_workbook(), by=None, reason="") == []
    assert ReliefLine.objects.get().payee == other.head
    assert ReliefList.objects.count() == 1


def test_what_was_taken_back_is_not_taken_back_twice(desk, office):
    desk.bring(FILES, a_file("A001", "林秀珍"))
    take_back(last_workbook(), by=None, reason="")
    with pytest.raises(Refusal) as refused:
        take_back(last_workbook(), by=None, reason="")
    assert refused.value.code == "run.not_imported"


def test_a_later_import_undone_first_leaves_the_earlier_one_free_to_go(desk, office):
    row = a_file("A001", "林秀珍")
    desk.bring(FILES, row)
    first = last_workbook()
    desk.bring(FILES, [*row[:7], "13600136000", *row[8:]])
    second = last_workbook()
    (kept,) = take_back(first, by=None, reason="")
    assert kept.label == "林秀珍"
    Workbook.objects.filter(pk=first.pk).update(state=Workbook.State.IMPORTED)
    Run.objects.filter(workbook=first).update(state=Run.State.IMPORTED)
    assert take_back(second, by=None, reason="") == []
    assert take_back(first, by=None, reason="") == []
    assert not Household.objects.exists()


def test_a_whole_small_year_goes_back_to_an_empty_office(empty_office, tmp_path):
    before = counts()
    assert import_rosters(*(plainly(tmp_path, kind) for kind in ROSTERS)).status == 0
    assert Household.objects.exists()
    for workbook in Workbook.objects.order_by("-pk"):
        assert take_back(workbook, by=None, reason="") == []
    assert counts() == before
    assert not Upload.objects.exclude(state=Upload.State.RECEIVED).exists()
