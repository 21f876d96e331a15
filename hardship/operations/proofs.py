"""Consents of a family: recorded, withdrawn, and who has still to give theirs (domain.md 7)."""

from datetime import date

from django.utils import timezone

from hardship.models import Household
from hardship.rules.consents import Given, Relative, missing


def relatives_of(household: Household) -> list[Relative]:
    """The head, then the family. Two queries."""
    head = household.head
    family = household.members.select_related("person")
    return [Relative(head.pk, head.name, head.birthday)] + [
        Relative(member.person_id, member.person.name, member.person.birthday, member.counted) for member in family
    ]


def given_in(household: Household) -> list[Given]:
    """All consents of a file, those withdrawn included. One query."""
    return [
        Given(*facts) for facts in household.consents.values_list("person_id", "purpose", "signed_on", "withdrawn_on")
    ]


def consent_missing(household: Household, purpose: str, on: date | None = None) -> list[str]:
    """The names of those who must still agree to `purpose` (a code of CONSENT_PURPOSES) on that day, today if none is given.

    The head comes first; empty when everybody agreed. For the public notice ("notice") these are the adults of the family.
    """
    day = on or timezone.localdate()
    return [one.name for one in missing(relatives_of(household), given_in(household), purpose, day)]


def has_consent(household: Household, purpose: str, on: date | None = None) -> bool:
    """Whether everybody who is asked agreed to `purpose` on that day."""
    return not consent_missing(household, purpose, on)
