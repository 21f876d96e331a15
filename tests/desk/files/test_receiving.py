"""A file that is to move is looked at, and received or not, by the union it goes to; a relative decides nothing."""

from datetime import date

import pytest
from django.urls import reverse

from hardship.models import Household, Recusal
from hardship.worklists import WORKLISTS
from hardship.worklists.worklist import Sight
from office.models import Entry
from tests.hardship.operations.lives import Walk, applicant, make_officers, set_line


@pytest.fixture
def team(office):
    set_line(office)
    make_officers(office)
    return office


@pytest.fixture
def file(team):
    walk = Walk(applicant(team.north, team.clerk_north))
    walk.to_force(team.clerk_north, team.visitor_north, team.officer_north, team.officer)
    walk("ask_for_transfer", team.clerk_north, reason="调动", other_union=team.south)
    return walk.household


def address(household, *more):
    return "/".join(["/files", str(household.pk), *more, ""])


def test_the_receiving_union_finds_it_on_its_list_looks_at_it_and_takes_it(team, file, sit_down):
    waiting = WORKLISTS["waiting"]
    assert list(waiting.records(Sight(team.clerk_south, date(2026, 1, 15)))) == [file]
    assert list(WORKLISTS["incomplete"].records(Sight(team.clerk_south, date(2026, 1, 15)))) == []

    desk = sit_down(team.clerk_south)
    page = desk.get(address(file))
    assert page.status_code == 200
    assert page.context["page"].edit_address == ""
    assert not page.context["may_reveal"]
    assert page.context["addresses"]["file_print"] == ""
    for more in ("edit", "attachments", "consents", "print", "story"):
        assert desk.get(address(file, more)).status_code == 404, more
    assert desk.client.post(address(file, "reveal"), {"reason": "看看"}).status_code == 404

    taken = desk.client.post(address(file, "step", "confirm_transfer"), {"day": str(file.steps.last().on)})
    assert taken.status_code == 302
    file.refresh_from_db()
    assert (file.union, file.moving_to) == (team.south, None)
    assert file in Household.objects.visible_to(team.clerk_south)


def test_a_transfer_that_is_declined_is_out_of_sight_again(team, file, sit_down):
    desk = sit_down(team.clerk_south)
    said = desk.client.post(
        address(file, "step", "decline_transfer"), {"day": str(file.steps.last().on), "reason": "未调动"}
    )
    assert said.status_code == 302
    assert said.url == reverse("desk:today")
    assert desk.get(address(file)).status_code == 404


def test_nobody_else_sees_a_file_that_is_coming(team, file, sit_down):
    assert sit_down(team.nobody).get(address(file)).status_code == 404


def test_a_relative_says_so_and_decides_nothing(team, sit_down):
    walk = Walk(applicant(team.north, team.clerk_north))
    file = walk.household
    desk = sit_down(team.officer_north)
    assert desk.client.post(address(file, "recuse"), {"why": " "}).status_code == 302
    assert not Recusal.objects.exists()
    desk.client.post(address(file, "recuse"), {"why": "户主的表弟"})
    desk.client.post(address(file, "recuse"), {"why": "再说一次"})
    assert Recusal.objects.get().why == "户主的表弟"
    assert Entry.objects.filter(act="recused").count() == 1
    assert "户主的表弟" in desk.get(address(file)).content.decode()
    assert sit_down(team.auditor).client.post(address(file, "recuse"), {"why": "看看"}).status_code == 302
    assert Recusal.objects.count() == 1
    assert sit_down(team.clerk_south).client.post(address(file, "recuse"), {"why": "看看"}).status_code == 404
