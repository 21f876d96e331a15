"""What a city has set for a period (domain.md 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hardship.rules.code_lists import EXCLUSIONS
from hardship.rules.eligibility.arithmetic import exact

RULE_SETS = ("A", "B", "C")
CURRENT_EXCLUSIONS = frozenset(entry.code for entry in EXCLUSIONS.entries)
# Whoever these strike needs no share of the income to be reached (domain.md 2.1, set C).
PUBLIC_DISASTERS = frozenset({"disaster", "safety", "epidemic"})


@dataclass(frozen=True)
class Standard:
    """`line` is B, the poverty line in 元 a person a month; the multiples are of it.

    `rule_set`: A from 2006, B from 2015/16, C from 2020. `inclusive`: whoever is exactly on a line is below it (≤), as
    some cities print; otherwise < (set C holds both its lines so, A and B only B itself: their other limits are printed ≤).
    `slightly_above`: by what share of B a cause may lie above it in set A. `accident_share`: of the year's income, that
    the burden of an accident must exceed. `accident_kinds`: accidents whose victims need not reach it.
    `exclusions`: those in force. Without `impute` or `minimum_wage` (元 a month) nothing is counted for the idle.

    Raises ValueError for what no city can have set, above all an exclusion that is not in the list.
    """

    line: Decimal
    rule_set: str = "C"
    inclusive: bool = False
    relative_multiple: Decimal = Decimal(2)
    edge_multiple: Decimal = Decimal("1.5")
    accident_multiple: Decimal = Decimal(3)
    slightly_above: Decimal = Decimal("0.5")
    minimum_wage: Decimal | None = None
    impute: bool = True
    accident_share: Decimal = Decimal("0.8")
    accident_kinds: frozenset[str] = PUBLIC_DISASTERS
    exclusions: frozenset[str] = CURRENT_EXCLUSIONS

    def __post_init__(self) -> None:
        if self.rule_set not in RULE_SETS:
            raise ValueError(f"There is no rule set {self.rule_set}.")
        if exact(self.line) <= 0:
            raise ValueError("The line must be above zero.")
        if min(self.relative_multiple, self.edge_multiple, self.accident_multiple) < 1 or self.slightly_above < 0:
            raise ValueError("A limit above the line cannot be below it.")
        if self.minimum_wage is not None and exact(self.minimum_wage) < 0:
            raise ValueError("The minimum wage is not below zero.")
        if unknown := self.exclusions - CURRENT_EXCLUSIONS:
            raise ValueError(f"There is no exclusion {', '.join(sorted(unknown))}.")

    @property
    def limits(self) -> tuple[tuple[str, Decimal], ...]:
        """The categories that a limit a head a month belongs to, lowest first, for the scale beside the verdict."""
        if self.rule_set == "A":
            return ("no_allowance", self.line), ("above_allowance", self.line * (1 + self.slightly_above))
        if self.rule_set == "B":
            return ("low_income", self.line), ("low_income_edge", self.line * self.edge_multiple)
        return ("deep", self.line), ("relative", self.line * self.relative_multiple)
