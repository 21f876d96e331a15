"""Visits of a household: entering one with its photos, looking at one, correcting it, its form on paper."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from hardship.desk.access import may_list
from hardship.desk.files.addresses import the_file
from hardship.desk.typed import AmountField, TypedForm
from hardship.models import Attachment, Household, Visit
from hardship.operations import visits
from hardship.operations.proofs import attach
from hardship.reports.visit import VisitReport
from members.roles import may
from office.documents.pdf import PrintingUnavailable
from office.documents.received import MOST_BYTES, too_large
from office.refusal import Refusal
from office.trail.acts import note

ADD, CHANGE, ADD_PHOTO = "hardship.add_visit", "hardship.change_visit", "hardship.add_attachment"
VISITORS_ASKED = 3
PHOTO = "photo"  # of ATTACHMENT_KINDS


class VisitForm(TypedForm):
    """The fields of the form T15 besides the names of the visitors, of which there are several."""

    on = forms.DateField(label=gettext_lazy("Day of the visit"))
    met = forms.CharField(label=gettext_lazy("Whom they met"), required=False, max_length=50)
    place = forms.CharField(label=gettext_lazy("Where"), required=False, max_length=200)
    living_here = forms.IntegerField(
        label=gettext_lazy("People living there"), required=False, min_value=0, max_value=99
    )
    seen = forms.CharField(label=gettext_lazy("What they saw"), required=False, max_length=2000)
    income_stated = AmountField(label=gettext_lazy("Income stated, 元 a year"))
    income_found = AmountField(label=gettext_lazy("Income found, 元 a year"))
    expense_stated = AmountField(label=gettext_lazy("Expenses stated, 元 a year"))
    expense_found = AmountField(label=gettext_lazy("Expenses found, 元 a year"))
    result = forms.ChoiceField(label=gettext_lazy("Conclusion"), choices=Visit.Result.choices)
    why = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=500)


def visit_new(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the empty form, POST records the visit and keeps its photos. What is refused is said beside its field."""
    household = the_file(request, pk)
    if not may(request.user, ADD):
        raise PermissionDenied
    if household.state in Household.ENDED:
        messages.warning(request, _("The file is closed and can only be read."))
        return redirect("desk:file", household.pk)
    if request.method != "POST":
        return _asked(request, household, VisitForm(initial=_known(household)), [""] * VISITORS_ASKED)

    def record(**facts: Any) -> Visit:
        return visits.record(household, by=request.user, **facts)

    visit, form = _written(request, record)
    if visit is None:
        return _asked(request, household, *form)
    messages.success(request, _("The visit is recorded."))
    _keep_photos(request, visit)
    return redirect("desk:visit", household.pk, visit.pk)


def visit_correct(request: HttpRequest, pk: int, visit: int) -> HttpResponse:
    """GET shows what was recorded, POST corrects it. Whoever may not is told why on the page of the visit."""
    found = _the_visit(request, pk, visit)
    if not may(request.user, CHANGE):
        raise PermissionDenied
    if why := visits.why_fixed(found, request.user):
        messages.warning(request, why)
        return redirect("desk:visit", pk, visit)
    if request.method != "POST":
        said = {name: getattr(found, name) for name in VisitForm.base_fields} | {"on": found.on.isoformat()}
        return _asked(request, found.household, VisitForm(initial=said), found.visitors, visit=found)

    def correct(**facts: Any) -> bool:
        return visits.correct(found, by=request.user, **facts)

    is_changed, form = _written(request, correct)
    if is_changed is None:
        return _asked(request, found.household, *form, visit=found)
    messages.success(
        request,
        _("The visit is corrected; what it said before stays in its history.") if is_changed else _("Nothing changed."),
    )
    return redirect("desk:visit", pk, visit)


def _written(request: HttpRequest, write: Callable[..., Any]) -> tuple[Any, tuple[VisitForm, list[str], str]]:
    """What `write` gave for the form as typed, None where it was refused; and the form, the names, what is wrong with these."""
    names = [name.strip() for name in request.POST.getlist("visitor")]
    form = VisitForm(request.POST)
    problem = "" if len(visits.different(names)) >= visits.VISITORS_AT_LEAST else str(visits.TWO_VISITORS)
    if form.is_valid():
        try:
            return write(visitors=names, today=timezone.localdate(), **form.cleaned_data), (form, names, "")
        except Refusal as refusal:
            if refusal.field != "visitors":
                form.refuse(refusal)
    return None, (form, names, problem)


