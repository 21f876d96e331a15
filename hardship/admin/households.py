"""The files of households: the list, and the file as the paper has it (domain.md 1.2)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.models import Assessment, Completion, Household, HouseholdMember
from hardship.operations.families import facts_of_head, facts_of_relative, zero_employment_among
from hardship.operations.files import (
    UNDER_WAY,
    check_home,
    check_may_open,
    episode_before,
    new_file_number,
    open_homes,
)
from hardship.rosters.family import FamilyRoster
from hardship.rosters.households import HouseholdRoster
from hardship.rules.code_lists import CATEGORIES, CAUSES
from hardship.rules.family import contradictions
from members.admin.base import Figures, OfficeAdmin, OfficeInline
from members.admin.exports import Offer
from members.admin.fields import CardField, PhoneField
from members.admin.filters import UnionFilter, YearFilter
from members.admin.forms import OfficeForm
from members.admin.people import PersonAdmin
from office.identity import mask_card
from office.refusal import Refusal


class MemberForm(OfficeForm):
    def clean(self) -> None:
        super().clean()
        person, household = self.cleaned_data.get("person"), self.cleaned_data.get("household")
        if person is None or household is None or "person" not in self.changed_data:
            return
        try:
            check_home(open_homes([person.pk]).get(person.pk), household if household.pk else None)
        except Refusal as refusal:
            self.refuse(refusal, number="person")


class FamilyFormSet(BaseInlineFormSet[HouseholdMember, Household, MemberForm]):
    """The family as it would stand: the form of a file at the desk asks the same of it."""

    def clean(self) -> None:
        household = self.instance
        if household.head_id is not None:
            workless = household.pk is not None and household.pk in zero_employment_among([household])
            head = facts_of_head(household, zero_employment=workless)
            others: list[dict[str, Any]] = []
            for form in self.forms:
                if form.is_valid() and form.cleaned_data.get("person") and not form.cleaned_data.get("DELETE"):
                    relative = facts_of_relative(form.instance)
                    for reason in contradictions(relative, head, others):
                        refusal = Refusal(reason.field, reason.code, reason.sentence)
                        form.refuse(refusal, number="person", name="person", birthday="person")
                    others.append(relative)
        super().clean()


class MemberInline(OfficeInline):
    model = HouseholdMember
    form = MemberForm
    formset = FamilyFormSet
    fields = ["person", "relation", "occupation", "place", "health", "income_month", "counted", "why_not_counted"]
    autocomplete_fields = ["person"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related("person")


class AssessmentForm(OfficeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.confirmed:  # it stands; what is different now is a new assessment
            for field in self.fields.values():
                field.disabled = True


class AssessmentInline(OfficeInline):
    """The latest assessment; those before it stand in the file's history and are never overwritten."""

    model = Assessment
    form = AssessmentForm
    fields = [
        "assessed_on", "category", "cause", "family_size", "income_month", "income_year", "per_capita_stated",
        "confirmed",
    ]  # fmt: skip
    readonly_fields = ["confirmed"]  # by the step that approves
    can_delete = False
    verbose_name_plural = _("latest assessment")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        latest = Assessment.objects.filter(household=OuterRef("household")).order_by("-assessed_on", "-pk")
        return super().get_queryset(request).filter(pk=Subquery(latest.values("pk")[:1]))


class CompletionInline(OfficeInline):
    model = Completion
    fields = ["on"]


