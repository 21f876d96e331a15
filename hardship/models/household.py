"""The file of one household in hardship: an episode from its opening to its closing (domain.md 1 and 3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from hardship.rules.code_lists import CLOSING_REASONS, FILE_LEVELS, HOUSINGS, MEDICAL_INSURANCES, OCCUPATIONS
from members.scope import ScopedQuerySet
from office.code_lists import HEALTHS, HUKOU_TYPES, MARITAL_STATUSES, RELATIONS
from office.constraints import not_before
from office.privacy.fields import EncryptedTextField

from .assessment import Assessment


class HouseholdQuerySet(ScopedQuerySet):
    def coming_to(self, staff) -> "HouseholdQuerySet":
        """Files of other unions that are to be moved to one that `staff` sees: theirs to look at, and to receive or not."""
        if staff.is_superuser or not staff.is_active or staff.union is None:
            return self.none()
        return self.filter(state__in=Household.COUNTED, moving_to__path__startswith=staff.union.path)

    def in_force_on(self, day) -> "HouseholdQuerySet":
        """Opened by `day` and not closed by its evening."""
        return self.filter(opened_on__lte=day).filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def with_latest(self) -> "HouseholdQuerySet":
        """Adds what the latest confirmed assessment says: `category`, `cause`, `size` and `per_capita_income` (元 a month)."""
        latest = Assessment.objects.filter(household=models.OuterRef("pk"), confirmed=True).order_by(
            "-assessed_on", "-pk"
        )
        return self.annotate(
            category=models.Subquery(latest.values("category")[:1]),
            cause=models.Subquery(latest.values("cause")[:1]),
            size=models.Subquery(latest.values("family_size")[:1]),
            per_capita_income=models.Subquery(latest.values("per_capita_stated")[:1]),
        )


class Household(models.Model):
    """One file of one household. A household that comes back after closing gets a new one, linked to the one before."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPLIED = "applied", _("applied")
        VERIFYING = "verifying", _("being verified")
        REVIEWING = "reviewing", _("under review")
        IN_NOTICE = "in_notice", _("on public notice")
        OBJECTED = "objected", _("objection under check")
        CHECKING = "checking", _("being checked above")
        WITH_CITY = "with_city", _("with the city")
        RETURNED = "returned", _("returned for correction")
        IN_FORCE = "in_force", _("in force")
        REEXAMINING = "reexamining", _("being re-examined")
        CLOSED = "closed", pgettext_lazy("state of a file", "closed")
        REFUSED = "refused", _("refused")

    COUNTED = (State.IN_FORCE, State.REEXAMINING)  # files that relief may rest on
    ENDED = (State.CLOSED, State.REFUSED)  # read-only; `closed_on` is the day

    file_no = models.CharField(_("file number"), max_length=30, unique=True)
    head = models.ForeignKey("members.Person", models.PROTECT, related_name="headed_households", verbose_name=_("head"))
    union = models.ForeignKey("members.Union", models.PROTECT, related_name="households", verbose_name=_("union"))
    employer = models.ForeignKey(
        "members.Employer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("employer")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.IN_FORCE)
    opened_on = models.DateField(_("opened"), null=True, blank=True)
    closed_on = models.DateField(pgettext_lazy("day of a file", "closed"), null=True, blank=True)
    closing_reason = models.CharField(
        _("reason of closing"), max_length=20, choices=CLOSING_REASONS.choices, blank=True
    )
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("file before")
    )
    marital = models.CharField(_("marital status"), max_length=20, choices=MARITAL_STATUSES.choices, blank=True)
    hukou = models.CharField(_("household registration"), max_length=20, choices=HUKOU_TYPES.choices, blank=True)
    health = models.CharField(_("health"), max_length=30, choices=HEALTHS.choices, blank=True)
    housing = models.CharField(_("housing"), max_length=20, choices=HOUSINGS.choices, blank=True)
    floor_area = models.DecimalField(_("floor area, ㎡"), max_digits=6, decimal_places=2, null=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    bank = models.CharField(_("bank"), max_length=50, blank=True)
    card_no = EncryptedTextField(_("account number"), purpose="household.card_no", blank=True)
    note = models.CharField(_("remark"), max_length=500, blank=True)
    level = models.CharField(_("level of the file"), max_length=10, choices=FILE_LEVELS.choices, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    moving_to = models.ForeignKey(
        "members.Union",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="files_coming",
        verbose_name=_("to be moved to"),
    )
    edition = models.PositiveIntegerField(default=1, editable=False)  # goes up with each change on screen

    objects = HouseholdQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("household file")
        verbose_name_plural = _("household files")
        ordering = ["file_no"]
        # Figures count files opened or closed in a period.
        indexes = [
            models.Index(fields=["opened_on"], name="hardship_household_opened"),
            models.Index(fields=["closed_on"], name="hardship_household_closed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["head"],
                condition=Q(closed_on=None),
                name="hardship_household_one_open",
                violation_error_message=_("This person already heads an open file: one household, one file."),
            ),
            not_before("closed_on", "opened_on", _("A file cannot be closed before it was opened.")),
            models.CheckConstraint(
                condition=(Q(state__in=["closed", "refused"]) & Q(closed_on__isnull=False))
                | (~Q(state__in=["closed", "refused"]) & Q(closed_on=None)),
                name="hardship_household_closed_has_day",
                violation_error_message=_("A closed file has its closing day, an open one has none."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_force", "reexamining"]) | Q(opened_on__isnull=False),
                name="hardship_household_in_force_has_day",
                violation_error_message=_("A file in force has the day on which it was opened."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_no} {self.head}"


class HouseholdMemberQuerySet(ScopedQuerySet):
    union_path = "household__union__path"


class HouseholdMember(models.Model):
    """Somebody of the family; the head is not repeated here."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members", verbose_name=_("file"))
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="in_households", verbose_name=_("person"))
    relation = models.CharField(_("relation to the head"), max_length=20, choices=RELATIONS.choices)
    occupation = models.CharField(_("occupation"), max_length=20, choices=OCCUPATIONS.choices, blank=True)
    health = models.CharField(_("health"), max_length=30, choices=HEALTHS.choices, blank=True)
    income_month = models.DecimalField(_("monthly income, 元"), max_digits=12, decimal_places=2, null=True, blank=True)
    place = models.CharField(_("workplace or school"), max_length=100, blank=True)
    disease = EncryptedTextField(_("disease or disability"), purpose="member.disease", blank=True)
    medical_insurance = models.CharField(
        _("medical insurance"), max_length=20, choices=MEDICAL_INSURANCES.choices, blank=True
    )
    school_from = models.PositiveSmallIntegerField(_("year of entering the school"), null=True, blank=True)
    school_years = models.PositiveSmallIntegerField(_("years of the school"), null=True, blank=True)
    able_idle = models.BooleanField(
        _("could work and does not"), default=False, help_text=_("The minimum wage is counted, unless there is proof.")
    )
    idle_proof = models.CharField(
        _("why they do not work"), max_length=200, blank=True, help_text=_("With proof: then no wage is counted.")
    )
    counted = models.BooleanField(_("counted in the family"), default=True)
    why_not_counted = models.CharField(_("why not counted"), max_length=200, blank=True)

    objects = HouseholdMemberQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("member of the family")
        verbose_name_plural = _("family")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person"],
                name="hardship_member_once",
                violation_error_message=_("This person is already listed in this household."),
            ),
            models.CheckConstraint(
                condition=Q(income_month=None) | Q(income_month__gte=0),
                name="hardship_member_income_not_negative",
                violation_error_message=_("Income cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_relation_display()})"


class CompletionQuerySet(ScopedQuerySet):
    union_path = "household__union__path"


class Completion(models.Model):
    """A file was completed (完善): its facts were gone through again and filled up, on a day. Each counts in its own year."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="completions", verbose_name=_("file"))
    on = models.DateField(_("completed"), db_index=True)  # figures count completions in a period

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion of a file")
        verbose_name_plural = _("completions of files")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "on"],
                name="hardship_completion_once",
                violation_error_message=_("This completion is already recorded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.on}"
