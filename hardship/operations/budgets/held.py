"""The lines of a fund, held so that nobody else moves its money meanwhile."""

from typing import Any

from django.db.models import QuerySet

from hardship.models import BudgetLine, Fund
from office.history import Hand


def hold(fund: Fund) -> None:
    """Nobody else moves the fund's money until the transaction ends; lists of it may be drawn up meanwhile."""
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)


def binding(fund: Fund, year: int, kind: str) -> BudgetLine | None:
    """The line that aid of a kind is paid from: that of the kind, else that for all kinds, else None."""
    return lines_in(fund, year).filter(kind__in=(kind, "")).order_by("-kind").first()


def lines_in(fund: Fund, year: int) -> QuerySet[BudgetLine]:
    """Its lines of a year, for one kind of aid each or for all."""
    return BudgetLine.objects.filter(fund=fund, year=year).select_related("fund")


def signed(line: BudgetLine, by: Any) -> BudgetLine:
    """The line, saved, with a row of history that `by` signs."""
    Hand(by).sign(line)
    line.save()
    return line
