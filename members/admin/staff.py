"""Staff: who works with the system, for which union, in which roles."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm, UsernameField
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Staff
from members.roles import ROLES, role_choices, roles_of

from .base import OfficeAdmin
from .exports import Offer
from .filters import UnionFilter
from .forms import OfficeForm
from .listings import StaffListing

# Roles are those of members/roles.py. A screen to make up groups would make rights that nobody wrote down.
admin.site.unregister(Group)


def _described() -> list[tuple[str, str]]:
    return [(role.code, f"{role.label}: {role.description}") for role in ROLES.values()]


class RolesForm(OfficeForm):
    """The roles as boxes. There is no box for the superuser: that is for the command line."""

    roles = forms.MultipleChoiceField(
        label=_("roles"), choices=_described, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["roles"].initial = [role.code for role in roles_of(self.instance)]
        if "union" in self.fields:
            self.fields["union"].required = True
            self.fields["union"].help_text = _("They see this union and those below it.")


class StaffForm(RolesForm):
    class Meta:
        field_classes = {"username": UsernameField}


class NewStaffForm(RolesForm, UserCreationForm):
    class Meta:
        model = Staff
        fields = ["username"]
        field_classes = {"username": UsernameField}


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return role_choices()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class StaffUnionFilter(UnionFilter):
    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        path = self.unions[self.value()][1] if self.value() in self.unions else "none"
        return queryset.filter(union__path__startswith=path)


@admin.register(Staff)
class StaffAdmin(OfficeAdmin, UserAdmin):
    """Django's pages for users with our roles on them."""

    unit = pgettext_lazy("unit", "people")
    form = StaffForm
    add_form = NewStaffForm
    add_form_template = None
    list_display = ["username", "name", "union", "role_labels", "is_active", "last_login"]
    list_select_related = ["union"]
    list_filter = ["is_active", RoleFilter, StaffUnionFilter]
    search_fields = ["username", "name"]
    ordering = ["username"]
    filter_horizontal = ()
    autocomplete_fields = ["union"]
    readonly_fields = ["last_login", "date_joined"]
    typed_fields = ("roles",)
    exports = [Offer(StaffListing())]
    fieldsets = [
        (None, {"fields": [("username", "name"), "union", "roles", "is_active"]}),
        (_("Dates"), {"fields": [("last_login", "date_joined")]}),
    ]
    add_fieldsets = [(None, {"fields": [("username", "name"), "union", "roles", ("password1", "password2")]})]

    def narrow(self, request: HttpRequest, records: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Staff of one's own unions. Superusers are out of reach: setting their password would be a way to become one."""
        staff = request.user
        if staff.is_superuser:
            return records
        if staff.union is None:
            return records.none()
        return records.filter(union__path__startswith=staff.union.path, is_superuser=False)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def role_labels(self, staff: Staff) -> str:
        held = {group.name for group in staff.groups.all()}
        return ", ".join(str(role.label) for role in ROLES.values() if role.code in held) or "—"

    def save_model(self, request: HttpRequest, obj: Staff, form: Any, change: bool) -> None:
        obj.is_staff = True  # everybody works on these pages
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.groups.set(Group.objects.filter(name__in=form.cleaned_data["roles"]))

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> dict[str, Any]:
        facts = super().construct_change_message(request, form, formsets, add)
        given = getattr(form, "cleaned_data", {}).get("roles")  # the page of the password has none
        return facts if given is None else facts | {"roles": sorted(given)}
