"""Files alike are found once for the whole office, said to be one household or two, and not asked about again."""

from datetime import date

import pytest

from hardship.models import FileForm, Household, HouseholdMember, Likeness
from hardship.operations.likeness import (
    hints,
    look_for,
    look_for_all,
    look_through,
    look_through_soon,
    say,
    shared_by_many,
)
from hardship.rules.likeness import MOST
from members.operations.namesakes import Namesakes
from office.jobs.models import Job
from office.models import Entry
from office.refusal import Refusal
from office.workbooks.models import Answer
from tests.people import id_number, make_household, make_person, make_staff

BORN = date(1970, 1, 2)


def alike(*households):
    return {(one.first, one.second): one.alike for one in Likeness.objects.filter(first__in=households)}


@pytest.fixture
def two(office):
    """Two files of one address, with two unions."""
    one = make_household(office.north, "林秀珍", address="中山路12号3栋501室")
    other = make_household(office.south, "赵德明", address="中山路１２號3幢501")
    return one, other


def test_files_alike_are_found_across_the_office(office, two):
    one, other = two
    third = make_household(office.north, "林秀珍", phone="0411-82345678")
    third.head.name, third.head.birthday = "林秀珍", one.head.birthday
    third.head.save()
    FileForm.objects.create(household=other, phone2="82345678")
    assert look_for_all().new == (3 if third.head.birthday == one.head.birthday else 2)
    found = alike(one, other, third)
    assert found[one, other] == ["address"]
    assert found[other, third] == ["phone"]


def test_namesakes_in_the_family_count_as_well(office):
    one, other = make_household(office.north, "林秀珍"), make_household(office.south, "赵德明")
    for household in (one, other):
        person = make_person(household.union, "林小雨", id_no="", birthday=BORN)
        HouseholdMember.objects.create(household=household, person=person, relation="spouse")
    look_for(other)
    assert alike(one) == {(one, other): ["name_birthday"]}


def test_the_telephone_of_a_relative_counts(office):
    one = make_household(office.north, "林秀珍", phone="13800001234")
    other = make_household(office.north, "赵德明")
    relative = make_person(office.north, "赵小雨", mobile="13800001234")
    HouseholdMember.objects.create(household=other, person=relative, relation="child")
    look_for(one)
    assert alike(one) == {(one, other): ["phone"]}


def test_closed_files_are_not_looked_at(office, two):
    Household.objects.filter(pk=two[0].pk).update(state="closed", closed_on=date(2025, 5, 1))
    assert look_for_all().new == 0


def test_nothing_is_found_twice_and_what_was_put_right_goes(office, two):
    one, other = two
    assert (look_for(one).new, look_for(other).new, look_for_all().new) == (1, 0, 0)
    other.address = "和平街5号"
    other.save()
    assert look_for(other).gone == 1
    assert not Likeness.objects.exists()
    assert Likeness.history.count() == 2


def test_more_grounds_are_added_while_nobody_has_said_anything(office, two):
    look_for_all()
    Household.objects.update(phone="13800001234")
    assert look_for_all().changed == 1
    assert Likeness.objects.get().alike == ["address", "phone"]


def test_the_number_of_the_office_does_not_flood_the_queue(office):
    for place in range(MOST + 1):
        make_household(office.north, f"林秀{place}", phone="0411-82345678")
    assert look_for_all().new == 0
    (shared,) = shared_by_many(office.clerk_north)
    assert (shared.ground, shared.value, len(shared.keys)) == ("phone", "82345678", MOST + 1)
    assert shared_by_many(office.clerk_south) == []


@pytest.mark.parametrize("files", [2, 40])
def test_looking_takes_the_same_queries_for_few_and_for_many(office, django_assert_max_num_queries, files):
    for place in range(files):
        # A surname of its own each, or relatives would share name and birthday.
        make_household(office.north, f"{chr(0x4E00 + place)}秀", family=1, address=f"中山路{place // 2}号")
    with django_assert_max_num_queries(14):
        assert look_for_all().new == files // 2


