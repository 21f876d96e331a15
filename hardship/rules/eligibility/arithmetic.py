"""Exact comparisons of money, and how a clerk reads them out (domain.md 9.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from office.money import CENT

MONTHS = 12
_MOST_PLACES = 20


def exact(value: Decimal | int) -> Decimal:
    """An amount as it is, never rounded. Raises ValueError for a float (its last digits are noise) and for no number."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise ValueError("Amounts are Decimal.")
    amount = Decimal(value)
    if not amount.is_finite():
        raise ValueError("This is not an amount.")
    return amount


def written(amount: Decimal) -> str:
    """An amount in a sentence: 33,600 and 18,640.50; a real minus sign."""
    places = 0 if amount == amount.to_integral_value() else max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}".replace("-", "−")


def a_head(yearly: Decimal, size: int) -> Decimal:
    """元 a person a month, to the cent half up, for the eye only; below zero is shown as 0."""
    return max(Decimal(0), yearly / (MONTHS * size)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Comparison:
    """Is `yearly` ÷ 12 ÷ `size` below `limit`? Asked by multiplying the limit, so nothing is divided and nothing rounded.

    `terms` is how the yearly amount came about: "(33,600 − 16,600)".
    """

    terms: str
    yearly: Decimal
    size: int
    limit: Decimal
    inclusive: bool

    @property
    def holds(self) -> bool:
        bound = self.limit * MONTHS * self.size
        return self.yearly < bound or (self.inclusive and self.yearly == bound)

    @property
    def text(self) -> str:
        """(33,600 − 16,600) ÷ 12 ÷ 3 = 472.22 < 1,062"""
        return f"{self.start} {sign(self.holds, self.inclusive)} {written(self.limit)}"

    def text_above(self, lower: Comparison) -> str:
        """This one holds and `lower`, of the same terms, does not: … = 1,142.22; 1,062 ≤ 1,142.22 < 2,124"""
        shown = self.shown(lower.limit)
        below, above = sign(True, not lower.inclusive), sign(True, self.inclusive)
        return (
            f"{self.terms} ÷ {MONTHS} ÷ {self.size} = {shown}; "
            f"{written(lower.limit)} {below} {shown} {above} {written(self.limit)}"
        )

    @property
    def start(self) -> str:
        return f"{self.terms} ÷ {MONTHS} ÷ {self.size} = {self.shown()}"

    def shown(self, *others: Decimal) -> str:
        """The result as written: two decimals, or as many as it takes not to say 1,062.00 < 1,062."""
        result = max(Decimal(0), self.yearly / (MONTHS * self.size))
        return _rounded(result, (self.limit, *others))


def share_text(burden: Decimal, income: Decimal, share: Decimal) -> str:
    """50,000 ÷ 60,000 = 83.3% > 80%"""
    shown = _rounded(burden * 100 / income, (share * 100,), places=1)
    relation = ">" if burden > share * income else "≤"
    return f"{written(burden)} ÷ {written(income)} = {shown}% {relation} {written(share * 100)}%"


def sign(holds: bool, inclusive: bool) -> str:
    if inclusive:
        return "≤" if holds else ">"
    return "<" if holds else "≥"


def _rounded(result: Decimal, limits: tuple[Decimal, ...], places: int = 2) -> str:
    for digits in range(places, _MOST_PLACES):
        shown = result.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if all(shown.compare(limit) == result.compare(limit) for limit in limits):
            break
    return f"{shown:,f}"
