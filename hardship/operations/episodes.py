"""A household that is in hardship again gets a new file, linked to the one before (返困, domain.md 3)."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import Disposal, FileForm, Household
from office.history import Hand
from office.refusal import Refusal

from .files import check_may_open, new_file_number, open_homes

# What a household keeps from one episode to the next; what it lives on is asked anew.
KEPT = (
    "head", "union", "employer", "marital", "hukou", "health", "housing", "floor_area", "phone", "address", "bank",
    "card_no", "level",
)  # fmt: skip


def begin_episode(former: Household, hand: Hand) -> Household:
    """A draft that continues an ended file: its head, home, family and form are taken over, its assessments are not.

    Whoever of the family is in another open file by now is left out. Raises Refusal `file.destroyed`, `file.reopened`, and
    `file.already_open` or `person.in_other_household`: one household, one file.
    """
    if Disposal.objects.filter(household=former).exclude(second_on=None).exists():
        raise Refusal("", "file.destroyed", _("This file was destroyed: open a new one."))
    newer = Household.objects.filter(previous=former).first()
    if newer is not None:
        raise Refusal("", "file.reopened", _("This file was reopened already: %(number)s.") % {"number": newer.file_no})
    members = list(former.members.select_related("person", "form"))
    homes = open_homes([former.head_id, *(member.person_id for member in members)])
    check_may_open(former.head, homes.get(former.head_id), by=hand.by)
    fresh = Household(
        file_no=new_file_number(timezone.localdate().year),
        previous=former,
        state=Household.State.DRAFT,
        entered_by=hand.by,
        **{name: getattr(former, name) for name in KEPT},
    )
    hand.sign(fresh)
    fresh.save()
    for member in members:
        if member.person_id not in homes:
            copied = _copy(member, hand, household=fresh)
            if hasattr(member, "form"):
                _copy(member.form, hand, member=copied)
    form = FileForm.objects.filter(household=former).first()
    if form is not None:
        _copy(form, hand, household=fresh)
    return fresh


def _copy(record: Any, hand: Hand, **owner: models.Model) -> Any:
    """The same facts under another `owner`."""
    besides = {"id", *(f"{name}_id" for name in owner)}
    names = [field.attname for field in record._meta.concrete_fields]
    copied = type(record)(**owner, **{name: getattr(record, name) for name in names if name not in besides})
    hand.sign(copied)
    copied.save()
    return copied
