"""What a cashier does with the bank: make its file, fetch it, withdraw it, bring back the answer and confirm it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from hardship.desk.relief.acts import act
from hardship.desk.typed import day_in
from hardship.desk.words import exact
from hardship.models import BankProfile, ReliefList
from hardship.operations.bank import answers, files
from office.refusal import Refusal

from .page import shown_answer, shown_file
from .seen import the_answer, the_file

ANY = "application/octet-stream"  # browsers open nothing of this type by themselves


@act
def bank_make(request: HttpRequest, relief_list: ReliefList) -> None:
    asked = request.POST.get("profile", "")
    if not asked.isdecimal():
        raise Refusal("profile", "required", gettext_lazy("Choose the bank."))
    profile = get_object_or_404(BankProfile.objects.of(relief_list.union), pk=int(asked))
    made = files.make(relief_list, profile, by=request.user)
    text = ngettext(
        "%(count)d file for the bank is made: %(numbers)s.",
        "%(count)d files for the bank are made: %(numbers)s.",
        len(made.files),
    )
    messages.success(
        request, text % {"count": len(made.files), "numbers": "、".join(file.number for file in made.files)}
    )
    if made.left_out:
        names = "、".join(line.payee.name for line in made.left_out)
        messages.warning(request, _("Without an account, so not with the bank: %(names)s.") % {"names": names})


@require_GET
def bank_fetch(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    found = the_file(request, pk, file)
    try:
        content = files.fetch(found, by=request.user)
    except Refusal as refusal:
        if refusal.code == "permission":
            raise PermissionDenied from None
        messages.error(request, str(refusal.message))
        return redirect("desk:bank_file", pk, file)
    response = HttpResponse(content, content_type=ANY)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name)
    return response


@require_POST
def bank_withdraw(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    found = the_file(request, pk, file)
    try:
        files.withdraw(found, why=request.POST.get("why", ""), by=request.user)
    except Refusal as refusal:
        return _said_of_file(request, pk, file, refusal, "withdraw")
    messages.success(request, _("%(file)s is withdrawn: its lines may go into another file.") % {"file": found.number})
    return redirect("desk:relief_list", pk)


@require_POST
def bank_bring(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    found = the_file(request, pk, file)
    try:
        given = request.FILES.get("file")
        if given is None:
            raise Refusal("file", "required", gettext_lazy("Choose the file that the bank sent."))
        if given.size > answers.LIMITS.file_bytes:
            raise answers.too_large()
        answer = answers.bring(found, name=given.name, content=given.read(), by=request.user)
    except Refusal as refusal:
        return _said_of_file(request, pk, file, refusal, "bring")
    return redirect("desk:bank_answer", pk, file, answer.pk)


@require_POST
def bank_confirm(request: HttpRequest, pk: int, file: int, answer: int) -> HttpResponse:
    found = the_answer(request, pk, file, answer)
    was_confirmed = found.confirmed_at is not None
    try:
        done = answers.confirm(
            found,
            seen=request.POST.get("seen", ""),
            on=day_in(request.POST, "on"),
            today=timezone.localdate(),
            by=request.user,
        )
    except Refusal as refusal:
        page = shown_answer(
            request, the_answer(request, pk, file, answer), errors={refusal.field: str(refusal.message)}
        )
        return _forbidden(page, refusal)
    if was_confirmed:
        messages.info(request, _("This answer was confirmed before: nothing has changed."))
    else:
        said = {"paid": exact(done.paid), "failed": exact(done.failed)}
        messages.success(request, _("Paid by the bank: %(paid)s lines; failed: %(failed)s.") % said)
    return redirect("desk:bank_file", pk, file)


@require_POST
def bank_put_away(request: HttpRequest, pk: int, file: int, answer: int) -> HttpResponse:
    found = the_answer(request, pk, file, answer)
    try:
        answers.put_away(found, by=request.user)
    except Refusal as refusal:
        page = shown_answer(
            request, the_answer(request, pk, file, answer), errors={refusal.field: str(refusal.message)}
        )
        return _forbidden(page, refusal)
    messages.success(request, _("Put away: nothing has changed."))
    return redirect("desk:bank_file", pk, file)


def _said_of_file(request: HttpRequest, pk: int, file: int, refusal: Refusal, ask: str) -> HttpResponse:
    page = shown_file(request, the_file(request, pk, file), ask=ask, errors={refusal.field: str(refusal.message)})
    return _forbidden(page, refusal)


def _forbidden(page: HttpResponse, refusal: Refusal) -> HttpResponse:
    if refusal.code == "permission":
        page.status_code = 403
    return page
