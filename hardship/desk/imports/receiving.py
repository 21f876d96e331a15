"""The place to drop workbooks, and the sets that were brought in."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Prefetch, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.roles import may
from office.models import Job, Run, Upload, Workbook
from office.workbooks.arriving import MOST_AT_ONCE
from office.workbooks.importing import SUFFIXES
from office.workbooks.parsing.bounds import MEBIBYTE
from office.workbooks.reader import Limits, Unreadable
from office.workbooks.tasks import start_trial
from office.workbooks.uploads import MOST_FILES, receive

from .sets import BRING_IN, address_of_set, scope_of, sets_of

PER_PAGE = 20
NAMED = 5  # files passed over that are named
LITTER = ("~$", ".", "Thumbs.db", "desktop.ini")  # what programs leave in folders begins like this


def imports(request: HttpRequest) -> HttpResponse:
    sets = sets_of(request)
    if request.method == "POST":
        if not may(request.user, BRING_IN):
            raise PermissionDenied
        return _received(request, sets)
    return _page(request, sets, [])


def _received(request: HttpRequest, sets: Any) -> HttpResponse:
    """Keep the files as a set and begin to read them, or say what is in the way and keep nothing."""
    taken, passed_over = sort_out(request.FILES.getlist("files"))
    refusals = list(_refusals(taken))
    if refusals:
        return _page(request, sets, refusals, status=400)
    with transaction.atomic():
        upload = receive(((file.name, file.read()) for file in taken), by=request.user)
        start_trial(upload, scope=scope_of(request), by=request.user)
    _say_what_was_passed_over(request, [*passed_over, *filter(None, request.POST.get("passed_over", "").split("\n"))])
    return redirect(address_of_set(upload))


def sort_out(files: Sequence[Any]) -> tuple[list[Any], list[str]]:
    """The files to take, and the names of those that a folder holds beside its workbooks.

    Where there is no workbook at all, all are taken, so that each is answered with a sentence.
    """
    known = [file for file in files if Path(file.name).suffix.lower() in SUFFIXES and not file.name.startswith(LITTER)]
    if not known:
        return list(files), []
    return known, [file.name for file in files if file not in known]


def _refusals(files: Sequence[Any]) -> Iterator[str]:
    if not files:
        yield _("Choose at least one workbook.")
    if len(files) > MOST_FILES:
        yield _(
            "These are %(count)d workbooks; at most %(most)d are taken at once. Bring them in in several portions."
        ) % {
            "count": len(files),
            "most": MOST_FILES,
        }
    limit = Limits().file_bytes
    for file in files:
        if file.size > limit:
            why = Unreadable("file.too_large", {"limit": limit // MEBIBYTE}).message
            yield _("%(file)s: %(why)s") % {"file": file.name, "why": why}
        elif file.is_too_large:
            yield _(
                "Together the workbooks have more than %(limit)d MB, with %(file)s. Bring them in in several portions."
            ) % {
                "file": file.name,
                "limit": MOST_AT_ONCE // MEBIBYTE,
            }
            return


def _say_what_was_passed_over(request: HttpRequest, names: Sequence[str]) -> None:
    if not names:
        return
    text = ngettext(
        "%(count)d file is no workbook and was passed over: %(names)s",
        "%(count)d files are no workbooks and were passed over: %(names)s",
        len(names),
    )
    named = "、".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
    messages.info(request, text % {"count": len(names), "names": named})


def _page(request: HttpRequest, sets: Any, refusals: Iterable[str], status: int = 200) -> HttpResponse:
    counted = sets.select_related("by", "job").annotate(files=Count("workbooks", distinct=True))
    counted = counted.annotate(
        **{name: _sum_of(name) for name in ("read", "created", "updated", "unchanged", "rejected")}
    )
    counted = counted.prefetch_related(Prefetch("workbooks", Workbook.objects.only("upload_id", "name"), "named"))
    page = Paginator(counted.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Import of rosters"),
        "page": page,
        "refusals": list(refusals),
        "may_bring_in": may(request.user, BRING_IN),
        "suffixes": sorted(SUFFIXES),
        "most_files": MOST_FILES,
        "most_bytes": Limits().file_bytes // MEBIBYTE,
        "open": Job.OPEN,
        "State": Upload.State,
    }
    return render(request, "desk/imports/imports.html", context, status=status)


def _sum_of(count: str) -> Sum:
    return Sum(f"workbooks__runs__{count}", filter=~Q(workbooks__runs__state=Run.State.UNDONE), default=0)
