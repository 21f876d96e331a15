"""The main job: a year's nine workbooks into an empty office, and the figures out of it, to the last fen."""

import hashlib
import io
import json
import re

import pytest
from django.core.management import call_command
from django.db.models import Count, Max
from openpyxl import load_workbook
from pypdf import PdfReader

from hardship.models import Household, ReliefLine, ReliefList
from hardship.reports.tables import FundsReport
from members.models import Membership, Person, Union
from office.trail.acts import broken
from office.trail.models import Entry
from office.workbooks.models import Run, RunRow
from tests.year.rosters import DEMO, EXPECTED, FAULTY, OFFICE, YEAR, figures, import_rosters

pytestmark = pytest.mark.django_db
PLANTED = json.loads((FAULTY.parent / "expected-errors.json").read_text(encoding="utf-8"))


def report(folder, form, *, end="2025-12-31", stderr=None, **options):
    """The file that `manage.py report annual` writes for the year."""
    path = folder / f"annual.{form}"
    told = {"stdout": io.StringIO(), "stderr": stderr or io.StringIO()}
    call_command(
        "report", "annual", "--from", "2025-01-01", "--to", end, "--format", form, "-o", str(path), **options, **told
    )
    return path


def test_every_row_of_the_year_goes_in(year):
    assert (year.status, year.codes) == (0, [])
    assert year.refusal == ""
    rows = {entry["kind"]: entry["read"] for entry in year.files}
    assert rows.pop("targets") == len(EXPECTED["targets"])
    assert rows == EXPECTED["rows"]
    for entry in year.files:
        assert entry["read"] == entry["created"] + entry["updated"] + entry["unchanged"] + entry["rejected"]
        assert entry["rejected"] == 0
        assert entry["errors"] == []


def test_files_are_taken_in_the_order_in_which_they_depend_on_each_other(year):
    assert [entry["kind"] for entry in year.files] == [
        "unions", "members", "households", "family", "cash", "goods", "regular", "referrals", "targets",
    ]  # fmt: skip


def test_every_figure_is_right_to_the_last_fen(year):
    assert figures() | EXPECTED["figures"] == figures()


def test_files_in_force_fall_into_their_categories_and_causes(year):
    in_force = Household.objects.with_latest().filter(opened_on__isnull=False, closed_on=None)
    for name, expected in (("category", EXPECTED["by_category"]), ("cause", EXPECTED["by_cause"])):
        counted = dict(in_force.order_by().values_list(name).annotate(files=Count("pk")))
        assert sorted(counted.values()) == sorted(expected.values())


def test_the_hidden_sheet_of_choices_is_passed_over_and_named(year):
    households = next(entry for entry in year.files if entry["kind"] == "households")
    assert any("字典" in remark for remark in households["remarks"])


def test_the_annual_report_states_every_figure(year, tmp_path):
    written = json.loads(report(tmp_path, "json").read_text(encoding="utf-8"))
    assert written["union"] == EXPECTED["office"]
    assert written["period"] == {"from": "2025-01-01", "to": "2025-12-31"}
    assert {code: figure["value"] for code, figure in written["figures"].items()} == EXPECTED["figures"]
    targets = {code: figure["target"] for code, figure in written["figures"].items() if figure["target"] is not None}
    assert targets == EXPECTED["targets"]
    assert written["figures"]["members.joined"]["completion"] == "99.7"
    assert written["figures"]["files.closing"]["last_year"] == EXPECTED["figures"]["files.opening"]
    for words in [
        "1671户",
        "46.5万余元",
        "935份",
        "13.09万元",
        "72名",
        "4.32万元",
        "15户",
        "8200元",
        "1000余份",
        "4284份",
    ]:
        assert words in written["narrative"]
    for words in ["8家", "698名", "478名", "基本完成市总工会下达的任务", "12家企业"]:
        assert words in written["narrative"]


def test_the_printed_report_has_the_figures_and_the_sentence(year, tmp_path):
    narrative = json.loads(report(tmp_path, "json").read_text(encoding="utf-8"))["narrative"]
    pages = PdfReader(report(tmp_path, "pdf")).pages
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))
    assert len(pages) == 3
    assert narrative in text
    for figure in ["465,280.00", "1,671", "1,838", "130,900.00", "43,200.00", "2,700.00", "5,500.00", "4,284"]:
        assert figure in text
    for kind, files in EXPECTED["by_category"].items():
        assert f"{kind}{files}户" in text


