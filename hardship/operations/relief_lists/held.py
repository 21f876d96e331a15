"""A list and its lines held for one act, and who may act on them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.models import ReliefLine, ReliefList
from members.roles import may
from members.scope import sees
from office.history import Hand
from office.refusal import Refusal

MOVED_ON = _("The list has moved on meanwhile: look at it again.")


def hold(relief_list: ReliefList, *states: str, by: Any, permission: str) -> ReliefList:
    """The list as it stands, locked until the act is over.

    Raises Refusal `list.unknown` (another union's), `permission`, `list.state` (it is in none of `states`).
    """
    held = ReliefList.objects.select_for_update(of=("self",)).select_related("union", "fund", "receipt")
    found = held.get(pk=relief_list.pk)
    if not sees(by, found.union):
        raise Refusal("", "list.unknown", _("This list is not among yours."))
    if by is not None and not may(by, permission):
        raise Refusal("", "permission", _("Your role does not allow this step."))
    if states and found.state not in states:
        raise Refusal("", "list.state", MOVED_ON)
    return found


def held_line(line: ReliefLine, *states: str, by: Any, permission: str) -> ReliefLine:
    """The line, its list held first: whoever acts on a line waits for whoever acts on its list."""
    relief_list = hold(line.list, *states, by=by, permission=permission)
    found: ReliefLine = (
        ReliefLine.objects.select_for_update(of=("self",)).select_related("payee", "household").get(pk=line.pk)
    )
    found.list = relief_list
    return found


def touch(relief_list: ReliefList, by: Any) -> None:
    """Count a change of its lines: whoever had the list open is told."""
    relief_list.edition += 1
    Hand(by).sign(relief_list)
    relief_list.save(update_fields=["edition"])
