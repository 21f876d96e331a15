"""The lists for work: who stands on which, why, and that nobody of another union does."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from hardship.models import (
    Assessment,
    Attachment,
    Household,
    HouseholdMember,
    Likeness,
    Notice,
    NoticeLine,
    Recusal,
    Referral,
    RegularAid,
    RegularMonth,
    Standard,
    Step,
)
from hardship.operations.steps import MAIN, offered, take
from hardship.rules.lifecycle import States
from hardship.rules.needs import HANDS
from hardship.rules.retention import reexamine_by
from hardship.worklists import WORKLISTS, Sight, look_again
from hardship.worklists.new_line import last_look
from office.jobs import claims, processes
from office.jobs.running import run
from tests.people import make_household, make_line, make_list, make_person, make_staff

TODAY = date(2025, 12, 26)
HANDS_OF_OTHERS = {f"step.{need}" for need in HANDS} | {"step.relative"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def on_list(slug, staff, day=TODAY, union=None):
    """The files on a list in their order, and why each stands there."""
    sight = Sight(staff, day)
    worklist = WORKLISTS[slug]
    rows = worklist.rows(list(worklist.keys(sight, union)), sight)
    return {row.file_no: worklist.why(row, sight) for row in rows}


def move(household, code, after, by=None, on=date(2025, 12, 1), **facts):
    """A step as the table would have recorded it, with what it leaves of the file."""
    before = household.state
    household.state = after
    if after in Household.ENDED:
        household.closed_on = on
    household.save()
    return Step.objects.create(
        household=household, code=code, before=before, after=after, on=on, by=by, union=by and by.union, **facts
    )


def under_way(union, state, name="王小明", **facts):
    return make_household(union, name, state=state, opened_on=None, **facts)


def put_on_notice(household, ends_on, state="posted"):
    notice = Notice.objects.create(
        union=household.union,
        title="第三批公示",
        phone="1",
        posted_on=ends_on - timedelta(7),
        ends_on=ends_on,
        state=state,
    )
    return NoticeLine.objects.create(notice=notice, household=household)


# -- waiting for me


def test_a_file_waits_for_whoever_may_take_its_next_step(office):
    applied = under_way(office.north, "applied")
    checked = under_way(office.north, "checking")
    assert set(on_list("waiting", office.clerk_north)) == {applied.file_no}
    assert set(on_list("waiting", office.officer)) == {applied.file_no, checked.file_no}
    assert on_list("waiting", office.cashier) == on_list("waiting", office.auditor) == {}
    assert on_list("waiting", office.clerk_south) == on_list("waiting", office.nobody) == {}


def test_it_is_said_which_step_waits_since_when_and_by_which_day(office):
    household = under_way(office.north, "draft")
    move(household, "hand_in", "applied", office.clerk_north, on=date(2025, 12, 22))
    assert on_list("waiting", office.officer) == {
        household.file_no: "Begin verification: waits since 2025-12-22, due by 2025-12-29"
    }
    assert "was due on 2025-12-29" in on_list("waiting", office.officer, date(2026, 1, 15))[household.file_no]


def test_nobody_is_asked_to_approve_what_is_in_their_own_hand(office):
    own = under_way(office.north, "checking", entered_by=office.officer)
    forwarded = under_way(office.north, "in_notice")
    move(forwarded, "notice_over", "checking", office.officer)
    related = under_way(office.north, "checking")
    Recusal.objects.create(household=related, staff=office.officer, why="兄弟")
    typed = under_way(office.north, "checking")
    assessment = typed.assessments.get()
    assessment.history.update(history_user=office.officer)
    others = under_way(office.north, "checking", entered_by=office.clerk_north)
    assert set(on_list("waiting", office.officer)) == {others.file_no}
    second = make_staff("second_officer", office.home, "officer")
    assert set(on_list("waiting", second)) == {file.file_no for file in (own, forwarded, related, typed, others)}


def test_an_officer_of_the_same_union_does_not_check_its_files(office):
    officer = make_staff("officer_north", office.north, "officer")
    theirs = under_way(office.north, "checking")
    of_the_office = under_way(office.home, "checking")
    assert on_list("waiting", officer) == {}
    assert set(on_list("waiting", office.officer)) == {theirs.file_no, of_the_office.file_no}


def test_a_file_on_notice_waits_once_the_notice_is_over(office):
    household = under_way(office.north, "in_notice")
    put_on_notice(household, date(2025, 12, 26))
    assert on_list("waiting", office.clerk_north) == {}
    assert set(on_list("waiting", office.clerk_north, date(2025, 12, 27))) == {household.file_no}


def test_after_the_review_the_officer_puts_up_the_notice(office):
    household = under_way(office.north, "verifying")
    move(household, "verification_done", "reviewing", office.clerk_north)
    assert set(on_list("waiting", office.clerk_north)) == {household.file_no}
    move(household, "review_passed", "reviewing", office.clerk_north)
    assert on_list("waiting", office.clerk_north) == {}
    assert on_list("waiting", office.officer)[household.file_no].startswith("Put up notice")


def test_drafts_wait_for_their_writer_and_a_transfer_for_the_receiving_union(office):
    draft = under_way(office.north, "draft", entered_by=office.clerk_north)
    leaving = make_household(office.north, moving_to=office.south)
    move(leaving, "ask_for_transfer", "in_force", office.clerk_north)
    assert set(on_list("waiting", office.clerk_north)) == {draft.file_no}
    assert set(on_list("waiting", office.officer)) == {leaving.file_no}
    assert on_list("waiting", office.officer)[leaving.file_no].startswith("Confirm transfer")


def test_a_transfer_asked_before_the_reexamination_waits_for_the_receiving_union(office):
    leaving = make_household(office.north, state="reexamining", moving_to=office.south)
    move(leaving, "ask_for_transfer", "in_force", office.clerk_north)
    move(leaving, "begin_reexamination", "reexamining", office.clerk_north)
    assert on_list("waiting", office.clerk_north) == {}
    assert on_list("waiting", office.clerk_south)[leaving.file_no].startswith("Confirm transfer")
    leaving.union, leaving.moving_to = office.south, None
    move(leaving, "confirm_transfer", "reexamining", office.clerk_south)
    assert on_list("waiting", office.clerk_south) == {}
    assert on_list("waiting", office.officer)[leaving.file_no].startswith("Keep in force")


def test_a_relative_may_receive_a_file_that_another_decides(office):
    coming, staying = (make_household(office.north, state="reexamining") for _number in range(2))
    Household.objects.filter(pk=coming.pk).update(moving_to=office.home)
    for file in (coming, staying):
        Recusal.objects.create(household=file, staff=office.officer, why="兄弟")
    assert set(on_list("waiting", office.officer)) == {coming.file_no}


def test_a_file_reopened_from_above_waits_for_the_clerks_of_its_union(office):
    former = make_household(office.north, state="closed", closed_on=date(2025, 6, 30))
    step = take(former, "reopen", by=office.officer, reason="再次致困")
    for staff in (office.officer, office.clerk_north):
        assert on_list("waiting", staff)[step.household.file_no].startswith("Hand in")
    assert on_list("waiting", office.clerk_south) == {}
    second = make_staff("second_clerk", office.north, "clerk")
    under_way(office.north, "draft", entered_by=second)
    assert set(on_list("waiting", office.clerk_north)) == {step.household.file_no}


def test_the_list_says_what_the_table_of_steps_says_of_each_file(office):
    """Every state, entered by each, by each role: on the list exactly where the file's page would offer the step."""
    second = make_staff("second_officer", office.home, "officer")
    north_officer = make_staff("officer_north", office.north, "officer")
    hands = [None, office.clerk_north, office.officer]
    files = []
    for state in MAIN:
        if state == States.IN_FORCE:
            continue
        for union in (office.north, office.home):
            for hand in hands:
                household = make_household(union, state=state, entered_by=hand)
                Step.objects.create(
                    household=household, code="verification_done", before="verifying", after=state,
                    on=date(2025, 12, 1), by=hand,
                )  # fmt: skip
                if state == States.IN_NOTICE:
                    put_on_notice(household, date(2025, 12, 20))
                files.append(household)
    for staff in (office.clerk_north, office.officer, second, north_officer, office.cashier, office.clerk_south):
        listed = set(on_list("waiting", staff))
        for household in Household.objects.visible_to(staff).filter(pk__in=[file.pk for file in files]):
            main = MAIN[States(household.state)]
            offers = {offer.step.code: offer for offer in offered(household, staff)}
            expected = main in offers and not HANDS_OF_OTHERS & {why.code for why in offers[main].obstacles}
            if household.state == "draft":
                from_above = household.union == staff.union and household.entered_by == office.officer != staff
                expected &= household.entered_by in (None, staff) or (from_above and household.union != office.home)
            elif household.state == "returned":
                expected &= household.entered_by in (None, staff) or household.union == staff.union
            assert (household.file_no in listed) == expected, (staff.username, household.state, household.entered_by)


