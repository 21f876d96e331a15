"""The form of a file on its two sides: nothing missing, nothing run over, never a third page without need."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from hardship.models import Assessment, Attachment, FileForm, Household, HouseholdMember, MemberForm
from hardship.reports.file_form.report import FileFormReport
from hardship.reports.file_form.sheet import FormSheet
from hardship.reports.papers.facts import files_of
from hardship.reports.papers.report import Papers
from tests.hardship.reports.filled import filled_household
from tests.people import make_household

GRID = 44


def sheet_of(household, *, whole=True):
    return FormSheet(next(files_of([household.pk], whole=whole)))


def pages_of(*households):
    built = Papers([household.pk for household in households], whole=True)
    return PdfReader(io.BytesIO(FileFormReport().as_pdf(built))).pages


def words_of(page):
    return page.extract_text().replace("\n", "").replace(" ", "")


def widths(rows):
    """How many columns each row fills, cells that reach down from above included."""
    reaching: list[list[int]] = []  # [span, rows left]
    for row in rows:
        yield sum(cell.span for cell in row.cells) + sum(span for span, _left in reaching)
        reaching = [[span, left - 1] for span, left in reaching if left > 1]
        reaching += [[cell.span, cell.rows - 1] for cell in row.cells if cell.rows > 1]


@pytest.mark.parametrize("family", [0, 3, 5, 9])
def test_every_row_fills_the_44_columns(office, family):
    sheet = sheet_of(filled_household(office, family=family))
    for table in (sheet.front, sheet.back, sheet.log, *sheet.more):
        assert set(widths(table)) == {GRID}


def test_a_form_is_one_sheet_printed_on_both_sides(office):
    front, back = pages_of(filled_household(office))
    said = words_of(front) + words_of(back)
    for words in (
        "周春梅", "汉族", "下(待)岗", "承租单位公房", "42.50㎡", "13800000617", "0411-00006172", "滨江职业技术学院", "22,920.00",
        "5,760.00", "477.50", "6200006917636095498", "滨江中山支行", "滨江市中心医院诊断书（2页）", "以下空白",
        "主要致困原因：患重特大疾病", "子女上学；下岗失业", "自付31,275.80元", "林晓燕、贺平", "经民主评议，同意建档并上报",
        "公示5个工作日，无异议", "材料齐全，同意建档", "officer", "2025年10月23日",
    ):  # fmt: skip
        assert words in said, words


def test_what_was_not_filled_in_is_a_dash(office):
    """A file that came from a roster has no form of its own: its cells say so, none is empty."""
    household = make_household(office.north)
    rows = sheet_of(household).front
    for number in (2, 4, 6, 8):
        assert all(cell.text for cell in rows[number].cells)
    assert len(pages_of(household)) == 2


def test_unused_rows_begin_with_blank_below(office):
    assert sheet_of(filled_household(office, family=3)).front[14].cells[0].text == "以下空白"
    without = sheet_of(make_household(office.north))
    assert without.front[11].cells[0].text == "以下空白"
    assert [row.cells[0].text for row in without.log[1:3]] == ["以下空白", ""]


def test_a_long_family_goes_on_on_an_extra_sheet(office):
    long, short = filled_household(office, family=9), make_household(office.south)
    pages = pages_of(long, short)
    assert len(pages) == 6  # two sides, the extra sheet with its blank back, two sides
    assert "续页" in words_of(pages[2])
    assert words_of(pages[2]).count("滨江市搪瓷制品") == 1
    assert not words_of(pages[3])


def test_the_longest_values_stay_within_their_cells(office):
    household = filled_household(office, card_no="6" * 19, address="滨" * 200, phone="13800000617、13900000618（儿子）")
    household.head.name = "阿卜杜热西提·阿卜杜克热木江·买买提"
    household.head.save()
    FileForm.objects.update(phone2="0411-00006172转8001", industry="D", work_start=date(1993, 12, 31))
    Assessment.objects.update(
        cause_text="苦" * 500,
        income_year="9999999999.99",
        income_month="9999999999.99",
        per_capita_stated="9999999999.99",
    )
    Attachment.objects.update(name="证" * 100)
    front, back, more = pages_of(household)
    assert "滨" * 200 in words_of(more)
    assert "苦" * 400 in words_of(more)
    assert "见续页" in words_of(front)
    assert "见续页" in words_of(back)
    assert "9,999,999,999.99" in words_of(front)


def test_without_the_right_numbers_are_masked(office):
    household = filled_household(office)
    number = household.head.id_no
    told = str(sheet_of(household, whole=False).front)
    assert number not in told
    assert f"{number[:4]}********{number[-4:]}" in told
    assert "6200006917636095498" not in told
    assert "**** 5498" in told


def test_the_form_as_facts(office):
    household = filled_household(office)
    told = FileFormReport().as_json(Papers([household.pk], whole=True))["files"][0]
    assert told["fields"]["姓名"] == "周春梅"
    assert told["fields"]["银行卡号"] == "6200006917636095498"
    assert told["fields"]["家庭年度总收入"] == "22,920.00"
    assert [row[0] for row in told["family"]] == ["李建国", "李雨桐", "孙玉芬"]


def test_many_forms_ask_the_database_no_more_often_than_one(office, django_assert_max_num_queries):
    keys = [make_household(office.north).pk for _number in range(5)]
    with django_assert_max_num_queries(20):
        assert len([FormSheet(file).front for file in files_of(keys, whole=True)]) == 5
    assert Household.objects.count() == 5


def test_the_family_table_tells_of_the_long_version_what_it_has_room_for(office):
    household = filled_household(office)
    husband, daughter, mother = household.members.order_by("pk")
    MemberForm.objects.create(
        member=mother, disability_kind="4", disability_grade="2", unit_nature="collective", unit_condition="idle"
    )
    MemberForm.objects.create(member=husband, unit_nature="collective", contract_start=date(2020, 3, 1))
    HouseholdMember.objects.filter(pk=daughter.pk).update(school_from=2024, school_years=3)
    rows = [row.cells for row in sheet_of(household).front[11:14]]
    assert rows[0][-1].text == "滨江市搪瓷制品有限责任公司（集体企业，2020年3月起）"
    assert rows[1][-1].text == "滨江职业技术学院（2024年入学，学制3年）"
    assert (rows[2][5].text, rows[2][-1].text) == ("残疾\n肢体二级", "集体企业，停产半停产")
    HouseholdMember.objects.filter(pk=husband.pk).update(place="滨" * 30)
    assert sheet_of(household).front[11].cells[-1].text == "滨" * 30
    assert len(pages_of(household)) == 2


def test_the_region_of_registration_is_printed_with_its_name(office):
    cells = [cell.text for row in sheet_of(filled_household(office)).front for cell in row.cells]
    assert "210200\n辽宁省大连市" in cells


def test_what_only_older_forms_ask_stands_with_the_causes(office):
    household = filled_household(office)
    FileForm.objects.update(
        version="2016",
        relief_target=True,
        relief_target_on=date(2017, 5, 1),
        key_group="零就业家庭",
        measures="解困脱困一批",
    )
    told = "解困脱困对象：是（2017年5月1日确定）；重点群体：零就业家庭；“四个一批”措施：解困脱困一批"
    assert told in words_of(pages_of(household)[0])
