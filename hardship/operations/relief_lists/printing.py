"""Count how often a list was printed for signing: a second print says so, that nobody signs on two."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import ReliefList
from hardship.rules.list_steps import APPROVED, CLOSED, PAYING
from office.history import Hand
from office.refusal import Refusal
from office.trail.acts import note

PRINTED = (APPROVED, PAYING, CLOSED)


def is_signed(relief_list: ReliefList) -> bool:
    """Whether people sign for what stands on it: it is approved, it takes nothing back, and somebody stands on it."""
    counts = relief_list.state in PRINTED and relief_list.role != ReliefList.Purpose.REVERSAL
    return counts and relief_list.lines.exists()


@transaction.atomic
def count_print(relief_list: ReliefList, report: str, *, time: int | None, whole: bool, by: Any) -> None:
    """Leave an entry in the trail for a print that was made. `time`: on the list on which people sign, which print the paper
    says it is; None for other papers. `whole`: with whole numbers.

    Raises Refusal `print.meanwhile` when another print was the `time`th: two papers never say the same.
    """
    held = ReliefList.objects.select_for_update(of=("self",)).get(pk=relief_list.pk)
    if time is not None:
        if held.prints + 1 != time:
            raise Refusal("", "print.meanwhile", _("Somebody else printed this list meanwhile. Print it again."))
        held.prints = time
        Hand(by).sign(held)
        held.save(update_fields=["prints"])
    note("report written", by=by, on=held, report=report, form="pdf", whole=whole)
