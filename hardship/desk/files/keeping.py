"""The end of a closed file on screen: when its years are over it is proposed, agreed to by two others, or kept after all."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hardship.models import Disposal, Household
from hardship.operations.disposal import approve_disposal, propose_disposal, withdraw_disposal, years_of
from hardship.rules.lifecycle import DECIDE, ENTER
from hardship.rules.retention import retention
from members.roles import may
from office.refusal import Refusal

from .addresses import the_file


@dataclass(frozen=True)
class Keeping:
    """`until`: the last day on which the file must be kept. `disposal` is the proposal, None where nobody has made one."""

    until: date
    disposal: Disposal | None
    may_propose: bool
    may_agree: bool
    may_withdraw: bool


def keeping(request: HttpRequest, household: Household, today: date) -> Keeping | None:
    """How the keeping of a file stands whose years are over; None for any other."""
    if household.closed_on is None:
        return None
    until = retention(household.closed_on, years_of(household, today))
    if today <= until:
        return None
    disposal = Disposal.objects.filter(household=household).select_related("asked_by", "first_by", "second_by").first()
    is_open = disposal is None or disposal.second_by_id is None
    taken = (disposal.asked_by_id, disposal.first_by_id) if disposal else ()
    return Keeping(
        until,
        disposal,
        may_propose=disposal is None and may(request.user, ENTER),
        may_agree=disposal is not None and is_open and may(request.user, DECIDE) and request.user.pk not in taken,
        may_withdraw=disposal is not None and is_open and may(request.user, ENTER),
    )


@require_POST
def file_disposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose the disposal of a file, agree to it, or withdraw the proposal: `act` says which. Raises Http404 for another word."""
    household = the_file(request, pk)
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    if act not in ("propose", "agree", "withdraw"):
        raise Http404
    disposal = Disposal.objects.filter(household=household).first()
    if act != "propose" and disposal is None:
        raise Http404
    try:
        if disposal is None:
            propose_disposal(household, by=request.user, reason=reason)
            said = _("Proposed. Two others have to agree.")
        elif act == "agree":
            disposal = approve_disposal(disposal, by=request.user)
            said = _("The file is destroyed.") if disposal.second_by_id else _("Agreed. One more has to agree.")
        elif act == "withdraw":
            withdraw_disposal(disposal, by=request.user, reason=reason)
            said = _("The file is kept.")
        else:
            said = _("The disposal of this file is proposed already.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("desk:file", household.pk)
