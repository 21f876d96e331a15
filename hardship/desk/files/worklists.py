"""The lists for work on screen: which files wait, grouped by union, each with why; on paper for home visits, and as a workbook."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hardship.desk import words
from hardship.desk.access import may_list
from hardship.models import Household
from hardship.reports.visit_list import MEDIA, WRITERS, VisitList, write_down, write_visit_list
from hardship.rules.lifecycle import ENTER
from hardship.worklists import WORKLISTS, Sight, Worklist, look_again
from hardship.worklists.reexamining import begin_all
from members.models import Union
from members.roles import may
from office.documents.pdf import PrintingUnavailable
from office.jobs.work import start

from .ledger import Depth, depth_of

ROWS = 50
PRINTED_AT_ONCE = 100  # households, some three seconds; a longer list is laid out in the background
NEW_LINE, REEXAMINATION = "new-line", "reexamination"
# Where more can be done about the files of a list than on their own pages.
ELSEWHERE = {
    "alike": (gettext_lazy("Look at them side by side"), "desk:likenesses"),
    "notice": (gettext_lazy("Notice sheets"), "desk:notices"),
    "notice-ending": (gettext_lazy("Notice sheets"), "desk:notices"),
}


@dataclass(frozen=True)
class Shown:
    """A list among the others: `count` files stand there."""

    worklist: Worklist
    count: str
    url: str


@dataclass(frozen=True)
class Line:
    """One file. `why` says why it stands on the list; `begins`: the first of its union on this page."""

    file: Any
    url: str
    depth: Depth | None
    phone: str
    why: str
    begins: bool


def worklists(request: HttpRequest) -> HttpResponse:
    """All lists with how many files stand on each. Raises Http404 for whoever may see no files."""
    sight = _sight(request)
    shown = [
        Shown(worklist, words.exact(worklist.count(sight)), reverse("desk:worklist", args=[slug]))
        for slug, worklist in WORKLISTS.items()
    ]
    return render(request, "desk/files/worklists.html", {"title": _("Lists for work"), "lists": shown})


def worklist(request: HttpRequest, slug: str) -> HttpResponse:
    """One list, 50 files a page, as one walks: union by union, in it by address. `?union=`: of one union and below."""
    sight, chosen = _sight(request), _worklist(slug)
    union = _union(request)
    unions = chosen.by_union(sight)
    page = Paginator(chosen.keys(sight, union), ROWS).get_page(request.GET.get("page"))
    context = {
        "title": str(chosen.label),
        "worklist": chosen,
        "union": union,
        "unions": [
            (one.name, words.exact(one.files), words.address_of(request.GET, union=one.pk, page=None), one.pk)
            for one in unions
        ],
        "everywhere": words.address_of(request.GET, union=None, page=None),
        "in_all": words.exact(sum(one.files for one in unions)),
        "count": words.exact(page.paginator.count),
        "lines": _lines(chosen, page, sight),
        "page": page,
        "query": words.address_of({}, union=union.pk) if union else "",
        "elsewhere": ELSEWHERE.get(slug),
        "is_new_line": slug == NEW_LINE,
        "may_begin": slug == REEXAMINATION and may(request.user, ENTER),
        "look": sight.new_line if slug == NEW_LINE else None,
    }
    return render(request, "desk/files/worklist.html", context)


def worklist_print(request: HttpRequest, slug: str, form: str = "pdf") -> HttpResponse:
    """The list for home visits as a PDF, or as XLSX; a long one is made by a job. Leaves an entry in the trail."""
    printed = VisitList(_worklist(slug), _sight(request), _union(request))
    keys = printed.keys()
    if len(keys) > PRINTED_AT_ONCE:
        union = printed.union.pk if printed.union else None
        job = start(
            write_visit_list, slug, form, request.user.pk, union, label=str(printed.worklist.label), by=request.user
        )
        return redirect("desk:job", job.pk)
    try:
        written = WRITERS[form](printed, keys)
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect("desk:worklist", slug)
    with transaction.atomic():
        write_down(printed, form, len(keys))
    response = HttpResponse(written, content_type=MEDIA[form])
    response.headers["Content-Disposition"] = content_disposition_header(form != "pdf", f"{printed.name}.{form}")
    return response


@require_POST
def worklist_look(request: HttpRequest) -> HttpResponse:
    """Judge the files in force by the standard in force, in the background."""
    _sight(request)
    return redirect("desk:job", look_again(request.user).pk)


@require_POST
def worklist_begin(request: HttpRequest) -> HttpResponse:
    """Begin the re-examination of every file on the list, of one union where one is chosen, in the background."""
    _sight(request)
    if not may(request.user, ENTER):
        raise PermissionDenied
    return redirect("desk:job", begin_all(request.user, _union(request)).pk)


def _lines(chosen: Worklist, page: Page, sight: Sight) -> list[Line]:
    lines, union = [], None
    for file in chosen.rows(list(page.object_list), sight):
        lines.append(
            Line(
                file,
                reverse("desk:file", args=[file.pk]),
                depth_of(file.category or ""),
                file.phone or file.head.mobile,
                chosen.why(file, sight),
                file.union_id != union,
            )
        )
        union = file.union_id
    return lines


def _sight(request: HttpRequest) -> Sight:
    """Raises Http404 for whoever may see no files."""
    if not may_list(request, Household):
        raise Http404
    return Sight(request.user, timezone.localdate())


def _worklist(slug: str) -> Worklist:
    if slug not in WORKLISTS:
        raise Http404
    return WORKLISTS[slug]


def _union(request: HttpRequest) -> Union | None:
    """The union of `?union=`. Raises Http404 for one that the user does not see."""
    asked = request.GET.get("union", "")
    if not asked:
        return None
    if not asked.isdecimal():
        raise Http404
    return get_object_or_404(Union.objects.visible_to(request.user), pk=int(asked))
