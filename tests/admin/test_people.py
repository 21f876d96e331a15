"""Typing in people and memberships: what the form says, and what is written down."""

from datetime import date

import pytest
from django.urls import reverse

from members.models import Membership, MembershipEvent, Person
from office.trail.models import Entry
from tests.people import id_number, make_person

NO_ROWS = {
    "memberships-TOTAL_FORMS": 0,
    "memberships-INITIAL_FORMS": 0,
    "events-TOTAL_FORMS": 0,
    "events-INITIAL_FORMS": 0,
}
NUMBER = id_number(date(1975, 6, 1), "F", serial=0)


@pytest.fixture
def clerk(client, office):
    client.force_login(office.clerk_north)
    return client


def type_person(clerk, office, person=None, **facts):
    url = reverse("admin:members_person_change", args=[person.pk]) if person else reverse("admin:members_person_add")
    return clerk.post(url, {"name": "李秀英", "union": office.north.pk} | NO_ROWS | facts)


def errors(response):
    return {name: list(said) for name, said in response.context["adminform"].form.errors.items()}


def test_sex_and_birthday_follow_the_number(clerk, office):
    assert type_person(clerk, office, number=f" {NUMBER[:6]} {NUMBER[6:]} ").status_code == 302
    person = Person.objects.get(name="李秀英")
    assert (person.id_no, person.sex, person.birthday) == (NUMBER, "F", date(1975, 6, 1))
    assert person.initials == "LXY"


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (NUMBER[:-1], "18"),
        (NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), "last character"),
        ("210200197513011234", "birthday"),
        ("990200197501011234", "begins"),
        ("21020019750101A234", "digits"),
    ],
)
def test_a_wrong_number_is_told_beside_the_field(clerk, office, settings, number, word):
    clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    said = errors(type_person(clerk, office, number=number))
    assert list(said) == ["number"]
    assert word in said["number"][0]
    assert not Person.objects.filter(name="李秀英").exists()


def test_sex_and_birthday_must_not_contradict_the_number(clerk, office):
    said = errors(type_person(clerk, office, number=NUMBER, sex="M", birthday="1980-01-01"))
    assert set(said) == {"sex", "birthday"}


def test_nobody_is_registered_twice(clerk, office):
    known = make_person(office.north, "李秀英", id_no=NUMBER)
    said = errors(type_person(clerk, office, number=NUMBER))
    assert str(known.union) in said["number"][0]


def test_whom_another_union_registered_is_not_named(clerk, office):
    make_person(office.south, "赵大江", id_no=NUMBER)
    said = errors(type_person(clerk, office, number=NUMBER))["number"][0]
    assert "赵大江" not in said
    assert str(office.south) not in said


def test_an_empty_number_leaves_the_old_one(clerk, office):
    person = make_person(office.north, id_no=NUMBER)
    assert type_person(clerk, office, person, mobile="138 0013 8000").status_code == 302
    person.refresh_from_db()
    assert (person.id_no, person.mobile) == (NUMBER, "13800138000")


def test_a_number_is_corrected_by_typing_the_whole_of_it(clerk, office):
    person = make_person(office.north, id_no=NUMBER)
    right = id_number(date(1975, 6, 1), "M", serial=3)
    assert type_person(clerk, office, person, number=right).status_code == 302
    person.refresh_from_db()
    assert (person.id_no, person.sex) == (right, "M")


def test_each_write_leaves_one_entry_without_values(clerk, office):
    type_person(clerk, office, number=NUMBER)
    person = Person.objects.get(name="李秀英")
    added = Entry.objects.first()
    assert (added.act, added.by, added.model, added.record) == (
        "added",
        office.clerk_north,
        "members.Person",
        str(person.pk),
    )
    type_person(clerk, office, person, number=id_number(date(1975, 6, 1), "M", serial=4), mobile="13800138000")
    changed = Entry.objects.first()
    assert (changed.act, changed.facts) == ("changed", {"fields": ["number", "mobile"]})
    assert Entry.objects.exclude(act="opened office").count() == 2
    assert person.history.first().history_user == office.clerk_north


def join(clerk, office, person, **facts):
    known = {"person": person.pk, "union": office.north.pk, "change": "1", "began_on": "2025-03-01"}
    return clerk.post(reverse("admin:members_membership_add"), known | NO_ROWS | facts)


def test_joining_writes_the_event(clerk, office):
    person = make_person(office.north)
    assert join(clerk, office, person, migrant="on").status_code == 302
    membership = Membership.objects.get()
    assert (membership.began_on, membership.migrant) == (date(2025, 3, 1), True)
    assert [(event.kind, event.on) for event in membership.events.all()] == [("1", date(2025, 3, 1))]
    assert [entry.record for entry in Entry.objects.filter(act="added")] == [str(membership.pk)]
    assert membership.history.get().history_user == office.clerk_north


def test_nobody_joins_while_they_are_a_member(clerk, office):
    person = make_person(office.north)
    join(clerk, office, person)
    said = errors(join(clerk, office, person, began_on="2025-06-01"))
    assert list(said) == ["person"]
    assert len(said["person"]) == 1


def test_leaving_ends_the_membership_and_writes_the_event(clerk, office):
    join(clerk, office, make_person(office.north))
    membership = Membership.objects.get()
    url = reverse("admin:members_membership_change", args=[membership.pk])
    response = clerk.post(
        url, {"change": MembershipEvent.RESIGNED, "changed_on": "2025-09-01", "migrant": "on"} | NO_ROWS
    )
    assert response.status_code == 302
    membership.refresh_from_db()
    assert (membership.ended_on, membership.migrant) == (date(2025, 9, 1), True)
    assert [event.kind for event in membership.events.all()] == ["1", "6"]
    assert membership.history.count() == 2


def test_a_membership_cannot_end_before_it_began(clerk, office):
    join(clerk, office, make_person(office.north))
    url = reverse("admin:members_membership_change", args=[Membership.objects.get().pk])
    said = errors(clerk.post(url, {"change": "6", "changed_on": "2025-01-01"} | NO_ROWS))
    assert list(said) == ["changed_on"]
    assert Membership.objects.get().ended_on is None


def test_a_membership_may_be_kept(clerk, office):
    join(clerk, office, make_person(office.north))
    membership = Membership.objects.get()
    url = reverse("admin:members_membership_change", args=[membership.pk])
    assert clerk.post(url, {"change": "3", "changed_on": "2025-05-01", "employment": "3"} | NO_ROWS).status_code == 302
    membership.refresh_from_db()
    assert (membership.ended_on, membership.employment) == (None, "3")
    assert [event.kind for event in membership.events.all()] == ["1", "3"]
