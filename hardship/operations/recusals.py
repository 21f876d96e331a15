"""Relatives decide nothing: whoever is related to a household says so once, and it stays (domain.md 3)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, Recusal
from members.roles import may
from office.refusal import Refusal
from office.trail.acts import note

MOST = 200


@transaction.atomic
def recuse(household: Household, *, by: Any, why: str) -> Recusal:
    """`by` declares to be related to the household. Saying so again changes nothing.

    Raises Refusal `required` without a word on how, `step.permission` for a role that takes no steps anyway.
    """
    if not may(by, "hardship.take_step"):
        raise Refusal("", "step.permission", _("Your role does not allow this."))
    if not why.strip():
        raise Refusal("why", "required", _("Write how you are related."))
    recusal, is_new = Recusal.objects.get_or_create(household=household, staff=by, defaults={"why": why.strip()[:MOST]})
    if is_new:
        note("recused", by=by, on=household, reason=recusal.why)
    return recusal
