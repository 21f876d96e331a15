"""The main job: a year's nine workbooks into an empty office, and the figures out of it, to the last fen."""

import hashlib
import json

import pytest
from django.db.models import Count, Max

from hardship.models import Household, ReliefLine, ReliefList
from members.models import Membership, Person
from office.trail.acts import broken
from office.trail.models import Entry
from office.workbooks.models import Run, RunRow
from tests.year.rosters import DEMO, EXPECTED, FAULTY, figures, import_rosters

pytestmark = pytest.mark.django_db
PLANTED = json.loads((FAULTY.parent / "expected-errors.json").read_text(encoding="utf-8"))


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


def test_every_run_is_recorded_with_its_rows(year):
    assert Run.objects.count() == 9
    for run in Run.objects.all():
        assert run.file_hash == hashlib.sha256((DEMO / run.file_name).read_bytes()).hexdigest()
        assert run.read == run.created + run.updated + run.unchanged + run.rejected
        assert run.rows.values("sheet", "row").distinct().count() == run.created + run.updated
    assert RunRow.objects.filter(model="hardship.Household").values("record").distinct().count() == 4381
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
