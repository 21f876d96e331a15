"""What somebody does with a roster, by POST: hand it to the city, take it back, record the approval, draw up a month's list."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from hardship.desk.typed import day_in
from hardship.models import RegularRound
from hardship.operations import regular_lists, regular_rounds

from .acting import acting
from .roster import shown
from .seen import the_roster

act = acting(the_roster, shown, "desk:regular_roster")


@act
def submit(request: HttpRequest, roster: RegularRound) -> None:
    regular_rounds.submit(roster, by=request.user)
    messages.success(request, _("The roster is with the city. When it is approved, record the document."))


@act
def take_back(request: HttpRequest, roster: RegularRound) -> None:
    regular_rounds.take_back(roster, why=request.POST.get("why", ""), by=request.user)
    messages.success(request, _("The roster is a draft again."))


@act
def record_approval(request: HttpRequest, roster: RegularRound) -> None:
    regular_rounds.record_approval(
        roster,
        document=request.POST.get("document", ""),
        on=day_in(request.POST, "on"),
        today=timezone.localdate(),
        by=request.user,
    )
    messages.success(request, _("The roster is approved: its months are due, and lists can be drawn up."))


@act
def take_off(request: HttpRequest, roster: RegularRound) -> None:
    key = request.POST.get("aid", "")
    if not key.isdecimal():
        raise Http404
    aid = get_object_or_404(roster.aids.select_related("person", "round"), pk=int(key))
    regular_rounds.take_off(aid, by=request.user)
    messages.success(request, _("%(name)s is off the roster.") % {"name": aid.person.name})


@act
def propose(request: HttpRequest, roster: RegularRound) -> HttpResponse:
    month = regular_lists.next_month(roster)
    # Nothing is due any more: the operation says what stands in the way.
    made = regular_lists.propose(roster, month or roster.first_month, by=request.user)
    messages.success(request, _("List %(number)s is drawn up: somebody else approves it.") % {"number": made.number})
    return redirect("desk:regular_list", made.pk)
