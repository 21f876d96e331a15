"""What somebody does on a household's page: take a step of its life, or look at the whole ID number for a reason."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hardship.models import Household
from hardship.operations.recusals import recuse
from hardship.operations.steps import offered, take
from hardship.rules.lifecycle import STEPS, Step
from members.roles import may
from members.scope import sees
from office.refusal import Refusal
from office.trail.acts import note

from .addresses import taken_elsewhere, the_file
from .page import REVEAL, shown
from .step_form import StepForm, answers, form_of

SHORTEST_REASON = 2
DOORS = frozenset({"step.permission", "step.level"})


def file_step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The page of one step: GET shows its form, POST takes it. What is refused is said beside the field."""
    household = the_file(request, pk, coming=True)
    if code not in STEPS:
        raise Http404
    step = STEPS[code]
    if taken_at := taken_elsewhere(request, household, code):
        return redirect(taken_at)
    if request.method == "POST":
        return _taken(request, household, step)
    if household.state not in step.sources:
        messages.warning(request, _("The file has moved on meanwhile: this step does not belong to its present state."))
        return redirect("desk:file", household.pk)
    offer = next((offer for offer in offered(household, request.user) if offer.step.code == code), None)
    if offer is None:
        raise PermissionDenied
    form = form_of(household, step)
    if offer.obstacles:
        form.error = str(offer.obstacles[0].sentence)
    return _asked(request, form)


def _taken(request: HttpRequest, household: Household, step: Step) -> HttpResponse:
    form = form_of(household, step, request.POST)
    edition = request.POST.get("edition", "")
    try:
        taken = take(
            household,
            step.code,
            by=request.user,
            edition=int(edition) if edition.isdecimal() else None,
            **answers(form),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _asked(request, form, status=403 if refusal.code in DOORS else 200)
    state = taken.household.get_state_display()
    messages.success(request, _("%(step)s: the file is now %(state)s.") % {"step": step.label, "state": state})
    if not sees(request.user, taken.household.union):
        return redirect("desk:today")  # a transfer that was declined, or taken back meanwhile
    return redirect("desk:file", taken.household_id)


def _asked(request: HttpRequest, form: StepForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "title": str(form.label),
        "subtitle": str(form.household),
        "household": form.household,
        "form": form,
    }
    return render(request, "desk/files/step.html", context, status=status)


def file_recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever is related to a household says so, by POST, and decides nothing about it from then on."""
    household = the_file(request, pk, coming=True)
    if request.method != "POST":
        return redirect("desk:file", household.pk)
    try:
        recuse(household, by=request.user, why=request.POST.get("why", ""))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Noted: somebody else decides about this household."))
    return redirect("desk:file", household.pk)


@never_cache
def file_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The page with the head's whole ID number, once, for a reason that stands in the trail; by POST: it is in no address."""
    household = the_file(request, pk)
    if not may(request.user, REVEAL):
        raise PermissionDenied
    if request.method != "POST":
        return redirect(reverse("desk:file", args=[household.pk]) + "?ask=reveal")
    reason = request.POST.get("reason", "").strip()
    if len(reason) < SHORTEST_REASON:
        return shown(request, household, refused=_("A whole number is shown for a reason: please write it down."))
    with transaction.atomic():
        note("number revealed", by=request.user, on=household.head, reason=reason, file=household.file_no)
    return shown(request, household, whole_number=household.head.id_no)
