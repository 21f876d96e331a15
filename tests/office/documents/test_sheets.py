"""Workbooks an office prints and opens again: amounts are numbers, card numbers are text, nothing runs by itself."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from office.documents.cells import sheet_names
from office.documents.sheets import Column, Kind, Table, workbook

COLUMNS = [
    Column("number", "序号", 6, Kind.COUNT),
    Column("union", "单位名称", 24),
    Column("deep", "深度", 8, Kind.COUNT, "困难职工户数"),
    Column("relative", "相对", 8, Kind.COUNT, "困难职工户数"),
    Column("amount", "救助金额（元）", 14, Kind.MONEY),
    Column("done", "完成率", 9, Kind.PERCENT),
    Column("opened", "建档日期", 12, Kind.DATE),
    Column("id_number", "身份证号", 22),
]
ROW = {
    "number": 1,
    "union": "滨江市第一纺织厂",
    "deep": 1291,
    "relative": 0,
    "amount": Decimal("465280.05"),
    "done": Decimal("0.997"),
    "opened": date(2025, 6, 1),
    "id_number": "21020019700106181X",
}
TABLE = Table(
    name="基本情况汇总表",
    title=["滨江市轻工系统工会", "困难职工基本情况汇总表"],
    columns=COLUMNS,
    rows=[ROW, {**ROW, "number": 2, "done": "—", "opened": None, "union": "=cmd|' /C calc'!A0"}],
    left="填报单位：滨江市轻工系统工会",
    right="单位：户、元",
    total={"union": "合计", "deep": 2582, "amount": Decimal("930560.10")},
    notes=["注：“—”表示未下达任务。"],
    signers=[("单位负责人", "贺　平"), ("填表人", "周晓东")],
    landscape=True,
)


def opened(*tables, **properties):
    return load_workbook(io.BytesIO(workbook(tables, **properties)))


@pytest.fixture(scope="module")
def sheet():
    return opened(TABLE)["基本情况汇总表"]


def test_title_sub_line_and_two_rows_of_headings(sheet):
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:H1", "A2:H2", "A3:D3", "E3:H3", "C4:D4", "A4:A5", "H4:H5"} <= merged
    assert (sheet["A2"].value, sheet["A3"].value, sheet["E3"].value) == (TABLE.title[1], TABLE.left, TABLE.right)
    assert (sheet["C4"].value, sheet["C5"].value, sheet["D5"].value) == ("困难职工户数", "深度", "相对")
    assert sheet["A4"].font.name == "黑体"
    assert sheet["A6"].font.name == "宋体"


def test_numbers_are_numbers_with_their_formats(sheet):
    assert (sheet["C6"].value, sheet["C6"].number_format) == (1291, "#,##0")
    assert (sheet["E6"].value, sheet["E6"].number_format) == (465280.05, "#,##0.00")
    assert (sheet["F6"].value, sheet["F6"].number_format) == (0.997, "0.0%")
    assert sheet["G6"].value.date() == date(2025, 6, 1)
    assert sheet["D6"].value == 0


def test_numbers_of_people_and_cards_are_text(sheet):
    assert (sheet["H6"].value, sheet["H6"].data_type, sheet["H6"].number_format) == (ROW["id_number"], "s", "@")


def test_missing_target_stands_in_the_middle_and_a_blank_stays_blank(sheet):
    assert (sheet["F7"].value, sheet["F7"].alignment.horizontal) == ("—", "center")
    assert sheet["G7"].value is None


def test_total_notes_and_signers_follow_the_rows(sheet):
    assert [sheet.cell(8, column).value for column in (2, 3, 5)] == ["合计", 2582, 930560.10]
    assert sheet["A9"].value == TABLE.notes[0]
    assert sheet["A10"].value == "单位负责人：贺　平　　填表人：周晓东"


def test_paper_is_a4_with_headings_on_every_page(sheet):
    assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_options.horizontalCentered
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.freeze_panes == "A6"
    assert sheet.oddFooter.center.text in {"Page &P of &N", "第 &P 页，共 &N 页"}


@pytest.mark.parametrize("text", ["=1+1", "+8613800000000", "-5", "@SUM(A1)", "\t=1+1", "#N/A"])
def test_dangerous_text_stays_text(text):
    cell = opened(Table("表", ["表"], [Column("note", "备注")], [{"note": text}])).active["A3"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix or text == "#N/A"


def test_characters_a_workbook_cannot_hold_are_left_out():
    cell = opened(Table("表", ["表"], [Column("note", "备注")], [{"note": "李\x00\x0b明\ud800\uffff"}])).active["A3"]
    assert cell.value == "李明"


def test_number_in_a_column_of_text_is_text():
    cell = opened(Table("表", ["表"], [Column("file", "档案编号")], [{"file": 1007}])).active["A3"]
    assert (cell.value, cell.data_type) == ("1007", "s")


def test_one_row_of_headings_without_groups_and_no_sub_line():
    sheet = opened(Table("表", ["花名册"], COLUMNS[:2], [ROW])).active
    assert (sheet["A1"].value, sheet["A2"].value, sheet["B3"].value) == ("花名册", "序号", "滨江市第一纺织厂")
    assert sheet.page_setup.orientation == "portrait"


def test_long_note_gets_the_height_it_needs():
    sheet = opened(
        Table("表", ["表"], COLUMNS[:2], [], notes=["注：" + "市级救助由市总工会拨付，不计入本级救济款。" * 5])
    ).active
    assert sheet.row_dimensions[3].height > 60


def test_properties_name_the_office():
    book = opened(TABLE, author="滨江市轻工系统工会")
    assert book.properties.creator == "滨江市轻工系统工会"
    assert book.properties.title == "滨江市轻工系统工会困难职工基本情况汇总表"


def test_sheet_names_are_names_excel_takes():
    assert sheet_names(["第一纺织厂", "第一纺织厂", "2025/一季度[稿]", "", "History", "'甲'"]) == [
        "第一纺织厂",
        "第一纺织厂 (2)",
        "2025 一季度 稿",
        "Sheet4",
        "History (2)",
        "甲",
    ]


def test_long_sheet_names_are_cut_and_stay_different():
    names = sheet_names(["滨江市轻工系统工会困难职工帮扶中心救济款物发放花名册二〇二五年度"] * 2 + ["𠮷" * 20])
    assert [len(name.encode("utf-16-le")) // 2 for name in names] == [31, 31, 30]
    assert len(set(names)) == 3


def test_workbook_without_tables_is_refused():
    with pytest.raises(ValueError, match="at least one table"):
        workbook([])
