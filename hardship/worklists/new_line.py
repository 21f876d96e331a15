"""The files that a new standard puts on the list for re-examination, as the last look through all files found them.

Every file in force is judged anew: of four thousand files that takes some fifteen seconds, so it is a job, and the list shows what
the last one found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from hardship.models import Standard
from hardship.operations.verdicts import to_reexamine
from hardship.rules.eligibility import Reason
from office.jobs.models import Job
from office.jobs.work import progress, start


@dataclass(frozen=True)
class Look:
    """What a look through the files found: the reason of each file by its key, and when it was."""

    at: datetime
    day: date
    reasons: dict[int, Reason]


@task()
def look_under_new_line() -> None:
    """Judges the files in force by the standards in force and keeps the reasons as the job's result."""
    with transaction.atomic():
        day = timezone.localdate()
        found: dict[str, Any] = {}
        for standard in standards_in_force(day):
            for due in to_reexamine(standard):
                found[str(due.household.pk)] = due.reason.as_facts()
                progress.tell(len(found), said=_("Judging files by the new line"))
        progress.done({"day": day.isoformat(), "reasons": found})


def look_again(by: Any) -> Job:
    """The job that looks through all files; the one that waits already, where somebody has asked."""
    waiting = Job.objects.filter(task=look_under_new_line.module_path, state=Job.State.WAITING, by=by).first()
    return waiting or start(look_under_new_line, label=_("Files judged by the new line"), by=by)


def last_look() -> Look | None:
    """The last look that came to its end, whoever asked for it; None while nobody has."""
    done = Job.objects.filter(task=look_under_new_line.module_path, state=Job.State.DONE).order_by("-pk").first()
    if done is None or done.ended_at is None or not isinstance(done.result, dict):
        return None
    reasons = {int(key): Reason.from_facts(facts) for key, facts in done.result["reasons"].items()}
    return Look(done.ended_at, date.fromisoformat(done.result["day"]), reasons)


def standards_in_force(day: date) -> list[Standard]:
    """Of each union that has set one, the latest that has begun."""
    begun = Standard.objects.filter(effective_from__lte=day).select_related("union").order_by("effective_from")
    return list({standard.union_id: standard for standard in begun}.values())
