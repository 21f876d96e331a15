"""Which sheet is which roster, and which rows of it are rows; other people's tables are told apart from rosters."""

import json
from datetime import date
from pathlib import Path

import pytest

from office.workbooks.headings import find, normalise, tops
from office.workbooks.reader import Unreadable, read
from office.workbooks.recognising import NoRoster, recognise
from office.workbooks.roster import ROSTERS
from office.workbooks.sheets import Book, Sheet
from tests.year.rosters import import_rosters, open_office

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
REAL, HOSTILE = SHARED / "real", SHARED / "hostile"
HERE = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared/data is not here")

# Which of other people's tables are rosters of ours; all others are refused with one sentence.
HEADER_SETS = {
    "ehome_困难职工导入": "households", "ehome_会员导入": "members", "困难职工数据导出(SeaWorkerPoor)": "households",
    "困难教职工档案字段(DSI)": "households", "困难职工摸底汇总表": "households", "困难职工补助发放表": "cash",
    "全国帮扶系统式档案表(2017前)": "households", "基层工会户籍(工会经费)导出": "unions", "GZ-NanNing/会员福利信息": "cash",
    "GZ-NanNing/助医管理表": "cash", "GZ-NanNing/助困管理表": "cash",
}  # fmt: skip
TEMPLATES = {
    "会员福利信息.xlsx": "cash", "助医管理表.xlsx": "cash", "助困管理表.xlsx": "cash",
    "专项资金帮扶情况实名制签领表_中央资金.xls": "cash", "专项资金帮扶情况实名制签领表_省资金.xls": "cash",
    "工会会员_导入会员模版.xls": "members",
}  # fmt: skip


def book(*sheets):
    return Book("xlsx", "", tuple(Sheet(f"Sheet{index}", False, rows) for index, rows in enumerate(sheets, 1)))


def kind_of(found):
    try:
        (only,) = recognise(Path("x.xlsx"), found)
    except NoRoster as refusal:
        assert str(refusal.message)
        assert "\n" not in str(refusal.message)
        return None
    return only.roster.kind


def rows_of(*rows, kind="goods"):
    (only,) = recognise(Path("x.xlsx"), book([["序号", "姓名", "身份证号", "数量", "单价"], *rows]))
    assert only.roster.kind == kind
    return [row.number for row in only.sheets[0].rows()]


SOUND = [1, "张三", "21020019800101001X", 1, 140]


@HERE
@pytest.mark.shared
def test_header_sets_of_real_systems_are_recognised_rightly():
    sets = json.loads((REAL / "headers.json").read_text(encoding="utf-8"))
    found = {
        name: kind_of(book([said["headers"]] if "headers" in said else said["header_rows"]))
        for name, said in sets.items()
    }
    assert {name: kind for name, kind in found.items() if kind} == HEADER_SETS


@HERE
@pytest.mark.shared
@pytest.mark.django_db
def test_real_blank_templates_are_recognised_and_empty_or_refused_in_one_line():
    open_office()
    paths = sorted(path for path in (REAL / "templates").rglob("*.xls*"))
    assert len(paths) == 55
    found = {}
    for path in paths:
        told = import_rosters(path)
        if told.status == 2:
            assert told.refusal.count("\n") == 1
            continue
        found[path.name] = told.files[0]["kind"]
        rows = told.files[0]["read"]
        # The one row that a template comes with has nothing but a day in its last column.
        assert (told.status, rows) == (0, 0), path.name
    assert found == TEMPLATES


@HERE
@pytest.mark.shared
@pytest.mark.django_db
def test_no_difficult_workbook_is_mistaken_for_a_roster_or_ends_in_a_traceback():
    open_office()
    wrong = {}
    for case in json.loads((HOSTILE / "expected.json").read_text(encoding="utf-8")):
        told = import_rosters(HOSTILE / case["file"], dry_run=True)
        assert told.status in (0, 1, 2), case["file"]
        if told.status == 2:
            assert told.refusal.count("\n") == 1, case["file"]
        else:
            wrong[case["file"]] = [entry["kind"] for entry in told.files]
    assert wrong == {}


@HERE
@pytest.mark.shared
@pytest.mark.parametrize("name", ["gen_roster_utf8_bom.csv", "gen_roster_gb18030_rare_chars.csv"])
def test_a_roster_of_poor_villagers_can_be_read_but_is_none_of_ours(name):
    found = read(HOSTILE / "08_csv" / name)
    assert normalise(found.sheets[0].rows[0][3]) == "户主姓名"
    assert kind_of(found) is None


@HERE
@pytest.mark.shared
def test_a_roster_cut_in_the_middle_of_a_character_is_refused():
    with pytest.raises(Unreadable):
        read(HOSTILE / "08_csv" / "gen_roster_utf8_truncated_mid_char.csv")


