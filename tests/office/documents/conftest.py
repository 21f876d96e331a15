"""The annual report of an invented office, as hardship/reports/annual.py hands it to the page."""

import io
from dataclasses import dataclass

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from office.documents import pdf


@dataclass(frozen=True)
class Line:
    label: str
    unit: str
    value: str
    last_year: str
    change: str
    target: str = "—"
    completion: str = "—"
    note: str = ""
    indent: int = 0


@dataclass(frozen=True)
class Group:
    label: str
    lines: list[Line]


@dataclass(frozen=True)
class AnnualReport:
    office: str
    city_federation: str
    title_lines: list[str]
    opening: str
    sections: list[tuple[str, list[tuple[str, str]]]]
    closing: str
    annex_title: str
    period_label: str
    narrative: str
    groups: list[Group]
    notes: list[str]
    signers: list[tuple[str, str]]
    dated: str
    check_code: str = ""


GROUPS = [
    Group(
        "救济款",
        [
            Line("救助户次", "户次", "1,838", "1,762", "4.3"),
            Line("救助户数", "户", "1,671", "1,604", "4.2"),
            Line("金额", "元", "465,280.00", "441,950.00", "5.3"),
        ],
    ),
    Group(
        "救助物资",
        [
            Line("发放份数", "份", "935", "902", "3.7"),
            Line("受助户数", "户", "920", "889", "3.5"),
            Line("价值", "元", "130,900.00", "121,770.00", "7.5"),
        ],
    ),
    Group("定期救助", [Line("人数", "人", "72", "75", "−4.0"), Line("金额", "元", "43,200.00", "45,000.00", "−4.0")]),
    Group(
        "临时生活资助\n（市级）",
        [Line("户数", "户", "9", "7", "28.6"), Line("金额", "元", "2,700.00", "2,100.00", "28.6")],
    ),
    Group(
        "医疗救助\n（市级）",
        [Line("户数", "户", "6", "8", "−25.0"), Line("金额", "元", "5,500.00", "7,400.00", "−25.7")],
    ),
    Group(
        "困难职工档案",
        [
            Line("年初在档", "户", "3,726", "3,402", "9.5"),
            Line("新建", "户", "655", "421", "55.6"),
            Line("完善", "户", "388", "365", "6.3"),
            Line("销档", "户", "97", "97", "0.0"),
            Line("年末在档", "户", "4,284", "3,726", "15.0"),
        ],
    ),
    Group(
        "工会组建",
        [
            Line("新建工会组织", "家", "8", "6", "33.3", "8", "100.0"),
            Line("发展会员", "人", "698", "655", "6.6", "700", "99.7", "差2人"),
            Line("其中：农民工", "人", "478", "441", "8.4", indent=1),
        ],
    ),
    Group("维护权益", [Line("建立调解委员会", "家", "12", "9", "33.3", "12", "100.0")]),
]

MORE_GROUPS = [
    Group(
        "送温暖",
        [
            Line("慰问人数", "人", "326", "310", "5.2"),
            Line("慰问金", "元", "195,600.00", "186,000.00", "5.2"),
            Line("慰问品折款", "元", "32,600.00", "31,000.00", "5.2"),
        ],
    ),
    Group(
        "金秋助学", [Line("资助学生", "人", "58", "51", "13.7"), Line("金额", "元", "174,000.00", "153,000.00", "13.7")]
    ),
    Group("会员变动", [Line(f"事项{number}", "人", "12", "11", "9.1") for number in range(1, 4)]),
]

