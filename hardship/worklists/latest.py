"""Of the records that follow one another in a file, the latest, as a part of a query."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hardship.models import Assessment, NoticeLine, Step

FILE = OuterRef("pk")


def of_latest(records: QuerySet[Any], name: str) -> Subquery:
    """The field `name` of the first of `records`, None where there is none."""
    return Subquery(records.values(name)[:1])


def steps(**facts: Any) -> QuerySet[Any]:
    """The steps of a file, the latest first."""
    return Step.objects.filter(household=FILE, **facts).order_by("-pk")


def moves() -> QuerySet[Any]:
    """The steps by which a file came into another state, the latest first."""
    return steps().exclude(before=F("after"))


def confirmed() -> QuerySet[Any]:
    """The confirmed assessments of a file, the latest first."""
    return Assessment.objects.filter(household=FILE, confirmed=True).order_by("-assessed_on", "-pk")


def notices() -> QuerySet[Any]:
    """The places of a household on notices, the latest first."""
    return NoticeLine.objects.filter(household=FILE).order_by("-pk")


def there_is(records: QuerySet[Any]) -> Q:
    return Q(Exists(records))


def there_is_no(records: QuerySet[Any]) -> Q:
    return ~Q(Exists(records))


def count_of(records: QuerySet[Any]) -> Coalesce:
    """How many of `records` a file has."""
    counted = records.order_by().values("household").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
