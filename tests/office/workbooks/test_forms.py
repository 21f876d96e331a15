"""Forms as people fill them in: labels beside values, labels over values, boxes for digits and ticks, a family inside.

The forms are built here after the layouts in use; nobody in them exists.
"""

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from openpyxl import Workbook

from office.workbooks.forms import read_form, read_table, rows_of
from office.workbooks.headings import normalise
from office.workbooks.marked import mark
from office.workbooks.marks import Mark, run_of
from office.workbooks.reader import read
from office.workbooks.recognising import Choices, NoRoster, recognise
from office.workbooks.roster import ROSTERS
from office.workbooks.sheets import Book, Sheet, cell_name
from tests.people import id_number

FORM = ROSTERS["households"]
FAMILY = ROSTERS["family"]
HEAD = id_number(date(1980, 1, 1), "M", 1)
WIFE = id_number(date(1982, 2, 2), "F", 2)
SON = id_number(date(2010, 3, 3), "M", 3)

SIDE_BY_SIDE = """
困难职工档案表 | - | - | - | - | - | - | -
档案编号    | 2024-0017 | -      | -      | 困难类别   | □深度困难 ☑相对困难 □意外致困 | - | -
姓　　名    | 张大山    | 性别   | 男     | 民族       | 汉      | 政治面貌 | 群众
*身份证号码 | {head}    | -      | -      | 出生日期   | 1980-01-01 | 婚姻状况 | 已婚
工作单位    | 印染厂    | -      | -      | 单位性质   | 国有企业 | 健康状况 | 良好
家庭住址    | 和平路1号 | -      | -      | 联系电话： | 13800138000 | 家庭人口 | 3
家庭年收入（元） | 12000 | -     | -      | 家庭月人均收入 |      | 户口类型 | 非农业
家庭成员    | 姓名      | 与本人关系 | 身份证号 | -      | 健康状况 | 月收入 | 单位或学校
^           | 李小英    | 妻子   | {wife} | -          | 疾病    | 0       | 无
^           | 张小山    | 儿子   | {son}  | -          | 良好    |         | 第一中学
^           |           |        |        | -          |         |         |
主要致困原因 | 本人大病 | -      | -      | -          | -       | -       | -
单位（盖章）： | -      | 申请人签字： | -  | 年  月  日 | -     | -       | -
"""

OVER = """
困难职工档案表（*为必填项） | - | - | - | - | - | -
职工编号 | 17 | - | - | *困难类别 | 低保户 | -
*姓名 | *民族 | *性别 | *身份证号 | - | *健康状况 | 残疾类别
张大山 | 汉族 | 男 | {head} | - | 良好 |
*住房类型 | 建筑面积 | 手机号码 | 邮政编码 | *工作时间 | *婚姻状况 | *户口类型
自购房 | 60 | 13800138000 | 114000 | 2001-07 | 已婚 | 农业
*家庭住址 | - | - | 工作单位 | - | 单位性质 | 是否单亲
和平路1号 | - | - | 印染厂 | - | 国有企业 | 否
*本人月平均收入 | *家庭年度总收入 | - | *家庭人口 | 家庭月人均收入 | - | *医保状况
1500.5 | 12000 | - | 3 | | - | 有
家庭主要成员 | 姓名 | 关系 | 性别 | 政治面貌 | 身份证号 | 月收入
^ | 李小英 | 妻 | 女 | 群众 | {wife} | 800
^ | | | | | |
*致困原因 | 本人大病 | - | - | - | - | -
开户银行 | 工商银行 | 支行名称 | 和平支行 | 银行卡号 | 6222021234567890128 | -
*建档人 | 林素云 | *审核人 | | 录入人 | | -
审批机构 | 审批人 | 审批意见 | 审批结果 | 审批时间 | 建议救助资金 | 资金来源
市总工会 | 王一 | 同意 | 通过 | 2024-05-01 | 500 | 市级
"""


