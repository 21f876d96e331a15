"""Which rosters and lists of regular aid somebody sees at the desk, and whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.desk.access import may_list
from hardship.desk.waits import WAITS_FOR
from hardship.models import RegularAid, RegularList, RegularRound
from hardship.operations.regular_lists import next_months
from hardship.operations.regular_months import APPROVE, ENTER, OPEN, PAY, RUNNING
from hardship.operations.regular_rounds import hands_of
from members.roles import may
from members.scope import sees

Round, MonthList = RegularRound.State, RegularList.State
OWN_ROSTER = _("You entered this roster or put somebody on it: somebody else records the approval.")
OWN_LIST = _("You entered this list: somebody else approves it.")
OWN_HAND = _("You entered or approved this list: somebody else pays it.")


def rosters_of(request: HttpRequest) -> QuerySet[RegularRound]:
    """The rosters of one's own union and those below it. Raises Http404 for whoever may see none."""
    if not may_list(request, RegularRound):
        raise Http404
    seen: QuerySet[RegularRound] = RegularRound.objects.visible_to(request.user).select_related("union", "fund")
    return seen


def the_roster(request: HttpRequest, pk: int) -> RegularRound:
    """Raises Http404 for a roster that the user does not see."""
    found: RegularRound = get_object_or_404(rosters_of(request).select_related("entered_by", "approved_by"), pk=pk)
    return found


def the_list(request: HttpRequest, pk: int) -> RegularList:
    """Raises Http404 for a list of a month that the user does not see."""
    if not may_list(request, RegularList):
        raise Http404
    people = ("union", "round__union", "round__fund", "entered_by", "approved_by", "paid_by")
    seen = RegularList.objects.visible_to(request.user).select_related(*people)
    found: RegularList = get_object_or_404(seen, pk=pk)
    return found


def the_aid(request: HttpRequest, pk: int) -> RegularAid:
    """Raises Http404 for somebody's aid that the user does not see."""
    if not may_list(request, RegularAid):
        raise Http404
    seen = RegularAid.objects.visible_to(request.user).select_related("person", "union", "household", "round__union")
    found: RegularAid = get_object_or_404(seen, pk=pk)
    return found


@dataclass(frozen=True)
class Turn:
    """What a roster waits for: its step, where it is taken, for which month, and why the reader cannot take it ("" if they can).

    `is_due`: it waits now; the list of a month to come can be drawn up, and waits for nobody.
    """

    code: str
    label: Promise
    address: str
    hindrance: Promise | str
    month: date | None = None
    is_due: bool = True

    @property
    def is_mine(self) -> bool:
        return self.is_due and not self.hindrance


LABELS = {
    "submit": _("Submit to the city"),
    "record_approval": _("Record the city's approval"),
    "propose": _("Draw up the list of the month"),
    "approve": _("Approve the list"),
    "pay": _("Pay the list"),
}


def turns(rosters: Iterable[RegularRound], staff: Any, today: date) -> dict[int, Turn]:
    """By the key of each roster that waits for something. Four queries, and one for each roster that is with the city."""
    rosters = list(rosters)
    lists = {one.round_id: one for one in RegularList.objects.filter(round__in=rosters, state__in=OPEN)}
    months = next_months(one for one in rosters if one.state in RUNNING)
    found = {}
    for one in rosters:
        turn = _turn(one, lists.get(one.pk), months.get(one.pk), staff, today)
        if turn is not None:
            found[one.pk] = turn
    return found


def _turn(
    rounds: RegularRound, month_list: RegularList | None, month: date | None, staff: Any, today: date
) -> Turn | None:
    where = reverse("desk:regular_roster", args=[rounds.pk])
    if rounds.state == Round.DRAFT:
        return Turn("submit", LABELS["submit"], where, hindrance(staff, rounds, ENTER))
    if rounds.state == Round.SUBMITTED:
        own = OWN_ROSTER if staff.pk in hands_of(rounds) else ""
        return Turn("record_approval", LABELS["record_approval"], where, hindrance(staff, rounds, APPROVE) or own)
    if month_list is not None:
        return list_turn(month_list, rounds, staff)
    if month is not None:
        return Turn("propose", LABELS["propose"], where, hindrance(staff, rounds, ENTER), month, month <= today)
    return None


def list_turn(month_list: RegularList, rounds: RegularRound, staff: Any) -> Turn | None:
    """What a list of a month waits for; None once it is closed."""
    where = reverse("desk:regular_list", args=[month_list.pk])
    if month_list.state == MonthList.DRAFT:
        own = OWN_LIST if staff.pk == month_list.entered_by_id else ""
        return Turn("approve", LABELS["approve"], where, hindrance(staff, rounds, APPROVE) or own, month_list.month)
    if month_list.state == MonthList.APPROVED:
        own = OWN_HAND if staff.pk in (month_list.entered_by_id, month_list.approved_by_id) else ""
        return Turn("pay", LABELS["pay"], where, hindrance(staff, rounds, PAY) or own, month_list.month)
    return None


def hindrance(staff: Any, rounds: RegularRound, permission: str) -> Promise | str:
    """Why somebody cannot take a step that asks for a right; "" when they can."""
    return "" if may(staff, permission) and sees(staff, rounds.union) else WAITS_FOR[permission]


def may_add(staff: Any, rounds: RegularRound) -> bool:
    """Whether somebody may put people on a roster: a clerk on a draft, an officer on one that runs."""
    if rounds.state == Round.SUBMITTED:
        return False
    return not hindrance(staff, rounds, ENTER if rounds.state == Round.DRAFT else APPROVE)


def waiting(staff: Any) -> int:
    """How many rosters wait for a step that this member of staff may take."""
    in_work = RegularRound.objects.visible_to(staff).exclude(state=Round.CLOSED).select_related("union")
    return sum(turn.is_mine for turn in turns(in_work, staff, timezone.localdate()).values())
