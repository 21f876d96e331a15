"""What became of each payment: made, collected by somebody else, failed; taken back by a reversal, made again by a supplement."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import BankLine, ReliefLine, ReliefList, Schooling, Treatment
from hardship.operations import budgets, goods
from hardship.rules.list_steps import CLOSED, ENTER, PAY, PAYING
from office.history import Batch, Hand
from office.lengths import check_lengths
from office.numbering import next_number
from office.refusal import Refusal
from office.trail.acts import note

from .held import hold
from .lines import PROXY
from .moving import total_of

RECEIVED = ("received_by", *PROXY)
ONCE = _("This has been paid already.")


@transaction.atomic
def pay(
    relief_list: ReliefList,
    lines: Iterable[ReliefLine],
    *,
    on: date,
    today: date,
    by: Any,
    received: Mapping[int, Mapping[str, str]] | None = None,
) -> int:
    """These lines were paid on a day; the number of them. `received`: by key of the line, `received_by` or the proxy's facts.

    Raises Refusal `list.state`, `permission`, `list.own_approval`, `date.future`, `date.order`, `line.state` (one of them is
    paid or failed already: nothing is paid then), `line.proxy`, `line.with_bank` (somebody collects what a bank pays).
    """
    held = _paying(relief_list, by)
    _check_day(held, on, today)
    chosen = _due(held, {line.pk for line in lines})
    if received and BankLine.objects.standing().filter(line__in=received).exists():
        raise Refusal(
            "", "line.with_bank", _("This payment is with the bank: wait for its answer, so that nobody is paid twice.")
        )
    batch = Batch(ReliefLine, Hand(by))
    for line in chosen:
        told = (received or {}).get(line.pk, {})
        said = {name: told[name] for name in RECEIVED if told.get(name)}
        if any(said.get(name) for name in PROXY) and not all(said.get(name) for name in PROXY):
            raise Refusal(
                "proxy_name",
                "line.proxy",
                _("Who collects for somebody else: write name, ID number, relation and the authorisation."),
            )
        batch.change(line, {"state": ReliefLine.State.PAID, "paid_on": on, "paid_by": by, **said})
        check_lengths(line)
    batch.write()
    if held.form == ReliefList.Form.GOODS:
        goods.issue(held.receipt, sum(line.quantity or 0 for line in chosen), on=on, by=by)
    else:
        budgets.spend(held.fund, held.year, held.kind, total_of(chosen), by=by)
    note("relief paid", by=by, on=held, day=on, lines=len(chosen), amount=total_of(chosen))
    return len(chosen)


@transaction.atomic
def fail(relief_list: ReliefList, failed: Mapping[int, str], *, on: date, today: date, by: Any) -> int:
    """Payments that did not go through: key of the line to why. What was set aside for them is free again.

    Raises as `pay`, and `required` without a reason.
    """
    held = _paying(relief_list, by)
    _check_day(held, on, today)
    if any(not why.strip() for why in failed.values()):
        raise Refusal("why", "required", _("Write why the payment failed."))
    chosen = _due(held, failed)
    batch = Batch(ReliefLine, Hand(by))
    for line in chosen:
        batch.change(
            line, {"state": ReliefLine.State.FAILED, "failed_on": on, "why_failed": failed[line.pk].strip()[:200]}
        )
    batch.write()
    if held.form == ReliefList.Form.GOODS:
        goods.release(held.receipt, sum(line.quantity or 0 for line in chosen), by=by)
    else:
        budgets.release(held.fund, held.year, held.kind, total_of(chosen), by=by)
    note("relief failed", by=by, on=held, day=on, lines=len(chosen))
    return len(chosen)


@transaction.atomic
def reverse(
    relief_list: ReliefList, lines: Iterable[ReliefLine], *, why: str, on: date, today: date, by: Any
) -> ReliefList:
    """Take payments back in red: a closed list of its own, each line naming the line it reverses (domain.md 4.4).

    Raises Refusal `list.state` (nothing was paid yet), `permission`, `required`, `line.reversed`, `line.state`, `date.future`,
    `date.order`.
    """
    held = hold(relief_list, CLOSED, PAYING, by=by, permission=PAY)
    if not why.strip():
        raise Refusal("why", "required", _("Write why it is taken back."))
    _check_day(held, on, today)
    keys = {line.pk for line in lines}
    chosen = list(held.lines.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    if not chosen:
        raise Refusal("", "required", _("Choose the payments that are taken back."))
    if any(line.state != ReliefLine.State.PAID or line.reverses_id for line in chosen):
        raise Refusal("", "line.state", _("Only what was paid can be taken back."))
    last = max(line.paid_on for line in chosen)
    if on < last:
        raise Refusal(
            "on", "date.order", _("This cannot be before %(day)s, the day of what came before.") % {"day": last}
        )
    if ReliefLine.objects.filter(reverses__in=keys).exists():
        raise Refusal("", "line.reversed", _("One of these payments has been taken back already."))
    back = _follower(held, ReliefList.Purpose.REVERSAL, _("reversal"), by, state=CLOSED, paid_by=by, year=on.year)
    batch = Batch(ReliefLine, Hand(by))
    for place, line in enumerate(chosen, start=1):
        batch.add(
            list=back, union=line.union, household=line.household, payee=line.payee, category=line.category,
            amount=-line.amount, goods=line.goods, quantity=-line.quantity if line.quantity else None,
            unit_price=line.unit_price, state=ReliefLine.State.PAID, paid_on=on, reverses=line, position=place,
            entered_by=by, paid_by=by, note=why.strip()[:500],
        )  # fmt: skip
    batch.write()
    if held.form == ReliefList.Form.GOODS:
        goods.take_back(held.receipt, sum(line.quantity or 0 for line in chosen), on=on, by=by)
    else:
        budgets.unspend(held.fund, held.year, held.kind, total_of(chosen), by=by)
    note("relief reversed", by=by, on=held, reason=why.strip(), list=back.number, lines=len(chosen))
    return back


@transaction.atomic
def supplement(relief_list: ReliefList, *, by: Any) -> ReliefList:
    """A draft with every failed payment of the list that was not made again yet, to be corrected and approved anew.

    Raises Refusal `list.state`, `permission`, `list.nothing_failed`.
    """
    held = hold(relief_list, CLOSED, PAYING, by=by, permission=ENTER)
    failed = list(
        held.lines.filter(state=ReliefLine.State.FAILED, repetition=None)
        .select_related("payee", "household", "union", "schooling", "treatment")
        .order_by("position", "pk")
    )
    if not failed:
        raise Refusal("", "list.nothing_failed", _("No payment of this list is waiting to be made again."))
    again = _follower(held, ReliefList.Purpose.SUPPLEMENT, _("supplement"), by)
    hand = Hand(by)
    batch, special = Batch(ReliefLine, hand), {model: Batch(model, hand) for model in (Schooling, Treatment)}
    for place, line in enumerate(failed, start=1):
        repeated = batch.add(
            list=again, union=line.union, household=line.household, payee=line.payee, category=line.category,
            amount=line.amount, goods=line.goods, quantity=line.quantity, unit_price=line.unit_price, repeats=line,
            position=place, entered_by=by, bank=line.bank, card_no=line.card_no, group=line.group,
            occasion=line.occasion, occasion_on=line.occasion_on, plea=line.plea,
            note=line.note,
        )  # fmt: skip
        for model, records in special.items():
            facts = getattr(line, model._meta.model_name, None)
            if facts is not None:
                records.add(**{field: getattr(facts, field) for field in _facts_of(model)} | {"line": repeated})
    batch.write()
    for records in special.values():
        records.write()
    note("supplement begun", by=by, on=held, list=again.number, lines=len(failed))
    return again


def _facts_of(model: type[Schooling | Treatment]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in ("id", "line")]


def _follower(held: ReliefList, role: str, word: Any, by: Any, *, year: int | None = None, **facts: Any) -> ReliefList:
    """A list that belongs to `held`: the same money, kind and purpose under a number of its own."""
    year = year or held.year
    number = f"JZ{year}{next_number(f'relief {year}'):04d}"
    follower = ReliefList(
        union=held.union, form=held.form, kind=held.kind, fund=held.fund, receipt=held.receipt, year=year,
        name=f"{held.name[:80]} {word} {number[-4:]}", purpose=held.purpose, basis=held.basis, amounts=held.amounts,
        minutes=held.minutes, role=role, follows=held, number=number, entered_by=by, **facts,
    )  # fmt: skip
    Hand(by).sign(follower)
    follower.save()
    return follower


def _paying(relief_list: ReliefList, by: Any) -> ReliefList:
    held = hold(relief_list, PAYING, by=by, permission=PAY)
    if by is not None and by.pk == held.approved_by_id:
        raise Refusal("", "list.own_approval", _("Somebody else must pay: you approved this list yourself."))
    return held


def _due(held: ReliefList, keys: Collection[int]) -> list[ReliefLine]:
    """The lines as they stand, locked. Raises Refusal `line.state`: a double click pays nothing twice."""
    chosen = list(held.lines.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    if len(chosen) != len(keys) or not chosen:
        raise Refusal("", "line.state", _("Choose lines of this list."))
    if any(line.state != ReliefLine.State.DUE for line in chosen):
        raise Refusal("", "line.state", ONCE)
    return chosen


def _check_day(held: ReliefList, on: date, today: date) -> None:
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future."))
    if held.approved_on is not None and on < held.approved_on:
        raise Refusal(
            "on", "date.order", _("Nothing is paid before it was approved, on %(day)s.") % {"day": held.approved_on}
        )
