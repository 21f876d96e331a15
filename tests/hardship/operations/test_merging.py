"""Two files of one household become one, and become two again exactly as they were when that was wrong."""

import random
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import timezone

from hardship.models import (
    Assessment,
    Assets,
    Attachment,
    Completion,
    Consent,
    ExpenseLine,
    FileForm,
    Household,
    HouseholdMember,
    IncomeLine,
    Likeness,
    Notice,
    NoticeLine,
    Recusal,
    Referral,
    RegularAid,
    RegularMonth,
    Step,
    Visit,
)
from hardship.movement import balance, movement
from hardship.operations.files import check_not_under_way
from hardship.operations.likeness import look_for_all, say
from hardship.operations.merging import MOVING, merge, unmerge
from hardship.operations.steps import take
from office.calendar import Period
from office.models import Entry
from office.refusal import Refusal
from tests.people import make_household, make_line, make_list, make_person

DAY = date(2025, 4, 1)
# What stays with the file that is given up: its own life, and what belongs to a notice.
STAYING = (Step, NoticeLine, Household, Likeness, apps.get_model("hardship.Disposal"))


def pair_of(one, other):
    first, second = sorted((one, other), key=lambda household: household.pk)
    return Likeness.objects.create(first=first, second=second, alike=["address"])


@pytest.fixture
def two(office):
    """A wife's file with the north union and her husband's with the south one; each lists the family."""
    wife = make_household(office.north, "林秀珍", phone="13800001234", file_no="A001")
    husband = make_household(office.south, "赵德明", address="中山路12号", file_no="B001")
    child = make_person(office.north, "赵小雨", birthday=date(2012, 5, 1), id_no="")
    again = make_person(office.south, "赵小雨", birthday=date(2012, 5, 1), id_no="")
    mother = make_person(office.south, "孙桂兰")
    for household, person, relation in ((wife, child, "child"), (husband, again, "child"), (husband, mother, "parent")):
        HouseholdMember.objects.create(household=household, person=person, relation=relation)
    return wife, husband


def refused(act):
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def names(household):
    return Counter(household.members.values_list("person__name", flat=True))


def test_whatever_points_to_a_file_goes_over_or_is_known_to_stay():
    pointing = {
        relation.related_model
        for relation in Household._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one) and relation.auto_created and relation.field.db_constraint
    }
    assert pointing == {*MOVING, *STAYING}


def test_the_kept_file_has_it_all_and_the_other_is_closed_as_a_duplicate(office, two):
    wife, husband = two
    paid = make_line(husband, make_list(office.south), paid_on=DAY)
    visit = Visit.objects.create(household=husband, on=DAY, visitors=["甲", "乙"], result="fits")
    Assessment.objects.create(household=husband, assessed_on=date(2025, 9, 1), category="deep", confirmed=True)
    merge(pair_of(wife, husband), wife, by=office.officer, why="夫妻各建一档", relation="spouse")
    for record in (wife, husband, paid, visit):
        record.refresh_from_db()
    assert (husband.state, husband.closing_reason, husband.closed_on is None) == ("closed", "duplicate", False)
    step = husband.steps.get()
    assert (step.code, step.reason, step.by, step.opinion) == ("close", "duplicate", office.officer, "夫妻各建一档")
    assert (wife.state, wife.address, wife.phone) == ("in_force", "中山路12号", "13800001234")
    assert (paid.household, paid.union, paid.amount, paid.state) == (wife, office.south, Decimal("800.00"), "paid")
    assert visit.household == wife
    # The child is known in both under one name and birthday; the assessment of one day stays where it was.
    assert names(wife) == Counter(["赵小雨", "孙桂兰", "赵德明"])
    assert wife.members.get(person=husband.head).relation == "spouse"
    assert names(husband) == Counter(["赵小雨"])
    assert list(wife.assessments.values_list("assessed_on", flat=True)) == [date(2025, 9, 1), date(2025, 3, 1)]
    assert husband.assessments.count() == 1