def _known(household: Household) -> dict[str, Any]:
    """What the file says already: the visitors see whether it is so."""
    latest = household.assessments.prefetch_related("expenses").first()
    expenses = [line.net for line in latest.expenses.all()] if latest else []
    return {
        "on": timezone.localdate().isoformat(),
        "met": household.head.name,
        "place": household.address,
        "income_stated": latest.income_year if latest else None,
        "expense_stated": sum(expenses, Decimal(0)) if expenses else None,
    }


def _asked(
    request: HttpRequest,
    household: Household,
    form: VisitForm,
    names: list[str],
    visitors_error: str = "",
    visit: Visit | None = None,
) -> HttpResponse:
    context = {
        "title": _("Correct the visit of %(day)s") % {"day": visit.on} if visit else _("Enter a visit"),
        "subtitle": str(household),
        "household": household,
        "visit": visit,
        "fields": form.shown,
        "errors": form.problems,
        "names": (names + [""] * VISITORS_ASKED)[: max(VISITORS_ASKED, len(names))],
        "visitors_error": visitors_error,
        "results": Visit.Result.choices,
        "may_add_photos": visit is None and may(request.user, ADD_PHOTO),
    }
    return render(request, "desk/visits/new.html", context)


def _keep_photos(request: HttpRequest, visit: Visit) -> None:
    """The photos that were sent along. One that is refused is named; the others and the visit stand."""
    if not may(request.user, ADD_PHOTO):
        return
    kept = 0
    for file in request.FILES.getlist("photos"):
        try:
            if file.size > MOST_BYTES:
                raise too_large()
            attach(
                visit.household, content=file.read(), name=file.name, by=request.user, kind=PHOTO, visit=visit,
                issued_on=visit.on,
            )  # fmt: skip
            kept += 1
        except Refusal as refusal:
            messages.error(request, _("%(file)s: %(why)s") % {"file": file.name, "why": refusal.message})
    if kept:
        messages.success(
            request, ngettext("%(count)d photo is kept.", "%(count)d photos are kept.", kept) % {"count": kept}
        )


def _the_visit(request: HttpRequest, pk: int, visit: int) -> Visit:
    """Raises Http404 for a visit that the user does not see."""
    household = the_file(request, pk)
    if not may_list(request, Visit):
        raise Http404
    photos = Prefetch("photos", Attachment.objects.order_by("pk"))
    found = get_object_or_404(
        Visit.objects.filter(household=household).select_related("by").prefetch_related(photos), pk=visit
    )
    found.household = household
    return found


def visit_page(request: HttpRequest, pk: int, visit: int) -> HttpResponse:
    """One visit; POST adds photos to it."""
    found = _the_visit(request, pk, visit)
    may_add_photos = may(request.user, ADD_PHOTO) and found.household.state not in Household.ENDED
    if request.method == "POST":
        if not may_add_photos:
            raise PermissionDenied
        _keep_photos(request, found)
        return redirect("desk:visit", pk, visit)
    enters = may(request.user, CHANGE)
    fixed = visits.why_fixed(found, request.user)
    amounts = [
        (_("Income, 元 a year"), found.income_stated, found.income_found),
        (_("Expenses, 元 a year"), found.expense_stated, found.expense_found),
    ]
    context = {
        "title": _("Visit of %(day)s") % {"day": found.on},
        "subtitle": str(found.household),
        "household": found.household,
        "visit": found,
        "amounts": [
            (label, stated, seen, None if stated is None or seen is None else seen - stated)
            for label, stated, seen in amounts
        ],
        "photos": found.photos.all() if may_list(request, Attachment) else [],
        "may_add_photos": may_add_photos,
        "may_correct": enters and not fixed,
        "fixed": fixed if enters else "",
        "versions": found.history.count(),
    }
    return render(request, "desk/visits/visit.html", context)


@require_GET
def visit_print(request: HttpRequest, pk: int, visit: int) -> HttpResponse:
    """The form T15 with its photos, as a PDF. Leaves an entry in the trail."""
    found = _the_visit(request, pk, visit)
    report = VisitReport()
    try:
        written = report.as_pdf(report.of(found, with_photos=may_list(request, Attachment)))
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect("desk:visit", pk, visit)
    note("report written", by=request.user, on=found.household, report=report.slug, form="pdf", visit=found.pk)
    response = HttpResponse(written, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(
        False, f"{found.household.file_no}入户调查表{found.on}.pdf"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
