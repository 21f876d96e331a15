"""Filling a relief list: one screen, no mouse. Every act works as a plain form; static/js/relief-entry.js makes it quick."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hardship.models import ReliefLine, ReliefList
from hardship.operations.relief_lists.lines import Entered, change, enter, propose, take_off
from hardship.rules.aid import Finding, Level
from hardship.rules.aid_lists import SCHOOL_STAGES, WARMTH_GROUPS
from hardship.rules.kinds import AID_KINDS
from hardship.rules.list_steps import DRAFT, ENTER
from members.roles import may
from office.refusal import Doubt, Refusal

from .entry_find import Hit, find, one, these
from .entry_line import KEPT, ChangeForm, LineForm, one_of
from .entry_person import PersonForm, candidates, taken_in, unions_for
from .entry_sheet import Sheet
from .seen import the_list

REFUSED = 422


def _filled(request: HttpRequest, pk: int) -> ReliefList:
    """The list, for whoever may fill it. Raises Http404 for one that is not seen, PermissionDenied for the wrong role."""
    relief_list = the_list(request, pk)
    if not may(request.user, ENTER):
        raise PermissionDenied
    return relief_list


def _saved(request: HttpRequest, relief_list: ReliefList, form: LineForm) -> Entered:
    """The line that was typed, kept. Raises Refusal."""
    if not form.is_valid():
        name, problems = next(iter(form.errors.items()))
        raise Refusal(name, "field", problems[0])
    values = form.cleaned_data
    hit = one(relief_list, values["chosen"], by=request.user)
    if hit is None:
        raise Refusal("who", "payee.unknown", gettext_lazy("Nobody of your unions: look for them again."))
    payee = one_of(hit, values["payee"] or values["chosen"], "payee")
    special = form.special(relief_list, hit)
    usual = {"amount": values["amount"], "quantity": values["quantity"], "plea": values["plea"], "note": values["note"]}
    return enter(relief_list, payee, key=values["key"], by=request.user, **usual, **special)


def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the screen. POST, `act`: take_in somebody without a file; change, take_off or take_back a `line`; otherwise
    find, and once chosen, save."""
    relief_list = _filled(request, pk)
    if relief_list.state != DRAFT:
        return redirect("desk:relief_list", pk)
    if request.method != "POST":
        return _page(request, relief_list)
    act = request.POST.get("act", "")
    if act == "take_in":
        return _taken_in(request, relief_list)
    if act:
        return _acted(request, relief_list, act)
    who, chosen = request.POST.get("who", "").strip(), request.POST.get("chosen", "")
    if not chosen or who != request.POST.get("sought"):
        hits = find(relief_list, who, by=request.user)
        return _page(request, relief_list, hits, hits[0] if hits else None, sought=who)
    hits = find(relief_list, who, by=request.user)
    hit = one(relief_list, chosen, by=request.user)
    if chosen != request.POST.get("loaded"):  # somebody else of those found: first show who may be paid there
        return _page(request, relief_list, hits, hit, sought=who)
    form = LineForm(request.POST)
    try:
        entered = _saved(request, relief_list, form)
    except Refusal as refusal:
        return _page(request, relief_list, hits, hit, sought=who, form=form, refusal=refusal)
    messages.success(request, _said(entered))
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    return _page(request, relief_list, form=LineForm(initial=kept))


def _taken_in(request: HttpRequest, relief_list: ReliefList) -> HttpResponse:
    """Somebody who is not on file, then chosen as if found; what speaks against it is said on the page."""
    form = PersonForm(request.POST)
    try:
        person = taken_in(relief_list, form, by=request.user)
    except Refusal as refusal:
        if refusal.code != "field":  # those stand beside their fields already
            form.refuse(refusal)
        hits = these(relief_list, candidates(refusal), by=request.user)
        return _page(request, relief_list, hits, sought=form.said("name"), person=form, doubt=refusal.doubt)
    hit = one(relief_list, str(person.pk), by=request.user)
    return _page(request, relief_list, [hit] if hit else [], hit, sought=person.name, form=LineForm())


