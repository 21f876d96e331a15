"""A marked copy that comes back: its repaired rows are dealt with, those that were taken in the first time are not."""

from collections import Counter

from .marks import run_of
from .models import Run, RunRow
from .recognising import Recognised

TAKEN_IN = (RunRow.Outcome.CREATED, RunRow.Outcome.UPDATED, RunRow.Outcome.UNCHANGED)


def rows_taken_in(recognised: Recognised) -> Counter[str]:
    """The prints of the rows that the imports named in the result column took in, with how many there are of each.

    Reading them again would be harmless but for what was corrected on screen in the meantime, which they would undo.
    """
    numbers = {run_of(label) for collected in recognised.sheets for label in collected.header.labels.values()} - {None}
    if not numbers:
        return Counter()
    rows = RunRow.objects.filter(
        run__workbook__in=numbers, run__kind=recognised.roster.kind, run__state=Run.State.IMPORTED,
        outcome__in=TAKEN_IN, taken_back=False,
    ).exclude(print="")  # fmt: skip
    return Counter(rows.values_list("print", flat=True).iterator())
