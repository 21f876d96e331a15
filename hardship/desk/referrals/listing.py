"""All cases of one's unions: those in work by what they wait for and how long, those that are over page by page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.models import Referral
from hardship.rules.referrals import APPLIED, CHECKING, GRANTED, PAID, RETURNED

from .seen import IN_WORK, cases_of, waiting_for

PER_PAGE = 50
SHOWN = 50  # of one state; the rest is in the list of all
NOTHING = Decimal("0.00")
WAITS = {
    CHECKING: (_("To be checked here"), _("An officer checks the papers and sends them to the city.")),
    RETURNED: (_("Returned, to be corrected"), _("The reason stands with each; correct it and hand it in again.")),
    GRANTED: (_("Granted, the money has not come"), _("The cashier says when it is there.")),
    PAID: (_("The money is here, to be handed on"), _("The cashier hands it to the household.")),
    APPLIED: (_("With the city"), _("Enter what the city answers.")),
}


@dataclass(frozen=True)
class Row:
    case: Any
    days: int  # since it stands as it does
    mine: bool


@dataclass(frozen=True)
class Sums:
    """In 元, over all cases of a part, whether shown or not."""

    own: Decimal
    asked: Decimal
    granted: Decimal


@dataclass(frozen=True)
class Part:
    state: str
    label: Promise
    hint: Promise | str
    rows: list[Row]
    count: int
    sums: Sums
    whole: str = ""  # the list of all of them, where not all are shown


def referrals(request: HttpRequest) -> HttpResponse:
    seen, today = cases_of(request), timezone.localdate()
    mine = set(waiting_for(request.user).values_list("pk", flat=True))
    in_work = seen.filter(IN_WORK)
    parts = []
    for state, (label, hint) in WAITS.items():
        cases = in_work.filter(state=state)
        count, sums = _summed(cases)
        if count:
            shown = cases.order_by("since", "pk")[:SHOWN]
            whole = reverse("admin:hardship_referral_changelist") + f"?state__exact={state}" if count > SHOWN else ""
            parts.append(Part(state, label, hint, _rows(shown, today, mine), count, sums, whole))
    over = seen.exclude(IN_WORK)
    page = Paginator(over.order_by("-since", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    count, sums = _summed(over)
    context = {
        "title": _("Applications to the city"),
        "parts": parts,
        "over": Part("over", pgettext_lazy("applications", "Over"), "", _rows(page, today, mine), count, sums),
        "page": page,
    }
    return render(request, "desk/referrals/referrals.html", context)


def _rows(cases: Any, today: date, mine: set[int]) -> list[Row]:
    return [Row(case, (today - case.since).days, case.pk in mine) for case in cases]


def _summed(cases: Any) -> tuple[int, Sums]:
    # By the keys: the days of the steps are joined here, and would count a case once for each.
    found = Referral.objects.filter(pk__in=cases.values("pk")).aggregate(
        count=Count("pk"), own=Sum("own_cost"), asked=Sum("asked"), granted=Sum("granted")
    )
    return found["count"], Sums(*(found[name] or NOTHING for name in ("own", "asked", "granted")))
