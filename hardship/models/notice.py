"""Public notices: chosen households, masked, for so many working days; objections and their answers (domain.md 3 and 7)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from hardship.rules import kinds
from members.scope import ScopedQuerySet
from office.constraints import not_before


class NoticeQuerySet(ScopedQuerySet):
    pass


class Notice(models.Model):
    """`posted_on` does not count; the notice may be taken down after `ends_on`, its last working day."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        POSTED = "posted", pgettext_lazy("state of a notice", "posted")
        TAKEN_DOWN = "taken_down", _("taken down")

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="notices", verbose_name=_("union"))
    title = models.CharField(_("title"), max_length=100)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    days = models.PositiveSmallIntegerField(_("working days"), default=5)
    posted_on = models.DateField(_("posted"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    taken_down_on = models.DateField(_("taken down"), null=True, blank=True)
    why_early = models.CharField(_("why it was taken down early"), max_length=200, blank=True)
    phone = models.CharField(_("telephone for objections"), max_length=50)
    place = models.CharField(_("address for objections"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    proof = models.ForeignKey(
        "hardship.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proof of posting"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )

    objects = NoticeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering = ["-posted_on", "-pk"]
        constraints = [not_before("ends_on", "posted_on", _("A notice cannot end before it is posted."))]

    def __str__(self) -> str:
        return self.title


class OfNotice(ScopedQuerySet):
    union_path = "notice__union__path"


class NoticeLine(models.Model):
    """A household on a notice. `shown` is what stands there, frozen when it is posted.

    `aid` and `amount` (元) are what it is to be given, where the notice is about that. A household struck off a posted notice
    has `struck_on` and why.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="lines", verbose_name=_("public notice"))
    household = models.ForeignKey(
        "hardship.Household", models.PROTECT, related_name="notice_lines", verbose_name=_("file")
    )
    aid = models.CharField(_("aid intended"), max_length=20, choices=kinds.aid_kind_choices, blank=True)
    amount = models.DecimalField(_("amount intended, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    shown = models.JSONField(default=dict, blank=True)
    struck_on = models.DateField(_("struck off"), null=True, blank=True)
    why_struck = models.CharField(_("why it was struck off"), max_length=200, blank=True)

    objects = OfNotice.as_manager()

    class Meta:
        verbose_name = _("line of a notice")
        verbose_name_plural = _("lines of notices")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "household"], name="hardship_notice_line_once")]

    def __str__(self) -> str:
        return f"{self.notice} {self.household}"

    @property
    def counts(self) -> bool:
        """Whether the days of the notice count for this household: it did not come down early, and nobody struck the
        household off before the last day was over."""
        notice = self.notice
        struck_early = self.struck_on is not None and (notice.ends_on is None or self.struck_on <= notice.ends_on)
        return not notice.why_early and not struck_early


class OfObjection(ScopedQuerySet):
    union_path = "line__notice__union__path"


class Objection(models.Model):
    """Somebody objects to a household on a notice; somebody else looks into it and answers in writing."""

    line = models.ForeignKey(NoticeLine, models.CASCADE, related_name="objections", verbose_name=_("household"))
    on = models.DateField(_("received"))
    who = models.CharField(_("who objects"), max_length=50, blank=True)
    text = models.CharField(_("objection"), max_length=500)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by")
    )
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    upheld = models.BooleanField(_("upheld"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )

    objects = OfObjection.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["on", "pk"]
        constraints = [not_before("answered_on", "on", _("An answer cannot come before the objection."))]

    def __str__(self) -> str:
        return self.text[:50]
