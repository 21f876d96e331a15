"""The headings that people taught the office: they can be seen and forgotten."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.models import Union
from members.roles import may
from office.models import LearnedHeading
from office.workbooks.roster import ROSTERS
from office.workbooks.uploads import forget_heading

from .sets import BRING_IN, LOOK, scope_of

PER_PAGE = 50


@dataclass(frozen=True)
class Shown:
    taught: LearnedHeading
    kind: Any
    meaning: str  # "" for a column that is not imported
    union: str


def headings_of(request: HttpRequest) -> QuerySet[LearnedHeading]:
    """What holds for one's own union and those below it. Raises PermissionDenied for whoever may not see imports."""
    if not may(request.user, LOOK):
        raise PermissionDenied
    if request.user.union is None and not request.user.is_superuser:
        return LearnedHeading.objects.none()
    return LearnedHeading.objects.filter(scope__startswith=scope_of(request))


def headings(request: HttpRequest) -> HttpResponse:
    found = headings_of(request).select_related("by").order_by("kind", "printed", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    unions = dict(Union.objects.filter(path__in={taught.scope for taught in page}).values_list("path", "name"))
    context = {
        "title": _("Learned headings"),
        "page": page,
        "headings": [_shown(taught, unions) for taught in page],
        "may_forget": may(request.user, BRING_IN),
    }
    return render(request, "desk/imports/headings.html", context)


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    taught = get_object_or_404(headings_of(request), pk=pk)
    if not may(request.user, BRING_IN):
        raise PermissionDenied
    forget_heading(taught, by=request.user)
    messages.success(request, _("“%(heading)s” is forgotten.") % {"heading": taught.printed})
    return redirect("desk:headings")


def _shown(taught: LearnedHeading, unions: dict[str, str]) -> Shown:
    roster = ROSTERS.get(taught.kind)
    field = roster.fields.get(taught.field) if roster else None
    return Shown(
        taught,
        roster.label if roster else taught.kind,
        field.column_name if field else taught.field,
        unions.get(taught.scope, _("the whole office")),
    )
