"""The life of a file: which step leads where, who may take it, what it waits for, and that no order of steps breaks it."""

from datetime import date

import pytest

from hardship.models import Household
from hardship.rules.lifecycle import (
    DECIDE,
    EDITABLE_STATES,
    ENTER,
    FINAL_STATES,
    NOTICE_DAYS,
    STANDING_STATES,
    STATE_LABELS,
    STEPS,
    States,
    due_on,
    previous_hand,
    step,
    steps_from,
)
from hardship.rules.needs import HANDS, NEEDS
from hardship.rules.standing import Standing, objections_to, obstacles_to
from members.roles import ROLES
from office.calendar import add_working_days
from tests.holidays import PUBLISHED

HOME, NORTH, SOUTH = "000001/000002/", "000001/000002/000003/", "000001/000002/000004/"
CLERK, OFFICER, SECOND_OFFICER, VISITOR = 1, 2, 3, 4
MET = frozenset(NEEDS) - HANDS.keys()
INPUTS = frozenset(need.code for need in NEEDS.values() if need.is_input)


def standing(state, **facts):
    """An officer of the office before a file of the north, which a clerk entered; everything that steps need is there."""
    usual = {
        "permissions": frozenset({ENTER, DECIDE}),
        "union_path": NORTH,
        "staff_path": HOME,
        "acting": OFFICER,
        "entered_by": CLERK,
        "facts": MET,
        "office_path": HOME,
        "receiving_path": SOUTH,
    }
    return Standing(state=state, **usual | facts)


def codes(code, state, **facts):
    return [reason.code for reason in objections_to(step(code), standing(state, **facts))]


# The table as such


def test_the_states_are_those_of_the_model_with_its_words():
    assert [(code, str(label)) for code, label in STATE_LABELS.items()] == [
        (code, str(label)) for code, label in Household.State.choices
    ]
    assert set(Household.COUNTED) == STANDING_STATES
    assert set(Household.ENDED) == FINAL_STATES


def test_every_state_has_a_label_and_belongs_to_one_stage():
    assert set(STATE_LABELS) == set(States)
    assert not STANDING_STATES & FINAL_STATES
    assert not EDITABLE_STATES & FINAL_STATES


def test_every_state_is_reached_from_a_draft():
    reached, waiting = {States.DRAFT}, [States.DRAFT]
    while waiting:
        for one in steps_from(waiting.pop()):
            waiting += one.targets - reached
            reached |= one.targets
    assert reached == set(States)


@pytest.mark.parametrize("state", sorted(set(States) - FINAL_STATES))
def test_every_state_that_is_not_final_gets_on_and_can_end(state):
    onward = {target for one in steps_from(state) for target in one.targets} - {state}
    assert onward
    reached, waiting = set(), [state]
    while waiting:
        found = {target for one in steps_from(waiting.pop()) for target in one.targets} - reached
        reached |= found
        waiting += found
    assert reached & FINAL_STATES


@pytest.mark.parametrize("state", sorted(FINAL_STATES))
def test_what_has_ended_only_begins_anew(state):
    assert [one.code for one in steps_from(state)] == ["reopen"]
    assert step("reopen").new_episode


@pytest.mark.parametrize("one", STEPS.values(), ids=str)
def test_every_step_says_all_that_it_needs(one):
    assert str(one.label)
    assert one.sources
    assert one.permission in (ENTER, DECIDE)
    assert one.permission in ROLES["officer"].permissions
    assert one.level in ("own", "above", "receiving")
    assert set(one.needs) <= NEEDS.keys()
    assert ("result" in one.needs) == bool(one.results)
    assert len({result.code for result in one.results}) == len(one.results)


def test_an_unknown_step_is_a_slip_of_the_pen():
    with pytest.raises(KeyError):
        step("fly")


