"""What somebody does with the list of a month, by POST: approve, send back, discard, pay, and say what the bank sent back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hardship.desk.typed import day_in
from hardship.models import RegularList
from hardship.operations import regular_lists

from .acting import acting
from .month import shown
from .seen import the_list

WHY = "why-"  # followed by the key of the aid: the reason for which its payment came back


act = acting(the_list, shown, "desk:regular_list")


@act
def approve(request: HttpRequest, month_list: RegularList) -> None:
    regular_lists.approve(month_list, today=timezone.localdate(), by=request.user)
    messages.success(request, _("The list is approved: the cashier pays it."))


@act
def send_back(request: HttpRequest, month_list: RegularList) -> None:
    regular_lists.send_back(month_list, why=request.POST.get("why", ""), by=request.user)
    messages.success(request, _("The list is a draft again; what was set aside for it is free."))


@act
def discard(request: HttpRequest, month_list: RegularList) -> HttpResponse:
    regular_lists.discard(month_list, by=request.user)
    messages.success(request, _("The draft is gone; its months are due as before."))
    return redirect("desk:regular_roster", month_list.round_id)


@act
def pay(request: HttpRequest, month_list: RegularList) -> None:
    failed = _reasons(request)
    regular_lists.pay(
        month_list, on=day_in(request.POST, "on"), today=timezone.localdate(), by=request.user, failed=failed
    )
    if failed:
        said = ngettext(
            "The list is paid; %(count)d payment came back and stands on the next list.",
            "The list is paid; %(count)d payments came back and stand on the next list.",
            len(failed),
        )
        messages.success(request, said % {"count": len(failed)})
    else:
        messages.success(request, _("The list is paid."))


@act
def returned(request: HttpRequest, month_list: RegularList) -> None:
    back = regular_lists.returned(
        month_list, _reasons(request), on=day_in(request.POST, "on"), today=timezone.localdate(), by=request.user
    )
    said = ngettext("%(count)d month is open again.", "%(count)d months are open again.", len(back))
    messages.success(request, said % {"count": len(back)})


def _reasons(request: HttpRequest) -> dict[int, str]:
    """Why whose payment failed, by the key of the aid; who has no reason was paid."""
    typed = {name.removeprefix(WHY): why for name, why in request.POST.items() if name.startswith(WHY) and why.strip()}
    return {int(key): why for key, why in typed.items() if key.isdecimal()}
