"""The months of regular aid are kept in step with what is decided: who joined when, and what ended it on which day (domain.md 4.5).

A paid month never changes. What was paid past the end stays paid and is shown as such; only after fraud is it to be asked back.
Every act holds the roster until it is over, so no two of them move the same months.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import RegularAid, RegularList, RegularMonth, RegularRound
from hardship.rules.aid_lists import STOP_REASONS
from hardship.rules.schedule import first_of, months_due
from members.roles import may
from members.scope import sees
from office.history import CLEAR, Batch, Hand
from office.refusal import Refusal
from office.trail.acts import note

from . import budgets

ENTER, APPROVE, PAY = "hardship.change_regularround", "hardship.approve_relief", "hardship.pay_relief"
KIND = "regular"  # of AID_KINDS: the budget that pays
RUNNING = (RegularRound.State.APPROVED, RegularRound.State.CLOSED)
OPEN = (RegularList.State.DRAFT, RegularList.State.APPROVED)
Month = RegularMonth.State


def hold(rounds: RegularRound, permission: str, by: Any) -> RegularRound:
    """The roster, locked until the transaction ends. Raises Refusal `permission` or `union.unknown`."""
    if by is not None and not may(by, permission):
        raise Refusal("", "permission", _("Your role does not allow this step."))
    held = RegularRound.objects.select_for_update(of=("self",)).select_related("union", "fund").get(pk=rounds.pk)
    if not sees(by, held.union):
        raise Refusal("", "union.unknown", _("This union is not among yours."))
    return held


def hold_aid(aid: RegularAid, permission: str, by: Any) -> tuple[RegularRound, RegularAid]:
    """The roster, locked, and the person's place on it. Raises as `hold`, and `regular.brought_in` for imported half-years."""
    if aid.round is None:
        raise Refusal("", "regular.brought_in", _("This half-year came in with a workbook: correct it there."))
    held = hold(aid.round, permission, by)
    return held, RegularAid.objects.select_related("person", "household").get(pk=aid.pk)


def due_of(aid: RegularAid, rounds: RegularRound) -> list[date]:
    """The months that a person is due of a roster, as things stand."""
    return months_due(
        rounds.first_month,
        rounds.last_month,
        joined_on=aid.approved_on,
        joins=rounds.joins,
        ended_on=aid.stopped_on,
    )


def keep_in_step(aid: RegularAid, rounds: RegularRound, by: Any) -> None:
    """Give the aid a row for each month from its first to its last, due or stopped; those that were paid stay as they are.

    A month that is stopped leaves the list it stands on, and an approved list gives back what it held of the budget for it.
    """
    batch = Batch(RegularMonth, Hand(by))
    due = set(due_of(aid, rounds))
    rows = {row.month: row for row in aid.months.select_related("list")}
    for month in months_due(aid.first_month, aid.last_month):
        row = rows.get(month)
        state = Month.DUE if month in due else Month.STOPPED
        if row is None:
            batch.add(aid=aid, month=month, amount=aid.standard, state=state)
        elif row.state != state and row.state != Month.PAID:
            if state == Month.STOPPED:
                _take_off_list(row, rounds, by)
            batch.change(row, {"state": state, "list": CLEAR, "why_failed": CLEAR})
    batch.write()


def _take_off_list(row: RegularMonth, rounds: RegularRound, by: Any) -> None:
    listed = row.list
    if listed is not None and listed.state == RegularList.State.APPROVED:
        budgets.release(rounds.fund, listed.month.year, KIND, row.amount, by=by)


def settle(rounds: RegularRound, by: Any) -> None:
    """A roster with nothing left to pay is closed, and runs again when a correction makes something due."""
    left = RegularMonth.objects.filter(aid__round=rounds, state=Month.DUE).exists()
    state = RegularRound.State.APPROVED if left else RegularRound.State.CLOSED
    if rounds.state in RUNNING and rounds.state != state:
        rounds.state = state
        Hand(by).sign(rounds)
        rounds.save()


