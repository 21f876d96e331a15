"""Whose hand did what: the columns that sign, and the database's own rule that two hands are not the same person's."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q


def signer(label: Any) -> models.ForeignKey:
    """Who did it; None for a command at the server, and for what rosters brought in."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def not_the_same(one: str, other: str, name: str, message: Any) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)}),
        name=name,
        violation_error_message=message,
    )