def test_an_objection_leads_back_to_the_notice_or_to_a_new_verification():
    answered = step("objection_answered")
    assert answered.goes_to("objected", "unfounded") == States.IN_NOTICE
    assert answered.goes_to("objected", "corrected") == States.VERIFYING
    assert answered.targets == {States.IN_NOTICE, States.VERIFYING}


def test_who_is_taken_off_a_notice_waits_for_another_and_asks_nobody_to_go_on():
    off = step("take_off_notice")
    assert off.follows
    assert off.targets == {States.REVIEWING}
    assert previous_hand([("review_passed", CLERK), ("take_off_notice", OFFICER)]) == CLERK


def test_a_step_without_a_target_leaves_the_file_where_it_is():
    assert step("confirm_transfer").goes_to("reexamining") == States.REEXAMINING
    assert step("review_passed").targets == {States.REVIEWING}


# Who may take which step: the whole matrix of design.md 7 and domain.md 3

CLERKS_STEPS = {
    "draft": {"hand_in", "withdraw"},
    "applied": {"begin_verification", "withdraw"},
    "verifying": {"verification_done", "withdraw"},
    "reviewing": {"review_passed", "withdraw"},
    "in_notice": {"notice_over", "take_off_notice", "objection_received", "withdraw"},
    "objected": {"withdraw"},
    "checking": {"withdraw"},
    "with_city": {"withdraw"},
    "returned": {"hand_in", "hand_in_papers", "withdraw"},
    "in_force": {"begin_reexamination", "ask_for_transfer", "withdraw_transfer"},
    "reexamining": {"withdraw_transfer"},
    "closed": {"reopen"},
    "refused": {"reopen"},
}
OFFICERS_STEPS = {
    "applied": {"return_for_correction", "refuse"},
    "verifying": {"return_for_correction", "refuse"},
    "reviewing": {"put_up_notice", "return_for_correction", "refuse"},
    "in_notice": {"return_for_correction", "refuse"},
    "objected": {"objection_answered", "return_for_correction", "refuse"},
    "checking": {"return_for_correction", "refuse"},
    "with_city": {"return_for_correction", "refuse"},
    "returned": {"refuse"},
    "in_force": {"close"},
    "reexamining": {"keep_in_force", "close"},
}
STEPS_FROM_ABOVE = {"checking": {"approve", "to_city"}, "with_city": {"city_approved"}}
RECEIVERS_STEPS = {
    "in_force": {"confirm_transfer", "decline_transfer"},
    "reexamining": {"confirm_transfer", "decline_transfer"},
}


def expected(role, state, place):
    if role not in ("clerk", "officer"):
        return set()
    found = set()
    if place in ("own", "above"):
        found |= CLERKS_STEPS.get(state, set())
        if role == "officer":
            found |= OFFICERS_STEPS.get(state, set())
            if place == "above":
                found |= STEPS_FROM_ABOVE.get(state, set())
    if place in ("above", "receiving"):
        found |= RECEIVERS_STEPS.get(state, set())
    return found


@pytest.mark.parametrize(
    ("place", "path"),
    [("own", NORTH), ("above", HOME), ("receiving", SOUTH), ("other", "000001/000002/000005/"), ("none", None)],
)
@pytest.mark.parametrize("state", list(States))
@pytest.mark.parametrize("role", list(ROLES))
def test_who_may_take_which_step(role, state, place, path):
    before = standing(state, permissions=ROLES[role].permissions, staff_path=path, acting=9)
    assert {one.code for one in STEPS.values() if not objections_to(one, before)} == expected(role, state, place)


def test_a_file_of_the_office_itself_is_checked_there_by_somebody_else():
    assert codes("approve", "checking", union_path=HOME) == []
    assert codes("approve", "checking", union_path=HOME, entered_by=OFFICER) == ["step.another_hand"]
    assert codes("approve", "checking", union_path=NORTH, staff_path=NORTH) == ["step.level"]


def test_a_command_at_the_server_stands_above_everybody():
    assert codes("approve", "checking", staff_path="", acting=None) == []


