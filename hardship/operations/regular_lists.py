"""The list of a month: proposed as the difference from the month before, approved, paid; what fails, or is sent back by the
bank later, comes onto the next list.

Who enters a list does not approve it, who approves it does not pay it. Every act holds the roster and looks at the list again
under that lock, so a double click or a second tab finds the list already paid.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hardship.models import RegularFailure, RegularList, RegularMonth, RegularRound
from hardship.rules.schedule import first_of, month_after
from office.history import CLEAR, Batch, Hand
from office.refusal import Refusal
from office.trail.acts import note

from . import budgets
from .regular_months import APPROVE, ENTER, KIND, OPEN, PAY, Month, due_of, hold, settle

State = RegularList.State
NOTHING = Decimal("0.00")
MOST_REASON = 200


@dataclass(frozen=True)
class Difference:
    """What stands on a list against the month before: `before` are the rows of that month, the others those of the list.

    As many as last month + joined − stopped make the month itself; arrears come on top. `changed` are in both with another amount.
    """

    before: list[RegularMonth]
    joined: list[RegularMonth]
    stopped: list[RegularMonth]
    changed: list[tuple[RegularMonth, RegularMonth]]
    arrears: list[RegularMonth]
    rows: list[RegularMonth]

    @property
    def amount(self) -> Decimal:
        return total(self.rows)

    @property
    def change(self) -> Decimal:
        """What changed standards make, in 元."""
        return sum((now.amount - before.amount for before, now in self.changed), NOTHING)

    @property
    def sums(self) -> dict[str, Decimal]:
        """The parts in 元; before + joined − stopped + changed + arrears = the list."""
        parts = {name: total(getattr(self, name)) for name in ("before", "joined", "stopped", "arrears")}
        return parts | {"changed": self.change}


def total(rows: list[RegularMonth]) -> Decimal:
    return sum((row.amount for row in rows), NOTHING)


def difference(month_list: RegularList) -> Difference:
    """How the list came about, whatever became of its payments since. A second list of the same month holds arrears alone.

    Six queries at most, however long the list.
    """
    rows = _as_approved(month_list)
    is_second = RegularList.objects.filter(
        round=month_list.round_id, month=month_list.month, pk__lt=month_list.pk
    ).exists()
    if is_second:
        return Difference([], [], [], [], rows, rows)
    before = {row.aid.person_id: row for row in _with_people(_month_before(month_list))}
    current = {row.aid.person_id: row for row in rows if row.month == month_list.month}
    both = current.keys() & before.keys()
    return Difference(
        before=list(before.values()),
        joined=[row for person, row in current.items() if person not in both],
        stopped=[row for person, row in before.items() if person not in both],
        changed=[
            (before[person], row)
            for person, row in current.items()
            if person in both and row.amount != before[person].amount
        ],
        arrears=[row for row in rows if row.month != month_list.month],
        rows=rows,
    )


def _month_before(month_list: RegularList) -> QuerySet[RegularMonth]:
    """Who was due the month before, of this roster, of the one before it, or of an imported half-year."""
    union = month_list.round.union
    own = Q(aid__round__union=union) | Q(aid__round=None, aid__union__path__startswith=union.path)
    return RegularMonth.objects.filter(own, month=month_after(month_list.month, -1)).exclude(state=Month.STOPPED)


def _as_approved(month_list: RegularList) -> list[RegularMonth]:
    """The months on the list, and those whose payment failed at the amount that they had on it."""
    failed = {failure.month_id: failure.amount for failure in month_list.failures.all()}
    rows = list(_with_people(RegularMonth.objects.filter(Q(list=month_list) | Q(pk__in=failed))))
    for row in rows:
        if row.list_id != month_list.pk:
            row.amount = failed[row.pk]
    return rows


def _with_people(rows: QuerySet[RegularMonth]) -> QuerySet[RegularMonth]:
    return rows.select_related("aid__person", "aid__union", "aid__household").order_by(
        "aid__union__path", "aid__person__pinyin", "aid", "month"
    )


def waiting(rounds: RegularRound, month: date) -> QuerySet[RegularMonth]:
    """The months up to `month` that are due and stand on no list."""
    return RegularMonth.objects.filter(aid__round=rounds, state=Month.DUE, list=None, month__lte=month)


def next_month(rounds: RegularRound) -> date | None:
    """The month that the next list is for: the first without a list, else one that has something due again; None when all is
    paid or a list is still on its way."""
    return next_months([rounds])[rounds.pk]


def next_months(rosters: Iterable[RegularRound]) -> dict[int, date | None]:
    """`next_month` of each roster, by its key. Three queries."""
    rosters = list(rosters)
    lists = RegularList.objects.filter(round__in=rosters).order_by()
    under_way = set(lists.filter(state__in=OPEN).values_list("round", flat=True))
    last_of = dict(lists.values_list("round").annotate(Max("month")))
    due = RegularMonth.objects.filter(aid__round__in=rosters, state=Month.DUE, list=None).order_by()
    first_due = dict(due.values_list("aid__round").annotate(Min("month")))
    found: dict[int, date | None] = {}
    for one in rosters:
        last, first = last_of.get(one.pk), first_due.get(one.pk)
        following = one.first_month if last is None else month_after(last)
        wanted = None
        if one.pk not in under_way and first is not None:
            if following <= one.last_month and first <= following:
                wanted = following
            elif last is not None and first <= last:
                wanted = last
        found[one.pk] = wanted
    return found


@transaction.atomic
def propose(rounds: RegularRound, month: date, *, by: Any) -> RegularList:
    """The draft of a month: whoever is due it, and every month before it that is still due.

    Raises Refusal `permission`, `union.unknown`, `list.state`, `months.range`, `list.open` while another list is not paid yet,
    `list.empty`.
    """
    held = hold(rounds, ENTER, by)
    month = first_of(month)
    if held.state != RegularRound.State.APPROVED:
        raise Refusal(
            "", "list.state", _("Lists are made of a roster that the city has approved and that is not over.")
        )
    if not held.first_month <= month <= held.last_month:
        raise Refusal("month", "months.range", _("This month lies outside the roster."))
    lists = RegularList.objects.filter(round=held)
    if still := lists.filter(state__in=OPEN).first():
        raise Refusal(
            "", "list.open", _("List %(number)s is not paid yet: finish it first.") % {"number": still.number}
        )
    rows = list(waiting(held, month))
    if not rows:
        raise Refusal("month", "list.empty", _("Nobody is due anything for this month."))
    number = f"DQ{month:%Y%m}-{held.pk}-{lists.filter(month=month).count() + 1}"
    month_list = RegularList(union=held.union, round=held, month=month, number=number, entered_by=by)
    hand = Hand(by)
    hand.sign(month_list)
    month_list.save()
    _put(rows, {"list": month_list}, hand)
    note("regular list proposed", by=by, on=month_list, months=len(rows), amount=total(rows))
    return month_list


@transaction.atomic
def discard(month_list: RegularList, *, by: Any) -> None:
    """A draft goes; its months are due as before. Raises Refusal `permission`, `union.unknown`, `list.state`."""
    _held, month_list = _in_state(month_list, ENTER, State.DRAFT, by)
    hand = Hand(by)
    _put(list(month_list.months.all()), {"list": CLEAR}, hand)
    number = month_list.number
    hand.sign(month_list)
    month_list.delete()
    note("regular list discarded", by=by, label=number)


@transaction.atomic
def approve(month_list: RegularList, *, today: date, by: Any) -> RegularList:
    """The list may be paid; the fund holds its amount from now on.

    Raises Refusal `permission`, `union.unknown`, `list.state`, `hands.same`, `list.empty`, `budget.short`.
    """
    rounds, held = _in_state(month_list, APPROVE, State.DRAFT, by)
    if by is not None and by.pk == held.entered_by_id:
        raise Refusal("", "hands.same", _("Who enters a list does not approve it: somebody else does."))
    rows = list(held.months.all())
    if not rows:
        raise Refusal("", "list.empty", _("Nobody is left on this list: discard it."))
    budgets.commit(rounds.fund, held.month.year, KIND, total(rows), by=by)
    held.state, held.approved_by, held.approved_on = State.APPROVED, by, today
    return _signed(held, "regular list approved", by, months=len(rows), amount=total(rows))


@transaction.atomic
def send_back(month_list: RegularList, *, why: str, by: Any) -> RegularList:
    """An approved list is a draft again, and the fund holds nothing for it. Raises Refusal `permission`, `union.unknown`,
    `list.state`, `required`."""
    rounds, held = _in_state(month_list, APPROVE, State.APPROVED, by)
    if not why.strip():
        raise Refusal("why", "required", _("Say why the list goes back."))
    budgets.release(rounds.fund, held.month.year, KIND, total(list(held.months.all())), by=by)
    held.state, held.approved_by, held.approved_on = State.DRAFT, None, None
    return _signed(held, "regular list sent back", by, reason=why.strip()[:MOST_REASON])


@transaction.atomic
def pay(
    month_list: RegularList, *, on: date, today: date, by: Any, failed: Mapping[int, str] | None = None
) -> RegularList:
    """Everybody on the list is paid on a day, but for those whose payment failed: keys of RegularAid, and why.

    What failed is due again, leaves the list and comes onto the next one. Raises Refusal `permission`, `union.unknown`,
    `list.state`, `hands.same`, `date.future`, `date.order`, `regular.why_failed`, `list.foreign`.
    """
    rounds, held = _in_state(month_list, PAY, State.APPROVED, by)
    if by is not None and by.pk in (held.approved_by_id, held.entered_by_id):
        raise Refusal("", "hands.same", _("Who enters or approves a list does not pay it: somebody else does."))
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future: enter the payment once it is made."))
    if held.approved_on and on < held.approved_on:
        raise Refusal("on", "date.order", _("The list was approved later than that."))
    reasons, rows = _reasons(failed or {}), list(held.months.all())
    back = _rows_of(rows, reasons)
    paid = [row for row in rows if row.aid_id not in reasons]
    hand, year = Hand(by), held.month.year
    _put(paid, {"state": Month.PAID, "paid_on": on, "why_failed": CLEAR}, hand)
    _fail(held, back, reasons, on, hand)
    for row in back:
        _put([row], {"list": CLEAR, "why_failed": reasons[row.aid_id]}, hand)
    budgets.spend(rounds.fund, year, KIND, total(paid), by=by)
    budgets.release(rounds.fund, year, KIND, total(back), by=by)
    held.state, held.paid_by = State.CLOSED, by
    _signed(held, "regular list paid", by, day=on, months=len(paid), amount=total(paid), failed=len(back))
    settle(rounds, by)
    return held


@transaction.atomic
def returned(
    month_list: RegularList, came_back: Mapping[int, str], *, on: date, today: date, by: Any
) -> list[RegularMonth]:
    """The bank sends payments of a closed list back, days later: keys of RegularAid, and why. Their months, which are returned.

    They are due again and come onto the next list; one past the end of the aid is stopped. The budget of the list's year has the
    money back, the list keeps what it was approved for, and figures count a month by its own date, so a month of a year before
    is missing there until it is paid again. Raises Refusal `permission`, `union.unknown`, `list.state`, `required`,
    `date.future`, `date.order`, `regular.why_failed`, `list.foreign`.
    """
    rounds, held = _in_state(month_list, PAY, State.CLOSED, by)
    if not came_back:
        raise Refusal("", "required", _("Choose whose payment came back."))
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future."))
    reasons = _reasons(came_back)
    back = _rows_of(list(held.months.select_related("aid")), reasons)
    if any(row.paid_on is not None and on < row.paid_on for row in back):
        raise Refusal("on", "date.order", _("Nothing comes back before it was paid."))
    hand = Hand(by, "payment came back")
    _fail(held, back, reasons, on, hand)
    for row in back:
        state = Month.DUE if row.month in due_of(row.aid, rounds) else Month.STOPPED
        why = reasons[row.aid_id] if state == Month.DUE else CLEAR
        _put([row], {"state": state, "list": CLEAR, "paid_on": CLEAR, "why_failed": why}, hand)
    budgets.unspend(rounds.fund, held.month.year, KIND, total(back), by=by)
    for row in back:
        note(
            "regular payment came back", by=by, on=row.aid, reason=reasons[row.aid_id], list=held.number, month=row.month,
            amount=row.amount, day=on,
        )  # fmt: skip
    settle(rounds, by)
    return back


def _reasons(failed: Mapping[int, str]) -> dict[int, str]:
    reasons = {key: " ".join(why.split())[:MOST_REASON] for key, why in failed.items()}
    if not all(reasons.values()):
        raise Refusal("failed", "regular.why_failed", _("Say why each payment failed."))
    return reasons


def _rows_of(rows: list[RegularMonth], aids: Mapping[int, str]) -> list[RegularMonth]:
    """The months of these aids among the rows: one payment is all that somebody has on a list."""
    if not aids.keys() <= {row.aid_id for row in rows}:
        raise Refusal("failed", "list.foreign", _("Somebody marked as failed is not on this list."))
    return [row for row in rows if row.aid_id in aids]


def _fail(month_list: RegularList, rows: list[RegularMonth], reasons: Mapping[int, str], on: date, hand: Hand) -> None:
    """Keep that these payments did not arrive."""
    batch = Batch(RegularFailure, hand)
    for row in rows:
        batch.add(
            list=month_list,
            month=row,
            amount=row.amount,
            paid_on=row.paid_on,
            on=on,
            why=reasons[row.aid_id],
            by=hand.by,
        )
    batch.write()


def _in_state(month_list: RegularList, permission: str, state: str, by: Any) -> tuple[RegularRound, RegularList]:
    """The roster and the list as it is under its lock."""
    rounds = hold(month_list.round, permission, by)
    held = RegularList.objects.select_for_update(of=("self",)).filter(pk=month_list.pk).first()
    if held is None or held.state != state:
        now = held.get_state_display() if held else _("discarded")
        raise Refusal(
            "",
            "list.state",
            _("Somebody was faster: this list is “%(state)s” now. Look at it again.") % {"state": now},
        )
    held.round = rounds
    return rounds, held


def _put(rows: list[RegularMonth], facts: dict[str, Any], hand: Hand) -> None:
    batch = Batch(RegularMonth, hand)
    for row in rows:
        batch.change(row, facts)
    batch.write()


def _signed(month_list: RegularList, act: str, by: Any, *, reason: str = "", **facts: Any) -> RegularList:
    Hand(by, reason or act).sign(month_list)
    month_list.save()
    note(act, by=by, on=month_list, reason=reason, **facts)
    return month_list
