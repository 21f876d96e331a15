"""Files for a bank: made of what a list still has to pay, fetched, withdrawn. A payment is in one standing file at most."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import BankFile, BankLine, BankProfile, ReliefLine, ReliefList
from hardship.operations.kept import keep_named
from hardship.operations.relief_lists import moving
from hardship.operations.relief_lists.held import hold
from hardship.rules.bank_answers import TAIL
from hardship.rules.bank_files import Payment, account_in, objections_to_columns, row_of
from hardship.rules.list_steps import APPROVED, PAY, PAYING
from office.documents.exchange import csv_bytes, xlsx_bytes
from office.numbering import next_number
from office.privacy.files import open_kept
from office.refusal import Refusal
from office.trail.acts import note

OWN_APPROVAL = _("Somebody else must pay: you approved this list yourself.")


@dataclass(frozen=True)
class Owed:
    """What a list still has to pay and no bank has been told: `ready` with (line, account), `without` an account to pay to."""

    ready: list[tuple[ReliefLine, str]]
    without: list[ReliefLine]

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line, _account in self.ready), Decimal("0.00"))


@dataclass(frozen=True)
class Made:
    """The files that were made, and the lines that were left out."""

    files: list[BankFile]
    left_out: list[ReliefLine]


def owed(relief_list: ReliefList) -> Owed:
    """Two queries; every account is deciphered."""
    due = relief_list.lines.filter(state=ReliefLine.State.DUE)
    due = due.exclude(pk__in=BankLine.objects.standing().filter(line__list=relief_list).values("line"))
    ready, without = [], []
    for line in due.select_related("payee").order_by("position", "pk"):
        account = account_in(line.card_no)
        if account:
            ready.append((line, account))
        else:
            without.append(line)
    return Owed(ready, without)


@transaction.atomic
def make(relief_list: ReliefList, profile: BankProfile, *, by: Any) -> Made:
    """Files of all that the list owes to an account, as many as the profile's limit asks for; payment begins with them.

    Lines without an account are left out. Raises Refusal `list.unknown`, `permission`, `list.state`, `list.own_approval`,
    `bank.goods`, `bank.profile`, `bank.fact` and the like where the profile is no use, `bank.nothing`.
    """
    held = hold_for_bank(relief_list, APPROVED, PAYING, by=by)
    if held.form != ReliefList.Form.MONEY:
        raise Refusal("", "bank.goods", _("Goods are handed out: a bank pays money."))
    if not BankProfile.objects.of(held.union).filter(pk=profile.pk).exists():
        raise Refusal("profile", "bank.profile", _("Choose a bank profile of this union, or of one above it."))
    for reason in objections_to_columns(profile.columns):
        raise Refusal("profile", reason.code, reason.sentence)
    if held.state == APPROVED:
        held = moving.take(held, "begin_payment", by=by)
    found = owed(held)
    if not found.ready:
        raise Refusal(
            "", "bank.nothing", _("No line is left for the bank: each is settled, with the bank, or has no account.")
        )
    left_out = [line.position for line in found.without]
    files = [_make_one(held, profile, part, by) for part in _parts(found.ready, profile.most_lines)]
    for file in files:
        note(
            "bank file made", by=by, on=file, list=held.number, lines=file.lines.count(), amount=file.total,
            sha256=file.sha256, left_out=left_out,
        )  # fmt: skip
    return Made(files, found.without)


def _parts(ready: Sequence[tuple[ReliefLine, str]], most: int | None) -> Iterator[Sequence[tuple[ReliefLine, str]]]:
    size = most or len(ready)
    for start in range(0, len(ready), size):
        yield ready[start : start + size]


def _make_one(held: ReliefList, profile: BankProfile, part: Sequence[tuple[ReliefLine, str]], by: Any) -> BankFile:
    year = timezone.localdate().year
    number = f"YH{year}{next_number(f'bank {year}'):04d}"
    payments = [_payment(held, line, account, place, number) for place, (line, account) in enumerate(part, start=1)]
    content = written(profile, payments)
    file = BankFile.objects.create(
        list=held, profile=profile, number=number, name=f"{number}.{profile.format}",
        total=sum((payment.amount for payment in payments), Decimal("0.00")), kept=keep_named(content),
        sha256=hashlib.sha256(content).hexdigest(), made_by=by,
    )  # fmt: skip
    rows = [
        BankLine(file=file, number=payment.number, line=line, amount=line.amount, tail=account[-TAIL:])
        for payment, (line, account) in zip(payments, part, strict=True)
    ]
    try:
        with transaction.atomic():
            BankLine.objects.bulk_create(rows)
    except IntegrityError:
        raise Refusal("", "bank.twice", _("One of these payments is with the bank already.")) from None
    return file


def _payment(held: ReliefList, line: ReliefLine, account: str, place: int, number: str) -> Payment:
    return Payment(
        number=place, account=account, name=line.payee.name, amount=line.amount, bank=line.bank, id_no=line.payee.id_no,
        purpose=held.purpose or held.name, note=line.note, list=held.number, file=number,
    )  # fmt: skip


def written(profile: BankProfile, payments: Sequence[Payment]) -> bytes:
    """The file as the profile has it."""
    rows = [row_of(payment, profile.columns) for payment in payments]
    if profile.with_heading:
        rows.insert(0, [heading for heading, _fact in profile.columns])
    if profile.format == BankProfile.Format.CSV:
        return csv_bytes(rows, encoding=profile.encoding, delimiter=profile.delimiter)
    return xlsx_bytes(payments[0].file, rows)


@transaction.atomic
def fetch(file: BankFile, *, by: Any) -> bytes:
    """The very bytes that were made. They hold whole account numbers, so who fetched them stands in the trail.

    Raises Refusal `list.unknown`, `permission`, `list.own_approval`, `bank.withdrawn`, `bank.gone`.
    """
    held = hold_file(file, by=by)
    refuse_withdrawn(held)
    try:
        content = open_kept(held.kept)
    except FileNotFoundError:
        raise Refusal(
            "", "bank.gone", _("The file is no longer there: restore it from the backup of var/uploads.")
        ) from None
    note("bank file fetched", by=by, on=held, sha256=held.sha256)
    return content


@transaction.atomic
def withdraw(file: BankFile, *, why: str, by: Any) -> BankFile:
    """The file was not given to the bank, or taken back from it: its lines may go into another one.

    Raises Refusal `list.unknown`, `permission`, `list.own_approval`, `bank.withdrawn`, `required`, `bank.answered` once one of
    its payments is settled or an answer to it was confirmed.
    """
    held = hold_file(file, by=by)
    refuse_withdrawn(held)
    if not why.strip():
        raise Refusal("why", "required", _("Write why the file is withdrawn."))
    settled = held.lines.exclude(line__state=ReliefLine.State.DUE).exists()
    if settled or held.answers.exclude(confirmed_at=None).exists():
        raise Refusal("", "bank.answered", _("The bank has answered already: what became of the lines is on record."))
    held.withdrawn_at, held.withdrawn_by, held.why_withdrawn = timezone.now(), by, why.strip()[:200]
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "why_withdrawn"])
    held.lines.update(is_withdrawn=True)
    note("bank file withdrawn", by=by, on=held, reason=held.why_withdrawn)
    return held


def hold_for_bank(relief_list: ReliefList, *states: str, by: Any) -> ReliefList:
    """The list, locked, for whoever pays: never whoever approved it."""
    held = hold(relief_list, *states, by=by, permission=PAY)
    if by is not None and by.pk == held.approved_by_id:
        raise Refusal("", "list.own_approval", OWN_APPROVAL)
    return held


def hold_file(file: BankFile, *states: str, by: Any) -> BankFile:
    """The file as it stands, its list held first as by whoever pays."""
    relief_list = hold_for_bank(file.list, *states, by=by)
    held: BankFile = BankFile.objects.select_for_update(of=("self",)).select_related("profile").get(pk=file.pk)
    held.list = relief_list
    return held


def refuse_withdrawn(file: BankFile) -> None:
    if file.withdrawn_at is not None:
        raise Refusal("", "bank.withdrawn", _("This file was withdrawn: make another one."))
