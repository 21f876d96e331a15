"""The public notice on paper: what it says, what it never says, and how it breaks over pages."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from hardship.models import Notice, NoticeLine
from hardship.reports.notice import NoticeReport, broken, sheet_of
from office.calendar import Period
from office.reporting.reports import REPORTS
from tests.noticing import POSTED_ON, make_draft, make_posted, make_reviewed
from tests.people import id_number, make_household, make_person

UNITS = ("滨江市第二纺织厂", "滨江市搪瓷制品有限责任公司", "滨江市文教用品厂", "滨江市自行车零件厂")
NAMES = ("李*顺", "高*华", "欧阳*兰", "林*", "王*明（甲）", "赵*")


def words_of(*pages):
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def printed(notice):
    return PdfReader(io.BytesIO(NoticeReport().as_pdf(NoticeReport().of(notice, POSTED_ON)))).pages


def long_notice(office, rows, **aid):
    """A posted notice of that many lines; what a line shows is frozen, so that one file may stand for all."""
    notice = Notice.objects.create(
        union=office.home, title="关于2025年第四批困难职工家庭救助对象的公示", phone="0411-00008801", state="posted",
        place="滨江市中山路16号302室", posted_on=date(2025, 11, 7), ends_on=date(2025, 11, 14), days=5,
    )  # fmt: skip
    NoticeLine.objects.bulk_create(
        NoticeLine(
            notice=notice,
            household=office.files[number],
            shown={
                "name": NAMES[number % len(NAMES)], "unit": UNITS[number % len(UNITS)], "category": "深度困难",
                "cause": "因病", "family_size": str(1 + number % 5),
            }
            | aid,
        )
        for number in range(rows)
    )  # fmt: skip
    return notice


@pytest.fixture
def many(office):
    """An office with two hundred files in `files`."""
    office.files = [make_household(office.north) for _number in range(200)]
    return office


AID = {"aid": "生活救助", "amount": "800.00"}


@pytest.mark.parametrize(
    ("rows", "pages", "aid"), [(1, 1, {}), (10, 2, {}), (45, 3, AID), (45, 3, {}), (200, 9, {}), (200, 10, AID)]
)
def test_a_notice_of_any_length_ends_with_its_sum_period_and_signature_together(many, rows, pages, aid):
    sheets = printed(long_notice(many, rows, **aid))
    assert len(sheets) == pages
    last = words_of(sheets[-1])
    for words in (
        f"合计（{rows}户）",
        "公示期：2025年11月10日至11月14日（5个工作日）",
        "受理电话：0411-00008801",
        "2025年11月7日",
    ):
        assert words in last
    for page in sheets:
        assert "致困原因" in words_of(page)  # the heading is repeated, and no page is without a row
    if aid:
        assert f"{rows * 800:,}.00" in last


def test_a_notice_says_its_basis_whom_and_until_when(office):
    file = make_reviewed(office.north, "林秀珍")
    said = words_of(*printed(make_posted(office, file, basis="根据《困难职工档案管理办法》")))
    for words in (
        "根据《困难职工档案管理办法》，拟为困难职工林*珍家庭建立困难职工档案，现予公示。",
        "公示期：2025年9月28日至10月10日（5个工作日）",
        "北岸纺织厂工会委员会2025年9月26日",
    ):
        assert words in said
    assert "样稿" not in said


def test_no_number_address_disease_or_child_stands_on_the_paper(office):
    file = make_reviewed(
        office.north, "林秀珍", phone="13800138000", address="中山路16号302室", card_no="6200123412341234"
    )
    child = make_person(office.north, "林小雨", id_no=id_number(date(2012, 5, 1)))
    file.members.create(person=child, relation="3", health="3")
    file.assessments.update(cause="own_illness", cause_text="恶性肿瘤", per_capita_stated="410.00")
    notice = make_posted(office, file)
    written = words_of(*printed(notice)) + json.dumps(
        NoticeReport().as_json(NoticeReport().of(notice, POSTED_ON)), default=str
    )
    for secret in (
        "林秀珍",
        file.head.id_no,
        file.head.id_no[-4:],
        "13800138000",
        "中山路",
        "6200",
        "林小雨",
        "肿瘤",
        "大病",
        "410",
    ):
        assert secret not in written
    assert "因病" in written


def test_a_draft_says_that_it_is_none_yet_and_leaves_a_minor_out(office):
    minor = make_reviewed(office.north, head=make_person(office.north, "林小雨", id_no=id_number(date(2010, 5, 1))))
    draft = make_draft(office, make_reviewed(office.north, "赵德明"), minor)
    said = words_of(*printed(draft))
    assert "样稿，未张贴" in said
    assert "赵*明" in said
    assert "合计（1户）" in said
    assert "林*雨" not in said
    assert sheet_of(draft, POSTED_ON).period == "2025年9月28日至10月10日（5个工作日）"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于困难职工的公示", ["关于困难职工的公示"]),
        ("关于2025年第四批困难职工救助对象的公示", ["关于2025年第四批", "困难职工救助对象的公示"]),
        ("关于滨江市轻工系统工会2025年第四批困难职工建立档案的公示", None),
        ("长" * 37, ["长" * 18, "长" * 19]),
    ],
)
def test_a_long_title_is_broken_after_a_word_into_two_lines(title, lines):
    said = broken(title)
    assert "".join(said) == title
    assert max(map(len, said)) <= 20
    assert lines is None or said == lines


def test_the_notices_of_a_period_are_a_report_of_their_union(office, tmp_path):
    make_posted(office, make_reviewed(office.north, "林秀珍"))
    report = REPORTS["notice"]
    period = Period.of_year(2025)
    built = report.build(office.home, period)
    [told] = report.as_json(built)["notices"]
    assert (told["posted_on"], told["ends_on"], told["days"]) == (POSTED_ON, date(2025, 10, 10), 5)
    assert told["rows"][0]["name"] == "林*珍"
    assert report.as_json(report.build(office.south, period))["notices"] == []
    assert report.as_json(report.build(office.home, Period.of_year(2024)))["notices"] == []
    assert PdfReader(io.BytesIO(report.as_pdf(report.build(office.south, period)))).pages
    assert "林*珍" in report.as_html(built)
    written = tmp_path / "notice.json"
    call_command(
        "report", "notice", "--from", "2025-01-01", "--to", "2025-12-31", "--format", "json", "-o", str(written)
    )
    assert json.loads(written.read_text("utf-8"))["notices"][0]["rows"] == told["rows"]


def test_a_title_is_told_to_the_reader_of_the_pdf(office):
    notice = make_posted(office, make_reviewed(office.north, "林秀珍"))
    pdf = NoticeReport().as_pdf(NoticeReport().of(notice, POSTED_ON))
    assert PdfReader(io.BytesIO(pdf)).metadata.title == notice.title
