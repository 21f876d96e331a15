"""Nothing of another union can be chosen, searched, filtered for or counted."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from hardship.models import Household, HouseholdMember
from members.models import Committee, Employer, Person, Union
from tests.people import make_household, make_list, make_person

AUTOCOMPLETE = [
    (model, field)
    for model, screen in admin.site._registry.items()
    for owner, fields in [
        (model, screen.autocomplete_fields),
        *((i.model, i.autocomplete_fields) for i in screen.inlines),
    ]
    for model, field in [(owner, field) for field in fields]
    if model._meta.app_label in ("members", "hardship")
]


@pytest.mark.parametrize(("model", "field"), AUTOCOMPLETE, ids=lambda value: getattr(value, "__name__", value))
def test_an_autocomplete_offers_ones_own_unions_only(client, office, model, field):
    for union in (office.north, office.south):
        make_household(union, "李大江")
        make_list(union)
    client.force_login(office.clerk_north)
    remote = model._meta.get_field(field).related_model
    response = client.get(
        reverse("admin:autocomplete"),
        {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field, "term": ""},
    )
    keys = {int(result["id"]) for result in response.json()["results"]}
    assert keys == set(remote.objects.visible_to(office.clerk_north).values_list("pk", flat=True))


def management(prefix, **counts):
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0} | {
        f"{prefix}-{name}": value for name, value in counts.items()
    }


def inlines_of_a_file():
    return management("members") | management("assessments") | management("completions")


def test_a_foreign_union_cannot_be_posted(client, office):
    client.force_login(office.clerk_north)
    response = client.post(
        reverse("admin:members_person_add"),
        {"name": "张三", "union": office.south.pk} | management("memberships"),
    )
    assert "union" in response.context["adminform"].form.errors
    assert not Person.objects.filter(name="张三").exists()


def test_a_foreign_employer_cannot_be_posted(client, office):
    client.force_login(office.clerk_north)
    foreign = Employer.objects.get(union=office.south)
    response = client.post(reverse("admin:members_committee_add"), {"employer": foreign.pk, "founded_on": "2025-01-01"})
    assert "employer" in response.context["adminform"].form.errors
    assert not Committee.objects.exists()


def test_a_foreign_head_cannot_be_posted(client, office):
    stranger = make_person(office.south)
    client.force_login(office.clerk_north)
    response = client.post(
        reverse("admin:hardship_household_add"),
        {"head": stranger.pk, "union": office.north.pk, "opened_on": "2025-03-03"} | inlines_of_a_file(),
    )
    assert "head" in response.context["adminform"].form.errors
    assert not Household.objects.exists()


def test_a_foreign_relative_cannot_be_posted(client, office):
    household, stranger = make_household(office.north), make_person(office.south)
    client.force_login(office.clerk_north)
    rows = {"members-TOTAL_FORMS": 1, "members-0-person": stranger.pk, "members-0-relation": "sibling"}
    response = client.post(
        reverse("admin:hardship_household_change", args=[household.pk]),
        {"file_no": household.file_no, "union": office.north.pk, "opened_on": "2025-03-01"}
        | inlines_of_a_file()
        | rows,
    )
    assert response.status_code == 200
    assert not HouseholdMember.objects.exists()


def test_a_foreign_parent_cannot_be_posted(client, office):
    client.force_login(office.clerk_north)
    response = client.post(
        reverse("admin:members_union_add"),
        {"name": "新建工会", "parent": office.home.pk, "kind": "grassroots"} | management("employers"),
    )
    assert "parent" in response.context["adminform"].form.errors
    assert not Union.objects.filter(name="新建工会").exists()


def test_a_relative_registered_by_another_union_may_stay(client, office):
    """The son works in the south and is registered there; his mother's file in the north is saved all the same."""
    household, son = make_household(office.north), make_person(office.south, "王大江")
    member = HouseholdMember.objects.create(household=household, person=son, relation="sibling")
    client.force_login(office.clerk_north)
    rows = {
        "members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 1, "members-0-id": member.pk,
        "members-0-household": household.pk, "members-0-person": son.pk, "members-0-relation": "sibling",
        "members-0-counted": "on",
    }  # fmt: skip
    response = client.post(
        reverse("admin:hardship_household_change", args=[household.pk]),
        {"file_no": household.file_no, "union": office.north.pk, "opened_on": "2025-03-01", "address": "北岸路 1 号"}
        | inlines_of_a_file()
        | rows,
    )
    assert response.status_code == 302, response.context["errors"]
    household.refresh_from_db()
    assert household.address == "北岸路 1 号"


def test_the_union_filter_names_ones_own_unions_and_no_other(client, office):
    make_household(office.north)
    make_household(office.south)
    client.force_login(office.clerk_north)
    url = reverse("admin:hardship_household_changelist")
    page = client.get(url).content.decode()
    assert office.south.name not in page
    assert client.get(url, {"union": office.south.pk}).context["cl"].queryset.count() == 0
    client.force_login(office.officer)
    assert client.get(url, {"union": office.north.pk}).context["cl"].queryset.count() == 1


def test_the_tally_counts_what_is_seen(client, office):
    make_household(office.north)
    make_household(office.south)
    make_household(office.south)
    for staff, expected in ((office.clerk_north, 1), (office.officer, 3)):
        client.force_login(staff)
        tally = client.get(reverse("admin:hardship_household_changelist")).context["tally"]
        assert [value for _label, value, _unit in tally] == [expected]


@pytest.mark.parametrize("words", ["李大江", "LDJ", "lidaj", "last four", "last six", "whole"])
def test_a_file_is_found_as_a_clerk_looks_for_it(client, office, words):
    household = make_household(office.north, "李大江")
    make_household(office.north, "王小明")
    number = household.head.id_no
    typed = {"last four": number[-4:], "last six": number[-6:], "whole": number.lower()}.get(words, words)
    client.force_login(office.clerk_north)
    found = client.get(reverse("admin:hardship_household_changelist"), {"q": typed}).context["cl"].queryset
    assert list(found) == [household]
    assert date(2025, 3, 1) == found[0].opened_on
