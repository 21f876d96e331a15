"""T6 for regular aid: everybody on the list of a month signs for what they are paid, arrears named (domain.md 4.5 and 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from hardship.models import Household, RegularAid, RegularList, RegularMonth
from hardship.rules.code_lists import CATEGORIES

from .annual import words
from .sign_for import Row, SignFor, SignForLists


@dataclass(frozen=True)
class MonthLine:
    """All that one person has on the list, as a line of the print; `allowed_why` is its remark: the months that are not the
    list's own."""

    aid: RegularAid
    category: str
    amount: Decimal
    allowed_why: str

    quantity = unit_price = allowed_by = None
    bank = proxy_name = proxy_relation = ""

    @property
    def payee(self) -> Any:
        return self.aid.person

    @property
    def household(self) -> Any:
        return self.aid.household

    @property
    def union(self) -> Any:
        return self.aid.union

    @property
    def card_no(self) -> str:
        return self.aid.card_no

    @property
    def get_category_display(self) -> str:
        return CATEGORIES.label(self.category) if self.category else ""


@dataclass(frozen=True)
class MonthSignFor(SignFor):
    relief_list: Any  # a RegularList

    @property
    def is_goods(self) -> bool:
        return False

    @cached_property
    def rows(self) -> list[Row]:
        months = RegularMonth.objects.filter(list=self.relief_list).select_related(
            "aid__person", "aid__union", "aid__household__employer"
        )
        ordered = list(months.order_by("aid__union__path", "aid__person__pinyin", "aid", "month"))
        files = Household.objects.filter(pk__in={month.aid.household_id for month in ordered}).with_latest()
        categories = dict(files.values_list("pk", "category"))
        lines = []
        for _aid, found in groupby(ordered, key=lambda month: month.aid_id):
            rows = list(found)
            aid, amount = rows[0].aid, sum((row.amount for row in rows), Decimal("0.00"))
            lines.append(MonthLine(aid, categories.get(aid.household_id) or "", amount, self._missed(rows)))
        return [Row(line, place, self.whole) for place, line in enumerate(lines, start=1)]  # type: ignore[arg-type]

    def _missed(self, rows: list[RegularMonth]) -> str:
        """Which months before are paid with this one."""
        others = "、".join(f"{row.month.month}月" for row in rows if row.month != self.relief_list.month)
        return f"补{others}" if others else ""

    @property
    def title(self) -> str:
        month = self.relief_list.month
        return f"{self.relief_list.union.name}{month.year}年{month.month}月定期救助金发放花名册"

    @property
    def fund(self) -> str:
        return str(self.relief_list.round.fund or "市总工会拨付")

    @property
    def kind(self) -> str:
        return "定期救助"

    @property
    def paid_on(self) -> str:
        day = self.relief_list.months.values_list("paid_on", flat=True).first()
        return words.day(day) if day else "　　　年　月　日"

    @property
    def batch(self) -> str:
        document = self.relief_list.round.document
        return f"批次编号：{self.relief_list.number}{f'　依据：{document}' if document else ''}"


def month_sheets(month_list: RegularList, on: date, *, whole: bool) -> SignForLists:
    """The list of a month as people sign on it. `whole`: with ID and account numbers."""
    return SignForLists(month_list.union, None, [MonthSignFor(month_list, on, whole=whole)])
