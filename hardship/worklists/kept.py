"""Closed files that need not be kept any longer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from hardship.models import Household
from hardship.rules.retention import RETENTION_YEARS

from .new_line import standards_in_force
from .worklist import Files, Sight


def kept_long_enough(files: Files, sight: Sight) -> Files:
    """Closed files whose years of keeping are over, as the standard of their union says, and that are not destroyed yet."""
    over = Q(closed_on__lt=_years_before(sight.day, RETENTION_YEARS))
    for standard in sorted(standards_in_force(sight.day), key=lambda standard: len(standard.union.path)):
        within = Q(union__path__startswith=standard.union.path)
        over = (over & ~within) | (within & Q(closed_on__lt=_years_before(sight.day, standard.retention_years)))
    return files.filter(over, state__in=Household.ENDED, disposal__second_by=None)


def tell_keeping(files: Files, sight: Sight) -> Files:
    return files.annotate(proposed_on=F("disposal__asked_on"))


def why_kept_long_enough(file: Any, sight: Sight) -> str:
    facts = {"day": file.closed_on, "on": file.proposed_on}
    if file.proposed_on is not None:
        return _("Closed on %(day)s; its disposal was proposed on %(on)s") % facts
    return _("Closed on %(day)s") % facts


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return date(day.year - years, 2, 28)
