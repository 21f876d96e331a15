"""Open, complete and close the files of households (domain.md 3)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.models import Assessment, Completion, Household, HouseholdMember
from members.models import Person, Union
from members.operations.people import CHUNK
from office.history import Batch
from office.numbering import next_number
from office.refusal import Refusal


def new_file_number(year: int) -> str:
    """The next number of the year's files, such as 2025000017."""
    return f"{year}{next_number(f'files.{year}'):06d}"


class Files:
    """The files with these numbers or heads, to which files are added; `write` writes all at once."""

    def __init__(
        self, people: Iterable[Person], numbers: Iterable[str] = (), *, today: date, by: Any, reason: str
    ) -> None:
        self.today, self.by = today, by
        self.by_number: dict[str, Household] = {}
        self.of_head: dict[int, list[Household]] = defaultdict(list)
        self.batch = Batch(Household, by=by, reason=reason)
        self.assessments = Batch(Assessment, by=by, reason=reason)
        self.completions: list[Completion] = []
        self.completed: set[tuple[int, date]] = set()
        self.assessed: dict[tuple[int, date], Assessment] = {}
        found: dict[int, Household] = {}
        for name, keys in (
            ("file_no", list(dict.fromkeys(numbers))),
            ("head_id", list({person.pk for person in people})),
        ):
            for start in range(0, len(keys), CHUNK):
                some = Household.objects.filter(**{f"{name}__in": keys[start : start + CHUNK]}).select_related("union")
                found |= {household.pk: household for household in some}
        for household in sorted(found.values(), key=lambda file: (file.opened_on or date.max, file.pk)):
            self._know(household)
        keys = list(found)
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            self.completed |= set(Completion.objects.filter(household__in=chunk).values_list("household_id", "on"))
            for assessment in Assessment.objects.filter(household__in=chunk).order_by("pk"):
                self.assessed[assessment.household_id, assessment.assessed_on] = assessment

    def _know(self, household: Household) -> None:
        self.by_number[household.file_no] = household
        self.of_head[household.head_id].append(household)

    def of(self, head: Person, on: date | None = None) -> Household | None:
        """The file of `head` that was in force on `on`, else the newest."""
        files = self.of_head[head.pk]
        for household in files:
            if (
                on
                and household.opened_on
                and household.opened_on <= on
                and (household.closed_on is None or household.closed_on >= on)
            ):
                return household
        return files[-1] if files else None

    def put(
        self,
        *,
        head: Person,
        union: Union,
        file_no: str | None,
        opened_on: date | None,
        closed_on: date | None,
        **facts: Any,
    ) -> tuple[Household, str]:
        """Open a file, or bring an open one up to date; with `closed_on` it is closed. Without `opened_on` it stays a draft.

        Raises Refusal: `file.other_head`, `file.already_open` (one household, one file), `file.closed`, `date.order`.
        """
        if opened_on and closed_on and closed_on < opened_on:
            raise Refusal("closed_on", "date.order", _("A file cannot be closed before it was opened."))
        still_open = next((file for file in self.of_head[head.pk] if file.closed_on is None), None)
        household = self.by_number.get(file_no) if file_no else still_open
        if household is not None and household.head_id != head.pk:
            raise Refusal("file_no", "file.other_head", _("This file number belongs to another household."))
        if household is None and not file_no:
            household = next(
                (file for file in self.of_head[head.pk] if file.opened_on == opened_on and closed_on), None
            )
        state = (
            Household.State.CLOSED if closed_on else Household.State.IN_FORCE if opened_on else Household.State.DRAFT
        )
        if household is None:
            if still_open is not None and not closed_on:
                raise self._already_open(still_open)
            before = self.of_head[head.pk][-1] if self.of_head[head.pk] else None
            household = self.batch.add(
                Household(
                    file_no=file_no or new_file_number((opened_on or self.today).year),
                    head=head,
                    union=union,
                    state=state,
                    opened_on=opened_on,
                    closed_on=closed_on,
                    previous=before if before and before.closed_on and not hasattr(before, "next") else None,
                    **{name: value for name, value in facts.items() if value is not None},
                )
            )
            self._know(household)
            return household, "created"
        days = {"opened_on": opened_on, "closed_on": closed_on, "state": state if opened_on or closed_on else None}
        if household.closed_on and not closed_on:
            days["state"] = None  # a roster of before the closing does not open a file again
        return household, "updated" if self.batch.change(household, {"union": union, **days, **facts}) else "unchanged"

    def _already_open(self, household: Household) -> Refusal:
        seen = self.by is None or household.union.path.startswith(self.by.union.path)
        where = household.file_no if seen else household.union.name
        return Refusal(
            "number",
            "file.already_open",
            _("One household, one file: an open file exists, %(where)s.") % {"where": where},
        )

    def complete(self, household: Household, on: date) -> bool:
        """Record that the file was completed on that day; False when that is known."""
        if (household.pk, on) in self.completed and household.pk:
            return False
        self.completions.append(Completion(household=household, on=on))
        return True

    def assess(self, household: Household, on: date, **stated: Any) -> bool:
        """Keep what a roster states as the assessment of that day; False when nothing is new."""
        if not any(value not in (None, "") for value in stated.values()):
            return False
        known = self.assessed.get((household.pk, on)) if household.pk else None
        if known is not None:
            return self.assessments.change(known, stated)
        given = {name: value for name, value in stated.items() if value is not None}
        self.assessments.add(Assessment(household=household, assessed_on=on, confirmed=True, **given))
        return True

    def write(self) -> None:
        self.batch.write()
        self.assessments.write()
        Completion.objects.bulk_create(self.completions, batch_size=1000)
        self.completions = []


