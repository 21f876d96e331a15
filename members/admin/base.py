"""What every screen of the admin shares: the scope, the trail, the history, and lists that cost the same at any length."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import ALL_VAR, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Person
from office.trail.acts import note

from .changes import changes_of
from .export_page import Exported
from .forms import OfficeForm

Figures = list[tuple[Any, Any, Any]]  # (label, value, unit)


class Scoped:
    """Narrows what is listed, opened and chosen to the unions of the person asking (style.md rule 11)."""

    form = OfficeForm

    def narrow(self, request: HttpRequest, records: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """What of `records` the person asking may see. A model that cannot say so needs a screen that can."""
        return records.visible_to(request.user)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return self.narrow(request, super().get_queryset(request))

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> models.QuerySet[Any]:
        # Autocomplete narrows only the search: without this a clerk could POST the key of another union's record.
        return db_field.remote_field.model._default_manager.visible_to(request.user)


class OfficeInline(Scoped, admin.TabularInline):
    """Rows of a record on its page."""

    extra = 0
    show_change_link = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.staff = request.user
        return formset


class ReadOnlyInline(OfficeInline):
    """Rows that are written elsewhere."""

    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OfficeAdmin(Exported, Scoped, admin.ModelAdmin):
    """Base of every screen.

    `search_people` names the way to the person by whom a record is looked for ("" for the record itself);
    `typed_fields` are fields of the form alone, shown to those who may fill them in; `read_once` are chosen when a record
    is made and stand from then on; `unit` counts the records of the list; `exports` are the ways to write it into a file;
    `new_page` names the address at which a new record is made, where that is a page of the desk.
    """

    actions_on_top = True
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False  # an unfiltered count costs a second pass over the table
    save_on_top = False
    view_on_site = False
    search_people: str | None = None
    typed_fields: tuple[str, ...] = ()
    read_once: tuple[str, ...] = ()
    unit: Any = pgettext_lazy("unit", "entries")
    new_page = ""
    object_history_template = "admin/object_history.html"

    # -- what is seen

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.list_select_related or ())

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        # Django goes back to the front page with a message that repeats the key; what one may not see is not found.
        raise Http404

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        words = search_term.strip()
        if self.search_people is None or not words:
            return super().get_search_results(request, queryset, search_term)
        found = Q(**{f"{self.search_people or 'pk'}__in": Person.objects.matching(words).values("pk")})
        for field in self.get_search_fields(request):
            found |= Q(**{f"{field}__icontains": words})
        return queryset.filter(found), False

    def tally(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Figures:
        """What stands above the list besides the number of records, which the template counts (in `unit`)."""
        # Without the list's order: its columns would be grouped by too, and every count be 1.
        return self.totals(queryset.order_by())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", None) or {}
        if "cl" in shown:
            shown["tally"] = self.tally(request, shown["cl"].queryset)
            shown["export_query"] = shown["cl"].get_query_string(remove=[PAGE_VAR, ALL_VAR])
        return response

    def totals(self, records: Any) -> Figures:
        """(label, number, unit) of the filtered `records`; amounts are Decimals."""
        return []

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # one at a time, and looked at
        return actions

    # -- what is typed

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.staff = request.user
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(self.read_once if obj else ())]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self.for_reading(request, obj, super().get_fieldsets(request, obj))

    def for_reading(self, request: HttpRequest, obj: Any, fieldsets: Any) -> list[Any]:
        """`fieldsets` as they are for whoever may write, and without `typed_fields` for whoever may only read."""
        if obj is None or self.has_change_permission(request, obj):
            return list(fieldsets)
        shown = []
        for title, options in fieldsets:
            fields = [name for name in flatten_fieldsets([(title, options)]) if name not in self.typed_fields]
            if fields:
                shown.append((title, {**options, "fields": fields}))
        return shown

    # -- what is written down

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> dict[str, Any]:
        """The facts of one trail entry: names of what changed, never values, as a number would stand there for ever."""
        facts: dict[str, Any] = {} if add else {"fields": list(form.changed_data)}
        rows: dict[str, dict[str, int]] = {}
        for formset in formsets or ():
            counts = {
                "added": len(formset.new_objects),
                "changed": len(formset.changed_objects),
                "deleted": len(formset.deleted_objects),
            }
            if any(counts.values()):
                rows[formset.model._meta.label] = {name: count for name, count in counts.items() if count}
        return facts | ({"rows": rows} if rows else {})

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return note("added", by=request.user, on=obj, **message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return note("changed", by=request.user, on=obj, **message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return [note("deleted", by=request.user, on=obj) for obj in queryset]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed what and when: `changes` is a list of `Change`, newest first."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            self.object_history_template,
            {
                **self.admin_site.each_context(request),
                "title": _("What changed"),
                "subtitle": str(record),
                "object": record,
                "opts": self.opts,
                "module_name": str(self.opts.verbose_name_plural),
                "changes": changes_of(record),
                "preserved_filters": self.get_preserved_filters(request),
                **(extra_context or {}),
            },
        )


class ReadOnlyAdmin(OfficeAdmin):
    """A screen to read: what it shows is written elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