def page_of(drawing: str, workbook: Workbook, name: str = "张大山", **people: str):
    """A sheet drawn as text: | between cells, - continues the cell to its left, ^ the one above it."""
    lines = drawing.format(**{"head": HEAD, "wife": WIFE, "son": SON} | people).strip("\n").splitlines()
    grid = [[cell.strip() for cell in line.split("|")] for line in lines]
    page = workbook.create_sheet(name)
    for row, cells in enumerate(grid):
        for column, text in enumerate(cells):
            if text in ("-", "^"):
                continue
            is_number = text.replace(".", "", 1).isdigit() and len(text) < 9
            page.cell(row + 1, column + 1).value = float(text) if is_number else text or None
            bottom, right = row, column
            while bottom + 1 < len(grid) and grid[bottom + 1][column : column + 1] == ["^"]:
                bottom += 1
            while cells[right + 1 : right + 2] == ["-"]:
                right += 1
            if (bottom, right) != (row, column):
                page.merge_cells(start_row=row + 1, start_column=column + 1, end_row=bottom + 1, end_column=right + 1)
    return page


def book_of(*drawings: str, folder: Path) -> Book:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, drawing in enumerate(drawings, 1):
        page_of(drawing, workbook, f"第{number}户")
    workbook.save(folder / "档案表.xlsx")
    return read(folder / "档案表.xlsx")


@pytest.fixture
def drawn(tmp_path):
    """Draws one sheet and reads it as any workbook is read."""
    return lambda drawing: book_of(drawing, folder=tmp_path).sheets[0]


def form_of(sheet: Sheet):
    return read_form(sheet, FORM.words, needed=FORM.form_needed)


def said(sheet: Sheet) -> dict:
    form = form_of(sheet)
    assert form is not None
    return {field: value for field, (_row, _column, value) in form.cells.items()}


def test_labels_beside_their_values(drawn):
    assert said(drawn(SIDE_BY_SIDE)) == {
        "file_no": "2024-0017", "category": "相对困难", "name": "张大山", "sex": "男", "ethnic": "汉", "political": "群众",
        "number": HEAD, "birthday": "1980-01-01", "marital": "已婚", "unit": "印染厂", "health": "良好",
        "address": "和平路1号", "phone": "13800138000", "family_size": 3, "income_year": 12000, "per_capita": None,
        "hukou": "非农业", "cause": "本人大病",
    }  # fmt: skip


def test_labels_over_their_values(drawn):
    assert said(drawn(OVER)) == {
        "file_no": 17, "category": "低保户", "name": "张大山", "ethnic": "汉族", "sex": "男", "number": HEAD,
        "health": "良好", "housing": "自购房", "floor_area": 60, "phone": "13800138000", "marital": "已婚",
        "hukou": "农业", "address": "和平路1号", "unit": "印染厂", "income_month": 1500.5, "income_year": 12000,
        "family_size": 3, "per_capita": None, "cause": "本人大病", "bank": "工商银行", "card_no": "6222021234567890128",
    }  # fmt: skip


def test_every_value_is_told_with_its_cell_and_its_label(drawn):
    form = form_of(drawn(SIDE_BY_SIDE))
    places = {field: cell_name(row + 1, column + 1) for field, (row, column, _value) in form.cells.items()}
    assert (places["name"], places["number"], places["category"]) == ("B3", "B4", "F2")
    assert form.labels["number"] == "*身份证号码"
    assert form.first_row == 1
    over = form_of(drawn(OVER))
    assert {field: cell_name(*(at + 1 for at in over.cells[field][:2])) for field in ("name", "unit", "cause")} == {
        "name": "A4", "unit": "D8", "cause": "B14",
    }  # fmt: skip


def test_blank_form_has_its_labels_and_no_values(drawn):
    lines = [line.split("|") for line in OVER.format(head="", wife="", son="").strip("\n").splitlines()]
    known = {*FORM.words, *FAMILY.words}
    kept = ("-", "^", "")
    blank = "\n".join(
        "|".join(
            cell if cell.strip() in kept or number in (0, 2, 4, 6, 8, 10, 15) or normalise(cell) in known else ""
            for cell in line
        )
        for number, line in enumerate(lines)
    )
    assert set(said(drawn(blank)).values()) == {None}


FRAME = """
姓名 | 张大山 | - | 民族 | 汉
身份证号 | {head} | - | - | -
困难类别 | %s | 家庭人口 | 3
家庭住址 | 和平路1号 | - | 工作单位 | 印染厂
"""


