"""Who is meant by what a clerk types: people and their households, with what they would get and what they were given."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from hardship.desk.files.ledger import Depth, depth_of
from hardship.desk.words import exact
from hardship.models import Assessment, Household, HouseholdMember, ReliefLine, ReliefList
from hardship.operations.relief import Homes
from hardship.rules.kinds import AID_KINDS
from members.models import Person
from members.scope import sees

MOST = 9  # chosen by the keys 1 to 9
LOOKED_AT = 40
FILE_NO_FROM = 3  # characters from which a file number is looked for


@dataclass(frozen=True)
class Hit:
    """Somebody who may be meant. `payees`: (person, how they belong to the household), the one found first.

    `amount` is that of the category, "" where the list has none. `has_file` is False where the kind of aid asks for a file
    and there is none.
    """

    person: Person
    household: Household | None
    payees: list[tuple[Person, str]]
    depth: Depth | None
    amount: str
    note: str
    is_warned: bool
    has_file: bool

    @property
    def choices(self) -> list[list[str]]:
        """The payees as the script takes them: key and words."""
        return [[str(person.pk), f"{person.name} ({role})" if role else person.name] for person, role in self.payees]

    @property
    def union(self) -> Any:
        return self.household.union if self.household else self.person.union


def find(relief_list: ReliefList, words: str, *, by: Any) -> list[Hit]:
    """People whom `by` sees: by name, initials, pinyin, the last digits of the ID number or the number of their file."""
    words = words.strip()
    if not words:
        return []
    seen = Person.objects.visible_to(by).select_related("union")
    people = list(seen.matching(words).order_by("pinyin", "pk")[:LOOKED_AT])
    if len(words) >= FILE_NO_FROM:
        files = Household.objects.visible_to(by).filter(file_no__startswith=words.upper())
        heads = files.order_by("file_no").values("head")[:LOOKED_AT]
        known = {person.pk for person in people}
        people += [
            person
            for person in seen.filter(pk__in=list(heads.values_list("head", flat=True)))
            if person.pk not in known
        ]
    hits = _hits(relief_list, people, by)
    return sorted(hits, key=lambda hit: not hit.has_file)[:MOST]


def one(relief_list: ReliefList, key: str, *, by: Any) -> Hit | None:
    """The person of this key as a hit; None for nobody whom `by` sees."""
    return next(iter(these(relief_list, [int(key)] if key.isdecimal() else [], by=by)), None)


def these(relief_list: ReliefList, keys: Collection[int], *, by: Any) -> list[Hit]:
    """Those of the people with these keys whom `by` sees."""
    people = Person.objects.visible_to(by).select_related("union").filter(pk__in=keys).order_by("pk")
    return _hits(relief_list, list(people[:MOST]), by) if keys else []


def _hits(relief_list: ReliefList, people: Collection[Person], by: Any) -> list[Hit]:
    """As many queries for nine people as for one."""
    day = relief_list.planned_on or date(relief_list.year, 12, 31)
    homes = Homes(people)
    files = {person.pk: homes.of(person, day) for person in people}
    files = {key: file if file is not None and sees(by, file.union) else None for key, file in files.items()}
    keys = {file.pk for file in files.values() if file is not None}
    families = _families(keys)
    categories = dict(
        Assessment.objects.filter(household__in=keys, confirmed=True)
        .order_by("assessed_on", "pk")
        .values_list("household", "category")
    )
    on_list = set(relief_list.lines.values_list("household", flat=True))
    paid_here = set(relief_list.lines.filter(household=None).values_list("payee", flat=True))
    given = _given(keys, relief_list.year)
    needs_file = AID_KINDS[relief_list.kind].needs_file
    hits = []
    for person in people:
        file = files[person.pk]
        category = categories.get(file.pk, "") if file else ""
        is_here = file.pk in on_list if file else person.pk in paid_here
        if is_here:
            note = _("on this list already")
        elif file is None:
            note = _("no file") if needs_file else ""
        elif file.pk in given:
            note = _("this year %(amount)s yuan") % {"amount": exact(given[file.pk])}
        else:
            note = _("nothing yet this year")
        family = families.get(file.pk, []) if file else []
        payees = sorted(family, key=lambda pair: pair[0].pk != person.pk) or [(person, "")]
        amounts = relief_list.amounts
        hits.append(
            Hit(
                person, file, payees, depth_of(category), amounts.get(category) or amounts.get("") or "", note,
                is_here or (file is None and needs_file), file is not None or not needs_file,
            )
        )  # fmt: skip
    return hits


def _families(keys: Collection[int]) -> dict[int, list[tuple[Person, str]]]:
    """Everybody of each household and how they belong to it, the head first."""
    families: dict[int, list[tuple[Person, str]]] = {
        file.pk: [(file.head, _("head"))] for file in Household.objects.filter(pk__in=keys).select_related("head")
    }
    members = HouseholdMember.objects.filter(household__in=keys).select_related("person").order_by("pk")
    for member in members:
        families[member.household_id].append((member.person, str(member.get_relation_display())))
    return families


def _given(keys: Collection[int], year: int) -> dict[int, Decimal]:
    """元 that each household was given in the year or is about to be given; reversals taken off."""
    lines = ReliefLine.objects.filter(household__in=keys, list__year=year)
    standing = lines.exclude(state=ReliefLine.State.FAILED).exclude(list__state=ReliefList.State.VOID)
    sums = standing.order_by().values_list("household").annotate(given=Sum("amount"))
    return {key: amount for key, amount in sums if amount}
