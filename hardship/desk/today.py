"""The front page: this year's figures, what waits, and how far the year's tasks are."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hardship.models import Household, Referral, RegularAid, RegularMonth, ReliefLine, ReliefList
from hardship.reports.annual.build import years_with_data
from hardship.rules.list_steps import ENTER
from hardship.worklists import WORKLISTS, Sight
from members.models import Membership, Union
from members.roles import may
from office.models import Run

from . import words
from .access import has_page, may_list, own_union
from .board import Board

YEARS_SHOWN = 4
# Lists for work that ask somebody to act; the others are looked up when there is time.
TO_DO = ("waiting", "returned", "notice-ending", "reexamination", "proofs", "alike")


@dataclass(frozen=True)
class Waiting:
    """One line of 待办."""

    count: str
    label: str
    url: str
    note: str = ""
    now: bool = False


def today(request: HttpRequest) -> HttpResponse:
    day = timezone.localdate()
    union = own_union(request.user) if may_list(request, Household) else None
    context: dict[str, Any] = {"title": _("Today"), "day": words.long_day(day), "union": union}
    if union is not None:
        known = years_with_data(union)
        year = _year(request, known, day)
        board = Board(union, year, today=day)
        years = sorted({*[past for past in known if past <= year][-YEARS_SHOWN:], *known[-1:], year})
        context |= {
            "board": board,
            "year": year,
            "years": years,
            "days": words.days(board.period),
            "waiting": list(_waiting(request, day)),
            "empty": not known and not _anything(union),
            "may_add_list": _may_add_list(request),
        }
    return render(request, "desk/today.html", context)


def _year(request: HttpRequest, known: list[int], day: date) -> int:
    """The year asked for, else this one if it has data, else the latest that has. Raises Http404 for what is no year."""
    asked = request.GET.get("year")
    if asked is None:
        return day.year if day.year in known or not known else known[-1]
    if not asked.isdecimal() or not 1950 <= int(asked) <= day.year + 1:
        raise Http404
    return int(asked)


def _anything(union: Union) -> bool:
    """Whether anything was ever entered: an office that has its members has begun."""
    return Membership.objects.within(union).exists() or Household.objects.within(union).exists()


def _may_add_list(request: HttpRequest) -> bool:
    return may(request.user, ENTER)


def _waiting(request: HttpRequest, day: date):
    """What waits for somebody and can be turned to today; lines of nought are left out."""
    staff = request.user
    if has_page(request, Household):
        sight = Sight(staff, day)
        for slug in TO_DO:
            if count := WORKLISTS[slug].count(sight):
                yield Waiting(words.exact(count), str(WORKLISTS[slug].label), reverse("desk:worklist", args=[slug]))
    lists = ReliefList.objects.visible_to(staff).filter(state=ReliefList.State.DRAFT)
    if has_page(request, ReliefList) and (count := lists.count()):
        owed = ReliefLine.objects.visible_to(staff).filter(list__in=lists).aggregate(total=Sum("amount"))["total"]
        note = "{} {}".format(*words.amount(owed)) if owed else ""
        yield Waiting(words.exact(count), _("relief lists in draft"), reverse("desk:relief_lists"), note)
    due = RegularMonth.objects.visible_to(staff).filter(state=RegularMonth.State.DUE, month__lte=day)
    if has_page(request, RegularAid) and (count := due.count()):
        yield Waiting(words.exact(count), _("months of regular aid due"), reverse("desk:regular"), _("today"), now=True)
    returned = Referral.objects.visible_to(staff).filter(state=Referral.State.RETURNED)
    if has_page(request, Referral) and (count := returned.count()):
        yield Waiting(words.exact(count), _("applications returned for correction"), reverse("desk:referrals"))
    applied = Referral.objects.visible_to(staff).filter(state=Referral.State.APPLIED)
    if has_page(request, Referral) and (count := applied.count()):
        yield Waiting(words.exact(count), _("applications under review at the city"), reverse("desk:referrals"))
    bare = Household.objects.visible_to(staff).in_force_on(day).filter(assessments=None)
    if has_page(request, Household) and (count := bare.count()):
        yield Waiting(
            words.exact(count), _("files without an assessment"), _list(Household, "assessments__isnull=True")
        )
    if has_page(request, Run):
        runs = Run.objects.filter(rejected__gt=0, state=Run.State.IMPORTED)
        if not staff.is_superuser:
            runs = runs.filter(by__union__path__startswith=staff.union.path)
        if rejected := runs.aggregate(rows=Sum("rejected"))["rows"]:
            last = timezone.localtime(runs.latest("at").at).date()
            yield Waiting(
                words.exact(rejected), _("rows refused in imports"), reverse("desk:imports"), last.isoformat()
            )


def _list(model: Any, query: str = "") -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{query}" if query else address
