"""What was brought in: sets of workbooks, what became of every row of them, and the headings people taught the office."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.privacy.fields import EncryptedTextField


class UploadQuerySet(models.QuerySet["Upload"]):
    def in_hand(self) -> Self:
        """Sets that somebody still has to decide about."""
        return self.filter(state__in=(Upload.State.RECEIVED, Upload.State.TRIED))


class Upload(models.Model):
    """A set of workbooks brought in together: tried out first, then imported or put away."""

    class State(models.TextChoices):
        RECEIVED = "received", _("waiting to be read")
        TRIED = "tried", _("tried out, nothing saved")
        IMPORTED = "imported", _("imported")
        PUT_AWAY = "put_away", _("put away")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    job = models.ForeignKey(
        "office.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("work on it")
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of workbooks")
        verbose_name_plural = _("sets of workbooks")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Workbook(models.Model):
    """One file as it came in, kept encrypted; one transaction, whatever kinds its sheets are of."""

    class State(models.TextChoices):
        RECEIVED = "received", _("waiting to be read")
        READY = "ready", _("can be imported")
        REFUSED = "refused", _("cannot be read")
        IMPORTED = "imported", _("imported")

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="workbooks", verbose_name=_("set"))
    name = models.CharField(pgettext_lazy("workbook", "file"), max_length=255)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, db_index=True)  # was it imported already?
    kept = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    imported_at = models.DateTimeField(_("imported"), null=True, blank=True)
    refusal = models.JSONField(default=dict, blank=True)  # why it cannot be read: code, message
    choices = models.JSONField(default=dict, blank=True)  # what people said of it, as recognising.Choices
    seen = models.JSONField(default=list, blank=True)  # its sheets as they were understood, as seeing.seen_of

    class Meta:
        verbose_name = _("workbook")
        verbose_name_plural = _("workbooks")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """The sheets of one workbook that are of one kind. Its counts balance: read = created + updated + unchanged + rejected.

    `doubtful` are those of the rejected that wait for somebody to say whom they mean; `passed_over` are rows of a marked
    copy that its first import had taken in already: they are not read again.
    """

    class State(models.TextChoices):
        TRIAL = "trial", _("tried out, nothing saved")
        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("taken back")

    workbook = models.ForeignKey(Workbook, models.CASCADE, related_name="runs", verbose_name=_("workbook"))
    kind = models.CharField(_("kind"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TRIAL)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))
    read = models.PositiveIntegerField(_("rows read"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    doubtful = models.PositiveIntegerField(_("doubtful"), default=0)
    passed_over = models.PositiveIntegerField(_("imported earlier"), default=0)
    remarks = models.JSONField(default=list, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        permissions = [("undo_run", "Can take an import back")]
        constraints = [
            models.CheckConstraint(
                condition=Q(read=F("created") + F("updated") + F("unchanged") + F("rejected")),
                name="office_run_counts_balance",
                violation_error_message=_("The counts of an import must add up to the rows read."),
            ),
            models.CheckConstraint(
                condition=Q(doubtful__lte=F("rejected")),
                name="office_run_doubtful_are_rejected",
                violation_error_message=_("Doubtful rows are among those rejected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workbook} #{self.pk}"


class RunRow(models.Model):
    """One row of a workbook, what became of it, and the records that it made or changed.

    `details`: JSON of `problems`, `changes` and `remarks`, encrypted as cells may hold identity numbers; "" for none.
    `records`: JSON, [[model label, key, 1 when created else 0], …] in the order of writing; "" for none.
    """

    class Outcome(models.TextChoices):
        CREATED = "created", _("created")
        UPDATED = "updated", _("updated")
        UNCHANGED = "unchanged", _("unchanged")
        REJECTED = "rejected", _("rejected")
        DOUBTFUL = "doubtful", _("doubtful")

    run = models.ForeignKey(Run, models.CASCADE, related_name="rows", db_index=False, verbose_name=_("import"))
    sheet = models.CharField(_("sheet"), max_length=100)
    row = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    label = models.CharField(_("whom it is about"), max_length=100, blank=True)
    print = models.CharField(max_length=16, blank=True, editable=False)
    details = EncryptedTextField(_("details"), purpose="runrow.details", blank=True)
    records = models.TextField(_("records"), blank=True)
    taken_back = models.BooleanField(_("taken back"), default=False)

    class Meta:
        verbose_name = _("row of a workbook")
        verbose_name_plural = _("rows of workbooks")
        ordering = ["pk"]
        # A page of one run's rows, all of them or those of one outcome.
        indexes = [models.Index(fields=["run", "outcome"], name="office_runrow_of_run")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"


class LearnedHeading(models.Model):
    """What somebody said that a heading means, for one kind of roster and for the unions below `scope`.

    `scope` is the path of a union ("" for the whole office), `heading` is normalised, `printed` as it stood in the
    workbook; an empty `field` says that such a column is not to be imported.
    """

    scope = models.CharField(max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20)
    heading = models.CharField(max_length=100)
    printed = models.CharField(_("heading"), max_length=100)
    field = models.CharField(_("field"), max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("learned heading")
        verbose_name_plural = _("learned headings")
        ordering = ["kind", "printed"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "kind", "heading"], name="office_heading_learned_once"),
        ]

    def __str__(self) -> str:
        return self.printed


class Answer(models.Model):
    """What somebody said of a doubtful row, so that nobody is asked twice: the record meant, or that it is none of them."""

    key = models.CharField(max_length=32, unique=True)
    record = models.BigIntegerField(_("record"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("answer to a doubt")
        verbose_name_plural = _("answers to doubts")

    def __str__(self) -> str:
        return self.key


def answers() -> dict[str, int | None]:
    """Every answer by its key: the key of the record that was meant, or None for "none of them"."""
    found: Any = Answer.objects.values_list("key", "record")
    return dict(found)
