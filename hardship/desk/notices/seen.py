"""Which notices somebody sees at the desk, and what is typed into their forms."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from hardship.desk.access import may_list
from hardship.models import Notice
from office.refusal import Refusal


def notices_of(request: HttpRequest) -> QuerySet[Notice]:
    """The notices of one's own union and those below it. Raises Http404 for whoever may see none."""
    if not may_list(request, Notice):
        raise Http404
    seen: QuerySet[Notice] = Notice.objects.visible_to(request.user).select_related("union", "by")
    return seen


def the_notice(request: HttpRequest, pk: int) -> Notice:
    """Raises Http404 for a notice that the user does not see."""
    notice: Notice = get_object_or_404(notices_of(request).select_related("proof__household"), pk=pk)
    return notice


def day_in(given: Any, name: str) -> date:
    """The day typed into the field `name`. Raises Refusal `required` or `day.unreadable`, both about that field."""
    text = given.get(name, "").strip()
    if not text:
        raise Refusal(name, "required", _("Give the day on which this happened."))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(name, "day.unreadable", _("Write the day like this: 2025-03-01.")) from None
