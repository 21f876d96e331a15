"""Unions: a tree from the city federation down to the grass roots, and the employers whose staff they organise."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from members.rules.code_lists import UNIT_NATURES
from members.scope import ScopedQuerySet
from office.code_lists import INDUSTRIES
from office.constraints import not_before


class UnionQuerySet(ScopedQuerySet):
    union_path = "path"

    def grassroots(self) -> "UnionQuerySet":
        return self.filter(kind__in=Union.GRASSROOTS)

    def existing_on(self, day) -> "UnionQuerySet":
        """Founded by `day` and not closed by its evening; a union of unknown founding day counts as old."""
        founded = models.Q(founded_on__lte=day) | models.Q(founded_on=None)
        return self.filter(founded).filter(models.Q(closed_on=None) | models.Q(closed_on__gt=day))

    def with_members(self) -> "UnionQuerySet":
        """Adds `members_count`: the memberships that are open. A subquery, as it is asked for the page shown alone."""
        memberships = self.model._meta.get_field("memberships").related_model.objects
        here = memberships.filter(union=models.OuterRef("pk"), ended_on=None).order_by().values("union")
        count = here.annotate(count=models.Count("pk")).values("count")
        return self.annotate(members_count=Coalesce(models.Subquery(count), 0))


class Union(models.Model):
    """One union. `path` holds the keys from the root down ("000001/000002/"), so a subtree is a prefix."""

    class Kind(models.TextChoices):
        FEDERATION = "federation", _("federation")
        SYSTEM = "system", _("system or industry union")
        GRASSROOTS = "grassroots", _("grass-roots union")
        JOINT = "joint", _("joint grass-roots union")

    GRASSROOTS = (Kind.GRASSROOTS, Kind.JOINT)

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("higher union")
    )
    path = models.CharField(max_length=120, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.GRASSROOTS)
    code = models.CharField(_("union code"), max_length=30, unique=True, null=True, blank=True)
    name = models.CharField(_("name of the union"), max_length=100, unique=True)
    uscc = models.CharField(
        _("union's social credit code"),
        max_length=18,
        blank=True,
        help_text=_("18 characters, 81… for a grass-roots union"),
    )
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    closed_on = models.DateField(pgettext_lazy("union", "closed"), null=True, blank=True)
    staff_count = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    chair = models.CharField(_("chair"), max_length=50, blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    note = models.CharField(_("remark"), max_length=500, blank=True)

    objects = UnionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("union")
        verbose_name_plural = _("unions")
        ordering = ["path"]
        constraints = [not_before("closed_on", "founded_on", _("A union cannot close before it was founded."))]

    def __str__(self) -> str:
        return self.name


class EmployerQuerySet(ScopedQuerySet):
    pass


class Employer(models.Model):
    """A workplace. It has a credit code of its own, never the union's; a joint union has several."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="employers", verbose_name=_("union"))
    name = models.CharField(_("employer"), max_length=100, unique=True)
    uscc = models.CharField(_("employer's social credit code"), max_length=18, blank=True)
    nature = models.CharField(_("nature of the employer"), max_length=20, choices=UNIT_NATURES.choices, blank=True)
    industry = models.CharField(_("industry"), max_length=10, choices=INDUSTRIES.choices, blank=True)

    objects = EmployerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
