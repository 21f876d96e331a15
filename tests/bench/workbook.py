"""Made-up household rosters of any length as .xlsx, the 30 columns filled as an office fills them.

    python -m tests.bench.workbook ROWS FOLDER

Nobody of these exists: no county is called 210200. The same number of rows gives the same files.
"""

import random
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from office.identity import luhn_ok
from office.workbooks.sheets import column_name

IN_ONE_FILE = 100_000
HEADINGS = [
    "序号", "档案编号", "姓名", "性别", "出生日期", "民族", "身份证号", "政治面貌", "工作单位", "联系电话", "家庭住址", "户口类型",
    "婚姻状况", "健康状况", "住房类型", "建筑面积", "家庭人口", "本人月收入", "家庭年收入", "家庭月人均收入", "家庭年人均收入",
    "困难类别", "主要致困原因", "建档时间", "完善时间", "销档时间", "销档原因", "开户银行", "银行账号", "备注",
]  # fmt: skip
UNITS = [f"滨江市第{number}{trade}厂" for trade in ("纺织", "机械", "化工", "玻璃") for number in range(1, 11)]
"""The employers; the union of each is called so with 工会委员会 behind it."""

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国玉兰志红春梅海波小龙文斌淑珍凤云金凯丹莉新佳宇晨"
_ROADS = ["和平", "建设", "解放", "人民", "中山", "胜利", "团结", "新华", "长江", "工农"]
_ETHNIC = ["汉族"] * 18 + ["满族", "回族"]
_POLITICAL = ["群众"] * 7 + ["中共党员"] * 2 + ["共青团员"]
_HUKOU = ["非农业"] * 7 + ["农业"] * 2 + ["居民户口"]
_MARITAL = ["已婚"] * 6 + ["离异", "离异", "丧偶", "未婚"]
_HEALTH = ["良好"] * 4 + ["一般疾病", "残疾", "癌症", "尿毒症", "高血压病", "心血管病"]
_HOUSING = ["租房", "租房", "自购房", "自购房", "无房"]
_CATEGORY = ["深度困难"] * 3 + ["相对困难"] * 6 + ["意外致困"]
_CAUSE = ["本人大病"] * 3 + ["供养直系亲属大病"] * 2 + ["子女上学"] * 2 + ["残疾", "下岗失业", "意外灾害"]
_BANKS = ["中国工商银行", "中国建设银行", "中国农业银行", "中国银行", "邮储银行"]
_NOTES = [""] * 15 + ["租住单位宿舍", "孩子就读大学二年级", "每月透析两次", "爱人无业", "与父母同住"]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FIRST_DAY = date(1955, 1, 1).toordinal()
_DAYS = 14_600  # forty years of birthdays
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType='
        f'"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for name, kind in (
            ("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("sharedStrings", "sharedStrings"),
        )
    )
    + "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="困难职工档案花名册" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}  # fmt: skip


def write_workbooks(folder: Path, rows: int) -> list[Path]:
    """Workbooks of `rows` households in all, at most 100,000 in each."""
    paths = []
    for first in range(0, rows, IN_ONE_FILE):
        path = folder / f"困难职工档案花名册{first // IN_ONE_FILE + 1}.xlsx"
        count = min(rows - first, IN_ONE_FILE)
        _write(path, households(first, count), count)
        paths.append(path)
    return paths


def households(first: int, count: int) -> Iterator[list[str | int | float]]:
    """One row for each household, numbered from `first`."""
    chance = random.Random(first)
    pick, below = chance.choice, chance.randrange
    for number in range(first, first + count):
        sex = pick("男女")
        birthday = date.fromordinal(_FIRST_DAY + number % _DAYS)
        opened = date.fromordinal(737_500 + below(1_000))  # from March 2020 on
        completed = date.fromordinal(opened.toordinal() + 30 + below(300)) if below(10) < 6 else None
        closed = date.fromordinal(opened.toordinal() + 400 + below(100)) if below(10) == 0 else None
        size = 1 + below(5)
        income = 100 * below(40)
        year = income * 12 + 10 * below(2000)
        a_head = round(year / size / 12, 2)
        yield [
            number + 1, f"DA{number + 1:08d}", pick(_SURNAMES) + pick(_GIVEN) + (pick(_GIVEN) if below(5) else ""),
            sex, _day(birthday, below(4)), pick(_ETHNIC), _id_number(birthday, sex, number), pick(_POLITICAL),
            _unit(below(80)), f"{pick(('138', '139', '150', '186', '177'))}{below(10**8):08d}",
            f"滨江市{pick(_ROADS)}街道{below(300) + 1}号{below(30) + 1}栋{below(200) + 101}室",
            pick(_HUKOU), pick(_MARITAL), pick(_HEALTH), pick(_HOUSING), 30 + below(1200) / 10, size,
            income, year, a_head, round(a_head * 12, 2), pick(_CATEGORY), pick(_CAUSE), _day(opened, below(4)),
            _day(completed, below(4)) if completed else "", _day(closed, below(4)) if closed else "",
            "脱困" if closed else "", pick(_BANKS), _card(below(10**10)), pick(_NOTES),
        ]  # fmt: skip


def _day(day: date, way: int) -> str:
    if way == 0:
        return f"{day.year}.{day.month}.{day.day}"
    if way == 1:
        return f"{day.year}年{day.month}月{day.day}日"
    return day.isoformat()


def _unit(place: int) -> str:
    return UNITS[place] if place < len(UNITS) else f"{UNITS[place - len(UNITS)]}工会委员会"


def _id_number(birthday: date, sex: str, number: int) -> str:
    order = 2 * (number // _DAYS) + (1 if sex == "男" else 2)
    digits = f"210200{birthday:%Y%m%d}{order:03d}"
    return digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]


def _card(number: int) -> str:
    digits = f"62220200{number:010d}"
    return next(card for card in (f"{digits}{check}" for check in range(10)) if luhn_ok(card))


def _write(path: Path, rows: Iterator[list[str | int | float]], count: int) -> None:
    texts: dict[str, int] = {}
    letters = [column_name(column) for column in range(1, len(HEADINGS) + 1)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:{letters[-1]}{count + 1}"/><sheetData>'.encode())
            for place, values in enumerate(_with_headings(rows), 1):
                cells = [
                    f'<c r="{letter}{place}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
                    if isinstance(value, str)
                    else f'<c r="{letter}{place}"><v>{value}</v></c>'
                    for letter, value in zip(letters, values, strict=True)
                    if value != ""
                ]
                part.write(f'<row r="{place}">{"".join(cells)}</row>'.encode())
            part.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(f'<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">'.encode())
            part.write("".join(f"<si><t>{escape(text)}</t></si>" for text in texts).encode())
            part.write(b"</sst>")
        for name, content in _PARTS.items():
            archive.writestr(name, content)


def _with_headings(rows: Iterator[list[str | int | float]]) -> Iterator[list[str | int | float]]:
    yield [*HEADINGS]
    yield from rows


if __name__ == "__main__":
    write_workbooks(Path(sys.argv[2]), int(sys.argv[1]))
