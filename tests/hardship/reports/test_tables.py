"""T2, T3 and T4: what stands in them, and that nothing is handed out that does not add up."""

import io
import json
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import call_command
from pypdf import PdfReader

from hardship.models import Assessment, ExpenseLine, FileForm, Household, Step
from hardship.reports.annual.report import AnnualReport
from hardship.reports.tables import MovementReport, RosterReport, SummaryReport
from hardship.reports.tables.table import TableReport
from office.calendar import Period
from office.documents.pdf import print_folder
from office.refusal import Refusal
from office.reporting.reports import REPORTS
from office.trail.models import Entry
from tests.people import make_household

YEAR = Period.of_year(2025)


def closed(union, on, reason, **facts):
    return make_household(union, closed_on=on, closing_reason=reason, state="closed", **facts)


@pytest.fixture
def files(office):
    """North: one from before, one new, one out of hardship; south: one that came from north in June, one that came back."""
    make_household(office.north, "赵一", opened_on=date(2024, 5, 1))
    make_household(office.north, "钱二", family=2)
    closed(office.north, date(2025, 8, 1), "recovered", opened_on=date(2024, 5, 1))
    moved = make_household(office.south, "孙三", opened_on=date(2024, 6, 1))
    Step.objects.create(
        household=moved, code="confirm_transfer", before="in_force", after="in_force", on=date(2025, 6, 1),
        union=office.south, other_union=office.north,
    )  # fmt: skip
    before = closed(office.south, date(2024, 12, 1), "recovered", opened_on=date(2023, 1, 1))
    make_household(office.south, head=before.head, previous=before, opened_on=date(2025, 9, 1))
    return office


def table_of(report, union, period=YEAR, **options):
    return report().as_json(report().build(union, period, **options))


def test_the_movement_of_each_union_adds_up(files):
    table = table_of(MovementReport, files.home)
    north, south = table["rows"]
    keys = [
        "opening", "opened", "reopened", "transferred_in", "out_of_hardship", "closed_otherwise", "transferred_out", "closing",
    ]  # fmt: skip
    assert [north[key] for key in keys] == [3, 1, 0, 0, 1, 0, 1, 2]
    assert [south[key] for key in keys] == [0, 0, 1, 1, 0, 0, 0, 2]
    assert [table["total"][key] for key in keys] == [3, 1, 1, 1, 1, 0, 1, 4]
    assert any("所属单位之间转移1户" in note for note in table["notes"])


def test_what_closed_last_year_opens_this_year(files):
    before = table_of(MovementReport, files.home, Period.of_year(2024))["total"]
    assert before["closing"] == table_of(MovementReport, files.home)["total"]["opening"]


def test_a_broken_identity_is_not_printed(files, monkeypatch):
    rows = MovementReport.rows

    def wrong(self, union, period, *, whole):
        return [row | {"closing": row["closing"] + 1} for row in rows(self, union, period, whole=whole)]

    monkeypatch.setattr(MovementReport, "rows", wrong)
    with pytest.raises(Refusal) as refused:
        MovementReport().build(files.home, YEAR)
    assert refused.value.code == "report.broken"
    assert files.north.name in str(refused.value.message)


