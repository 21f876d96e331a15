"""What the rules find in the facts of a form, by the standard of the union and the day (domain.md 2)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Sum

from hardship.models import Household, ReliefLine, Standard
from hardship.rules.eligibility import EarlierAid, Verdict, judge
from hardship.rules.eligibility import Standard as Rules
from hardship.rules.form_situation import situation_of
from members.models import Membership, Person, Union


def rules_of(standard: Standard) -> Rules:
    """What a city has set, as the rules of eligibility want it."""
    facts: dict[str, Any] = {}
    if standard.exclusions is not None:
        facts["exclusions"] = frozenset(standard.exclusions)
    return Rules(
        line=standard.line,
        rule_set=standard.rule_set,
        inclusive=standard.inclusive,
        relative_multiple=standard.relative_multiple,
        edge_multiple=standard.edge_multiple,
        accident_multiple=standard.accident_multiple,
        slightly_above=standard.slightly_above,
        minimum_wage=standard.minimum_wage,
        accident_share=standard.accident_share,
        **facts,
    )


def earlier_aid(household: Household | None, on: date) -> tuple[EarlierAid, ...]:
    """What the household has been paid in the year of `on` until that day, by kind of aid. One query."""
    if household is None:
        return ()
    paid = ReliefLine.objects.filter(household=household, state="paid", paid_on__year=on.year, paid_on__lte=on)
    sums = paid.order_by().values_list("list__kind").annotate(sum=Sum("amount")).order_by("list__kind")
    return tuple(EarlierAid(kind, amount) for kind, amount in sums if amount > 0)


def is_member(head: Person | None) -> bool:
    return head is not None and Membership.objects.filter(person=head, ended_on=None).exists()


def verdict_of(
    values: Mapping[str, Any],
    *,
    union: Union | None,
    on: date,
    household: Household | None = None,
    head: Person | None = None,
) -> Verdict | None:
    """The verdict on `values` (hardship.operations.form.keep), half-written ones too; None where no standard is in force."""
    standard = Standard.objects.on(union, on) if union is not None else None
    if standard is None:
        return None
    situation = situation_of(values, on=on, member=is_member(head), earlier_aid=earlier_aid(household, on))
    return judge(situation, rules_of(standard))