def _said(entered: Entered) -> str:
    line = entered.line
    return _("Line %(number)s: %(name)s, %(amount)s yuan.") % {
        "number": line.position, "name": line.payee.name, "amount": f"{line.amount:,.2f}",
    }  # fmt: skip


def _acted(request: HttpRequest, relief_list: ReliefList, act: str) -> HttpResponse:
    form = ChangeForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal("", "field", " ".join(str(words[0]) for words in form.errors.values()))
        values = form.cleaned_data
        line = _line(relief_list, values["line"])
        if act == "change":
            change(line, by=request.user, amount=values["amount"], quantity=values["quantity"], note=values["note"])
            messages.success(request, _("Line %(number)s is changed.") % {"number": line.position})
        else:
            take_off(line, by=request.user)
            messages.success(
                request,
                _("Line %(number)s, %(name)s, is taken back.") % {"number": line.position, "name": line.payee.name},
            )
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("desk:relief_entry", relief_list.pk)


def _line(relief_list: ReliefList, key: int) -> ReliefLine:
    found: ReliefLine = get_object_or_404(relief_list.lines.select_related("list", "payee"), pk=key)
    return found


def _page(
    request: HttpRequest,
    relief_list: ReliefList,
    hits: Sequence[Hit] = (),
    hit: Hit | None = None,
    *,
    sought: str = "",
    form: LineForm | None = None,
    refusal: Refusal | None = None,
    person: PersonForm | None = None,
    doubt: Doubt | None = None,
) -> HttpResponse:
    form = form or LineForm(initial=_typed(request) if hit else {})
    person = person or PersonForm(initial={"name": sought, "union": relief_list.union_id})
    asked = request.GET.get("change", "")
    context = {
        "title": _("Enter a relief list"),
        "relief_list": relief_list,
        "sheet": Sheet(relief_list),
        "special": AID_KINDS[relief_list.kind].special,
        "fields": form.shown,
        "groups": [("", ""), *WARMTH_GROUPS.choices()],
        "stages": [("", ""), *SCHOOL_STAGES.choices()],
        "hits": hits,
        "hit": hit,
        "sought": sought,
        "usual": hit.amount if hit else "",
        "changed": int(asked) if asked.isdecimal() else None,
        "key": form.said("key") if form.is_bound else uuid4().hex,
        "refusal": refusal,
        "person": person.shown,
        "problems": person.problems,
        "unions": unions_for(relief_list, request.user),
        "doubt": doubt,
        **_looked(request, relief_list, hit),
    }
    return render(request, "desk/relief/entry.html", context)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was filled in before somebody was chosen."""
    return {name: request.POST.get(name, "") for name in LineForm.base_fields if name not in ("chosen", "payee", "key")}


def _looked(request: HttpRequest, relief_list: ReliefList, hit: Hit | None) -> dict[str, Any]:
    """What the guards say of somebody who was chosen, as far as the line is typed: `asks` stops until there is a reason,
    `tells` is only told, `own` is what the family bears of its bills, in 元."""
    said: dict[str, Any] = {"asks": [], "tells": [], "about": "", "hindrance": "", "own": None}
    if hit is None:
        return said
    form = LineForm(request.POST)
    form.is_valid()  # what cannot be read yet is asked for where the line is saved
    values = form.cleaned_data
    try:
        payee = one_of(hit, values.get("payee") or str(hit.person.pk), "payee")
    except Refusal:
        payee = hit.person
    try:
        special = form.special(relief_list, hit)
    except Refusal as refusal:
        if refusal.code != "required":
            return said | {"hindrance": str(refusal.message)}
        special = {}
    usual = {"amount": values.get("amount"), "quantity": values.get("quantity") or 1}
    try:
        _unsaved, looked = propose(relief_list, payee, by=request.user, **usual, **special)
    except Refusal as refusal:
        # The amount is asked for where the line is saved: nothing can be said of it before it is typed.
        return said | {"hindrance": "" if refusal.field == "amount" else str(refusal.message)}
    asks = [finding for finding in looked.findings if finding.level == Level.ASK]
    return said | {
        "asks": asks,
        "tells": [finding for finding in looked.findings if finding.level != Level.ASK],
        "about": _address(request, asks),
        "own": looked.aid.own_cost,
    }


def _address(request: HttpRequest, asks: Sequence[Finding]) -> str:
    """Where the earlier payment is read; "" where there is none that the reader sees."""
    keys = [finding.about for finding in asks if finding.about is not None and finding.code != "on_regular_aid"]
    line = ReliefLine.objects.visible_to(request.user).filter(pk__in=keys[:1]).first()
    return reverse("desk:relief_list", args=[line.list_id]) if line else ""


@require_POST
def entry_find(request: HttpRequest, pk: int) -> HttpResponse:
    """The hits for `who`, or the one that was `chosen` before, as a piece of the page. By POST: a whole ID number never
    stands in an address."""
    relief_list = _filled(request, pk)
    chosen = request.POST.get("chosen", "")
    if chosen:
        hit = one(relief_list, chosen, by=request.user)
        hits = [hit] if hit else []
    else:
        hits = find(relief_list, request.POST.get("who", ""), by=request.user)
    return _hits(request, hits, hits[0] if hits else None)


@require_POST
def entry_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who is not on file, entered in place: 200 with them as the only hit, 422 with what is refused; who may be
    meant instead comes along as `hits`, and `doubt` is the key by which to say that it is none of them."""
    relief_list = _filled(request, pk)
    try:
        person = taken_in(relief_list, PersonForm(request.POST), by=request.user)
    except Refusal as refusal:
        hits = these(relief_list, candidates(refusal), by=request.user)
        more = {"doubt": refusal.doubt.key if refusal.doubt else "", "hits": _hits(request, hits).content.decode()}
        return _refused(refusal, **more)
    hit = one(relief_list, str(person.pk), by=request.user)
    return _hits(request, [hit] if hit else [], hit)