class HouseholdForm(OfficeForm):
    phone = PhoneField(label=_("telephone"))
    new_card = CardField(label=_("new account number"), help_text=_("Type the whole number. Empty leaves it as it is."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file_no" in self.fields and not self.instance.pk:
            self.fields["file_no"].required = False
            self.fields["file_no"].help_text = _("Empty: the next number of the year.")

    def clean(self) -> None:
        super().clean()
        head = self.cleaned_data.get("head")
        if head is not None:
            try:
                check_may_open(head, open_homes([head.pk]).get(head.pk), by=self.staff)
            except Refusal as refusal:
                self.refuse(refusal, number="head")
        if self.cleaned_data.get("new_card"):
            self.instance.card_no = self.cleaned_data["new_card"]


class Stated(admin.SimpleListFilter):
    """A choice out of what the latest confirmed assessment says."""

    choices_of: Any

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return self.choices_of.choices()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class CategoryFilter(Stated):
    title, parameter_name, choices_of = _("category"), "category", CATEGORIES


class CauseFilter(Stated):
    title, parameter_name, choices_of = _("main cause"), "cause", CAUSES


class FileList(ChangeList):
    """Leads from each line to the file's own page at the desk, where one goes on to correct it; a choice for a field stays."""

    def url_for_result(self, result: Any) -> str:
        return super().url_for_result(result) if self.is_popup else reverse("desk:file", args=[result.pk])


class OpenedFilter(YearFilter):
    title, parameter_name, column = _("year of opening"), "opened", "opened_on"


@admin.register(Household)
class HouseholdAdmin(OfficeAdmin):
    unit = pgettext_lazy("unit", "files")
    new_page = "desk:file_new"
    form = HouseholdForm
    list_display = [
        "file_no", "head_name", "masked_id", "category", "cause", "size_count", "head_income", "state", "opened_on",
        "union",
    ]  # fmt: skip
    list_display_links = ["file_no", "head_name"]
    list_select_related = ["head", "union"]
    list_filter = ["state", CategoryFilter, CauseFilter, UnionFilter, OpenedFilter]
    search_fields = ["file_no"]
    search_help_text = PersonAdmin.search_help_text
    search_people = "head"
    autocomplete_fields = ["head", "union", "employer"]
    read_once = ("head", "union")
    typed_fields = ("new_card",)
    inlines = [MemberInline, AssessmentInline, CompletionInline]
    exports = [Offer(HouseholdRoster()), Offer(FamilyRoster(), "household")]
    actions = ["print_files"]
    fieldsets = [
        (
            _("Head"),
            {
                "fields": [
                    ("file_no", "state"), ("head", "masked_id"), ("union", "employer"), ("marital", "hukou"), "health",
                ]
            },
        ),
        (_("Home"), {"fields": [("housing", "floor_area")]}),
        (_("Contact"), {"fields": ["phone", "address"]}),
        (_("Bank"), {"fields": ["bank", ("masked_card", "new_card")]}),
        (_("File"), {"fields": [("opened_on", "closed_on", "closing_reason"), "previous", "note"]}),
    ]  # fmt: skip
    # What moves a file is signed, step by step, on its own page: here nobody opens, closes or moves one on the side.
    readonly_fields = ["state", "opened_on", "closed_on", "closing_reason", "masked_id", "masked_card", "previous"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FileList

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).with_latest()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is under way goes on step by step on its own page, and what has ended can only be read, by everybody."""
        may_change = super().has_change_permission(request, obj)
        return may_change and (obj is None or obj.state not in (*UNDER_WAY, *Household.ENDED))

    @admin.display(description=_("head"), ordering="head__pinyin")
    def head_name(self, household: Household) -> str:
        return household.head.name

    @admin.display(description=_("ID number"))
    def masked_id(self, household: Household) -> str:
        return household.head.masked_id if household.head_id else ""

    @admin.display(description=_("account number"))
    def masked_card(self, household: Household) -> str:
        return mask_card(household.card_no)

    @admin.display(description=_("category"), ordering="category")
    def category(self, household: Any) -> Any:
        return dict(CATEGORIES.choices()).get(household.category)

    @admin.display(description=_("main cause"), ordering="cause")
    def cause(self, household: Any) -> Any:
        return dict(CAUSES.choices()).get(household.cause)

    @admin.display(description=_("family size"), ordering="size")
    def size_count(self, household: Any) -> int | None:
        return household.size

    @admin.display(description=_("monthly income a head, 元"), ordering="per_capita_income")
    def head_income(self, household: Any) -> Any:
        return None if household.per_capita_income is None else f"{household.per_capita_income:,.2f}"

    def totals(self, records: Any) -> Figures:
        counts = dict(records.values("category").annotate(count=Count("pk")).values_list("category", "count"))
        unit = pgettext_lazy("unit", "households")
        known = [(label, counts.pop(code), unit) for code, label in CATEGORIES.choices() if code in counts]
        return [*known, (_("not assessed"), sum(counts.values()), unit)] if counts else known

    @admin.action(description=_("Print their papers"), permissions=["view"])
    def print_files(self, request: HttpRequest, chosen: Any) -> HttpResponse:
        """To the page that asks which paper. All that the list shows goes there as its query string, a few as their keys."""
        if request.POST.get("select_across") == "1":
            asked = {"list": request.GET.urlencode()}
        else:
            asked = {"keys": ",".join(map(str, chosen.values_list("pk", flat=True)))}
        return redirect(f"{reverse('desk:files_print')}?{urlencode(asked)}")

    def save_model(self, request: HttpRequest, obj: Household, form: Any, change: bool) -> None:
        if change:
            obj.edition += 1
        else:
            obj.state, obj.entered_by = Household.State.DRAFT, request.user
            obj.file_no = obj.file_no or new_file_number(timezone.localdate().year)
            obj.previous = episode_before(list(Household.objects.filter(head=obj.head).order_by("opened_on", "pk")))
        super().save_model(request, obj, form, change)