@pytest.mark.parametrize(
    ("boxes", "ticked"),
    [
        ("□深度困难 ☑相对困难 | -", "相对困难"),
        ("□ 深度困难  ■ 相对困难 | -", "相对困难"),
        ("□深度困难 □√相对困难 | -", "相对困难"),
        ("深度困难（ ） 相对困难（√） | -", "相对困难"),
        ("深度困难□ 相对困难☑ | -", "相对困难"),
        ("□深度困难 | ☑相对困难", "相对困难"),
        ("☑深度困难、☑相对困难 | -", "深度困难、相对困难"),
        ("□深度困难 □相对困难 | -", None),
        ("深度困难（ ） 相对困难（ ） | -", None),
        ("相对困难 | -", "相对困难"),
    ],
)
def test_ticked_word_is_the_value(drawn, boxes, ticked):
    assert said(drawn(FRAME % boxes))["category"] == ticked


def test_ticked_box_of_several_cells_is_the_place(drawn):
    form = form_of(drawn(FRAME % "□深度困难 | ☑相对困难"))
    assert form.cells["category"][:2] == (2, 2)


@pytest.mark.parametrize("blank", ["", "年  月  日", "元", "＿＿＿＿"])
def test_what_is_printed_into_an_empty_box_is_no_value(drawn, blank):
    assert said(drawn(FRAME % f"{blank} | -"))["category"] is None


def test_number_with_a_box_for_each_digit_is_joined(drawn):
    digits = " | ".join(HEAD)
    form = form_of(drawn(f"姓名 | 张大山\n民族 | 汉\n身份证号码 | {digits}\n家庭住址 | 和平路1号\n工作单位 | 印染厂"))
    assert form.cells["number"] == (2, 1, HEAD)


def test_number_under_its_label_with_a_box_for_each_digit_is_joined(drawn):
    label = " | ".join(["身份证号", *"-" * 17])
    digits = " | ".join(HEAD)
    drawing = f"姓名 | 民族 | {label}\n张大山 | 汉 | {digits}\n工作单位 | 印染厂\n家庭住址 | 和平路1号"
    assert said(drawn(drawing)) == {
        "name": "张大山", "ethnic": "汉", "number": HEAD, "unit": "印染厂", "address": "和平路1号"
    }  # fmt: skip


def test_label_and_value_in_one_cell_are_split(drawn):
    drawing = """
    困难职工情况登记表 | - | -
    姓 名：张大山　性 别: 男 | 民族：汉族 | 出生日期：
    身份证号：{head} | - | 联系电话: 0412-5551234、13800138000
    工作单位：印染厂 | - | 备注：电话：上午打
    """
    form = form_of(drawn(drawing))
    assert {field: value for field, (_row, _column, value) in form.cells.items()} == {
        "name": "张大山", "sex": "男", "ethnic": "汉族", "birthday": None, "number": HEAD,
        "phone": "0412-5551234、13800138000", "unit": "印染厂", "note": "电话：上午打",
    }  # fmt: skip
    assert form.labels["sex"] == "性 别"


def test_label_in_wan_is_told(drawn):
    form = form_of(drawn(FRAME % "低保户 | -" + "家庭年收入（万元） | 1.2"))
    assert form.wan == {"income_year"}


def test_the_word_goes_before_the_story(drawn):
    drawing = FRAME % "低保户 | -" + "主要困难情况 | 妻子住院三个月，花了很多钱 | -\n致困主要原因 | 本人大病 | -"
    assert said(drawn(drawing))["cause"] == "本人大病"


def test_labels_of_the_family_are_not_the_head(drawn):
    """The head's part has no 政治面貌: that of his wife is not taken for his."""
    drawing = OVER.replace("*姓名 | *民族 | *性别", "姓名 | *民族 | *性别")
    assert "political" not in said(drawn(drawing))


ROSTER = [["姓名", "身份证号", "民族", "家庭住址", "工作单位", "家庭人口"]]
ROSTER += [["张大山", HEAD, "汉", "和平路1号", "印染厂", 3], ["李小英", WIFE, "汉", "和平路1号", "印染厂", 2]]


@pytest.mark.parametrize(
    "rows",
    [
        ROSTER,
        [["困难职工花名册"], ["填报单位：印染厂"], *ROSTER],
        [["姓名", "张大山"], ["身份证号", HEAD], ["民族", "汉"]],  # three labels only
        [["姓名", "张大山"], ["家庭住址", "和平路"], ["民族", "汉"], ["工作单位", "印染厂"], ["家庭人口", 3]],
        [["家庭住址"], ["姓名"], ["身份证号"], ["民族"], ["工作单位"]],  # nothing beside them
        [],
    ],
)
def test_what_is_no_form(rows):
    assert form_of(Sheet("Sheet1", False, rows)) is None


