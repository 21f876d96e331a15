"""The page of one relief list: its facts, the step it waits for, its lines and what became of them."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property

from hardship.desk.bank.seen import BankPanel
from hardship.models import ReliefLine, ReliefList
from hardship.operations.relief_lists.printing import is_signed
from hardship.rules.aid import sentence_of
from hardship.rules.list_steps import CHECKED, CLOSED, DECIDE, DRAFT, ENTER, LIST_STEPS, PAY, PAYING, SUBMITTED
from members.roles import may

from .order import Heading, Order
from .seen import Doors, has_failed, the_list

PER_PAGE = 100


@dataclass(frozen=True)
class Row:
    """A line, what the guards said of it, and what its reader may do with it."""

    line: ReliefLine
    may_allow: bool
    may_choose: bool  # to pay it, or to take it back

    @property
    def sentences(self) -> list[str]:
        return [sentence_of(one["code"], one["facts"]) for one in self.line.warnings]

    @property
    def is_taken_back(self) -> bool:
        return hasattr(self.line, "reversal")

    @property
    def is_due(self) -> bool:
        return self.line.state == ReliefLine.State.DUE


@dataclass(frozen=True)
class Sums:
    """Lines and 元 of a list, in all and by state. `by_state`: (label, lines, 元)."""

    lines: int
    amount: Decimal
    by_state: list[tuple[Any, int, Decimal]]
    due: int
    failed: int


def sums_of(relief_list: ReliefList) -> Sums:
    """Added up by the database, in one query."""
    rows = {
        state: (count, amount)
        for state, count, amount in relief_list.lines.order_by()
        .values_list("state")
        .annotate(count=Count("pk"), amount=Sum("amount"))
    }
    return Sums(
        sum(count for count, _amount in rows.values()),
        sum((amount for _count, amount in rows.values()), Decimal("0.00")),
        [(label, *rows[state]) for state, label in ReliefLine.State.choices if state in rows],
        rows.get(ReliefLine.State.DUE, (0,))[0],
        rows.get(ReliefLine.State.FAILED, (0,))[0],
    )


@dataclass
class Page:
    """The context of templates/desk/relief/list.html that is more than a field of the list."""

    request: HttpRequest
    relief_list: ReliefList
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        staff, relief_list = self.request.user, self.relief_list
        self.doors = Doors(relief_list, staff)
        self.sums = sums_of(relief_list)
        self.decides = may(staff, DECIDE) and relief_list.state in (SUBMITTED, CHECKED)
        self.pays = self.doors.pays
        self.may_reverse = (
            may(staff, PAY)
            and relief_list.state in (CLOSED, PAYING)
            and relief_list.role != ReliefList.Purpose.REVERSAL
            and bool(relief_list.number)
        )
        self.chooses = self.pays or self.may_reverse
        self.order = Order(self.request.GET)
        self.bank = BankPanel.of(relief_list, staff)
        lines = (
            relief_list.lines.select_related("payee", "household", "union", "allowed_by", "reversal", "reverses__list")
            .defer("card_no", "proxy_id_no")
            .order_by(*self.order.by)
        )
        self.shown = Paginator(lines, PER_PAGE).get_page(self.request.GET.get("page"))
        self.rows = [self._row(line) for line in self.shown]

    def _row(self, line: ReliefLine) -> Row:
        is_paid = line.state == ReliefLine.State.PAID and not hasattr(line, "reversal")
        return Row(
            line,
            may_allow=self.decides and bool(line.warnings) and line.entered_by_id != self.request.user.pk,
            may_choose=(self.pays and line.state == ReliefLine.State.DUE) or (self.may_reverse and is_paid),
        )

    @cached_property
    def has_unions(self) -> bool:
        """Whether its lines are of several unions, or of another than the list."""
        others: bool = self.relief_list.lines.exclude(union=self.relief_list.union_id).exists()
        return others

    @cached_property
    def headings(self) -> list[Heading]:
        return self.order.headings(goods=self.is_goods, unions=self.has_unions)

    @property
    def width(self) -> int:
        """The columns of the table, without that for choosing."""
        return len(self.headings)

    @property
    def is_goods(self) -> bool:
        return self.relief_list.form == ReliefList.Form.GOODS

    @property
    def asked_line(self) -> Row | None:
        """The line that `?line=` asks about, where there is something to be said of it."""
        asked = self.request.GET.get("line", "")
        line = (
            self.relief_list.lines.select_related("payee", "household").filter(pk=int(asked)).first()
            if asked.isdecimal()
            else None
        )
        if line is None:
            return None
        row = self._row(line)
        return row if row.may_allow or (self.pays and row.is_due) else None

    @property
    def steps(self) -> list[tuple[Any, Any]]:
        """The way it went: (label of the step, its record)."""
        return [(LIST_STEPS[one.code].label, one) for one in self.relief_list.steps.select_related("by")]

    @property
    def next_is_first(self) -> bool:
        """Whether the step is what its reader will most likely do: not while payments are due, or go to the bank."""
        if self.bank is not None and self.bank.offers:
            return False
        return self.relief_list.state != PAYING or not self.sums.due

    @property
    def may_enter(self) -> bool:
        return self.relief_list.state == DRAFT and may(self.request.user, ENTER)

    @property
    def may_discard(self) -> bool:
        return self.doors.opens("discard")

    @property
    def may_send_back(self) -> bool:
        return self.doors.opens("send_back")

    @property
    def may_supplement(self) -> bool:
        return bool(self.sums.failed) and may(self.request.user, ENTER) and has_failed(self.relief_list)

    @property
    def may_print(self) -> bool:
        return is_signed(self.relief_list)


def list_page(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, the_list(request, pk))


def shown(
    request: HttpRequest, relief_list: ReliefList, *, ask: str = "", errors: dict[str, str] | None = None
) -> HttpResponse:
    """The page; `ask` opens one of its forms, with what was typed and what was refused in it."""
    page = Page(request, relief_list, errors or {})
    context = {
        "title": relief_list.name,
        "relief_list": relief_list,
        "page": page,
        "today": timezone.localdate().isoformat(),
        "ask": ask or request.GET.get("ask", ""),
        "errors": errors or {},
        "given": request.POST,
        "followers": relief_list.followers.order_by("pk"),
    }
    return render(request, "desk/relief/list.html", context)
