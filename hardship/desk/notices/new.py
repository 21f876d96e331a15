"""A new notice, or a draft that is changed: choose among the files that wait, write what stands above and below them."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardship.desk.access import own_union
from hardship.models import Household, Notice
from hardship.operations import notice_drafts
from hardship.operations.notice_lines import Standing, ready, standings
from hardship.reports.notice import BASIS
from hardship.rules.lifecycle import ENTER
from members.models import Person, Union
from members.roles import may
from office.refusal import Refusal

from .seen import notices_of, the_notice

SHOWN_AT_MOST = 200  # files in the list; more are found by their name, number or union
FIND, ALL, DRAW_UP, SAVE = "find", "all", "draw_up", "save"
FIELDS = ("title", "basis", "phone", "place", "days")


@dataclass
class Form:
    """What is typed so far. `chosen` are keys of files; it survives every search, as everything goes with each button."""

    union: Union
    given: dict[str, str]
    chosen: set[int]
    words: str = ""
    below: str = ""  # key of the union that the list is narrowed to
    notice: Notice | None = None  # the draft that is changed
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.given.get(name, "")


def notice_new(request: HttpRequest) -> HttpResponse:
    """The form; POST with `act` find (keeps all that is ticked), all (ticks every file found) or draw_up."""
    notices_of(request)  # 404 for whoever sees no notices
    if not may(request.user, ENTER):
        raise PermissionDenied
    form = _form(request, _union(request))
    if _acted(form, request) == DRAW_UP:
        try:
            notice = notice_drafts.draw_up(form.union, _chosen(request, form), **_words(form), by=request.user)
        except Refusal as refusal:
            form.errors[refusal.field] = str(refusal.message)
        else:
            messages.success(request, _("The notice is drawn up. An officer posts it."))
            return redirect("desk:notice", notice.pk)
    return render(request, "desk/notices/new.html", _context(request, form))


def notice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft in other words, or with more files; POST with `act` find, all or save."""
    notice = the_notice(request, pk)
    if not may(request.user, ENTER):
        raise PermissionDenied
    if notice.state != Notice.State.DRAFT:
        messages.warning(request, _("The notice hangs already: what it says stays as it is."))
        return redirect("desk:notice", pk)
    form = _form(request, notice.union, notice)
    if _acted(form, request) == SAVE:
        try:
            notice_drafts.revise(notice, _chosen(request, form), **_words(form), by=request.user)
        except Refusal as refusal:
            form.errors[refusal.field] = str(refusal.message)
        else:
            messages.success(request, _("The draft is changed."))
            return redirect("desk:notice", pk)
    return render(request, "desk/notices/new.html", _context(request, form))


def _acted(form: Form, request: HttpRequest) -> str:
    act: str = request.POST.get("act", "")
    if act == ALL:
        form.chosen |= set(_found(form).values_list("pk", flat=True))
    return act


def _chosen(request: HttpRequest, form: Form) -> list[Household]:
    return list(Household.objects.visible_to(request.user).filter(pk__in=form.chosen))


def _words(form: Form) -> dict[str, Any]:
    """What the notice says. Raises Refusal `days.unreadable`."""
    return {name: form.value(name) for name in FIELDS if name != "days"} | {"days": _days(form.value("days"))}


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 99:
        raise Refusal("days", "days.unreadable", gettext_lazy("Write the number of working days, such as 5."))
    return int(text)


def _form(request: HttpRequest, union: Union, notice: Notice | None = None) -> Form:
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in FIELDS}
        keys = {int(key) for key in request.POST.getlist("file") if key.isdecimal()}
        return Form(union, given, keys, request.POST.get("q", "").strip(), request.POST.get("below", ""), notice)
    if notice is not None:
        return Form(union, {name: str(getattr(notice, name)) for name in FIELDS}, set(), notice=notice)
    year = timezone.localdate().year
    # Most of what a union says stays the same from one notice to the next.
    last = Notice.objects.filter(union=union).order_by("-pk").first()
    given = {
        "title": f"关于{year}年困难职工家庭的公示",
        "basis": (last and last.basis) or BASIS,
        "phone": last.phone if last else union.phone,
        "place": last.place if last else "",
        "days": str(notice_drafts.days_at_least(union)),
    }
    keys = {int(key) for key in request.GET.getlist("file") if key.isdecimal()}
    return Form(union, given, keys, below=request.GET.get("below", ""))


def _union(request: HttpRequest) -> Union:
    """Which union posts the notice: one's own, or the one chosen below it. Raises Http404 for one that is not seen."""
    asked = request.POST.get("union") or request.GET.get("union", "")
    own = own_union(request.user)
    if own is None:
        raise Http404
    if not asked or asked == str(own.pk):
        return own
    found = Union.objects.visible_to(request.user).filter(pk=asked).first() if asked.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _found(form: Form) -> Any:
    """The files that wait, narrowed by what is searched for."""
    files = ready(form.union)
    if form.below.isdecimal():
        files = files.filter(union=int(form.below))
    if form.words:
        people = Person.objects.matching(form.words).values("pk")
        files = files.filter(
            Q(head__in=people)
            | Q(file_no__icontains=form.words)
            | Q(union__name__icontains=form.words)
            | Q(employer__name__icontains=form.words)
        )
    return files


@dataclass(frozen=True)
class Choice:
    standing: Standing
    is_chosen: bool

    @property
    def household(self) -> Household:
        return self.standing.household


def _context(request: HttpRequest, form: Form) -> dict[str, Any]:
    on = timezone.localdate()
    waiting = ready(form.union)
    found = _found(form).order_by("union__path", "file_no")
    listed = list(found[: SHOWN_AT_MOST + 1])
    more, listed = len(listed) > SHOWN_AT_MOST, listed[:SHOWN_AT_MOST]
    shown = {household.pk for household in listed}
    # What was ticked before stays ticked, and is seen, though the search does not find it.
    kept = list(waiting.filter(pk__in=form.chosen - shown).order_by("union__path", "file_no"))
    on_it = form.notice.lines.count() if form.notice else 0
    return {
        "on_it": on_it,
        "title": _("Change the draft") if form.notice else _("Draw up a notice"),
        "form": form,
        "days_at_least": notice_drafts.days_at_least(form.union),
        "choices": [Choice(one, one.household.pk in form.chosen) for one in standings([*kept, *listed], on)],
        "chosen": len(kept) + len(shown & form.chosen),
        "waiting": waiting.count(),
        "more": more,
        "most": SHOWN_AT_MOST,
        "unions": Union.objects.filter(pk__in=waiting.values("union")).order_by("path"),
    }
