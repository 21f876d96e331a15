"""Amounts in 元: one door in, and every way the office writes them. Plain Python, Decimal only."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

import cn2an

CENT = Decimal("0.01")
TENTH = Decimal("0.1")
WAN = Decimal(10_000)
_LONGEST_IN_CAPITALS = Decimal(10) ** 16


def to_money(value: Decimal | int | float | str) -> Decimal:
    """An amount in 元 with two decimals, rounded half up. Raises ValueError when the value is not a plain number.

    A float passes through its text, so 2.675 becomes 2.68 as it stands in the cell, not 2.67 as it lies in memory.
    """
    if isinstance(value, bool):
        raise ValueError("Yes or no is not an amount.")
    try:
        amount = (value if isinstance(value, Decimal) else Decimal(str(value))).quantize(CENT, ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError("This is not an amount.") from None
    if amount.is_nan():
        raise ValueError("This is not an amount.")
    return amount or Decimal("0.00")  # never -0.00, which is left where SQLite takes back what it added up


def grouped(amount: Decimal) -> str:
    """An amount for a table: 465,280.00."""
    return f"{to_money(amount):,}"


def in_wan(amount: Decimal) -> Decimal:
    """元 in, 万元 out, two decimals half up. Add up in 元 first and convert once (domain.md 9.5)."""
    return (amount / WAN).quantize(CENT, ROUND_HALF_UP)


def wan_phrase(amount: Decimal) -> str:
    """An amount in 元 as the yearly account words it, without the final 元.

    From 10,000 on in 万: with up to two decimals where that is exact (4.32万), otherwise cut after one decimal with 余
    (465,990 is 46.5万余, never 46.6万余). Below 10,000 whole 元, with 余 when 角 and 分 are left out (domain.md 9.5).
    """
    amount = to_money(amount)
    sign, size = ("-", -amount) if amount < 0 else ("", amount)
    if size < WAN:
        return f"{sign}{int(size)}{'' if size == int(size) else '余'}"
    exact = size / WAN
    if exact == exact.quantize(CENT, ROUND_DOWN):
        return f"{sign}{_plain(exact)}万"
    return f"{sign}{_plain(exact.quantize(TENTH, ROUND_DOWN))}万余"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count_phrase(count: int) -> str:
    """A count as officers round it: from 1000 on down to the hundred, with 余 when something was cut (1043: 1000余)."""
    if count < 1000 or count % 100 == 0:
        return str(count)
    return f"{count // 100 * 100}余"


def capital(amount: Decimal | int | str, *, prefix: bool = False) -> str:
    """An amount in 元 in capital characters, with 人民币 before it on request, 负 for reversals.

    Ends in 整 when there is neither 角 nor 分. Source: 支付结算办法 annex 1 (domain.md 9.4).
    Raises ValueError for amounts of more than 16 digits before the point.
    """
    amount = to_money(amount)
    if abs(amount) >= _LONGEST_IN_CAPITALS:
        raise ValueError("An amount of more than 16 digits cannot be written in capital characters.")
    sign, size = ("负", -amount) if amount < 0 else ("", amount)
    text = cn2an.an2cn(f"{size:f}", "rmb")
    # Two zeros that cn2an leaves out: 107,000.53 reads 柒仟元零伍角叁分, and 12,0000,1241,2421 壹拾贰万亿零壹仟….
    whole, cents = divmod(int(size * 100), 100)
    if whole and whole % 10 == 0 and cents >= 10:
        text = text.replace("元", "元零", 1)
    text = re.sub("万亿(?![零元])", "万亿零", text)
    return f"{'人民币' if prefix else ''}{sign}{text}"


def percent(done: Decimal | int, target: Decimal | int | None) -> Decimal | None:
    """Completion in per cent, one decimal half up; None (printed as —) without a target or with 0 (domain.md 9.7)."""
    if not target:
        return None
    return (Decimal(done) * 100 / Decimal(target)).quantize(TENTH, ROUND_HALF_UP)


def change(now: Decimal | int, before: Decimal | int | None) -> Decimal | None:
    """Growth in per cent, one decimal half up; None when the earlier figure is missing or 0 (domain.md 9.7)."""
    if not before:
        return None
    return ((Decimal(now) - Decimal(before)) * 100 / Decimal(before)).quantize(TENTH, ROUND_HALF_UP)
