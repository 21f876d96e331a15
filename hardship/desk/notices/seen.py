"""Which notices somebody sees at the desk, and what is typed into their forms."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from hardship.desk.access import may_list
from hardship.models import Notice


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