def test_a_superuser_without_a_union_may_take_every_step(office):
    files = [under_way(office.north, state) for state in ("applied", "checking", "objected", "returned")]
    files.append(make_household(office.north, moving_to=office.south))
    superuser = make_staff("root", None, is_superuser=True)
    assert set(on_list("waiting", superuser)) == {file.file_no for file in files}


# -- returned, and on notice


def test_a_returned_file_is_told_with_the_words_of_whoever_sent_it_back(office):
    household = under_way(office.north, "checking")
    move(household, "return_for_correction", "returned", office.officer, opinion="补交失业证明")
    assert on_list("returned", office.clerk_north) == {
        household.file_no: f"Returned on 2025-12-01 by {office.home} officer: 补交失业证明"
    }
    assert on_list("returned", office.clerk_south) == {}


def test_notices_that_end_within_three_working_days_are_named(office):
    soon, later, over = (under_way(office.north, "in_notice") for _number in range(3))
    put_on_notice(soon, date(2025, 12, 31))
    put_on_notice(later, date(2026, 1, 5))
    put_on_notice(over, date(2025, 12, 25))
    assert set(on_list("notice", office.clerk_north)) == {soon.file_no, later.file_no, over.file_no}
    ending = on_list("notice-ending", office.clerk_north)  # Friday: Monday, Tuesday, Wednesday
    assert set(ending) == {soon.file_no, over.file_no}
    assert ending[soon.file_no] == "On public notice from 2025-12-24 up to 2025-12-31"
    assert ending[over.file_no] == "The notice ended on 2025-12-25: the next step can be taken"


