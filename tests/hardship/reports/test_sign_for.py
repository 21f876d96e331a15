"""The sign-for list on paper: how it breaks over pages, its sums, the reasons of officers, a second print."""

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from hardship.models import ReliefLine
from hardship.reports.sign_for import SignForReport, cut
from hardship.reports.voucher import VoucherReport
from office.calendar import Period
from office.documents.pdf import missing_libraries
from tests.people import make_household, make_list

ON = date(2025, 9, 22)
printing = pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")


def words_of(page) -> str:
    return page.extract_text().replace("\n", "").replace(" ", "")


def long_list(office, rows, **facts):
    """A list of that many lines; one household may stand for all."""
    relief = make_list(office.north, "中秋国庆困难职工", number="JZ20250001", state="approved", planned_on=ON, **facts)
    household = make_household(office.north, "林秀珍")
    ReliefLine.objects.bulk_create(
        ReliefLine(
            list=relief, union=office.north, household=household, payee=household.head, amount=Decimal("500.00"),
            category="deep", bank="工商银行", card_no="6200007351571901073", position=place,
        )
        for place in range(1, rows + 1)
    )  # fmt: skip
    return relief


def printed(relief, time=1):
    built = SignForReport().of(relief, ON, time=time)
    return built.lists[0], PdfReader(io.BytesIO(SignForReport().as_pdf(built))).pages


@pytest.mark.parametrize(
    ("rows", "pages"),
    [(3, [3]), (10, [10]), (11, [8, 3]), (18, [15, 3]), (21, [18, 3]), (28, [18, 10]), (29, [18, 8, 3])],
)
def test_totals_and_signatures_never_stand_alone(rows, pages):
    assert cut(rows) == pages


@printing
@pytest.mark.parametrize("rows", [10, 11, 18, 21, 28, 29])
def test_as_many_pages_as_sheets(office, rows):
    one, pages = printed(long_list(office, rows))
    assert len(pages) == len(one.sheets)
    assert f"第{len(pages)}页共{len(pages)}页" in words_of(pages[-1]).replace("\u3000", "")


@printing
def test_sums_of_the_page_and_of_the_list(office):
    relief = long_list(office, 29)
    one, pages = printed(relief)
    assert "9,000.00" in words_of(pages[0])
    assert "合计（29人）" in words_of(pages[-1])
    assert "14,500.00" in words_of(pages[-1])
    assert "人民币壹万肆仟伍佰元整" in words_of(pages[-1])
    assert "经办人（二）" in words_of(pages[-1])
    assert one.rows[0].line.payee.id_no in words_of(pages[0])


@printing
def test_a_reason_is_printed_in_its_row_and_a_long_one_on_a_sheet_of_its_own(office):
    relief = long_list(office, 4)
    lines = list(relief.lines.order_by("position"))
    lines[0].allowed_why, lines[1].allowed_why = "会议同意", "经主席办公会研究，该户因重大疾病支出过高，同意再次救助"
    for line in lines[:2]:
        line.allowed_by = office.officer
        line.save()
    one, pages = printed(relief)
    assert len(pages) == len(one.sheets) == 2
    assert "会议同意" in words_of(pages[0])
    assert "见附页" in words_of(pages[0])
    assert "经主席办公会研究，该户因重大疾病支出过高，同意再次救助" in words_of(pages[1])


@printing
def test_a_second_print_says_so(office):
    relief = long_list(office, 3)
    assert "补打" not in words_of(printed(relief)[1][0])
    assert "补打（第2次打印）" in words_of(printed(relief, time=2)[1][0])


@printing
def test_goods_are_listed_by_parcels_and_price(office):
    relief = make_list(office.north, "春节慰问", form="goods", kind="goods", number="JZ20250002")
    household = make_household(office.north, "赵德明")
    relief.lines.create(
        union=office.north, household=household, payee=household.head, amount=Decimal("280.00"), goods="米面油",
        quantity=2, unit_price=Decimal("140.00"), position=1,
    )  # fmt: skip
    _one, pages = printed(relief)
    assert "米面油2140.00280.00" in words_of(pages[0])


def test_the_report_of_a_period_masks_numbers(office):
    relief = long_list(office, 1)
    paid = ReliefLine.objects.get(list=relief)
    paid.state, paid.paid_on = "paid", ON
    paid.save()
    built = SignForReport().build(office.north, Period.of_year(2025))
    told = SignForReport().as_json(built)
    assert told["lists"][0]["rows"][0]["id_no"] == paid.payee.masked_id


@printing
def test_a_voucher_for_each_payment_with_the_amount_in_its_boxes(office):
    built = VoucherReport().of(long_list(office, 3), ON)
    pages = PdfReader(io.BytesIO(VoucherReport().as_pdf(built))).pages
    assert len(pages) == 3
    assert built.all[0].digits == ["", "", "", "¥", "5", "0", "0", "0", "0"]
    assert "人民币伍佰元整" in words_of(pages[2])
    assert "JZ20250001-003" in words_of(pages[2])
