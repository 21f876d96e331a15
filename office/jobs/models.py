"""A job: one piece of long work that waits, runs and ends outside of any page."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Job(models.Model):
    """Written when it is asked for, claimed and ended. What it tells in between stands beside it (office.jobs.marks), since
    on SQLite nothing can be written here while an import holds the database."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("job", "waiting")
        RUNNING = "running", pgettext_lazy("job", "running")
        DONE = "done", pgettext_lazy("job", "done")
        FAILED = "failed", pgettext_lazy("job", "failed")
        CANCELLED = "cancelled", pgettext_lazy("job", "cancelled")

    OPEN = (State.WAITING, State.RUNNING)
    ENDED = (State.DONE, State.FAILED, State.CANCELLED)

    task = models.CharField(_("task"), max_length=200)
    args = models.JSONField(_("arguments"), default=list)
    kwargs = models.JSONField(_("named arguments"), default=dict)
    label = models.CharField(_("what"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    queued_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    result = models.JSONField(_("result"), null=True, encoder=DjangoJSONEncoder)
    result_file = models.CharField(_("file to download"), max_length=200, null=True)
    error = models.CharField(_("what went wrong"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], ended_at=None)
                | Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False),
                name="office_job_ended_when_over",
                violation_error_message=_("A job has an end if and only if it is over."),
            )
        ]
        # "Is there anything to do?", asked every second by each worker, of a table that keeps a month.
        indexes = [models.Index(fields=["state", "id"], name="office_job_state")]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """What the job is called in the cache: no later job of another database in the same folder is taken for it."""
        return f"job-{self.pk}-{self.queued_at:%Y%m%d%H%M%S%f}"

    @property
    def is_over(self) -> bool:
        return self.state in self.ENDED
