"""A file walks from its application to force, to its closing and back, each step signed by whoever may take it."""

from datetime import date, timedelta

import pytest

from hardship.models import Household, Recusal, Step
from hardship.operations.steps import hold, next_of, offered, receivers, refuse_if_ended, take
from hardship.operations.visits import record as record_visit
from hardship.rules.lifecycle import STEPS
from members.models import Union
from office.models import Entry
from office.refusal import Refusal
from tests.people import make_household, make_staff

from .lives import BEGAN, Walk, applicant, assess_anew, hang, make_officers, proof, set_line, visit


@pytest.fixture
def team(office):
    """The office with a line, and an officer and a second clerk in each union."""
    set_line(office)
    make_officers(office)
    return office


@pytest.fixture
def walk(team):
    return Walk(applicant(team.north, team.clerk_north))


def to_force(walk, team):
    walk.to_force(team.clerk_north, team.visitor_north, team.officer_north, team.officer)


def refused(step, *args, **said):
    with pytest.raises(Refusal) as caught:
        step(*args, **said)
    return caught.value.code


def test_four_people_bring_a_file_into_force_and_it_is_closed_and_reopened(team, walk):
    to_force(walk, team)
    file = walk.household
    assert (file.state, file.opened_on, file.closed_on) == ("in_force", date(2025, 9, 9), None)
    assessment = file.assessments.get()
    assert (assessment.confirmed, assessment.category, assessment.rule_set) == (True, "deep", "C")

    walk.wait(200)
    walk("close", team.officer, reason="recovered")
    assert (file.state, file.closed_on, file.closing_reason) == ("closed", walk.today, "recovered")

    walk.wait(30)
    back = walk("reopen", team.clerk_north, reason="又失业了").household
    assert (back.state, back.previous, back.head, back.address) == ("draft", file, file.head, file.address)
    assert (back.entered_by, back.edition, back.form.work_status) == (team.clerk_north, 1, "employed")
    assert back.file_no != file.file_no
    assert not back.assessments.exists()

    steps = file.steps.all()
    assert {step.by for step in steps} >= {team.clerk_north, team.visitor_north, team.officer_north, team.officer}
    assert [step.code for step in steps] == [
        "hand_in", "begin_verification", "verification_done", "review_passed", "put_up_notice", "notice_over", "approve",
        "close", "reopen",
    ]  # fmt: skip
    assert steps.get(code="verification_done").opinion == "入户核实，情况属实"
    assert steps.get(code="notice_over").evidence is not None


def test_each_step_is_signed_in_the_history_and_the_trail(team, walk):
    walk("hand_in", team.clerk_north)
    latest = walk.household.history.first()
    assert (latest.history_user, latest.state, latest.edition) == (team.clerk_north, "applied", 2)
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.by, entry.label) == ("step", team.clerk_north, walk.household.file_no)
    assert entry.facts == {"step": "hand_in", "before": "draft", "after": "applied", "day": "2025-09-01"}


def test_nothing_moves_when_a_step_is_refused(team, walk):
    entries = Entry.objects.count()
    assert refused(walk, "approve", team.officer, opinion="同意") == "step.state"
    assert refused(walk, "no such step", team.officer) == "step.unknown"
    assert (walk.state, walk.household.edition, Step.objects.count(), Entry.objects.count()) == ("draft", 1, 0, entries)


def test_an_incomplete_application_is_not_handed_in(team, walk):
    walk.household.form.delete()
    assert refused(walk, "hand_in", team.clerk_north) == "step.complete"


def test_an_application_waits_for_the_consent_of_the_adults(team, walk):
    walk.household.consents.update(withdrawn_on=BEGAN)
    assert refused(walk, "hand_in", team.clerk_north) == "step.consent"


def test_verification_needs_a_visit_and_an_opinion(team, walk):
    walk("hand_in", team.clerk_north)
    walk("begin_verification", team.visitor_north)
    assert refused(walk, "verification_done", team.visitor_north, opinion="属实") == "step.visit"
    visit(walk.household, walk.today)
    assert refused(walk, "verification_done", team.visitor_north) == "step.opinion"
    walk("verification_done", team.visitor_north, opinion="属实")
    assert walk.state == "reviewing"


