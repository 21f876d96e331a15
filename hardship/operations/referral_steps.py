"""A case is put up to the city, checked here, sent, answered, and its money followed into the household's hands (domain.md 4.6).

The way is data: hardship.rules.referrals. What rosters say of applications: referrals.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, Recusal, Referral, ReferralStep
from hardship.rules.code_lists import ATTACHMENT_KINDS
from hardship.rules.needs import Reason
from hardship.rules.referrals import (
    CASE_STEPS,
    CHECKING,
    CORRECT,
    DECIDE,
    ENTER,
    ENTERING,
    LIVING,
    MEDICAL,
    PAY,
    PUT_UP,
    SEND_AGAIN,
    WITHOUT_AID,
    CaseStep,
    objections_to_facts,
    objections_to_step,
    overlap,
    own_cost,
    unpacked,
)
from members.models import Person
from members.roles import may
from members.scope import sees
from office.history import Hand
from office.lengths import check_lengths
from office.refusal import Refusal
from office.trail.acts import note

from .proofs import consent_missing, relatives_of

KINDS = frozenset(entry.code for entry in ATTACHMENT_KINDS.entries)
RIGHTS = (ENTER, DECIDE, PAY)


class Earlier(Refusal):
    """A case that stands in the way: `referral` is what the screen links to."""

    def __init__(self, field: str, code: str, message: Any, referral: Referral) -> None:
        super().__init__(field, code, message)
        self.referral = referral


@dataclass(frozen=True, slots=True)
class Facts:
    """An application as it is entered, amounts in 元. `again`: why temporary aid is asked for a second time in a year."""

    applied_on: date
    reason: str
    asked: Decimal | None
    total_cost: Decimal | None = None
    reimbursed: Decimal | None = None
    happened_on: date | None = None
    ended_on: date | None = None
    patient: Person | None = None
    papers: tuple[str, ...] = ()
    again: str = ""


@transaction.atomic
def put_up(household: Household, kind: str, facts: Facts, *, by: Any, today: date | None = None) -> Referral:
    """A new case, which somebody else checks before it goes to the city.

    Raises Refusal `permission`, `file.unknown` (another union's), `file.not_in_force`, `kind.unknown`, `date.future`,
    `paper.unknown`, `person.not_in_household`, what `objections_to_facts` names, `referral.known`, `text.long`,
    `again.required`, and Earlier `illness.once`.
    """
    _must_enter(by)
    held = _file(household, by)
    referral = Referral(
        household=held, union=held.union, person=held.head, kind=kind, state=CHECKING, entered_by=by, applied_on=facts.applied_on
    )  # fmt: skip
    _write(referral, facts, by, today or timezone.localdate())
    _step(referral, PUT_UP, CHECKING, facts.applied_on, by, facts.again)
    return referral


@transaction.atomic
def correct(referral: Referral, facts: Facts, *, by: Any, today: date | None = None) -> Referral:
    """The case as it is to be: put right while it is being checked, or after it was returned, which hands it in again.

    Raises what `put_up` and `take` raise.
    """
    day = today or timezone.localdate()
    held = hold(referral, by)
    code = CORRECT if held.state == CHECKING else SEND_AGAIN
    _refuse(objections(held, CASE_STEPS[code], by))
    _file(held.household, by)
    before, held.state = held.state, CHECKING
    _write(held, facts, by, day)
    _step(held, code, before, day, by, facts.again)
    return held


@transaction.atomic
def take(
    referral: Referral,
    code: str,
    *,
    by: Any,
    on: date,
    reason: str = "",
    amount: Decimal | None = None,
    document: str = "",
    to: str = "",
    today: date | None = None,
) -> Referral:
    """Take a step of CASE_STEPS other than those that correct. `amount`: granted, in 元; `to`: to whom and how it was handed on.

    Raises Refusal `referral.unknown` (another union's), `referral.state`, `permission`, `step.relative`, `referral.own_entry`,
    `referral.own_check`, `required`, `date.future`, `date.order`, `text.long`; to send: `file.not_in_force`,
    `referral.consent` (names who has not agreed) and `referral.papers`.
    """
    step = CASE_STEPS[code]
    if code in ENTERING:
        raise TypeError(f"{code} needs the facts: use correct.")
    held = hold(referral, by)
    _refuse(objections(held, step, by))
    _check_day(held, on, today or timezone.localdate())
    given = {"reason": reason.strip(), "amount": amount, "to": to.strip()}
    for name in step.asks:
        if name in given and not given[name]:
            raise Refusal(name, "required", _ASKED[name])
    if amount is not None and amount < 0:
        raise Refusal("amount", "money.negative", _("An amount cannot be negative."))
    before, held.state = held.state, step.after
    if code == "send":
        _file(held.household, by)
        _ready_to_send(held, on)
    elif code == "grant":
        held.granted, held.decided_on, held.document = amount, on, document.strip()
    elif code == "refuse":
        held.decided_on, held.document = on, document.strip()
    elif code == "reopen":
        held.granted = held.decided_on = None
        held.document = ""
    elif code == "receive":
        held.paid_on = on
    elif code == "hand_on":
        held.handed_on, held.handed_to = on, to.strip()
    check_lengths(held)
    Hand(by, code).sign(held)
    held.save()
    _step(held, code, before, on, by, reason)
    return held


_ASKED = {
    "reason": _("Write the reason, so that the others know what to do."),
    "amount": _("Write the amount that the city granted."),
    "to": _("Write to whom the money was handed, and how: in cash against a signature, or to which account."),
}


def hold(referral: Referral, by: Any) -> Referral:
    """The case as it stands, locked until the act is over. Raises Refusal `referral.unknown` for another union's."""
    cases = Referral.objects.select_for_update(of=("self",)).select_related(
        "union", "household__union", "household__head"
    )
    held: Referral = cases.get(pk=referral.pk)
    if not sees(by, held.union):
        raise Refusal("", "referral.unknown", _("This application is not among yours."))
    return held


def objections(referral: Referral, step: CaseStep, by: Any) -> tuple[Reason, ...]:
    """Why `by` cannot take the step now, out of the records."""
    steps = list(referral.steps.values_list("code", "by_id"))
    entered = {referral.entered_by_id, *(hand for code, hand in steps if code in ENTERING)}
    return objections_to_step(
        step,
        state=referral.state,
        permissions=None if by is None else frozenset(right for right in RIGHTS if may(by, right)),
        acting=by.pk if by is not None else None,
        entered=frozenset(key for key in entered if key is not None),
        sent=next((hand for code, hand in reversed(steps) if code == "send"), None),
        related=by is not None and Recusal.objects.filter(household=referral.household_id, staff=by).exists(),
    )


def earliest_day(referral: Referral) -> date:
    """The first day on which the next step may lie: that of what came before it."""
    steps = list(referral.steps.values_list("on", flat=True))
    days = (referral.applied_on, referral.decided_on, referral.paid_on, *steps)
    return max(day for day in days if day is not None)


def _refuse(found: tuple[Reason, ...]) -> None:
    for reason in found:
        raise Refusal(reason.field, reason.code, reason.sentence)


def _must_enter(by: Any) -> None:
    if by is not None and not may(by, ENTER):
        raise Refusal("", "permission", _("Your role does not allow this step."))


def _file(household: Household, by: Any) -> Household:
    """The file, locked: two applications of one household wait for each other."""
    files = Household.objects.select_for_update(of=("self",)).select_related("union", "head")
    held: Household = files.get(pk=household.pk)
    if not sees(by, held.union):
        raise Refusal("", "file.unknown", _("This file is not among yours."))
    if held.state not in Household.COUNTED:
        raise Refusal("", "file.not_in_force", _("Only a file in force can be put up to the city."))
    return held


def _write(referral: Referral, facts: Facts, by: Any, today: date) -> None:
    if referral.kind not in Referral.Kind.values:
        raise Refusal("kind", "kind.unknown", _("Choose the kind of aid."))
    if facts.applied_on > today:
        raise Refusal("applied_on", "date.future", _("This day lies in the future."))
    if unknown := set(facts.papers) - KINDS:
        raise Refusal("papers", "paper.unknown", _("There is no such paper: %(code)s.") % {"code": min(unknown)})
    if facts.patient is not None and facts.patient.pk not in {one.key for one in relatives_of(referral.household)}:
        raise Refusal("patient", "person.not_in_household", _("This person does not belong to the household."))
    _refuse(
        objections_to_facts(
            referral.kind,
            reason=facts.reason,
            total=facts.total_cost,
            reimbursed=facts.reimbursed,
            asked=facts.asked,
            happened_on=facts.happened_on,
            ended_on=facts.ended_on,
            applied_on=facts.applied_on,
        )
    )
    referral.applied_on, referral.reason, referral.asked = facts.applied_on, facts.reason.strip(), facts.asked
    referral.total_cost, referral.own_cost = facts.total_cost, own_cost(facts.total_cost, facts.reimbursed)
    referral.happened_on, referral.ended_on = facts.happened_on, facts.ended_on
    referral.patient = facts.patient if referral.kind == MEDICAL else None
    referral.papers = list(dict.fromkeys(facts.papers))
    check_lengths(referral)
    _refuse_twice(referral, facts.again)
    Hand(by).sign(referral)
    referral.save()


def _refuse_twice(referral: Referral, again: str) -> None:
    """One illness once; temporary aid a second time in one year with a reason only."""
    others = referral.household.referrals.filter(kind=referral.kind).exclude(pk=referral.pk)
    if same := others.filter(applied_on=referral.applied_on).first():
        raise Earlier(
            "applied_on", "referral.known", _("An application of this kind and day is already recorded."), same
        )
    standing = others.exclude(state__in=WITHOUT_AID)
    if referral.kind == LIVING:
        earlier = standing.filter(applied_on__year=referral.applied_on.year).first()
        if earlier is not None and not again.strip():
            raise Earlier(
                "again",
                "again.required",
                _("Temporary aid was asked for on %(day)s already: write why it is needed again this year.")
                % {"day": earlier.applied_on},
                earlier,
            )
        return
    for earlier in standing.exclude(happened_on=None):
        if _is_one_illness(referral, earlier):
            raise Earlier(
                "happened_on",
                "illness.once",
                _("This treatment was put up on %(day)s already: one illness is helped once.")
                % {"day": earlier.applied_on},
                earlier,
            )


def _is_one_illness(one: Referral, other: Referral) -> bool:
    """Days in common, and not of two different people of the family."""
    apart = one.patient_id and other.patient_id and one.patient_id != other.patient_id
    if apart or one.happened_on is None or other.happened_on is None:
        return False
    return overlap(one.happened_on, one.ended_on, other.happened_on, other.ended_on)


def _ready_to_send(referral: Referral, on: date) -> None:
    """Passing facts on to the city is a consent of its own (PIPL art. 23, domain.md 7), and the packet is complete."""
    if silent := consent_missing(referral.household, "city", on):
        raise Refusal(
            "",
            "referral.consent",
            _("Not everybody has agreed that the city federation is told. Still to sign: %(names)s.")
            % {"names": "、".join(silent)},
        )
    if lacking := unpacked(referral.kind, referral.papers):
        raise Refusal(
            "",
            "referral.papers",
            _("Not in the packet yet: %(papers)s.") % {"papers": named(lacking)},
        )


def named(papers: Iterable[str]) -> str:
    """Kinds of papers by their names."""
    names = dict(ATTACHMENT_KINDS.choices())
    return "、".join(str(names.get(code, code)) for code in papers)


def _check_day(referral: Referral, on: date, today: date) -> None:
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future."))
    if on < (first := earliest_day(referral)):
        raise Refusal(
            "on", "date.order", _("This cannot be before %(day)s, the day of what came before.") % {"day": first}
        )


def _step(referral: Referral, code: str, before: str, on: date, by: Any, text: str) -> None:
    step = ReferralStep(
        referral=referral, code=code, before=before, after=referral.state, on=on, by=by, note=text.strip()
    )
    check_lengths(step)
    step.save()
    note(f"referral: {code}", by=by, on=referral, reason=text.strip(), day=on)
