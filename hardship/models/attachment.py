"""Proofs as files: kept encrypted outside the web root, served through the scope only (domain.md 1.5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hardship.rules.code_lists import ATTACHMENT_KINDS, CONSENT_PURPOSES
from members.scope import ScopedQuerySet
from office.constraints import not_before


class AttachmentQuerySet(ScopedQuerySet):
    union_path = "household__union__path"


class Attachment(models.Model):
    """`key` is the name under which office.privacy.files keeps the content; `content_type` goes by the content."""

    household = models.ForeignKey(
        "hardship.Household", models.CASCADE, related_name="attachments", verbose_name=_("file")
    )
    kind = models.CharField(_("kind of proof"), max_length=20, choices=ATTACHMENT_KINDS.choices)
    name = models.CharField(_("name"), max_length=100)
    person = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose")
    )
    visit = models.ForeignKey(
        "hardship.Visit", models.SET_NULL, null=True, blank=True, related_name="photos", verbose_name=_("visit")
    )
    key = models.CharField(max_length=100, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(_("bytes"), editable=False)
    content_type = models.CharField(max_length=50, editable=False)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    issued_on = models.DateField(_("issued"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("added by")
    )
    at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["kind", "pk"]
        constraints = [not_before("expires_on", "issued_on", _("A proof cannot run out before it was issued."))]

    def __str__(self) -> str:
        return self.name


class ConsentQuerySet(ScopedQuerySet):
    union_path = "household__union__path"


class Consent(models.Model):
    """What one person agreed to. For a child under 14 a guardian signs."""

    household = models.ForeignKey("hardship.Household", models.CASCADE, related_name="consents", verbose_name=_("file"))
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="consents", verbose_name=_("who agrees"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=CONSENT_PURPOSES.choices)
    text_version = models.CharField(_("version of the text"), max_length=20, default="2025-1")
    signed_on = models.DateField(_("signed"))
    guardian = models.CharField(_("guardian"), max_length=50, blank=True)
    scan = models.ForeignKey(
        Attachment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("scan")
    )
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )

    objects = ConsentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["signed_on", "pk"]
        constraints = [not_before("withdrawn_on", "signed_on", _("A consent cannot be withdrawn before it was given."))]

    def __str__(self) -> str:
        return f"{self.person} {self.get_purpose_display()}"