def test_long_sheet_and_one_of_a_thousand_merges_are_no_forms():
    form = [["姓名", "张大山"], ["身份证号", HEAD], ["民族", "汉"], ["家庭住址", "和平路"], ["工作单位", "印染厂"]]
    assert form_of(Sheet("Sheet1", False, form)) is not None
    assert form_of(Sheet("Sheet1", False, form + [[None]] * 300)) is None
    assert form_of(Sheet("Sheet1", False, form, ((0, 5, 0, 6),) * 6000)) is None


def table_of(sheet: Sheet, **options):
    return read_table(sheet, FAMILY.words, ["name", "relation"], **options)


@pytest.mark.parametrize("drawing", [SIDE_BY_SIDE, OVER])
def test_family_inside_a_form_is_a_table(drawn, drawing):
    sheet = drawn(drawing)
    header_row, columns, first, last = table_of(sheet, ends=FORM.words)
    rows = [values for _row, values in rows_of(sheet, columns, first, last)]
    assert [(row["name"], row["number"]) for row in rows] == [("李小英", WIFE), ("张小山", SON)][: len(rows)]
    assert len(rows) == (2 if drawing == SIDE_BY_SIDE else 1)
    assert first == header_row + 1
    assert columns[min(columns)] == "name"


def test_full_table_ends_before_the_next_label(drawn):
    drawing = "姓名 | 关系 | 身份证号\n李小英 | 妻 | {wife}\n张小山 | 子 | {son}\n致困原因 | 本人大病 | 无"
    _header, _columns, first, last = table_of(drawn(drawing), ends=FORM.words)
    assert (first, last) == (1, 2)


def test_table_without_rows_and_table_further_up_are_none(drawn):
    sheet = drawn("姓名 | 关系 | 身份证号\n李小英 | 妻 | {wife}")
    assert table_of(sheet) == (0, {0: "name", 1: "relation", 2: "number"}, 1, 1)
    assert table_of(sheet, below=1) is None
    assert table_of(drawn("姓名 | 关系 | 身份证号\n | | ")) is None


# ---- as rows of rosters


@pytest.mark.parametrize("drawing", [SIDE_BY_SIDE, OVER])
def test_form_is_a_household_with_its_family(drawing, tmp_path):
    households, family = recognise(Path("档案表.xlsx"), book_of(drawing, folder=tmp_path))
    assert (households.roster.kind, family.roster.kind) == ("households", "family")
    ((row,), members) = (list(households.sheets[0].rows()), list(family.sheets[0].rows()))
    assert row.cells["name"] == "张大山"
    assert row.number == row.places["number"][0]
    assert [member.cells["head_number"] for member in members] == [HEAD] * len(members)
    wife = members[0]
    assert (wife.cells["name"], wife.cells["head_name"]) == ("李小英", "张大山")
    assert wife.places["head_number"] == row.places["number"]
    assert wife.places["name"] == (wife.number, 2)
    assert set(households.sheets[0].header.fields.values()) == set(row.cells)


def test_forty_forms_are_forty_households_and_an_empty_one_is_passed_over(tmp_path):
    blank = "姓名 | - | 民族 | -\n身份证号 | - | 家庭住址 | -\n工作单位 | - | 困难类别 | -".replace("-", "")
    book = book_of(*[SIDE_BY_SIDE] * 40, blank, folder=tmp_path)
    households, family = recognise(Path("档案表.xlsx"), book)
    assert (len(households), len(family)) == (40, 80)
    assert [name for name, _why in households.passed_over] == ["第41户"]


def test_head_who_stands_in_his_own_family_is_no_member_of_it(tmp_path):
    drawing = SIDE_BY_SIDE.replace("李小英    | 妻子   | {wife}", "张大山    | 本人   | {head}")
    _households, family = recognise(Path("档案表.xlsx"), book_of(drawing, folder=tmp_path))
    assert [row.cells["name"] for row in family.sheets[0].rows()] == ["张小山"]


