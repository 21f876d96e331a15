"""The sum beside the form: what the family has, what it must spend, and what the rules say to that."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from hardship.operations.likeness import Hint
from hardship.rules.code_lists import CATEGORIES
from hardship.rules.eligibility import Verdict, differs
from hardship.rules.file_form import MONTHS, family_size, income_of_lines
from hardship.rules.needs import Reason
from office.money import CENT, grouped


@dataclass(frozen=True)
class FormSum:
    """`verdict` is None where no standard is in force: the sum is shown all the same."""

    values: Mapping[str, Any]
    verdict: Verdict | None
    remarks: tuple[Reason, ...] = ()
    hints: tuple[Hint, ...] = ()  # open files that are like this one

    @property
    def size(self) -> int:
        return family_size(self.values)

    @cached_property
    def _income(self) -> Decimal:
        if self.verdict is not None:
            return self.verdict.income_year
        stated = self.values.get("income_year")
        return income_of_lines(self.values) if self.values.get("incomes") or stated is None else stated

    @cached_property
    def _expense(self) -> Decimal:
        if self.verdict is not None:
            return self.verdict.expense_year
        return sum(
            (
                row["gross"] - (row.get("reimbursed") or 0)
                for row in self.values.get("expenses", ())
                if row.get("gross")
            ),
            Decimal(0),
        )

    @property
    def income(self) -> str:
        return grouped(self._income)

    @property
    def expense(self) -> str:
        return grouped(self._expense)

    @property
    def net(self) -> str:
        return grouped(self._income - self._expense).replace("-", "−")

    @property
    def a_head(self) -> str:
        left = max(Decimal(0), self._income - self._expense)
        return grouped((left / MONTHS / self.size).quantize(CENT, ROUND_HALF_UP))

    @property
    def category(self) -> str:
        return str(dict(CATEGORIES.choices()).get(self.verdict.category, "")) if self.verdict else ""

    @property
    def reasons(self) -> list[str]:
        if self.verdict is None:
            return []
        stated = self.values.get("category") or ""
        otherwise = differs(stated, self.verdict) if stated else None
        return [reason.sentence for reason in (*([otherwise] if otherwise else []), *self.verdict.reasons)]
