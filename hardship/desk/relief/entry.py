"""Filling a relief list: one screen, no mouse. Every act works as a plain form; static/js/relief-entry.js makes it quick."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hardship.desk.typed import AmountField, TypedForm
from hardship.models import ReliefLine, ReliefList
from hardship.operations.relief_lists.lines import Entered, change, enter, propose, take_off
from hardship.rules.aid import Finding, Level
from hardship.rules.aid_lists import SCHOOL_STAGES, WARMTH_GROUPS
from hardship.rules.kinds import AID_KINDS
from hardship.rules.list_steps import DRAFT, ENTER
from members.roles import may
from office.refusal import Refusal

from .entry_find import Hit, find, one
from .entry_sheet import Sheet
from .seen import the_list

REFUSED = 422
SCHOOL = ("school", "stage", "subject", "school_year", "letter_no", "tuition")
MEDICAL = ("illness", "began_on", "ended_on", "bills", "insured")
KEPT = ("group", "occasion", "occasion_on", "school_year", "stage")  # alike for many lines of one list
NEEDED = {
    "school": ("student", "school", "stage", "school_year"),
    "medical": ("patient", "began_on", "bills"),
    "occasion": ("occasion", "occasion_on"),
    "group": ("group",),
}


class LineForm(TypedForm):
    """A line as it is typed; what the kind of aid asks for besides stands in it too. `chosen`, `payee`, `student` and
    `patient` are keys of people, `key` that of the press of Enter."""

    chosen = forms.CharField(max_length=20)
    payee = forms.CharField(required=False, max_length=20)
    key = forms.CharField(max_length=36)
    amount = AmountField(label=gettext_lazy("Amount, 元"))
    quantity = forms.IntegerField(label=gettext_lazy("Parcels"), required=False, min_value=1, max_value=9999)
    plea = forms.CharField(label=gettext_lazy("Why to help all the same"), required=False, max_length=200)
    note = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=500)
    group = forms.ChoiceField(
        label=gettext_lazy("Whom it is for"), required=False, choices=lambda: [("", ""), *WARMTH_GROUPS.choices()]
    )
    occasion = forms.CharField(label=gettext_lazy("Occasion"), required=False, max_length=100)
    occasion_on = forms.DateField(label=gettext_lazy("Day of the occasion"), required=False)
    student = forms.CharField(label=gettext_lazy("Student"), required=False, max_length=20)
    school = forms.CharField(label=gettext_lazy("School"), required=False, max_length=100)
    stage = forms.ChoiceField(
        label=gettext_lazy("Kind of school"), required=False, choices=lambda: [("", ""), *SCHOOL_STAGES.choices()]
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=100)
    school_year = forms.IntegerField(
        label=gettext_lazy("School year that begins in"), required=False, min_value=2000, max_value=2999
    )
    letter_no = forms.CharField(label=gettext_lazy("Number of the admission letter"), required=False, max_length=50)
    tuition = AmountField(label=gettext_lazy("Tuition, 元 a year"))
    patient = forms.CharField(label=gettext_lazy("Patient"), required=False, max_length=20)
    illness = forms.CharField(label=gettext_lazy("Illness"), required=False, max_length=100)
    began_on = forms.DateField(label=gettext_lazy("Treated from"), required=False)
    ended_on = forms.DateField(label=gettext_lazy("Treated to"), required=False)
    bills = AmountField(label=gettext_lazy("Bills, 元"))
    insured = AmountField(label=gettext_lazy("Paid by insurance and others, 元"))

    def special(self, relief_list: ReliefList, hit: Hit) -> dict[str, Any]:
        """The facts that the kind of aid asks for. Raises Refusal `required` about the first that is missing."""
        asked = AID_KINDS[relief_list.kind].special
        values = self.cleaned_data
        for name in NEEDED.get(asked, ()):
            if values[name] in (None, ""):
                raise Refusal(name, "required", gettext_lazy("This kind of aid asks for it: fill it in."))
        if asked == "school":
            return {"schooling": {"student": _one_of(hit, values["student"], "student"), **self._of(SCHOOL)}}
        if asked == "medical":
            facts = self._of(MEDICAL) | {"insured": values["insured"] or 0}
            if facts["insured"] > facts["bills"]:
                raise Refusal(
                    "insured", "treatment.net", gettext_lazy("What others paid cannot be more than the bill.")
                )
            if facts["ended_on"] and facts["ended_on"] < facts["began_on"]:
                raise Refusal("ended_on", "date.order", gettext_lazy("A treatment cannot end before it begins."))
            return {"treatment": {"patient": _one_of(hit, values["patient"], "patient"), **facts}}
        if asked == "occasion":
            return self._of(("occasion", "occasion_on"))
        return self._of(("group",)) if asked == "group" else {}

    def _of(self, names: Sequence[str]) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}


class ChangeForm(TypedForm):
    line = forms.IntegerField()
    amount = AmountField(label=gettext_lazy("Amount, 元"))
    quantity = forms.IntegerField(label=gettext_lazy("Parcels"), required=False, min_value=1, max_value=9999)
    note = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=500)


def _one_of(hit: Hit, key: str, name: str) -> Any:
    """Somebody of the household. Raises Refusal `choice.unknown` for anybody else."""
    found = next((person for person, _role in hit.payees if str(person.pk) == key), None)
    if found is None:
        raise Refusal(name, "choice.unknown", gettext_lazy("Choose somebody of this household."))
    return found


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
    payee = _one_of(hit, values["payee"] or values["chosen"], "payee")
    special = form.special(relief_list, hit)
    usual = {"amount": values["amount"], "quantity": values["quantity"], "plea": values["plea"], "note": values["note"]}
    return enter(relief_list, payee, key=values["key"], by=request.user, **usual, **special)


def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the screen. POST, `act`: change, take_off or take_back a `line`; otherwise find, and once chosen, save."""
    relief_list = _filled(request, pk)
    if relief_list.state != DRAFT:
        return redirect("desk:relief_list", pk)
    if request.method != "POST":
        return _page(request, relief_list)
    act = request.POST.get("act", "")
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
) -> HttpResponse:
    form = form or LineForm(initial=_typed(request) if hit else {})
    asked = request.GET.get("change", "")
    context = {
        "title": _("Enter a relief list"),
        "relief_list": relief_list,
        "sheet": Sheet(relief_list),
        "special": AID_KINDS[relief_list.kind].special,
        "fields": form.shown,
        "groups": WARMTH_GROUPS.choices(),
        "stages": SCHOOL_STAGES.choices(),
        "hits": hits,
        "hit": hit,
        "sought": sought,
        "usual": hit.amount if hit else "",
        "changed": int(asked) if asked.isdecimal() else None,
        "key": form.said("key") if form.is_bound else uuid4().hex,
        "refusal": refusal,
        **_looked(request, relief_list, hit),
    }
    return render(request, "desk/relief/entry.html", context)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was filled in before somebody was chosen."""
    return {name: request.POST.get(name, "") for name in LineForm.base_fields if name not in ("chosen", "payee", "key")}


def _looked(request: HttpRequest, relief_list: ReliefList, hit: Hit | None) -> dict[str, Any]:
    """What the guards say of somebody who was chosen: `asks` stops until there is a reason, `tells` is only told."""
    if hit is None:
        return {"asks": [], "tells": [], "about": "", "hindrance": ""}
    try:
        amount = AmountField().clean(request.POST.get("amount", ""))
    except forms.ValidationError:
        amount = None
    quantity = int(text) if (text := request.POST.get("quantity", "").strip()).isdecimal() else 1
    try:
        payee = _one_of(hit, request.POST.get("payee", "") or str(hit.person.pk), "payee")
    except Refusal:
        payee = hit.person
    try:
        _unsaved, looked = propose(relief_list, payee, by=request.user, amount=amount, quantity=quantity)
    except Refusal as refusal:
        # The amount is asked for where the line is saved: nothing can be said of it before it is typed.
        hindrance = "" if refusal.field == "amount" else str(refusal.message)
        return {"asks": [], "tells": [], "about": "", "hindrance": hindrance}
    asks = [finding for finding in looked.findings if finding.level == Level.ASK]
    return {
        "asks": asks,
        "tells": [finding for finding in looked.findings if finding.level != Level.ASK],
        "about": _address(request, asks),
        "hindrance": "",
    }


def _address(request: HttpRequest, asks: Sequence[Finding]) -> str:
    """Where the earlier payment is read; "" where there is none that the reader sees."""
    keys = [finding.about for finding in asks if finding.about is not None and finding.code != "on_regular_aid"]
    line = ReliefLine.objects.visible_to(request.user).filter(pk__in=keys[:1]).first()
    return reverse("desk:relief_list", args=[line.list_id]) if line else ""


@require_POST
def entry_find(request: HttpRequest, pk: int) -> HttpResponse:
    """The hits for `who`, as a piece of the page. By POST: a whole ID number never stands in an address."""
    relief_list = _filled(request, pk)
    hits = find(relief_list, request.POST.get("who", ""), by=request.user)
    return render(request, "desk/relief/entry_hits.html", {"hits": hits, "hit": hits[0] if hits else None})


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


def _refused(refusal: Refusal) -> JsonResponse:
    said = {"field": refusal.field, "code": refusal.code, "message": str(refusal.message)}
    return JsonResponse(said, status=REFUSED)


def _renewed(request: HttpRequest, pk: int, said: str) -> JsonResponse:
    relief_list = the_list(request, pk)
    context = {"relief_list": relief_list, "sheet": Sheet(relief_list), "changed": None}
    pieces = {
        name: render_to_string(f"desk/relief/entry_{name}.html", context, request)
        for name in ("last", "beside", "acts")
    }
    return JsonResponse({"said": said, "next": context["sheet"].next, "pieces": pieces})