# -- files in force


@pytest.mark.parametrize(("assessed_on", "is_due"), [(date(2024, 12, 26), True), (date(2024, 12, 27), False)])
def test_facts_of_a_year_ago_are_due(office, assessed_on, is_due):
    household = make_household(office.north, opened_on=date(2020, 1, 1))
    household.assessments.update(assessed_on=assessed_on)
    assert set(on_list("reexamination", office.clerk_north)) == ({household.file_no} if is_due else set())


def test_what_is_not_confirmed_does_not_count_as_examined(office):
    household = make_household(office.north, opened_on=date(2024, 1, 5))
    household.assessments.update(assessed_on=date(2024, 1, 5))
    Assessment.objects.create(household=household, assessed_on=date(2025, 12, 1))
    assert on_list("reexamination", office.clerk_north) == {
        household.file_no: "Last examined on 2024-01-05; was due by 2025-01-05"
    }


def test_a_file_never_examined_counts_from_its_opening_and_a_closed_one_not_at_all(office):
    bare = make_household(office.north, opened_on=date(2024, 3, 1))
    bare.assessments.all().delete()
    make_household(office.north, opened_on=date(2023, 3, 1), state="closed", closed_on=date(2024, 1, 1))
    begun = make_household(office.north, opened_on=date(2024, 3, 1))
    begun.assessments.update(assessed_on=date(2024, 3, 1))
    move(begun, "begin_reexamination", "reexamining", on=date(2025, 12, 1))
    assert on_list("reexamination", office.clerk_north) == {
        bare.file_no: "Never examined since it was opened on 2024-03-01; was due by 2025-03-01",
        begun.file_no: "Last examined on 2024-03-01; the re-examination began on 2025-12-01",
    }


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2028, 2, 29)])
def test_the_day_of_re_examination_is_that_of_the_rule(office, day):
    around = {}
    for known in (day - timedelta(number) for number in range(363, 370)):
        household = make_household(office.north, opened_on=known)
        household.assessments.update(assessed_on=known)
        around[household.file_no] = known
    assert set(on_list("reexamination", office.clerk_north, day)) == {
        file_no for file_no, known in around.items() if reexamine_by(known) <= day
    }


