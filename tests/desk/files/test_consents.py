"""The page of consents: a table of people and purposes, several recorded at once, one withdrawn."""

from datetime import date

import pytest

from hardship.models import Consent, Household
from hardship.operations import proofs
from tests.papers import pdf
from tests.people import id_number, make_household, make_person

DAY = "2025-03-03"


@pytest.fixture
def household(office) -> Household:
    return make_household(office.north, "林秀珍", family=1)


@pytest.fixture
def address(household) -> str:
    return f"/files/{household.pk}/consents/"


@pytest.fixture
def child(household):
    person = make_person(household.union, "林晨", id_no=id_number(date(2019, 1, 1), serial=0))
    household.members.create(person=person, relation="son")
    return person


def test_a_ticked_name_agrees_to_all_that_is_asked_and_a_ticked_box_to_one(office, household, address, child, sit_down):
    desk = sit_down(office.clerk_north)
    second = household.members.first().person
    scan = proofs.attach(household, content=pdf(), name="核对授权书.pdf", by=office.clerk_north)
    answer = desk.client.post(
        address,
        {"who": [household.head_id, child.pk], "given": [f"{second.pk}:check"], "signed_on": DAY, "scan": scan.pk,
         f"guardian-{child.pk}": "林秀珍"},
        follow=True,
    )  # fmt: skip
    assert answer.status_code == 200
    given = {(one.person_id, one.purpose): one for one in Consent.objects.all()}
    assert {purpose for key, purpose in given if key == household.head_id} == {
        "file",
        "sensitive",
        "notice",
        "check",
        "city",
    }
    assert {purpose for key, purpose in given if key == child.pk} == {"file", "sensitive", "city"}
    assert {purpose for key, purpose in given if key == second.pk} == {"check"}
    assert given[child.pk, "file"].guardian == "林秀珍"
    assert {one.scan for one in given.values()} == {scan}
    assert {one.signed_on for one in given.values()} == {date(2025, 3, 3)}
    counts = [counted for _label, _text, counted in answer.context["purposes"]]
    assert counts == ["2/3", "2/3", "1/2", "2/2", "2/3"]


def test_the_head_is_proposed_as_guardian_and_an_emptied_one_is_asked_for(office, household, address, child, sit_down):
    desk = sit_down(office.clerk_north)
    (row,) = desk.get(address).context["children"]
    assert (row.relative.key, row.guardian) == (child.pk, household.head.name)
    answer = desk.client.post(address, {"who": [child.pk], "signed_on": DAY, f"guardian-{child.pk}": ""})
    assert answer.status_code == 400
    (row,) = answer.context["children"]
    assert row.error
    assert row.is_ticked
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    "said", [{"who": []}, {"signed_on": ""}, {"signed_on": "2025-02-30"}, {"signed_on": "2999-01-01"}]
)
def test_what_is_wrong_is_said_and_what_was_ticked_stays(office, household, address, sit_down, said):
    form = {"who": [household.head_id], "signed_on": DAY} | said
    answer = sit_down(office.clerk_north).client.post(address, form)
    assert answer.status_code == 400
    assert answer.context["error_text"]
    assert answer.context["rows"][0].is_ticked is bool(form["who"])
    assert not Consent.objects.exists()


def test_a_consent_is_withdrawn_on_a_day(office, household, address, sit_down):
    desk = sit_down(office.clerk_north)
    desk.client.post(address, {"who": [household.head_id], "signed_on": DAY})
    agreed = Consent.objects.get(purpose="notice")
    assert desk.get(address, withdraw=str(agreed.pk)).context["asked"] == agreed
    early = desk.client.post(address, {"withdraw": agreed.pk, "withdrawn_on": "2025-03-01"})
    assert early.status_code == 400
    answer = desk.client.post(
        address, {"withdraw": agreed.pk, "withdrawn_on": "2025-04-04", "reason": "不愿公示"}, follow=True
    )
    agreed.refresh_from_db()
    assert agreed.withdrawn_on == date(2025, 4, 4)
    cell = answer.context["rows"][0].cells[2]
    assert (cell.is_held, cell.latest) == (False, agreed)
    assert proofs.consent_missing(household, "notice")[0] == household.head.name


@pytest.mark.parametrize("name", ["clerk_south", "nobody"])
def test_nobody_else_finds_consents(office, household, address, sit_down, name):
    desk = sit_down(office.staff[name])
    assert desk.get(address).status_code == 404
    assert desk.client.post(address, {"who": [household.head_id], "signed_on": DAY}).status_code == 404


def test_consents_and_scans_of_another_file_are_not_found(office, household, address, sit_down):
    other = make_household(office.south, "何玉梅")
    scan = proofs.attach(household, content=pdf(), name="核对授权书.pdf", by=office.clerk_north)
    (agreed,) = proofs.consent(
        household, [(household.head_id, "file")], signed_on=date(2025, 3, 3), by=office.clerk_north
    )
    desk, theirs = sit_down(office.clerk_south), f"/files/{other.pk}/consents/"
    form = {"who": [other.head_id], "signed_on": DAY, "scan": scan.pk}
    assert desk.client.post(theirs, form).status_code == 404
    assert desk.get(theirs, withdraw=str(agreed.pk)).status_code == 404
    assert desk.client.post(theirs, {"withdraw": agreed.pk, "withdrawn_on": DAY}).status_code == 404


def test_the_auditor_reads_consents_and_a_closed_file_takes_none(office, household, address, sit_down):
    auditor = sit_down(office.auditor)
    assert not auditor.get(address).context["may_record"]
    assert auditor.client.post(address, {"who": [household.head_id], "signed_on": DAY}).status_code == 403
    household.state, household.closed_on = Household.State.CLOSED, date(2025, 6, 1)
    household.save()
    clerk = sit_down(office.clerk_north)
    assert not clerk.get(address).context["may_record"]
    assert clerk.client.post(address, {"who": [household.head_id], "signed_on": DAY}).status_code == 400
    assert not Consent.objects.exists()
