"""What is printed of the list of a month: T6, on which everybody signs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from hardship.desk.printing import PDF, REVEAL
from hardship.reports.regular_sign_for import month_sheets
from hardship.reports.sign_for import SignForReport
from members.roles import may
from office.documents.pdf import PrintingUnavailable
from office.trail.acts import note

from .seen import MonthList, the_list


@require_GET
def month_sign_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Whole numbers for whoever may see them, masked ones for others; each print is in the trail. Raises Http404 for a draft and
    for a list without anybody."""
    month_list = the_list(request, pk)
    whole = may(request.user, REVEAL)
    if month_list.state == MonthList.DRAFT or not month_list.months.exists():
        raise Http404
    built = month_sheets(month_list, timezone.localdate(), whole=whole)
    try:
        written = SignForReport().as_pdf(built)
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect("desk:regular_list", pk)
    note("report written", by=request.user, on=month_list, report=SignForReport.slug, form="pdf", whole=whole)
    response = HttpResponse(written, content_type=PDF)
    response.headers["Content-Disposition"] = content_disposition_header(False, f"{built.lists[0].title}.pdf")
    return response
