"""Which cases somebody sees at the desk, which wait for them, and which steps of one they may take."""

from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from hardship.desk.access import may_list
from hardship.desk.waits import WAITS_FOR
from hardship.models import Referral, ReferralStep
from hardship.operations.referral_steps import objections
from hardship.rules.referrals import (
    APPLIED,
    CASE_STEPS,
    CHECKING,
    DECIDE,
    ENTER,
    ENTERING,
    GRANTED,
    NEXT,
    PAID,
    PAY,
    RETURNED,
)
from members.roles import may

# What a list says of each state that waits: rosters tell what the city paid and not whether it was handed on.
IN_WORK = Q(state__in=(CHECKING, RETURNED, APPLIED, GRANTED)) | Q(state=PAID, is_moved=True)


def cases(seen: QuerySet[Referral]) -> QuerySet[Referral]:
    """With the day since which each stands as it does, and whether it was moved here at all."""
    moved = ReferralStep.objects.filter(referral=OuterRef("pk"))
    return seen.annotate(
        since=Coalesce(Max("steps__on"), "paid_on", "decided_on", "applied_on"), is_moved=Exists(moved)
    )


def cases_of(request: HttpRequest) -> QuerySet[Referral]:
    """The cases of one's own union and those below it. Raises Http404 for whoever may see none."""
    if not may_list(request, Referral):
        raise Http404
    return cases(Referral.objects.visible_to(request.user)).select_related("person", "union", "household")


def the_case(request: HttpRequest, pk: int) -> Referral:
    """Raises Http404 for a case that the user does not see."""
    people = ("patient", "entered_by", "household__head", "household__union", "household__employer")
    found: Referral = get_object_or_404(cases_of(request).select_related("person", "union", *people), pk=pk)
    return found


def waiting_for(staff: Any) -> QuerySet[Referral]:
    """The cases whose next step this member of staff may take, by role and by whose hands are on them."""
    steps = Q(pk=None)
    if may(staff, ENTER):
        steps |= Q(state=RETURNED)
    if may(staff, DECIDE):
        mine = ReferralStep.objects.filter(by=staff, code__in=ENTERING)
        steps |= Q(state=CHECKING) & ~Q(pk__in=mine.values("referral"))
    if may(staff, PAY):
        steps |= Q(state=GRANTED) | Q(state=PAID, is_moved=True)
    return cases(Referral.objects.visible_to(staff)).filter(steps)


def waiting(staff: Any) -> int:
    return waiting_for(staff).count()


class Doors:
    """Which steps of one case its reader may take."""

    def __init__(self, case: Referral, staff: Any) -> None:
        self.case, self.staff = case, staff
        found = {code: objections(case, step, staff) for code, step in CASE_STEPS.items() if case.state in step.states}
        self.hindrances: dict[str, Promise | str] = {
            code: ""
            if not reasons
            else WAITS_FOR[CASE_STEPS[code].permission]
            if reasons[0].code == "permission"
            else reasons[0].sentence
            for code, reasons in found.items()
        }

    def opens(self, code: str) -> bool:
        return self.hindrances.get(code) == ""

    @property
    def next(self) -> str:
        """The code of the step that the case waits for; "" when its way is over."""
        return NEXT.get(self.case.state, "")

    @property
    def open(self) -> list[str]:
        return [code for code in self.hindrances if self.opens(code)]
