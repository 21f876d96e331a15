"""Roles: groups that follow members/roles.py, and nothing that is not written there."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from members.roles import GRANTED, ROLES, may, role_choices, roles_of, sync_roles
from tests.people import make_staff

pytestmark = pytest.mark.django_db


def granted(group):
    return {
        f"{app}.{codename}" for app, codename in group.permissions.values_list("content_type__app_label", "codename")
    }


def test_after_migrate_the_groups_are_the_roles():
    assert {group.name: granted(group) for group in Group.objects.all()} == {
        role.code: role.permissions for role in ROLES.values()
    }


def test_every_permission_that_a_role_grants_exists():
    known = Permission.objects.values_list("content_type__app_label", "codename")
    assert {f"{app}.{codename}" for app, codename in known} >= GRANTED


def test_migrating_again_mends_what_was_tampered_with():
    clerk = Group.objects.get(name="clerk")
    clerk.permissions.set(Permission.objects.all())
    Group.objects.create(name="friends")
    call_command("migrate", verbosity=0)
    assert granted(clerk) == ROLES["clerk"].permissions
    assert not Group.objects.filter(name="friends").exists()


def test_nothing_happens_before_there_are_groups():
    class Empty:
        @staticmethod
        def get_model(*names):
            raise LookupError(names)

    sync_roles(apps=Empty)
    sync_roles(apps=apps)
    assert Group.objects.count() == len(ROLES)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("hardship.view_household", {"clerk", "officer", "cashier", "administrator", "auditor"}),
        ("hardship.add_household", {"clerk", "officer", "administrator"}),
        ("office.add_run", {"clerk", "officer", "administrator"}),
        ("members.add_staff", {"administrator"}),
        ("hardship.change_fund", {"administrator"}),
        ("office.view_entry", {"auditor"}),
        ("members.reveal_person", {"clerk", "officer", "cashier", "auditor"}),
    ],
)
def test_the_table_of_the_design(permission, roles):
    assert {role.code for role in ROLES.values() if permission in role.permissions} == roles


def test_an_auditor_changes_nothing_and_a_cashier_only_pays():
    for code, verbs in (("auditor", {"view", "reveal"}), ("cashier", {"view", "reveal", "pay"})):
        assert {permission.split(".")[1].split("_")[0] for permission in ROLES[code].permissions} == verbs


def test_may_fails_closed(office):
    assert may(office.clerk_north, "office.add_run")
    assert not may(office.auditor, "office.add_run")
    assert not may(office.nobody, "hardship.view_household")
    with pytest.raises(ValueError, match="No role grants"):
        may(office.clerk_north, "hardship.fly")
    office.clerk_north.is_active = False
    assert not may(office.clerk_north, "office.add_run")


def test_roles_are_named_in_their_order(office):
    both = make_staff("both", office.north, "auditor", "clerk")
    assert [role.code for role in roles_of(both)] == ["clerk", "auditor"]
    assert [code for code, _label in role_choices()] == list(ROLES)
