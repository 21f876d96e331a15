"""Membership: a log of events; whether somebody is a member on a day follows from it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from members.rules.code_lists import EMPLOYMENT_STATUSES, MEMBERSHIP_CHANGES
from members.scope import ScopedQuerySet
from office.constraints import not_before


class MembershipQuerySet(ScopedQuerySet):
    def open_on(self, day) -> "MembershipQuerySet":
        """Begun by `day` and not ended by its evening (domain.md 5.3: status is derived at any date)."""
        return self.filter(began_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gt=day))


class Membership(models.Model):
    """One person's time in one union, from 入会 or 转入 to 转出, 除名 or 退会.

    `began_on` and `ended_on` repeat the first and the closing event: the database needs them to hold that a person
    has one open membership at most.
    """

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="memberships", verbose_name=_("union"))
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="memberships", verbose_name=_("member"))
    employer = models.ForeignKey(
        "members.Employer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("employer")
    )
    began_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    migrant = models.BooleanField(
        _("migrant worker"), default=False, help_text=_("As of joining; not the same as a rural registration.")
    )
    employment = models.CharField(_("employment"), max_length=20, choices=EMPLOYMENT_STATUSES.choices, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-began_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_on=None),
                name="members_membership_one_open",
                violation_error_message=_("This person is still a member elsewhere: transfer them out there first."),
            ),
            models.UniqueConstraint(
                fields=["person", "union", "began_on"],
                name="members_membership_once",
                violation_error_message=_("This membership is already recorded."),
            ),
            not_before("ended_on", "began_on", _("A membership cannot end before it began.")),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.union}"


class MembershipEventQuerySet(ScopedQuerySet):
    union_path = "membership__union__path"

    def within_period(self, period) -> "MembershipEventQuerySet":
        return self.filter(on__range=(period.start, period.end))


class MembershipEvent(models.Model):
    """入会, 转入, 保留, 转出, 除名 or 退会, on a day. Never changed: a mistake is followed by its correction."""

    JOINED, TRANSFERRED_IN, KEPT, TRANSFERRED_OUT, EXPELLED, RESIGNED = "1", "2", "3", "4", "5", "6"
    ENTERING = (JOINED, TRANSFERRED_IN)
    LEAVING = (TRANSFERRED_OUT, EXPELLED, RESIGNED)

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="events", verbose_name=_("membership"))
    kind = models.CharField(_("change"), max_length=1, choices=MEMBERSHIP_CHANGES.choices)
    on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = MembershipEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership change")
        verbose_name_plural = _("membership changes")
        ordering = ["on", "pk"]
        # Figures count events of some kinds in a period.
        indexes = [models.Index(fields=["kind", "on"], name="members_event_kind_on")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
