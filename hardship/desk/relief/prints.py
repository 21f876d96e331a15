"""What is printed of a list for signing: T6, the sign-for list, and T13, a voucher for each payment."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_tasks import task

from hardship.desk.printing import DENIED, PDF, REVEAL, keep_pdf
from hardship.models import ReliefList
from hardship.operations.relief_lists.printing import count_print, is_signed
from hardship.reports.sign_for import SignForReport
from hardship.reports.voucher import VoucherReport
from members.models import Staff
from members.roles import may
from office.documents.pdf import PrintingUnavailable
from office.jobs.results import drop_stale
from office.jobs.work import progress, start
from office.refusal import Refusal

from .seen import the_list

LINES_AT_ONCE = 200  # a longer list is printed in the background: two thousand lines take half a minute
_REPORTS: dict[str, Any] = {report.slug: report for report in (SignForReport(), VoucherReport())}


@require_GET
def sign_for(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-for list; each print is counted, and from the second on the paper says which it is."""
    return _printed(request, the_list(request, pk), SignForReport.slug)


@require_GET
def vouchers(request: HttpRequest, pk: int) -> HttpResponse:
    """A voucher for each payment of a list of money."""
    relief_list = the_list(request, pk)
    if relief_list.form != ReliefList.Form.MONEY:
        raise Http404
    return _printed(request, relief_list, VoucherReport.slug)


def _printed(request: HttpRequest, relief_list: ReliefList, slug: str) -> HttpResponse:
    """The PDF, or the job that makes a long one. Whole numbers for whoever may see them, masked ones for others. Raises Http404
    where nothing is to be signed."""
    if not is_signed(relief_list):
        raise Http404
    if relief_list.lines.count() > LINES_AT_ONCE:
        label = _("Print: %(paper)s") % {"paper": f"{_REPORTS[slug].title} {relief_list.number}"}
        job = start(print_list, request.user.pk, relief_list.pk, slug, label=str(label), by=request.user)
        return redirect("desk:job", job.pk)
    made: list[HttpResponse] = []

    def hand_over(written: bytes, name: str, count: Callable[[], None]) -> None:
        count()
        made.append(HttpResponse(written, content_type=PDF))
        made[0].headers["Content-Disposition"] = content_disposition_header(False, name)

    try:
        _print(relief_list, slug, by=request.user, hand_over=hand_over)
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect("desk:relief_list", relief_list.pk)
    return made[0]


@task()
def print_list(staff: int, relief_list: int, slug: str) -> dict[str, Any]:
    """A long list, or its vouchers, as PDF in a kept file of the job. The print is counted with the end of the job, as one: a
    job that failed, was stopped or died has printed nothing.

    Raises Refusal `print.denied` when the list may no longer be seen, or is no longer to be signed.
    """
    drop_stale()
    by = Staff.objects.get(pk=staff)
    found = (
        ReliefList.objects.visible_to(by).select_related("union", "fund", "entered_by").filter(pk=relief_list).first()
    )
    if found is None or not may(by, "hardship.view_relieflist") or not is_signed(found):
        raise Refusal("", "print.denied", DENIED)
    made: dict[str, Any] = {}
    said, lines = _("Laying out rows"), found.lines.count()

    def hand_over(written: bytes, name: str, count: Callable[[], None]) -> None:
        made.update(keep_pdf(written, lines, name, count))

    _print(found, slug, by=by, hand_over=hand_over, said=lambda done: progress.tell(done, lines, said))
    return made


def _print(
    relief_list: ReliefList,
    slug: str,
    *,
    by: Any,
    hand_over: Callable[[bytes, str, Callable[[], None]], None],
    said: Callable[[int], None] = lambda done: None,
) -> None:
    """Print, and give the PDF, its name and what counts it to `hand_over`. When another print was counted before this one is
    finished, it is printed once more, as the next."""
    report, whole = _REPORTS[slug], may(by, REVEAL)
    while True:
        relief_list.refresh_from_db(fields=["prints"])
        time = relief_list.prints + 1
        built = report.of(relief_list, timezone.localdate(), time=time, whole=whole)
        written = report.print_out(built, said)
        counted = time if slug == SignForReport.slug else None

        def count(counted: int | None = counted) -> None:
            count_print(relief_list, slug, time=counted, whole=whole, by=by)

        try:
            return hand_over(written, f"{built.lists[0].title}.pdf", count)
        except Refusal as refusal:
            if refusal.code != "print.meanwhile":
                raise
