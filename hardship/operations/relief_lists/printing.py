"""Count how often a list was printed for signing: a second print says so, that nobody signs on two."""

from typing import Any

from django.db import transaction

from hardship.models import ReliefList
from hardship.rules.list_steps import APPROVED, CLOSED, PAYING
from office.history import Hand
from office.trail.acts import note

PRINTED = (APPROVED, PAYING, CLOSED)


@transaction.atomic
def count_print(relief_list: ReliefList, report: str, *, whole: bool, counts: bool, by: Any) -> None:
    """Leave an entry in the trail. `counts`: it is the list on which people sign; `whole`: with whole numbers."""
    held = ReliefList.objects.select_for_update(of=("self",)).get(pk=relief_list.pk)
    if counts:
        held.prints += 1
        Hand(by).sign(held)
        held.save(update_fields=["prints"])
    note("report written", by=by, on=held, report=report, form="pdf", whole=whole)
