"""Which unions a member of staff sees: their own and everything below it."""

from typing import Any, Self

from django.db import models


def sees(staff: Any, union: Any) -> bool:
    """Whether `union` is among those that `staff` sees; a command at the server (None) sees all."""
    if staff is None or staff.is_superuser:
        return True
    return bool(staff.is_active and staff.union is not None and union.path.startswith(staff.union.path))


class ScopedQuerySet(models.QuerySet[Any]):
    """Base of every queryset on members and hardship models: name the way to the union once, then ask `visible_to`."""

    union_path = "union__path"

    def within(self, union: Any) -> Self:
        """The records of `union` and of all unions below it."""
        return self.filter(**{f"{self.union_path}__startswith": union.path})

    def visible_to(self, staff: Any) -> Self:
        """What `staff` may see: nothing without a union, everything for a superuser."""
        if staff.is_superuser:
            return self.all()
        if not staff.is_active or staff.union is None:
            return self.none()
        return self.within(staff.union)
