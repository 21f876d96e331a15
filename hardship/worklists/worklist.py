"""What a list for work is: files that wait for somebody for one reason, and the reason in words for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import Promise

from hardship.models import Household
from members.models import Union
from members.roles import may
from office.special_days import special_days

from .new_line import Look, last_look

Files = QuerySet[Household]
# As whoever goes from door to door walks: one union after the other, in it by the address.
ON_THE_WAY = ("union__path", "address", "file_no")


@dataclass
class Sight:
    """Who looks at the lists, and on which day. What several rows ask for is read once."""

    staff: Any
    day: date

    @cached_property
    def special(self) -> dict[date, bool]:
        """The office's holidays and exchanged days."""
        return special_days()

    @cached_property
    def new_line(self) -> Look | None:
        """What the last look through the files under a new standard found."""
        return last_look()

    def may(self, permission: str) -> bool:
        return may(self.staff, permission)


@dataclass(frozen=True)
class UnionCount:
    """A union that has files on a list, and how many."""

    pk: int
    name: str
    files: int


@dataclass(frozen=True)
class Worklist:
    """One list. `means`: which files stand there, in a sentence. `narrow` finds them among the files that the reader sees;
    `told` adds what `why` needs to say of one file why it stands there. `look`: what to look at on a visit."""

    slug: str
    label: Promise
    means: Promise
    narrow: Callable[[Files, Sight], Files]
    why: Callable[[Any, Sight], str]
    look: Promise
    told: Callable[[Files, Sight], Files] = lambda files, sight: files
    coming: bool = False  # files that the reader's union is to receive as well

    def records(self, sight: Sight, union: Union | None = None) -> Files:
        """The files on the list, of those that the reader sees; of `union` and all below it where one is given."""
        files = Household.objects.visible_to(sight.staff)
        if self.coming:
            files |= Household.objects.coming_to(sight.staff)
        return self.narrow(files.within(union) if union is not None else files, sight)

    def count(self, sight: Sight) -> int:
        return self.records(sight).count()

    def keys(self, sight: Sight, union: Union | None = None) -> QuerySet[Any]:
        """The keys of the files, in the order of a round of visits."""
        return self.records(sight, union).order_by(*ON_THE_WAY).values_list("pk", flat=True)

    def rows(self, keys: Sequence[int], sight: Sight) -> list[Any]:
        """The files with these keys, in the order of a round of visits, with all that their line tells."""
        files: Any = Household.objects.filter(pk__in=keys).select_related("head", "union", "employer", "moving_to")
        return list(self.told(files.with_latest(), sight).order_by(*ON_THE_WAY))

    def by_union(self, sight: Sight) -> list[UnionCount]:
        """The unions with files on the list, in the order of the tree. One query."""
        counted = (
            self.records(sight)
            .order_by("union__path")
            .values_list("union_id", "union__name", "union__path")
            .annotate(files=Count("pk"))
        )
        return [UnionCount(pk, name, files) for pk, name, _path, files in counted]
