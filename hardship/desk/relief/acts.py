"""What somebody does with a relief list: move it on, allow a line, pay, say what failed, take back, supplement."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from hardship.desk.typed import day_in
from hardship.models import ReliefLine, ReliefList
from hardship.operations.relief_lists import lines, moving, paying
from hardship.rules.list_steps import LIST_STEPS
from office.refusal import Refusal

from .order import Order
from .page import shown
from .seen import the_list

COLLECTED = ("received_by", "proxy_name", "proxy_id_no", "proxy_relation", "proxy_letter")


def act(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A view that does something with a list, by POST; it may give the list to go to instead. What is refused is said on
    the page, 403 where the role is what lacks."""

    @require_POST
    @wraps(view)
    def acted(request: HttpRequest, pk: int, **keys: Any) -> HttpResponse:
        relief_list = the_list(request, pk)
        try:
            gone = view(request, relief_list, **keys)
        except Refusal as refusal:
            page = shown(
                request, the_list(request, pk), ask=keys.get("code", ""), errors={refusal.field: str(refusal.message)}
            )
            page.status_code = 403 if refusal.code == "permission" else 200
            return page
        if gone is not None:
            return redirect("desk:relief_list", gone.pk)
        place = Order(request.GET).place
        return redirect(resolve_url("desk:relief_list", pk) + (f"?{place}" if place else ""))

    return acted


@act
def step(request: HttpRequest, relief_list: ReliefList, code: str) -> None:
    if code not in LIST_STEPS:
        raise Http404
    moved = moving.take(relief_list, code, by=request.user, note_=request.POST.get("note", ""))
    messages.success(
        request, _("“%(list)s” is now: %(state)s.") % {"list": moved.name, "state": moved.get_state_display()}
    )


@act
def allow(request: HttpRequest, relief_list: ReliefList, line: int) -> None:
    found = _line(relief_list, line)
    lines.allow(found, why=request.POST.get("why", ""), by=request.user)
    messages.success(request, _("Line %(number)s is allowed; your reason is printed.") % {"number": found.position})


@act
def pay(request: HttpRequest, relief_list: ReliefList) -> None:
    """`all`: every line still due; else those of `line`."""
    due = (
        relief_list.lines.filter(state=ReliefLine.State.DUE) if "all" in request.POST else _chosen(request, relief_list)
    )
    paid = paying.pay(relief_list, due, on=day_in(request.POST, "on"), today=timezone.localdate(), by=request.user)
    messages.success(request, ngettext("%(count)d line is paid.", "%(count)d lines are paid.", paid) % {"count": paid})


@act
def collect(request: HttpRequest, relief_list: ReliefList, line: int) -> None:
    """One line that somebody else collected, or signed for."""
    found = _line(relief_list, line)
    said = {name: request.POST.get(name, "").strip() for name in COLLECTED}
    paying.pay(
        relief_list,
        [found],
        on=day_in(request.POST, "on"),
        today=timezone.localdate(),
        by=request.user,
        received={found.pk: {name: text for name, text in said.items() if text}},
    )
    messages.success(request, _("Line %(number)s is paid.") % {"number": found.position})


@act
def fail(request: HttpRequest, relief_list: ReliefList, line: int) -> None:
    found = _line(relief_list, line)
    paying.fail(
        relief_list,
        {found.pk: request.POST.get("why", "")},
        on=day_in(request.POST, "on"),
        today=timezone.localdate(),
        by=request.user,
    )
    messages.success(request, _("Line %(number)s has failed. A supplement pays it again.") % {"number": found.position})


@act
def reverse(request: HttpRequest, relief_list: ReliefList) -> ReliefList:
    back = paying.reverse(
        relief_list,
        _chosen(request, relief_list),
        why=request.POST.get("why", ""),
        on=day_in(request.POST, "on"),
        today=timezone.localdate(),
        by=request.user,
    )
    messages.success(request, _("Taken back by list %(number)s.") % {"number": back.number})
    return back


@act
def supplement(request: HttpRequest, relief_list: ReliefList) -> ReliefList:
    again = paying.supplement(relief_list, by=request.user)
    messages.success(request, _("The failed payments stand on this draft: correct them, then hand it in."))
    return again


def _line(relief_list: ReliefList, key: int) -> ReliefLine:
    found: ReliefLine = get_object_or_404(relief_list.lines.select_related("list", "payee"), pk=key)
    return found


def _chosen(request: HttpRequest, relief_list: ReliefList) -> QuerySet[ReliefLine]:
    """The ticked lines. Raises Refusal `required` for none."""
    keys = [int(key) for key in request.POST.getlist("line") if key.isdecimal()]
    if not keys:
        raise Refusal("", "required", gettext_lazy("Tick the lines first."))
    chosen: QuerySet[ReliefLine] = relief_list.lines.filter(pk__in=keys)
    return chosen
