"""Who moved a file from which state to which, with opinion, day and evidence (domain.md 3). Steps are never changed."""

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.rules.code_lists import CLOSING_REASONS
from hardship.rules.lifecycle import STEPS
from members.scope import ScopedQuerySet


class StepQuerySet(ScopedQuerySet):
    union_path = "household__union__path"


class Step(models.Model):
    """One step of one file. `code` is that of hardship.rules.lifecycle."""

    household = models.ForeignKey("hardship.Household", models.CASCADE, related_name="steps", verbose_name=_("file"))
    code = models.CharField(_("step"), max_length=30)
    before = models.CharField(_("from"), max_length=20)
    after = models.CharField(_("to"), max_length=20)
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("recorded"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    union = models.ForeignKey(
        "members.Union", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("union")
    )
    opinion = models.CharField(_("opinion"), max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=CLOSING_REASONS.choices, blank=True)
    result = models.CharField(_("outcome"), max_length=20, blank=True)  # of the results that the table gives the step
    other_union = models.ForeignKey(
        "members.Union", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("other union")
    )
    evidence = models.ForeignKey(
        "hardship.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["on", "pk"]
        permissions = [
            ("take_step", "Can move a file on"),
            ("approve_step", "Can check and approve a file"),
        ]
        # Movements of a period are counted by their day.
        indexes = [models.Index(fields=["code", "on"], name="hardship_step_of_period")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.code} {self.on}"

    @property
    def label(self) -> Promise | str:
        """The verb of the step; its code where the table does not know it any more."""
        known = STEPS.get(self.code)
        return known.label if known else self.code

    @property
    def result_label(self) -> Promise | str:
        """How it turned out, "" where it could turn out in one way only."""
        known = STEPS.get(self.code)
        return next((one.label for one in (known.results if known else ()) if one.code == self.result), self.result)


class RecusalQuerySet(ScopedQuerySet):
    union_path = "household__union__path"


class Recusal(models.Model):
    """A member of staff who is a relative, and takes no step of this file."""

    household = models.ForeignKey("hardship.Household", models.CASCADE, related_name="recusals", verbose_name=_("file"))
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member of staff")
    )
    why = models.CharField(_("why"), max_length=200)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [models.UniqueConstraint(fields=["household", "staff"], name="hardship_recusal_once")]

    def __str__(self) -> str:
        return f"{self.staff}: {self.why}"


class DisposalQuerySet(ScopedQuerySet):
    union_path = "household__union__path"


class Disposal(models.Model):
    """A closed file whose years are over may be destroyed when two people have agreed (domain.md 7)."""

    household = models.OneToOneField(
        "hardship.Household", models.CASCADE, related_name="disposal", verbose_name=_("file")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    asked_on = models.DateField(_("proposed"))
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    first_on = models.DateField(_("approved"), null=True, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved second by"),
    )
    second_on = models.DateField(_("approved second"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)

    objects = DisposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("disposal")
        verbose_name_plural = _("disposals")

    def __str__(self) -> str:
        return str(self.household)
