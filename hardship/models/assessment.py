"""A dated examination of a household: what it lives on, and the category that follows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hardship.rules.code_lists import CATEGORIES, CAUSES
from members.scope import ScopedQuerySet


class AssessmentQuerySet(ScopedQuerySet):
    union_path = "household__union__path"


class Assessment(models.Model):
    """What was stated is kept as stated; what the rules compute stands beside it, and a difference is a remark."""

    household = models.ForeignKey(
        "hardship.Household", models.CASCADE, related_name="assessments", verbose_name=_("file")
    )
    assessed_on = models.DateField(_("assessed"))
    category = models.CharField(_("category"), max_length=20, choices=CATEGORIES.choices, blank=True)
    cause = models.CharField(_("main cause"), max_length=20, choices=CAUSES.choices, blank=True)
    family_size = models.PositiveSmallIntegerField(_("family size"), null=True, blank=True)
    income_month = models.DecimalField(
        _("head's monthly income, 元"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    income_year = models.DecimalField(
        _("family's income a year, 元"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    income_why = models.CharField(_("why it is not the sum of the incomes"), max_length=200, blank=True)
    per_capita_stated = models.DecimalField(
        _("monthly income a head as stated, 元"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    rule_set = models.CharField(
        _("rule set"), max_length=20, blank=True, help_text=_("Empty: the category was taken over as stated.")
    )
    confirmed = models.BooleanField(_("confirmed"), default=False)
    causes_minor = models.JSONField(_("minor causes"), default=list, blank=True)  # codes of CAUSES, three at most
    cause_text = models.CharField(_("main difficulties"), max_length=500, blank=True)
    # What the rules found (hardship.rules.eligibility.Verdict.as_facts), with the standard's numbers in it; {} for none.
    verdict = models.JSONField(_("verdict"), default=dict, blank=True)

    objects = AssessmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-assessed_on", "-pk"]
        # A file's category is that of its latest confirmed assessment: read on every list.
        indexes = [models.Index(fields=["household", "-assessed_on"], name="hardship_assessment_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "assessed_on"],
                name="hardship_assessment_once_a_day",
                violation_error_message=_("This file already has an assessment of that day."),
            ),
            models.CheckConstraint(
                condition=Q(family_size=None) | Q(family_size__gte=1),
                name="hardship_assessment_family_size",
                violation_error_message=_("A household has at least one person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.assessed_on}"
