"""What the bank answers: its file is read and shown first, then confirmed, once. Paid and failed lines go the ordinary way."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import BankAnswer, BankFile, BankLine
from hardship.operations.kept import keep_named
from hardship.operations.relief_lists import paying
from hardship.rules.bank_answers import (
    ALREADY,
    FAIL,
    PAY,
    Answer,
    Judged,
    Sent,
    Unfit,
    is_of_another_file,
    judge,
    read_answers,
)
from hardship.rules.list_steps import PAYING
from office.privacy.files import drop, open_kept
from office.refusal import Refusal
from office.trail.acts import note
from office.workbooks.parsing.bounds import MEBIBYTE
from office.workbooks.reader import Limits, Unreadable, read_bytes

from .files import hold_file, refuse_withdrawn

# An answer has a row for each payment: far less than a roster may cost.
LIMITS = Limits(
    file_bytes=10 * MEBIBYTE, unpacked_bytes=200 * MEBIBYTE, sheets=20, rows=50_000, columns=100, cells=2_000_000,
    seconds=30, memory_bytes=1024 * MEBIBYTE,
)  # fmt: skip
ANOTHER_FILE = _("This is the answer to another file: its rows are not those of this one.")
DEFAULT_WHY = _("The bank gives no reason.")
MOVED_ON = _("The lines have moved on since you saw this: look at it again.")


@dataclass(frozen=True)
class Looked:
    """What would become of the lines of the file by this answer, as they stand now. `silent`: those it does not name."""

    judged: list[Judged]
    lines: dict[int, BankLine]
    silent: list[BankLine]

    def of(self, verdict: str) -> list[Judged]:
        return [one for one in self.judged if one.verdict == verdict]

    def amount(self, verdict: str) -> Decimal:
        numbers = [one.answer.number for one in self.of(verdict)]
        return sum((self.lines[number].amount for number in numbers if number is not None), Decimal("0.00"))

    @property
    def odd(self) -> list[Judged]:
        """What somebody must look into: nothing follows from these rows."""
        return [one for one in self.judged if one.verdict not in (PAY, FAIL, ALREADY)]

    @property
    def seen(self) -> str:
        """What it comes to, to be given back with the confirmation."""
        return f"{len(self.of(PAY))}-{len(self.of(FAIL))}"


def bring(file: BankFile, *, name: str, content: bytes, by: Any) -> BankAnswer:
    """Keep the bank's file to be looked at; nothing is paid by it. The same file again is the same answer.

    Raises Refusal about the field `file`: what reading it refuses (`file.encrypted` …), `answer.columns`,
    `answer.another_file`; and `list.unknown`, `permission`, `list.state`, `list.own_approval`, `bank.withdrawn`.
    """
    refuse_withdrawn(_may_answer(file, by))
    answers = _read(content, name, file)  # in a process of its own: before anything is locked
    print_of = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        held = hold_file(file, PAYING, by=by)
        refuse_withdrawn(held)
        known = BankAnswer.objects.select_related("file").filter(sha256=print_of).first()
        if known is not None and known.file_id == held.pk:
            return known
        if known is not None or is_of_another_file(_looked(held, answers).judged):
            raise Refusal("file", "answer.another_file", ANOTHER_FILE)
        answer = BankAnswer(file=held, name=name[-255:], kept=keep_named(content), sha256=print_of, by=by)
        try:
            with transaction.atomic():
                answer.save()
        except IntegrityError:  # brought in for another file at the same moment
            raise Refusal("file", "answer.another_file", ANOTHER_FILE) from None
        note("bank answer brought", by=by, on=held, answer=answer.pk, sha256=print_of)
        return answer


def look(answer: BankAnswer) -> Looked:
    """The answer read anew against the lines as they stand. Raises Refusal as `bring`, `bank.gone` when its file is lost."""
    return _looked(answer.file, _kept(answer))


def confirm(answer: BankAnswer, *, seen: str, on: date, today: date, by: Any) -> BankAnswer:
    """Pay what the bank paid and fail what it could not, on the day of payment. Confirmed before, it changes nothing.

    `seen`: Looked.seen of what was shown. Raises Refusal `answer.moved` when it comes to something else by now, as
    `hardship.operations.relief_lists.paying.pay`, and as `bring`. Nothing is kept by halves.
    """
    _may_answer(answer.file, by)
    answers = _kept(answer)
    with transaction.atomic():
        file = hold_file(answer.file, PAYING, by=by)
        refuse_withdrawn(file)
        held = BankAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
        if held.confirmed_at is not None:
            return held
        looked = _looked(file, answers)
        if looked.seen != seen:
            raise Refusal("", "answer.moved", MOVED_ON)
        paid = [looked.lines[one.answer.number].line for one in looked.of(PAY)]
        failed = {
            looked.lines[one.answer.number].line_id: one.answer.reason or one.answer.outcome or str(DEFAULT_WHY)
            for one in looked.of(FAIL)
        }
        if paid:
            paying.pay(file.list, paid, on=on, today=today, by=by)
        if failed:
            paying.fail(file.list, failed, on=on, today=today, by=by)
        held.paid, held.failed = len(paid), len(failed)
        held.confirmed_at, held.confirmed_by = timezone.now(), by
        held.save(update_fields=["paid", "failed", "confirmed_at", "confirmed_by"])
        note("bank answer confirmed", by=by, on=file, answer=held.pk, day=on, paid=len(paid), failed=len(failed))
        return held


@transaction.atomic
def put_away(answer: BankAnswer, *, by: Any) -> None:
    """Drop an answer that was not confirmed: it was the wrong file. Raises Refusal `answer.confirmed`, and as `bring`."""
    file = hold_file(answer.file, by=by)
    held = BankAnswer.objects.select_for_update(of=("self",)).filter(pk=answer.pk).first()
    if held is None:
        return
    if held.confirmed_at is not None:
        raise Refusal("", "answer.confirmed", _("This answer was confirmed: it stays on record."))
    pk, kept = held.pk, held.kept
    held.delete()
    transaction.on_commit(lambda: drop(kept))
    note("bank answer put away", by=by, on=file, answer=pk)


def too_large() -> Refusal:
    """The refusal of a file that is larger than any answer, for whoever notices before it has been read."""
    why = Unreadable("file.too_large", {"limit": LIMITS.file_bytes // MEBIBYTE})
    return Refusal("file", why.code, why.message)


@transaction.atomic
def _may_answer(file: BankFile, by: Any) -> BankFile:
    """The same questions as later under the lock, before a process is begun for the file."""
    return hold_file(file, PAYING, by=by)


def _read(content: bytes, name: str, file: BankFile) -> list[Answer]:
    try:
        book = read_bytes(content, name, limits=LIMITS)
        sheets = [(sheet.name, sheet.rows) for sheet in book.sheets if not sheet.hidden]
        return read_answers(sheets, file.profile.answer)
    except Unreadable as why:
        raise Refusal("file", why.code, why.message) from None
    except Unfit as unfit:
        sentence = _("No sheet has these headings: %(headings)s. Is it the bank's answer, and by this bank profile?")
        raise Refusal("file", "answer.columns", sentence % {"headings": str(unfit)}) from None


def _kept(answer: BankAnswer) -> list[Answer]:
    try:
        content = open_kept(answer.kept)
    except FileNotFoundError:
        raise Refusal(
            "", "bank.gone", _("The file is no longer there: restore it from the backup of var/uploads.")
        ) from None
    return _read(content, answer.name, answer.file)


def _looked(file: BankFile, answers: Sequence[Answer]) -> Looked:
    lines = {one.number: one for one in file.lines.select_related("line__payee").order_by("number")}
    sent = {
        number: Sent(number, one.amount, one.tail, one.line.payee.name, one.line.state) for number, one in lines.items()
    }
    profile = file.profile
    judged = judge(answers, sent, paid=profile.paid_words, failed=profile.failed_words)
    named = {one.answer.number for one in judged}
    return Looked(judged, lines, [one for number, one in lines.items() if number not in named])
