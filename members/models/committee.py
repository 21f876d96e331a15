"""Labour-dispute mediation committees, which enterprises set up (domain.md 5.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet
from office.constraints import not_before


class CommitteeQuerySet(ScopedQuerySet):
    union_path = "employer__union__path"

    def existing_on(self, day) -> "CommitteeQuerySet":
        return self.filter(founded_on__lte=day).filter(models.Q(closed_on=None) | models.Q(closed_on__gt=day))


class Committee(models.Model):
    employer = models.ForeignKey(
        "members.Employer", models.PROTECT, related_name="committees", verbose_name=_("employer")
    )
    founded_on = models.DateField(_("founded"))
    closed_on = models.DateField(pgettext_lazy("union", "closed"), null=True, blank=True)

    objects = CommitteeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("mediation committee")
        verbose_name_plural = _("mediation committees")
        ordering = ["founded_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer"],
                condition=models.Q(closed_on=None),
                name="members_committee_one_open",
                violation_error_message=_("This employer already has a mediation committee."),
            ),
            not_before("closed_on", "founded_on", _("A committee cannot close before it was founded.")),
        ]

    def __str__(self) -> str:
        return str(self.employer)