def test_a_paid_line_that_changed_its_file_says_so_in_its_history(office, two):
    wife, husband = two
    paid = make_line(husband, make_list(office.south), paid_on=DAY)
    merge(pair_of(wife, husband), wife, by=office.officer, why="夫妻各建一档", relation="spouse")
    latest = paid.history.first()
    assert (latest.household, latest.history_user, latest.history_change_reason) == (wife, office.officer, "merged")
    paid.refresh_from_db()
    assert refused(paid.save).code == "paid.line"


def test_the_trail_names_both_files_and_what_went_over(office, two):
    wife, husband = two
    pair = pair_of(wife, husband)
    merge(pair, wife, by=office.officer, why="夫妻各建一档", relation="spouse")
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.label, entry.by, entry.reason) == (
        "files merged",
        "A001 / B001",
        office.officer,
        "夫妻各建一档",
    )
    assert entry.facts == {"kept": "A001", "moved": {"hardship.HouseholdMember": 1}}
    unmerge(pair, by=office.officer)
    assert Entry.objects.latest("pk").act == "merge undone"


def test_one_person_with_two_numbers_needs_no_relation(office):
    one = make_household(office.north, "林秀珍")
    other = make_household(office.north, head=make_person(office.north, "林秀珍", id_no="", birthday=one.head.birthday))
    merge(pair_of(one, other), other, by=office.officer, why="号码抄错")
    assert names(other) == Counter()


def test_whoever_heads_the_other_file_gets_their_relation(office, two):
    wife, husband = two
    pair = pair_of(wife, husband)
    for relation in ("", "self", "neighbour"):
        no = refused(lambda relation=relation: merge(pair, wife, by=office.officer, why="夫妻", relation=relation))
        assert (no.field, no.code) == ("relation", "relation.required")
    assert Household.objects.filter(closed_on=None).count() == 2


def test_a_clerk_merges_nothing_and_an_officer_not_their_own_entry(office, two):
    wife, husband = two
    pair = pair_of(wife, husband)
    say(pair, "same", why="夫妻", by=office.officer)
    assert refused(lambda: merge(pair, wife, by=office.clerk_north, why="夫妻", relation="spouse")).code == "permission"
    Household.objects.filter(pk=husband.pk).update(entered_by=office.officer)
    no = refused(lambda: merge(pair, wife, by=office.officer, why="夫妻", relation="spouse"))
    assert no.code == "step.not_own_entry"


def test_the_file_in_force_is_the_one_to_keep(office, two):
    wife, husband = two
    Household.objects.filter(pk=wife.pk).update(state="draft", opened_on=None)
    pair = pair_of(wife, husband)
    assert (
        refused(lambda: merge(pair, wife, by=office.officer, why="夫妻", relation="spouse")).code
        == "likeness.keep_in_force"
    )
    merge(pair, husband, by=office.officer, why="夫妻", relation="spouse")
    wife.refresh_from_db()
    assert (wife.state, wife.steps.get().code) == ("refused", "withdraw")


def test_what_others_are_judging_is_not_merged_into(office, two):
    wife, husband = two
    Household.objects.update(state="in_notice")
    no = refused(lambda: merge(pair_of(wife, husband), wife, by=office.officer, why="夫妻", relation="spouse"))
    assert no.code == "likeness.under_way"


def test_an_application_that_turns_out_double_is_refused_for_it(office, two):
    wife, husband = two
    Household.objects.filter(pk=husband.pk).update(state="reviewing")
    merge(pair_of(wife, husband), wife, by=office.officer, why="夫妻", relation="spouse")
    husband.refresh_from_db()
    assert (husband.state, husband.steps.get().result) == ("refused", "other_file")


def test_merging_twice_or_undoing_nothing_is_refused(office, two):
    wife, husband = two
    pair = pair_of(wife, husband)
    assert refused(lambda: unmerge(pair, by=office.officer)).code == "likeness.not_merged"
    merge(pair, wife, by=office.officer, why="夫妻", relation="spouse")
    assert (
        refused(lambda: merge(pair, wife, by=office.officer, why="夫妻", relation="spouse")).code == "likeness.merged"
    )
    assert refused(lambda: say(pair, "different", why="不是", by=office.officer)).code == "likeness.merged"
    assert look_for_all().new == 0


