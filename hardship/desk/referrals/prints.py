"""The packet of a case on paper: the application form and the list of what goes along; every print leaves an entry."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from hardship.reports.referral import Packet
from members.roles import may
from office.documents.pdf import PrintingUnavailable
from office.trail.acts import note

from .page import REVEAL, packed
from .seen import the_case


@require_POST
def referral_print(request: HttpRequest, pk: int) -> HttpResponse:
    """A PDF. `why` prints whole numbers, for whoever may see them, and stands in the trail; without it they are masked."""
    case, today = the_case(request, pk), timezone.localdate()
    why = request.POST.get("why", "").strip()[:200]
    if why and not may(request.user, REVEAL):
        raise PermissionDenied
    papers = [line.paper for line in packed(case.household, case.kind, case.papers, today)]
    packet = Packet.of(case, papers, whole=bool(why), on=today)
    try:
        written = packet.as_pdf()
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect("desk:referral", case.pk)
    with transaction.atomic():
        note("report written", by=request.user, on=case, reason=why, report="referral", form="pdf", whole=bool(why))
    response = HttpResponse(written, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, f"{packet.name}.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response
