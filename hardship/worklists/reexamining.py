"""The yearly re-examination of many files begun at once, in the background: each is a step of its own, signed by whoever asked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from hardship.models import Household
from hardship.operations.steps import take
from hardship.rules.lifecycle import States
from members.models import Union
from office.jobs.models import Job
from office.jobs.work import progress, start
from office.refusal import Refusal

from . import WORKLISTS
from .worklist import Sight


@task()
def begin_reexaminations(union: int | None) -> None:
    """Begins with every file of the list that is in force. Run again after a crash it goes on with those that are left; a file
    that refuses the step, as one that waits for a transfer, stays on the list."""
    by = progress.job.by
    within = Union.objects.visible_to(by).get(pk=union) if union else None
    files = WORKLISTS["reexamination"].records(Sight(by, timezone.localdate()), within).filter(state=States.IN_FORCE)
    keys = list(files.order_by("pk").values_list("pk", flat=True))
    begun = 0
    for number, key in enumerate(keys, 1):
        try:
            take(Household.objects.get(pk=key), "begin_reexamination", by=by)
            begun += 1
        except Refusal:
            pass
        progress.tell(number, len(keys), said=_("Beginning re-examinations"))
    progress.done({"rows": begun})


def begin_all(by: Any, union: Union | None) -> Job:
    """The job that begins the re-examination of the files on the list; of `union` and below it where one is given."""
    return start(begin_reexaminations, union.pk if union else None, label=_("Re-examinations begun"), by=by)
