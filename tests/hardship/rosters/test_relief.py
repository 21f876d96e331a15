"""What becomes of rows of relief: recognised again, refused when they contradict what was paid, drafts without days."""

from datetime import date

import pytest

from hardship.models import ReliefLine, ReliefList
from tests.people import id_number, make_household, make_person
from tests.year.sheets import Desk

HEADINGS = "姓名 身份证号 发放金额 发放日期 备注"
PAID = date(2025, 1, 18)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture
def head(office):
    return make_household(office.north, "周桂英").head


def test_a_payment_is_recognised_again(desk, head):
    row = [head.name, head.id_no, 300, PAID]
    assert desk.bring(HEADINGS, row, name="春节").counts == {"cash": (1, 0, 0, 0)}
    assert desk.bring(HEADINGS, row, name="春节").counts == {"cash": (0, 0, 1, 0)}
    line = ReliefLine.objects.get()
    assert (line.state, line.list.state, line.list.name) == ("paid", "closed", "春节")


def test_two_equal_payments_in_one_list_are_two(desk, head):
    row = [head.name, head.id_no, 300, PAID]
    assert desk.bring(HEADINGS, row, row, name="春节").counts == {"cash": (2, 0, 0, 0)}
    assert desk.bring(HEADINGS, row, row, name="春节").counts == {"cash": (0, 0, 2, 0)}
    assert ReliefLine.objects.count() == 2


def test_an_amount_that_changed_since_it_was_paid_is_refused(desk, head):
    desk.bring(HEADINGS, [head.name, head.id_no, 300, PAID], name="春节")
    told = desk.bring(HEADINGS, [head.name, head.id_no, 500, PAID], name="春节")
    assert (told.status, told.codes) == (1, ["paid.differs"])
    assert ReliefLine.objects.get().amount == 300


def test_a_remark_may_be_added_to_a_paid_line_without_touching_its_money(desk, head):
    desk.bring(HEADINGS, [head.name, head.id_no, 300, PAID], name="春节")
    assert desk.bring(HEADINGS, [head.name, head.id_no, 300, PAID, "子女代领"], name="春节").counts == {
        "cash": (0, 1, 0, 0)
    }
    assert ReliefLine.objects.get().note == "子女代领"


def test_a_roster_without_days_is_a_draft(desk, head):
    row = [head.name, head.id_no, 300]
    assert desk.bring("姓名 身份证号 发放金额", row, above="2025年中秋慰问名单").status == 0
    line = ReliefLine.objects.get()
    assert (line.state, line.paid_on, line.list.state, line.list.year) == ("due", None, "draft", 2025)
    assert line.list.name == "2025年中秋慰问名单"
    assert desk.bring("姓名 身份证号 发放金额", row, above="2025年中秋慰问名单").counts == {"cash": (0, 0, 1, 0)}


def test_payments_do_not_come_in_beside_a_draft_of_the_same_name(desk, head):
    desk.bring("姓名 身份证号 发放金额", [head.name, head.id_no, 300], name="2025年春节")
    told = desk.bring(HEADINGS, [head.name, head.id_no, 300, PAID], name="2025年春节")
    assert told.codes == ["list.in_progress"]
    assert ReliefLine.objects.count() == 1


def test_a_closed_list_takes_no_drafts(desk, head):
    desk.bring(HEADINGS, [head.name, head.id_no, 300, PAID], name="2025年春节")
    told = desk.bring("姓名 身份证号 发放金额", [head.name, head.id_no, 300], name="2025年春节")
    assert told.codes == ["list.closed"]


def test_the_batch_column_names_the_list(desk, head):
    desk.bring(
        "批次 " + HEADINGS,
        ["春节", head.name, head.id_no, 300, PAID],
        ["五一", head.name, head.id_no, 200, date(2025, 4, 28)],
    )
    assert set(ReliefList.objects.values_list("name", flat=True)) == {"春节", "五一"}


def test_no_file_no_relief(desk, office):
    stranger = make_person(office.north)
    told = desk.bring(HEADINGS, [stranger.name, stranger.id_no, 300, PAID], ["无名氏", id_number(), 300, PAID])
    assert told.codes == ["household.unknown", "household.unknown"]


def test_a_name_that_contradicts_its_number_is_refused_at_the_name(desk, head):
    told = desk.bring(HEADINGS, ["周桂芳", head.id_no, 300, PAID])
    (error,) = told.files[0]["errors"]
    assert (error["code"], error["cell"]) == ("name.contradicts_id", "A2")


@pytest.mark.parametrize(
    ("amount", "code"), [(0, "money.zero"), (-5, "money.negative"), (None, "required"), ("约500", "money.unreadable")]
)
def test_amounts_that_are_no_payment(desk, head, amount, code):
    assert desk.bring(HEADINGS, [head.name, head.id_no, amount, PAID]).codes == [code]


@pytest.mark.parametrize(("total", "differs"), [(300, False), ("300元", False), (310, True), ("叁佰元整", False)])
def test_a_wrong_total_is_a_remark_and_no_refusal(desk, head, total, differs):
    told = desk.bring(HEADINGS, [head.name, head.id_no, 300, PAID], ["合计", None, total])
    assert told.status == 0
    assert bool(told.remarks) == differs


def test_totals_of_groups_and_of_all_are_both_checked(desk, head):
    other = make_household(head.union, "赵大海").head
    rows = [
        [head.name, head.id_no, 300, PAID],
        ["合计", None, 300],
        [other.name, other.id_no, 200, PAID],
        ["合计", None, 200],
        ["总计", None, 500],
    ]
    assert desk.bring(HEADINGS, *rows).remarks == ""


def test_a_total_in_万元_is_compared_in_yuan(desk, head):
    told = desk.bring("姓名 身份证号 金额（万元） 发放日期", [head.name, head.id_no, 0.03, PAID], ["合计", None, 0.03])
    assert told.remarks == ""
    assert ReliefLine.objects.get().amount == 300


def test_a_fraction_of_万元_keeps_its_yuan(desk, head):
    desk.bring("姓名 身份证号 金额（万元） 发放日期", [head.name, head.id_no, 0.12345, PAID])
    assert f"{ReliefLine.objects.get().amount:.2f}" == "1234.50"


def test_goods_without_a_price_come_by_their_value(desk, head):
    told = desk.bring("姓名 身份证号 物资名称 数量 金额 发放日期", [head.name, head.id_no, "米面油", 2, 280, PAID])
    assert told.counts == {"goods": (1, 0, 0, 0)}
    line = ReliefLine.objects.get()
    assert (line.quantity, line.unit_price, line.amount) == (2, 140, 280)


def test_goods_whose_value_is_not_quantity_times_price_are_refused(desk, head):
    told = desk.bring(
        "姓名 身份证号 物资名称 数量 单价 金额 发放日期", [head.name, head.id_no, "米面油", 2, 140, 300, PAID]
    )
    assert told.codes == ["goods.amount_differs"]
