"""The page of one roster: whose turn it is, the calendar of its people, its lists, who was left out and why."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, RegularAid, RegularFailure, RegularList, RegularRound
from hardship.operations.regular_months import ENTER, RUNNING
from hardship.operations.regular_rounds import left_out, not_reexamined
from hardship.rules.schedule import Cell, month_after
from members.models import Person

from .grid import NOTHING, Grid, Row, grid_of
from .seen import Round, Turn, hindrance, may_add, the_roster, turns

PER_PAGE = 100


@dataclass(frozen=True)
class LeftOut:
    aid: RegularAid
    why: Promise | str


@dataclass(frozen=True)
class MonthList:
    """A list of the roster: what it was approved for, and what of that came back, in 元."""

    record: RegularList
    people: int
    amount: Any
    failed: Any


@dataclass
class Page:
    """The context of templates/desk/regular/roster.html that is more than a field of the roster."""

    request: HttpRequest
    roster: RegularRound
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.today, self.staff = timezone.localdate(), self.request.user
        aids = self.roster.aids.select_related("person", "union", "household").order_by(
            "union__path", "person__pinyin", "pk"
        )
        self.whole: Grid = grid_of(self.roster, aids, self.today)
        asked = self.request.GET
        self.words, self.below = asked.get("q", "").strip(), asked.get("below", "")
        self.stands = asked.get("stands", "") if asked.get("stands", "") in set(Cell) else ""
        self.turn: Turn | None = turns([self.roster], self.staff, self.today).get(self.roster.pk)
        self.grid = self._filtered()
        self.shown = Paginator(self.grid.rows, PER_PAGE).get_page(asked.get("page"))
        self.missed = self._not_reexamined()

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.below or self.stands)

    def _filtered(self) -> Grid:
        if not self.is_filtered:
            return self.whole
        rows: list[Row] = self.whole.rows
        if self.below.isdecimal():
            rows = [row for row in rows if row.aid.union_id == int(self.below)]
        if self.stands:
            rows = [row for row in rows if row.has(self.stands)]
        if self.words:
            people = Person.objects.filter(regular_aid__round=self.roster).matching(self.words)
            found = set(people.values_list("pk", flat=True))
            rows = [row for row in rows if row.aid.person_id in found]
        return Grid(self.whole.months, rows)

    @property
    def unions(self) -> list[Any]:
        """The unions whose people stand on the roster, in their order."""
        return list({row.aid.union_id: row.aid.union for row in self.whole.rows}.values())

    @property
    def is_draft(self) -> bool:
        return bool(self.roster.state == Round.DRAFT)

    @property
    def is_planned(self) -> bool:
        """Whether the city has not approved it yet: nothing is due, and who is left out can still be added."""
        return self.roster.state not in RUNNING

    @property
    def may_add(self) -> bool:
        return may_add(self.staff, self.roster)

    @property
    def may_take_off(self) -> bool:
        return self.is_draft and not hindrance(self.staff, self.roster, ENTER)

    @property
    def may_take_back(self) -> bool:
        return self.roster.state == Round.SUBMITTED and not hindrance(self.staff, self.roster, ENTER)

    @property
    def total(self) -> Any:
        return self.whole.sums.paid + self.whole.sums.open

    def amount_of(self, *stands: Cell) -> Any:
        """What the months come to that stand in one of these ways, in 元."""
        return sum((one.amount for row in self.whole.rows for one in row.cells if one.stands in stands), NOTHING)

    @property
    def report(self) -> str:
        """T7 for the months of the roster."""
        last = month_after(self.roster.last_month) - timedelta(1)
        days = {"from": self.roster.first_month.isoformat(), "to": last.isoformat()}
        return f"{reverse('desk:report', args=['regular'])}?{urlencode(days | {'union': self.roster.union_id})}"

    @property
    def arrears(self) -> Any:
        return self.amount_of(Cell.ARREARS, Cell.FAILED)

    @property
    def lists(self) -> list[MonthList]:
        """The newest first. Two queries."""
        failed = {
            key: (count, amount)
            for key, count, amount in RegularFailure.objects.filter(list__round=self.roster)
            .order_by()
            .values_list("list")
            .annotate(Count("month__aid", distinct=True), Sum("amount"))
        }
        rows = self.roster.lists.annotate(people=Count("months__aid", distinct=True), amount=Sum("months__amount"))
        shown = []
        for one in rows:
            count, amount = failed.get(one.pk, (0, NOTHING))
            shown.append(MonthList(one, one.people + count, (one.amount or NOTHING) + amount, amount))
        return shown

    @property
    def left_out(self) -> list[LeftOut]:
        """Whose aid ran up to this roster and who is not on it, while that can still be changed."""
        if not self.is_planned:
            return []
        missing = list(left_out(self.roster))
        taken_off = set(
            RegularAid.history.filter(round_id=self.roster.pk, history_type="-").values_list("person_id", flat=True)
        )
        elsewhere = set(
            RegularAid.objects.filter(
                person__in=[aid.person_id for aid in missing],
                first_month__lte=self.roster.last_month,
                last_month__gte=self.roster.first_month,
            ).values_list("person", flat=True)
        )
        return [LeftOut(aid, _why(aid, taken_off, elsewhere)) for aid in missing]

    def _not_reexamined(self) -> list[Row]:
        if not self.is_planned:
            return []
        files = not_reexamined(self.roster)
        return [row for row in self.whole.rows if row.aid.household_id in files]

    @property
    def missed_keys(self) -> set[int]:
        return {row.aid.pk for row in self.missed}


def _why(aid: RegularAid, taken_off: set[int], elsewhere: set[int]) -> Promise | str:
    if aid.person_id in taken_off:
        return _("taken off by hand")
    if aid.person_id in elsewhere:
        return _("has regular aid elsewhere in these months")
    if aid.household is None:
        return _("has no file")
    if aid.household.state not in Household.COUNTED:
        return _("the file is not in force: %(state)s") % {"state": aid.household.get_state_display()}
    return _("not on the roster")


def roster_page(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, the_roster(request, pk))


def shown(
    request: HttpRequest, roster: RegularRound, *, ask: str = "", errors: dict[str, str] | None = None
) -> HttpResponse:
    """The page; `ask` opens one of its forms, with what was typed and what was refused in it."""
    page = Page(request, roster, errors or {})
    context = {
        "title": _("Regular aid %(first)s to %(last)s")
        % {"first": f"{roster.first_month:%Y-%m}", "last": f"{roster.last_month:%Y-%m}"},
        "roster": roster,
        "page": page,
        "today": page.today.isoformat(),
        "ask": ask or request.GET.get("ask", ""),
        "errors": errors or {},
        "given": request.POST,
    }
    return render(request, "desk/regular/roster.html", context)
