"""Staff: an administrator gives roles within their own unions, and nothing above."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from members.models import Staff
from office.trail.models import Entry
from tests.people import PASSWORD, make_staff

ADD = "admin:members_staff_add"


@pytest.fixture
def boss(client, office):
    client.force_login(office.administrator)
    return client


def add(client, union, **facts):
    known = {"username": "wang", "name": "王会计", "union": union.pk, "password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse(ADD), known | facts)


def test_a_new_colleague_may_log_in_and_has_their_roles(boss, office):
    assert add(boss, office.north, roles=["clerk", "cashier"]).status_code == 302
    wang = Staff.objects.get(username="wang")
    assert (wang.is_staff, wang.is_superuser, wang.union) == (True, False, office.north)
    assert wang.check_password(PASSWORD)
    assert {group.name for group in wang.groups.all()} == {"clerk", "cashier"}
    entry = Entry.objects.first()
    assert (entry.act, entry.facts) == ("added", {"roles": ["cashier", "clerk"]})


def test_only_roles_that_exist_are_given(boss, office):
    Group.objects.create(name="made up")
    response = add(boss, office.north, roles=["made up"])
    assert "roles" in response.context["adminform"].form.errors


def test_nobody_makes_a_superuser(boss, office):
    add(boss, office.north, roles=["clerk"], is_superuser="on", user_permissions="1")
    wang = Staff.objects.get(username="wang")
    assert not wang.is_superuser
    assert not wang.user_permissions.exists()


def test_only_within_ones_own_unions(client, office):
    client.force_login(make_staff("boss_north", office.north, "administrator"))
    for union in (office.south, office.home):
        assert "union" in add(client, union, roles=["clerk"]).context["adminform"].form.errors
    assert not Staff.objects.filter(username="wang").exists()


def test_a_superuser_is_out_of_reach(boss, office):
    root = make_staff("root", office.home, is_superuser=True)
    for page in ("members_staff_change", "auth_user_password_change"):
        assert boss.get(reverse(f"admin:{page}", args=[root.pk])).status_code == 404
    assert root not in boss.get(reverse("admin:members_staff_changelist")).context["cl"].queryset


def test_roles_are_taken_away_again(boss, office):
    url = reverse("admin:members_staff_change", args=[office.clerk_north.pk])
    assert boss.get(url).context["adminform"].form["roles"].initial == ["clerk"]
    known = {"username": "clerk_north", "name": "李", "union": office.north.pk, "is_active": "on"}
    assert boss.post(url, known | {"roles": ["officer"]}).status_code == 302
    assert [group.name for group in office.clerk_north.groups.all()] == ["officer"]
    entry = Entry.objects.first()
    assert entry.facts["roles"] == ["officer"]
    assert "roles" in entry.facts["fields"]


def test_a_password_is_set_and_noted_once(boss, office):
    url = reverse("admin:auth_user_password_change", args=[office.clerk_north.pk])
    new = "autumn-moon-2025"
    assert boss.get(url).status_code == 200
    before = Entry.objects.count()
    assert boss.post(url, {"password1": new, "password2": new}).status_code == 302
    office.clerk_north.refresh_from_db()
    assert office.clerk_north.check_password(new)
    assert Entry.objects.count() == before + 1
    assert new not in str(Entry.objects.first().facts)


def test_the_list_names_roles_and_filters_by_them(boss, office):
    url = reverse("admin:members_staff_changelist")
    assert set(boss.get(url, {"role": "clerk"}).context["cl"].queryset) == {office.clerk_north, office.clerk_south}
    north = boss.get(url, {"union": office.north.pk}).context["cl"].queryset
    assert set(north) == {office.clerk_north}
    assert not boss.get(url, {"union": "0"}).context["cl"].queryset.exists()


def test_groups_have_no_screen_of_their_own():
    assert not admin.site.is_registered(Group)
