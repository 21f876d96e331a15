"""The guards of double aid run over the past: payments of the period that look like a help given before (domain.md 4.3).

What an officer allowed stands among them with its reason: an auditor wants to see both.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from hardship.models import Household, RegularAid, ReliefLine, ReliefList
from hardship.operations.relief_lists.looking_back import Twice, paid_twice
from members.models import Union
from office.calendar import Period
from office.documents.sheets import Kind
from office.money import grouped
from office.reporting.reports import register

from .table import Column, TableReport, Values

NOTHING = Decimal("0.00")
SAID = (
    "按录入救助单时的同一规则，将本期发放（含花名册导入的）与此前两年内各单位的发放及定期救助已发月份逐笔比对。",
    "已冲正的不列；疑点不等于违规，以核查结果为准。",
)
LATER, EARLIER = "本次发放", "前次发放"
# What the finding of a guard is called on paper.
WHY = {
    "same_list": "同一名单重复",
    "same_purpose": "同一用途",
    "same_kind": "同类救助间隔过短",
    "same_student": "同一学生同一学年",
    "same_illness": "同一病情",
    "same_occasion": "同一事由",
    "exclusive_source": "同年多项财政资金",
    "on_regular_aid": "已享受定期救助",
}


@register
class DoubleAidReport(TableReport):
    slug = "double-aid"
    title = _("Possible double aid")
    name = "疑似重复救助核查表"
    unit = "处、户、元"
    columns: ClassVar = (
        Column("number", "序号", 8, sums=False),
        Column("name", "户主", 16, Kind.TEXT),
        Column("file_no", "档案编号", 19, Kind.TEXT, opens=Household),
        Column("why", "疑点", 18, Kind.TEXT),
        Column("allowed", "同意人及理由", 0, Kind.TEXT),
        Column("payee", "领款人", 15, Kind.TEXT, group=LATER),
        Column("on", "日期", 18, Kind.DATE, group=LATER),
        Column("amount", "金额", 17, Kind.MONEY, group=LATER, sums=False),
        Column("list", "名单及用途", 24, Kind.TEXT, group=LATER, opens=ReliefList),
        Column("union", "单位", 18, Kind.TEXT, group=LATER),
        Column("payee_before", "领款人", 15, Kind.TEXT, group=EARLIER),
        Column("on_before", "日期", 18, Kind.DATE, group=EARLIER),
        Column("amount_before", "金额", 17, Kind.MONEY, group=EARLIER, sums=False),
        Column("list_before", "名单及用途", 24, Kind.TEXT, group=EARLIER, opens=ReliefList),
        Column("union_before", "单位", 18, Kind.TEXT, group=EARLIER),
    )

    def rows(self, union: Union, period: Period, *, whole: bool) -> list[Values]:
        """A line for each two payments, what nobody allowed first."""
        found = sorted(paid_twice(union, period), key=lambda twice: twice.allowed is not None)
        return [{"number": number, **_line(twice)} for number, twice in enumerate(found, start=1)]

    def last_line(self, union: Union, period: Period, rows: Sequence[Values]) -> Values:
        allowed = sum(row["allowed"] is not None for row in rows)
        homes = len({row["_home"] for row in rows})
        return {"name": "合计", "file_no": f"{homes:,}户", "why": f"{len(rows):,}处", "allowed": f"{allowed:,}处已同意"}

    def notes(self, union: Union, period: Period, rows: Sequence[Values]) -> list[str]:
        later = {row["_line"]: row["amount"] for row in rows}
        unallowed = {row["_line"]: row["amount"] for row in rows if row["allowed"] is None}
        told = [f"{len(found):,}笔、{grouped(sum(found.values(), NOTHING))}元" for found in (later, unallowed)]
        return [f"本次发放涉及{told[0]}（同一笔只计一次），其中未见同意的{told[1]}。", *SAID]


def _line(twice: Twice) -> Values:
    line, household = twice.later, twice.later.household
    allowed = twice.allowed
    return {
        "name": household.head.name if household else line.payee.name,
        "file_no": household.file_no if household else None,
        "why": WHY[twice.finding.code],
        "allowed": f"{allowed.allowed_by or '—'}：{allowed.allowed_why}" if allowed else None,
        **_of_line(line),
        **{f"{code}_before": value for code, value in _before(twice.earlier).items()},
        "_file_no": line.household_id,
        "_list": line.list_id,
        "_list_before": None if isinstance(twice.earlier, RegularAid) else twice.earlier.list_id,
        "_home": line.household_id or f"person {line.payee_id}",
        "_line": line.pk,
    }


def _before(earlier: ReliefLine | RegularAid) -> dict[str, Any]:
    if isinstance(earlier, ReliefLine):
        return _of_line(earlier)
    return {
        "payee": earlier.person.name,
        "on": f"{earlier.first_month:%Y-%m}起",
        "amount": earlier.standard,
        "list": "定期救助（月标准）",
        "union": earlier.union.name,
    }


def _of_line(line: ReliefLine) -> dict[str, Any]:
    purpose = line.list.purpose
    return {
        "payee": line.payee.name,
        "on": line.paid_on,
        "amount": line.amount,
        "list": f"{line.list.name}（{purpose}）" if purpose and purpose != line.list.name else line.list.name,
        "union": line.union.name,
    }
