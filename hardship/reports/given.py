"""Everything that a household was ever given, year by year: the office's money, goods and regular aid, each added up by itself,
and the city's money apart, which is never part of them (domain.md 4.6 and 9.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from django.db.models import Q

from hardship.models import Household, Referral, RegularMonth, ReliefLine, ReliefList
from hardship.reports.tables.regular import runs_of
from members.models import Person, Union

NOTHING = Decimal("0.00")
SELF = "self"
_LINE = ("list__fund", "list__union", "payee", "union", "reverses__list")


class Stream(StrEnum):
    MONEY = "money"
    GOODS = "goods"
    REGULAR = "regular"
    CITY = "city"


OWN = (Stream.MONEY, Stream.GOODS, Stream.REGULAR)


@dataclass(frozen=True)
class Given:
    """Something that was given on a day. `line`, `months` (one after the other, of one amount) or `case` is its record; `on` is the
    day of payment, of regular aid the first month; `amount` is 元, below zero for what was taken back."""

    stream: Stream
    on: date
    amount: Decimal
    payee: Person
    union: Union
    line: ReliefLine | None = None
    months: Sequence[RegularMonth] = ()
    case: Referral | None = None

    @property
    def is_reversal(self) -> bool:
        return self.line is not None and self.line.reverses_id is not None


Sums = dict[Stream, Decimal]


def sums_of(given: Iterable[Given]) -> Sums:
    """元 by stream; streams are never added together."""
    sums = dict.fromkeys(Stream, NOTHING)
    for one in given:
        sums[one.stream] += one.amount
    return sums


@dataclass(frozen=True)
class YearOf:
    year: int
    given: list[Given]

    @cached_property
    def sums(self) -> Sums:
        return sums_of(self.given)


@dataclass(frozen=True)
class Receiver:
    """What came into one person's hands. `relation`: a code of RELATIONS, "" for somebody who is not of the family."""

    person: Person
    relation: str
    times: int  # payments and parcels that were not taken back, and months
    sums: Sums


class History:
    """What the household of a file was given: under this file and the files of the same head before and after, and what anybody of
    the family was given without a file.

    Of other files and of what needs no file only what the union of this file, or one below it, has: so whoever may see the
    file may see all of it. Five queries, however much it is.
    """

    def __init__(self, household: Household) -> None:
        self.household = household
        self.relations = {member.person_id: member.relation for member in household.members.all()}
        self.relations[household.head_id] = SELF
        self.given = sorted([*self._lines(), *self._regular(), *self._city()], key=lambda one: (one.on, one.stream))

    @cached_property
    def _files(self) -> list[int]:
        """The episodes of this household."""
        file = self.household
        near = Q(head=file.head_id) | Q(previous=file.pk) | (Q(pk=file.previous_id) if file.previous_id else Q())
        own: Sequence[int] = Household.objects.within(file.union).filter(near).values_list("pk", flat=True)
        return [*{file.pk, *own}]

    def _lines(self) -> list[Given]:
        without_file = Q(household=None, payee__in=self.relations, union__path__startswith=self.household.union.path)
        lines = ReliefLine.objects.paid().filter(Q(household__in=self._files) | without_file)
        found = lines.select_related(*_LINE).defer("card_no", "proxy_id_no").order_by("pk")
        return [
            Given(
                Stream.GOODS if line.list.form == ReliefList.Form.GOODS else Stream.MONEY,
                line.paid_on,
                line.amount,
                line.payee,
                line.union,
                line=line,
            )
            for line in found
        ]

    def _regular(self) -> list[Given]:
        without_file = Q(
            aid__household=None,
            aid__person__in=self.relations,
            aid__union__path__startswith=self.household.union.path,
        )
        months = RegularMonth.objects.paid().filter(Q(aid__household__in=self._files) | without_file)
        found = months.select_related("aid__person", "aid__union", "aid__round__fund").defer("aid__card_no")
        runs = runs_of(found.order_by("aid__person", "month", "pk"))
        return [
            Given(
                Stream.REGULAR,
                run[0].month,
                sum((month.amount for month in run), NOTHING),
                run[0].aid.person,
                run[0].aid.union,
                months=run,
            )
            for run in runs
        ]

    def _city(self) -> list[Given]:
        paid = Referral.objects.filter(household__in=self._files, state__in=Referral.HELPED)
        return [
            Given(Stream.CITY, case.paid_on, case.granted, case.person, case.union, case=case)
            for case in paid.select_related("person", "union").order_by("pk")
        ]

    @cached_property
    def years(self) -> list[YearOf]:
        """What the office gave, the newest year first and in it the newest day."""
        return _by_year(one for one in self.given if one.stream in OWN)

    @cached_property
    def city(self) -> list[YearOf]:
        """What the city paid, in the same order."""
        return _by_year(one for one in self.given if one.stream == Stream.CITY)

    @cached_property
    def sums(self) -> Sums:
        return sums_of(self.given)

    def of_year(self, year: int) -> Sums:
        """What the office and the city gave in a year."""
        return sums_of(one for one in self.given if one.on.year == year)

    @cached_property
    def receivers(self) -> list[Receiver]:
        """Into whose hands it came: the head, then the family, then others."""
        order = list(self.relations)
        found: dict[Person, list[Given]] = defaultdict(list)
        for one in self.given:
            found[one.payee].append(one)
        people = sorted(
            found, key=lambda person: (person.pk != self.household.head_id, person.pk not in order, person.pk)
        )
        taken_back = {one.line.reverses_id for one in self.given if one.line is not None}
        return [
            Receiver(
                person, self.relations.get(person.pk, ""), _times(found[person], taken_back), sums_of(found[person])
            )
            for person in people
        ]


def _times(given: Iterable[Given], taken_back: set[int | None]) -> int:
    standing = (one for one in given if not one.is_reversal and (one.line is None or one.line.pk not in taken_back))
    return sum(len(one.months) or 1 for one in standing)


def _by_year(given: Iterable[Given]) -> list[YearOf]:
    newest = reversed(list(given))
    return [YearOf(year, list(found)) for year, found in groupby(newest, key=lambda one: one.on.year)]
