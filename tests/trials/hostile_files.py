"""A workbook of every kind of hostility, made by the tests themselves, and what is to become of it on the upload page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from office.models import Run, Workbook
from tests.office.workbooks.crafted_workbooks import (
    MAIN,
    OFFICE,
    PACKAGE,
    bomb,
    cell,
    ods,
    old_excel,
    ole,
    package,
    row,
    since_1904,
    table,
    text,
)
from tests.people import id_number

HEADS = ("档案编号", "姓名", "身份证号", "工作单位", "困难类别", "主要致困原因", "家庭人口", "建档时间")
OPENED = date(2025, 3, 1)
SINCE_1904 = (OPENED - date(1904, 1, 1)).days


@dataclass(frozen=True)
class Hostile:
    """`codes`: those by which it may be refused; none: it is read, and `found` is what the trial counts as created and as
    rejected. `check` looks closer at a workbook that was read."""

    name: str
    content: bytes
    codes: tuple[str, ...] = ()
    found: tuple[int, int] = (1, 0)
    check: Callable[[Workbook], None] = field(default=lambda workbook: None)


def household(number: int, opened: Any = "2025-03-01", *, size: Any = 3, name: str = "") -> Sequence[Any]:
    # Each of another name: those of one name and birthday would be doubted.
    name = name or f"林{'秀玉美丽春夏'[number // 10]}{'珍芳兰英华梅琴云霞娟'[number % 10]}"
    return (f"A{number:03d}", name, id_number(), "北岸纺织厂", "深度困难", "本人大病", size, opened)


def roster(*rows: Sequence[Any], heads: Sequence[Any] = HEADS) -> str:
    return table(heads, *rows)


def example(workbook: Workbook, heading: str) -> str:
    """What stands first below the heading, as it was read."""
    (found,) = [column["example"] for column in workbook.seen[0]["columns"] if column["heading"] == heading]
    return str(found)


def opened_in_march(workbook: Workbook) -> None:
    assert example(workbook, "建档时间") == "2025-03-01"


def has_rare_name(workbook: Workbook) -> None:
    assert example(workbook, "姓名") == "𠮷𬱖"


def has_no_more_than_its_rows(workbook: Workbook) -> None:
    assert [sheet["rows"] for sheet in workbook.seen] == [2]


def says_nothing_of_outside(workbook: Workbook) -> None:
    assert "root:" not in str(workbook.seen)


def counts(workbook: Workbook) -> tuple[int, int]:
    """What the trial of the workbook counts as created and as rejected."""
    run = workbook.runs.get(state=Run.State.TRIAL)
    return run.created, run.rejected


def with_macros() -> bytes:
    return package(
        roster(household(21, size="很多")),
        extra={"xl/vbaProject.bin": "Sub Auto_Open()\n  Shell \"calc\"\nEnd Sub\n", "xl/macrosheets/sheet1.xml": "<x/>"},
    )  # fmt: skip


def with_links(outside: str) -> bytes:
    """Another workbook, a picture, a connection and a service outside, all at this address."""
    link = f'TargetMode="External" Target="{outside}'
    return package(
        roster(
            (*household(22)[:-2], '<c r="G2"><f>[1]表1!A1</f><v>3</v></c>', "2025-03-01"),
            (*household(23)[:-2], f'<c r="G3"><f>_xlfn.WEBSERVICE("{outside}service")</f><v>2</v></c>', "2025-03-01"),
        ),
        extra={
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            '<externalBook r:id="r1"/></externalLink>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/externalLinkPath" {link}book.xlsx"/></Relationships>',
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/image" {link}picture.png"/>'
            f'<Relationship Id="r2" Type="{OFFICE}/hyperlink" {link}page"/></Relationships>',
            "xl/connections.xml": f'<connections xmlns="{MAIN}"><connection id="1" type="4" refreshOnLoad="1">'
            f'<webPr url="{outside}connection"/></connection></connections>',
        },
    )


def web_page(outside: str) -> bytes:
    cells = "".join(f"<td>{value}</td>" for value in household(24))
    return (
        f'<html><head><link rel="stylesheet" href="{outside}style.css"><script src="{outside}script.js"></script></head>'
        f'<body><img src="{outside}picture.png"><iframe src="{outside}frame"></iframe>'
        f"<table><tr>{''.join(f'<th>{head}</th>' for head in HEADS)}</tr><tr>{cells}</tr></table></body></html>"
    ).encode()


def entities(outside: str, *, of: str = "") -> bytes:
    strings = f'<sst xmlns="{MAIN}"><si><t>&x;</t></si></sst>'
    return package(
        roster(household(25), heads=('<c r="A1" t="s"><v>0</v></c>', *HEADS[1:])),
        texts=f"<!DOCTYPE s [{of or f'<!ENTITY x SYSTEM {chr(34)}{outside}{chr(34)}>'}]>{strings}",
    )


def padded() -> bytes:
    """Two rows, and a million more that have nothing but a style."""
    rows = roster(household(26), household(27))
    return package(rows + "".join(f'<row r="{number}" s="1" customFormat="1"/>' for number in range(4, 1_048_577)))


def text_file(*rows: Sequence[Any], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(map(str, values)) for values in (HEADS, *rows, ())).encode(encoding)


def hostile_files(outside: str) -> list[Hostile]:
    """`outside`: the beginning of an address at which nobody may knock."""
    error, formula = '<c r="G2" t="e"><v>#REF!</v></c>', '<c r="G2"><f>1+2</f></c>'
    far = row(1_048_576, text("XFD1048576", "x"))
    laughs = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">' + "".join(
        f'<!ENTITY {chr(number)} "{f"&{chr(number - 1)};" * 20}">' for number in range(ord("c"), ord("y"))
    )
    corners = ("file.limit.rows", "file.limit.columns", "file.limit.cells", "file.limit.memory")
    old = [(*household(number, SINCE_1904),) for number in (31, 32)]
    later = [(*household(number, (OPENED - date(1899, 12, 30)).days),) for number in (33, 34)]
    dated = (*household(35)[:-1], cell("H2", SINCE_1904, 1))
    return [
        Hostile("加密.xlsx", ole("EncryptionInfo", "EncryptedPackage"), ("file.encrypted",)),
        Hostile("加密.ods", ods("<x/>", "<m><encryption-data/></m>"), ("file.encrypted",)),
        Hostile("压缩炸弹.xlsx", bomb(40, 100), ("file.limit.unpacked", "file.limit.seconds")),
        Hostile("外部实体.xlsx", entities(f"{outside}entity"), ("file.entities",)),
        Hostile("本机文件.xlsx", entities("file:///etc/passwd"), ("file.entities",)),
        Hostile("实体炸弹.xlsx", entities("", of=laughs.replace("ENTITY x ", "ENTITY z ") + '<!ENTITY x "&w;">'), ("file.entities",)),
        Hostile("百万空行.xlsx", padded(), found=(2, 0), check=has_no_more_than_its_rows),
        Hostile("天涯海角.xlsx", package(roster(household(28)) + far), corners),
        Hostile("损坏.xlsx", package(roster(household(29)))[:-300], ("file.corrupt",)),
        Hostile("损坏.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), ("file.corrupt",)),
        Hostile("后缀不对.xls", package(roster(household(30, OPENED.isoformat())))),
        Hostile("图片.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(60), ("file.format.picture",)),
        Hostile("空.xlsx", b"", ("file.empty",)),
        Hostile("国标.csv", text_file(household(36, name="𠮷𬱖"), encoding="gb18030"), check=has_rare_name),
        Hostile("截断.csv", (text_file(household(37)) + "A038,张".encode())[:-1], ("file.truncated",)),
        Hostile("错误值.xlsx", package(roster((*household(39)[:6], error, "2025-03-01"))), found=(0, 1)),
        Hostile("未计算.xlsx", package(roster((*household(40)[:6], formula, "2025-03-01"))), found=(0, 1)),
        Hostile("一九〇四.xlsx", since_1904(roster(dated)), check=opened_in_march),
        Hostile("一九〇四.xls", old_excel(HEADS, *old, from_1904=True), found=(2, 0), check=opened_in_march),
        Hostile("老格式.xls", old_excel(HEADS, *later), found=(2, 0), check=opened_in_march),
        Hostile("宏.xlsm", with_macros(), found=(0, 1)),
        Hostile("外部链接.xlsx", with_links(outside), found=(2, 0), check=says_nothing_of_outside),
        Hostile("网页.xls", web_page(outside)),
        Hostile("服务.csv", text_file(household(41, size=f'"=WEBSERVICE(""{outside}csv"")"')), found=(0, 1)),
        Hostile("压缩包.xlsx", b"PK\x05\x06" + bytes(18), ("file.format.archive", "file.corrupt")),
        Hostile("../../../etc/上级.xlsx", package(roster(household(42)))),
    ]  # fmt: skip


LOCK_FILE = Hostile("~$名册.xlsx", b"\x05admin" + b" " * 49 + b"\x05\0" + "admin".encode("utf-16-le") + b" \0" * 49, ("file.lock_file",))  # fmt: skip
