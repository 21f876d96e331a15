"""Move a list on, step by step, each by the hand that may (hardship.rules.list_steps)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, ListStep, ReliefLine, ReliefList
from hardship.operations import budgets, goods
from hardship.rules.list_steps import (
    APPROVED,
    DECIDE,
    ENTER,
    LIST_STEPS,
    PAY,
    objections_to_step,
)
from members.roles import may
from office.history import CLEAR, Batch, Hand
from office.refusal import Refusal
from office.trail.acts import note

from .held import hold
from .lines import not_allowed

NAMED_AT_MOST = 8
_WITH_FACTS = ("payee", "household", "union", "schooling", "treatment")


@transaction.atomic
def take(relief_list: ReliefList, code: str, *, by: Any, on: date | None = None, note_: str = "") -> ReliefList:
    """Take a step of LIST_STEPS. `note_`: the opinion, or the reason where the step asks for one.

    Raises Refusal `list.unknown`, `permission`, `list.state`, `list.own_entry`, `list.own_approval`, `required`; to hand in:
    `list.empty`, `list.count`, `list.total`; to check and approve: `line.not_allowed` (names the lines), `budget.short`,
    `stock.short`; to close: `list.still_due`.
    """
    step = LIST_STEPS[code]
    held = hold(relief_list, by=by, permission=step.permission)
    objections = objections_to_step(
        step,
        state=held.state,
        permissions=None if by is None else frozenset(right for right in (ENTER, DECIDE, PAY) if may(by, right)),
        acting=by.pk if by is not None else None,
        entered=hands_of(held),
        approved=held.approved_by_id,
    )
    if objections:
        raise Refusal("", objections[0].code, objections[0].sentence)
    if step.asks_reason and not note_.strip():
        raise Refusal("note", "required", _("Write the reason, so that the others know what to do."))
    day = on or timezone.localdate()
    before = held.state
    _ACTS[code](held, by, day)
    held.state = step.after
    held.edition += 1
    Hand(by).sign(held)
    held.save()
    ListStep.objects.create(
        list=held, code=code, before=before, after=held.state, on=day, by=by, note=note_.strip()[:500]
    )
    note(f"list: {code}", by=by, on=held, reason=note_.strip(), day=day)
    return held


def hands_of(relief_list: ReliefList) -> frozenset[int]:
    """Keys of the staff who entered the list or a line of it, or brought it in with a roster; whoever's line somebody else
    corrected is one of them."""
    brought = relief_list.brought_in_by.by_id if relief_list.brought_in_by else None
    lines = ReliefLine.history.filter(id__in=relief_list.lines.values("pk")).order_by()
    hands = {brought, relief_list.entered_by_id, *lines.values_list("entered_by_id", flat=True).distinct()}
    return frozenset(key for key in hands if key is not None)


def lines_of(relief_list: ReliefList) -> list[ReliefLine]:
    """The lines with all that the guards ask of them, in the order of the list."""
    return list(relief_list.lines.select_related(*_WITH_FACTS).order_by("position", "pk"))


def _hand_in(held: ReliefList, by: Any, day: date) -> None:
    lines = lines_of(held)
    if not lines:
        raise Refusal("", "list.empty", _("Nobody stands on this list yet."))
    if held.form == ReliefList.Form.GOODS and held.receipt is None:
        raise Refusal("receipt", "list.receipt", _("Choose the purchase whose parcels are handed out."))
    if held.expected_count is not None and held.expected_count != len(lines):
        raise Refusal(
            "expected_count",
            "list.count",
            _(
                "The paper has %(paper)s households, the list %(list)s. Find the difference, or correct the paper's number."
            )
            % {"paper": held.expected_count, "list": len(lines)},
        )
    total = total_of(lines)
    if held.expected_total is not None and held.expected_total != total:
        raise Refusal(
            "expected_total",
            "list.total",
            _(
                "The paper adds up to %(paper)s 元, the list to %(list)s 元. Find the difference, or correct the paper's total."
            )
            % {"paper": f"{held.expected_total:,.2f}", "list": f"{total:,.2f}"},
        )
    _number(lines, by)


def _number(lines: Sequence[ReliefLine], by: Any) -> None:
    """Close the gaps that lines left which were taken off: the paper, the bank and the list count alike."""
    if [line.position for line in lines] == list(range(1, len(lines) + 1)):
        return
    # Two runs, as no two lines of a list may hold one number in between.
    for offset in (len(lines) + max(line.position or 0 for line in lines), 0):
        batch = Batch(ReliefLine, Hand(by))
        for place, line in enumerate(lines, start=1):
            batch.change(line, {"position": offset + place})
        batch.write()


def _check(held: ReliefList, by: Any, day: date) -> None:
    _refuse_open(held, lines_of(held))
    held.checked_by = by


def _approve(held: ReliefList, by: Any, day: date) -> None:
    lines = lines_of(held)
    # Two lists with one household on both wait for each other here: the second sees what the first did.
    homes = sorted({line.household_id for line in lines if line.household_id})
    list(Household.objects.select_for_update(of=("self",)).filter(pk__in=homes).order_by("pk").values_list("pk"))
    _refuse_open(held, lines)
    if held.form == ReliefList.Form.GOODS:
        goods.reserve(held.receipt, sum(line.quantity or 0 for line in lines), by=by)
    else:
        budgets.commit(held.fund, held.year, held.kind, total_of(lines), by=by)
    held.approved_by, held.approved_on = by, day
    _sign_lines(lines, by, approved_by=by)


def _send_back(held: ReliefList, by: Any, day: date) -> None:
    lines = lines_of(held)
    if held.state == APPROVED:
        if held.form == ReliefList.Form.GOODS:
            goods.release(held.receipt, sum(line.quantity or 0 for line in lines), by=by)
        else:
            budgets.release(held.fund, held.year, held.kind, total_of(lines), by=by)
        _sign_lines(lines, by, approved_by=CLEAR)
    held.checked_by = held.approved_by = held.approved_on = None


def _begin_payment(held: ReliefList, by: Any, day: date) -> None:
    held.paid_by = by


def _close(held: ReliefList, by: Any, day: date) -> None:
    due = held.lines.filter(state=ReliefLine.State.DUE).count()
    if due:
        raise Refusal(
            "",
            "list.still_due",
            _("%(count)s lines are neither paid nor failed: say what became of them first.") % {"count": due},
        )


def _discard(held: ReliefList, by: Any, day: date) -> None:
    """Its lines stay with it and count nowhere: nothing of a list that was discarded is ever paid.

    What failed and stands on a discarded supplement may be made again by another.
    """
    _sign_lines(list(held.lines.exclude(repeats=None)), by, repeats=CLEAR)


def _refuse_open(held: ReliefList, lines: Sequence[ReliefLine]) -> None:
    open_ = not_allowed(held, lines)
    if open_:
        named = "; ".join(
            f"{line.position} {line.payee.name}: {looked.asks[0].sentence}" for line, looked in open_[:NAMED_AT_MOST]
        )
        raise Refusal(
            "",
            "line.not_allowed",
            _("%(count)s lines need your decision, allow them with a reason or return the list: %(lines)s")
            % {"count": len(open_), "lines": named},
        )


def _sign_lines(lines: Sequence[ReliefLine], by: Any, **facts: Any) -> None:
    batch = Batch(ReliefLine, Hand(by))
    for line in lines:
        batch.change(line, facts)
    batch.write()


def total_of(lines: Sequence[ReliefLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


_ACTS = {
    "hand_in": _hand_in,
    "check": _check,
    "approve": _approve,
    "send_back": _send_back,
    "begin_payment": _begin_payment,
    "close": _close,
    "discard": _discard,
}
