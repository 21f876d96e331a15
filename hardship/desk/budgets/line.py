"""One line of a budget: the sum, the entries that explain what came in, the lists and purchases that took of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from hardship.desk.access import has_page, may_list, page_of
from hardship.models import BudgetEntry, BudgetLine, GoodsReceipt, RegularMonth, ReliefLine, ReliefList
from hardship.operations.budgets import (
    ENTER,
    ENTERED,
    OUTSTANDING,
    OUTSTANDING_MONTHS,
    Taken,
    lines_of,
    months_of,
    purchases_of,
    taken,
)
from members.roles import may
from office.money import to_money

from .overview import kind_of, restrictions

PER_PAGE = 50
ENTRY_CHOICES = [(kind.value, kind.label) for kind in BudgetEntry.Kind if kind in ENTERED]


@dataclass(frozen=True)
class TakenBy:
    """What one list or purchase took, in 元."""

    what: Any
    address: str
    union: Any
    state: Any
    committed: Decimal
    spent: Decimal


def the_line(request: HttpRequest, pk: int) -> BudgetLine:
    """Raises Http404 for a line that the user does not see."""
    if not may_list(request, BudgetLine):
        raise Http404
    line: BudgetLine = get_object_or_404(
        BudgetLine.objects.visible_to(request.user).select_related("fund__union"), pk=pk
    )
    return line


def budget_page(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, the_line(request, pk))


def shown(
    request: HttpRequest, line: BudgetLine, *, form: Any = None, ask: str = "", refused: str = ""
) -> HttpResponse:
    """The page; `ask` opens one of its forms, with what was typed and what was refused in it."""
    today = timezone.localdate()
    page = Paginator(_lists(line), PER_PAGE).get_page(request.GET.get("page"))
    bought = purchases_of(line.fund, line.year, line.kind).select_related("kit__union").order_by("on", "pk")
    real: Taken = taken(line.fund, line.year, line.kind)
    may_enter = may(request.user, ENTER)
    context = {
        "title": f"{line.fund} {line.year}",
        "kind": kind_of(line),
        "line": line,
        "restricted": restrictions(line.fund),
        "entries": line.entries.select_related("by"),
        "lists": _taken_by(list(page), request),
        "page": page,
        "purchases": [_bought(receipt, request) for receipt in bought],
        "regular": _regular(line),
        "real": real,
        "differs": (real.spent, real.committed) != (line.spent, line.committed),
        "may_enter": may_enter,
        "may_carry": may_enter and line.left > 0 and line.year < today.year,
        "next_year": line.year + 1,
        "fields": form.shown if form else {},
        "errors": form.problems if form else [],
        "entry_kinds": ENTRY_CHOICES,
        "today": min(today, date(line.year, 12, 31)).isoformat(),
        "ask": ask or request.GET.get("ask", ""),
        "refused": refused,
    }
    return render(request, "desk/budgets/budget.html", context)


def _lists(line: BudgetLine) -> QuerySet[Any]:
    """The lists that took of the line, the newest first."""
    lines = lines_of(line.fund, line.year, line.kind)
    touching = lines.paid() | lines.filter(OUTSTANDING)
    return ReliefList.objects.filter(pk__in=touching.values("list")).select_related("union").order_by("-pk")


def _taken_by(lists: list[ReliefList], request: HttpRequest) -> list[TakenBy]:
    sums = {
        row["list"]: row
        for row in ReliefLine.objects.filter(list__in=lists)
        .order_by()
        .values("list")
        .annotate(
            spent=Sum("amount", filter=Q(state=ReliefLine.State.PAID)), committed=Sum("amount", filter=OUTSTANDING)
        )
    }
    opens = has_page(request, ReliefList)
    return [
        TakenBy(
            one,
            page_of(one) if opens else "",
            one.union,
            one.get_state_display(),
            to_money(sums[one.pk]["committed"] or 0),
            to_money(sums[one.pk]["spent"] or 0),
        )
        for one in lists
    ]


def _bought(receipt: GoodsReceipt, request: HttpRequest) -> TakenBy:
    address = page_of(receipt) if has_page(request, GoodsReceipt) else ""
    value = receipt.quantity * receipt.unit_price
    return TakenBy(receipt, address, receipt.kit.union, "", Decimal("0.00"), value)


def _regular(line: BudgetLine) -> TakenBy | None:
    """Regular aid together: it is paid month by month, to the same people."""
    months = months_of(line.fund, line.year, line.kind).aggregate(
        spent=Sum("amount", filter=Q(state=RegularMonth.State.PAID)), committed=Sum("amount", filter=OUTSTANDING_MONTHS)
    )
    if months["spent"] is None and months["committed"] is None:
        return None
    spent, committed = (to_money(months[name] or 0) for name in ("spent", "committed"))
    return TakenBy(RegularMonth._meta.verbose_name_plural, "", "", "", committed, spent)
