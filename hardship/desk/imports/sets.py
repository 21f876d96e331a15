"""Whose sets of workbooks somebody sees, and what they may do with them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from members.admin.records import ByStaff
from members.roles import may
from office.models import Upload, Workbook
from office.refusal import Refusal

LOOK, BRING_IN, TAKE_BACK = "office.view_run", "office.add_run", "office.undo_run"


def sets_of(request: HttpRequest) -> QuerySet[Upload]:
    """The sets that staff of one's unions brought in. Raises PermissionDenied for whoever may not see imports."""
    if not may(request.user, LOOK):
        raise PermissionDenied
    return ByStaff().narrow(request, Upload.objects.all())


def the_set(request: HttpRequest, pk: int) -> Upload:
    return get_object_or_404(sets_of(request).select_related("by", "job"), pk=pk)


def the_file(upload: Upload, pk: Any) -> Workbook:
    if not str(pk).isdecimal():
        raise Http404
    return get_object_or_404(upload.workbooks.select_related("upload"), pk=int(pk))


def scope_of(request: HttpRequest) -> str:
    """The path of the union for which headings are learned."""
    return request.user.union.path if request.user.union else ""


def address_of_set(upload: Upload, file: Any = None, rows: str = "") -> str:
    query = "&".join([f"file={file}"] * bool(file) + [f"rows={rows}"] * bool(rows))
    return reverse("desk:import_set", args=[upload.pk]) + (f"?{query}" if query else "")


def act(permission: str) -> Callable[..., Any]:
    """A view that does something with a set: by POST, with the right to it. What an operation refuses is said on the page.

    The view is given the set, and a file of it where its address names one; it gives the file and the rows to show next.
    """

    def with_permission(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
        @require_POST
        @wraps(view)
        def acted(request: HttpRequest, pk: int, file: int | None = None) -> HttpResponse:
            upload = the_set(request, pk)
            workbook = [] if file is None else [the_file(upload, file)]
            if not may(request.user, permission):
                raise PermissionDenied
            try:
                shown = view(request, upload, *workbook) or {"file": file}
            except Refusal as refusal:
                messages.error(request, str(refusal.message))
                shown = {"file": file}
            return redirect(address_of_set(upload, **shown))

        return acted

    return with_permission
