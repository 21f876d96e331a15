"""Cases put up to the city federation. What the city pays is never part of the office's own relief (domain.md 4.6)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet
from office.constraints import not_before


class ReferralQuerySet(ScopedQuerySet):
    def paid_in(self, period) -> "ReferralQuerySet":
        return self.filter(state=Referral.State.PAID, paid_on__range=(period.start, period.end))


class Referral(models.Model):
    class Kind(models.TextChoices):
        LIVING = "living", _("temporary living aid")
        MEDICAL = "medical", _("medical aid")

    class State(models.TextChoices):
        APPLIED = "applied", _("under review at the city")
        RETURNED = "returned", _("returned by the city")
        GRANTED = "granted", _("granted")
        PAID = "paid", _("paid by the city")

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    household = models.ForeignKey(
        "hardship.Household", models.PROTECT, related_name="referrals", verbose_name=_("file")
    )
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="referrals", verbose_name=_("applicant"))
    kind = models.CharField(_("kind of aid"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    total_cost = models.DecimalField(_("total cost, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    own_cost = models.DecimalField(_("paid out of pocket, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    applied_on = models.DateField(_("applied"))
    asked = models.DecimalField(_("asked, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    granted = models.DecimalField(_("granted, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    paid_on = models.DateField(_("paid by the city on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPLIED)

    objects = ReferralQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("application to the city")
        verbose_name_plural = _("applications to the city")
        ordering = ["-applied_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind", "applied_on"],
                name="hardship_referral_once",
                violation_error_message=_("This application is already recorded."),
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | (Q(paid_on__isnull=False) & Q(granted__gt=0)),
                name="hardship_referral_paid_has_amount",
                violation_error_message=_("An application paid by the city has its amount and its day."),
            ),
            not_before("decided_on", "applied_on", _("The city cannot decide before the application.")),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()} {self.applied_on}"
