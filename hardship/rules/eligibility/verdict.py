"""What the rules find, with everything a clerk needs to explain it; kept as JSON beside the assessment (domain.md 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from hardship.rules.eligibility.arithmetic import MONTHS, a_head
from hardship.rules.eligibility.ledger import Row
from hardship.rules.eligibility.reasons import GAPS, Reason
from hardship.rules.eligibility.situation import Exclusion


@dataclass(frozen=True)
class Verdict:
    """`category` is of CATEGORIES, "" when the household is not eligible or, when `undecided`, nothing can be said yet.

    `reasons`: each a code and a sentence, the deciding ones first. `limits` are the lines of the rule set in 元 a head a
    month, lowest first; `line` is the first, B. `arithmetic` can be read out:
    "(33,600 − 16,600) ÷ 12 ÷ 3 = 472.22 < 1,062"; "" when the figures are not known.
    """

    category: str
    reasons: tuple[Reason, ...]
    rule_set: str
    inclusive: bool
    limits: tuple[tuple[str, Decimal], ...]
    size: int
    income_year: Decimal
    expense_year: Decimal
    ledger: tuple[Row, ...]
    exclusions: tuple[Exclusion, ...] = ()
    arithmetic: str = ""

    @property
    def eligible(self) -> bool:
        return bool(self.category)

    @property
    def undecided(self) -> bool:
        """Neither yes nor no: facts are missing, and the reasons say which."""
        return any(reason.code in GAPS for reason in self.reasons)

    @property
    def line(self) -> Decimal:
        return self.limits[0][1]

    @property
    def net_year(self) -> Decimal:
        """Income less rigid expenses, below zero where it is; shown as 0 then (`net_month`)."""
        return self.income_year - self.expense_year

    @property
    def net_month(self) -> Decimal:
        """元 a head a month for the eye, half up to the cent; nothing is compared with it."""
        return a_head(self.net_year, self.size or 1)

    @property
    def gross_month(self) -> Decimal:
        """The same before rigid expenses."""
        return a_head(self.income_year, self.size or 1)

    @property
    def measured(self) -> Decimal:
        """What the rule set holds against its limits: net from 2020 on, gross before."""
        return self.net_month if self.rule_set == "C" else self.gross_month

    @property
    def limit(self) -> Decimal:
        """The lowest limit that the household lies under, compared exactly; the highest one when it is above them all."""
        yearly = self.net_year if self.rule_set == "C" else self.income_year
        for category, limit in self.limits:
            bound = limit * MONTHS * self.size
            if yearly < bound or (yearly == bound and category == self.category):
                return limit
        return self.limits[-1][1]

    @property
    def distance(self) -> Decimal:
        """How far below its limit the household is, 元 a head a month; negative when above it."""
        return self.limit - self.measured

    def as_facts(self) -> dict[str, Any]:
        """For a JSON field: decimals as strings, nothing lost."""
        return {
            "category": self.category,
            "reasons": [reason.as_facts() for reason in self.reasons],
            "rule_set": self.rule_set,
            "inclusive": self.inclusive,
            "limits": [[category, str(limit)] for category, limit in self.limits],
            "size": self.size,
            "income_year": str(self.income_year),
            "expense_year": str(self.expense_year),
            "ledger": [row.as_facts() for row in self.ledger],
            "exclusions": [asdict(exclusion) for exclusion in self.exclusions],
            "arithmetic": self.arithmetic,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Verdict:
        return cls(
            category=facts["category"],
            reasons=tuple(Reason.from_facts(reason) for reason in facts["reasons"]),
            rule_set=facts["rule_set"],
            inclusive=facts["inclusive"],
            limits=tuple((category, Decimal(limit)) for category, limit in facts["limits"]),
            size=facts["size"],
            income_year=Decimal(facts["income_year"]),
            expense_year=Decimal(facts["expense_year"]),
            ledger=tuple(Row.from_facts(row) for row in facts["ledger"]),
            exclusions=tuple(Exclusion(**exclusion) for exclusion in facts["exclusions"]),
            arithmetic=facts["arithmetic"],
        )
