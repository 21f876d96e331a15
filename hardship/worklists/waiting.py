"""待我审核: the files whose next step this member of staff may take. The table of steps and the rules about hands are asked in
the database for all files at once; what is said there of one file is hardship.operations.steps."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from hardship.models import Assessment, Assets, ExpenseLine, IncomeLine, Recusal
from hardship.operations.standing import CONFIRMED, JUDGED
from hardship.operations.steps import MAIN
from hardship.rules.lifecycle import SETTLING, STANDING_STATES, STEPS, States, Step, due_on
from hardship.rules.needs import HANDS
from members.models import Union
from office.calendar import add_working_days

from .latest import FILE, moves, notices, of_latest, steps, there_is, there_is_no
from .worklist import Files, Sight

NOBODY = 0  # the key of no member of staff
_REVIEW = ("review_passed", "verification_done", "hand_in")
_FORWARDS = tuple(code for code, step in STEPS.items() if step.forwards or code in SETTLING)


def waiting_for(files: Files, sight: Sight) -> Files:
    """The files in whose state `sight.staff` may take the step that they wait for, or confirm a transfer.

    Another's draft waits for nobody else, unless it was begun or reopened for the union from above; a file on notice waits
    once the notice is over. A file in force waits for its re-examination, which is a list of its own.
    """
    staff = sight.staff
    if staff.union is None and not staff.is_superuser:
        return files.none()
    doors, decided = Q(pk__in=[]), Q(pk__in=[])
    hands: dict[str, Q] = defaultdict(lambda: Q(pk__in=[]))
    for state in MAIN:
        for step, where, when in _ways(state, sight):
            if not sight.may(step.permission):
                continue
            doors |= where & _level(step.level, sight) & when
            for name in (name for need in step.needs for name in HANDS.get(need, ())):
                hands[name] |= where
            if step.decides:
                decided |= where
    # Each question is asked once for all files that it concerns: this is counted on every page.
    waiting = files.alias(reviewed=_reviewed(), notice_end=of_latest(notices(), "notice__ends_on")).filter(doors)
    for name, where in hands.items():
        waiting = waiting.filter(~where | _other_hand(name, staff))
    related = Recusal.objects.filter(household=FILE, staff=staff)
    return waiting.filter(~decided | there_is_no(related))


def told(files: Files, sight: Sight) -> Files:
    return files.annotate(
        since=Coalesce(of_latest(moves(), "on"), F("opened_on")),
        reviewed_last=_reviewed(),
    )


def why(file: Any, sight: Sight) -> str:
    """The step it waits for, since when, and by which day it is due."""
    step = next_step(file)
    if file.since is None:
        return str(step.label)
    facts = {"step": step.label, "since": file.since}
    facts["due"] = due_on(step, file.since, lambda start, days: add_working_days(start, days, sight.special))
    if facts["due"] is None:
        return _("%(step)s: waits since %(since)s") % facts
    if facts["due"] < sight.day:
        return _("%(step)s: waits since %(since)s, was due on %(due)s") % facts
    return _("%(step)s: waits since %(since)s, due by %(due)s") % facts


def next_step(file: Any) -> Step:
    """As hardship.operations.steps.next_of chooses it, of a file that was `told`."""
    code = MAIN[States(file.state)]
    if file.moving_to_id:
        return STEPS["confirm_transfer"]
    return STEPS["put_up_notice" if code == "review_passed" and file.reviewed_last == "review_passed" else code]


def _ways(state: States, sight: Sight) -> list[tuple[Step, Q, Q]]:
    """The step that files in this state wait for, which of them do, and when; two where it depends on what was done before."""
    here = Q(state=state)
    if state == States.REVIEWING:
        return [
            (STEPS["review_passed"], here, ~Q(reviewed="review_passed")),
            (STEPS["put_up_notice"], here, Q(reviewed="review_passed")),
        ]
    if state not in STANDING_STATES:
        return [(STEPS[MAIN[state]], here, _ripe(state, sight))]
    ways = [(STEPS["confirm_transfer"], here & Q(moving_to__isnull=False), Q())]
    if state == States.REEXAMINING:
        ways.append((STEPS[MAIN[state]], here & Q(moving_to=None), Q()))
    return ways


def _level(level: str, sight: Sight) -> Q:
    staff = sight.staff
    if staff.is_superuser:
        return Q()
    if level == "receiving":
        return Q(moving_to__path__startswith=staff.union.path)
    ours = Q(union__path__startswith=staff.union.path)  # not those that the union is only to receive
    if level == "own":
        return ours
    office = Union.objects.filter(kind=Union.Kind.SYSTEM).order_by("path").values("pk")[:1]
    return ours & (~Q(union=staff.union) | Q(union=Subquery(office)))


def _ripe(state: States, sight: Sight) -> Q:
    """Whether the step can be taken by now at all."""
    if state == States.IN_NOTICE:
        return Q(notice_end__lt=sight.day)
    if state == States.DRAFT:
        from_above = Q(union=sight.staff.union_id, union__path__startswith=F("entered_by__union__path"))
        from_above &= ~Q(entered_by__union=F("union"))
        return Q(entered_by=sight.staff) | Q(entered_by=None) | from_above
    if state == States.RETURNED:
        return Q(entered_by=sight.staff) | Q(entered_by=None) | Q(union=sight.staff.union_id)
    return Q()


def _other_hand(name: str, staff: Any) -> Q:
    """Whether somebody else was the one whom Standing calls `name`."""
    if name == "entered_by":
        return ~Q(entered_by=staff)
    if name == "assessed_by":
        return ~_assessed(staff)
    if name == "verified_by":
        return _not_of(of_latest(steps(code="verification_done"), "by_id"), staff)
    settled = Case(When(code__in=SETTLING, then=NOBODY), default=F("by_id"), output_field=BigIntegerField())
    return _not_of(of_latest(steps(code__in=_FORWARDS).annotate(hand=settled), "hand"), staff)


def _not_of(hand: Any, staff: Any) -> Q:
    """Whether `hand` is not the key of `staff`; nobody's is not."""
    return ~Q(Exact(Coalesce(hand, NOBODY, output_field=BigIntegerField()), staff.pk))


def _assessed(staff: Any) -> Q:
    """Whether any figure of the latest assessment was typed by `staff`; what rules and steps write is nobody's entry."""
    latest = Subquery(
        Assessment.objects.filter(household=OuterRef(FILE)).order_by("-assessed_on", "-pk").values("pk")[:1]
    )
    own = Assessment.history.filter(id=latest, history_user=staff).exclude(
        history_change_reason__in=(JUDGED, CONFIRMED)
    )
    typed = there_is(own)
    for model in (IncomeLine, ExpenseLine, Assets):
        typed |= there_is(model.history.filter(assessment_id=latest, history_user=staff))
    return typed


def _reviewed() -> Coalesce:
    """The latest of the steps that tell whether the review has passed since the facts were verified."""
    return Coalesce(of_latest(steps(code__in=_REVIEW), "code"), Value(""))