def test_workbook_of_empty_forms_says_so(tmp_path):
    blank = "姓名 | \n身份证号 | \n家庭住址 | \n工作单位 | \n困难类别 | \n家庭人口 | \n填表说明 | 空项填无"
    with pytest.raises(NoRoster) as refusal:
        recognise(Path("档案表.xlsx"), book_of(blank, folder=tmp_path))
    assert refusal.value.code == "roster.form_empty"


def test_application_for_something_else_is_no_household(tmp_path):
    drawing = (
        "姓名 | 张大山 | 性别 | 男\n身份证号 | {head} | 民族 | 汉\n工作单位 | 印染厂 | 健康状况 | 良好\n审批信息 | 无"
    )
    with pytest.raises(NoRoster) as refusal:
        recognise(Path("法律援助申请表.xlsx"), book_of(drawing, folder=tmp_path))
    assert refusal.value.code == "roster.unknown"


def test_form_whose_row_of_labels_passes_for_a_header_is_read_as_a_form(tmp_path):
    """The head's labels over their values have all that a register of members has."""
    book = book_of(OVER, folder=tmp_path)
    assert [recognised.roster.kind for recognised in recognise(Path("档案表.xlsx"), book)] == ["households", "family"]


def test_learned_heading_is_known_in_a_form_too(tmp_path):
    drawing = SIDE_BY_SIDE.replace("家庭住址", "所住何处")
    book = book_of(drawing, folder=tmp_path)
    learned = Choices(headings={"households": {"所住何处": "address", "民族": ""}})
    households, _family = recognise(Path("档案表.xlsx"), book, learned)
    (row,) = households.sheets[0].rows()
    assert row.cells["address"] == "和平路1号"
    assert "ethnic" not in row.cells


@pytest.mark.parametrize("drawing", [SIDE_BY_SIDE, OVER])
def test_marked_form_is_read_as_before_and_knows_its_run(drawing, tmp_path):
    book = book_of(drawing, folder=tmp_path)
    households, family = recognise(tmp_path / "档案表.xlsx", book)
    ((row,), (wife, *_others)) = (list(households.sheets[0].rows()), list(family.sheets[0].rows()))
    marks = [
        Mark(row.sheet, *row.places["phone"], "号码有误"),
        Mark(row.sheet, wife.number, None, "同名", doubtful=True),
    ]
    content = mark(
        (tmp_path / "档案表.xlsx").read_bytes(), book, marks,
        statuses={(row.sheet, row.number): "未导入"},
        header_rows={row.sheet: households.sheets[0].header.last_row + 1},
        run=9,
    )  # fmt: skip
    (tmp_path / "标注.xlsx").write_bytes(content)
    again, family_again = recognise(tmp_path / "标注.xlsx", read(tmp_path / "标注.xlsx"))
    assert [same.cells for same in again.sheets[0].rows()] == [row.cells]
    assert [member.cells for member in family_again.sheets[0].rows()] == [
        member.cells for member in family.sheets[0].rows()
    ]
    assert 9 in {run_of(label) for label in again.sheets[0].header.labels.values()}


def test_second_household_on_a_sheet_is_told_of(tmp_path):
    drawing = SIDE_BY_SIDE + SIDE_BY_SIDE.strip().replace("张大山", "赵大海").replace("{head}", "{son}")
    households, _family = recognise(Path("档案表.xlsx"), book_of(drawing, folder=tmp_path))
    (row,) = households.sheets[0].rows()
    assert row.cells["name"] == "张大山"
    remarks = [str(remark) for remark in row.remarks]
    assert len(remarks) == 2
    assert "B16" in remarks[0]
    assert "B17" in remarks[1]


def test_form_of_two_pages_that_repeat_the_name_has_no_remark(tmp_path):
    drawing = SIDE_BY_SIDE + "姓名 | 张大山 | 身份证号 | {head} | 开户银行 | 工商银行 | 银行账号 | 6222021234567890128"
    households, _family = recognise(Path("档案表.xlsx"), book_of(drawing, folder=tmp_path))
    (row,) = households.sheets[0].rows()
    assert (row.cells["bank"], row.remarks) == ("工商银行", [])


def test_cells_full_of_colons_cost_little():
    rows = [["a :" * 10_000] * 300] * 50
    began = perf_counter()
    assert form_of(Sheet("Sheet1", False, rows)) is None
    assert perf_counter() - began < 10