@transaction.atomic
def stop(aid: RegularAid, *, on: date, why: str, today: date, by: Any) -> RegularAid:
    """An event ends the aid: the month of the day `on` is the last one due. Said again, it corrects what was said before.

    `why`: a code of STOP_REASONS. Raises Refusal `permission`, `union.unknown`, `regular.brought_in`, `list.state`, `required`,
    `date.future`.
    """
    rounds, held = hold_aid(aid, ENTER, by)
    _must_run(rounds)
    if why not in {code.code for code in STOP_REASONS.entries}:
        raise Refusal("why", "required", _("Choose why the aid ends."))
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future: enter the event once it has happened."))
    held.stopped_on, held.why_stopped = on, why
    return _follow(held, rounds, "regular aid stopped", by, day=on, why=why)


@transaction.atomic
def resume(aid: RegularAid, *, by: Any) -> RegularAid:
    """The aid was stopped by mistake: its months are due again. Raises as `stop`."""
    rounds, held = hold_aid(aid, ENTER, by)
    _must_run(rounds)
    held.stopped_on, held.why_stopped = None, ""
    return _follow(held, rounds, "regular aid goes on", by)


def _must_run(rounds: RegularRound) -> None:
    if rounds.state not in RUNNING:
        raise Refusal("", "list.state", _("The city has not approved this roster yet: take the person off it instead."))


def _follow(aid: RegularAid, rounds: RegularRound, act: str, by: Any, **facts: Any) -> RegularAid:
    Hand(by, act).sign(aid)
    aid.save()
    keep_in_step(aid, rounds, by)
    settle(rounds, by)
    note(act, by=by, on=aid, **facts)
    return aid


@transaction.atomic
def change_standard(aid: RegularAid, standard: Decimal, *, first: date | None = None, by: Any) -> RegularAid:
    """Another standard for one person, 元 a month, from the month `first` on (None: for the whole roster).

    Raises Refusal `permission`, `union.unknown`, `regular.brought_in`, `money.range`, `regular.submitted`, and
    `regular.listed` while an approved list holds one of these months.
    """
    rounds, held = hold_aid(aid, ENTER, by)
    check_standard(standard)
    if rounds.state == RegularRound.State.SUBMITTED:
        raise Refusal("", "regular.submitted", _("The roster is with the city: take it back before you change it."))
    rows = RegularMonth.objects.filter(aid=held).exclude(state=Month.PAID)
    if first is not None:
        rows = rows.filter(month__gte=first_of(first))
    changed = list(rows)
    _must_not_be_approved(changed, "standard")
    held.standard = standard
    hand = Hand(by)
    hand.sign(held)
    held.save()
    batch = Batch(RegularMonth, hand)
    for row in changed:
        batch.change(row, {"amount": standard})
    batch.write()
    note("standard changed", by=by, on=held, standard=standard, first=first)
    return held


@transaction.atomic
def correct_account(aid: RegularAid, card_no: str, *, by: Any) -> RegularAid:
    """Another account number for one person; what is paid from now on goes there.

    Raises Refusal `permission`, `union.unknown`, `regular.brought_in`, `required`, and `regular.listed` while an approved list
    holds one of their months: who approved it approved whom the money goes to.
    """
    _rounds, held = hold_aid(aid, ENTER, by)
    if not card_no:
        raise Refusal("card_no", "required", _("Type the whole account number."))
    _must_not_be_approved(list(held.months.exclude(state=Month.PAID)), "card_no")
    held.card_no = card_no
    Hand(by).sign(held)
    held.save()
    note("account corrected", by=by, on=held)
    return held


def _must_not_be_approved(rows: list[RegularMonth], field: str) -> None:
    approved = RegularList.objects.filter(pk__in={row.list_id for row in rows}, state=RegularList.State.APPROVED)
    if approved.exists():
        raise Refusal(
            field,
            "regular.listed",
            _("An approved list holds one of these months: have it paid first, or send it back."),
        )


def check_standard(standard: Decimal) -> None:
    """Raises Refusal `money.range`."""
    if not 0 < standard <= MOST_STANDARD:
        raise Refusal("standard", "money.range", _("Write the standard a month in 元, such as 100."))


MOST_STANDARD = Decimal("99999.99")
