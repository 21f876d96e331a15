"""Which relief lists somebody sees at the desk, and who may take the step that a list waits for."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from hardship.desk.access import may_list
from hardship.desk.waits import WAITS_FOR
from hardship.models import ReliefLine, ReliefList
from hardship.operations.relief_lists.moving import hands_of
from hardship.rules.list_steps import (
    APPROVED,
    CHECKED,
    DECIDE,
    DRAFT,
    ENTER,
    LIST_STEPS,
    NEXT,
    PAY,
    PAYING,
    SUBMITTED,
    objections_to_step,
)
from hardship.rules.list_steps import ListStep as Way
from members.roles import may


def lists_of(request: HttpRequest) -> QuerySet[ReliefList]:
    """The lists of one's own union and those below it. Raises Http404 for whoever may see none."""
    if not may_list(request, ReliefList):
        raise Http404
    seen: QuerySet[ReliefList] = ReliefList.objects.visible_to(request.user).select_related("union", "fund")
    return seen


def the_list(request: HttpRequest, pk: int) -> ReliefList:
    """Raises Http404 for a list that the user does not see."""
    people = ("entered_by", "checked_by", "approved_by", "paid_by", "receipt__kit", "follows")
    found: ReliefList = get_object_or_404(lists_of(request).select_related(*people), pk=pk)
    return found


def has_failed(relief_list: ReliefList) -> bool:
    """Whether a payment of the list failed and is not being made again yet."""
    return bool(relief_list.lines.filter(state=ReliefLine.State.FAILED, repetition=None).exists())


def waiting_for(staff: Any) -> QuerySet[ReliefList]:
    """The lists whose next step this member of staff may take, by role and by whose hands are on them."""
    steps = Q(pk=None)
    if may(staff, ENTER):
        # Whoever decides may enter too, but the drafts of others wait for those.
        steps |= Q(state=DRAFT, entered_by=staff) if may(staff, DECIDE) else Q(state=DRAFT)
    if may(staff, DECIDE):
        mine = ReliefList.objects.filter(Q(entered_by=staff) | Q(lines__entered_by=staff))
        steps |= Q(state__in=(SUBMITTED, CHECKED)) & ~Q(pk__in=mine.values("pk"))
    if may(staff, PAY):
        steps |= Q(state__in=(APPROVED, PAYING)) & (Q(approved_by=None) | ~Q(approved_by=staff))
    waiting: QuerySet[ReliefList] = ReliefList.objects.visible_to(staff).of_office().filter(steps)
    return waiting


def waiting(staff: Any) -> int:
    return waiting_for(staff).count()


@dataclass(frozen=True)
class Offered:
    """What a list waits for: its step, and why the reader cannot take it ("" when they can)."""

    step: Way
    hindrance: Promise | str

    @property
    def is_mine(self) -> bool:
        return not self.hindrance


class Doors:
    """Which steps of one list its reader may take."""

    def __init__(self, relief_list: ReliefList, staff: Any) -> None:
        self.relief_list, self.staff = relief_list, staff
        self.permissions = frozenset(right for right in (ENTER, DECIDE, PAY) if may(staff, right))
        self.entered = hands_of(relief_list)

    def hindrance(self, code: str) -> Promise | str:
        """Why this step cannot be taken by the reader now; "" when it can."""
        step = LIST_STEPS[code]
        reasons = objections_to_step(
            step,
            state=self.relief_list.state,
            permissions=self.permissions,
            acting=self.staff.pk,
            entered=self.entered,
            approved=self.relief_list.approved_by_id,
        )
        if not reasons:
            return ""
        return WAITS_FOR[step.permission] if reasons[0].code == "permission" else reasons[0].sentence

    def opens(self, code: str) -> bool:
        return not self.hindrance(code)

    @property
    def next(self) -> Offered | None:
        code = NEXT.get(self.relief_list.state)
        return Offered(LIST_STEPS[code], self.hindrance(code)) if code else None

    @property
    def pays(self) -> bool:
        """Whether the reader says what became of the payments."""
        return self.relief_list.state == PAYING and self.opens("close")
