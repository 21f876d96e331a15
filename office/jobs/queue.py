"""Putting a job into the queue, as part of the caller's transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django_tasks.base import Task
from django_tasks.utils import normalize_json

from . import supervisor
from .models import Job


def queue(task: Task[Any, Any], args: Sequence[Any], kwargs: Mapping[str, Any], *, label: str, by: Any) -> Job:
    """A waiting job for `task`, whose arguments JSON can hold (TypeError otherwise). It runs once the transaction around this
    is committed, in the language that is active now."""
    job = Job.objects.create(
        task=task.module_path,
        args=normalize_json(args),
        kwargs=normalize_json(kwargs),
        label=label[:200],
        by=by,
        language=get_language() or settings.LANGUAGE_CODE,
    )
    transaction.on_commit(supervisor.wake)
    return job
