"""Targets: what the city federation asks of a union in a year."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from members.models import Target
from members.rosters.targets import TargetRoster
from office.reporting.figures import FIGURES

from .base import OfficeAdmin
from .exports import Offer
from .filters import UnionFilter
from .forms import OfficeForm


def _figures() -> list[tuple[str, str]]:
    return [("", "---------"), *((code, f"{figure.label} ({figure.unit})") for code, figure in FIGURES.items())]


class TargetForm(OfficeForm):
    figure = forms.ChoiceField(label=_("figure"), choices=_figures)


@admin.register(Target)
class TargetAdmin(OfficeAdmin):
    form = TargetForm
    list_display = ["year", "union", "figure_label", "value_count", "figure_unit"]
    list_display_links = ["figure_label"]
    list_select_related = ["union"]
    list_filter = ["year", UnionFilter]
    search_fields = ["union__name"]
    autocomplete_fields = ["union"]
    fields = [("union", "year"), ("figure", "value")]
    exports = [Offer(TargetRoster())]

    @admin.display(description=_("figure"), ordering="figure")
    def figure_label(self, target: Target) -> Any:
        return FIGURES[target.figure].label if target.figure in FIGURES else target.figure

    @admin.display(description=_("target"), ordering="value")
    def value_count(self, target: Target) -> int:
        return target.value

    @admin.display(description=_("unit"))
    def figure_unit(self, target: Target) -> Any:
        return FIGURES[target.figure].unit if target.figure in FIGURES else ""