REPORT = AnnualReport(
    office="滨江市轻工系统工会",
    city_federation="滨江市总工会",
    title_lines=["滨江市轻工系统工会", "关于2025年度困难职工帮扶工作情况的报告"],
    opening="2025年，我会认真落实市总工会工作部署，坚持“先建档、后帮扶、实名制、依档帮扶”，基本完成了市总工会下达的任务。"
    "现将有关情况报告如下。",
    sections=[
        (
            "一、帮扶救助情况",
            [
                (
                    "（一）救济款物。",
                    (
                        "全年发放救济款46.5万余元，惠及困难职工家庭1671户（1838户次）；"
                        "发放米、面、油等救助物资935份，价值13.09万元。"
                    ),
                ),
                ("（二）定期救助。", "为系统内72名特困职工申请定期救助，下半年共发放4.32万元。"),
                ("（三）市级救助。", "为15户因病、因灾致困家庭向市总工会申请临时生活资助和医疗救助，共计8200元。"),
            ],
        ),
        (
            "二、困难职工档案情况",
            [
                (
                    "",
                    (
                        "全年新建和完善困难职工档案1000余份，销档97份。截至2025年12月31日，在档困难职工4284户，"
                        "其中深度困难1291户、相对困难2151户、意外致困842户。"
                    ),
                )
            ],
        ),
        (
            "三、工会组织建设情况",
            [
                (
                    "",
                    (
                        "新建工会组织8家，完成全年任务的100%；发展会员698人，完成全年任务的99.7%，其中农民工会员478人；"
                        "指导12家企业建立劳动人事争议基层调解委员会。"
                    ),
                )
            ],
        ),
    ],
    closing="特此报告。",
    annex_title="2025年度困难职工帮扶和工会组建工作情况统计表",
    period_label="2025年1月1日至12月31日",
    narrative="2025年，共发放救济款46.5万余元，惠及困难职工家庭1671户（1838户次）；发放米、面、油等救助物资935份，价值13.09万元；"
    "为72名特困职工申请定期救助，共发放4.32万元；为15户困难职工家庭向市总工会申请临时生活资助和医疗救助，共计8200元；"
    "新建和完善困难职工档案1000余份，销档97份，年末在档4284户；新建工会组织8家，发展会员698人，其中农民工会员478人；"
    "在12家企业建立劳动人事争议基层调解委员会。",
    groups=GROUPS,
    notes=["“—”表示未下达任务或上年同期为零。", "市级救助由市总工会拨付，不计入本级救济款。"],
    signers=[("单位负责人", "贺　平"), ("统计负责人", "林素云"), ("填表人", "周晓东"), ("联系电话", "0411-00008801")],
    dated="2026年1月8日",
    check_code="7F3A-91C2-0D5E",
)


def glyph_widths(font) -> dict[int, float]:
    """Advance of each glyph in thousandths of an em; /W says it as `first [widths…]` or `first last width`."""
    entries = list(font.get_object()["/DescendantFonts"][0].get_object()["/W"])
    widths = {}
    while entries:
        first, second, *rest = entries
        if isinstance(second, list):
            widths |= {first + number: float(width) for number, width in enumerate(second)}
            entries = rest
        else:
            widths |= dict.fromkeys(range(first, second + 1), float(rest[0]))
            entries = rest[1:]
    return widths


def line_ends(page) -> list[float]:
    """Where each run of text on a page ends, in points from its left edge, reckoned from the drawing commands."""
    fonts = {name: glyph_widths(font) for name, font in page["/Resources"]["/Font"].items()}
    ends, x, widths, size = [], 0.0, {}, 0.0
    for operands, operator in ContentStream(page.get_contents(), None).operations:
        if operator == b"Tm":
            x = float(operands[4])
        elif operator == b"Tf":
            widths, size = fonts[operands[0]], float(operands[1])
        elif operator == b"TJ":
            em = 0.0
            for item in operands[0]:
                if isinstance(item, str | bytes):
                    raw = item if isinstance(item, bytes) else item.original_bytes
                    em += sum(widths[int.from_bytes(raw[at : at + 2], "big")] for at in range(0, len(raw), 2))
                else:
                    em -= float(item)
            ends.append((x + em / 1000 * size) * 0.75)  # WeasyPrint draws in pixels of 0.75 pt
    return ends


@pytest.fixture(scope="session")
def annual_report() -> AnnualReport:
    """21 rows, as the year of the demonstration office gives them."""
    return REPORT


@pytest.fixture(scope="session")
def all_groups() -> list[Group]:
    """29 rows, the most the annex must hold on one page."""
    return GROUPS + MORE_GROUPS


@pytest.fixture
def right_edges():
    """Where each line of a paragraph ends, in points from the left edge of the type area."""

    def measure(body: str) -> list[float]:
        html = f'<html lang="zh-Hans"><title>右边</title>{body}</html>'
        reader = PdfReader(io.BytesIO(pdf.render(html, stylesheets=["base.css", "annual.css"])))
        return line_ends(reader.pages[0])

    return measure
