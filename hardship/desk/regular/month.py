"""The list of a month: how it differs from the month before, whom it pays, and what became of each payment."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hardship.models import RegularAid, RegularFailure, RegularList, RegularMonth
from hardship.operations.regular_lists import Difference, difference, total
from hardship.operations.regular_months import APPROVE, ENTER, PAY
from office.identity import mask_card

from .seen import MonthList, Turn, hindrance, list_turn, the_list

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Payee:
    """All that one person has on the list, which is one payment. `failures`: what of it did not arrive."""

    aid: RegularAid
    rows: list[RegularMonth]
    failures: list[RegularFailure]
    why: str  # typed as the reason for which it came back

    @property
    def amount(self) -> Decimal:
        return total(self.rows)

    @property
    def months(self) -> str:
        return "、".join(f"{row.month:%Y-%m}" for row in self.rows)

    @property
    def card_no(self) -> str:
        return mask_card(self.aid.card_no) if self.aid.card_no else ""

    @property
    def paid_on(self) -> Any:
        return None if self.failures else self.rows[0].paid_on


@dataclass(frozen=True)
class Part:
    """One part of the difference from the month before: who, and what it makes in 元."""

    code: str
    label: Promise
    sign: str
    people: int
    amount: Decimal
    rows: list[tuple[RegularAid, str, Decimal]]  # with the month or the change


@dataclass
class Page:
    """The context of templates/desk/regular/month.html that is more than a field of the list."""

    request: HttpRequest
    month_list: RegularList
    ask: str
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.staff, self.rounds = self.request.user, self.month_list.round
        self.difference: Difference = difference(self.month_list)
        self.failures = list(self.month_list.failures.select_related("by", "month"))
        self.turn: Turn | None = list_turn(self.month_list, self.rounds, self.staff)

    @property
    def payees(self) -> list[Payee]:
        rows: dict[int, list[RegularMonth]] = defaultdict(list)
        for row in self.difference.rows:
            rows[row.aid_id].append(row)
        failed: dict[int, list[RegularFailure]] = defaultdict(list)
        for failure in self.failures:
            failed[failure.month.aid_id].append(failure)
        typed = self.request.POST
        return [
            Payee(mine[0].aid, mine, failed.get(key, []), typed.get(f"why-{key}", "")) for key, mine in rows.items()
        ]

    @property
    def failed(self) -> Decimal:
        return sum((failure.amount for failure in self.failures), NOTHING)

    @property
    def arrived(self) -> Decimal:
        return self.difference.amount - self.failed

    @property
    def parts(self) -> list[Part]:
        """before + joined − stopped ± changed + arrears = the list."""
        shown, sums = self.difference, self.difference.sums
        changed = [
            (now.aid, f"{before.amount:,.2f} → {now.amount:,.2f}", now.amount - before.amount)
            for before, now in shown.changed
        ]
        return [
            Part("before", gettext_lazy("The month before"), "", len(shown.before), sums["before"], []),
            Part(
                "joined",
                pgettext_lazy("regular aid", "joined"),
                "＋",
                len(shown.joined),
                sums["joined"],
                _plain(shown.joined),
            ),
            Part(
                "stopped",
                pgettext_lazy("regular aid", "stopped"),
                "－",
                len(shown.stopped),
                sums["stopped"],
                _ended(shown.stopped),
            ),
            Part("changed", gettext_lazy("standard changed"), "＋", len(changed), sums["changed"], changed),
            Part("arrears", gettext_lazy("arrears"), "＋", len(shown.arrears), sums["arrears"], _plain(shown.arrears)),
        ]

    @property
    def differing(self) -> list[Part]:
        return [part for part in self.parts if part.rows]

    @property
    def people(self) -> int:
        return len({row.aid_id for row in self.difference.rows})

    @property
    def is_draft(self) -> bool:
        return bool(self.month_list.state == MonthList.DRAFT)

    @property
    def may_approve(self) -> bool:
        return self.is_draft and self.turn is not None and self.turn.is_mine

    @property
    def may_discard(self) -> bool:
        return self.is_draft and not hindrance(self.staff, self.rounds, ENTER)

    @property
    def may_send_back(self) -> bool:
        return self.month_list.state == MonthList.APPROVED and not hindrance(self.staff, self.rounds, APPROVE)

    @property
    def pays(self) -> bool:
        return self.month_list.state == MonthList.APPROVED and self.turn is not None and self.turn.is_mine

    @property
    def may_return(self) -> bool:
        """Whether the reader may say that the bank sent a payment back after all."""
        is_closed = self.month_list.state == MonthList.CLOSED and self.arrived > 0
        return is_closed and not hindrance(self.staff, self.rounds, PAY)

    @property
    def returns(self) -> bool:
        return self.may_return and self.ask == "returned"

    @property
    def marks(self) -> str:
        """The act that the column of reasons belongs to; "" where nothing is marked."""
        return "pay" if self.pays else "returned" if self.returns else ""

    @property
    def may_print(self) -> bool:
        return not self.is_draft and bool(self.difference.rows)


def _plain(rows: list[RegularMonth]) -> list[tuple[RegularAid, str, Decimal]]:
    return [(row.aid, f"{row.month:%Y-%m}", row.amount) for row in rows]


def _ended(rows: list[RegularMonth]) -> list[tuple[RegularAid, str, Decimal]]:
    return [
        (row.aid, f"{row.aid.get_why_stopped_display()} {row.aid.stopped_on or ''}".strip(), row.amount) for row in rows
    ]


def month_page(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, the_list(request, pk))


def shown(
    request: HttpRequest, month_list: RegularList, *, ask: str = "", errors: dict[str, str] | None = None
) -> HttpResponse:
    """The page; `ask` opens one of its forms, with what was typed and what was refused in it."""
    asked = ask or request.GET.get("ask", "")
    context = {
        "title": _("Regular aid of %(month)s") % {"month": f"{month_list.month:%Y-%m}"},
        "month_list": month_list,
        "page": Page(request, month_list, asked, errors or {}),
        "today": timezone.localdate().isoformat(),
        "ask": asked,
        "errors": errors or {},
        "given": request.POST,
    }
    return render(request, "desk/regular/month.html", context)
