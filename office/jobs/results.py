"""The files that jobs make: kept encrypted, for whoever asked for them, for a day."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from office.privacy.files import drop

from .models import Job

DOWNLOADABLE = timedelta(days=1)


def file_of(job: Job) -> dict[str, Any] | None:
    """`name` and `media` of the file that the job made, while it can be downloaded; they stand in the job's result."""
    made = job.result if isinstance(job.result, dict) else {}
    young = job.ended_at is not None and timezone.now() - job.ended_at < DOWNLOADABLE
    return (
        made if job.state == Job.State.DONE and job.result_file and young and {"name", "media"} <= made.keys() else None
    )


def drop_stale() -> int:
    """Remove the files of jobs that ended over a day ago; how many they were. Each job that makes a file begins with it."""
    stale = Job.objects.filter(ended_at__lt=timezone.now() - DOWNLOADABLE, result_file__isnull=False)
    dropped = 0
    for pk, name in stale.values_list("pk", "result_file"):
        drop(str(name))
        dropped += Job.objects.filter(pk=pk).update(result_file=None)
    return dropped
