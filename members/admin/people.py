"""People and their memberships."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Membership, MembershipEvent, Person
from members.operations.membership import Memberships
from members.operations.people import differences, registered_already
from members.rosters.members import MemberRoster
from members.rules.code_lists import MEMBERSHIP_CHANGES
from office.history import Hand
from office.identity import mask_mobile
from office.names import clean_name
from office.refusal import Refusal

from .base import Figures, OfficeAdmin, ReadOnlyInline
from .exports import Offer
from .fields import IdNumberField, PhoneField
from .filters import UnionFilter
from .forms import OfficeForm
from .listings import PersonListing


def _changes(*kinds: str) -> list[tuple[str, Any]]:
    return [("", "---------"), *((code, label) for code, label in MEMBERSHIP_CHANGES.choices() if code in kinds)]


class PersonForm(OfficeForm):
    number = IdNumberField()
    mobile = PhoneField(label=_("telephone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.id_no:
            self.fields["number"].label = _("New ID number")
            self.fields["number"].help_text = _("Only to correct it: type the whole number. Empty leaves it as it is.")

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean(self) -> None:
        super().clean()
        number = self.cleaned_data.get("number")
        if not number:
            return
        try:
            registered_already(number.number, besides=self.instance, by=self.staff)
        except Refusal as refusal:
            self.refuse(refusal)
        for refusal in differences(number, self.cleaned_data.get("sex"), self.cleaned_data.get("birthday")):
            self.refuse(refusal)
        self.instance.id_no = number.number


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = ["union", "began_on", "ended_on", "migrant", "employment"]
    show_change_link = True


@admin.register(Person)
class PersonAdmin(OfficeAdmin):
    unit = pgettext_lazy("unit", "people")
    form = PersonForm
    list_display = ["name", "masked_id", "sex", "birthday", "union", "telephone"]
    list_select_related = ["union"]
    list_filter = ["sex", UnionFilter]
    search_fields = ["name"]
    search_help_text = _("Name, pinyin or its initials, or the last 4 or 6 characters of the ID number")
    search_people = ""
    autocomplete_fields = ["union"]
    typed_fields = ("number",)
    inlines = [MembershipInline]
    exports = [Offer(PersonListing())]

    def get_fieldsets(self, request: HttpRequest, obj: Person | None = None) -> list[Any]:
        numbers = ["masked_id", "number"] if obj and obj.id_no else ["number"]
        fieldsets = [
            (None, {"fields": [("name", "union"), numbers, ("sex", "birthday"), "mobile"]}),
            (_("Particulars"), {"fields": [("ethnic", "political"), ("education", "hukou")]}),
        ]
        return self.for_reading(request, obj, fieldsets)

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> list[str]:
        # They follow from the ID number; without one they are typed.
        follow = ["sex", "birthday"] if obj and obj.id_no else []
        return [*super().get_readonly_fields(request, obj), "masked_id", *follow]

    @admin.display(description=_("ID number"))
    def masked_id(self, person: Person) -> str:
        return person.masked_id

    @admin.display(description=_("telephone"))
    def telephone(self, person: Person) -> str:
        return "/".join(mask_mobile(number) for number in person.mobile.split("/"))


class MembershipForm(OfficeForm):
    """Joining, and on the page of a membership what happens to it: both by the operation that rosters use."""

    change = forms.ChoiceField(label=_("change"), required=False)
    changed_on = forms.DateField(label=_("day of the change"), required=False, widget=admin.widgets.AdminDateWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.memberships: Memberships | None = None
        if self.instance.pk:
            self.fields["change"].choices = _changes(MembershipEvent.KEPT, *MembershipEvent.LEAVING)
        else:
            self.fields["change"].choices = _changes(*MembershipEvent.ENTERING)
            self.fields["change"].required = True

    def clean(self) -> None:
        super().clean()
        if not self.errors:
            try:
                self._ask()
            except Refusal as refusal:
                self.refuse(refusal, changed_on="changed_on" if self.instance.pk else "person", left_on="changed_on")

    def _ask(self) -> None:
        values, kind = self.cleaned_data, self.cleaned_data["change"]
        facts = {name: values[name] for name in ("employer", "migrant", "employment") if name in values}
        if not self.instance.pk:
            self.memberships = Memberships([values["person"]], Hand(self.staff))
            self.memberships.enter(values["person"], values["union"], kind, values["began_on"], **facts)
            return
        day = values["changed_on"]
        if bool(kind) != bool(day):
            raise Refusal("changed_on", "required", _("A change has its kind and its day."))
        if not kind:
            return
        person, union = self.instance.person, self.instance.union
        self.memberships = Memberships([person], Hand(self.staff))
        # The operation is to work on this very record, so that what else was typed is written with it.
        self.memberships.of[person.pk] = [
            self.instance if membership.pk == self.instance.pk else membership
            for membership in self.memberships.of[person.pk]
        ]
        if kind == MembershipEvent.KEPT:
            self.memberships.keep(person, union, day)
        else:
            self.memberships.leave(person, union, kind, day)


class EventInline(ReadOnlyInline):
    model = MembershipEvent
    fields = ["kind", "on", "reason"]


@admin.register(Membership)
class MembershipAdmin(OfficeAdmin):
    unit = pgettext_lazy("unit", "people")
    form = MembershipForm
    list_display = ["name", "masked_id", "union", "began_on", "ended_on", "migrant", "employment"]
    list_select_related = ["person", "union"]
    list_filter = [("ended_on", admin.EmptyFieldListFilter), "migrant", UnionFilter]
    search_fields = ["union__name"]
    search_help_text = PersonAdmin.search_help_text
    search_people = "person"
    autocomplete_fields = ["person", "union", "employer"]
    read_once = ("person", "union", "began_on")
    typed_fields = ("change", "changed_on")
    inlines = [EventInline]
    exports = [Offer(MemberRoster())]

    def get_fieldsets(self, request: HttpRequest, obj: Membership | None = None) -> list[Any]:
        facts = [("employer", "employment"), "migrant"]
        if obj is None:
            return [(None, {"fields": ["person", "union", ("change", "began_on"), *facts]})]
        shown = [(None, {"fields": [("person", "union"), ("began_on", "ended_on"), *facts]})]
        if obj.ended_on is None:
            shown.append((_("Record a change"), {"fields": [("change", "changed_on")]}))
        return self.for_reading(request, obj, shown)

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "ended_on"]

    @admin.display(description=_("member"), ordering="person__pinyin")
    def name(self, membership: Membership) -> str:
        return membership.person.name

    @admin.display(description=_("ID number"))
    def masked_id(self, membership: Membership) -> str:
        return membership.person.masked_id

    def totals(self, records: Any) -> Figures:
        return [(_("Open memberships"), records.filter(ended_on=None).count(), pgettext_lazy("unit", "members"))]

    def save_model(self, request: HttpRequest, obj: Membership, form: MembershipForm, change: bool) -> None:
        memberships = form.memberships
        if memberships is None or (change and not memberships.batch.changed):
            super().save_model(request, obj, form, change)
        if memberships is not None:
            memberships.write()
            obj.pk = memberships.of[obj.person_id][-1].pk if not change else obj.pk