def _hits(request: HttpRequest, hits: Sequence[Hit], hit: Hit | None = None) -> HttpResponse:
    return render(request, "desk/relief/entry_hits.html", {"hits": hits, "hit": hit})


@require_POST
def entry_look(request: HttpRequest, pk: int) -> HttpResponse:
    """What the guards say of the `chosen` one, as a piece of the page."""
    relief_list = _filled(request, pk)
    hit = one(relief_list, request.POST.get("chosen", ""), by=request.user)
    context = {"hit": hit, "relief_list": relief_list, **_looked(request, relief_list, hit)}
    return render(request, "desk/relief/entry_warning.html", context)


@require_POST
def entry_save(request: HttpRequest, pk: int) -> HttpResponse:
    """A line, saved once however often it arrives. 200 with the renewed pieces of the page, 422 with what is refused."""
    relief_list = _filled(request, pk)
    try:
        entered = _saved(request, relief_list, LineForm(request.POST))
    except Refusal as refusal:
        return _refused(refusal)
    return _renewed(request, pk, _said(entered))


@require_POST
def entry_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take `line` off, the last one entered: the page says which, so that two presses take no second one."""
    relief_list = _filled(request, pk)
    key = request.POST.get("line", "")
    line = _line(relief_list, int(key) if key.isdecimal() else 0)
    number, name = line.position, line.payee.name
    try:
        take_off(line, by=request.user)
    except Refusal as refusal:
        return _refused(refusal)
    return _renewed(request, pk, _("Line %(number)s, %(name)s, is taken back.") % {"number": number, "name": name})


def _refused(refusal: Refusal, **more: str) -> JsonResponse:
    said = {"field": refusal.field, "code": refusal.code, "message": str(refusal.message)}
    return JsonResponse(said | more, status=REFUSED)


def _renewed(request: HttpRequest, pk: int, said: str) -> JsonResponse:
    relief_list = the_list(request, pk)
    context = {"relief_list": relief_list, "sheet": Sheet(relief_list), "changed": None}
    pieces = {
        name: render_to_string(f"desk/relief/entry_{name}.html", context, request)
        for name in ("last", "beside", "acts")
    }
    return JsonResponse({"said": said, "next": context["sheet"].next, "pieces": pieces})
