"""A closed file is destroyed when its years are over and two others agree; what was paid, the steps and the trail stay."""

from datetime import date

import pytest

from hardship.models import Attachment, Disposal, Household, Visit
from hardship.movement import movement
from hardship.operations.disposal import DISPOSED, approve_disposal, propose_disposal, withdraw_disposal
from hardship.operations.steps import take
from members.models import Membership, Person
from office.calendar import Period
from office.models import Entry
from office.privacy.files import keep, open_kept
from office.refusal import Refusal
from tests.people import make_household, make_line, make_list, make_staff

from .lives import BEGAN, Walk, applicant, make_officers, proof, set_line

LATER = date(2036, 6, 1)


@pytest.fixture
def closed(office):
    """A file that went all the way and was closed by the officer in 2026."""
    set_line(office)
    make_officers(office)
    walk = Walk(applicant(office.north, office.clerk_north))
    walk.to_force(office.clerk_north, office.visitor_north, office.officer_north, office.officer)
    walk.today = date(2026, 5, 1)
    walk("close", office.officer, reason="recovered")
    return walk.household


@pytest.fixture
def proposed(office, closed):
    return propose_disposal(closed, by=office.clerk_north, reason="保管期满", today=LATER)


def refused(act, *args, **said):
    with pytest.raises(Refusal) as caught:
        act(*args, **said)
    return caught.value.code


def test_two_others_agree_and_the_facts_are_gone(
    office, closed, proposed, django_capture_on_commit_callbacks, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    name = keep(b"photo")
    scan = proof(closed)
    Attachment.objects.filter(pk=scan.pk).update(key=name)
    head, steps = closed.head, list(closed.steps.values_list("pk", flat=True))
    row = movement(office.home, Period(date(2025, 1, 1), LATER))
    approve_disposal(proposed, by=office.officer_north, today=LATER)
    closed.refresh_from_db()
    assert closed.address == "滨江市江岸路 1 号"
    with django_capture_on_commit_callbacks(execute=True):
        approve_disposal(proposed, by=office.second_officer, today=LATER)

    closed.refresh_from_db()
    head.refresh_from_db()
    assert (closed.address, closed.phone, closed.health, closed.state) == ("", "", "", "closed")
    assert (head.name, head.id_no, head.id_digest, head.birthday, head.sex) == (DISPOSED, "", None, None, "")
    assert not closed.assessments.exists()
    assert not Visit.objects.filter(household=closed).exists()
    assert {record.address for record in Household.history.filter(id=closed.pk)} == {""}
    assert {record.name for record in Person.history.filter(id=head.pk)} == {DISPOSED}
    with pytest.raises(FileNotFoundError):
        open_kept(name)
    # The proof that a step rests on keeps its row, without a name.
    assert [kept.name for kept in closed.attachments.all()] == [DISPOSED]
    assert list(closed.steps.values_list("pk", flat=True)) == steps
    assert (proposed.first_by, proposed.second_by) == (office.officer_north, office.second_officer)
    assert list(Entry.objects.order_by("-pk").values_list("act", flat=True)[:3]) == [
        "file destroyed", "disposal approved", "disposal proposed",
    ]  # fmt: skip
    assert movement(office.home, Period(date(2025, 1, 1), LATER)) == row
    assert refused(take, closed, "reopen", by=office.clerk_north, reason="返困", today=LATER) == "file.destroyed"
    assert refused(approve_disposal, proposed, by=office.officer, today=LATER) == "disposal.done"


def test_the_trail_names_nobody_of_the_family(office, closed, proposed):
    assert not Entry.objects.filter(label__contains=closed.head.name).exists()


def test_nothing_is_destroyed_before_its_time(office, closed):
    early = {"by": office.clerk_north, "reason": "保管期满"}
    assert refused(propose_disposal, closed, today=date(2036, 5, 1), **early) == "disposal.early"
    set_line(office, effective_from=date(2026, 1, 1), retention_years=30)
    assert refused(propose_disposal, closed, today=LATER, **early) == "disposal.early"


def test_a_file_in_force_is_never_destroyed(office):
    file = make_household(office.north)
    assert refused(propose_disposal, file, by=office.clerk_north, reason="满期", today=LATER) == "disposal.open"


def test_neither_who_proposed_nor_who_closed_nor_one_alone_destroys_it(office, closed, proposed):
    Disposal.objects.filter(pk=proposed.pk).update(asked_by=office.officer_north)
    assert refused(approve_disposal, proposed, by=office.officer_north, today=LATER) == "disposal.proposer"
    assert refused(approve_disposal, proposed, by=office.officer, today=LATER) == "disposal.own"
    approve_disposal(proposed, by=office.second_officer, today=LATER)
    assert refused(approve_disposal, proposed, by=office.second_officer, today=LATER) == "disposal.two"
    closed.refresh_from_db()
    assert closed.address


def test_only_those_who_may_propose_and_agree(office, closed, proposed):
    assert refused(propose_disposal, closed, by=office.clerk_south, reason="满期", today=LATER) == "permission"
    assert refused(propose_disposal, closed, by=office.auditor, reason="满期", today=LATER) == "permission"
    assert refused(propose_disposal, closed, by=office.visitor_north, reason="满期", today=LATER) == "disposal.proposed"
    assert refused(approve_disposal, proposed, by=office.visitor_north, today=LATER) == "permission"
    assert refused(approve_disposal, proposed, by=office.officer_south, today=LATER) == "permission"


def test_a_proposal_is_taken_back_with_its_reason(office, closed, proposed):
    assert refused(withdraw_disposal, proposed, by=office.officer_north, reason=" ") == "required"
    withdraw_disposal(proposed, by=office.officer_north, reason="有诉讼")
    assert not Disposal.objects.exists()
    assert Entry.objects.latest("pk").reason == "有诉讼"
    assert refused(propose_disposal, closed, by=office.clerk_north, reason="", today=LATER) == "required"


def test_whoever_is_a_member_or_was_paid_stays_in_the_register(office, closed, proposed):
    Membership.objects.create(person=closed.head, union=office.north, began_on=BEGAN)
    make_line(closed, make_list(office.north), paid_on=date(2025, 10, 1))
    for by in (office.officer_north, make_staff("third", office.home, "officer")):
        approve_disposal(proposed, by=by, today=LATER)
    closed.head.refresh_from_db()
    assert closed.head.name == "林秀珍"
    assert closed.relief.get().payee == closed.head
