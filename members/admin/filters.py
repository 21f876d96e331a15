"""Filters beside lists. Django's own for foreign keys would name every union of the office."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.models import Union


class UnionFilter(admin.SimpleListFilter):
    """A union and those below it, of those one sees."""

    title = _("union")
    parameter_name = "union"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.unions = {
            str(key): (name, path)
            for key, name, path in Union.objects.visible_to(request.user).values_list("pk", "name", "path")
        }
        return [(key, name) for key, (name, _path) in self.unions.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        if self.value() not in self.unions:
            return queryset.none()
        return queryset.filter(**{f"{queryset.union_path}__startswith": self.unions[self.value()][1]})


class YearFilter(admin.SimpleListFilter):
    """The years that occur in a column of days; a subclass names the column."""

    column: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        days = model_admin.get_queryset(request).order_by().dates(self.column, "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in days]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        year = self.value()
        return queryset.filter(**{f"{self.column}__year": int(year)}) if year and year.isdigit() else queryset
