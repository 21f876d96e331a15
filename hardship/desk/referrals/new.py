"""An application to the city is entered for a household, or put right: few fields, and which papers go along."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardship.desk.files.addresses import the_file
from hardship.desk.typed import AmountField, TypedForm
from hardship.models import Household, Referral
from hardship.operations.proofs import relatives_of
from hardship.operations.referral_steps import Earlier, Facts, correct, put_up
from hardship.rules.referrals import ENTER, ENTERING, LIVING, MEDICAL, PAPERS, Stand
from members.models import Person
from members.roles import may
from office.refusal import Refusal

from .page import packed
from .seen import Doors, the_case

KINDS = (MEDICAL, LIVING)


class ReferralForm(TypedForm):
    applied_on = forms.DateField(label=gettext_lazy("The household applied on"))
    reason = forms.CharField(label=gettext_lazy("What happened"), required=False)
    patient = forms.CharField(label=gettext_lazy("Who is ill"), required=False, max_length=20)
    happened_on = forms.DateField(label=gettext_lazy("Treated from"), required=False)
    ended_on = forms.DateField(label=gettext_lazy("Treated until"), required=False)
    total_cost = AmountField(label=gettext_lazy("Whole cost, 元"))
    reimbursed = AmountField(label=gettext_lazy("Of it paid by insurance and others, 元"))
    asked = AmountField(label=gettext_lazy("Asked for, 元"))
    again = forms.CharField(label=gettext_lazy("Why again this year"), required=False, max_length=500)

    def facts(self, household: Household, papers: list[str]) -> Facts:
        """Raises Http404 for somebody who was not offered."""
        said = dict(self.cleaned_data)
        key = said.pop("patient")
        family = [one.key for one in relatives_of(household)]
        patient = get_object_or_404(Person, pk=int(key), pk__in=family) if key.isdecimal() else None
        return Facts(patient=patient, papers=tuple(papers), **said)


def referral_new(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk`: of the file. `?kind=` says which kind of aid; GET shows the form, POST puts the case up."""
    household = the_file(request, pk)
    if not may(request.user, ENTER):
        raise PermissionDenied
    if household.state not in Household.COUNTED:
        messages.warning(request, _("Only a file in force can be put up to the city."))
        return redirect("desk:file", household.pk)
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    kind = asked if asked in KINDS else MEDICAL
    if request.method != "POST":
        known = {"applied_on": timezone.localdate().isoformat(), "patient": household.head_id}
        return _asked(
            request, household, kind, ReferralForm(initial=known), _in_the_file(household, kind, timezone.localdate())
        )
    papers, form = request.POST.getlist("paper"), ReferralForm(request.POST)
    earlier = None
    if form.is_valid():
        try:
            case = put_up(household, kind, form.facts(household, papers), by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
            earlier = refusal.referral if isinstance(refusal, Earlier) else None
        else:
            messages.success(request, _("The application is put up. An officer checks it and sends it to the city."))
            return redirect("desk:referral", case.pk)
    return _asked(request, household, kind, form, papers, earlier=earlier)


def referral_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form over a case that is being checked here or was returned."""
    case = the_case(request, pk)
    if not may(request.user, ENTER):
        raise PermissionDenied
    if not any(Doors(case, request.user).opens(code) for code in ENTERING):
        messages.warning(request, _("The application has moved on meanwhile: look at it again."))
        return redirect("desk:referral", case.pk)
    household = case.household
    if request.method != "POST":
        return _asked(request, household, case.kind, ReferralForm(initial=_known(case)), case.papers, case)
    papers, form = request.POST.getlist("paper"), ReferralForm(request.POST)
    earlier = None
    if form.is_valid():
        try:
            correct(case, form.facts(household, papers), by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
            earlier = refusal.referral if isinstance(refusal, Earlier) else None
        else:
            messages.success(request, _("The application is corrected. An officer checks it and sends it to the city."))
            return redirect("desk:referral", case.pk)
    return _asked(request, household, case.kind, form, papers, case, earlier=earlier)


def _known(case: Referral) -> dict[str, Any]:
    days = {name: getattr(case, name) for name in ("applied_on", "happened_on", "ended_on")}
    entered = case.steps.filter(code__in=ENTERING).exclude(note="").last()
    total, own = case.total_cost, case.own_cost
    return {
        **{name: day.isoformat() if day else "" for name, day in days.items()},
        **{name: getattr(case, name) for name in ("reason", "total_cost", "asked")},
        "reimbursed": None if total is None or own is None else total - own,
        "patient": case.patient_id or case.person_id,
        "again": entered.note if entered else "",
    }


def _in_the_file(household: Household, kind: str, today: date) -> list[str]:
    """Papers that are needed and lie in the file, not run out: they go along unless somebody says otherwise."""
    stands = {line.paper.kind: line.paper for line in packed(household, kind, (), today)}
    return [code for code in PAPERS[kind] if stands[code].stand in (Stand.THERE, Stand.ENDING)]


def _asked(
    request: HttpRequest,
    household: Household,
    kind: str,
    form: ReferralForm,
    papers: list[str],
    case: Referral | None = None,
    earlier: Referral | None = None,
) -> HttpResponse:
    context = {
        "title": _("Correct the application") if case else _("Apply to the city"),
        "household": household,
        "case": case,
        "kind": kind,
        "kinds": [(code, Referral.Kind(code).label, f"?kind={code}") for code in KINDS],
        "is_medical": kind == MEDICAL,
        "fields": form.shown,
        "errors": form.problems,
        "earlier": earlier,
        "asks_again": bool(form.said("again")) or (earlier is not None and kind == LIVING),
        "family": relatives_of(household),
        "packing": packed(household, kind, papers, timezone.localdate()),
        "attachments": reverse("desk:file_attachments", args=[household.pk]),
        "back": reverse("desk:referral", args=[case.pk])
        if case
        else reverse("desk:file", args=[household.pk]) + "?tab=city#tabs",
    }
    return render(request, "desk/referrals/new.html", context)
