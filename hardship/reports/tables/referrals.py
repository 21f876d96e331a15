"""T8 市级临时/医疗救助情况表: the cases put up to the city, what was asked and what became of them (domain.md 4.6)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hardship.models import Referral
from members.models import Union
from office.calendar import Period
from office.documents.sheets import Kind
from office.money import grouped
from office.reporting.figures import FIGURES
from office.reporting.reports import register

from .table import Built, Column, TableReport, Values

NOTHING = Decimal("0.00")
KINDS = {Referral.Kind.LIVING: "临时生活资助", Referral.Kind.MEDICAL: "医疗救助"}
STATES = {
    Referral.State.CHECKING: "系统审核中",
    Referral.State.APPLIED: "市总审核中",
    Referral.State.RETURNED: "退回补正",
    Referral.State.GRANTED: "已核定",
    Referral.State.REFUSED: "不予救助",
    Referral.State.PAID: "已拨付",
    Referral.State.HANDED: "已发放到户",
}


@register
class ReferralsReport(TableReport):
    slug = "referrals"
    title = _("Applications to the city")
    name = "市级临时生活资助和医疗救助情况表"
    unit = "户、元"
    columns: ClassVar = (
        Column("number", "序号", 10, sums=False),
        Column("name", "姓名", 20, Kind.TEXT),
        Column("union", "单位", 0, Kind.TEXT),
        Column("kind", "救助类别", 24, Kind.TEXT),
        Column("reason", "事由", 36, Kind.TEXT),
        Column("total_cost", "总费用", 24, Kind.MONEY),
        Column("own_cost", "自付", 24, Kind.MONEY),
        Column("asked", "申请", 22, Kind.MONEY),
        Column("granted", "核定", 22, Kind.MONEY),
        Column("state", "状态", 22, Kind.TEXT),
    )

    def rows(self, union: Union, period: Period, *, whole: bool) -> list[Values]:
        """Whatever was applied for or paid in the period, as it stands today; what was withdrawn is left out."""
        days = (period.start, period.end)
        cases = (
            Referral.objects.within(union)
            .filter(Q(applied_on__range=days) | Q(paid_on__range=days))
            .exclude(state=Referral.State.WITHDRAWN)
        )
        ordered = cases.select_related("person", "union").order_by("applied_on", "union__path", "pk")
        return [
            {
                "number": number,
                "name": case.person.name,
                "union": case.union.name,
                "kind": KINDS[case.kind],
                "reason": case.reason or None,
                **{name: getattr(case, name) for name in ("total_cost", "own_cost", "asked", "granted")},
                "state": STATES[case.state],
                "_household": case.household_id,
                "_paid": case.granted if _is_paid(case, period) else None,
            }
            for number, case in enumerate(ordered, start=1)
        ]

    def total(self, rows: Sequence[Values]) -> Values:
        asking, (paid, _amount) = len({row["_household"] for row in rows}), _paid(rows)
        return super().total(rows) | {"name": "合计", "union": f"{asking:,}户，其中已拨付{paid:,}户"}

    def checks(self, built: Built) -> list[str]:
        """What was paid in the period is the figure of the annual account, to the cent."""
        households, amount = _paid(built.rows)
        known = [FIGURES[code].value(built.union, built.period) for code in ("city.households", "city.amount")]
        if [households, amount] == known:
            return []
        return [f"已拨付{households}户{grouped(amount)}元，年度汇总为{known[0]}户{grouped(Decimal(known[1]))}元。"]

    def notes(self, union: Union, period: Period, rows: Sequence[Values]) -> list[str]:
        households, amount = _paid(rows)
        return [
            f"本期市总工会已拨付{households:,}户、{grouped(amount)}元，不计入本单位发放的救济款。",
            "列入本期申请或拨付的申请，状态为填表日的状态。",
        ]


def _is_paid(case: Referral, period: Period) -> bool:
    return case.state in Referral.HELPED and case.paid_on is not None and period.start <= case.paid_on <= period.end


def _paid(rows: Sequence[Values]) -> tuple[int, Decimal]:
    """Households and 元 that the city paid in the period."""
    paid = [row for row in rows if row["_paid"] is not None]
    return len({row["_household"] for row in paid}), sum((row["_paid"] for row in paid), NOTHING)