def test_the_movement_table_adds_up_before_and_after(office, two):
    wife, husband = two
    period = Period.of_year(timezone.localdate().year)

    def adds_up():
        row = movement(office.home, period)
        return balance(row) == row["closing"]

    pair = pair_of(wife, husband)
    merge(pair, wife, by=office.officer, why="夫妻", relation="spouse")
    assert adds_up()
    assert movement(office.home, period)["closed_otherwise"] == 1
    unmerge(pair, by=office.officer)
    assert adds_up()
    assert movement(office.home, period)["closed_otherwise"] == 0


# -- what was changed since


def edit_a_visit(office, wife, husband):
    visit = Visit.objects.get()
    visit.seen = "新冰箱"
    visit.save()
    return str(Visit._meta.verbose_name)


def take_a_visit_away(office, wife, husband):
    Visit.objects.all().delete()
    return str(Visit._meta.verbose_name)


def add_an_income(office, wife, husband):
    IncomeLine.objects.create(assessment=wife.assessments.get(assessed_on=DAY), kind="wage", amount=Decimal(1))
    return str(Assessment._meta.verbose_name)


def change_the_address(office, wife, husband):
    Household.objects.filter(pk=wife.pk).update(address="和平街5号")
    return str(Household._meta.get_field("address").verbose_name)


def close_the_kept_file(office, wife, husband):
    take(wife, "close", by=office.officer, on=timezone.localdate(), reason="recovered")
    return "A001"


def reopen_the_other(office, wife, husband):
    HouseholdMember.objects.filter(person=husband.head).delete()
    take(husband, "reopen", by=office.officer, reason="又困难")
    return "B001"


def take_the_head_out_of_the_family(office, wife, husband):
    HouseholdMember.objects.filter(person=husband.head).delete()
    return "赵德明"


@pytest.mark.parametrize(
    "change",
    [
        edit_a_visit,
        take_a_visit_away,
        add_an_income,
        change_the_address,
        close_the_kept_file,
        reopen_the_other,
        take_the_head_out_of_the_family,
    ],
)
def test_what_was_changed_since_is_named_and_nothing_is_undone(office, two, change):
    wife, husband = two
    Visit.objects.create(household=husband, on=DAY, visitors=["甲", "乙"], result="fits")
    Assessment.objects.create(household=husband, assessed_on=DAY, category="deep", confirmed=True)
    pair = pair_of(wife, husband)
    merge(pair, wife, by=office.officer, why="夫妻", relation="spouse")
    named = change(office, wife, husband)
    before = everything()
    no = refused(lambda: unmerge(pair, by=office.officer))
    assert no.code == "likeness.changed_since"
    assert named in str(no.message)
    assert everything() == before


def test_a_head_who_opened_another_file_meanwhile_cannot_have_two(office, two):
    wife, husband = two
    pair = pair_of(wife, husband)
    merge(pair, wife, by=office.officer, why="夫妻", relation="spouse")
    make_household(office.north, head=husband.head)
    assert refused(lambda: unmerge(pair, by=office.officer)).code == "file.already_open"


# -- exactly


def everything():
    """Every row of every table but the histories and the trail; the editions of files go on, and numbers are given once."""
    found = {}
    for model in apps.get_models():
        if model.__name__.startswith("Historical") or model._meta.app_label == "office":
            continue
        for values in model._base_manager.values():
            values.pop("edition", None)
            found[model._meta.label, values["id"] if "id" in values else str(values)] = values
    return found


