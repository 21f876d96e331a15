"""The files in force at the end of a period, as their assessments of that time describe them."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hardship.models import Assessment
from hardship.rules.eligibility.remarks import ERAS
from members.models import Union
from office.calendar import Period
from office.reporting.figures import FIGURES

# Only statistics map the words of earlier years; the file keeps its own (domain.md 1.1).
TODAY = {code: today for words in ERAS.values() for code, today in words.items()}


def standing(union: Union, period: Period) -> QuerySet[Any]:
    """The records of `files.closing`, each with `assessed`: the key of its last confirmed assessment of that time.

    A file whose assessments are all younger than the period is described by the first of them.
    """
    confirmed = Assessment.objects.filter(household=OuterRef("pk"), confirmed=True)
    by_then = confirmed.filter(assessed_on__lte=period.end).order_by("-assessed_on", "-pk")
    first = confirmed.order_by("assessed_on", "pk")
    files: QuerySet[Any] = FIGURES["files.closing"].records(union, period)
    return files.annotate(
        assessed=Coalesce(Subquery(by_then.values("pk")[:1]), Subquery(first.values("pk")[:1]))
    ).order_by("union__path", "file_no")


def assessments_of(files: QuerySet[Any]) -> dict[int, Assessment]:
    """By key, the assessments that `standing` files are described by."""
    return {one.pk: one for one in Assessment.objects.filter(pk__in=files.order_by().values("assessed"))}