# Nobody approves their own entry or a relative's case


@pytest.mark.parametrize("code", ["approve", "to_city"])
@pytest.mark.parametrize("who", ["entered_by", "previous_by", "assessed_by"])
def test_nobody_approves_what_they_entered_or_forwarded(code, who):
    assert codes(code, "checking", **{who: OFFICER}) == ["step.another_hand"]
    assert codes(code, "checking", **{who: SECOND_OFFICER}) == []


@pytest.mark.parametrize(
    ("code", "state"), [("city_approved", "with_city"), ("refuse", "applied"), ("close", "in_force")]
)
def test_nobody_decides_on_their_own_entry(code, state):
    assert codes(code, state, entered_by=OFFICER) == ["step.not_own_entry"]
    assert codes(code, state, previous_by=OFFICER) == []


def test_whoever_verified_a_household_does_not_answer_the_objection_to_it():
    assert codes("objection_answered", "objected", verified_by=OFFICER) == ["step.fresh_eyes"]
    assert codes("objection_answered", "objected", previous_by=OFFICER) == []  # having put up the notice is no bar


def test_whoever_asked_for_a_transfer_does_not_confirm_it():
    assert codes("confirm_transfer", "in_force", previous_by=OFFICER) == ["step.other_side"]
    assert codes("decline_transfer", "in_force", previous_by=OFFICER) == []
    assert codes("confirm_transfer", "in_force", receiving_path="") == ["step.level"]


def test_an_imported_file_was_entered_by_nobody():
    assert codes("approve", "checking", entered_by=None, acting=None) == []


@pytest.mark.parametrize("one", STEPS.values(), ids=str)
def test_a_relative_decides_nothing(one):
    found = [reason.code for reason in objections_to(one, standing(one.sources[0], recused=True))]
    assert found == (["step.relative"] if one.decides else [])


def test_a_relative_may_write_down_what_others_do_and_say_and_no_more():
    assert {one.code for one in STEPS.values() if not one.decides} == {
        "hand_in", "begin_verification", "take_off_notice", "objection_received", "withdraw", "begin_reexamination",
        "reopen", "ask_for_transfer", "confirm_transfer", "decline_transfer", "withdraw_transfer",
    }  # fmt: skip


# What a step waits for


def test_approval_waits_until_the_notice_has_ended_and_every_objection_has_its_answer():
    facts = MET - {"notice_ended", "no_open_objection"}
    assert codes("approve", "checking", facts=facts) == ["step.notice_ended", "step.no_open_objection"]
    assert codes("notice_over", "in_notice", facts=facts) == ["step.notice_ended", "step.no_open_objection"]
    assert codes("hand_in_papers", "returned", facts=facts) == ["step.notice_ended", "step.no_open_objection"]


def test_nobody_is_verified_without_a_visit_of_two():
    assert codes("verification_done", "verifying", facts=MET - {"visit"}) == ["step.visit"]
    assert codes("keep_in_force", "reexamining", facts=MET - {"visit"}) == ["step.visit"]


@pytest.mark.parametrize("one", STEPS.values(), ids=str)
def test_a_step_without_anything_names_everything_it_needs(one):
    reasons = objections_to(one, standing(one.sources[0], facts=frozenset()))
    assert {reason.code for reason in reasons} == {f"step.{code}" for code in one.needs if code not in HANDS}
    assert {reason.field for reason in reasons if reason.field} == INPUTS & set(one.needs)
    assert [bool(reason.field) for reason in reasons] == sorted(bool(reason.field) for reason in reasons)
    assert all(str(reason.sentence) for reason in reasons)


def test_a_page_greys_a_button_out_only_for_what_its_form_cannot_mend():
    before = standing("in_force", facts=MET - INPUTS)
    assert [reason.field for reason in objections_to(step("close"), before)] == ["closing_reason", "day"]
    assert obstacles_to(step("close"), before) == ()
    assert [reason.code for reason in obstacles_to(step("close"), standing("in_force", facts=frozenset()))] == [
        "step.no_open_transfer"
    ]