def test_wages_and_fees_are_not_relief():
    assert kind_of(book([["姓名", "应发工资", "实发工资", "发放日期", "个人所得税", "身份证号"]])) is None
    assert kind_of(book([["党员姓名", "党员身份证号", "缴费年度", "应交党费", "实交党费"]])) is None
    assert kind_of(book([["时间", "姓名", "性别", "身份证号", "缴费基数", "个人缴费比例", "月个人缴费"]])) is None


def test_a_missing_heading_is_named():
    with pytest.raises(NoRoster) as refused:
        recognise(Path("x.xlsx"), book([["民警姓名", "身份证号", "补助金额"]]))
    assert refused.value.code == "roster.heading_missing"
    assert "姓名" in str(refused.value.message)


@pytest.mark.parametrize(
    ("sheet", "code"), [([], "roster.empty"), ([["困难职工情况说明"], ["一、基本情况"]], "roster.unknown")]
)
def test_an_empty_book_and_a_page_of_text_are_told_apart(sheet, code):
    with pytest.raises(NoRoster) as refused:
        recognise(Path("x.xlsx"), book(sheet))
    assert refused.value.code == code


def test_a_book_whose_sheets_are_all_hidden_says_so():
    hidden = Book("xlsx", "", (Sheet("数据", True, [["序号", "姓名", "身份证号", "数量", "单价"]]),))
    with pytest.raises(NoRoster) as refused:
        recognise(Path("x.xlsx"), hidden)
    assert refused.value.code == "roster.hidden"


@pytest.mark.parametrize(
    "row",
    [
        ["合计", None, None, 1, 140],
        ["本页小计", None, None, 1, 140],
        ["总计：1户", None, None, 1, 140],
        ["第一纺织厂 汇总", None, None, 1],
        ["合计金额（大写）", "壹佰肆拾元整"],
        ["一、合计", None, None, 1],
        ["单位负责人：", None, "审核人：", "经办人："],
        ["主席：", None, "填表：", "电话："],
        ["注：1.此表一式三份"],
        ["2.由基层工会填写"],
        ["第一纺织厂"],
        ["示例", "张三", "21020019800101001X", 1, 140],
        ["甲", "乙", "丙", 1, 2],
        [1, 2, 3, 4, "5=3×4"],
        ["序号", "姓名", "身份证号", "数量", "单价"],
        [None, "  ", "　"],
    ],
)
def test_what_is_no_row_is_passed_over(row):
    assert rows_of(SOUND, row, SOUND) == [2, 4]


@pytest.mark.parametrize(
    "row",
    [
        [2, "张三"],
        [None, None, "21020019800101001X"],
        [None, "张三"],
        [2, None, None, 1, 140],
    ],
)
def test_a_row_that_lost_cells_is_still_a_row(row):
    assert rows_of(SOUND, row, SOUND) == [2, 3, 4]


def test_the_second_line_of_a_signed_list_belongs_to_the_row_above():
    rows = [
        ["序号", "姓名", "身份证号", "金额"],
        [None, None, "银行帐号"],
        [1, "张三", "21020019800101001X", 300],
        [None, None, "6222020156478022320"],
    ]
    sheet = Sheet("签领表", False, rows, ((0, 0, 1, 0), (0, 1, 1, 1), (2, 0, 3, 0), (2, 1, 3, 1)))
    (only,) = recognise(Path("x.xls"), Book("xls", "", (sheet,)))
    assert [row.number for row in only.sheets[0].rows()] == [3]
    assert only.sheets[0].continued == 1


def test_two_kinds_in_one_book_are_two_rosters():
    households = [["姓名", "身份证号", "困难类别", "建档时间", "家庭人口"]]
    family = [["户主姓名", "户主身份证号", "成员姓名", "与户主关系", "成员身份证号"]]
    found = recognise(Path("x.xlsx"), book(family, households, [["封面"]]))
    assert [part.roster.kind for part in found] == ["households", "family"]
    assert [name for name, _why in found[0].passed_over] == ["Sheet3"]


def test_a_group_alone_is_no_heading():
    sheet = Sheet("x", False, [["银行账户", None, "姓名"], ["支行", "账号", None]], ((0, 0, 0, 1), (0, 2, 1, 2)))
    header = find(tops(sheet), {"银行账户": "card", "账号": "card", "姓名": "name"})
    assert header.fields == {1: "card", 2: "name"}


def test_a_row_of_data_never_becomes_a_part_of_the_header():
    sheet = Sheet("x", False, [["姓名", "关系", "生日"], ["张三", "户主", date(1980, 1, 1)]])
    header = find(tops(sheet), {"姓名": "name", "关系": "relation", "户主": "head"})
    assert (header.first_row, header.last_row) == (0, 0)


def test_every_kind_is_recognised_by_its_own_headings():
    for kind, roster in ROSTERS.items():
        assert kind_of(book([[column.column_name for column in roster.fields.values()]])) == kind
