"""Open, complete and close the files of households (domain.md 3)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.models import Assessment, Completion, Household, HouseholdMember
from members.models import Person, Union
from members.operations.unions import give_unions
from members.scope import sees
from office.history import CLEAR, Batch, Hand, given
from office.lookups import in_chunks
from office.numbering import next_number
from office.refusal import Refusal

# Between application and decision; a draft may still become anything.
UNDER_WAY = frozenset(
    {
        Household.State.APPLIED,
        Household.State.VERIFYING,
        Household.State.REVIEWING,
        Household.State.IN_NOTICE,
        Household.State.OBJECTED,
        Household.State.CHECKING,
        Household.State.WITH_CITY,
        Household.State.RETURNED,
    }
)


def new_file_number(year: int) -> str:
    """The next number of the year's files, such as 2025000017; one that a roster brought in already is passed over."""
    while True:
        number = f"{year}{next_number(f'files.{year}'):06d}"
        if not Household.objects.filter(file_no=number).exists():
            return number


def state_of(opened_on: date | None, closed_on: date | None) -> str:
    """What the days of a file make of it: a draft without a day, in force, closed."""
    return Household.State.CLOSED if closed_on else Household.State.IN_FORCE if opened_on else Household.State.DRAFT


def check_not_under_way(household: Household) -> None:
    """What lives by its steps is moved by nothing else. Raises Refusal `file.under_way`, `file.refused`, `file.ended`.

    A closed file that came by rosters may be corrected by rosters: their years arrive in any order.
    """
    if household.state in UNDER_WAY:
        raise Refusal(
            "file_no",
            "file.under_way",
            _("This file is under way (%(state)s): go on with it step by step on its own page.")
            % {"state": household.get_state_display()},
        )
    if household.state == Household.State.REFUSED:
        raise Refusal(
            "file_no", "file.refused", _("This file was refused. If the household is in hardship now, reopen it first.")
        )
    if household.state == Household.State.CLOSED and household.edition > 1:
        raise Refusal("file_no", "file.ended", _("This file is closed and can only be read."))


def check_days(opened_on: date | None, closed_on: date | None, *, opened_before: date | None = None) -> None:
    """Raises Refusal `date.order` for a file closed before it was opened, `required` when the opening day is taken away.

    `opened_before` is the day on record: a file that counted in a year's figures does not fall back to a draft.
    """
    if opened_before and not opened_on:
        raise Refusal("opened_on", "required", _("A file that was opened keeps its opening day."))
    if opened_on and closed_on and closed_on < opened_on:
        raise Refusal("closed_on", "date.order", _("A file cannot be closed before it was opened."))


def open_homes(people: Iterable[int]) -> dict[int, Household]:
    """The open file that each of these people (keys) is in, as head or in the family."""
    keys = list(people)
    # What is open is told here and not in the query: SQLite would begin with all open files, for each chunk again.
    belonging = in_chunks(
        HouseholdMember.objects.values_list("person_id", "household_id", "household__closed_on"), "person", keys
    )
    homes = {person: household for person, household, closed_on in belonging if closed_on is None}
    households = {file.pk: file for file in in_chunks(Household.objects, "pk", homes.values())}
    found = {person: households[household] for person, household in homes.items()}
    found |= {file.head_id: file for file in in_chunks(Household.objects, "head", keys) if file.closed_on is None}
    give_unions(found.values())
    return found


def check_home(home: Household | None, household: Household | None = None) -> None:
    """Nobody is in two open files: `home` is the one somebody is in, `household` the one they are to be in (None: a new one).

    Raises Refusal `person.in_other_household`.
    """
    if home is not None and (household is None or (home.pk != household.pk and household.closed_on is None)):
        raise Refusal(
            "number",
            "person.in_other_household",
            _("This person is already in another open file: one household, one file."),
        )


def check_may_open(head: Person, home: Household | None, *, by: Any) -> None:
    """Raises Refusal when `head`, who is in the open file `home`, cannot have another: `file.already_open` for their own."""
    if home is not None and home.head_id == head.pk:
        where = home.file_no if sees(by, home.union) else home.union.name
        raise Refusal(
            "number",
            "file.already_open",
            _("One household, one file: an open file exists, %(where)s.") % {"where": where},
        )
    check_home(home)


def episode_before(files: Sequence[Household]) -> Household | None:
    """The closed file that a new one continues, out of those of its head, oldest first."""
    before = files[-1] if files else None
    if before is None or not before.closed_on or any(file.previous_id == before.pk for file in files):
        return None
    return before


def _opening(household: Household) -> tuple[date, int]:
    return household.opened_on or date.max, household.pk or 0


def _neighbours(
    files: Sequence[Household], opened_on: date | None, closed_on: date | None
) -> tuple[Household | None, Household | None]:
    """Of the files of one head, oldest first: the one that a new file continues, and the one that continues it.

    Rosters come in any order: the file of 2024 may be known before that of 2020.
    """
    if not files:
        return None, None
    earlier = [file for file in files if file.closed_on and (opened_on is None or file.closed_on <= opened_on)]
    later = [file for file in files if closed_on and file.opened_on and file.opened_on >= closed_on]
    after = later[0] if later and later[0].previous_id is None else None
    continued = {file.previous_id for file in files}
    before = episode_before(earlier)
    return (None if before is not None and before.pk in continued else before), after