def test_never_helped_means_by_nobody_and_in_no_way(office):
    never, due_only = make_household(office.north, "林秀珍"), make_household(office.north, "赵德明")
    paid, regular, city, head = (make_household(office.north, name) for name in ("何玉梅", "马振东", "吴桂兰", "孙玉"))
    spring = make_list(office.north)
    make_line(paid, spring, paid_on=date(2025, 5, 1))
    make_line(due_only, spring)
    aid = RegularAid.objects.create(
        union=office.north, person=regular.head, household=regular, standard=Decimal(100),
        first_month=date(2025, 7, 1), last_month=date(2025, 7, 1),
    )  # fmt: skip
    RegularMonth.objects.create(aid=aid, month=date(2025, 7, 1), amount=Decimal(100), state="paid")
    Referral.objects.create(
        union=office.north, household=city, person=city.head, kind="medical", applied_on=date(2025, 3, 1), state="paid",
        granted=Decimal(900), paid_on=date(2025, 4, 1),
    )  # fmt: skip
    line = make_line(head, spring)
    line.household, line.state, line.paid_on = None, "paid", date(2025, 6, 1)
    line.save()
    listed = on_list("never-helped", office.clerk_north)
    assert set(listed) == {never.file_no, due_only.file_no}
    assert listed[never.file_no].startswith("In force since 2025-03-01")


def test_what_a_file_lacks_for_reporting_is_named(office):
    whole = make_household(office.north, family=1, phone="13800000000", address="解放路1号", card_no="6222020000000000")
    bare = make_household(office.north, family=1, head=make_person(office.north, "赵德明", id_no=""))
    bare.assessments.update(family_size=3, cause="")
    listed = on_list("incomplete", office.clerk_north)
    assert whole.file_no not in listed
    assert listed[bare.file_no] == (
        "Missing: ID number, telephone, address, main cause, bank account; "
        "The family size is stated as 3, the family table counts 2"
    )
    HouseholdMember.objects.filter(household=whole).update(counted=False)
    assert "stated as 2, the family table counts 1" in on_list("incomplete", office.clerk_north)[whole.file_no]


def attach(household, kind="allowance", **facts):
    return Attachment.objects.create(
        household=household, kind=kind, name=kind, key=f"k{Attachment.objects.count()}", size=1, **facts
    )


def test_proofs_running_out_unless_a_later_one_is_there(office):
    ending, over, renewed, long = (make_household(office.north) for _number in range(4))
    attach(ending, expires_on=date(2026, 1, 25))
    attach(ending, "school", expires_on=date(2026, 1, 20), person=ending.head)
    attach(over, expires_on=date(2025, 12, 1))
    attach(renewed, expires_on=date(2025, 12, 1))
    attach(renewed, expires_on=date(2026, 12, 1))
    attach(long, expires_on=date(2026, 1, 26))
    assert on_list("proofs", office.clerk_north) == {
        ending.file_no: "Student card or admission (王小明) is valid until 2026-01-20; 1 more",
        over.file_no: "Allowance certificate ran out on 2025-12-01",
    }