def test_a_table_that_does_not_add_up_is_an_error_at_the_command(files, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(SummaryReport, "checks", lambda self, built: ["3 ≠ 4。"])
    with pytest.raises(SystemExit) as ended:
        call_command(
            "report", "summary", "--from=2025-01-01", "--to=2025-12-31", "--format=json", f"-o={tmp_path / 's'}"
        )
    assert ended.value.code == 2
    assert "3 ≠ 4" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()


def test_the_summary_counts_each_file_in_one_category_and_one_cause(files):
    old = make_household(files.south, "李四")
    Assessment.objects.filter(household=old).update(category="low_income_edge", cause="schooling")
    unknown = make_household(files.south, "周五")
    Assessment.objects.filter(household=unknown).delete()
    FileForm.objects.create(household=old, migrant=True, single_parent=True, model_worker="city", allowance_no="D1")
    table = table_of(SummaryReport, files.home)
    for row in [*table["rows"], table["total"]]:
        assert row["households"] == row["deep"] + row["relative"] + row["accident"] + row["unclassified"]
        assert row["households"] == sum(value for code, value in row.items() if code.startswith("cause."))
    south = table["rows"][1]
    assert (south["households"], south["deep"], south["relative"], south["unclassified"]) == (4, 2, 1, 1)
    assert (south["cause.schooling"], south["cause.unstated"]) == (1, 1)
    assert (south["migrant"], south["single_parent"], south["model_workers"], south["on_allowance"]) == (1, 1, 1, 1)
    assert any("低保边缘户归入相对困难" in note for note in table["notes"])


def test_the_average_is_that_of_all_families_together(files):
    Assessment.objects.filter(household__union=files.north).update(per_capita_stated=Decimal("500.00"))
    Assessment.objects.filter(household__union=files.south).update(per_capita_stated=Decimal("800.00"))
    table = table_of(SummaryReport, files.home)
    # north 1 + 3 people, south 1 + 1
    assert table["total"]["people"] == 6
    assert table["total"]["per_capita"] == Decimal("600.00")


def test_last_years_summary_stays_when_a_file_is_assessed_anew(files):
    before = table_of(SummaryReport, files.home)["total"]
    for household in Household.objects.filter(closed_on=None):
        Assessment.objects.create(
            household=household,
            assessed_on=date(2026, 2, 1),
            category="relative",
            cause="other",
            family_size=9,
            confirmed=True,
        )
    assert table_of(SummaryReport, files.home)["total"] == before


def test_the_roster_has_a_line_for_each_file_in_force(files):
    household = Household.objects.get(head__name="钱二")
    assessment = Assessment.objects.get(household=household)
    Assessment.objects.filter(pk=assessment.pk).update(income_year=Decimal("33600.00"))
    ExpenseLine.objects.create(
        assessment=assessment, kind="medical", gross=Decimal("20000.00"), reimbursed=Decimal("3400.00")
    )
    table = table_of(RosterReport, files.home)
    assert len(table["rows"]) == 4
    row = next(row for row in table["rows"] if row["name"] == "钱二")
    assert row["id_no"] == household.head.id_no
    assert (row["size"], row["income_year"], row["expense_year"]) == (3, Decimal("33600.00"), Decimal("16600.00"))
    assert (row["category"], row["cause"]) == ("深度困难", "患重特大疾病")
    assert table["total"]["name"] == "4户"


def test_the_roster_masks_numbers_unless_they_are_asked_for(files):
    told = str(table_of(RosterReport, files.home, whole=False)["rows"])
    assert not re.search(r"\d{17}[\dX]", told)
    assert "2102********" in told


def test_a_union_sees_its_own_rows_alone(files):
    assert [row["union"] for row in table_of(SummaryReport, files.north)["rows"]] == [files.north.name]
    assert table_of(MovementReport, files.north)["rows"][0]["transferred_out"] == 1
    assert len(table_of(RosterReport, files.south)["rows"]) == 2


@pytest.mark.parametrize("slug", ["movement", "summary", "roster"])
def test_every_table_comes_in_every_format_from_the_command(files, slug, tmp_path):
    def written(form):
        out = tmp_path / f"{slug}.{form}"
        call_command(
            "report", slug, "--from=2025-01-01", "--to=2025-12-31", "--union=0001", f"--format={form}", f"-o={out}"
        )
        return out.read_bytes()

    table = json.loads(written("json"))
    assert table["period"] == {"from": "2025-01-01", "to": "2025-12-31"}
    codes = [column["code"] for column in table["columns"]]
    assert all(list(row) == codes for row in [*table["rows"], table["total"]])
    assert "<table>" in written("html").decode()
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx"))).active
    assert sheet["A1"].value.startswith("2025年度困难职工")
    page = PdfReader(io.BytesIO(written("pdf"))).pages[0]
    assert page.mediabox.width > page.mediabox.height
    assert Entry.objects.filter(act="report written").count() == 4


def test_the_heading_stands_on_every_page(office):
    for number in range(60):
        make_household(office.north, f"王{number}")
    built = RosterReport().build(office.home, YEAR)
    pages = PdfReader(io.BytesIO(RosterReport().as_pdf(built))).pages
    assert len(pages) > 2
    assert all("身份证号" in page.extract_text() for page in pages)
    assert "合计" in pages[-1].extract_text()
    assert "单位负责人" in pages[-1].extract_text()


def test_every_width_has_its_rule_on_paper():
    """A column is as wide as its class says; a width without a class would be squeezed."""
    styles = (print_folder() / "table.css").read_text(encoding="utf-8")
    for report in REPORTS.values():
        for column in report.columns if isinstance(report, TableReport) else ():
            assert not column.width or f".w-{column.width} " in styles, (report.slug, column.code)


def test_the_annual_account_and_the_summary_count_the_same_categories(files):
    """Of a year that is over, too: a file that was assessed anew since counts as it was then."""
    household = Household.objects.get(head__name="钱二")
    Assessment.objects.create(household=household, assessed_on=date(2026, 2, 1), category="relative", confirmed=True)
    total = table_of(SummaryReport, files.home)["total"]
    assert AnnualReport().build(files.home, YEAR).in_force_by_category == [("深度困难", total["deep"])]