class Families:
    """The families of some files, to which people are added; `write` writes all at once."""

    def __init__(self, households: Iterable[Household], people: Iterable[Person], *, by: Any, reason: str) -> None:
        self.batch = Batch(HouseholdMember, by=by, reason=reason)
        self.members: dict[tuple[int, int], HouseholdMember] = {}
        self.nameless: dict[tuple[int, str, str], HouseholdMember] = {}  # without an ID number: by name and relation
        self.home_of: dict[int, Household] = {}
        keys = list({household.pk for household in households})
        for start in range(0, len(keys), CHUNK):
            for member in HouseholdMember.objects.filter(household__in=keys[start : start + CHUNK]).select_related(
                "person", "household"
            ):
                self._know(member)
        keys = list({person.pk for person in people if person.pk})
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            for member in HouseholdMember.objects.filter(person__in=chunk, household__closed_on=None).select_related(
                "household"
            ):
                self.home_of[member.person_id] = member.household
            for household in Household.objects.filter(head__in=chunk, closed_on=None):
                self.home_of[household.head_id] = household

    def _know(self, member: HouseholdMember) -> None:
        self.members[member.household_id, member.person_id] = member
        if not member.person.id_no:
            self.nameless[member.household_id, member.person.name, member.relation] = member

    def without_number(self, household: Household, name: str, relation: str) -> HouseholdMember | None:
        return self.nameless.get((household.pk, name, relation))

    def put(self, household: Household, person: Person, **facts: Any) -> tuple[HouseholdMember, str]:
        """List `person` in `household`. Raises Refusal `person.in_other_household`: nobody is in two open files."""
        known = self.members.get((household.pk, person.pk))
        if known is not None:
            return known, "updated" if self.batch.change(known, facts) else "unchanged"
        home = self.home_of.get(person.pk)
        if home is not None and home.pk != household.pk and household.closed_on is None:
            raise Refusal(
                "number",
                "person.in_other_household",
                _("This person is already in another open file: one household, one file."),
            )
        given = {name: value for name, value in facts.items() if value is not None}
        member = self.batch.add(HouseholdMember(household=household, person=person, **given))
        self._know(member)
        if household.closed_on is None:
            self.home_of[person.pk] = household
        return member, "created"

    def write(self) -> None:
        self.batch.write()