def test_a_household_with_a_car_is_refused(team):
    file = applicant(team.north, team.clerk_north)
    file.assessments.all().delete()
    assess_anew(file, team.clerk_north, BEGAN, vehicle="")
    walk = Walk(file)
    walk.to_review(team.clerk_north, team.visitor_north)
    assert refused(walk, "review_passed", team.visitor_north, opinion="同意") == "step.eligible"
    assert refused(walk, "refuse", team.officer_north, reason="名下有车") == "step.result"
    step = walk("refuse", team.officer_north, reason="名下有一辆小汽车", result="excluded")
    assert (step.result, step.opinion) == ("excluded", "名下有一辆小汽车")
    assert (step.label, step.result_label) == (STEPS["refuse"].label, STEPS["refuse"].results[1].label)
    assert (file.state, file.closed_on, file.opened_on, file.closing_reason) == ("refused", walk.today, None, "")
    # What was refused is open nowhere: the household may apply again.
    assert walk("reopen", team.clerk_north, reason="车已卖").household.previous == file


def test_an_objection_is_answered_by_another_person_and_the_notice_goes_on(team, walk):
    walk.to_notice(team.clerk_north, team.visitor_north, team.officer_north)
    walk.wait(2)
    walk("objection_received", team.clerk_north, reason="邻居说其有收入")
    line = walk.household.notice_lines.get()
    objection = line.objections.create(on=walk.today, text="邻居说其有收入")
    said = {"opinion": "经查不属实", "result": "unfounded"}
    assert refused(walk, "objection_answered", team.officer, **said) == "step.no_open_objection"
    objection.answered_on = walk.today
    objection.save()
    verifier = make_staff("both", team.north, "officer")
    walk.household.steps.filter(code="verification_done").update(by=verifier)
    assert refused(walk, "objection_answered", verifier, **said) == "step.fresh_eyes"
    walk("objection_answered", team.officer, **said)
    assert walk.state == "in_notice"
    assert refused(walk, "notice_over", team.clerk_north, evidence=proof(walk.household)) == "step.notice_ended"
    walk.wait(6)
    walk("notice_over", team.clerk_north, evidence=proof(walk.household))
    assert walk.state == "checking"


def test_a_founded_objection_sends_the_file_back_to_be_verified_and_to_a_new_notice(team, walk):
    walk.to_notice(team.clerk_north, team.visitor_north, team.officer_north)
    walk("objection_received", team.clerk_north, reason="还有一处住房")
    walk("objection_answered", team.officer, opinion="属实，补正", result="corrected")
    assert walk.state == "verifying"
    walk.wait(1)
    walk("verification_done", team.visitor_north, opinion="已更正")
    assert refused(walk, "put_up_notice", team.officer_north) == "step.review"
    walk("review_passed", team.visitor_north, opinion="同意")
    assert refused(walk, "put_up_notice", team.officer_north) == "step.notice"
    hang(walk.household, walk.today)
    walk("put_up_notice", team.officer_north)
    assert walk.state == "in_notice"


def test_approval_waits_for_the_end_of_the_notice(team, walk):
    walk.to_check(team.clerk_north, team.visitor_north, team.officer_north)
    notice = walk.household.notice_lines.get().notice
    notice.ends_on = walk.today
    notice.save()
    assert refused(walk, "approve", team.officer, opinion="同意") == "step.notice_ended"
    walk.wait(1)
    walk("approve", team.officer, opinion="同意")


def test_nobody_approves_what_they_entered_or_a_relative(team, walk):
    walk.to_check(team.clerk_north, team.visitor_north, team.officer_north)
    file = walk.household
    Household.objects.filter(pk=file.pk).update(entered_by=team.officer)
    assert refused(walk, "approve", team.officer, opinion="同意") == "step.another_hand"
    Household.objects.filter(pk=file.pk).update(entered_by=team.clerk_north)
    file.steps.filter(code="notice_over").update(by=team.officer)
    assert refused(walk, "approve", team.officer, opinion="同意") == "step.another_hand"
    file.steps.filter(code="notice_over").update(by=team.visitor_north)
    recusal = Recusal.objects.create(household=file, staff=team.officer, why="表姐")
    assert refused(walk, "approve", team.officer, opinion="同意") == "step.relative"
    recusal.delete()
    walk("approve", team.officer, opinion="同意")


def test_whoever_corrects_the_figures_does_not_approve_them(team, walk):
    walk.to_check(team.clerk_north, team.visitor_north, team.officer_north)
    income = walk.household.assessments.get().incomes.get()
    income._history_user = team.officer
    income.note = "按工资条更正"
    income.save()
    assert refused(walk, "approve", team.officer, opinion="同意") == "step.another_hand"
    walk("approve", team.second_officer, opinion="同意")


def test_the_union_itself_does_not_approve_its_own_files(team, walk):
    walk.to_check(team.clerk_north, team.visitor_north, team.officer_north)
    other = make_staff("other_officer", team.north, "officer")
    assert refused(walk, "approve", other, opinion="同意") == "step.level"
    assert refused(walk, "approve", team.clerk_south, opinion="同意") == "step.permission"


