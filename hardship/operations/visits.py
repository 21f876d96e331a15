"""Visits at home: two people or more go, and what they saw is written down (domain.md 3, form T15)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, Step, Visit
from hardship.rules.lifecycle import STEPS
from office.history import Hand
from office.lengths import check_lengths
from office.names import clean_name
from office.refusal import Refusal
from office.trail.acts import note

VISITORS_AT_LEAST = 2
TWO_VISITORS = _("Two different people at least visit a household: write both names.")
AMOUNTS = ("income_stated", "income_found", "expense_stated", "expense_found")


# The steps that rest on a visit: once one is taken, what it rests on stays as it was.
USES = tuple(step.code for step in STEPS.values() if "visit" in step.needs)


@transaction.atomic
def record(
    household: Household,
    *,
    on: date,
    visitors: Iterable[str],
    result: str,
    today: date,
    by: Any,
    why: str = "",
    **seen: Any,
) -> Visit:
    """A visit to the household on a day. `visitors`: their names; `result`: a code of Visit.Result.

    `seen`: what else stands on the form: met, place, living_here, seen, and the amounts of AMOUNTS in 元 a year. Raises Refusal
    `file.closed`, `visitors.two`, `date.future`, `required` (why the household does not fit) or `money.negative`.
    """
    household = _held(household)
    visit = Visit(household=household, by=by)
    _say(visit, on=on, visitors=visitors, result=result, why=why, today=today, **seen)
    Hand(by).sign(visit)
    visit.save()
    note("visit recorded", by=by, on=household, visit=visit.pk, day=on, result=result)
    return visit


@transaction.atomic
def correct(
    visit: Visit, *, on: date, visitors: Iterable[str], result: str, today: date, by: Any, why: str = "", **seen: Any
) -> bool:
    """The visit says this from now on; its history keeps what it said before. False when nothing differs.

    Raises Refusal as `record`, and `visit.fixed` where it cannot be corrected any more, or not by `by`.
    """
    household = _held(visit.household)
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    visit.household = household
    if reason := why_fixed(visit, by):
        raise Refusal("", "visit.fixed", reason)
    before = {field.attname: getattr(visit, field.attname) for field in Visit._meta.concrete_fields}
    _say(visit, on=on, visitors=visitors, result=result, why=why, today=today, **seen)
    changed = [name for name, value in before.items() if getattr(visit, name) != value]
    if not changed:
        return False
    Hand(by).sign(visit)
    visit.save()
    note("visit corrected", by=by, on=household, visit=visit.pk, day=on, result=result, changed=changed)
    return True


def why_fixed(visit: Visit, by: Any) -> Promise | str:
    """Why `by` cannot correct the visit, in a sentence; "" where they can. A command at the server (None) corrects any."""
    if visit.household.state in Household.ENDED:
        return _("The file is closed and can only be read.")
    used = _used(visit)
    if used is not None:
        return format_lazy(
            _(
                "The step “{step}” of {day} rests on this visit: it stays as it is. What was wrong is told by another visit."
            ),
            step=used.label,
            day=used.on,
        )
    if by is not None and visit.by_id != by.pk:
        return _("Only whoever recorded this visit corrects it.")
    return ""


def _used(visit: Visit) -> Step | None:
    """The first step that rests on the visit: taken since it was recorded."""
    recorded = visit.history.order_by("history_date", "history_id").values_list("history_date", flat=True).first()
    steps = Step.objects.filter(household=visit.household_id, code__in=USES, on__gte=visit.on)
    if recorded is not None:
        steps = steps.filter(at__gte=recorded)
    return steps.order_by("pk").first()


def _held(household: Household) -> Household:
    """The file, locked. Two clerks at once, one of whom closes it: the other must not write into it any more."""
    held = Household.objects.select_for_update().get(pk=household.pk)
    if held.state in Household.ENDED:
        raise Refusal("", "file.closed", _("The file is closed and can only be read."))
    return held


def _say(visit: Visit, *, on: date, visitors: Iterable[str], result: str, why: str, today: date, **seen: Any) -> None:
    """What the form says, found to be right, in the visit."""
    names = different(visitors)
    if len(names) < VISITORS_AT_LEAST:
        raise Refusal("visitors", "visitors.two", TWO_VISITORS)
    if on > today:
        raise Refusal(
            "on", "date.future", _("This day lies in the future: a visit is entered once it has taken place.")
        )
    if result == Visit.Result.FAILS and not why.strip():
        raise Refusal("why", "required", _("Say why the household does not fit."))
    for name in AMOUNTS:
        if (seen.get(name) or Decimal(0)) < 0:
            raise Refusal(name, "money.negative", _("An amount cannot be negative."))
    said = {"on": on, "visitors": names, "result": result, "why": why.strip(), **seen}
    for name, value in said.items():
        setattr(visit, name, value)
    check_lengths(visit)


def different(names: Iterable[str]) -> list[str]:
    """The names, each once, in their order; blanks are left out."""
    return list(dict.fromkeys(filter(None, map(clean_name, names))))
