"""A case put up to the city as data: its way until the money is with the household, its amounts, its days and its papers.

Source: domain.md 4.6 (系统审核 → 市总 → 审批 → money), 4.4 (evidence), 1.5 (kinds of proof).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.rules.needs import Reason
from hardship.rules.proofs import Held, Validity, validity

ENTER = "hardship.change_referral"
DECIDE = "hardship.approve_relief"
PAY = "hardship.pay_relief"

CHECKING, APPLIED, RETURNED, GRANTED, REFUSED, PAID, HANDED, WITHDRAWN = (
    "checking", "applied", "returned", "granted", "refused", "paid", "handed", "withdrawn",
)  # fmt: skip
LIVING, MEDICAL = "living", "medical"
PUT_UP, CORRECT, SEND_AGAIN = "put_up", "correct", "send_again"
ENTERING = frozenset({PUT_UP, CORRECT, SEND_AGAIN})  # steps whose hand has entered the case
WITHOUT_AID = frozenset({REFUSED, WITHDRAWN})  # cases that keep nobody from asking again


@dataclass(frozen=True, slots=True)
class CaseStep:
    """A way from one of `states` to `after`. `not_by`: whose hand must not be the same, of "entered" and "sent".

    `asks`: what is given with it, of "reason", "amount", "document" (may stay empty) and "to"; each has its day besides.
    `decides`: nobody takes it who is related to the household.
    """

    code: str
    label: Promise
    told: Promise
    states: tuple[str, ...]
    after: str
    permission: str
    not_by: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    decides: bool = False


CASE_STEPS = {
    step.code: step
    for step in [
        CaseStep(CORRECT, _("Correct"), _("Corrected"), (CHECKING,), CHECKING, ENTER),
        CaseStep(
            "send", _("Send to the city"), _("Checked and sent to the city"), (CHECKING,), APPLIED, DECIDE, ("entered",),
            decides=True,
        ),
        CaseStep(
            "send_back", _("Return for correction"), _("Returned for correction by the office"), (CHECKING,), RETURNED,
            DECIDE, asks=("reason",), decides=True,
        ),
        CaseStep(
            "return", _("The city returned it"), _("Returned by the city"), (APPLIED,), RETURNED, ENTER, asks=("reason",)
        ),
        CaseStep(SEND_AGAIN, _("Correct and hand in again"), _("Corrected and handed in again"), (RETURNED,), CHECKING, ENTER),
        CaseStep(
            "grant", _("The city granted it"), _("Granted by the city"), (APPLIED,), GRANTED, ENTER,
            asks=("amount", "document"), decides=True,
        ),
        CaseStep(
            "refuse", _("The city refused it"), _("Refused by the city"), (APPLIED,), REFUSED, ENTER,
            asks=("reason", "document"), decides=True,
        ),
        CaseStep(
            "reopen", _("Take the city's answer back"), _("The answer was taken back"), (GRANTED, REFUSED), APPLIED,
            DECIDE, asks=("reason",), decides=True,
        ),
        CaseStep("receive", _("The city's money has come"), _("The city paid"), (GRANTED,), PAID, PAY),
        CaseStep(
            "hand_on", _("Hand to the household"), _("Handed to the household"), (PAID,), HANDED, PAY,
            ("entered", "sent"), asks=("to",), decides=True,
        ),
        CaseStep(
            "withdraw", _("Withdraw the application"), _("Withdrawn"), (CHECKING, RETURNED, APPLIED), WITHDRAWN, ENTER,
            asks=("reason",),
        ),
    ]
}  # fmt: skip
TOLD = {PUT_UP: _("Put up"), **{code: step.told for code, step in CASE_STEPS.items()}}
# What a case waits for in each state.
NEXT = {CHECKING: "send", RETURNED: SEND_AGAIN, APPLIED: "grant", GRANTED: "receive", PAID: "hand_on"}


def objections_to_step(
    step: CaseStep,
    *,
    state: str,
    permissions: frozenset[str] | None,
    acting: int | None,
    entered: frozenset[int],
    sent: int | None,
    related: bool = False,
) -> tuple[Reason, ...]:
    """Why the step cannot be taken now by `acting`; empty when it can.

    `permissions` None and `acting` None are a command at the server. `entered`: who entered or corrected the case; `sent`:
    who sent it up last; `related`: a declared relative of the household. Source: domain.md 3 and 10.13.
    """
    if state not in step.states:
        return (Reason("referral.state", _("The application has moved on meanwhile: look at it again.")),)
    if permissions is not None and step.permission not in permissions:
        return (Reason("permission", _("Your role does not allow this step.")),)
    if step.decides and related:
        return (Reason("step.relative", _("You are related to this household: somebody else must decide.")),)
    if acting is None:
        return ()
    if "entered" in step.not_by and acting in entered:
        return (Reason("referral.own_entry", _("Somebody else must do this: you entered the application yourself.")),)
    if "sent" in step.not_by and acting == sent:
        return (Reason("referral.own_check", _("Somebody else must do this: you sent the application up yourself.")),)
    return ()


def own_cost(total: Decimal | None, reimbursed: Decimal | None) -> Decimal | None:
    """What the household paid itself, in 元: negative where more came back than was paid; None where nothing is known."""
    return None if total is None else total - (reimbursed or Decimal(0))


def objections_to_facts(
    kind: str,
    *,
    reason: str,
    total: Decimal | None,
    reimbursed: Decimal | None,
    asked: Decimal | None,
    happened_on: date | None,
    ended_on: date | None,
    applied_on: date,
) -> tuple[Reason, ...]:
    """What is wrong with an application as it was entered, each with its field; amounts in 元."""
    own = own_cost(total, reimbursed)
    wrong = []
    if not reason.strip():
        wrong.append(Reason("required", _("Write what happened and why aid is needed."), "reason"))
    if not asked or asked <= 0:
        wrong.append(Reason("required", _("Write the amount that is asked for."), "asked"))
    if own is not None and own < 0:
        wrong.append(Reason("own.negative", _("More came back than was paid: look at the two amounts."), "reimbursed"))
    if kind == MEDICAL:
        if total is None:
            wrong.append(Reason("required", _("Write the whole cost of the treatment."), "total_cost"))
        elif asked and own is not None and 0 <= own < asked:
            wrong.append(
                Reason("asked.over_own", _("Not more can be asked than the household paid out of pocket."), "asked")
            )
        if happened_on is None:
            wrong.append(Reason("required", _("Give the day on which the illness was treated first."), "happened_on"))
    if happened_on and happened_on > applied_on:
        wrong.append(Reason("date.order", _("Nobody applies for what has not happened yet."), "happened_on"))
    if ended_on and ended_on > applied_on:
        wrong.append(Reason("date.order", _("The bills that are sent along end before the application."), "ended_on"))
    if ended_on and (happened_on is None or ended_on < happened_on):
        wrong.append(Reason("date.order", _("A treatment cannot end before it began."), "ended_on"))
    return tuple(wrong)


def remarks(asked: Decimal | None, granted: Decimal | None) -> tuple[str | Promise, ...]:
    """What is unusual about the amounts and may still be right."""
    if granted is not None and asked is not None and granted > asked:
        return (_("The city granted more than was asked: compare with its document."),)
    return ()


def overlap(began: date, ended: date | None, other: date, other_ended: date | None) -> bool:
    """Whether two treatments have a day in common; one without an end lasted one day."""
    return began <= (other_ended or other) and other <= (ended or began)


# What the city asks to see, by kind of aid (domain.md 1.5 and 4.4).
PAPERS = {
    MEDICAL: ("application", "id_card", "diagnosis", "bills", "bank_card"),
    LIVING: ("application", "id_card", "hukou_book", "income", "bank_card"),
}
# Sent along where the file holds them.
ALSO = {
    MEDICAL: ("hukou_book", "income", "allowance", "disability", "notice", "minutes"),
    LIVING: ("unemployment", "allowance", "disability", "accident", "school", "notice", "minutes"),
}


class Stand(StrEnum):
    """How a paper stands in the file."""

    THERE = "there"
    ENDING = "ending"
    OVER = "over"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Paper:
    """A line of the packing list. `count`: of this kind in the file; `ends`: the last day of the one that holds longest."""

    kind: str
    needed: bool
    sent: bool
    stand: Stand
    count: int
    ends: date | None = None


def packing_list(kind: str, held: Iterable[Held], sent: Iterable[str], today: date) -> list[Paper]:
    """What this kind of case needs, then what else the file holds or was sent, in that order."""
    proofs, chosen = list(held), set(sent)
    needed = PAPERS[kind]
    having = {proof.kind for proof in proofs}
    also = [code for code in ALSO[kind] if code in having or code in chosen]
    also += sorted(chosen - {*needed, *also})
    return [_paper(code, code in needed, code in chosen, proofs, today) for code in (*needed, *also)]


def _paper(code: str, needed: bool, sent: bool, proofs: list[Held], today: date) -> Paper:
    ends = [proof.expires_on for proof in proofs if proof.kind == code]
    if not ends:
        return Paper(code, needed, sent, Stand.MISSING, 0)
    last = None if None in ends else max(filter(None, ends))
    stands = {Validity.OVER: Stand.OVER, Validity.ENDING: Stand.ENDING}
    return Paper(code, needed, sent, stands.get(validity(last, today), Stand.THERE), len(ends), last)


def unpacked(kind: str, sent: Iterable[str]) -> tuple[str, ...]:
    """Papers that the city asks for and that are not among those sent."""
    chosen = set(sent)
    return tuple(code for code in PAPERS[kind] if code not in chosen)
