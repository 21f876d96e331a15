"""Somebody of the same name and birthday is known by another ID number: the same person? Nobody guesses."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from members.models import Person
from members.scope import sees
from office.identity import mask_id
from office.privacy.digest import digest
from office.refusal import Doubt, Refusal

Pair = tuple[str, date]
Names = Callable[[Iterable[Person]], Mapping[int, str]]
AT_ONCE = 400  # pairs in one query


def said_to_be_others(people: Iterable[Person], answers: Mapping[str, int | None]) -> set[tuple[int, int]]:
    """Of these people, all that share one name and birthday, the pairs (keys, the earlier first) of whom somebody said, when
    the later one came, that they are two."""
    found = set()
    known: list[Person] = []
    for person in sorted(people, key=lambda one: one.pk):
        earlier = [one for one in known if one.id_no != person.id_no]
        if earlier and person.birthday is not None:
            key = _doubt_key(person.name, person.birthday, person.id_no, earlier)
            if key in answers and answers[key] is None:
                found |= {(one.pk, person.pk) for one in earlier}
        known.append(person)
    return found


def _doubt_key(name: str, birthday: date, number: str, people: Iterable[Person]) -> str:
    """What the answer is kept under: another one may be meant as soon as there is one more of that name."""
    return digest("doubt.person", f"{name}\0{birthday}\0{number}\0{[person.pk for person in people]}")


class Namesakes:
    """The people on record who share name and birthday with somebody new. `answers`: what was said of them before.

    Those who came with the same act are left out: two rows of one workbook with two sound ID numbers are two people.
    `more` adds to what a candidate is called, such as the number of their file.
    """

    def __init__(self, by: Any, answers: Mapping[str, int | None], more: Names | None = None) -> None:
        self.by, self.answers, self.more = by, answers, more
        self.newest: int = Person.objects.aggregate(newest=Max("pk"))["newest"] or 0
        self.known: dict[Pair, list[Person]] = {}

    def look_up(self, pairs: Iterable[Pair]) -> None:
        """Find those who may be meant by these names and birthdays; forgets the ones before. One query for 400 pairs."""
        self.known = {}
        wanted = list(dict.fromkeys(pairs))
        if not self.newest or not wanted:
            return
        keys: list[int] = []
        adapt = connection.ops.adapt_datefield_value
        with connection.cursor() as cursor:
            for start in range(0, len(wanted), AT_ONCE):
                some = wanted[start : start + AT_ONCE]
                cursor.execute(
                    f"WITH wanted (name, birthday) AS (VALUES {', '.join(['(%s, %s)'] * len(some))})"
                    # Written in any other way, SQLite goes through all people instead of using the index: a CROSS JOIN is
                    # to be done from left to right, and asked for `id <= newest` it would rather begin with those.
                    " SELECT person.id FROM wanted CROSS JOIN members_person AS person"
                    " WHERE person.name = wanted.name AND person.birthday = wanted.birthday",
                    [value for name, born in some for value in (name, adapt(born))],
                )
                keys += [key for (key,) in cursor.fetchall() if key <= self.newest]
        found = defaultdict(list)
        for person in Person.objects.filter(pk__in=keys).select_related("union").order_by("pk"):
            found[person.name, person.birthday].append(person)
        self.known = dict(found)

    def ask(self, name: str, birthday: date, number: str) -> Person | None:
        """The person on record who was said to be meant; None for somebody new.

        Raises Refusal `person.doubtful` when somebody may be meant and nobody has said so yet.
        """
        people = [person for person in self.known.get((name, birthday), []) if person.id_no != number]
        if not people:
            return None
        key = _doubt_key(name, birthday, number, people)
        if key in self.answers:
            meant = self.answers[key]
            return next((person for person in people if person.pk == meant), None)
        raise Refusal(
            "number" if number else "name",
            "person.doubtful",
            _("Somebody of this name and birthday is on record. The same person? %(who)s")
            % {"who": "、".join(self._names(people).values())},
            Doubt(key, tuple(("members.Person", key, called) for key, called in self._names(people).items())),
        )

    def _names(self, people: Iterable[Person]) -> dict[int, str]:
        """What each is called: those whom `by` may not see are in another union, and no more is said of them."""
        seen = [person for person in people if sees(self.by, person.union)]
        more = self.more(seen) if self.more else {}
        names = {person.pk: str(_("in another union")) for person in people}
        for person in seen:
            said = [
                person.name,
                mask_id(person.id_no) if person.id_no else "",
                more.get(person.pk, ""),
                person.union.name,
            ]
            names[person.pk] = " ".join(filter(None, said))
        return names
