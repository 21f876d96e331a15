"""What is printed of a list for signing: T6, the sign-for list, and T13, a voucher for each payment."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from hardship.desk.printing import PDF, REVEAL
from hardship.models import ReliefList
from hardship.operations.relief_lists.printing import PRINTED, count_print
from hardship.reports.sign_for import SignForReport
from hardship.reports.voucher import VoucherReport
from members.roles import may
from office.documents.pdf import PrintingUnavailable

from .seen import the_list


@require_GET
def sign_for(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-for list; each print is counted, and from the second on the paper says which it is."""
    return _printed(request, the_list(request, pk), SignForReport())


@require_GET
def vouchers(request: HttpRequest, pk: int) -> HttpResponse:
    """A voucher for each payment of a list of money."""
    relief_list = the_list(request, pk)
    if relief_list.form != ReliefList.Form.MONEY:
        raise Http404
    return _printed(request, relief_list, VoucherReport())


def _printed(request: HttpRequest, relief_list: ReliefList, report: Any) -> HttpResponse:
    """Whole numbers for whoever may see them, masked ones for others. Raises Http404 where nothing is to be signed."""
    whole = may(request.user, REVEAL)
    is_signed = relief_list.state in PRINTED and relief_list.role != ReliefList.Purpose.REVERSAL
    if not is_signed or not relief_list.lines.exists():
        raise Http404
    is_list = report.slug == SignForReport.slug
    built = report.of(relief_list, timezone.localdate(), time=relief_list.prints + 1, whole=whole)
    try:
        written = report.as_pdf(built)
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect("desk:relief_list", relief_list.pk)
    count_print(relief_list, report.slug, whole=whole, counts=is_list, by=request.user)
    response = HttpResponse(written, content_type=PDF)
    response.headers["Content-Disposition"] = content_disposition_header(False, f"{built.lists[0].title}.pdf")
    return response