def test_what_was_said_stays_with_who_and_why(office, two):
    look_for_all()
    likeness = say(Likeness.objects.get(), "different", why="两兄弟分户居住", by=office.officer)
    assert (likeness.said, likeness.by, likeness.why) == ("different", office.officer, "两兄弟分户居住")
    Household.objects.update(phone="13800001234")
    assert (look_for_all().new, look_for_all().changed) == (0, 0)
    assert not Likeness.objects.waiting().exists()
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.reason, entry.facts["said"]) == ("likeness said", "两兄弟分户居住", "different")


def test_whoever_sees_one_of_the_two_only_cannot_judge(office, two):
    look_for_all()
    likeness = Likeness.objects.get()
    for clerk in (office.clerk_north, office.clerk_south):
        assert list(Likeness.objects.visible_to(clerk)) == [likeness]
        with pytest.raises(Refusal) as refused:
            say(likeness, "different", why="不是一家", by=clerk)
        assert refused.value.code == "likeness.scope"


@pytest.mark.parametrize("role", ["auditor", "cashier", "nobody"])
def test_whoever_changes_nothing_says_nothing(office, two, role):
    look_for_all()
    with pytest.raises(Refusal) as refused:
        say(Likeness.objects.get(), "different", why="不是一家", by=getattr(office, role))
    assert refused.value.code == "permission"


def test_others_do_not_hear_of_it(office, two):
    look_for_all()
    east = type(office.north).objects.create(name="东岸工会", parent=office.home, path=f"{office.home.path}999999/")
    assert not Likeness.objects.visible_to(make_staff("clerk_east", east, "clerk")).exists()


@pytest.mark.parametrize("why", ["", " ", "x", "长" * 201])
def test_a_reason_is_asked_for(office, two, why):
    look_for_all()
    with pytest.raises(Refusal) as refused:
        say(Likeness.objects.get(), "different", why=why, by=office.officer)
    assert refused.value.field == "why"


def test_a_form_is_told_before_it_is_kept(office, two):
    one, other = two
    typed = {"people": [("孙一", None)], "phones": [""], "address": "中山路12-3-501"}
    (here, there) = hints(**typed, by=office.clerk_north)
    assert (here.household, here.where) == (one.pk, f"{one.file_no} 林秀珍")
    assert (there.household, there.where, there.grounds) == (None, office.south.name, ("address",))
    assert [hint.household for hint in hints(**typed, by=office.officer, besides=one.pk)] == [other.pk]
    assert hints(people=[("孙一", None)], by=office.officer) == []


def test_a_form_does_not_hear_again_of_what_was_said_to_be_another(office, two):
    one, other = two
    look_for_all()
    say(Likeness.objects.get(), "different", why="两兄弟分户居住", by=office.officer)
    typed = {"people": [], "address": one.address}
    assert hints(**typed, by=office.officer, besides=one.pk) == []
    assert hints(**typed, by=office.officer, besides=other.pk) == []


def test_a_search_in_the_background_is_asked_for_once(office, two):
    job = look_through_soon(office.clerk_north)
    assert look_through_soon(office.officer) == job
    assert Job.objects.count() == 1
    look_through.func()
    assert Likeness.objects.count() == 1


def test_what_an_import_was_told_of_two_people_is_not_asked_again(office):
    born = date(1970, 5, 1)
    one, other, third = (
        make_household(office.north, head=make_person(office.north, "林秀珍", id_no=id_number(born, serial=serial)))
        for serial in (1, 2, 3)
    )
    namesakes = Namesakes(office.clerk_north, {})
    namesakes.newest = one.head.pk
    namesakes.look_up([("林秀珍", born)])
    with pytest.raises(Refusal) as asked:
        namesakes.ask("林秀珍", born, other.head.id_no)
    Answer.objects.create(key=asked.value.doubt.key, record=None, by=office.clerk_north)
    look_for_all()
    assert set(alike(one, other, third)) == {(one, third), (other, third)}
    Household.objects.filter(pk__in=[one.pk, other.pk]).update(phone="13800001234")
    look_for_all()
    assert alike(one)[one, other] == ["phone"]