def test_the_city_decides_where_the_office_hands_on(team, walk):
    walk.to_check(team.clerk_north, team.visitor_north, team.officer_north)
    walk("to_city", team.officer, opinion="报市总")
    assert walk.state == "with_city"
    assert walk.household.assessments.get().confirmed
    walk.wait(9)
    walk("city_approved", team.officer, evidence=proof(walk.household))
    assert (walk.state, walk.household.opened_on) == ("in_force", walk.today)


def test_a_file_returned_for_correction_is_handed_in_again(team, walk):
    walk.to_review(team.clerk_north, team.visitor_north)
    assert refused(walk, "return_for_correction", team.officer_north) == "step.reason"
    walk("return_for_correction", team.officer_north, reason="缺收入证明")
    assert walk.state == "returned"
    assert next_of(walk.household).step.code == "hand_in"
    walk("hand_in", team.clerk_north)
    assert walk.state == "applied"


def test_what_was_missing_is_handed_in_without_a_new_notice(team, walk):
    walk.to_check(team.clerk_north, team.visitor_north, team.officer_north)
    walk("return_for_correction", team.officer, reason="缺银行卡复印件")
    walk("hand_in_papers", team.clerk_north)
    assert walk.state == "checking"
    walk("approve", team.officer, opinion="同意")


def test_days_follow_one_another(team, walk):
    walk("hand_in", team.clerk_north)
    early = walk.today - timedelta(1)
    again = {"by": team.visitor_north, "today": walk.today}
    assert refused(take, walk.household, "begin_verification", on=early, **again) == "day.order"
    late = walk.today + timedelta(1)
    assert refused(take, walk.household, "begin_verification", on=late, **again) == "day.future"


def test_a_proof_of_another_file_proves_nothing(team, walk):
    walk.to_notice(team.clerk_north, team.visitor_north, team.officer_north)
    walk.wait(8)
    other = make_household(team.north, "赵静")
    assert refused(walk, "notice_over", team.clerk_north, evidence=proof(other)) == "evidence.other_file"


def test_two_clerks_at_one_file_the_second_is_told_who_was_first(team, walk):
    seen = walk.household.edition
    walk("hand_in", team.clerk_north)
    with pytest.raises(Refusal) as caught:
        walk("withdraw", team.visitor_north, reason="本人撤回", edition=seen)
    assert caught.value.code == "file.edited_meanwhile"
    assert "clerk_north" in str(caught.value.message)
    assert walk.state == "applied"
    walk("withdraw", team.visitor_north, reason="本人撤回", edition=walk.household.edition)
    assert walk.state == "refused"


def test_a_closed_file_is_read_only_for_everybody(team, walk):
    to_force(walk, team)
    refuse_if_ended(walk.household)
    walk("close", team.officer, reason="died")
    assert refused(refuse_if_ended, walk.household) == "file.ended"
    for by in (team.officer, team.administrator, None):
        assert refused(walk, "close", by, reason="other") in ("step.locked", "step.permission")
    assert refused(
        record_visit, walk.household, on=walk.today, visitors=["甲", "乙"], result="fits", today=walk.today, by=team.officer
    ) == "file.closed"  # fmt: skip


def test_closing_needs_its_reason_and_its_day(team, walk):
    to_force(walk, team)
    assert refused(walk, "close", team.officer) == "step.closing_reason"
    assert refused(walk, "close", team.officer, reason="no such reason") == "step.closing_reason"
    assert refused(take, walk.household, "close", by=team.officer, reason="died", today=walk.today) == "step.day"
    assert refused(walk, "close", team.clerk_north, reason="died") == "step.permission"


def test_a_file_is_reopened_once_and_never_beside_an_open_one(team, walk):
    to_force(walk, team)
    walk("close", team.officer, reason="recovered")
    back = walk("reopen", team.clerk_north, reason="返困").household
    assert refused(walk, "reopen", team.clerk_north, reason="返困") == "file.reopened"
    take(back, "withdraw", by=team.clerk_north, reason="不再申请", today=walk.today)
    # The chain goes on from its last link.
    assert refused(walk, "reopen", team.clerk_north, reason="返困") == "file.reopened"
    again = take(back, "reopen", by=team.clerk_north, reason="返困", today=walk.today).household
    assert again.previous == back