def fill(household, rng, office):
    """A random life: some of everything that may lie in a file."""
    days = [date(2025, month, 1) for month in range(1, 7)]
    union, head = household.union, household.head
    for place in range(rng.randrange(4)):
        person = make_person(
            union, rng.choice(["赵小雨", "孙桂兰", "李一", f"家{place}"]), birthday=rng.choice([None, DAY]), id_no=""
        )
        HouseholdMember.objects.create(
            household=household, person=person, relation="child", disease=rng.choice(["", "心脏病"])
        )
    proofs = [
        Attachment.objects.create(
            household=household, kind="other", name=f"证{place}", key=f"{household.pk}-{place}", sha256="0" * 64, size=1,
            content_type="image/png",
        )
        for place in range(rng.randrange(4))
    ]  # fmt: skip
    for day in rng.sample(days[3:], rng.randrange(3)):
        assessed = Assessment.objects.create(
            household=household,
            assessed_on=day,
            category="deep",
            verdict={"b": 1, "a": [2]},
            income_year=Decimal("1.50"),
        )
        IncomeLine.objects.create(assessment=assessed, kind="wage", amount=Decimal(5))
        ExpenseLine.objects.create(
            assessment=assessed, kind="medical", gross=Decimal(9), evidence=rng.choice([None, *proofs])
        )
        Assets.objects.create(assessment=assessed, found={"vehicle": "轮椅车"})
    for day in rng.sample(days, rng.randrange(3)):
        Completion.objects.create(household=household, on=day)
        visit = Visit.objects.create(household=household, on=day, visitors=["甲", "乙"], result="fits")
        if proofs:
            Attachment.objects.filter(pk=proofs[0].pk).update(visit=visit)
    for day in rng.sample(days, rng.randrange(3)):
        Referral.objects.create(union=union, household=household, person=head, kind="living", applied_on=day)
    if rng.random() < 0.5:
        FileForm.objects.create(household=household, disease="糖尿病", needs=["medical"])
    if rng.random() < 0.5:
        Consent.objects.create(
            household=household, person=head, purpose="check", signed_on=DAY, scan=rng.choice([None, *proofs])
        )
    if rng.random() < 0.5:
        Recusal.objects.create(household=household, staff=rng.choice([office.cashier, office.auditor]), why="亲戚")
    if rng.random() < 0.5:
        aid = RegularAid.objects.create(
            union=union, person=head, household=household, standard=Decimal(100), first_month=DAY, last_month=DAY
        )
        RegularMonth.objects.create(aid=aid, month=DAY, amount=Decimal(100), state=rng.choice(["due", "paid"]))
    lists = make_list(union, f"名单{household.pk}")
    for paid_on in rng.sample([None, DAY, date(2025, 5, 1)], rng.randrange(4)):
        make_line(household, lists, paid_on=paid_on)
    notice = Notice.objects.create(
        union=union, title="公示", phone="82345678", state="taken_down", proof=rng.choice([None, *proofs])
    )
    NoticeLine.objects.create(notice=notice, household=household)
    if rng.random() < 0.5:
        Step.objects.create(
            household=household, code="approve", before="checking", after="in_force", on=date(2025, 3, 1),
            by=office.administrator, evidence=rng.choice([None, *proofs]),
        )  # fmt: skip
    facts = {"phone": "13800001234", "address": "中山路1号", "floor_area": Decimal("58.50"), "health": "healthy"}
    for name in rng.sample(list(facts), rng.randrange(4)):
        setattr(household, name, facts[name])
    if rng.random() < 0.4:
        household.previous = make_household(
            union, head=head, opened_on=date(2020, 1, 1), closed_on=date(2021, 1, 1), state="closed"
        )
    household.save()


@pytest.mark.parametrize("seed", range(12))
def test_undoing_a_merge_leaves_everything_as_it_was(office, seed):
    rng = random.Random(seed)
    one, other = (
        make_household(office.north, "林秀珍"),
        make_household(rng.choice([office.north, office.south]), "赵德明"),
    )
    for household in (one, other):
        fill(household, rng, office)
    for household in (one, other):
        Household.objects.filter(pk=household.pk).update(state=rng.choice(["in_force", "reexamining"]))
    pair = pair_of(one, other)
    if rng.random() < 0.5:
        say(pair, "same", why="电话核实", by=office.officer)
    before = everything()
    merge(pair, rng.choice([one, other]), by=office.officer, why="夫妻各建一档", relation="spouse")
    assert everything() != before
    unmerge(pair, by=office.officer)
    assert everything() == before


def test_a_file_that_came_back_is_read_by_rosters_again(office, two):
    wife, husband = two
    pair = pair_of(wife, husband)
    merge(pair, wife, by=office.officer, why="夫妻", relation="spouse")
    unmerge(pair, by=office.officer)
    check_not_under_way(Household.objects.get(pk=husband.pk))
