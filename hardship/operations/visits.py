"""Visits at home: two people or more go, and what they saw is written down (domain.md 3, form T15)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, Visit
from office.history import Hand
from office.lengths import check_lengths
from office.names import clean_name
from office.refusal import Refusal
from office.trail.acts import note

VISITORS_AT_LEAST = 2
TWO_VISITORS = _("Two different people at least visit a household: write both names.")
AMOUNTS = ("income_stated", "income_found", "expense_stated", "expense_found")


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
    # Two clerks at once, one of whom closes the file: the other must not write into it any more.
    household = Household.objects.select_for_update().get(pk=household.pk)
    if household.state in Household.ENDED:
        raise Refusal("", "file.closed", _("The file is closed and can only be read."))
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
    visit = Visit(household=household, on=on, visitors=names, result=result, why=why.strip(), by=by, **seen)
    check_lengths(visit)
    Hand(by).sign(visit)
    visit.save()
    note("visit recorded", by=by, on=household, visit=visit.pk, day=on, result=result)
    return visit


def different(names: Iterable[str]) -> list[str]:
    """The names, each once, in their order; blanks are left out."""
    return list(dict.fromkeys(filter(None, map(clean_name, names))))
