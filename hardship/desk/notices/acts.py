"""What somebody does with a notice: post, prove, take down, leave a file out, receive an objection, answer it, print."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from hardship.desk.typed import day_in
from hardship.models import Household, Notice, Objection
from hardship.operations import notice_drafts, notices, objections, proofs
from hardship.reports.notice import NoticeReport
from hardship.rules.lifecycle import States
from office.documents.pdf import PrintingUnavailable
from office.refusal import Refusal
from office.trail.acts import note

from .page import shown
from .seen import the_notice


def act(name: str) -> Callable[..., Any]:
    """A view that does something with a notice, by POST. What is refused is said in the form called `name`, as it was typed.

    The view is given the notice and the key in its address where there is one; "" sends it to the list.
    """

    def with_page(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
        @require_POST
        @wraps(view)
        def acted(request: HttpRequest, pk: int, **keys: int) -> HttpResponse:
            notice = the_notice(request, pk)
            try:
                gone = view(request, notice, **keys)
            except Refusal as refusal:
                status = 403 if refusal.code == "permission" else 200
                ask = f"{name}-{keys['objection']}" if "objection" in keys else name
                page = shown(request, notice, ask=ask, errors={refusal.field: str(refusal.message)})
                page.status_code = status
                return page
            return redirect("desk:notices") if gone == "" else redirect("desk:notice", notice.pk)

        return acted

    return with_page


@act("post")
def post(request: HttpRequest, notice: Notice) -> None:
    on = day_in(request.POST, "on")
    posted = notices.post(notice, on=on, today=timezone.localdate(), by=request.user)
    messages.success(
        request,
        _("The notice hangs from %(on)s; its last day is %(ends)s.") % {"on": posted.posted_on, "ends": posted.ends_on},
    )


@act("discard")
def discard(request: HttpRequest, notice: Notice) -> str:
    notice_drafts.discard(notice, by=request.user)
    messages.success(request, _("The draft is discarded. Its files wait for another notice."))
    return ""


@act("leave_out")
def leave_out(request: HttpRequest, notice: Notice, line: int) -> None:
    left = get_object_or_404(notice.lines.select_related("household", "notice"), pk=line)
    notice_drafts.leave_out(left, by=request.user)
    messages.success(request, _("%(file)s waits for another notice.") % {"file": left.household.file_no})


@act("proof")
@transaction.atomic
def prove(request: HttpRequest, notice: Notice) -> None:
    """`proof` is a photo or scan of the notice as it hangs."""
    uploaded = request.FILES.get("proof")
    if uploaded is None:
        raise Refusal("proof", "required", gettext_lazy("Choose the photo or scan of the notice as it hangs."))
    lines = notice.lines.select_related("household").exclude(household__state__in=Household.ENDED)
    first = lines.first()
    if first is None:
        raise Refusal("proof", "file.ended", gettext_lazy("Every file of this notice is closed and can only be read."))
    try:
        proof = proofs.attach(
            first.household, content=uploaded.read(), name=uploaded.name or "", by=request.user, kind=notices.PROOF
        )
    except Refusal as refusal:
        raise Refusal("proof", refusal.code, refusal.message) from refusal
    notices.prove(notice, proof, by=request.user)
    messages.success(request, _("The proof of posting lies in every file of the notice."))


@act("down")
def take_down(request: HttpRequest, notice: Notice) -> None:
    on = day_in(request.POST, "on")
    hanging = notice.lines.filter(household__state=States.IN_NOTICE)
    before = hanging.count()
    left = notices.take_down(notice, on=on, today=timezone.localdate(), by=request.user)
    moved = before - hanging.count()
    messages.success(
        request,
        ngettext("%(count)d file goes on to be checked.", "%(count)d files go on to be checked.", moved)
        % {"count": moved},
    )
    for household, why in left:
        messages.warning(request, f"{household.file_no} {household.head}: {why}")


@act("early")
def take_down_early(request: HttpRequest, notice: Notice) -> None:
    waiting = notices.take_down_early(
        notice,
        on=day_in(request.POST, "on"),
        why=request.POST.get("why_early", ""),
        today=timezone.localdate(),
        by=request.user,
    )
    messages.success(request, _("The notice is down. Its files wait for another notice."))
    for household in waiting:
        messages.warning(
            request,
            _("%(file)s: an objection is still without an answer; the file waits for that first.")
            % {"file": household.file_no},
        )


@act("object")
def object_to(request: HttpRequest, notice: Notice) -> None:
    asked = request.POST.get("line", "")
    line = notice.lines.filter(pk=int(asked)).first() if asked.isdecimal() else None
    if line is None:
        raise Refusal("line", "required", gettext_lazy("Choose the household that is objected to."))
    objections.object_to(
        line,
        on=day_in(request.POST, "on"),
        text=request.POST.get("text", ""),
        who=request.POST.get("who", "").strip()[:50],
        today=timezone.localdate(),
        by=request.user,
    )
    messages.success(request, _("The objection is written down. Somebody else looks into it and answers."))


@act("answer")
def answer(request: HttpRequest, notice: Notice, objection: int) -> None:
    heard = get_object_or_404(Objection.objects.filter(line__notice=notice), pk=objection)
    upheld = request.POST.get("upheld", "")
    if upheld not in ("yes", "no"):
        raise Refusal("upheld", "required", gettext_lazy("Choose whether the objection is right."))
    answered = objections.answer(
        heard,
        on=day_in(request.POST, "on"),
        text=request.POST.get("answer", ""),
        upheld=upheld == "yes",
        today=timezone.localdate(),
        by=request.user,
    )
    if answered.upheld:
        messages.success(request, _("The file is verified again. What is corrected needs another notice."))
    else:
        messages.success(request, _("The objection is answered; the notice goes on."))


@require_GET
def notice_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice as a PDF; a draft as if it were posted today. Leaves an entry in the trail."""
    notice = the_notice(request, pk)
    report = NoticeReport()
    if not notice.lines.filter(struck_on=None).exists():
        raise Http404
    try:
        written = report.as_pdf(report.of(notice, timezone.localdate()))
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect("desk:notice", notice.pk)
    note("report written", by=request.user, on=notice, report=report.slug, form="pdf")
    response = HttpResponse(written, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, f"{notice.title}.pdf")
    return response
