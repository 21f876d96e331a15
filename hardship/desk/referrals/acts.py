"""A step of a case is taken, by POST; what is refused is said in the form it was typed into."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hardship.desk.typed import AmountField
from hardship.operations.referral_steps import take
from hardship.rules.referrals import CASE_STEPS, ENTERING
from office.refusal import Refusal

from .page import shown
from .seen import the_case

DOORS = frozenset({"permission", "step.relative", "referral.own_entry", "referral.own_check"})


class StepForm(forms.Form):
    on = forms.DateField(error_messages={"required": gettext_lazy("Give the day on which this happened.")})
    reason = forms.CharField(required=False, max_length=500)
    amount = AmountField()
    document = forms.CharField(required=False, max_length=200)
    to = forms.CharField(required=False, max_length=100)


@require_POST
def referral_step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    if code not in CASE_STEPS or code in ENTERING:
        raise Http404
    case = the_case(request, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        return shown(request, case, ask=code, errors={name: str(said[0]) for name, said in form.errors.items()})
    said: dict[str, Any] = form.cleaned_data
    try:
        moved = take(case, code, by=request.user, **said)
    except Refusal as refusal:
        page = shown(request, case, ask=code, errors={refusal.field: str(refusal.message)})
        page.status_code = 403 if refusal.code in DOORS else 200
        return page
    told = {"step": CASE_STEPS[code].told, "state": moved.get_state_display()}
    messages.success(request, _("%(step)s: the application is now %(state)s.") % told)
    return redirect("desk:referral", case.pk)
