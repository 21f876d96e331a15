"""Payments in plain values, as the tests of the guards set them beside each other."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hardship.rules.aid import Aid

HUSBAND, WIFE, CHILD, STRANGER = 1, 2, 3, 4
HOME = frozenset({HUSBAND, WIFE, CHILD})

_PAST = Aid(
    key=1, list_key=10, kind="living", day=date(2025, 1, 18), amount=Decimal("300.00"), household=100, people=HOME,
    payee=HUSBAND, source="own", purpose="元旦春节送温暖", payee_name="王小明", list_name="元旦春节送温暖",
    union_name="北岸纺织厂工会委员会", position=7,
)  # fmt: skip


def past(**facts) -> Aid:
    """300 元 for living, paid to the husband on 18 January 2025 for the festival."""
    return replace(_PAST, **facts)


def proposed(**facts) -> Aid:
    """What is proposed for the same household on 1 March 2025, not recorded yet."""
    new = replace(_PAST, key=None, list_key=20, day=date(2025, 3, 1), position=None, is_paid=False)
    return replace(new, **facts)
