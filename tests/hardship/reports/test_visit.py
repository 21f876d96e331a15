"""The form of a visit on paper: stated against found, who signs, photos under it or on the back."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

from hardship.models import Attachment, Visit
from hardship.operations import visits
from hardship.reports.visit import PHOTOS_AT_MOST, Sheet, VisitReport
from office.calendar import Period
from office.privacy.files import drop, keep
from tests.people import make_household

GRID = 44
ON = date(2025, 10, 14)


def words_of(*pages):
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


@pytest.fixture
def household(office):
    return make_household(office.north, "林秀珍", family=2, address="滨江市中山区解放路8号院3栋2单元501室")


@pytest.fixture
def visit(office, household):
    return visits.record(
        household, on=ON, visitors=["李卫国", "陈静"], result="fits", today=ON, by=office.clerk_north, met="林秀珍",
        living_here=3, seen="两居室，公房，约42平方米；冰箱、洗衣机各一台，无空调；无机动车。", why="所报与所见一致。",
        income_stated=Decimal("22920"), income_found=Decimal("21720"), expense_stated=Decimal("16600"),
    )  # fmt: skip


def add_photos(visit, count, *, media="image/jpeg"):
    for number in range(count):
        picture = io.BytesIO()
        Image.new("RGB", (1600, 1200), (90 + 30 * number, 120, 150)).save(picture, "JPEG")
        Attachment.objects.create(
            household=visit.household, visit=visit, kind="photo", name=f"入户{number}.jpg", key=keep(picture.getvalue()),
            sha256=f"{number:064d}", size=picture.tell(), content_type=media,
        )  # fmt: skip


def printed(visit, **said):
    return PdfReader(io.BytesIO(VisitReport().as_pdf(VisitReport().of(visit, **said)))).pages


def pictures_of(pages):
    """How many pictures each page draws."""
    return [sum(operator == b"Do" for _said, operator in _operations(page)) for page in pages]


def _operations(page):
    return ContentStream(page.get_contents(), None).operations


def test_every_row_fills_the_44_columns(visit):
    reaching: list[list[int]] = []
    for row in Sheet(visit).rows:
        assert sum(cell.span for cell in row.cells) + sum(span for span, _left in reaching) == GRID
        reaching = [[span, left - 1] for span, left in reaching if left > 1]
        reaching += [[cell.span, cell.rows - 1] for cell in row.cells if cell.rows > 1]


def test_the_form_sets_what_was_stated_against_what_was_found(visit):
    [page] = printed(visit)
    said = words_of(page)
    for words in (
        "困难职工家庭入户调查表", "林秀珍", "2025年10月14日", "解放路8号院", "22,920.00", "21,720.00", "−1,200.00", "16,600.00",
        "调查人：李卫国", "调查人：陈静", "被访人签字", "√符合条件", "无机动车", "所报与所见一致",
    ):  # fmt: skip
        assert words in said, words
    assert "照片粘贴处" in said
    assert visit.household.head.id_no not in said


@pytest.mark.parametrize(("photos", "pages"), [(1, [1]), (2, [2]), (3, [0, 3]), (6, [0, PHOTOS_AT_MOST])])
def test_photos_stand_under_the_form_or_on_its_back(visit, photos, pages):
    add_photos(visit, photos)
    assert pictures_of(printed(visit)) == pages


def test_whoever_may_not_see_photos_prints_none(visit):
    add_photos(visit, 3)
    assert pictures_of(printed(visit, with_photos=False)) == [0]


def test_a_photo_that_is_gone_leaves_its_place_empty(visit):
    add_photos(visit, 2)
    drop(visit.photos.first().key)
    assert pictures_of(printed(visit)) == [1]


def test_a_scan_that_is_no_picture_is_not_drawn(visit):
    add_photos(visit, 1, media="application/pdf")
    assert pictures_of(printed(visit)) == [0]


def test_a_long_story_goes_on_on_another_sheet(visit):
    visit.seen = "墙皮脱落，家具陈旧，无贵重物品。" * 60
    pages = printed(visit)
    assert len(pages) == 2
    assert "续页" in words_of(pages[1])
    assert words_of(pages[1]).count("墙皮脱落") == 60


def test_four_visitors_each_have_a_line_and_the_form_stays_one_page(visit):
    visit.visitors = ["李卫国", "陈静", "赵敏", "欧阳文华"]
    [page] = printed(visit)
    assert words_of(page).count("调查人：") == 4


def test_the_visits_of_a_period_are_a_report_of_their_union(office, visit, tmp_path):
    report, year = VisitReport(), Period.of_year(2025)
    [told] = report.as_json(report.build(office.home, year))["visits"]
    assert told["income"] == {"stated": Decimal("22920.00"), "found": Decimal("21720.00")}
    assert report.as_json(report.build(office.south, year))["visits"] == []
    assert "李卫国" in report.as_html(report.build(office.north, year))
    assert PdfReader(io.BytesIO(report.as_pdf(report.build(office.south, year)))).pages
    written = tmp_path / "visit.json"
    call_command(
        "report", "visit", "--from", "2025-01-01", "--to", "2025-12-31", "--format", "json", "-o", str(written)
    )
    assert json.loads(written.read_text("utf-8"))["visits"][0]["income"]["stated"] == "22920.00"


def test_each_visit_begins_on_a_sheet_of_its_own(office, household, visit):
    add_photos(visit, 3)
    for day in (15, 16):
        visits.record(
            household, on=date(2025, 10, day), visitors=["李卫国", "陈静"], result="unchanged", today=date(2025, 10, 16),
            by=office.clerk_north,
        )  # fmt: skip
    report = VisitReport()
    pages = PdfReader(io.BytesIO(report.as_pdf(report.build(office.home, Period.of_year(2025))))).pages
    firsts = [number for number, page in enumerate(pages) if "调查结论" in words_of(page)]
    assert firsts == [0, 2, 4]
    assert Visit.objects.count() == 3
