"""A file whose years are over stands on a list, and goes when two others agree; many files are re-examined at once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hardship.models import Disposal, Household
from hardship.operations.disposal import DISPOSED
from hardship.worklists import WORKLISTS, Sight
from office.jobs import claims, processes
from office.jobs.models import Job
from office.jobs.running import run
from tests.hardship.operations.lives import make_officers, set_line
from tests.people import make_household

CLOSED = date(2010, 5, 5)


@pytest.fixture
def team(office):
    set_line(office)
    make_officers(office)
    return office


@pytest.fixture
def old(team):
    return make_household(
        team.north, opened_on=date(2008, 1, 1), closed_on=CLOSED, state="closed", closing_reason="recovered"
    )


def address(household, *more):
    return "/".join(["/files", str(household.pk), *more, ""])


def test_two_others_agree_and_its_facts_are_gone(team, old, sit_down):
    assert list(WORKLISTS["kept"].records(Sight(team.clerk_north, timezone.localdate()))) == [old]
    act = address(old, "disposal")
    clerk = sit_down(team.clerk_north)
    assert "2020-05-05" in clerk.get(address(old)).content.decode()
    assert clerk.client.post(act, {"act": "agree"}).status_code == 404
    clerk.client.post(act, {"act": "propose", "reason": " "})
    assert not Disposal.objects.exists()
    clerk.client.post(act, {"act": "propose", "reason": "保管期满"})
    assert "保管期满" in clerk.get(address(old)).content.decode()
    clerk.client.post(act, {"act": "agree"})
    assert Disposal.objects.get().first_by is None

    sit_down(team.officer).client.post(act, {"act": "agree"})
    sit_down(team.officer).client.post(act, {"act": "agree"})
    assert Disposal.objects.get().second_by is None
    sit_down(team.second_officer).client.post(act, {"act": "agree"})
    assert Disposal.objects.get().second_by == team.second_officer
    old.head.refresh_from_db()
    assert old.head.name == DISPOSED
    assert list(WORKLISTS["kept"].records(Sight(team.clerk_north, timezone.localdate()))) == []


def test_a_proposal_is_taken_back_with_a_reason(team, old, sit_down):
    act = address(old, "disposal")
    sit_down(team.clerk_north).client.post(act, {"act": "propose", "reason": "保管期满"})
    sit_down(team.officer).client.post(act, {"act": "withdraw", "reason": "另案待查"})
    assert not Disposal.objects.exists()
    assert sit_down(team.clerk_south).client.post(act, {"act": "propose", "reason": "看看"}).status_code == 404
    assert sit_down(team.officer).client.post(act, {"act": "burn"}).status_code == 404


def test_a_file_that_must_be_kept_is_not_proposed(team, sit_down):
    young = make_household(
        team.north, closed_on=timezone.localdate() - timedelta(400), opened_on=date(2020, 1, 1), state="closed",
        closing_reason="recovered",
    )  # fmt: skip
    desk = sit_down(team.clerk_north)
    assert desk.get(address(young)).context["keeping"] is None
    desk.client.post(address(young, "disposal"), {"act": "propose", "reason": "地方不够"})
    assert not Disposal.objects.exists()


def test_the_yearly_reexamination_is_begun_for_a_whole_list(team, sit_down):
    for name in ("赵大江", "钱大海"):
        make_household(team.north, name)
    make_household(team.south, "孙大河")
    clerk = sit_down(team.clerk_north)
    assert clerk.get("/files/lists/reexamination/").context["may_begin"]
    assert sit_down(team.auditor).client.post("/files/lists/reexamination/begin/").status_code == 403
    clerk.client.post("/files/lists/reexamination/begin/")
    run(claims.claim(processes.own_name()))
    assert Job.objects.get().result["rows"] == 2
    states = dict(Household.objects.values_list("head__name", "state"))
    assert states == {"赵大江": "reexamining", "钱大海": "reexamining", "孙大河": "in_force"}
