"""Holidays and exchanged days: one table for the whole office, by which public notices and deadlines are counted."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.admin.base import OfficeAdmin
from members.admin.exports import Offer
from members.models import Union
from office.models import SpecialDay
from office.workbooks.cells import Day, Text, YesNo
from office.workbooks.listing import Listing
from office.workbooks.roster import Column

_WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class SpecialDayListing(Listing):
    model = SpecialDay
    label = SpecialDay._meta.verbose_name_plural

    day = Column("日期", Day(), attribute="day")
    works = Column("上班", YesNo(), attribute="works")
    name = Column("名称", Text(), attribute="name")


@admin.register(SpecialDay)
class SpecialDayAdmin(OfficeAdmin):
    list_display = ["day", "weekday", "works", "name"]
    list_filter = ["works"]
    search_fields = ["name"]
    date_hierarchy = "day"
    ordering = ["-day"]
    fields = [("day", "name"), "works"]
    unit = pgettext_lazy("unit", "days")
    exports = [Offer(SpecialDayListing())]

    def narrow(self, request: HttpRequest, records: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The same days hold for every union."""
        return records if request.user.is_superuser or request.user.union else records.none()

    @admin.display(description=_("day of the week"))
    def weekday(self, special: SpecialDay) -> Any:
        return _WEEKDAYS[special.day.weekday()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _keeps_the_calendar(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _keeps_the_calendar(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _keeps_the_calendar(request) and super().has_delete_permission(request, obj)


def _keeps_the_calendar(request: HttpRequest) -> bool:
    """A grass-roots union's administrator does not change the days of all the others."""
    union = request.user.union
    return request.user.is_superuser or (union is not None and union.kind in (Union.Kind.SYSTEM, Union.Kind.FEDERATION))
