"""The records that a budget line stands for: what was paid of it, and what approved lists have still to pay."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from hardship.models import Fund, GoodsReceipt, RegularList, RegularMonth, ReliefLine, ReliefList
from hardship.rules.funds import FOR_GOODS, FOR_REGULAR
from office.money import to_money

from .held import lines_in

NOTHING = Decimal("0.00")
# What an approved list has still to pay.
OUTSTANDING = Q(state=ReliefLine.State.DUE, list__state__in=(ReliefList.State.APPROVED, ReliefList.State.PAYING))
OUTSTANDING_MONTHS = Q(state=RegularMonth.State.DUE, list__state=RegularList.State.APPROVED)


@dataclass(frozen=True)
class Taken:
    """What relief has already taken from a fund in a year."""

    spent: Decimal
    committed: Decimal

    @property
    def total(self) -> Decimal:
        return self.spent + self.committed


def of_year(year: int) -> Q:
    """The lines of relief that the budgets of a year pay: those whose list is of that year, rosters of before included, and
    reversals of them, whenever they were made.

    Goods that were bought here are paid when they come in, not again when they are handed out.
    """
    return Q(list__receipt=None) & (Q(reverses=None, list__year=year) | Q(reverses__list__year=year))


def lines_of(fund: Fund, year: int, kind: str) -> QuerySet[ReliefLine]:
    """The lines of relief that the budget line of a kind ("": the others) pays."""
    lines = ReliefLine.objects.filter(of_year(year), list__fund=fund)
    return lines.filter(list__kind=kind) if kind else lines.exclude(list__kind__in=_own_kinds(fund, year))


def purchases_of(fund: Fund, year: int, kind: str) -> QuerySet[GoodsReceipt]:
    """The goods that the budget line of a kind paid."""
    bought = GoodsReceipt.objects.filter(fund=fund, on__year=year)
    return bought if _pays(fund, year, kind, FOR_GOODS) else bought.none()


def months_of(fund: Fund, year: int, kind: str) -> QuerySet[RegularMonth]:
    """The months of regular aid on lists of the year that the budget line of a kind pays."""
    months = RegularMonth.objects.filter(list__round__fund=fund, list__month__year=year)
    return months if _pays(fund, year, kind, FOR_REGULAR) else months.none()


def _pays(fund: Fund, year: int, kind: str, aid: str) -> bool:
    """Whether the line of `kind` is the one that `aid` is paid from."""
    return kind == aid or (not kind and aid not in _own_kinds(fund, year))


def _own_kinds(fund: Fund, year: int) -> list[str]:
    return list(lines_in(fund, year).exclude(kind="").values_list("kind", flat=True))


def taken(fund: Fund, year: int, kind: str) -> Taken:
    """By the lines, months and purchases themselves, whatever the budget says: paid with their reversals, and what approved
    lists have still to pay."""
    lines, months = lines_of(fund, year, kind), months_of(fund, year, kind)
    value = Sum(F("quantity") * F("unit_price"))
    spent = [
        lines.paid().aggregate(sum=Sum("amount")),
        months.filter(state=RegularMonth.State.PAID).aggregate(sum=Sum("amount")),
        purchases_of(fund, year, kind).aggregate(sum=value),
    ]
    committed = [
        lines.filter(OUTSTANDING).aggregate(sum=Sum("amount")),
        months.filter(OUTSTANDING_MONTHS).aggregate(sum=Sum("amount")),
    ]
    return Taken(*(sum((to_money(part["sum"] or 0) for part in parts), NOTHING) for parts in (spent, committed)))