def test_a_closed_file_is_read_only_for_everybody_but_for_beginning_anew():
    for one in STEPS.values():
        for state in one.sources:
            found = [reason.code for reason in objections_to(one, standing(state, is_locked=True, staff_path=""))]
            assert found == ([] if one.code == "reopen" else ["step.locked"])


def test_a_file_that_has_moved_on_meanwhile_says_so_and_nothing_else():
    assert codes("approve", "in_force", permissions=frozenset(), staff_path=None) == ["step.state"]
    assert codes("approve", "checking", permissions=frozenset({ENTER}), recused=True) == ["step.permission"]


# Whose hand came before


def test_the_previous_hand_is_that_of_the_latest_step_that_asked_somebody_to_go_on():
    assert previous_hand([]) is None
    assert previous_hand([("hand_in", CLERK), ("begin_verification", VISITOR)]) == VISITOR
    assert previous_hand([("notice_over", CLERK), ("return_for_correction", OFFICER)]) == CLERK
    assert previous_hand([("hand_in", CLERK), ("a step of an older version", OFFICER)]) == CLERK


def test_whoever_approved_last_year_may_keep_the_file_in_force_this_year():
    taken = [("hand_in", CLERK), ("approve", OFFICER), ("begin_reexamination", OFFICER)]
    assert previous_hand(taken) is None
    assert codes("keep_in_force", "reexamining", previous_by=previous_hand(taken)) == []
    assert codes("keep_in_force", "reexamining", assessed_by=OFFICER) == ["step.another_hand"]


def test_a_settled_transfer_is_behind_the_file():
    assert previous_hand([("ask_for_transfer", OFFICER)]) == OFFICER
    assert previous_hand([("ask_for_transfer", OFFICER), ("decline_transfer", CLERK)]) is None


# Whole lives

LIFE = [
    ("hand_in", "clerk"),
    ("begin_verification", "clerk"),
    ("verification_done", "clerk"),
    ("review_passed", "clerk"),
    ("put_up_notice", "officer"),
    ("notice_over", "clerk"),
    ("to_city", "officer"),
    ("city_approved", "officer"),
    ("begin_reexamination", "officer"),
    ("keep_in_force", "officer"),
    ("close", "officer"),
    ("reopen", "clerk"),
]


def test_one_clerk_and_one_officer_are_enough_for_a_whole_life():
    state, taken = States.DRAFT, []
    for code, role in LIFE:
        by = CLERK if role == "clerk" else OFFICER
        before = standing(
            state,
            permissions=ROLES[role].permissions,
            staff_path=NORTH if role == "clerk" else HOME,
            acting=by,
            previous_by=previous_hand(taken),
            verified_by=CLERK,
            assessed_by=CLERK,
        )
        assert objections_to(step(code), before) == (), code
        taken.append((code, by))
        state = step(code).goes_to(state)
    assert state == States.DRAFT  # of the next episode


# Deadlines


def count(start, days):
    return add_working_days(start, days, {day: works for day, (works, _name) in PUBLISHED.items()})


def test_deadlines_are_working_days():
    handed_in = date(2026, 9, 29)  # over the national holiday, Saturday the 10th being worked
    assert due_on(step("begin_verification"), handed_in, count) == date(2026, 10, 12)
    assert due_on(step("approve"), date(2026, 3, 2), count) == date(2026, 3, 16)
    assert due_on(step("hand_in"), handed_in, count) is None
    assert count(date(2026, 11, 2), NOTICE_DAYS) == date(2026, 11, 9)


def test_an_office_sets_its_own_deadlines():
    assert due_on(step("approve"), date(2026, 3, 2), count, {"approve": 3}) == date(2026, 3, 5)
    assert due_on(step("hand_in"), date(2026, 3, 2), count, {"hand_in": 1}) == date(2026, 3, 3)
