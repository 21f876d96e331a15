"""Somebody joins a roster: found by name, initials or ID number, then added with the day on which they were approved."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardship.desk.typed import AmountField, TypedForm
from hardship.models import Household, RegularAid, RegularRound
from hardship.operations import regular_rounds
from hardship.operations.regular_months import RUNNING
from hardship.operations.relief import Homes
from members.admin.fields import CardField
from members.models import Person
from office.refusal import Refusal

from .seen import may_add, the_roster

MOST = 20


class AddForm(TypedForm):
    """`person`: the key of one who was found. Whole ID numbers come by POST, so that they stand in no address."""

    q = forms.CharField(label=gettext_lazy("Name, initials or ID number"), required=False, max_length=50)
    person = forms.CharField(label=gettext_lazy("Person"), required=False, max_length=20)
    standard = AmountField(label=gettext_lazy("Standard a month, 元"))
    approved_on = forms.DateField(label=gettext_lazy("Approved on"), required=False)
    card_no = CardField(label=gettext_lazy("Account number"))


@dataclass(frozen=True)
class Found:
    """Somebody who was looked for; `hindrance`: why they cannot be added, "" when they can."""

    person: Person
    household: Household | None
    hindrance: Any


def regular_add(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the form; POST looks for people, and adds the chosen one by `act=add`."""
    roster = the_roster(request, pk)
    if not may_add(request.user, roster):
        raise PermissionDenied
    form = AddForm(request.POST if request.method == "POST" else None, initial={"standard": roster.standard})
    if request.method == "POST" and request.POST.get("act") == "add" and form.is_valid():
        try:
            aid = _add(request, roster, form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(name)s is on the roster.") % {"name": aid.person.name})
            return (
                redirect("desk:regular_add", pk)
                if roster.state not in RUNNING
                else redirect("desk:regular_aid", aid.pk)
            )
    return _asked(request, roster, form)


def _add(request: HttpRequest, roster: RegularRound, said: dict[str, Any]) -> RegularAid:
    if not said["person"].isdecimal():
        raise Refusal("q", "required", gettext_lazy("Look for the person, then choose them."))
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=int(said["person"]))
    return regular_rounds.add(
        roster, person, by=request.user, today=timezone.localdate(), standard=said["standard"],
        approved_on=said["approved_on"], card_no=said["card_no"],
    )  # fmt: skip


def _asked(request: HttpRequest, roster: RegularRound, form: AddForm) -> HttpResponse:
    words = form.said("q").strip()
    found = _found(request, roster, words) if words else []
    free = [one for one in found if not one.hindrance]
    chosen = form.said("person") or (str(free[0].person.pk) if len(free) == 1 else "")
    context = {
        "title": _("Add somebody"),
        "roster": roster,
        "fields": form.shown,
        "errors": form.problems,
        "words": words,
        "found": found[:MOST],
        "more": len(found) > MOST,
        "most": MOST,
        "chosen": chosen,
        "runs": roster.state in RUNNING,
        "today": timezone.localdate().isoformat(),
    }
    return render(request, "desk/regular/add.html", context)


def _found(request: HttpRequest, roster: RegularRound, words: str) -> list[Found]:
    people = list(Person.objects.visible_to(request.user).matching(words).order_by("pinyin", "pk")[: MOST + 1])
    homes, today = Homes(people), timezone.localdate()
    taken = set(
        RegularAid.objects.filter(
            person__in=people, first_month__lte=roster.last_month, last_month__gte=roster.first_month
        ).values_list("person", flat=True)
    )
    found = []
    for person in people:
        household = homes.of(person, today)
        found.append(Found(person, household, _hindrance(person, household, taken)))
    return found


def _hindrance(person: Person, household: Household | None, taken: set[int]) -> Any:
    if person.pk in taken:
        return gettext_lazy("has regular aid in these months already")
    if household is None:
        return gettext_lazy("has no file")
    if household.state not in Household.COUNTED:
        return gettext_lazy("the file is not in force")
    return ""