def test_a_transfer_waits_for_the_receiving_union(team, walk):
    to_force(walk, team)
    file = walk.household
    assert set(receivers(file)) == {team.home, team.south}
    assert (
        refused(walk, "ask_for_transfer", team.clerk_north, reason="调动", other_union=team.north)
        == "step.target_union"
    )
    walk("ask_for_transfer", team.clerk_north, reason="调动", other_union=team.south)
    assert (file.union, file.moving_to, file.state) == (team.north, team.south, "in_force")
    assert refused(walk, "close", team.officer, reason="died") == "step.no_open_transfer"
    assert refused(walk, "confirm_transfer", team.visitor_north) == "step.level"
    assert refused(walk, "confirm_transfer", team.clerk_north) == "step.level"
    step = walk("confirm_transfer", team.clerk_south)
    assert (file.union, file.moving_to, step.other_union, step.union) == (team.south, None, team.north, team.south)
    assert file.head.union == team.south
    assert file in Household.objects.visible_to(team.clerk_south)
    assert file not in Household.objects.visible_to(team.clerk_north)
    assert file.history.filter(union=team.north).exists()


@pytest.mark.parametrize(("code", "by"), [("decline_transfer", "clerk_south"), ("withdraw_transfer", "clerk_north")])
def test_a_transfer_that_comes_to_nothing_leaves_the_file_where_it_was(team, walk, code, by):
    to_force(walk, team)
    walk("ask_for_transfer", team.clerk_north, reason="调动", other_union=team.south)
    walk(code, getattr(team, by), reason="未调动")
    assert (walk.household.union, walk.household.moving_to, walk.state) == (team.north, None, "in_force")


def test_a_year_later_the_household_is_examined_anew_or_closed(team, walk):
    to_force(walk, team)
    walk.wait(365)
    walk("begin_reexamination", team.clerk_north)
    keep = {"opinion": "仍符合条件"}
    assert refused(walk, "keep_in_force", team.officer, **keep) == "step.visit"
    visit(walk.household, walk.today)
    assert refused(walk, "keep_in_force", team.officer, **keep) == "step.verdict"
    assess_anew(walk.household, team.clerk_north, walk.today, "950.00")
    walk("keep_in_force", team.officer, **keep)
    assert (walk.state, walk.household.opened_on) == ("in_force", date(2025, 9, 9))
    assert walk.household.assessments.first().confirmed


def test_whoever_approved_last_year_may_keep_it_in_force_but_not_on_their_own_figures(team, walk):
    to_force(walk, team)
    walk.wait(365)
    walk("begin_reexamination", team.officer)
    visit(walk.household, walk.today)
    assess_anew(walk.household, team.officer, walk.today)
    assert refused(walk, "keep_in_force", team.officer, opinion="符合") == "step.another_hand"
    walk("keep_in_force", team.second_officer, opinion="符合")


def test_the_page_says_what_comes_next_by_when_and_what_is_missing(team, walk):
    waiting = next_of(walk.household)
    assert (waiting.step.code, waiting.due_on, [check.is_met for check in waiting.checks]) == (
        "hand_in",
        None,
        [True] * 2,
    )
    walk("hand_in", team.clerk_north)
    assert next_of(walk.household).due_on == date(2025, 9, 8)
    walk("begin_verification", team.visitor_north)
    waiting = next_of(walk.household)
    assert [(check.need, check.is_met) for check in waiting.checks] == [("visit", False), ("verdict", True)]
    assert [check.need for check in waiting.missing] == ["visit"]


def test_five_working_days_pass_over_the_holidays(team):
    walk = Walk(applicant(team.north, team.clerk_north, on=date(2025, 9, 30)), date(2025, 9, 30))
    walk("hand_in", team.clerk_north)
    # 1 to 8 October are free in 2025, Saturday the 11th is worked.
    assert next_of(walk.household).due_on == date(2025, 10, 14)


def test_in_force_the_next_step_is_the_yearly_examination(team, walk):
    to_force(walk, team)
    waiting = next_of(walk.household)
    assert (waiting.step.code, waiting.due_on) == ("begin_reexamination", date(2026, 9, 1))
    walk("close", team.officer, reason="died")
    assert next_of(walk.household) is None


def test_everybody_is_offered_what_is_theirs_to_do(team, walk):
    walk.to_check(team.clerk_north, team.visitor_north, team.officer_north)

    def codes(by):
        return {offer.step.code for offer in offered(walk.household, by) if offer.is_open}

    assert codes(team.officer) == {"approve", "to_city", "return_for_correction", "refuse", "withdraw"}
    assert codes(team.visitor_north) == {"withdraw"}
    assert codes(team.clerk_south) == codes(team.auditor) == codes(team.nobody) == set()
    Household.objects.filter(pk=walk.household.pk).update(entered_by=team.officer)
    walk.household.refresh_from_db()
    grey = {
        offer.step.code: [reason.code for reason in offer.obstacles] for offer in offered(walk.household, team.officer)
    }
    assert grey["approve"] == ["step.another_hand"]


def test_the_file_is_locked_by_its_number_too(team, walk):
    assert hold(walk.household.pk) == hold(walk.household)
    assert Union.objects.get(pk=team.north.pk) == hold(walk.household).union
