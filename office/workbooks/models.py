"""A run: one workbook brought in, with what became of every row of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Run(models.Model):
    """One file, one transaction. Its counts balance: read = created + updated + unchanged + rejected."""

    kind = models.CharField(_("kind"), max_length=20)
    file_name = models.CharField(pgettext_lazy("workbook", "file"), max_length=255)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    read = models.PositiveIntegerField(_("rows read"))
    created = models.PositiveIntegerField(_("created"))
    updated = models.PositiveIntegerField(_("updated"))
    unchanged = models.PositiveIntegerField(_("unchanged"))
    rejected = models.PositiveIntegerField(_("rejected"))

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(read=F("created") + F("updated") + F("unchanged") + F("rejected")),
                name="office_run_counts_balance",
                violation_error_message=_("The counts of an import must add up to the rows read."),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class RunRow(models.Model):
    """One row of the workbook that created or changed a record, and which."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("created")
        UPDATED = "updated", _("updated")

    run = models.ForeignKey(Run, models.CASCADE, related_name="rows", verbose_name=_("import"))
    sheet = models.CharField(_("sheet"), max_length=100)
    row = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    model = models.CharField(_("kind of record"), max_length=80)
    record = models.BigIntegerField(_("record"))

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        # "Which imports touched this record?", asked before an import is undone.
        indexes = [models.Index(fields=["model", "record"], name="office_runrow_record")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"
