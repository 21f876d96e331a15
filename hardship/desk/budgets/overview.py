"""All funds of a year: carried over + income − committed − spent = available, for each line of the budget and together."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from hardship.desk.access import may_list
from hardship.models import BudgetEntry, BudgetLine, Fund, ReliefLine, ReliefList
from hardship.operations.budgets import OPEN, of_year
from hardship.rules.code_lists import CATEGORIES
from hardship.rules.funds import to_be_recalled
from hardship.rules.kinds import AID_KINDS
from members.roles import may
from office.money import to_money

NOTHING = Decimal("0.00")
YEARS = 6  # offered above
AMOUNTS = ("opening", "income", "committed", "spent", "left")


@dataclass(frozen=True)
class Row:
    """One budget line; `recall`: how much of it the state is going to call back, in 元."""

    line: BudgetLine
    recall: Decimal

    @property
    def kind(self) -> Any:
        return kind_of(self.line)

    @property
    def next_year(self) -> int:
        return self.line.year + 1


@dataclass(frozen=True)
class Uncontrolled:
    """A fund that was paid from without a budget, and how much, in 元."""

    key: int
    name: str
    paid: Decimal


def kind_of(line: BudgetLine) -> str:
    return str(line.get_kind_display()) if line.kind else _("all kinds")


def restrictions(fund: Fund) -> str:
    """What whoever gave the money asked for; "" for nothing."""
    words = [str(AID_KINDS[code].label) for code in fund.only_kinds]
    words += [CATEGORIES.label(code) for code in fund.only_categories]
    said = [_("only for %(what)s") % {"what": "、".join(words)}] if words else []
    if fund.usable_until:
        said.append(_("to be used by %(day)s") % {"day": fund.usable_until})
    return "；".join(said)


def budgets(request: HttpRequest) -> HttpResponse:
    """The year of `?year=`, else this one."""
    if not may_list(request, BudgetLine):
        raise Http404
    seen, this_year = BudgetLine.objects.visible_to(request.user), timezone.localdate().year
    known = {
        this_year,
        *seen.order_by().values_list("year", flat=True).distinct(),
        *ReliefList.objects.visible_to(request.user).order_by().values_list("year", flat=True).distinct(),
    }
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in known else this_year
    years = sorted({*sorted(known, reverse=True)[:YEARS], year}, reverse=True)
    lines = list(seen.filter(year=year).select_related("fund__union").order_by("fund__union__path", "fund", "kind"))
    recalls = _recalls(lines, year)
    funds: dict[Fund, list[Row]] = defaultdict(list)
    for line in lines:
        funds[line.fund].append(Row(line, recalls[line.pk]))
    context = {
        "title": _("Funds and budget"),
        "year": year,
        "years": years,
        "funds": [(fund, restrictions(fund), rows) for fund, rows in funds.items()],
        "sum": {name: sum((getattr(line, name) for line in lines), NOTHING) for name in AMOUNTS},
        "recalled": [row for rows in funds.values() for row in rows if row.recall],
        "uncontrolled": _uncontrolled(request, year),
        "may_open": may(request.user, OPEN),
        "several_unions": len({line.fund.union_id for line in lines}) > 1,
    }
    return render(request, "desk/budgets/budgets.html", context)


def _recalls(lines: list[BudgetLine], year: int) -> dict[int, Decimal]:
    """By the key of the line: money of the state that was carried over twice and is still there (domain.md 4.8)."""
    funds = {line.fund_id for line in lines}
    entries = BudgetEntry.objects.filter(line__fund__in=funds, line__year__in=(year - 1, year)).order_by()
    moved: dict[tuple[int, int, str], dict[str, Decimal]] = defaultdict(dict)
    for fund, line_year, kind, what, amount in entries.values_list(
        "line__fund", "line__year", "line__kind", "kind"
    ).annotate(Sum("amount")):
        moved[fund, line_year, kind][what] = to_money(amount)
    found = {}
    for line in lines:
        before, now = moved[line.fund_id, year - 1, line.kind], moved[line.fund_id, year, line.kind]
        came = sum((amount for what, amount in before.items() if what not in ("opening", "carried")), NOTHING)
        used = line.committed + line.spent - now.get("recalled", NOTHING)
        found[line.pk] = to_be_recalled(line.fund.source, line.opening, came, used)
    return found


def _uncontrolled(request: HttpRequest, year: int) -> list[Uncontrolled]:
    paid = ReliefLine.objects.visible_to(request.user).paid().filter(of_year(year))
    without = paid.exclude(list__fund=None).exclude(list__fund__budget__year=year).order_by("list__fund__name")
    grouped = without.values_list("list__fund", "list__fund__name").annotate(Sum("amount"))
    return [Uncontrolled(key, name, to_money(amount)) for key, name, amount in grouped]
