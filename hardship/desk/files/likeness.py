"""Files that may be of one household: the queue, the two side by side, and what somebody says of them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hardship.desk import words
from hardship.desk.access import may_list
from hardship.models import Household, Likeness
from hardship.operations.likeness import CHANGE, LONGEST_WHY, decides, look_through_soon, say, shared_by_many
from hardship.operations.merging import asks_for_relation, merge, unmerge
from hardship.rules.lifecycle import DECIDE
from hardship.rules.likeness import GROUNDS
from members.roles import may
from members.scope import sees
from office.code_lists import RELATIONS
from office.refusal import Refusal

from .side_by_side import Section, sections

ON_A_PAGE = 50
SHARED_SHOWN = 20  # files named of those that share one telephone
TABS = ("waiting", "said", "shared")


@dataclass(frozen=True)
class Side:
    """One of the two files as the reader may know it: with its page, or as a file of a union that is named."""

    household: Household
    is_seen: bool

    @property
    def url(self) -> str:
        return reverse("desk:file", args=[self.household.pk]) if self.is_seen else ""

    @property
    def label(self) -> str:
        if self.is_seen:
            return f"{self.household.file_no} {self.household.head.name}"
        return _("a file of %(union)s") % {"union": self.household.union.name}

    @property
    def union(self) -> str:
        return str(self.household.union.name)


@dataclass(frozen=True)
class Pair:
    """One line of the queue, and the head of the review."""

    likeness: Likeness
    first: Side
    second: Side

    @property
    def grounds(self) -> str:
        return "、".join(str(GROUNDS[ground]) for ground in self.likeness.alike if ground in GROUNDS)

    @property
    def both_seen(self) -> bool:
        return self.first.is_seen and self.second.is_seen


def pair_of(likeness: Likeness, staff: Any) -> Pair:
    return Pair(likeness, *(Side(file, sees(staff, file.union)) for file in (likeness.first, likeness.second)))


def _seen(request: HttpRequest) -> Any:
    """Raises Http404 for whoever may see none."""
    if not may_list(request, Likeness):
        raise Http404
    related = (
        "first__head",
        "first__union",
        "first__employer",
        "second__head",
        "second__union",
        "second__employer",
        "by",
    )
    return Likeness.objects.visible_to(request.user).select_related(*related)


def likenesses(request: HttpRequest) -> HttpResponse:
    """The queue: `?shown=` waiting, said, or shared (what too many have to say anything); POST looks through all files anew."""
    found = _seen(request)
    if request.method == "POST":
        if not may(request.user, CHANGE):
            raise PermissionDenied
        look_through_soon(request.user)
        messages.success(request, _("The files are being compared in the background. Look here again in a minute."))
        return redirect("desk:likenesses")
    shown = request.GET.get("shown", TABS[0])
    if shown not in TABS:
        raise Http404
    said = found.exclude(said=Likeness.Said.OPEN).exclude(said=Likeness.Said.SAME, merged={}).order_by("-at", "-pk")
    waiting = found.waiting().order_by("pk")
    page = Paginator(waiting if shown == "waiting" else said, ON_A_PAGE).get_page(request.GET.get("page"))
    labels = {"waiting": _("to be looked at"), "said": _("already decided"), "shared": _("shared by many")}
    counts = {"waiting": waiting.count(), "said": said.count()}
    context = {
        "title": _("Files that may be of one household"),
        "shown": shown,
        "tabs": [(labels[tab], words.address_of({"shown": tab}), counts.get(tab, ""), tab == shown) for tab in TABS],
        "page": page,
        "pairs": [pair_of(likeness, request.user) for likeness in page] if shown != "shared" else [],
        "shared": _shared(request) if shown == "shared" else [],
        "may_look": may(request.user, CHANGE),
    }
    return render(request, "desk/files/likenesses.html", context)


def _shared(request: HttpRequest) -> list[dict[str, Any]]:
    found = shared_by_many(request.user)
    named = {key for one in found for key in one.keys[:SHARED_SHOWN]}
    files = Household.objects.select_related("head").in_bulk(named)
    return [
        {
            "ground": GROUNDS[one.ground],
            "value": one.value,
            "count": len(one.keys),
            "files": [files[key] for key in one.keys[:SHARED_SHOWN]],
            "more": max(0, len(one.keys) - SHARED_SHOWN),
        }
        for one in found
    ]


@never_cache
def likeness(request: HttpRequest, pk: int) -> HttpResponse:
    """The two files side by side. POST `act`: different or same, with `why`, or unmerge; or `merge`: the key of the file to
    keep, with `why` and `relation`."""
    found = get_object_or_404(_seen(request), pk=pk)
    if request.method != "POST":
        return _shown(request, found)
    try:
        message = _act(request, found)
    except Refusal as refusal:
        status = 403 if refusal.code in ("permission", "likeness.scope") else 200
        return _shown(request, found, refusal, status=status)
    messages.success(request, message)
    if request.POST.get("act") == "unmerge":
        return redirect("desk:likeness", found.pk)
    after = _seen(request).waiting().filter(pk__gt=found.pk).order_by("pk")
    following = next((one for one in after[:ON_A_PAGE] if decides(one, request.user)), None)
    return redirect("desk:likeness", following.pk) if following else redirect("desk:likenesses")


def _act(request: HttpRequest, found: Likeness) -> str:
    """Carry out what was asked for; what there is to say of it. Raises Refusal, Http404 for what is no act."""
    act, why, staff = request.POST.get("act", ""), request.POST.get("why", ""), request.user
    if act in (Likeness.Said.DIFFERENT, Likeness.Said.SAME):
        say(found, act, why=why, by=staff)
        if act == Likeness.Said.SAME:
            return _("Noted: the same household. An officer brings the two files together.")
        return _("Noted: two households. Nobody is asked about these two again.")
    if act == "unmerge":
        unmerge(found, by=staff)
        return _("Both files are again what they were.")
    files = {str(file.pk): file for file in (found.first, found.second)}
    kept = files.get(request.POST.get("merge", ""))
    if kept is None:
        raise Http404
    number = kept.file_no
    merge(found, kept, by=staff, why=why, relation=request.POST.get("relation", ""))
    return _("The two files are one now: %(number)s. This can be undone.") % {"number": number}


def _shown(request: HttpRequest, found: Likeness, refusal: Refusal | None = None, *, status: int = 200) -> HttpResponse:
    found = _seen(request).get(pk=found.pk)
    pair = pair_of(found, request.user)
    seen = [side.household if side.is_seen else None for side in (pair.first, pair.second)]
    are_open = found.first.closed_on is None and found.second.closed_on is None
    may_judge = pair.both_seen and may(request.user, CHANGE)
    shown: list[Section] = sections(*seen)
    context = {
        "title": _("One household or two?"),
        "pair": pair,
        "likeness": found,
        "sections": shown,
        "may_say": may_judge and not found.merged and are_open,
        "may_merge": may_judge and may(request.user, DECIDE) and not found.merged and are_open,
        "may_undo": pair.both_seen and may(request.user, DECIDE) and bool(found.merged),
        "kept": pair.first if found.merged and found.merged["keep"] == found.first_id else pair.second,
        "asks_relation": pair.both_seen and asks_for_relation(found.first, found.second),
        "relations": [choice for choice in RELATIONS.choices() if choice[0] != "self"],
        "typed": {name: request.POST.get(name, "") for name in ("why", "relation")},
        "refusal": refusal,
        "longest": LONGEST_WHY,
    }
    return render(request, "desk/files/likeness.html", context, status=status)
