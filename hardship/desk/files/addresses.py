"""Which files somebody may open at the desk, and where the pages about one of them are."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from hardship.desk.access import may_list
from hardship.models import Household, Notice
from members.roles import may
from members.scope import sees

CHANGE = "hardship.change_household"
# Taken on the page of the notice: there they move the notice along with the file.
OF_NOTICES = frozenset({"put_up_notice", "take_off_notice", "objection_received", "objection_answered"})


def files_of(request: HttpRequest) -> QuerySet[Household]:
    """The files that the user sees. Raises Http404 for whoever may see none."""
    if not may_list(request, Household):
        raise Http404
    return Household.objects.visible_to(request.user)


def the_file(request: HttpRequest, pk: int, *, coming: bool = False) -> Household:
    """Raises Http404 for a file that the user does not see. `coming`: one that their union is to receive will do as well."""
    files = files_of(request)
    if coming:
        files |= Household.objects.coming_to(request.user)
    related = files.select_related("head", "union", "employer", "entered_by", "moving_to", "form")
    return get_object_or_404(related, pk=pk)


def address(name: str, *args: Any) -> str:
    """The address of a page of the desk, "" where the house has none of that name."""
    try:
        return reverse(f"desk:{name}", args=args)
    except NoReverseMatch:
        return ""


def edit_address(request: HttpRequest, household: Household) -> str:
    """The page to put something right; "" for whoever may not, and for a file that has ended."""
    if household.state in Household.ENDED or not may(request.user, CHANGE) or not sees(request.user, household.union):
        return ""
    return address("file_edit", household.pk) or reverse("admin:hardship_household_change", args=[household.pk])


def notice_address(request: HttpRequest, household: Household) -> str:
    """The page of the household's latest notice that the user sees, else that of all notices."""
    seen = Notice.objects.visible_to(request.user)
    latest = household.notice_lines.filter(notice__in=seen).order_by("-pk").values_list("notice_id", flat=True).first()
    return address("notice", latest) if latest else address("notices")


def taken_elsewhere(request: HttpRequest, household: Household, code: str) -> str:
    """Where a step is taken that concerns a notice and everybody on it; "" for one that is taken on the file's own page."""
    return notice_address(request, household) if code in OF_NOTICES else ""
