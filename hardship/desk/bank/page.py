"""The page of one file for the bank, and the page of one answer before and after it is confirmed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hardship.desk.relief.seen import has_failed
from hardship.models import BankAnswer, BankFile, ReliefLine
from hardship.operations.bank.answers import Looked, look
from hardship.rules.bank_answers import ALREADY, FAIL, PAY, SENTENCES
from hardship.rules.list_steps import ENTER, PAYING
from members.roles import may
from office.identity import mask_card
from office.refusal import Refusal

from .seen import may_pay, the_answer, the_file

PER_PAGE = 100
# What must be looked into comes first.
ORDER = {FAIL: 1, PAY: 2, ALREADY: 3}


def bank_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    return shown_file(request, the_file(request, pk, file))


def shown_file(
    request: HttpRequest, file: BankFile, *, ask: str = "", errors: dict[str, str] | None = None
) -> HttpResponse:
    """The page; `ask` opens one of its forms, with what was refused in it."""
    lines = file.lines.select_related("line__payee").defer("line__card_no", "line__proxy_id_no").order_by("number")
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    mine, is_open = may_pay(request.user, file.list), file.withdrawn_at is None
    answers = list(file.answers.select_related("by", "confirmed_by"))
    settled = file.paid + file.failed
    context = {
        "title": file.number,
        "file": file,
        "relief_list": file.list,
        "lines": page,
        "waiting": file.in_all - settled if is_open else 0,
        "answers": answers,
        "may_fetch": mine and is_open,
        "may_bring": mine and is_open and file.list.state == PAYING and settled < file.in_all,
        "may_withdraw": mine and is_open and not settled and not any(answer.confirmed_at for answer in answers),
        "may_supplement": may(request.user, ENTER) and has_failed(file.list),
        "State": ReliefLine.State,
        "ask": ask or request.GET.get("ask", ""),
        "errors": errors or {},
        "given": request.POST,
    }
    return render(request, "desk/bank/file.html", context)


def bank_answer(request: HttpRequest, pk: int, file: int, answer: int) -> HttpResponse:
    return shown_answer(request, the_answer(request, pk, file, answer))


def shown_answer(request: HttpRequest, answer: BankAnswer, *, errors: dict[str, str] | None = None) -> HttpResponse:
    """What would become of the lines, or has become of them; the odd rows first."""
    try:
        looked = look(answer)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("desk:bank_file", answer.file.list_id, answer.file_id)
    rows = sorted(looked.judged, key=lambda one: (ORDER.get(one.verdict, 0), one.answer.row))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    is_open = answer.confirmed_at is None
    mine = may_pay(request.user, answer.file.list)
    context: dict[str, Any] = {
        "title": answer.name,
        "answer": answer,
        "file": answer.file,
        "relief_list": answer.file.list,
        "looked": looked,
        "rows": page,
        "shown": [
            (one, looked.lines.get(one.answer.number), SENTENCES[one.verdict], mask_card(f"****{one.answer.tail}"))
            for one in page
        ],
        "sums": _sums(looked),
        "may_confirm": is_open
        and mine
        and answer.file.list.state == PAYING
        and bool(looked.of(PAY) or looked.of(FAIL)),
        "may_put_away": is_open and mine,
        "today": timezone.localdate().isoformat(),
        "errors": errors or {},
        "given": request.POST,
    }
    return render(request, "desk/bank/answer.html", context)


def _sums(looked: Looked) -> dict[str, Any]:
    return {
        "paid": len(looked.of(PAY)),
        "paid_amount": looked.amount(PAY),
        "failed": len(looked.of(FAIL)),
        "failed_amount": looked.amount(FAIL),
        "already": len(looked.of(ALREADY)),
        "odd": len(looked.odd),
        "silent": len(looked.silent),
    }
