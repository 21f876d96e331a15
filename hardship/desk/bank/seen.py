"""Which files of a list somebody sees, with what became of their payments, and whether they may act on them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from hardship.desk.relief.seen import the_list
from hardship.models import BankAnswer, BankFile, BankProfile, ReliefLine, ReliefList
from hardship.operations.bank.files import Owed, owed
from hardship.rules.list_steps import APPROVED, CLOSED, PAY, PAYING
from members.roles import may

AT_THE_BANK = (APPROVED, PAYING, CLOSED)
NAMED = 8  # payees without an account that are named


def files_of(relief_list: ReliefList) -> QuerySet[BankFile]:
    """With `in_all`, `paid` and `failed` lines of each, in one query."""
    states = {
        state: Count("lines", filter=Q(lines__line__state=value))
        for state, value in (("paid", ReliefLine.State.PAID), ("failed", ReliefLine.State.FAILED))
    }
    found: QuerySet[BankFile] = relief_list.bank_files.select_related("profile", "made_by", "withdrawn_by")
    return found.annotate(in_all=Count("lines"), **states)


def the_file(request: HttpRequest, pk: int, file: int) -> BankFile:
    """Raises Http404 for a list that the user does not see, and for a file of another list."""
    relief_list = the_list(request, pk)
    found: BankFile = get_object_or_404(files_of(relief_list), pk=file)
    found.list = relief_list
    return found


def the_answer(request: HttpRequest, pk: int, file: int, answer: int) -> BankAnswer:
    bank_file = the_file(request, pk, file)
    found: BankAnswer = get_object_or_404(bank_file.answers.select_related("by", "confirmed_by"), pk=answer)
    found.file = bank_file
    return found


def may_pay(staff: Any, relief_list: ReliefList) -> bool:
    """Whether the reader is the cashier of this list: never who approved it."""
    return may(staff, PAY) and relief_list.approved_by_id != staff.pk


@dataclass
class BankPanel:
    """What the page of a list shows of the bank."""

    relief_list: ReliefList
    staff: Any
    files: list[BankFile] = field(init=False)

    def __post_init__(self) -> None:
        self.files = list(files_of(self.relief_list))

    @classmethod
    def of(cls, relief_list: ReliefList, staff: Any) -> "BankPanel | None":
        """None where there is nothing to be seen: goods, reversals, and lists that are not approved yet."""
        is_paid_out = relief_list.form == ReliefList.Form.MONEY and relief_list.role != ReliefList.Purpose.REVERSAL
        if not is_paid_out or relief_list.state not in AT_THE_BANK or relief_list.brought_in_by_id:
            return None
        panel = cls(relief_list, staff)
        return panel if panel.files or panel.may_make else None

    @property
    def may_make(self) -> bool:
        return self.relief_list.state in (APPROVED, PAYING) and may_pay(self.staff, self.relief_list)

    @cached_property
    def owed(self) -> Owed:
        return owed(self.relief_list)

    @cached_property
    def profiles(self) -> list[BankProfile]:
        return list(BankProfile.objects.of(self.relief_list.union))

    @property
    def offers(self) -> bool:
        """Whether a file can be made now."""
        return self.may_make and bool(self.profiles) and bool(self.owed.ready)

    @property
    def without(self) -> str:
        """Who has no account, by name."""
        names = [line.payee.name for line in self.owed.without]
        return "、".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
