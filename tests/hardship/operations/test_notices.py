"""A public notice: drawn up by a clerk, posted by an officer, objected to, answered by somebody else, taken down."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from hardship.models import Attachment, Consent, Household, Notice, NoticeLine, Objection
from hardship.operations import notice_drafts, notices, objections, standing, steps
from hardship.operations.notice_lines import NEEDED, ready, shown_lines, standings
from hardship.operations.withdrawals import withdraw
from members.models import Staff
from office.models import Entry, SpecialDay
from office.refusal import Refusal
from tests.noticing import (
    DAY_AFTER,
    LAST_DAY,
    POSTED_ON,
    REVIEWED_ON,
    agree,
    make_draft,
    make_posted,
    make_proof,
    make_reviewed,
)
from tests.people import id_number, make_household, make_person, make_staff

TODAY = date(2025, 11, 1)


@pytest.fixture
def file(office):
    return make_reviewed(office.north, "林秀珍", by=office.clerk_north)


@pytest.fixture
def second_officer(office):
    return make_staff("second_officer", office.home, "officer")


def refusal_of(act, *said, **more):
    with pytest.raises(Refusal) as refused:
        act(*said, **more)
    return refused.value


# -- drawing up


def test_a_clerk_draws_up_a_notice_of_files_whose_review_has_passed(office, file):
    notice = make_draft(office, file, basis=" 根据有关规定 ")
    assert (notice.state, notice.days, notice.basis) == ("draft", 5, "根据有关规定")
    assert [line.household for line in notice.lines.all()] == [file]
    assert Entry.objects.latest("pk").act == "notice drawn up"
    file.refresh_from_db()
    assert file.state == "reviewing"


def test_only_files_that_passed_their_review_wait_for_a_notice(office, file):
    make_household(office.north, "在档")
    returned = make_reviewed(office.north, "重来")
    returned.steps.filter(code="review_passed").delete()
    assert list(ready(office.home)) == [file]
    assert not ready(office.south).exists()
    refused = refusal_of(make_draft, office, file, returned)
    assert refused.code == "notice.not_ready"
    assert returned.file_no in str(refused.message)
    assert file.file_no not in str(refused.message)


def test_a_file_stands_on_one_draft_at_a_time(office, file):
    make_draft(office, file)
    assert not ready(office.north).exists()
    assert refusal_of(make_draft, office, file).code == "notice.not_ready"


def test_a_file_of_another_union_is_not_put_on_the_notice(office, file):
    south = make_reviewed(office.south, "何玉梅")
    assert refusal_of(make_draft, office, file, south).code == "notice.not_ready"
    assert refusal_of(make_draft, office, south, union=office.south).code == "union.unknown"


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"title": " "}, "title", "required"),
        ({"phone": ""}, "phone", "required"),
        ({"days": 4}, "days", "notice.days"),
    ],
)
def test_what_a_notice_must_say(office, file, said, field, code):
    refused = refusal_of(make_draft, office, file, **said)
    assert (refused.field, refused.code) == (field, code)


def test_a_notice_of_nobody_is_refused(office):
    assert refusal_of(make_draft, office).code == "notice.empty"


@pytest.mark.parametrize("role", ["cashier", "administrator", "auditor", "nobody"])
def test_whoever_does_not_enter_files_draws_up_nothing(office, file, role):
    assert refusal_of(make_draft, office, file, by=office.staff[role]).code == "permission"


def test_the_city_s_standard_says_how_long_a_notice_hangs(office, file):
    office.home.standards.create(effective_from=date(2025, 1, 1), line=1062, notice_days=7)
    assert refusal_of(make_draft, office, file, days=5).code == "notice.days"
    assert make_draft(office, file).days == 7


def test_a_file_is_left_out_of_a_draft_and_a_draft_discarded(office, file):
    other = make_reviewed(office.north, "赵德明")
    notice = make_draft(office, file, other)
    notice_drafts.leave_out(notice.lines.get(household=other), by=office.clerk_north)
    assert list(ready(office.north)) == [other]
    assert refusal_of(notice_drafts.leave_out, notice.lines.get(), by=office.clerk_north).code == "notice.empty"
    notice_drafts.discard(notice, by=office.clerk_north)
    assert not Notice.objects.exists()
    assert set(ready(office.north)) == {file, other}


# -- posting


def test_an_officer_posts_and_the_files_go_on_public_notice(office, file):
    notice = make_posted(office, file)
    file.refresh_from_db()
    assert (notice.state, file.state) == ("posted", "in_notice")
    step = file.steps.latest("pk")
    assert (step.code, step.on, step.by) == ("put_up_notice", POSTED_ON, office.officer)
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.facts["ends"]) == ("notice posted", "2025-10-10")


def test_the_days_of_a_notice_are_working_days_across_the_national_day(office, file):
    """Friday 26 September does not count, the Sunday after it is worked, 1 to 8 October are free, as is no weekend of it."""
    notice = make_posted(office, file)
    assert notice.ends_on == LAST_DAY
    assert [notices.days_left(notice, day) for day in (POSTED_ON, date(2025, 9, 28), date(2025, 10, 3), LAST_DAY)] == [
        5, 4, 2, 0,
    ]  # fmt: skip
    assert not notices.ended(notice, LAST_DAY)
    assert notices.ended(notice, DAY_AFTER)


def test_an_exchanged_day_that_the_office_takes_off_the_table_counts_no_more(office, file):
    SpecialDay.objects.filter(day=date(2025, 9, 28)).delete()
    assert make_posted(office, file).ends_on == date(2025, 10, 11)  # which is worked, a Saturday


def test_a_clerk_posts_no_notice(office, file):
    notice = make_draft(office, file)
    assert refusal_of(notices.post, notice, on=POSTED_ON, today=TODAY, by=office.clerk_north).code == "permission"


def test_a_notice_without_consent_is_not_posted_and_says_who_has_not_signed(office, file):
    silent = make_reviewed(office.north, "赵德明", family=1, agreed=False)
    notice = make_draft(office, file, silent)
    refused = refusal_of(notices.post, notice, on=POSTED_ON, today=TODAY, by=office.officer)
    assert refused.code == "notice.consent"
    assert silent.file_no in str(refused.message)
    assert "赵德明、赵家0" in str(refused.message)
    assert file.file_no not in str(refused.message)
    file.refresh_from_db()
    assert (file.state, Notice.objects.get().state) == ("reviewing", "draft")


def test_a_consent_that_is_withdrawn_or_signed_later_is_none(office, file):
    file.consents.update(withdrawn_on=POSTED_ON)
    notice = make_draft(office, file)
    assert refusal_of(notices.post, notice, on=POSTED_ON, today=TODAY, by=office.officer).code == "notice.consent"
    file.consents.update(withdrawn_on=None, signed_on=date(2025, 9, 27))
    assert refusal_of(notices.post, notice, on=POSTED_ON, today=TODAY, by=office.officer).code == "notice.consent"
    assert notices.post(notice, on=date(2025, 9, 28), today=TODAY, by=office.officer).state == "posted"


def test_a_child_s_consent_is_not_asked_and_the_child_not_shown(office):
    file = make_reviewed(office.north, "林秀珍", agreed=False)
    child = make_person(office.north, "林小雨", id_no=id_number(date(2012, 5, 1)))
    file.members.create(person=child, relation="3")
    agree(file)
    file.consents.filter(person=child).delete()
    notice = make_posted(office, file)
    said = str(notice.lines.get().shown)
    assert "林小雨" not in said
    assert "雨" not in said
    assert notice.lines.get().shown["name"] == "林*珍"


def test_a_minor_is_never_named_though_a_file_is_in_their_name(office):
    minor = make_person(office.north, "林小雨", id_no=id_number(date(2010, 5, 1)))
    file = make_reviewed(office.north, head=minor)
    notice = make_draft(office, file)
    assert [cells for _line, cells in shown_lines(notice, POSTED_ON)] == [{}]
    refused = refusal_of(notices.post, notice, on=POSTED_ON, today=TODAY, by=office.officer)
    assert refused.code == "notice.minor"
    assert "林小雨" not in str(refused.message)


def test_what_is_shown_is_frozen_and_says_no_disease_number_or_address(office, file):
    file.address, file.phone, file.card_no = "中山路16号302室", "13800138000", "6200000000000000"
    file.save()
    file.assessments.update(cause="family_illness", cause_text="恶性肿瘤，自费治疗")
    notice = make_posted(office, file)
    shown = notice.lines.get().shown
    assert shown == {
        "name": "林*珍", "unit": "北岸纺织厂工会委员会", "category": "深度困难", "cause": "因病", "family_size": "1",
    }  # fmt: skip
    file.head.name = "林换名"
    file.head.save()
    assert [cells for _line, cells in shown_lines(notice, TODAY)] == [shown]
    assert NoticeLine.objects.get().shown == shown


def test_two_of_one_mask_and_unit_are_told_apart(office):
    files = [make_reviewed(office.north, name) for name in ("王小明", "王大明")]
    notice = make_posted(office, *files)
    assert {line.shown["name"] for line in notice.lines.all()} == {"王*明（甲）", "王*明（乙）"}


def test_a_file_that_moved_on_meanwhile_holds_the_notice_up_until_it_is_left_out(office, file):
    other = make_reviewed(office.north, "赵德明", by=office.clerk_north)
    notice = make_draft(office, file, other)
    steps.take(other, "return_for_correction", by=office.officer, reason="缺收入证明", on=TODAY)
    assert [one.is_ready for one in standings([file, other], POSTED_ON)] == [True, False]
    refused = refusal_of(notices.post, notice, on=TODAY, today=TODAY, by=office.officer)
    assert (refused.code, other.file_no in refused.message) == ("notice.not_ready", True)
    notice_drafts.leave_out(notice.lines.get(household=other), by=office.clerk_north)
    assert notices.post(notice, on=TODAY, today=TODAY, by=office.officer).state == "posted"


def test_a_notice_is_not_posted_tomorrow_nor_before_the_review_nor_twice(office, file):
    notice = make_draft(office, file)
    later = refusal_of(notices.post, notice, on=date(2025, 11, 2), today=TODAY, by=office.officer)
    assert later.code == "date.future"
    file.consents.update(signed_on=date(2025, 1, 1))
    early = refusal_of(notices.post, notice, on=REVIEWED_ON - timedelta(1), today=TODAY, by=office.officer)
    assert early.code == "day.order"
    assert file.file_no in early.message
    notices.post(notice, on=POSTED_ON, today=TODAY, by=office.officer)
    assert refusal_of(notices.post, notice, on=TODAY, today=TODAY, by=office.officer).code == "notice.state"
    assert refusal_of(notice_drafts.discard, notice, by=office.officer).code == "notice.state"


def test_an_officer_who_is_a_relative_posts_no_notice_of_the_household(office, file):
    file.recusals.create(staff=office.officer, why="表妹")
    refused = refusal_of(notices.post, make_draft(office, file), on=POSTED_ON, today=TODAY, by=office.officer)
    assert refused.code == "step.relative"


# -- the end


def test_approval_waits_until_the_period_has_ended(office, file):
    notice = make_posted(office, file)
    proof = make_proof(file)
    refused = refusal_of(steps.take, file, "notice_over", by=office.clerk_north, on=LAST_DAY, evidence=proof)
    assert refused.code == "step.notice_ended"
    early = refusal_of(notices.take_down, notice, on=LAST_DAY, today=TODAY, by=office.clerk_north)
    assert early.code == "notice.running"


def test_a_notice_comes_down_with_its_proof_and_the_files_go_on(office, file):
    other = make_reviewed(office.north, "赵德明", by=office.clerk_north)
    notice = make_posted(office, file, other)
    without = refusal_of(notices.take_down, notice, on=DAY_AFTER, today=TODAY, by=office.clerk_north)
    assert without.code == "notice.proof"
    notice = notices.prove(notice, make_proof(file), by=office.clerk_north)
    assert notices.take_down(notice, on=DAY_AFTER, today=TODAY, by=office.clerk_north) == []
    for household in (file, other):
        household.refresh_from_db()
        assert household.state == "checking"
        step = household.steps.latest("pk")
        assert (step.code, step.evidence.household) == ("notice_over", household)
    notice.refresh_from_db()
    assert notice.state == "taken_down"


def test_the_proof_lies_in_every_file_once_however_often_it_is_added(office, file):
    other = make_reviewed(office.north, "赵德明")
    notice, proof = make_posted(office, file, other), make_proof(file)
    for _again in range(2):
        notices.prove(notice, proof, by=office.clerk_north)
    copy = other.attachments.get()
    assert (copy.kind, copy.name, copy.by) == ("notice", proof.name, office.clerk_north)
    assert copy.key != proof.key
    assert Attachment.objects.count() == 2


def test_the_proof_is_of_a_file_that_is_on_the_notice(office, file):
    strange = make_proof(make_household(office.north, "别家"))
    draft = make_draft(office, file)
    assert refusal_of(notices.prove, draft, make_proof(file), by=office.clerk_north).code == "notice.state"
    notice = notices.post(draft, on=POSTED_ON, today=TODAY, by=office.officer)
    assert refusal_of(notices.prove, notice, strange, by=office.clerk_north).code == "notice.proof"


# -- a consent that is taken back


def taken_back(file, by, *, on=date(2025, 10, 9), reason=""):
    agreed = file.consents.get(purpose="notice", withdrawn_on=None)
    return withdraw(agreed, on=on, by=by, reason=reason)


def test_whoever_no_longer_agrees_is_struck_off_the_hanging_notice_at_once(office, file):
    other = make_reviewed(office.north, "赵德明", by=office.clerk_north)
    notice = make_posted(office, file, other)
    [struck] = taken_back(file, office.clerk_north, reason="不愿公示")
    assert (struck.struck_on, struck.household) == (date(2025, 10, 9), file)
    assert struck.why_struck
    file.refresh_from_db()
    step = file.steps.latest("pk")
    assert (file.state, step.code, step.by) == ("reviewing", "take_off_notice", office.clerk_north)
    assert list(ready(office.north)) == [file]  # once it agrees again, it goes on the next notice
    notice = notices.prove(notice, make_proof(other), by=office.clerk_north)
    assert notices.take_down(notice, on=DAY_AFTER, today=TODAY, by=office.clerk_north) == []
    states = [Household.objects.get(pk=one.pk).state for one in (file, other)]
    assert states == ["reviewing", "checking"]


def test_what_was_struck_off_never_counts_as_having_hung(office, file):
    make_posted(office, file)
    taken_back(file, office.clerk_north)
    file.refresh_from_db()
    again = refusal_of(steps.take, file, "put_up_notice", by=office.officer, on=timezone.localdate())
    assert again.code == "step.notice"
    steps.take(file, "return_for_correction", by=office.officer, reason="补正")
    assert not standing.Record(file).is_notice_over(DAY_AFTER)


def test_a_household_struck_off_goes_on_another_notice_while_the_first_still_hangs(office, file):
    first = make_posted(office, file, make_reviewed(office.north, "赵德明", by=office.clerk_north))
    taken_back(file, office.clerk_north)
    Consent.objects.create(household=file, person=file.head, purpose="notice", signed_on=date(2025, 10, 10))
    today = timezone.localdate()
    second = make_posted(office, file, on=today)
    first = notices.prove(first, make_proof(file), by=office.clerk_north)
    notices.take_down(first, on=today, today=today, by=office.clerk_north)
    file.refresh_from_db()
    assert (file.state, second.state) == ("in_notice", "posted")


def test_a_consent_taken_back_after_the_last_day_only_covers_the_line(office, file):
    """A withdrawal does not undo what was lawful before it: the household hung its whole period."""
    notice = make_posted(office, file)
    [struck] = taken_back(file, office.clerk_north, on=DAY_AFTER)
    file.refresh_from_db()
    assert (struck.struck_on, file.state) == (DAY_AFTER, "in_notice")
    notice = notices.prove(notice, make_proof(file), by=office.clerk_north)
    assert notices.take_down(notice, on=DAY_AFTER, today=TODAY, by=office.clerk_north) == []
    file.refresh_from_db()
    assert file.state == "checking"


def test_a_consent_taken_back_after_the_notice_came_down_changes_nothing_else(office, file):
    notice = notices.prove(make_posted(office, file), make_proof(file), by=office.clerk_north)
    notices.take_down(notice, on=DAY_AFTER, today=TODAY, by=office.clerk_north)
    assert taken_back(file, office.clerk_north) == []
    file.refresh_from_db()
    assert file.state == "checking"
    assert notice.lines.get().struck_on is None


def test_a_consent_to_something_else_strikes_nobody_off(office, file):
    make_posted(office, file)
    other = Consent.objects.create(household=file, person=file.head, purpose="city", signed_on=REVIEWED_ON)
    assert withdraw(other, on=date(2025, 10, 9), by=office.clerk_north) == []
    file.refresh_from_db()
    assert file.state == "in_notice"


def test_an_open_objection_is_answered_before_a_struck_household_waits_again(office, file, objected, second_officer):
    taken_back(file, office.clerk_north)
    file.refresh_from_db()
    assert file.state == "objected"
    answered(objected, second_officer, on=date(2025, 10, 9))
    file.refresh_from_db()
    assert (file.state, file.steps.latest("pk").code) == ("reviewing", "take_off_notice")


def test_whoever_may_not_take_a_file_off_a_notice_does_not_take_the_consent_back(office, file):
    make_posted(office, file)
    assert refusal_of(taken_back, file, office.staff["administrator"]).code == "permission"
    assert file.consents.get().withdrawn_on is None


# -- taken down early


def early(notice, by, *, on=date(2025, 9, 30), why="张贴的名单有误"):
    return notices.take_down_early(notice, on=on, why=why, today=TODAY, by=by)


def test_a_notice_posted_by_mistake_comes_down_early_and_counts_for_nobody(office, file):
    other = make_reviewed(office.north, "赵德明", by=office.clerk_north)
    notice = make_posted(office, file, other)
    assert early(notice, office.officer) == []
    notice.refresh_from_db()
    assert (notice.state, notice.taken_down_on, notice.why_early) == ("taken_down", date(2025, 9, 30), "张贴的名单有误")
    assert set(ready(office.north)) == {file, other}
    file.refresh_from_db()
    assert file.steps.latest("pk").opinion == "张贴的名单有误"
    assert not standing.Record(file).is_notice_over(TODAY)
    entry = Entry.objects.filter(act="notice taken down early").get()
    assert (entry.by, entry.reason) == (office.officer, "张贴的名单有误")
    make_posted(office, file, on=date(2025, 10, 13))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"why": "  "}, "required"),
        ({"on": POSTED_ON - timedelta(1)}, "date.order"),
        ({"on": TODAY + timedelta(1)}, "date.future"),
        ({"on": DAY_AFTER}, "notice.over"),
        ({"why": "长" * 201}, "text.long"),
    ],
)
def test_why_and_when_a_notice_comes_down_early(office, file, said, code):
    notice = make_posted(office, file)
    assert refusal_of(early, notice, office.officer, **said).code == code
    file.refresh_from_db()
    assert file.state == "in_notice"


def test_a_clerk_takes_no_notice_down_early(office, file):
    assert refusal_of(early, make_posted(office, file), office.clerk_north).code == "permission"
    assert refusal_of(early, make_draft(office, make_reviewed(office.north)), office.officer).code == "notice.state"


def test_an_objection_to_a_notice_that_came_down_early_still_has_its_answer(office, file, objected, second_officer):
    assert early(objected.line.notice, office.officer) == [file]
    answered(objected, second_officer)
    file.refresh_from_db()
    assert file.state == "reviewing"


def test_the_ordinary_taking_down_has_its_day(office, file):
    notice = notices.prove(make_posted(office, file), make_proof(file), by=office.clerk_north)
    notices.take_down(notice, on=DAY_AFTER, today=TODAY, by=office.clerk_north)
    notice.refresh_from_db()
    assert (notice.taken_down_on, notice.why_early) == (DAY_AFTER, "")


# -- a draft in other words


def test_a_draft_is_put_into_other_words_and_more_households_on_it(office, file):
    notice, other = make_draft(office, file), make_reviewed(office.north, "赵德明")
    words = {"title": "更正的标题", "phone": "0411-2", "basis": "根据办法", "place": "中山路16号", "days": 6}
    notice_drafts.revise(notice, [other], by=office.clerk_north, **words)
    notice.refresh_from_db()
    assert {name: getattr(notice, name) for name in words} == words
    assert [line.household for line in notice.lines.all()] == [file, other]
    assert notice.history.count() == 2
    posted = notices.post(notice, on=POSTED_ON, today=TODAY, by=office.officer)
    assert refusal_of(notice_drafts.revise, posted, by=office.clerk_north, **words).code == "notice.state"


@pytest.mark.parametrize(("said", "code"), [({"title": ""}, "required"), ({"days": 4}, "notice.days")])
def test_the_words_of_a_draft_are_whole_after_its_change_too(office, file, said, code):
    words = {"title": "标题", "phone": "0411-2"} | said
    assert refusal_of(notice_drafts.revise, make_draft(office, file), by=office.clerk_north, **words).code == code


def test_only_files_that_wait_are_added(office, file):
    notice, words = make_draft(office, file), {"title": "标题", "phone": "0411-2"}
    held = make_reviewed(office.north, "赵德明")
    make_draft(office, held)
    for other in (held, file, make_reviewed(office.south)):
        refused = refusal_of(notice_drafts.revise, notice, [other], by=office.clerk_north, **words)
        assert refused.code == "notice.not_ready"
    assert refusal_of(notice_drafts.revise, notice, by=office.auditor, **words).code == "permission"


def test_what_a_household_is_to_be_given_hangs_with_it(office, file):
    other = make_reviewed(office.north, "赵德明")
    notice = make_draft(office, file, other)
    line = notice.lines.get(household=file)
    intended = {line.pk: ("living", Decimal("1500.00"))}
    assert notice_drafts.say_aid(notice, intended, by=office.clerk_north) == 1
    assert notice_drafts.say_aid(notice, intended, by=office.clerk_north) == 0
    notices.post(notice, on=POSTED_ON, today=TODAY, by=office.officer)
    line.refresh_from_db()
    assert (line.shown["aid"], line.shown["amount"]) == ("一次性生活救助", "1500.00")
    assert "aid" not in notice.lines.get(household=other).shown


@pytest.mark.parametrize(
    ("aid", "amount", "field"),
    [
        ("living", Decimal(0), "amount"),
        ("", Decimal(-5), "amount"),
        ("", Decimal("10000000000"), "amount"),
        ("x", None, "aid"),
    ],
)
def test_an_amount_is_above_zero_and_an_aid_of_the_list(office, file, aid, amount, field):
    notice = make_draft(office, file)
    key = notice.lines.get().pk
    refused = refusal_of(notice_drafts.say_aid, notice, {key: (aid, amount)}, by=office.clerk_north)
    assert refused.field == f"{field}-{key}"


# -- objections


@pytest.fixture
def objected(office, file):
    """An objection of 29 September, received by the clerk of the north."""
    line = make_posted(office, file).lines.get()
    return objections.object_to(
        line, on=date(2025, 9, 29), who="匿名", text="该户有小汽车。", today=TODAY, by=office.clerk_north
    )


def answered(objection, by, *, upheld=False, on=date(2025, 9, 30)):
    return objections.answer(objection, on=on, text="经核查，车辆为其弟所有。", upheld=upheld, today=TODAY, by=by)


def test_an_objection_stops_the_file_until_it_is_answered(office, file, objected):
    file.refresh_from_db()
    assert file.state == "objected"
    assert file.steps.latest("pk").opinion == "该户有小汽车。"
    notice = notices.prove(objected.line.notice, make_proof(file), by=office.clerk_north)
    left = notices.take_down(notice, on=DAY_AFTER, today=TODAY, by=office.clerk_north)
    assert [household for household, _why in left] == [file]
    file.refresh_from_db()
    assert file.state == "objected"


def test_an_objection_is_answered_by_somebody_who_neither_received_it_nor_posted(
    office, file, objected, second_officer
):
    office.clerk_north.groups.set(office.officer.groups.all())
    promoted = Staff.objects.get(pk=office.clerk_north.pk)  # Django remembers what somebody may
    for own in (promoted, office.officer):
        assert refusal_of(answered, objected, own).code == "objection.own"
    assert refusal_of(answered, objected, office.clerk_south).code == "permission"
    answered(objected, second_officer)
    file.refresh_from_db()
    assert file.state == "in_notice"
    objected.refresh_from_db()
    assert (objected.answered_by, objected.upheld, objected.answered_on) == (second_officer, False, date(2025, 9, 30))
    assert file.steps.latest("pk").result == "unfounded"
    assert refusal_of(answered, objected, second_officer).code == "objection.answered"


def test_what_is_upheld_is_verified_again_and_put_up_on_another_notice(office, file, objected, second_officer):
    answered(objected, second_officer, upheld=True)
    file.refresh_from_db()
    assert file.state == "verifying"
    assert file.steps.latest("pk").result == "corrected"
    assert refusal_of(steps.take, file, "notice_over", by=office.clerk_north, on=DAY_AFTER).code == "step.state"


def test_a_second_objection_joins_the_first_and_the_last_answer_decides(office, file, objected, second_officer):
    second = objections.object_to(
        objected.line, on=date(2025, 9, 30), text="还有商铺。", today=TODAY, by=office.clerk_north
    )
    assert file.steps.filter(code="objection_received").count() == 1
    answered(objected, second_officer, upheld=True)
    file.refresh_from_db()
    assert file.state == "objected"
    answered(second, second_officer)
    file.refresh_from_db()
    assert file.state == "verifying"


def test_an_objection_is_received_while_the_notice_hangs(office, file):
    draft = make_draft(office, file).lines.get()
    said = {"text": "有车", "today": TODAY, "by": office.clerk_north}
    assert refusal_of(objections.object_to, draft, on=POSTED_ON, **said).code == "objection.early"
    line = notices.post(draft.notice, on=POSTED_ON, today=TODAY, by=office.officer).lines.get()
    assert refusal_of(objections.object_to, line, on=date(2025, 9, 25), **said).code == "objection.early"
    assert refusal_of(objections.object_to, line, on=date(2025, 11, 2), **said).code == "date.future"
    assert refusal_of(objections.object_to, line, on=TODAY, **said | {"text": " "}).code == "required"
    notice = notices.prove(line.notice, make_proof(file), by=office.clerk_north)
    notices.take_down(notice, on=DAY_AFTER, today=TODAY, by=office.clerk_north)
    assert refusal_of(objections.object_to, line, on=TODAY, **said).code == "objection.late"
    assert not Objection.objects.exists()


def test_an_answer_is_written_and_not_older_than_the_objection(office, objected, second_officer):
    assert refusal_of(answered, objected, second_officer, on=date(2025, 9, 28)).code == "date.order"
    assert refusal_of(answered, objected, second_officer, on=date(2025, 11, 2)).code == "date.future"
    empty = {"on": date(2025, 9, 30), "text": " ", "upheld": False, "today": TODAY, "by": second_officer}
    assert refusal_of(objections.answer, objected, **empty).field == "answer"


def test_a_draft_of_many_files_asks_as_little_as_one_of_few(office, django_assert_num_queries):
    few, many = ([make_reviewed(office.north) for _number in range(size)] for size in (2, 20))
    asked = len(NEEDED) + 1  # people of the family come by way of the members
    for files in (few, many):
        files = list(Household.objects.filter(pk__in=[file.pk for file in files]))
        with django_assert_num_queries(asked - 2):  # nobody has an employer, nobody a family
            assert all(one.is_ready for one in standings(files, POSTED_ON))
