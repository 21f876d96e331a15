"""What belongs to a relief list or line besides: its steps, and what is special about school aid and medical aid."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hardship.rules.aid_lists import SCHOOL_STAGES
from members.scope import ScopedQuerySet
from office.constraints import not_before
from office.privacy.fields import EncryptedTextField

from .hands import signer
from .relief import ReliefLine, ReliefList


class OfList(ScopedQuerySet):
    union_path = "list__union__path"


class ListStep(models.Model):
    """Who moved a list from which state to which: one row for each, never changed (hardship.rules.list_steps)."""

    list = models.ForeignKey(ReliefList, models.CASCADE, related_name="steps", verbose_name=_("list"))
    code = models.CharField(_("step"), max_length=20)
    before = models.CharField(_("from state"), max_length=10, choices=ReliefList.State)
    after = models.CharField(_("to state"), max_length=10, choices=ReliefList.State)
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = signer(_("by"))
    note = models.CharField(_("opinion or reason"), max_length=500, blank=True)

    objects = OfList.as_manager()

    class Meta:
        verbose_name = _("step of a list")
        verbose_name_plural = _("steps of lists")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.list} {self.code}"


class OfLine(ScopedQuerySet):
    union_path = "line__union__path"


class Schooling(models.Model):
    """School aid (金秋助学): which child, at which school, in which school year (domain.md 4.3 and T9)."""

    line = models.OneToOneField(ReliefLine, models.CASCADE, related_name="schooling", verbose_name=_("relief line"))
    student = models.ForeignKey("members.Person", models.PROTECT, related_name="school_aid", verbose_name=_("student"))
    school = models.CharField(_("school"), max_length=100)
    stage = models.CharField(_("kind of school"), max_length=20, choices=SCHOOL_STAGES.choices)
    subject = models.CharField(_("subject"), max_length=100, blank=True)
    school_year = models.PositiveSmallIntegerField(_("school year that begins in"))
    grade = models.PositiveSmallIntegerField(_("year of the course"), null=True, blank=True)
    years = models.PositiveSmallIntegerField(_("years of the course"), null=True, blank=True)
    letter_no = models.CharField(_("number of the admission letter"), max_length=50, blank=True)
    tuition = models.DecimalField(_("tuition, 元 a year"), max_digits=12, decimal_places=2, null=True, blank=True)

    objects = OfLine.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("schooling")
        verbose_name_plural = _("schooling")

    def __str__(self) -> str:
        return f"{self.student} {self.school_year}"


class Treatment(models.Model):
    """Medical aid: whose illness, what it cost and what others paid, in 元 (domain.md 2.3 and 4.3)."""

    line = models.OneToOneField(ReliefLine, models.CASCADE, related_name="treatment", verbose_name=_("relief line"))
    patient = models.ForeignKey("members.Person", models.PROTECT, related_name="medical_aid", verbose_name=_("patient"))
    illness = EncryptedTextField(_("illness"), purpose="treatment.illness", blank=True)
    began_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    bills = models.DecimalField(_("bills, 元"), max_digits=12, decimal_places=2)
    insured = models.DecimalField(_("paid by insurance and others, 元"), max_digits=12, decimal_places=2, default=0)

    objects = OfLine.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        constraints = [
            models.CheckConstraint(
                condition=Q(insured__gte=0) & Q(insured__lte=F("bills")),
                name="hardship_treatment_net",
                violation_error_message=_("What others paid cannot be more than the bill."),
            ),
            not_before("ended_on", "began_on", _("A treatment cannot end before it begins.")),
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.began_on}"

    @property
    def own(self):
        """What the family bore itself, in 元."""
        return self.bills - self.insured
