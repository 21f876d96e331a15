"""What the long version of the family table tells of one relative, in words (domain.md 1.3)."""

from django.db import models

from hardship.desk import words
from hardship.models import HouseholdMember
from hardship.operations.form import MEMBER_FACTS, PERSON_FACTS


def facts_of(member: HouseholdMember) -> list[tuple[str, str]]:
    """(label, words) of whatever is filled in. `member` brings its person and its form along."""
    found = _told(member.person, PERSON_FACTS)
    form = getattr(member, "form", None)
    return found + _told(form, MEMBER_FACTS) if form is not None else found


def _told(record: models.Model, names: tuple[str, ...]) -> list[tuple[str, str]]:
    told = []
    for name in names:
        field, value = record._meta.get_field(name), getattr(record, name)
        if value is None or value == "":
            continue
        shown = getattr(record, f"get_{name}_display")() if field.choices else words.cell(value)
        told.append((str(field.verbose_name), str(shown)))
    return told
