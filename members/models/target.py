"""What the city federation asks of a union in a year."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet


class TargetQuerySet(ScopedQuerySet):
    pass


class Target(models.Model):
    union = models.ForeignKey("members.Union", models.PROTECT, related_name="targets", verbose_name=_("union"))
    year = models.PositiveSmallIntegerField(_("year"))
    figure = models.CharField(_("figure"), max_length=40)
    value = models.PositiveIntegerField(_("target"))

    objects = TargetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["-year", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year", "figure"],
                name="members_target_once",
                violation_error_message=_("This union already has a target for this figure and year."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.figure} {self.value}"