def test_the_report_as_workbook_has_numbers_as_numbers(year, tmp_path):
    sheet = load_workbook(report(tmp_path, "xlsx")).worksheets[0]
    values = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)}
    assert values[465280].number_format == "#,##0.00"
    assert 1671 in values
    assert values[0.997].number_format == "0.0%"
    assert int(sheet.page_setup.paperSize) == 9  # A4
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_union_reports_on_itself_alone(year, tmp_path):
    written = json.loads(report(tmp_path, "json", union="2102000001").read_text(encoding="utf-8"))
    assert written["union"] == "滨江市第一纺织厂工会委员会"
    assert written["figures"]["files.closing"]["value"] < 200
    assert written["figures"]["unions.total"]["value"] == 1


def test_a_period_upside_down_or_a_union_nobody_knows_is_refused_in_one_line(year, tmp_path):
    for wrong in ({"end": "2024-12-31"}, {"union": "9999"}):
        told = io.StringIO()
        with pytest.raises(SystemExit) as end:
            report(tmp_path, "json", stderr=told, **wrong)
        assert end.value.code == 2
        assert len(told.getvalue().strip().splitlines()) == 1


def test_every_run_is_recorded_with_its_rows(year):
    assert Run.objects.count() == 9
    for run in Run.objects.all():
        assert run.workbook.sha256 == hashlib.sha256((DEMO / run.workbook.name).read_bytes()).hexdigest()
        assert run.read == run.created + run.updated + run.unchanged + run.rejected
        assert run.rows.filter(row__gt=0).count() == run.read
    records = [record for row in RunRow.objects.exclude(records="") for record in json.loads(row.records)]
    assert len({key for label, key, _created in records if label == "hardship.Household"}) == 4381
    assert Entry.objects.filter(act="imported").count() == 9
    assert list(broken()) == []


def test_every_record_has_its_history(year):
    for model in (Person, Membership, Household, ReliefList, ReliefLine):
        assert model.history.values("id").distinct().count() == model.objects.count()
        last = model.objects.latest("pk")
        assert last.history.latest().instance == last
        assert (
            "Import" in last.history.latest().history_change_reason
            or "导入" in last.history.latest().history_change_reason
        )


def test_lists_that_were_paid_come_in_closed_with_who_brought_them_in(year):
    assert set(ReliefList.objects.values_list("state", flat=True)) == {ReliefList.State.CLOSED}
    assert not ReliefList.objects.filter(brought_in_by=None).exists()


def test_the_same_workbooks_again_change_nothing(year):
    before = (figures(), Person.history.aggregate(Max("history_id")))
    again = import_rosters(DEMO)
    assert again.status == 0
    assert {kind: counts[:2] + counts[3:] for kind, counts in again.counts.items()} == dict.fromkeys(
        again.counts, (0, 0, 0)
    )
    assert (figures(), Person.history.aggregate(Max("history_id"))) == before


def test_a_faulty_roster_tells_every_mistake_at_its_cell_and_takes_the_rest(year):
    before = Household.objects.count()
    told = import_rosters(FAULTY)
    (entry,) = told.files
    assert told.status == 1
    assert (entry["read"], entry["rejected"], entry["created"]) == (60, 16, 44)
    found = [(error["row"], error["column"], error["cell"], error["code"]) for error in entry["errors"]]
    planted = [(error["row"], error["column"], error["cell"], error["code"]) for error in PLANTED["errors"]]
    assert sorted(found) == sorted(planted)
    assert {error["sheet"] for error in entry["errors"]} == {PLANTED["sheet"]}
    assert Household.objects.count() == before + 44


def test_a_trial_run_saves_nothing_and_tells_the_same(year):
    before = (figures(), Run.objects.count(), Entry.objects.count(), Person.objects.count())
    told = import_rosters(FAULTY, dry_run=True)
    assert told.status == 1
    assert told.counts == {"households": (44, 0, 0, 16)}
    assert (figures(), Run.objects.count(), Entry.objects.count(), Person.objects.count()) == before


def test_the_table_of_funds_agrees_with_the_figures(year):
    union, report = Union.objects.get(name=OFFICE), FundsReport()
    table = report.as_json(report.build(union, YEAR))
    money = [code for code in table["total"] if code == "amount" or code.startswith("fund.")]
    for code in money:
        assert sum(row[code] for row in table["rows"]) == table["total"][code]
    for row in [*table["rows"], *table["goods"]["rows"]]:
        assert sum(row[code] for code in money if code != "amount") == row["amount"]
    expected = EXPECTED["figures"]
    assert str(table["total"]["amount"]) == expected["cash.amount"]
    assert str(table["goods"]["total"]["amount"]) == expected["goods.value"]
    counted = [table["total"]["payments"], table["total"]["households"], table["goods"]["total"]["households"]]
    assert counted == [expected[code] for code in ("cash.payments", "cash.households", "goods.households")]
