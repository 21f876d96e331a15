"""Write the families of files, one relative after the other, by the rules of hardship.rules.family (domain.md 1.3)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.models import FileForm, Household, HouseholdMember
from hardship.rules import family
from members.models import Person
from office.history import Batch, Hand, given
from office.identity import birthday_of
from office.lookups import in_chunks
from office.refusal import Refusal, Refusals

from .files import check_home, check_not_under_way, open_homes


def facts_of_head(household: Household, *, zero_employment: bool) -> dict[str, Any]:
    """The facts of the head that hardship.rules.family asks about."""
    return _facts_of_person(household.head) | {"zero_employment": zero_employment}


def facts_of_relative(member: HouseholdMember) -> dict[str, Any]:
    """The facts of a relative that hardship.rules.family asks about."""
    return _facts_of_person(member.person) | {
        "relation": member.relation,
        "occupation": member.occupation,
        "counted": member.counted,
        "why_not_counted": member.why_not_counted,
    }


def _facts_of_person(person: Person) -> dict[str, Any]:
    # Of somebody who is not written yet the birthday still lies in the number.
    born = person.birthday or (birthday_of(person.id_no) if person.id_no else None)
    return {"name": person.name, "known_number": person.id_no, "birthday": born}


def zero_employment_among(households: Iterable[Household]) -> set[int]:
    """The keys of those of whose form says that nobody of the family works."""
    said = FileForm.objects.filter(zero_employment=True).values_list("household_id", flat=True)
    return set(in_chunks(said, "household", (household.pk for household in households)))


class Families:
    """The families of some files, to which people are added; `write` writes all at once."""

    def __init__(self, households: Iterable[Household], people: Iterable[Person], hand: Hand) -> None:
        households, people = list(households), {person.pk: person for person in people}
        for household in households:  # all of them are asked for their heads
            if household.head_id in people:
                household.head = people[household.head_id]
        self.hand = hand
        self.workless = zero_employment_among(households)
        self.batch = Batch(HouseholdMember, hand)
        self.members: dict[tuple[int, int], HouseholdMember] = {}
        self.of_household: dict[int, list[HouseholdMember]] = defaultdict(list)
        # Without an ID number: by name and relation.
        self.nameless: dict[tuple[int, str, str], list[HouseholdMember]] = defaultdict(list)
        members = HouseholdMember.objects.select_related("person")
        for member in in_chunks(members, "household", (household.pk for household in households)):
            self._know(member)
        self.home_of: dict[int, Household | None] = dict(open_homes(people))

    def _know(self, member: HouseholdMember) -> None:
        self.members[member.household_id, member.person_id] = member
        self.of_household[member.household_id].append(member)
        if not member.person.id_no:
            self.nameless[member.household_id, member.person.name, member.relation].append(member)

    def without_number(self, household: Household, name: str, relation: str) -> HouseholdMember | None:
        """The member that a row without an ID number means. Raises Refusal `member.several` when several may be meant."""
        called = self.nameless[household.pk, name, relation]
        if len(called) > 1:
            raise Refusal(
                "name", "member.several", _("The family has several of this name and relation. Write the ID number.")
            )
        return called[0] if called else None

    def put(self, household: Household, person: Person, **facts: Any) -> tuple[HouseholdMember, str]:
        """List `person` in `household`. Raises Refusals: those of hardship.rules.family, `person.in_other_household`, as
        nobody is in two open files; Refusal: what `check_not_under_way` raises."""
        check_not_under_way(household)
        known = self.members.get((household.pk, person.pk))
        self._check(household, person, known, facts)
        if known is not None:
            return known, "updated" if self.batch.change(known, facts) else "unchanged"
        member = self.batch.add(household=household, person=person, **facts)
        self._know(member)
        self.hand.if_dropped(lambda: self._forget(member))
        if household.closed_on is None:
            before = self.home_of.get(person.pk)
            self.home_of[person.pk] = household
            self.hand.if_dropped(lambda: self.home_of.update({person.pk: before}))
        return member, "created"

    def _check(
        self, household: Household, person: Person, known: HouseholdMember | None, facts: dict[str, Any]
    ) -> None:
        head = facts_of_head(household, zero_employment=household.pk in self.workless)
        others = [facts_of_relative(member) for member in self.of_household[household.pk] if member is not known]
        relative = facts_of_relative(known) if known is not None else _facts_of_person(person)
        relative |= given(facts)
        refused = [
            Refusal(reason.field, reason.code, reason.sentence)
            for reason in family.contradictions(relative, head, others)
        ]
        if known is None:
            try:
                check_home(self.home_of.get(person.pk), household)
            except Refusal as refusal:
                refused.append(refusal)
        if refused:
            raise Refusals(refused)

    def _forget(self, member: HouseholdMember) -> None:
        del self.members[member.household_id, member.person_id]
        self.of_household[member.household_id].remove(member)
        called = self.nameless[member.household_id, member.person.name, member.relation]
        if member in called:
            called.remove(member)

    def write(self) -> None:
        self.batch.write()
