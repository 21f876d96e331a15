"""The report of what looks like double aid: both payments side by side, who allowed it and why, on screen with links."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from hardship.desk import reports
from hardship.reports.tables import DoubleAidReport
from office.calendar import Period
from office.documents.pdf import missing_libraries
from office.jobs.models import Job
from office.jobs.running import work_off
from tests.desk.asking import queries
from tests.people import make_household, make_line, make_list

YEAR = Period.of_year(2025)
DAYS = {"from": "2025-01-01", "to": "2025-12-31"}


def yuan(amount):
    return Decimal(amount).quantize(Decimal("0.01"))


@pytest.fixture
def twice(office):
    """A household of the north paid three times: by the north, by the south, and by the north with an officer's leave."""
    home = make_household(office.north, "赵一")
    lists = [
        make_list(union, name, state="closed", purpose=purpose)
        for union, name, purpose in (
            (office.north, "春季救助", ""), (office.south, "困难补助", "临时生活"), (office.north, "夏季救助", ""),
        )
    ]  # fmt: skip
    first = make_line(home, lists[0], paid_on=date(2025, 2, 1), amount=yuan(300))
    second = lists[1].lines.create(
        union=office.south, payee=home.head, household=home, state="paid", paid_on=date(2025, 3, 1), amount=yuan(500)
    )
    warned = {"code": "same_kind", "level": "ask", "facts": {}}
    make_line(
        home, lists[2], paid_on=date(2025, 6, 1), amount=yuan(200), allowed_by=office.officer, allowed_why="重病住院",
        warnings=[warned | {"about": line.pk} for line in (first, second)],
    )  # fmt: skip
    make_line(make_household(office.north, "钱二"), lists[2], paid_on=date(2025, 6, 1))
    return lists


def test_both_payments_side_by_side_with_who_allowed_it(office, twice):
    report = DoubleAidReport()
    table = report.as_json(report.build(office.home, YEAR))
    codes = ("name", "on", "amount", "list", "union", "on_before", "amount_before", "list_before", "why", "allowed")
    assert [[row[code] for code in codes] for row in table["rows"]] == [
        ["赵一", date(2025, 3, 1), yuan(500), "困难补助（临时生活）", office.south.name, date(2025, 2, 1), yuan(300),
         "春季救助", "同类救助间隔过短", None],
        ["赵一", date(2025, 6, 1), yuan(200), "夏季救助", office.north.name, date(2025, 2, 1), yuan(300), "春季救助",
         "同类救助间隔过短", "officer：重病住院"],
        ["赵一", date(2025, 6, 1), yuan(200), "夏季救助", office.north.name, date(2025, 3, 1), yuan(500),
         "困难补助（临时生活）", "同类救助间隔过短", "officer：重病住院"],
    ]  # fmt: skip
    assert (table["total"]["file_no"], table["total"]["why"], table["total"]["allowed"]) == ("1户", "3处", "2处已同意")
    assert table["notes"][0].startswith("本次发放涉及2笔、700.00元（同一笔只计一次），其中未见同意的1笔、500.00元")


def test_on_screen_it_leads_to_file_and_lists_that_the_reader_sees(office, twice, sit_down):
    address = reverse("desk:report", args=["double-aid"])
    page = sit_down(office.officer).get(address, **DAYS).content.decode()
    for one in twice:
        assert reverse("desk:relief_list", args=[one.pk]) in page
    desk = sit_down(office.clerk_north)
    page = desk.get(address, **DAYS).content.decode()
    assert reverse("desk:relief_list", args=[twice[0].pk]) in page
    # That the south paid too is said, as at entry; its list is not to be opened.
    assert "困难补助" in page
    assert reverse("desk:relief_list", args=[twice[1].pk]) not in page
    assert desk.get(address, union=office.south.pk, **DAYS).status_code == 404
    assert sit_down(office.nobody).get(address, **DAYS).status_code == 403
    assert "赵一" not in sit_down(office.officer).get(address, **DAYS | {"to": "2025-01-31"}).content.decode()


def test_a_page_of_many_costs_as_much_as_one_of_few(office, twice, sit_down):
    desk = sit_down(office.officer)
    address = reverse("desk:report", args=["double-aid"]) + "?from=2025-01-01&to=2025-12-31"
    few = queries(desk, address)
    for number in range(12):
        home = make_household(office.north, f"孙{number}")
        for place, relief in enumerate(twice, start=1):
            make_line(home, relief, paid_on=date(2025, place, 1))
    assert queries(desk, address) == few


@pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")
@pytest.mark.parametrize("year", ["2025", "2023"])
def test_files_by_command(office, twice, tmp_path, year):
    for form in ("json", "html", "xlsx", "pdf"):
        out = tmp_path / f"twice.{form}"
        call_command(
            "report", "double-aid", "--from", f"{year}-01-01", "--to", f"{year}-12-31", "--format", form, "-o", str(out)
        )
    cells = [cell.value for row in openpyxl.load_workbook(tmp_path / "twice.xlsx").active for cell in row]
    assert ("officer：重病住院" in cells) == (year == "2025")
    pages = PdfReader(io.BytesIO((tmp_path / "twice.pdf").read_bytes())).pages
    assert len(pages) == 1
    assert "疑似重复救助核查表" in pages[0].extract_text()


@pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")
def test_a_long_one_is_printed_in_the_background(office, twice, sit_down, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(reports, "ROWS_AT_ONCE", 2)
    desk = sit_down(office.officer)
    page = desk.get(reverse("desk:report_file", args=["double-aid", "pdf"]), **DAYS)
    assert page.url == reverse("desk:job", args=[Job.objects.get().pk])
    work_off()
    assert desk.get(f"{page.url}file/").status_code == 200
