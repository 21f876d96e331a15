"""Who may log in, and as what."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from members.models import Staff, Union
from office.trail.acts import note


@transaction.atomic
def engage(username: str, *, name: str, union: Union, role: str, password: str, by: Any) -> Staff:
    """A new member of staff with one role of members/roles.py. Raises Group.DoesNotExist for another role."""
    staff = Staff.objects.create_user(username, password=password, name=name, union=union, is_staff=True)
    staff.groups.add(Group.objects.get(name=role))
    note("staff engaged", by=by, on=staff, role=role)
    return staff
