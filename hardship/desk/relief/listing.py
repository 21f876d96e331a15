"""All relief lists of one's unions: those in work by what they wait for, those that are over page by page."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.desk.waits import WAITS_FOR
from hardship.models import ReliefList
from hardship.rules.list_steps import ENTER, LIST_STEPS, NEXT
from members.roles import may

from .seen import lists_of, waiting_for

PER_PAGE = 50


@dataclass(frozen=True)
class Part:
    """The lists in one state, and what they wait for."""

    state: str
    label: Promise | str
    hint: Promise | str
    rows: list[ReliefList]


def lists(request: HttpRequest) -> HttpResponse:
    seen = lists_of(request).with_totals()
    mine = set(waiting_for(request.user).values_list("pk", flat=True))
    in_work: dict[str, list[ReliefList]] = {state: [] for state in NEXT}
    for one in seen.filter(state__in=NEXT).order_by("-pk"):
        one.is_mine = one.pk in mine
        in_work[one.state].append(one)
    page = Paginator(seen.exclude(state__in=NEXT).order_by("-year", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    parts = [
        Part(state, ReliefList.State(state).label, WAITS_FOR[LIST_STEPS[NEXT[state]].permission], rows)
        for state, rows in in_work.items()
        if rows
    ]
    context = {
        "title": _("Relief lists"),
        "parts": parts,
        "over": Part("over", pgettext_lazy("relief lists", "Closed"), "", list(page)),
        "page": page,
        "may_enter": may(request.user, ENTER),
    }
    return render(request, "desk/relief/lists.html", context)
