"""Holidays, and weekend days that are worked in exchange (调休): a table that the office edits each year."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpecialDay(models.Model):
    """A day on which people work otherwise than the week says."""

    day = models.DateField(_("day"), unique=True)
    works = models.BooleanField(_("is worked"), default=False, help_text=_("A weekend day that is worked in exchange."))
    name = models.CharField(_("name"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("holiday or exchanged day")
        verbose_name_plural = _("holidays and exchanged days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


def special_days() -> dict[date, bool]:
    """Day -> whether it is worked, as office.calendar takes it. One query."""
    return dict(SpecialDay.objects.values_list("day", "works"))
