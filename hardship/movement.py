"""How the files of a union came and went in a period: the columns of T4, 档案动态表 (domain.md 6.2).

Opening + opened + reopened + transferred in − out of hardship − closed otherwise − transferred out = closing, always: files
are counted by their days, and transfers by their steps, so that files of old rosters, which have no steps, count as well.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from hardship.models import Household, Step
from hardship.rules.movement import movement as columns_of
from members.models import Union
from office.calendar import Period

ADDING = ("opening", "opened", "reopened", "transferred_in")
TAKING = ("out_of_hardship", "closed_otherwise", "transferred_out")
COLUMNS = (*ADDING, *TAKING, "closing", "reexamined")

Row = dict[str, int]
Files = QuerySet[Household]
Place = Callable[[int], int | None]  # the row that a union's files count in; None: not in this table

_TRANSFERS = Step.objects.filter(code="confirm_transfer").exclude(other_union=None)


def movement(union: Union, period: Period) -> Row:
    """The row of `union` and all below it taken together: what moves within them is no movement."""
    within = set(Union.objects.within(union).values_list("pk", flat=True))
    return _count(union, period, lambda key: union.pk if key in within else None)[union.pk]


def movements(union: Union, period: Period) -> dict[int, Row]:
    """For `union` and each below it, by key, the row of the files that are its very own; all of them, the empty ones too."""
    within = set(Union.objects.within(union).values_list("pk", flat=True))
    rows = _count(union, period, lambda key: key if key in within else None)
    return {key: rows[key] for key in within}


def in_force_with(union: Union, day: date) -> Files:
    """The files that were in force on the evening of a day with `union` or below it, wherever they have moved since."""
    return _with(union, Household.objects.in_force_on(day), _TRANSFERS.filter(on__gt=day))


def opened_with(union: Union, period: Period) -> Files:
    """The files that `union` and those below it opened in the period, wherever they have moved since."""
    return _with(union, Household.objects.filter(opened_on__range=(period.start, period.end)), _TRANSFERS.all())


def closed_with(union: Union, period: Period) -> Files:
    """The files that were closed in the period; an application that was refused never was a file."""
    days = (period.start, period.end)
    return Household.objects.within(union).filter(closed_on__range=days, opened_on__isnull=False)


def _with(union: Union, files: Files, since: QuerySet[Step]) -> Files:
    """Of these files, those that were with `union` before the transfers `since`: it is the one that the first of them left."""
    earlier = since.filter(household=OuterRef("household"), pk__lt=OuterRef("pk"))
    left = since.filter(~Exists(earlier), other_union__path__startswith=union.path)
    stayed = Q(union__path__startswith=union.path) & ~Q(pk__in=since.values("household"))
    return files.filter(stayed | Q(pk__in=left.values("household")))


def balance(row: Row) -> int:
    """What the files at the end must be by the rest of the row: T4 is checked by it before it is printed."""
    return sum(row[name] for name in ADDING) - sum(row[name] for name in TAKING)


@dataclass(frozen=True, slots=True)
class _Life:
    """A file from its opening to its closing; `stays` are the unions it was with, each with the day it came there."""

    opened_on: date
    closed_on: date | None
    closing_reason: str
    stays: tuple[tuple[int, date], ...]
    was_closed_before: bool

    def union_on(self, day: date) -> int | None:
        """Where the file was in force on the evening of a day."""
        if self.opened_on > day or (self.closed_on is not None and self.closed_on <= day):
            return None
        return next(union for union, since in reversed(self.stays) if since <= day)


def _count(union: Union, period: Period, place: Place) -> dict[int, Row]:
    rows: dict[int, Row] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))

    def add(union_key: int | None, *columns: str) -> None:
        row = None if union_key is None else place(union_key)
        if row is not None:
            for column in columns:
                rows[row][column] += 1

    lives = _lives(union, period)
    for life in lives.values():
        add(life.union_on(period.start - timedelta(1)), "opening")
        add(life.union_on(period.end), "closing")
        if period.contains(life.opened_on):
            add(life.stays[0][0], *columns_of("approve", was_closed_before=life.was_closed_before))
        if life.closed_on is not None and period.contains(life.closed_on):
            add(life.stays[-1][0], *columns_of("close", closing_reason=life.closing_reason))
        for (left, _), (received, on) in zip(life.stays, life.stays[1:], strict=False):
            if period.contains(on) and place(left) != place(received):
                add(left, "transferred_out")
                add(received, "transferred_in")
    kept = Step.objects.filter(code="keep_in_force", on__range=(period.start, period.end))
    for key, on in dict(kept.order_by("on", "pk").values_list("household_id", "on")).items():
        if key in lives:
            add(lives[key].union_on(on), "reexamined")
    return rows


def _lives(union: Union, period: Period) -> dict[int, _Life]:
    """The files that were in force on some day of the period, or on its eve, and were with `union` or below it at some time."""
    moves: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for key, on, left in _TRANSFERS.order_by("pk").values_list("household_id", "on", "other_union_id"):
        moves[key].append((on, left))
    files = (
        Household.objects.filter(opened_on__lte=period.end)
        .filter(Q(closed_on=None) | Q(closed_on__gte=period.start))
        .filter(Q(union__path__startswith=union.path) | Q(pk__in=list(moves)))
        .values_list("pk", "union_id", "opened_on", "closed_on", "closing_reason", "previous_id")
    )
    found = list(files)
    back = _once_in_force({previous for *_, previous in found if previous is not None})
    return {
        key: _Life(opened_on, closed_on, reason, _stays(moves[key], now, opened_on, closed_on), previous in back)
        for key, now, opened_on, closed_on, reason, previous in found
    }


def _stays(
    moves: list[tuple[date, int]], now: int, opened_on: date, closed_on: date | None
) -> tuple[tuple[int, date], ...]:
    """A transfer counts between opening and closing, whatever days were corrected afterwards."""
    days = [min(max(on, opened_on), closed_on or date.max) for on, _ in moves]
    return tuple(zip([*(left for _, left in moves), now], [opened_on, *days], strict=True))


def _once_in_force(keys: Iterable[int]) -> set[int]:
    """Of these files, those that were in force or continue one that was: a refused file between does not make it new."""
    chain: dict[int, tuple[date | None, int | None]] = {}
    asked = set(keys)
    while asked:
        rows = Household.objects.filter(pk__in=asked).values_list("pk", "opened_on", "previous_id")
        chain |= {key: (opened_on, previous) for key, opened_on, previous in rows}
        asked = {previous for opened_on, previous in chain.values() if opened_on is None and previous} - chain.keys()
    return {key for key in chain if _was_in_force(key, chain)}


def _was_in_force(key: int, chain: dict[int, tuple[date | None, int | None]]) -> bool:
    opened_on, previous = chain[key]
    return opened_on is not None or (previous is not None and _was_in_force(previous, chain))
