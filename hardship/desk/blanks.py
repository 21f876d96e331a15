"""The blank template of every kind of roster, to be filled in and brought in."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from members.roles import may
from office.workbooks.exporting import MEDIA, XLSX
from office.workbooks.roster import ROSTERS, Roster


def blanks(request: HttpRequest) -> HttpResponse:
    """All kinds in the order in which they are brought in."""
    _may_bring_in(request)
    kinds = sorted(ROSTERS.values(), key=lambda roster: roster.order)
    context = {"title": _("Blank templates"), "kinds": [(roster, _required(roster)) for roster in kinds]}
    return render(request, "desk/blanks.html", context)


def blank_file(request: HttpRequest, kind: str) -> HttpResponse:
    _may_bring_in(request)
    if kind not in ROSTERS:
        raise Http404
    roster = ROSTERS[kind]
    response = HttpResponse(roster.template(), content_type=MEDIA[XLSX])
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{roster.label}.xlsx")
    return response


def _may_bring_in(request: HttpRequest) -> None:
    if not may(request.user, "office.add_run"):
        raise PermissionDenied


def _required(roster: Roster) -> list[str]:
    return [column.column_name for column in roster.fields.values() if column.required]