def test_whoever_finishes_school_this_year(office):
    this, next_year = make_household(office.north, family=1), make_household(office.north, family=1)
    for household, begun in ((this, 2022), (next_year, 2023)):
        HouseholdMember.objects.filter(household=household).update(school_from=begun, school_years=3, place="滨江一中")
    assert on_list("school", office.clerk_north) == {this.file_no: "王家0 finishes 滨江一中 in 2025"}


def test_likely_duplicates_tell_what_is_alike_and_no_number_of_another_union(office):
    here, there = make_household(office.north), make_household(office.south)
    Likeness.objects.create(first=here, second=there, alike=["name_birthday", "phone"])
    settled = make_household(office.north)
    Likeness.objects.create(first=here, second=settled, alike=["address"], said="different", why="不是一家")
    assert on_list("alike", office.clerk_north) == {
        here.file_no: f"The same name and birthday, telephone as a file of {office.south}"
    }
    assert on_list("alike", office.clerk_south) == {
        there.file_no: f"The same name and birthday, telephone as a file of {office.north}"
    }
    assert there.file_no in on_list("alike", office.officer)[here.file_no]


def test_a_new_line_puts_files_on_the_list_once_somebody_has_looked(office):
    household = make_household(office.north, "林秀珍")
    Standard.objects.create(union=office.home, effective_from=date(2025, 1, 1), line=Decimal("300.00"))
    assert on_list("new-line", office.clerk_north) == {}
    assert last_look() is None
    job = look_again(office.officer)
    assert look_again(office.officer) == job
    run(claims.claim(processes.own_name()))
    assert "Under the new line" in on_list("new-line", office.clerk_north)[household.file_no]
    assert on_list("new-line", office.clerk_south) == {}
    Assessment.objects.create(household=household, assessed_on=last_look().day + timedelta(1), confirmed=True)
    assert on_list("new-line", office.clerk_north) == {}


# -- scope and order


@pytest.mark.parametrize("slug", WORKLISTS)
def test_no_list_holds_a_file_of_another_union(office, slug):
    for state in (*MAIN, "closed", "refused"):
        household = make_household(
            office.north, family=1, state=state, opened_on=date(2020, 1, 1), moving_to=office.home,
            closed_on=date(2025, 1, 1) if state in Household.ENDED else None,
        )  # fmt: skip
        household.assessments.update(assessed_on=date(2020, 1, 1))
        attach(household, expires_on=date(2025, 1, 1))
        put_on_notice(household, date(2025, 1, 1))
        HouseholdMember.objects.filter(household=household).update(school_from=2022, school_years=3)
        Likeness.objects.create(first=household, second=make_household(office.north), alike=["phone"])
    for staff in (office.clerk_south, make_staff("lost", None, "clerk", "officer")):
        sight = Sight(staff, TODAY)
        assert WORKLISTS[slug].count(sight) == 0
        assert WORKLISTS[slug].by_union(sight) == []
        assert list(WORKLISTS[slug].keys(sight, office.north)) == []


def test_a_list_goes_from_union_to_union_and_in_it_by_the_address(office):
    far = make_household(office.south, address="甲街1号")
    second, first = (make_household(office.north, address=address) for address in ("乙街2号", "乙街1号"))
    assert list(on_list("never-helped", office.officer)) == [first.file_no, second.file_no, far.file_no]
    assert list(on_list("never-helped", office.officer, union=office.south)) == [far.file_no]
    unions = WORKLISTS["never-helped"].by_union(Sight(office.officer, TODAY))
    assert [(one.name, one.files) for one in unions] == [(office.north.name, 2), (office.south.name, 1)]
