"""The roster of a half-year is opened: which months, how much a month, who pays."""

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hardship.desk.access import chosen_union
from hardship.desk.typed import AmountField, TypedForm
from hardship.desk.words import exact
from hardship.models import Fund, RegularRound
from hardship.operations.funds import funds_for
from hardship.operations.regular_months import ENTER
from hardship.operations.regular_rounds import open_round
from hardship.rules.schedule import half_year_of, month_after
from members.models import Union
from members.roles import may
from office.refusal import Refusal

from .seen import rosters_of

CITY = "city"  # the fund of a roster that the city pays itself
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")


class MonthField(forms.CharField):
    """A month as browsers send it, 2025-07, or as it is written, 2025年7月; its first day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, **kwargs)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        found = MONTH.fullmatch(text)
        if found is None or not 1 <= int(found[2]) <= 12 or not 1950 <= int(found[1]) <= 2999:
            raise ValidationError(gettext_lazy("Write the month like this: 2025-07."), code="month.unreadable")
        return date(int(found[1]), int(found[2]), 1)


class RosterForm(TypedForm):
    """`fund`: the key of a fund, or CITY."""

    first_month = MonthField(label=gettext_lazy("First month"))
    last_month = MonthField(label=gettext_lazy("Last month"))
    standard = AmountField(label=gettext_lazy("Standard a month, 元"), required=True)
    joins = forms.ChoiceField(label=gettext_lazy("Who joins later is paid"), choices=RegularRound.Joins.choices)
    fund = forms.CharField(label=gettext_lazy("Paid from"), max_length=20)

    def facts(self) -> dict[str, Any]:
        """What the operation asks for. Raises Http404 for a fund that there is not."""
        said = dict(self.cleaned_data)
        key = said.pop("fund")
        return said | {"fund": None if key == CITY else get_object_or_404(Fund, pk=int(key) if key.isdecimal() else 0)}


def regular_new(request: HttpRequest) -> HttpResponse:
    """GET shows the form, POST opens the roster. What is refused is said beside its field."""
    seen = rosters_of(request)
    if not may(request.user, ENTER):
        raise PermissionDenied
    union = chosen_union(request)
    if request.method != "POST":
        return _asked(
            request, union, RosterForm(initial=_known(seen.filter(union=union).first(), timezone.localdate()))
        )
    form = RosterForm(request.POST)
    if form.is_valid():
        try:
            opened = open_round(union, **form.facts(), by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            people = opened.aids.count()
            said = ngettext(
                "The roster is opened with %(count)s person of the one before.",
                "The roster is opened with %(count)s people of the one before.",
                people,
            )
            messages.success(request, said % {"count": exact(people)})
            return redirect("desk:regular_roster", opened.pk)
    return _asked(request, union, form)


def _known(last: RegularRound | None, today: date) -> dict[str, str]:
    """The half-year after the last roster of the union, else this one; all else as it was."""
    first, end = half_year_of(month_after(last.last_month) if last else today)
    months = {"first_month": f"{first:%Y-%m}", "last_month": f"{end:%Y-%m}"}
    if last is None:
        return months | {"joins": RegularRound.Joins.SAME, "standard": "", "fund": ""}
    fund = str(last.fund_id) if last.fund_id else CITY
    return months | {"joins": last.joins, "standard": str(last.standard), "fund": fund}


def _asked(request: HttpRequest, union: Union, form: RosterForm) -> HttpResponse:
    context = {
        "title": _("Open a roster"),
        "union": union,
        "fields": form.shown,
        "errors": form.problems,
        "joins": RegularRound.Joins.choices,
        "funds": [(str(fund.pk), str(fund)) for fund in funds_for(union).values()],
        "city": CITY,
    }
    return render(request, "desk/regular/new.html", context)
