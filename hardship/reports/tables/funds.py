"""T5 帮扶资金使用情况表: what was given of which money, in money and in goods apart, and what became of each fund in the year.

Counts and amounts are of the period by the day of payment; the second block is that of the year's budget (domain.md 4.8).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from hardship.models import BudgetEntry, BudgetLine, Fund, ReliefLine
from hardship.rules.funds import FOR_GOODS
from hardship.rules.kinds import AID_KINDS, FUND_SOURCES
from members.models import Union
from office.calendar import Period
from office.documents.sheets import Kind
from office.money import grouped, percent, to_money
from office.reporting.figures import FIGURES
from office.reporting.reports import register

from .table import Built, Column, TableReport, Values

Entry = BudgetEntry.Kind
NOTHING = Decimal("0.00")
COUNTED = {
    "payments": Count("pk"),
    "households": Count("household", distinct=True),
    "people": Count("payee", distinct=True),
}
UNSTATED = "fund.unstated"
LABELS = {
    "central": "中央\n财政", "province": "省级\n财政", "city": "市级\n财政", "district": "区县\n财政", "higher": "上级工会\n拨款",
    "own": "本级\n工会经费", "employer": "行政\n拨付", "donation": "社会\n捐赠", "interest": "专户\n利息", "other": "其他",
}  # fmt: skip
# No columns of the official form (domain.md 6.2): printed where there is some.
RARE = frozenset({"higher", "interest", "other"})
GIVEN = (
    Column("kind", "救助项目", 0, Kind.TEXT),
    Column("payments", "户次", 10, group="合计", sparse=True),
    Column("households", "户数", 10, group="合计", sparse=True),
    Column("people", "人数", 10, group="合计", sparse=True),
    Column("amount", "金额", 21, Kind.MONEY, group="合计", sparse=True),
    *(
        Column(
            f"fund.{code}", LABELS[code], 18, Kind.MONEY, group="按资金来源", spare=code in RARE, sparse=True
        )
        for code in FUND_SOURCES
    ),
    Column(UNSTATED, "未注明\n来源", 18, Kind.MONEY, group="按资金来源", spare=True, sparse=True),
)  # fmt: skip
BALANCE = (
    Column("fund", "资金", 0, Kind.TEXT),
    Column("source", "来源", 44, Kind.TEXT),
    Column("opening", "上年结余", 33, Kind.MONEY),
    Column("income", "本年收入", 33, Kind.MONEY),
    Column("spent", "本年支出", 33, Kind.MONEY),
    Column("closing", "年末结余", 33, Kind.MONEY),
    Column("committed", "其中\n已批未付", 33, Kind.MONEY, sparse=True),
    Column("rate", "执行率", 20, Kind.PERCENT, sums=False),
)


@register
class FundsReport(TableReport):
    slug = "funds"
    title = _("Use of relief funds")
    name = "帮扶资金使用情况表"
    unit = "户次、户、人、元"
    first_block = "一、资金发放"
    columns: ClassVar = GIVEN

    def rows(self, union: Union, period: Period, *, whole: bool) -> list[Values]:
        """A row for each kind of aid. Goods are no money: that kind has a row here only where money was given under its name."""
        found = given_by_kind(ReliefLine.objects.within(union).cash(), period)
        return [
            {"kind": kind.words[0], **found[code]}
            for code, kind in AID_KINDS.items()
            if not kind.by_month and (code != FOR_GOODS or found[code]["payments"] or found[code]["amount"])
        ]

    def last_line(self, union: Union, period: Period, rows: Sequence[Values]) -> Values:
        return _total(self.total(rows), ReliefLine.objects.within(union).cash(), period)

    def blocks(self, union: Union, period: Period, on: date) -> list[Built]:
        return [_goods(self, union, period, on), _balance(union, period, on)]

    def checks(self, built: Built) -> list[str]:
        """Sources add up to the amount in every row, the rows to the figures, and what came in and went to what is left."""
        goods, balance = built.blocks
        wrong = []
        for block in (built, goods):
            for row in [*block.rows, block.total]:
                parts = sum(row[column.code] for column in GIVEN if column.code.startswith("fund."))
                if parts != row["amount"]:
                    wrong.append(f"{row['kind']}：各来源合计{parts}，金额{row['amount']}。")
        for total, code in ((built.total, "cash.amount"), (goods.total, "goods.value")):
            figure = FIGURES[code].value(built.union, built.period)
            if total["amount"] != figure:
                wrong.append(f"{code}：各行合计{total['amount']}，指标{figure}。")
        wrong += [
            f"{row['fund']}：上年结余+本年收入−本年支出={row['closing']}，账面{row['_held']}。"
            for row in balance.rows
            if row["closing"] != row["_held"]
        ]
        return wrong

    def notes(self, union: Union, period: Period, rows: Sequence[Values]) -> list[str]:
        year = period.end.year
        told = [
            "户次为发放笔数，户数、人数不重复计；冲正金额从当期金额中扣除。",
            "实物按购入价折款，不并入资金金额；定期救助、市级救助另表统计。",
        ]
        if BudgetLine.objects.within(union).filter(year=year).exists():
            told.append(f"收支按{year}年度预算列示，支出含购入物资和定期救助。")
        if without := _without_budget(union, period):
            told.append(f"{year}年度未编预算的资金不列收支：{'、'.join(without)}。")
        recalled = sum(amount for (_fund, kind), amount in _entries(union, year).items() if kind == Entry.RECALLED)
        if recalled:
            told.append(f"本年收入已扣除上级收回{grouped(-recalled)}元。")
        return told


def given_by_kind(lines: Any, period: Period) -> dict[str, Values]:
    """What the lines of the period come to by kind of aid, and of which source: reversals lessen amounts, and what was taken
    back is not counted."""
    found: dict[str, Values] = defaultdict(_nothing)
    paid = lines.paid_in(period).order_by().values_list("list__kind", "list__fund__source")
    for kind, source, amount in paid.annotate(Sum("amount")):
        found[kind]["amount"] += to_money(amount)
        found[kind][f"fund.{source}" if source in FUND_SOURCES else UNSTATED] += to_money(amount)
    standing = lines.standing_in(period).order_by().values("list__kind")
    for row in standing.annotate(**COUNTED):
        found[row.pop("list__kind")].update(row)
    return found


def _nothing() -> Values:
    return {column.code: NOTHING if column.kind is Kind.MONEY else 0 for column in GIVEN if column.is_number}


def _total(sums: Values, lines: Any, period: Period) -> Values:
    """Who stands in several rows counts once."""
    return {**sums, "kind": "合计", **lines.standing_in(period).order_by().aggregate(**COUNTED)}


def _goods(report: TableReport, union: Union, period: Period, on: date) -> Built:
    """What goods were worth, by the kind of aid they were given as."""
    lines = ReliefLine.objects.within(union).goods()
    found = given_by_kind(lines, period)
    rows = [{"kind": kind.words[0], **found[code]} for code, kind in AID_KINDS.items() if code in found]
    total = _total(report.total(rows), lines, period)
    return Built(union, period, GIVEN, rows, total, on, name="二、实物发放（折款）", code="goods")


def _balance(union: Union, period: Period, on: date) -> Built:
    """Every fund with a budget in the year in which the period ends, whatever kinds of aid it is divided by. What came in is
    told by the entries, what is left by the budget itself: the two must agree."""
    year = period.end.year
    entries = _entries(union, year)
    held: dict[Fund, list[BudgetLine]] = defaultdict(list)
    lines = BudgetLine.objects.within(union).filter(year=year).select_related("fund")
    for line in lines.order_by("fund__union__path", "fund", "kind"):
        held[line.fund].append(line)
    rows = []
    for fund, parts in held.items():
        of_fund = {kind: amount for (key, kind), amount in entries.items() if key == fund.pk}
        opening, carried = of_fund.pop(Entry.OPENING, NOTHING), of_fund.pop(Entry.CARRIED, NOTHING)
        income, spent = sum(of_fund.values(), NOTHING), sum((part.spent for part in parts), NOTHING)
        committed = sum((part.committed for part in parts), NOTHING)
        rows.append(
            {
                "fund": fund.name,
                "source": FUND_SOURCES[fund.source].words[0],
                "opening": opening,
                "income": income,
                "spent": spent,
                "closing": opening + income - spent,
                "committed": committed,
                "rate": percent(spent, opening + income),
                # What was carried over went out of the year by an entry below zero.
                "_held": sum((part.left for part in parts), NOTHING) + committed - carried,
            }
        )
    sums = {
        column.code: sum((row[column.code] for row in rows), NOTHING) for column in BALANCE if column.kind is Kind.MONEY
    }
    total = {**sums, "fund": "合计", "rate": percent(sums["spent"], sums["opening"] + sums["income"])}
    return Built(union, period, BALANCE, rows, total, on, name=f"三、{year}年度收支", code="balance")


def _entries(union: Union, year: int) -> dict[tuple[int, str], Decimal]:
    """What the entries of a year come to, by fund and what they are."""
    entries = BudgetEntry.objects.within(union).filter(line__year=year).order_by().values_list("line__fund", "kind")
    return {(fund, kind): to_money(amount) for fund, kind, amount in entries.annotate(Sum("amount"))}


def _without_budget(union: Union, period: Period) -> list[str]:
    """The funds that were paid from in the period and have no budget in its year."""
    paid = ReliefLine.objects.within(union).paid_in(period).exclude(list__fund=None)
    names = paid.exclude(list__fund__budget__year=period.end.year).order_by("list__fund__name")
    return list(names.values_list("list__fund__name", flat=True).distinct())
