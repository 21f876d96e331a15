"""Two files that may be of one household: looked at side by side, and never asked about twice (domain.md 3)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet


class LikenessQuerySet(ScopedQuerySet):
    def within(self, union: Any) -> Self:
        """Those with one file at least in `union` or below it: the other may be one that is only named by its union."""
        begins = union.path
        return self.filter(Q(first__union__path__startswith=begins) | Q(second__union__path__startswith=begins))

    def waiting(self) -> Self:
        """Those of open files of which nothing was said yet, or that they are one, and are two still."""
        undecided = Q(said=Likeness.Said.OPEN) | Q(said=Likeness.Said.SAME, merged={})
        return self.filter(undecided, first__closed_on=None, second__closed_on=None)


class Likeness(models.Model):
    """`first` is the older file (lower key). What was said of the two stays, with who and why."""

    class Said(models.TextChoices):
        OPEN = "open", _("to be looked at")
        DIFFERENT = "different", _("not the same household")
        SAME = "same", _("the same household")

    first = models.ForeignKey("hardship.Household", models.CASCADE, related_name="+", verbose_name=_("file"))
    second = models.ForeignKey("hardship.Household", models.CASCADE, related_name="+", verbose_name=_("other file"))
    alike = models.JSONField(_("alike in"), default=list)  # "name_birthday", "address", "phone"
    said = models.CharField(_("what was said"), max_length=20, choices=Said, default=Said.OPEN)
    why = models.CharField(_("why"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), null=True, blank=True)
    merged = models.JSONField(default=dict, blank=True)  # what merging changed, so that it can be undone

    # What the house found by itself, and nobody said anything of, keeps no import from being taken back (office.workbooks).
    LOOSE = {"said": "open"}

    objects = LikenessQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("likeness of two files")
        verbose_name_plural = _("likenesses of files")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="hardship_likeness_once")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
