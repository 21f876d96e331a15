"""The calendar of a roster: its people × its months, how each month stands, and what it comes to by person and by month."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.models import RegularAid, RegularMonth, RegularRound
from hardship.operations.regular_months import RUNNING
from hardship.rules.schedule import Cell, cell, months_due
from office.calendar import Period

NOTHING = Decimal("0.00")
LABELS: dict[Cell, Promise] = {
    Cell.PLANNED: _("not approved yet"),
    Cell.PAID: _("paid"),
    Cell.DUE: _("due"),
    Cell.LISTED: _("on a list"),
    Cell.ARREARS: _("arrears"),
    Cell.FAILED: _("came back"),
    Cell.COMING: _("to come"),
    Cell.STOPPED: _("stopped"),
    Cell.OVERPAID: _("paid past the end"),
    Cell.RECLAIM: _("to be asked back"),
}
# Icon and colour: what asks for somebody's attention has both.
MARKS = {
    Cell.PAID: ("ok", "is-ok"),
    Cell.LISTED: ("clock", ""),
    Cell.ARREARS: ("warn", "is-warn"),
    Cell.FAILED: ("error", "is-error"),
    Cell.OVERPAID: ("info", "is-info"),
    Cell.RECLAIM: ("error", "is-error"),
}
PAID = frozenset({Cell.PAID, Cell.OVERPAID, Cell.RECLAIM})
OPEN = frozenset({Cell.PLANNED, Cell.COMING, Cell.DUE, Cell.LISTED, Cell.ARREARS, Cell.FAILED})


@dataclass(frozen=True)
class Shown:
    """One month of one person; `why`: the reason for which its payment came back, or its day of payment."""

    stands: Cell
    amount: Decimal = NOTHING
    why: str = ""

    @property
    def label(self) -> Promise | str:
        return LABELS.get(self.stands, "")

    @property
    def icon(self) -> str:
        return MARKS.get(self.stands, ("", ""))[0]

    @property
    def tone(self) -> str:
        return MARKS.get(self.stands, ("", ""))[1]

    @property
    def counts(self) -> bool:
        """Whether its amount is money that was paid or is to be."""
        return self.stands in PAID or self.stands in OPEN


@dataclass
class Sums:
    """In 元: what was paid, and what is due or will be."""

    paid: Decimal = NOTHING
    open: Decimal = NOTHING

    def add(self, shown: Shown) -> None:
        if shown.stands in PAID:
            self.paid += shown.amount
        elif shown.stands in OPEN:
            self.open += shown.amount


@dataclass
class Row:
    aid: RegularAid
    cells: list[Shown]
    sums: Sums = field(default_factory=Sums)

    def __post_init__(self) -> None:
        for shown in self.cells:
            self.sums.add(shown)

    def has(self, stands: str) -> bool:
        return any(shown.stands == stands for shown in self.cells)


@dataclass
class Grid:
    """Rows in the order given, and the sums below them. `counts`: how many months stand in which way."""

    months: list[date]
    rows: list[Row]
    by_month: list[Sums] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)
    counts: Counter[Cell] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.by_month = [Sums() for _month in self.months]
        for row in self.rows:
            for total, shown in zip(self.by_month, row.cells, strict=True):
                total.add(shown)
                self.sums.add(shown)
                self.counts[shown.stands] += 1

    @property
    def legend(self) -> list[tuple[Cell, Shown, int]]:
        """What occurs, each with a mark to explain it by and how often."""
        return [(stands, Shown(stands), self.counts[stands]) for stands in LABELS if self.counts[stands]]


def grid_of(rounds: RegularRound, aids: Iterable[RegularAid], today: date) -> Grid:
    """The calendar of these people of a roster. One query for the months, beside that for the people."""
    aids = list(aids)
    months = Period(rounds.first_month, rounds.last_month).months()
    kept: dict[int, dict[date, RegularMonth]] = defaultdict(dict)
    for month in RegularMonth.objects.filter(aid__in=[aid.pk for aid in aids]):
        kept[month.aid_id][month.month] = month
    approved = rounds.state in RUNNING
    return Grid(months, [Row(aid, cells_of(aid, kept[aid.pk], months, today, approved=approved)) for aid in aids])


def cells_of(
    aid: RegularAid, kept: dict[date, RegularMonth], months: list[date], today: date, *, approved: bool = True
) -> list[Shown]:
    """How each month of somebody's aid stands; before the approval, what it will be."""
    if not approved:
        planned = set(months_due(aid.first_month, aid.last_month))
        return [Shown(Cell.PLANNED, aid.standard) if month in planned else Shown(Cell.NONE) for month in months]
    return [_shown(aid, kept.get(month), month, today) for month in months]


def _shown(aid: RegularAid, row: Any, month: date, today: date) -> Shown:
    stands = cell(
        row.state if row else None,
        month,
        today,
        listed=row is not None and row.list_id is not None,
        failed=row is not None and bool(row.why_failed),
        ended_on=aid.stopped_on,
        why_stopped=aid.why_stopped,
    )
    if row is None:
        return Shown(stands)
    return Shown(stands, row.amount, row.why_failed or (row.paid_on.isoformat() if row.paid_on else ""))
