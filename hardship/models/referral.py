"""Cases put up to the city federation. What the city pays is never part of the office's own relief (domain.md 4.6)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet
from office.constraints import not_before

from .hands import signer


class ReferralQuerySet(ScopedQuerySet):
    def paid_in(self, period) -> "ReferralQuerySet":
        return self.filter(state__in=Referral.HELPED, paid_on__range=(period.start, period.end))


class Referral(models.Model):
    class Kind(models.TextChoices):
        LIVING = "living", _("temporary living aid")
        MEDICAL = "medical", _("medical aid")

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked here")
        APPLIED = "applied", _("under review at the city")
        RETURNED = "returned", _("returned for correction")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused by the city")
        PAID = "paid", _("paid by the city")
        HANDED = "handed", _("handed to the household")
        WITHDRAWN = "withdrawn", _("withdrawn")

    HELPED = (State.PAID, State.HANDED)

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    household = models.ForeignKey(
        "hardship.Household", models.PROTECT, related_name="referrals", verbose_name=_("file")
    )
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="referrals", verbose_name=_("applicant"))
    patient = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who is ill")
    )
    kind = models.CharField(_("kind of aid"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    total_cost = models.DecimalField(_("total cost, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    own_cost = models.DecimalField(_("paid out of pocket, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    applied_on = models.DateField(_("applied"))
    asked = models.DecimalField(_("asked, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    granted = models.DecimalField(_("granted, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    paid_on = models.DateField(_("paid by the city on"), null=True, blank=True)
    handed_on = models.DateField(_("handed to the household"), null=True, blank=True)
    handed_to = models.CharField(_("to whom and how"), max_length=100, blank=True)
    happened_on = models.DateField(_("illness or accident on"), null=True, blank=True)
    ended_on = models.DateField(_("treated until"), null=True, blank=True)
    document = models.CharField(_("document of the city"), max_length=200, blank=True)
    papers = models.JSONField(_("papers sent along"), default=list, blank=True)  # codes of ATTACHMENT_KINDS
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPLIED)
    entered_by = signer(_("entered by"))

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
                condition=~Q(state__in=["paid", "handed"]) | (Q(paid_on__isnull=False) & Q(granted__gt=0)),
                name="hardship_referral_paid_has_amount",
                violation_error_message=_("An application paid by the city has its amount and its day."),
            ),
            models.CheckConstraint(
                condition=(Q(state="handed") & Q(handed_on__isnull=False)) | (~Q(state="handed") & Q(handed_on=None)),
                name="hardship_referral_handed_has_day",
                violation_error_message=_("What was handed on has its day."),
            ),
            not_before("handed_on", "paid_on", _("Money cannot be handed on before the city paid it.")),
            not_before("ended_on", "happened_on", _("A treatment cannot end before it began.")),
            not_before("decided_on", "applied_on", _("The city cannot decide before the application.")),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()} {self.applied_on}"


class OfReferral(ScopedQuerySet):
    union_path = "referral__union__path"


class ReferralStep(models.Model):
    """Who moved an application from which state to which: one row for each, never changed."""

    referral = models.ForeignKey(
        Referral, models.CASCADE, related_name="steps", verbose_name=_("application to the city")
    )
    code = models.CharField(_("step"), max_length=20)
    before = models.CharField(_("from state"), max_length=10, choices=Referral.State)
    after = models.CharField(_("to state"), max_length=10, choices=Referral.State)
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = signer(_("by"))
    note = models.CharField(_("remark"), max_length=500, blank=True)

    objects = OfReferral.as_manager()

    class Meta:
        verbose_name = _("step of an application")
        verbose_name_plural = _("steps of applications")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.referral} {self.code}"