class Files:
    """The files with these numbers or heads, to which files are added; `write` writes all at once.

    `given_out` lasts from one portion of a workbook to the next where all is imagined and the database knows of none: a
    hash of each file number, and of the ID number of its head.
    """

    def __init__(
        self,
        people: Iterable[Person],
        hand: Hand,
        numbers: Iterable[str] = (),
        *,
        today: date,
        given_out: dict[int, int] | None = None,
    ) -> None:
        self.today, self.hand, self.given_out = today, hand, given_out
        self.by_number: dict[str, Household] = {}
        self.of_head: dict[int, list[Household]] = defaultdict(list)
        self.batch = Batch(Household, hand)
        self.assessments = Batch(Assessment, hand)
        self.completions = Batch(Completion, hand)
        self.assessed: dict[tuple[int, date], Assessment] = {}
        heads = {person.pk for person in people}
        found = list(in_chunks(Household.objects, "head", heads))
        known = {household.file_no for household in found}
        found += in_chunks(Household.objects, "file_no", (number for number in numbers if number not in known))
        give_unions(found)
        for household in sorted(found, key=lambda file: file.pk):
            self._know(household)
        keys = [household.pk for household in found]
        self.completed = set(in_chunks(Completion.objects.values_list("household_id", "on"), "household", keys))
        for assessment in in_chunks(Assessment.objects.order_by("pk"), "household", keys):
            self.assessed[assessment.household_id, assessment.assessed_on] = assessment
        at_home = {household.head_id for household in found if household.closed_on is None}
        self.homes = open_homes(heads - at_home)

    def _know(self, household: Household) -> None:
        self.by_number[household.file_no] = household
        files = self.of_head[household.head_id]
        files.append(household)
        if len(files) > 1:
            files.sort(key=_opening)

    def _forget(self, household: Household) -> None:
        del self.by_number[household.file_no]
        self.of_head[household.head_id].remove(household)

    def of(self, head: Person, on: date | None = None) -> Household | None:
        """The file of `head` that was in force on `on`, else the newest; one that was refused is none."""
        files = [file for file in self.of_head[head.pk] if file.state != Household.State.REFUSED]
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

        Raises Refusal: `file.other_head`, `date.order`; `file.already_open` or `person.in_other_household` (one household, one
        file); what `check_not_under_way` raises.
        """
        check_days(opened_on, closed_on)
        files = self.of_head[head.pk]
        household = self.by_number.get(file_no) if file_no else self._without_number(head, opened_on, closed_on)
        if (household is not None and household.head_id != head.pk) or (file_no and self._is_anothers(file_no, head)):
            raise Refusal("file_no", "file.other_head", _("This file number belongs to another household."))
        state = state_of(opened_on, closed_on)
        if household is None:
            if not closed_on:
                still_open = next((file for file in files if file.closed_on is None), None)
                check_may_open(head, still_open or self.homes.get(head.pk), by=self.hand.by)
            before, after = _neighbours(files, opened_on, closed_on)
            household = self.batch.add(
                file_no=file_no or new_file_number((opened_on or self.today).year),
                head=head,
                union=union,
                state=state,
                opened_on=opened_on,
                closed_on=closed_on,
                previous=before,
                **facts,
            )
            if after:
                self.batch.change(after, {"previous": household})
            self._know(household)
            self.hand.if_dropped(lambda: self._forget(household))
            return household, "created"
        check_not_under_way(household)
        check_days(opened_on or household.opened_on, closed_on or household.closed_on)
        days = {"opened_on": opened_on, "closed_on": closed_on, "state": state if opened_on or closed_on else None}
        if household.closed_on and not closed_on:
            days["state"] = None  # a roster of before the closing does not open a file again
        elif household.state == Household.State.REEXAMINING and not closed_on:
            days["state"] = None  # it stays in force meanwhile
        if household.moving_to_id and (closed_on or household.union_id != union.pk):
            days["moving_to"] = CLEAR  # what was asked for on screen has come about otherwise
        return household, "updated" if self.batch.change(household, {"union": union, **days, **facts}) else "unchanged"

    def _is_anothers(self, file_no: str, head: Person) -> bool:
        """Whether an earlier portion of what is imagined gave this number to somebody else."""
        whose = hash(head.id_no)
        return self.given_out is not None and self.given_out.setdefault(hash(file_no), whose) != whose

    def _without_number(self, head: Person, opened_on: date | None, closed_on: date | None) -> Household | None:
        """The file that a row without a number means: that of its day of opening, else the open one.

        A file closed before the open one was opened is an earlier one, not the end of the open one.
        """
        files = [file for file in self.of_head[head.pk] if file.state != Household.State.REFUSED]
        same = next((file for file in files if opened_on and file.opened_on == opened_on), None)
        still_open = next((file for file in files if file.closed_on is None), None)
        if same is not None or still_open is None:
            return same or next((file for file in files if closed_on and file.closed_on == closed_on), None)
        earlier = closed_on and still_open.opened_on and closed_on <= still_open.opened_on
        return None if earlier else still_open

    def complete(self, household: Household, on: date) -> bool:
        """Record that the file was completed on that day; False when that is known."""
        if (household.pk, on) in self.completed:
            return False
        self.completed.add((household.pk, on))
        self.hand.if_dropped(lambda: self.completed.discard((household.pk, on)))
        self.completions.jot(household=household, on=on)
        return True

    def assess(self, household: Household, on: date, **stated: Any) -> bool:
        """Keep what a roster states as the assessment of that day; False when nothing is new."""
        known = self.assessed.get((household.pk, on))
        if known is not None:
            return self.assessments.change(known, stated)
        said = given(stated)
        if said:
            new = self.assessments.jot(household=household, assessed_on=on, confirmed=True, **said)
            if new is not None:
                self.assessed[household.pk, on] = new
                self.hand.if_dropped(lambda: self.assessed.pop((household.pk, on)))
        return bool(said)

    def write(self) -> None:
        self.batch.write()
        self.assessments.write()
        self.completions.write()
