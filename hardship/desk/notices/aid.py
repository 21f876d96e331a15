"""What each household of a draft is to be given: a kind of aid and an amount, both of which may be left empty."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hardship.operations.notice_drafts import check_aid, say_aid
from office.money import to_money
from office.refusal import Refusal

from .page import shown
from .seen import the_notice

SAME = "same"  # the key of the row whose aid and amount every line without one is given


@require_POST
def notice_aid(request: HttpRequest, pk: int) -> HttpResponse:
    """The fields are aid-<key of the line> and amount-<key>. Every amount that cannot be read is named at once."""
    notice = the_notice(request, pk)
    same, errors = _typed(request.POST, SAME, 0)
    intended = {}
    for key in notice.lines.values_list("pk", flat=True):
        (aid, amount), wrong = _typed(request.POST, str(key), key)
        errors |= wrong
        intended[key] = (aid or same[0], same[1] if amount is None else amount)
    if not errors:
        try:
            changed = say_aid(notice, intended, by=request.user)
        except Refusal as refusal:
            errors = {refusal.field: str(refusal.message)}
    if errors:
        return shown(request, notice, ask="aid", errors=errors)
    messages.success(
        request,
        ngettext("Saved: %(count)d line changed.", "Saved: %(count)d lines changed.", changed) % {"count": changed},
    )
    return redirect("desk:notice", pk)


def _typed(given: Any, name: str, key: int) -> tuple[tuple[str, Decimal | None], dict[str, str]]:
    """The aid and the amount typed in the row called `name`, and what is wrong with them by the name of the field."""
    aid = given.get(f"aid-{name}", "")
    text = given.get(f"amount-{name}", "").strip().replace(",", "").replace("，", "")
    try:
        amount = to_money(text) if text else None
        check_aid(aid, amount, key=key)
    except ValueError:
        return (aid, None), {f"amount-{name}": _("Write an amount in 元, such as 1500 or 1,500.50.")}
    except Refusal as refusal:
        return (aid, None), {f"{refusal.field.partition('-')[0]}-{name}": str(refusal.message)}
    return (aid, amount), {}
