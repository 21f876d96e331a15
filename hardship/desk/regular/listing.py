"""All rosters of one's unions: those that run with what they wait for, those that are over page by page."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from hardship.models import RegularMonth, RegularRound
from hardship.operations.regular_months import ENTER
from members.roles import may
from office.money import to_money

from .seen import Round, Turn, rosters_of, turns

PER_PAGE = 50
PAID, DUE = Q(state=RegularMonth.State.PAID), Q(state=RegularMonth.State.DUE)


@dataclass(frozen=True)
class Line:
    """A roster, what it waits for, and its people and money in 元."""

    roster: RegularRound
    turn: Turn | None
    people: int
    paid: Decimal
    open: Decimal


def regular(request: HttpRequest) -> HttpResponse:
    seen = rosters_of(request)
    running = list(seen.exclude(state=Round.CLOSED).order_by("-first_month", "union__path"))
    page = Paginator(seen.filter(state=Round.CLOSED), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Regular aid"),
        "running": _lines(running, request),
        "over": _lines(list(page), request),
        "page": page,
        "may_enter": may(request.user, ENTER),
    }
    return render(request, "desk/regular/rosters.html", context)


def _lines(rosters: list[RegularRound], request: HttpRequest) -> list[Line]:
    waits = turns(rosters, request.user, timezone.localdate())
    people = dict(
        RegularRound.objects.filter(pk__in=[one.pk for one in rosters])
        .order_by()
        .values_list("pk")
        .annotate(Count("aids"))
    )
    sums = {
        roster: (paid, due)
        for roster, paid, due in RegularMonth.objects.filter(aid__round__in=rosters)
        .order_by()
        .values_list("aid__round")
        .annotate(paid=Sum("amount", filter=PAID), due=Sum("amount", filter=DUE))
    }
    lines = []
    for one in rosters:
        paid, due = sums.get(one.pk, (None, None))
        lines.append(Line(one, waits.get(one.pk), people.get(one.pk, 0), to_money(paid or 0), to_money(due or 0)))
    return lines
