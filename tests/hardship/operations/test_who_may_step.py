"""Who may take which step: every role, of the file's own union, of another, and above, in every state."""

from datetime import date

import pytest
from django.db import transaction

from hardship.models import Household, Step
from hardship.operations.steps import offered, take
from hardship.rules.lifecycle import STEPS, States, steps_from
from office.refusal import Refusal
from tests.people import make_staff

from .lives import BEGAN, applicant, hang, make_officers, proof, set_line, visit

TODAY = date(2025, 9, 30)
# Staff by the union they work for: north owns the file, which south is to receive; home is above both.
OF_NORTH_ENTER = {"clerk_north", "officer_north"}
OF_NORTH_DECIDE = {"officer_north"}
OF_SOUTH = {"clerk_south", "officer_south"}
ABOVE_ENTER = {"clerk_home", "officer"}
ABOVE_DECIDE = {"officer"}
NEVER = {"cashier", "administrator", "auditor", "nobody", "stranger", "officer_gone"}
EVERYBODY = OF_NORTH_ENTER | OF_SOUTH | ABOVE_ENTER | NEVER
WHO = {
    **dict.fromkeys(
        [
            "hand_in", "hand_in_papers", "begin_verification", "verification_done", "review_passed", "notice_over",
            "objection_received", "withdraw", "begin_reexamination", "reopen", "ask_for_transfer", "withdraw_transfer",
            "take_off_notice",
        ],
        OF_NORTH_ENTER | ABOVE_ENTER,
    ),
    **dict.fromkeys(
        ["put_up_notice", "objection_answered", "return_for_correction", "refuse", "keep_in_force", "close"],
        OF_NORTH_DECIDE | ABOVE_DECIDE,
    ),
    **dict.fromkeys(["approve", "to_city", "city_approved"], ABOVE_DECIDE),
    **dict.fromkeys(["confirm_transfer", "decline_transfer"], OF_SOUTH | ABOVE_ENTER),
}  # fmt: skip


@pytest.fixture
def team(office):
    set_line(office)
    make_officers(office)
    office.staff["clerk_home"] = make_staff("clerk_home", office.home, "clerk")
    office.staff["stranger"] = make_staff("stranger", None, "officer")
    office.staff["officer_gone"] = make_staff("officer_gone", office.home, "officer", is_active=False)
    return office


def file_in(state, team, *, moving_to=None):
    """A file in `state` that lacks nothing for any step, entered and moved by people who take no part here."""
    file = applicant(team.north, team.visitor_north)
    visit(file, TODAY)
    hang(file, date(2025, 9, 15))
    for code in ("verification_done", "review_passed"):
        Step.objects.create(
            household=file,
            code=code,
            before="verifying",
            after="reviewing",
            on=date(2025, 9, 12),
            by=team.visitor_north,
        )
    counted, ended = state in Household.COUNTED, state in Household.ENDED
    Household.objects.filter(pk=file.pk).update(
        state=state,
        opened_on=BEGAN if counted or state == "closed" else None,
        closed_on=date(2025, 9, 20) if ended else None,
        moving_to=moving_to,
    )
    file.refresh_from_db()
    return file


def try_step(file, code, by, team):
    """The code of the refusal, "" when it was taken; nothing stays."""
    said = {"opinion": "同意", "reason": "died" if code == "close" else "因故", "other_union": team.south}
    said |= {"result": next((one.code for one in STEPS[code].results), "")}
    try:
        with transaction.atomic():
            take(file, code, by=by, on=TODAY, today=TODAY, evidence=proof(file), **said)
            transaction.set_rollback(True)
    except Refusal as refusal:
        return refusal.code
    finally:
        file.refresh_from_db()
    return ""


NEEDS_TRANSFER = {"confirm_transfer", "decline_transfer", "withdraw_transfer"}
CASES = [(state, step.code) for state in States for step in steps_from(state)]


def test_the_matrix_names_every_step():
    assert WHO.keys() == STEPS.keys()


@pytest.mark.parametrize(("state", "code"), CASES, ids=["-".join(case) for case in CASES])
def test_a_step_is_taken_by_whom_the_matrix_names_and_by_nobody_else(team, state, code):
    file = file_in(state, team, moving_to=team.south if code in NEEDS_TRANSFER else None)
    outcome = {name: try_step(file, code, getattr(team, name), team) for name in sorted(EVERYBODY)}
    assert {name for name, refusal in outcome.items() if not refusal} == WHO[code]
    assert set(outcome.values()) <= {"", "step.permission", "step.level"}


@pytest.mark.parametrize("state", list(States))
def test_no_step_is_taken_out_of_its_state(team, state):
    file = file_in(state, team)
    elsewhere = {step.code for step in STEPS.values() if state not in step.sources}
    outcome = {code: try_step(file, code, team.officer, team) for code in elsewhere}
    assert set(outcome.values()) == {"step.locked" if state in Household.ENDED else "step.state"}


@pytest.mark.parametrize("state", list(States))
def test_the_page_offers_nobody_a_step_that_is_not_theirs(team, state):
    file = file_in(state, team)
    for name in sorted(EVERYBODY):
        codes = {offer.step.code for offer in offered(file, getattr(team, name))}
        assert codes <= {code for code, who in WHO.items() if name in who}


def test_the_server_itself_may_take_every_step(team):
    assert {
        try_step(file_in(state, team), code, None, team) for state, code in CASES if code not in NEEDS_TRANSFER
    } == {""}
