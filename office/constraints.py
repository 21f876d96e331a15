"""Rules that the database keeps too, each with a message in the user's words."""

from typing import Any

from django.db.models import CheckConstraint, F, Q


def not_before(later: str, earlier: str, message: Any) -> CheckConstraint:
    """`later` is empty or no day before `earlier`."""
    return CheckConstraint(
        condition=Q(**{f"{later}__isnull": True})
        | Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__gte": F(earlier)}),
        name=f"%(app_label)s_%(class)s_{later}_not_before_{earlier}",
        violation_error_message=message,
    )
