"""What stands beside and below the line that is being typed: counted against the paper, the budget, the last lines."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from hardship.desk.files.ledger import Depth, depth_of
from hardship.desk.words import exact
from hardship.models import BudgetLine, ReliefLine, ReliefList
from hardship.operations.budgets import binding
from hardship.rules.aid import sentence_of

SHOWN = 8
SHOWN_WITH = ("payee", "household", "schooling__student", "treatment__patient")


@dataclass(frozen=True)
class Last:
    """A line entered lately."""

    line: ReliefLine

    @property
    def depth(self) -> Depth | None:
        return depth_of(self.line.category)

    @property
    def doubts(self) -> list[str]:
        return [sentence_of(one["code"], one["facts"]) for one in self.line.warnings]

    @property
    def about(self) -> str:
        """What its kind of aid says of it besides: the student and school, the illness and its cost, the occasion, the group."""
        line = self.line
        if schooling := getattr(line, "schooling", None):
            return f"{schooling.student.name} {schooling.school} {schooling.school_year}"
        if treatment := getattr(line, "treatment", None):
            own = _("%(amount)s yuan borne") % {"amount": exact(treatment.own)}
            return f"{treatment.patient.name} {treatment.illness} {own}"
        return line.occasion or line.get_group_display()

    @property
    def tail(self) -> str:
        return self.line.payee.id_no[-4:]


@dataclass(frozen=True)
class Budget:
    """What the fund has in the year for this kind of aid, in 元."""

    line: BudgetLine
    on_list: Decimal
    on_paper: Decimal | None

    @property
    def whole(self) -> Decimal:
        return self.line.opening + self.line.income

    @property
    def taken(self) -> Decimal:
        return self.line.committed + self.line.spent

    @property
    def left(self) -> Decimal:
        return self.line.left - self.on_list

    @property
    def missing(self) -> Decimal:
        """What the fund lacks to fill the whole paper; 0 when it is enough."""
        return max(max(self.on_paper or self.on_list, self.on_list) - self.line.left, Decimal(0))


class Sheet:
    """A list that is being filled."""

    def __init__(self, relief_list: ReliefList) -> None:
        self.relief_list = relief_list
        sums = relief_list.lines.aggregate(count=Count("pk"), total=Sum("amount"), parcels=Sum("quantity"))
        self.count: int = sums["count"]
        self.total: Decimal = sums["total"] or Decimal("0.00")
        self.parcels: int = sums["parcels"] or 0
        lines = relief_list.lines.select_related(*SHOWN_WITH).order_by("-position", "-pk")
        self.last = [Last(line) for line in lines[:SHOWN]]
        fund = relief_list.fund if relief_list.form == ReliefList.Form.MONEY else None
        line = binding(fund, relief_list.year, relief_list.kind) if fund else None
        self.budget = Budget(line, self.total, relief_list.expected_total) if line else None

    @property
    def is_goods(self) -> bool:
        return self.relief_list.form == ReliefList.Form.GOODS

    @property
    def next(self) -> int:
        return (self.last[0].line.position or self.count) + 1 if self.last else 1

    @property
    def newest(self) -> ReliefLine | None:
        return self.last[0].line if self.last else None

    @property
    def count_left(self) -> int | None:
        return None if self.relief_list.expected_count is None else self.relief_list.expected_count - self.count

    @property
    def total_left(self) -> Decimal | None:
        return None if self.relief_list.expected_total is None else self.relief_list.expected_total - self.total

    @property
    def is_even(self) -> bool:
        """Whether it can be handed in: somebody stands on it, and it is what the paper says."""
        return bool(self.count) and not self.count_left and not self.total_left

    @property
    def filled(self) -> str:
        """How much of the paper is entered, in percent, as an SVG takes it."""
        expected = self.relief_list.expected_count
        return f"{min(100.0, 100 * self.count / expected):.1f}" if expected else "0"

    @property
    def standards(self) -> list[tuple[Any, str]]:
        """The usual amounts: (category, 元), "" for everybody else."""
        amounts = self.relief_list.amounts
        return [(depth_of(category).label if category else "", amount) for category, amount in amounts.items()]
