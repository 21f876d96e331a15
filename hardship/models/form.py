"""What the paper form of a file asks for besides: filled in on screen, kept beside the file (domain.md 1.2, rows 10 to 46)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hardship.rules.code_lists import (
    CONTRACT_TERMS,
    DISABILITY_GRADES,
    DISABILITY_KINDS,
    FORM_VERSIONS,
    MEDICAL_INSURANCES,
    MODEL_WORKERS,
    UNIT_CONDITIONS,
    WORK_STATUSES,
)
from members.rules.code_lists import UNIT_NATURES
from members.scope import ScopedQuerySet
from office.code_lists import INDUSTRIES, MARITAL_STATUSES
from office.privacy.fields import EncryptedTextField


class FileFormQuerySet(ScopedQuerySet):
    union_path = "household__union__path"


class FileForm(models.Model):
    """One for each file that was filled in on screen. A file that came from a roster may have none."""

    household = models.OneToOneField("hardship.Household", models.CASCADE, related_name="form", verbose_name=_("file"))
    version = models.CharField(_("version of the form"), max_length=10, choices=FORM_VERSIONS.choices, default="2020")
    disease = EncryptedTextField(_("disease"), purpose="form.disease", blank=True)
    disability_kind = models.CharField(_("disability"), max_length=5, choices=DISABILITY_KINDS.choices, blank=True)
    disability_grade = models.CharField(
        _("grade of disability"), max_length=5, choices=DISABILITY_GRADES.choices, blank=True
    )
    disability_no = EncryptedTextField(_("number of the disability card"), purpose="form.disability_no", blank=True)
    allowance_no = EncryptedTextField(_("number of the allowance certificate"), purpose="form.allowance_no", blank=True)
    work_status = models.CharField(_("work status"), max_length=20, choices=WORK_STATUSES.choices, blank=True)
    model_worker = models.CharField(_("model worker"), max_length=20, choices=MODEL_WORKERS.choices, blank=True)
    phone2 = models.CharField(_("other telephone"), max_length=50, blank=True)
    postcode = models.CharField(_("postcode"), max_length=6, blank=True)
    work_start = models.DateField(_("began to work"), null=True, blank=True)
    industry = models.CharField(_("industry"), max_length=10, choices=INDUSTRIES.choices, blank=True)
    migrant = models.BooleanField(_("migrant worker"), default=False)
    origin = models.CharField(_("comes from"), max_length=100, blank=True)
    unit_nature = models.CharField(_("kind of employer"), max_length=20, choices=UNIT_NATURES.choices, blank=True)
    unit_condition = models.CharField(
        _("state of the employer"), max_length=20, choices=UNIT_CONDITIONS.choices, blank=True
    )
    contract_start = models.DateField(_("contract from"), null=True, blank=True)
    contract_term = models.CharField(
        _("term of the contract"), max_length=10, choices=CONTRACT_TERMS.choices, blank=True
    )
    single_parent = models.BooleanField(_("single parent"), null=True, blank=True)
    zero_employment = models.BooleanField(_("nobody of the family works"), null=True, blank=True)
    self_help = models.BooleanField(_("able to help themselves"), null=True, blank=True)
    medical_insurance = models.CharField(
        _("medical insurance"), max_length=20, choices=MEDICAL_INSURANCES.choices, blank=True
    )
    hukou_region = models.CharField(
        _("region of registration"), max_length=6, blank=True, help_text=_("The six digits of GB/T 2260.")
    )
    branch = models.CharField(_("branch of the bank"), max_length=50, blank=True)
    needs = models.JSONField(_("needs"), default=list, blank=True)  # codes of NEEDS
    # Of forms from 2016 to 2020 only (row 41): words as the paper has them, kept for files of that time.
    relief_target = models.BooleanField(_("counted among those to be helped out of hardship"), null=True, blank=True)
    relief_target_on = models.DateField(_("counted since"), null=True, blank=True)
    key_group = models.CharField(_("key group"), max_length=100, blank=True)
    measures = models.CharField(_("measures taken"), max_length=200, blank=True)
    compiled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("filled in by"),
    )

    objects = FileFormQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("form of a file")
        verbose_name_plural = _("forms of files")

    def __str__(self) -> str:
        return str(self.household)


class MemberFormQuerySet(ScopedQuerySet):
    union_path = "member__household__union__path"


class MemberForm(models.Model):
    """What the long version of the family table asks of one member besides (domain.md 1.3). Rosters do not have it."""

    member = models.OneToOneField(
        "hardship.HouseholdMember", models.CASCADE, related_name="form", verbose_name=_("member of the family")
    )
    same_hukou = models.BooleanField(_("in the head's household register"), null=True, blank=True)
    marital = models.CharField(_("marital status"), max_length=20, choices=MARITAL_STATUSES.choices, blank=True)
    model_worker = models.CharField(_("model worker"), max_length=20, choices=MODEL_WORKERS.choices, blank=True)
    disability_kind = models.CharField(_("disability"), max_length=5, choices=DISABILITY_KINDS.choices, blank=True)
    disability_grade = models.CharField(
        _("grade of disability"), max_length=5, choices=DISABILITY_GRADES.choices, blank=True
    )
    phone2 = models.CharField(_("other telephone"), max_length=50, blank=True)
    work_status = models.CharField(_("work status"), max_length=20, choices=WORK_STATUSES.choices, blank=True)
    unit_nature = models.CharField(_("kind of employer"), max_length=20, choices=UNIT_NATURES.choices, blank=True)
    unit_condition = models.CharField(
        _("state of the employer"), max_length=20, choices=UNIT_CONDITIONS.choices, blank=True
    )
    industry = models.CharField(_("industry"), max_length=10, choices=INDUSTRIES.choices, blank=True)
    contract_start = models.DateField(_("contract or service from"), null=True, blank=True)
    contract_term = models.CharField(
        _("term of the contract"), max_length=10, choices=CONTRACT_TERMS.choices, blank=True
    )
    note = models.CharField(_("remark"), max_length=200, blank=True)

    objects = MemberFormQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("form of a member")
        verbose_name_plural = _("forms of members")

    def __str__(self) -> str:
        return str(self.member)
