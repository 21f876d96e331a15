"""The marked copy a clerk gets back: the same workbook, red cells, reasons in plain words, and no second column."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.formula import ArrayFormula

from office.workbooks import marked
from office.workbooks.marked import mark
from office.workbooks.marks import AUTHOR, IMPORTED, RED, RESULT_HEADING, UNCHANGED, YELLOW, Mark, run_of
from office.workbooks.reader import read
from office.workbooks.sheets import BadCell, Book, Sheet, cell_name
from tests.office.workbooks.crafted_workbooks import ods

FILES = Path(__file__).parents[2] / "files"
ROSTER = FILES / "03困难职工档案花名册-含错误.xlsx"
SHEET = "含错误"


def book_of(path: Path) -> Book:
    """What the reader would see in a plain workbook."""
    workbook = load_workbook(path, data_only=True)
    sheets = tuple(
        Sheet(
            sheet.title,
            sheet.sheet_state != "visible",
            [list(row) for row in sheet.iter_rows(values_only=True)],
            tuple((a.min_row - 1, a.min_col - 1, a.max_row - 1, a.max_col - 1) for a in sheet.merged_cells.ranges),
        )
        for sheet in workbook.worksheets
    )
    return Book("xlsx", "", sheets)


def reopened(content: bytes):
    return load_workbook(io.BytesIO(content))


def saved(workbook, folder: Path, name: str = "花名册.xlsx") -> Path:
    path = folder / name
    workbook.save(path)
    return path


def planted() -> list[Mark]:
    """The sixteen mistakes planted in the faulty roster, at their cells."""
    marks = []
    for error in json.loads((FILES / "expected-errors.json").read_text("utf-8"))["errors"]:
        letters, row = coordinate_from_string(error["cell"])
        marks.append(Mark(SHEET, row, column_index_from_string(letters), f"{error['column']}有误，请更正。"))
    return marks


def remarked(content: bytes, folder: Path, problems, **options) -> bytes:
    path = folder / "again.xlsx"
    path.write_bytes(content)
    return mark(path.read_bytes(), book_of(path), problems, **options)


@pytest.fixture
def faulty():
    return reopened(mark(ROSTER.read_bytes(), book_of(ROSTER), planted(), header_rows={SHEET: 3}))[SHEET]


def small_roster() -> Workbook:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "名册"
    sheet.append(["姓名", "家庭人口", "家庭年收入"])
    sheet.append(["黄勇杰", 3, 10800])
    sheet.append(["常斌福", 99, 10800])
    return workbook


def test_every_planted_mistake_is_red_with_its_reason(faulty):
    for problem in planted():
        cell = faulty.cell(problem.row, problem.column)
        assert cell.fill.start_color.rgb == RED
        assert cell.comment.text == problem.message
        assert cell.comment.author == AUTHOR
        reason = f"{cell_name(problem.row, problem.column)} {problem.message}"
        assert faulty.cell(problem.row, 14).value == reason


def test_no_other_cell_is_marked(faulty):
    red = [cell.coordinate for row in faulty.iter_rows() for cell in row if cell.fill.start_color.rgb == RED]
    assert sorted(red) == sorted(cell_name(problem.row, problem.column) for problem in planted())


def test_reasons_stand_right_of_the_roster_under_their_heading(faulty):
    assert faulty["N3"].value in RESULT_HEADING
    assert faulty["N3"].font.b == faulty["M3"].font.b
    assert faulty["N4"].value is None
    assert faulty.column_dimensions["N"].width > 30


def test_widths_merges_and_values_are_kept(faulty):
    before = load_workbook(ROSTER)[SHEET]
    assert faulty.merged_cells.ranges == before.merged_cells.ranges
    assert faulty.freeze_panes == before.freeze_panes
    for letter in "ABCDEFGHIJKLM":
        assert faulty.column_dimensions[letter].width == before.column_dimensions[letter].width
    for row in before.iter_rows():
        for cell in row:
            assert faulty[cell.coordinate].value == cell.value
            assert faulty[cell.coordinate].number_format == cell.number_format


def test_marking_again_replaces_the_earlier_column_and_comments(tmp_path):
    first = mark(ROSTER.read_bytes(), book_of(ROSTER), planted(), header_rows={SHEET: 3})
    left = planted()[5:6]
    sheet = reopened(remarked(first, tmp_path, left, header_rows={SHEET: 3}))[SHEET]
    assert sheet.max_column == 14
    assert [cell.value for cell in sheet["N"] if cell.value and cell.row != 3] == [
        f"{cell_name(left[0].row, left[0].column)} {left[0].message}"
    ]
    comments = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert comments == {"B6": "请核对", "G21": left[0].message}  # the first is a colleague's, from before
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.start_color.rgb == RED] == ["G21"]


def test_column_marked_in_the_other_language_is_replaced_too(tmp_path):
    workbook = small_roster()
    workbook["名册"]["D1"] = "Import result"
    workbook["名册"]["D2"] = "Imported"
    path = saved(workbook, tmp_path)
    sheet = reopened(mark(path.read_bytes(), book_of(path), [Mark("名册", 3, 2, "人口过多")], header_rows={"名册": 1}))[
        "名册"
    ]
    assert sheet.max_column == 4
    assert sheet["D2"].value is None
    assert sheet["D3"].value == "B3 人口过多"


def test_statuses_say_what_became_of_the_other_rows(tmp_path):
    path = saved(small_roster(), tmp_path)
    statuses = {("名册", 2): IMPORTED, ("名册", 3): UNCHANGED}
    problems = [Mark("名册", 3, 2, "人口过多"), Mark("名册", 3, None, "整行重复")]
    sheet = reopened(mark(path.read_bytes(), book_of(path), problems, statuses=statuses, header_rows={"名册": 1}))[
        "名册"
    ]
    assert sheet["D2"].value in {"Imported", "已导入"}
    assert sheet["D3"].value == "B3 人口过多；整行重复"
    assert sheet["A3"].comment is None


def test_formulas_hidden_sheets_and_styles_are_kept(tmp_path):
    workbook = small_roster()
    workbook["名册"]["C3"] = "=B3*3600"
    workbook["名册"]["A2"].font = Font(name="楷体", size=14, color="FF0000FF")
    workbook["名册"]["B3"].fill = PatternFill("solid", start_color="FFFFFF00")
    workbook.create_sheet("选项").sheet_state = "veryHidden"
    path = saved(workbook, tmp_path)
    copy = reopened(mark(path.read_bytes(), book_of(path), [Mark("名册", 3, 2, "人口过多")], header_rows={"名册": 1}))
    assert copy["名册"]["C3"].value == "=B3*3600"
    assert copy["名册"]["A2"].font.name == "楷体"
    assert copy["选项"].sheet_state == "veryHidden"


def test_protected_sheet_is_marked_all_the_same(tmp_path):
    workbook = small_roster()
    workbook["名册"].protection.set_password("123456")
    workbook["名册"].protection.enable()
    workbook.security.workbookPassword = "ABCD"
    workbook.security.lockStructure = True
    path = saved(workbook, tmp_path)
    sheet = reopened(mark(path.read_bytes(), book_of(path), [Mark("名册", 3, 2, "人口过多")], header_rows={"名册": 1}))[
        "名册"
    ]
    assert sheet["B3"].comment.text == "人口过多"
    assert sheet.protection.sheet


def test_comment_of_a_colleague_is_kept_and_comes_back_alone(tmp_path):
    workbook = small_roster()
    workbook["名册"]["B3"].comment = Comment("电话问过，是9人", "林素云")
    path = saved(workbook, tmp_path)
    first = mark(path.read_bytes(), book_of(path), [Mark("名册", 3, 2, "人口过多")], header_rows={"名册": 1})
    comment = reopened(first)["名册"]["B3"].comment
    assert comment.text.startswith("电话问过，是9人")
    assert comment.text.endswith("人口过多")
    again = reopened(remarked(first, tmp_path, [], header_rows={"名册": 1}))["名册"]["B3"]
    assert again.comment.text == "电话问过，是9人"
    assert again.fill.start_color.rgb != RED


def test_mark_in_a_merged_cell_stands_at_its_first_cell(tmp_path):
    workbook = small_roster()
    workbook["名册"].merge_cells("B2:B3")
    path = saved(workbook, tmp_path)
    problems = [Mark("名册", 3, 2, "第三行"), Mark("名册", 2, 2, "第二行")]
    sheet = reopened(mark(path.read_bytes(), book_of(path), problems, header_rows={"名册": 1}))["名册"]
    assert sheet["B2"].comment.text == "第二行\n第三行"
    assert sheet["D3"].value == "B3 第三行"


def test_title_merged_over_the_whole_width_stops_nothing(tmp_path):
    workbook = small_roster()
    sheet = workbook["名册"]
    sheet.insert_rows(1)
    sheet["A1"] = "困难职工档案花名册"
    sheet.merge_cells("A1:H1")
    sheet.merge_cells("A5:P5")
    path = saved(workbook, tmp_path)
    sheet = reopened(mark(path.read_bytes(), book_of(path), [Mark("名册", 4, 2, "人口过多")], header_rows={"名册": 2}))[
        "名册"
    ]
    assert sheet["Q2"].value in RESULT_HEADING
    assert sheet["Q4"].value == "B4 人口过多"


def test_one_width_for_all_columns_to_the_right_is_split(tmp_path):
    workbook = small_roster()
    columns = workbook["名册"].column_dimensions
    columns["C"] = ColumnDimension(workbook["名册"], index="C", min=3, max=16384, width=9)
    path = saved(workbook, tmp_path)
    content = mark(path.read_bytes(), book_of(path), [Mark("名册", 3, 2, "人口过多")], header_rows={"名册": 1})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    columns = reopened(content)["名册"].column_dimensions
    assert [(area.min, area.max, area.width) for area in columns.values()] == [(3, 3, 9), (4, 4, 42), (5, 16384, 9)]
    assert xml.count("<col ") == 3


def test_formulas_into_other_workbooks_become_their_values(tmp_path):
    workbook = small_roster()
    workbook["名册"]["C2"] = "=[1]工资!A1"
    workbook["名册"]["C3"] = ArrayFormula("C3:C3", "=SUM([1]工资!A1:A9)")
    path = saved(workbook, tmp_path)
    seen = Book("xlsx", "", (Sheet("名册", False, [["姓名", "家庭人口", "家庭年收入"], ["黄勇杰", 3, 10800.0]]),))
    sheet = reopened(mark(path.read_bytes(), seen, [], header_rows={"名册": 1}))["名册"]
    assert sheet["C2"].value == 10800
    assert sheet["C3"].value is None


def test_names_of_places_in_other_workbooks_are_dropped(tmp_path):
    workbook = small_roster()
    workbook.defined_names["工资"] = DefinedName("工资", attr_text="[1]工资!$A$1")
    workbook.defined_names["人口"] = DefinedName("人口", attr_text="名册!$B$2")
    path = saved(workbook, tmp_path)
    assert list(reopened(mark(path.read_bytes(), book_of(path), [])).defined_names) == ["人口"]


def test_reason_that_quotes_a_formula_stays_text(tmp_path):
    path = saved(small_roster(), tmp_path)
    problems = [Mark("名册", 3, None, '=HYPERLINK("http://example.com")\x0b')]
    cell = reopened(mark(path.read_bytes(), book_of(path), problems, header_rows={"名册": 1}))["名册"]["D3"]
    assert cell.data_type == "s"
    assert cell.value == '=HYPERLINK("http://example.com")'


OLD_ROSTER = Book(
    "xls",
    "",
    (
        Sheet(
            "第一批",
            False,
            [
                ["救济款发放花名册"],
                ["姓名", "身份证号", "发放日期", "金额", "备注"],
                ["黄勇杰", "21020019700106181X", date(2025, 6, 1), 300.0, "=1+1"],
                ["常斌福", 2.1020019831125e17, date(1899, 1, 1), BadCell("error", "#N/A"), float("inf")],
            ],
            ((0, 0, 0, 4),),
        ),
        Sheet("选项", True, [["深度困难"], [], ["相对困难"]]),
    ),
)


@pytest.fixture
def old_file(tmp_path) -> Path:
    """A file openpyxl cannot open: an .xls, a page of HTML, a text."""
    path = tmp_path / "05救济款发放花名册.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    return path


def test_old_workbook_comes_back_as_xlsx_of_the_same_shape(old_file):
    problems = [Mark("第一批", 4, 2, "末三位丢失"), Mark("第一批", 4, 4, "错误值")]
    statuses = {("第一批", 3): IMPORTED}
    workbook = reopened(mark(old_file.read_bytes(), OLD_ROSTER, problems, statuses=statuses, header_rows={"第一批": 2}))
    sheet = workbook["第一批"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:E1"]
    assert sheet["B3"].value == "21020019700106181X"
    assert sheet["B3"].number_format == "@"
    assert sheet["C3"].value.date() == date(2025, 6, 1)
    assert sheet["C3"].is_date
    assert sheet["D3"].value == 300
    assert (sheet["E3"].value, sheet["E3"].data_type) == ("=1+1", "s")
    assert [sheet[name].value for name in ("C4", "D4", "E4")] == ["1899-01-01", "#N/A", "inf"]
    assert sheet["D4"].data_type == "e"
    assert sheet["F2"].value in RESULT_HEADING
    assert sheet["F3"].value in {"Imported", "已导入"}
    assert sheet["F4"].value == "B4 末三位丢失；D4 错误值"
    assert sheet["B4"].comment.text == "末三位丢失"
    assert sheet["D4"].fill.start_color.rgb == RED
    assert workbook["选项"].sheet_state == "hidden"
    assert [row[0].value for row in workbook["选项"]] == ["深度困难", None, "相对困难"]


def test_mark_on_a_row_or_column_beyond_the_data_is_shown_too(old_file):
    problems = [Mark("第一批", 6, 7, "缺少一行"), Mark("第一批", 1, 3, "标题有误")]
    sheet = reopened(mark(old_file.read_bytes(), OLD_ROSTER, problems, header_rows={"第一批": 2}))["第一批"]
    assert sheet["G6"].comment.text == "缺少一行"
    assert sheet["A1"].comment.text == "标题有误"


def test_workbook_whose_sheets_are_all_hidden_opens(old_file):
    book = Book("xls", "", (Sheet("甲", True, [["姓名"]]), Sheet("乙", True, [["姓名"]])))
    assert [sheet.sheet_state for sheet in reopened(mark(old_file.read_bytes(), book, []))] == ["visible", "hidden"]


def test_workbook_without_sheets_opens(old_file):
    assert len(reopened(mark(old_file.read_bytes(), Book("csv", "utf-8", ()), [])).worksheets) == 1


def test_workbook_openpyxl_does_not_understand_is_written_anew(tmp_path, caplog):
    path = saved(small_roster(), tmp_path)
    book = book_of(path)
    broken = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(broken, "w") as after:
        for entry in before.infolist():
            after.writestr(entry.filename, b"<styleSheet" if "styles" in entry.filename else before.read(entry))
    path.write_bytes(broken.getvalue())
    sheet = reopened(mark(path.read_bytes(), book, [Mark("名册", 3, 2, "人口过多")], header_rows={"名册": 1}))["名册"]
    assert sheet["B3"].comment.text == "人口过多"
    assert sheet["D3"].value == "B3 人口过多"
    assert "written anew" in caplog.text


def test_very_big_workbook_is_written_anew_in_the_clothes_of_its_first_rows(tmp_path, monkeypatch):
    workbook = small_roster()
    sheet = workbook["名册"]
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 31
    sheet.column_dimensions["B"].hidden = True
    sheet["A1"].font, sheet["A1"].fill = Font(bold=True), PatternFill("solid", start_color="FF00FF00")
    sheet["C2"].number_format = "#,##0.00"
    sheet["C3"] = "=B3*3600"  # kept by openpyxl: what is lost tells the two ways apart
    for number in range(4, 200):
        sheet.append([f"职工{number}", number, number * 1000])
    workbook.create_sheet("选项").sheet_state = "hidden"
    path = saved(workbook, tmp_path)
    book = book_of(path)
    monkeypatch.setattr(marked, "MOST_XML", 1000)
    copy = reopened(mark(path.read_bytes(), book, [Mark("名册", 150, 2, "人口过多")], header_rows={"名册": 1}))
    sheet = copy["名册"]
    assert sheet["C3"].value is None
    assert (sheet["B150"].value, sheet["D150"].value) == (150, "B150 人口过多")
    assert sheet["D1"].value in RESULT_HEADING
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == 31
    assert sheet.column_dimensions["B"].hidden
    assert sheet["A1"].font.b
    assert sheet["A1"].fill.start_color.rgb == "FF00FF00"
    assert sheet["C150"].number_format == "#,##0.00"
    assert copy["选项"].sheet_state == "hidden"


def test_sheet_that_openpyxl_does_not_show_is_written_anew(tmp_path):
    path = saved(small_roster(), tmp_path)
    seen = Book("xlsx", "", (Sheet("另一张", False, [["姓名"], ["黄勇杰"]]),))
    assert (
        reopened(mark(path.read_bytes(), seen, [Mark("另一张", 2, 1, "有误")]))["另一张"]["A2"].comment.text == "有误"
    )


def test_marking_a_copy_written_anew_again_adds_no_column(old_file, tmp_path):
    first = mark(old_file.read_bytes(), OLD_ROSTER, [Mark("第一批", 4, 2, "末三位丢失")], header_rows={"第一批": 2})
    again = reopened(remarked(first, tmp_path, [Mark("第一批", 4, 4, "错误值")], header_rows={"第一批": 2}))["第一批"]
    assert again.max_column == 6
    assert again["F4"].value == "D4 错误值"
    assert again["B4"].comment is None


def test_earlier_column_in_what_the_reader_saw_is_replaced(old_file):
    rows = [["姓名", "导入结果", "金额"], ["黄勇杰", "A2 有误", 300.0]]
    sheet = reopened(
        mark(old_file.read_bytes(), Book("csv", "gbk", (Sheet("名册", False, rows),)), [], header_rows={"名册": 1})
    )["名册"]
    assert [cell.value for cell in sheet[2]] == ["黄勇杰", None, 300]
    assert sheet["B1"].value in RESULT_HEADING
    assert sheet.max_column == 3


# ---- doubtful rows, the number of the run, values of formulas, drop-downs


def yellow(sheet) -> list[str]:
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.start_color.rgb == YELLOW]


def test_doubtful_row_is_yellow_and_says_why_in_its_first_cell(tmp_path):
    path = saved(small_roster(), tmp_path)
    problems = [Mark("名册", 3, None, "可能是档案 2024-0017，请核对", doubtful=True), Mark("名册", 3, 2, "人口过多")]
    first = mark(path.read_bytes(), book_of(path), problems, header_rows={"名册": 1})
    sheet = reopened(first)["名册"]
    assert yellow(sheet) == ["A3", "C3"]
    assert sheet["A3"].comment.text == "可能是档案 2024-0017，请核对"
    assert sheet["C3"].comment is None
    assert sheet["B3"].fill.start_color.rgb == RED  # red covers yellow
    assert sheet["D3"].value == "可能是档案 2024-0017，请核对；B3 人口过多"
    again = reopened(remarked(first, tmp_path, [], header_rows={"名册": 1}))["名册"]
    assert yellow(again) == []
    assert (again["A3"].comment, again["B3"].comment) == (None, None)


def test_doubtful_cell_alone_is_yellow(tmp_path):
    path = saved(small_roster(), tmp_path)
    problems = [Mark("名册", 2, 1, "同名同生日", doubtful=True)]
    sheet = reopened(mark(path.read_bytes(), book_of(path), problems, header_rows={"名册": 1}))["名册"]
    assert yellow(sheet) == ["A2"]
    assert sheet["D2"].value == "A2 同名同生日"


def test_doubtful_row_of_an_old_file_is_yellow_too(old_file):
    problems = [Mark("第一批", 3, None, "有两份档案", doubtful=True), Mark("第一批", 3, 4, "金额有误")]
    sheet = reopened(mark(old_file.read_bytes(), OLD_ROSTER, problems, header_rows={"第一批": 2}))["第一批"]
    assert yellow(sheet) == ["A3", "B3", "C3", "E3"]
    assert sheet["D3"].fill.start_color.rgb == RED
    assert sheet["A3"].comment.text == "有两份档案"


def test_heading_of_the_results_bears_the_number_of_the_run(tmp_path):
    path = saved(small_roster(), tmp_path)
    first = mark(path.read_bytes(), book_of(path), [Mark("名册", 3, 2, "人口过多")], header_rows={"名册": 1}, run=123)
    assert run_of(reopened(first)["名册"]["D1"].value) == 123
    again = reopened(remarked(first, tmp_path, [], header_rows={"名册": 1}, run=124))["名册"]
    assert again.max_column == 4
    assert run_of(again["D1"].value) == 124


@pytest.mark.parametrize(
    ("heading", "run"),
    [
        ("导入结果（第123次导入）", 123),
        ("导入结果 (第 7 次导入)", 7),
        ("Import result (run 42)", 42),
        ("Import result（Run 42）", 42),
        ("导入结果", None),
        ("导入结果（有误）", None),
        ("备注（第123次导入）", None),
        (123, None),
    ],
)
def test_number_of_the_run_is_read_in_both_languages(heading, run):
    assert run_of(heading) == run


def test_formulas_keep_the_values_that_they_had(tmp_path):
    workbook = small_roster()
    sheet = workbook["名册"]
    formulas = {
        "E2": ("=B2*3600.5", 10801.5), "E3": ('=A3&"<&>"', "常斌福<&>"), "F2": ("=B2=3", True),
        "F3": ("=DATE(2025,6,1)", date(2025, 6, 1)), "G2": ("=NA()", BadCell("error", "#N/A")),
        "G3": ("=SUM(C2:C3)", BadCell("uncalculated", "=SUM(C2:C3)")),
    }  # fmt: skip
    for place, (formula, _value) in formulas.items():
        sheet[place] = formula
    sheet["F3"].number_format = "yyyy-mm-dd"
    path = saved(workbook, tmp_path)
    rows = [[None] * 7 for _row in range(3)]
    for place, (_formula, value) in formulas.items():
        rows[int(place[1]) - 1]["ABCDEFG".index(place[0])] = value
    seen = Book("xlsx", "", (Sheet("名册", False, rows),))
    content = mark(path.read_bytes(), seen, [Mark("名册", 3, 2, "人口过多")], header_rows={"名册": 1})
    copy = reopened(content)["名册"]
    assert {place: copy[place].value for place in formulas} == {place: said for place, (said, _v) in formulas.items()}
    (tmp_path / "copy.xlsx").write_bytes(content)
    (back,) = read(tmp_path / "copy.xlsx").sheets
    for place, (_formula, value) in formulas.items():
        assert back.rows[int(place[1]) - 1]["ABCDEFG".index(place[0])] == value


def test_drop_downs_with_choices_on_another_sheet_are_kept(tmp_path):
    workbook = small_roster()
    workbook.create_sheet("选项")["A1"] = "深度困难"
    path = saved(workbook, tmp_path)
    apart = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1">'
        "<x14:formula1><xm:f>选项!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>B2:B100</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(changed, "w") as after:
        for entry in before.infolist():
            data = before.read(entry).decode()
            after.writestr(entry, data.replace("</worksheet>", apart) if "sheet1" in entry.filename else data)
    book = book_of(path)
    path.write_bytes(changed.getvalue())
    sheet = reopened(mark(path.read_bytes(), book, [Mark("名册", 3, 2, "人口过多")], header_rows={"名册": 1}))["名册"]
    (drop_down,) = sheet.data_validations.dataValidation
    assert (drop_down.type, drop_down.formula1, str(drop_down.sqref)) == ("list", "选项!$A$1:$A$3", "B2:B100")


ROWS = [["姓名", "身份证号", "金额"], ["黄勇杰", "21020019700106181X", "300"], ["常斌福", "210200198311250013", "x"]]


def in_rows(row: str, cell: str) -> str:
    """ROWS as markup: each row and each cell between the tags named."""
    cells = ("".join(f"<{cell}>{value}</{cell.split()[0]}>" for value in values) for values in ROWS)
    return "".join(f"<{row}>{line}</{row}>" for line in cells)


TEXT_CELL = 'table:table-cell office:value-type="string"'
OTHER_FORMATS = {
    "csv": "\r\n".join(",".join(row) for row in ROWS).encode("gb18030"),
    "html": f'<html><meta charset="utf-8"><body><table>{in_rows("tr", "td")}</table></body></html>'.encode(),
    "ods": ods(
        f'<table:table table:name="Sheet1">{in_rows("table:table-row", TEXT_CELL)}</table:table>'.replace(
            '"string">', '"string"><text:p>'
        ).replace("</table:table-cell>", "</text:p></table:table-cell>")
    ),
}


def marked_and_read_again(path: Path, book: Book, problem: Mark) -> Book:
    copy = path.with_name("copy.xlsx")
    copy.write_bytes(mark(path.read_bytes(), book, [problem], header_rows={problem.sheet: 1}, run=5))
    return read(copy)


@pytest.mark.parametrize("form", OTHER_FORMATS)
def test_other_formats_come_back_with_the_same_rows_and_the_results(form, tmp_path):
    path = tmp_path / f"名册.{form}"
    path.write_bytes(OTHER_FORMATS[form])
    book = read(path)
    assert (book.format, [list(row) for row in book.sheets[0].rows]) == (form, ROWS)
    name = book.sheets[0].name
    (again,) = marked_and_read_again(path, book, Mark(name, 3, 3, "不是金额")).sheets
    assert [row[:3] for row in again.rows] == ROWS
    assert run_of(again.rows[0][3]) == 5
    assert again.rows[2][3] == "C3 不是金额"


OLD_FILES = Path(__file__).resolve().parents[4] / "shared" / "data" / "real" / "templates" / "union_templates"


@pytest.mark.shared
@pytest.mark.skipif(not OLD_FILES.is_dir(), reason="the folder ../shared/data is not here")
def test_old_excel_files_come_back_with_the_same_rows_and_merges(tmp_path):
    paths = sorted(OLD_FILES.glob("*.xls"))
    assert paths
    for path in paths:
        book = read(path)
        last = len(book.sheets[0].rows)
        old = tmp_path / path.name
        old.write_bytes(path.read_bytes())
        again = marked_and_read_again(old, book, Mark(book.sheets[0].name, last + 1, None, "少一行"))
        for before, after in zip(book.sheets, again.sheets, strict=True):
            assert after.merges == before.merges
            for row_before, row_after in zip(before.rows, after.rows[: len(before.rows)], strict=True):
                assert list(row_after[: len(row_before)]) == list(row_before)
        assert again.sheets[0].rows[last][-1] == "少一行"
