"""The register of people: everybody once, recognised by the ID number."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.models import Membership, Person, Union
from members.models.person import id_digest
from office.history import CLEAR, Batch, Hand
from office.identity import IdNumber, birthday_of
from office.lookups import in_chunks
from office.refusal import Refusal

from .namesakes import Namesakes


def differences(number: IdNumber, sex: str | None, birthday: date | None) -> Iterator[Refusal]:
    """Where sex and birthday as written are not those of the ID number (domain.md 1.2, rows 5 and 8).

    A birthday on the first of its month may be a month written without its day.
    """
    if sex and sex != number.sex:
        yield Refusal("sex", "sex.contradicts_id", _("The ID number says the other sex. Check both."))
    if birthday and birthday not in (number.birthday, number.birthday.replace(day=1)):
        yield Refusal(
            "birthday",
            "birthday.contradicts_id",
            _("The ID number says %(day)s. Check both.") % {"day": number.birthday},
        )


def registered_already(number: str, *, besides: Person, by: Any) -> None:
    """Raises Refusal `id.registered` when somebody else than `besides` has this ID number.

    Whose it is, is told only to those who may see them: `by`, a member of staff.
    """
    person = Person.objects.with_id(number).exclude(pk=besides.pk).select_related("union").first()
    if person is not None:
        seen = Person.objects.visible_to(by).filter(pk=person.pk).exists()
        where = f"{person.name}, {person.union}" if seen else _("in another union")
        raise Refusal(
            "number", "id.registered", _("This ID number is registered already: %(where)s.") % {"where": where}
        )


class Register:
    """The people with these ID numbers, whatever union they belong to, and those who are added.

    With `namesakes` nobody of those `named` (name, birthday, number or "") is added who may be on record already.
    """

    def __init__(
        self,
        numbers: Iterable[str],
        hand: Hand,
        namesakes: Namesakes | None = None,
        named: Iterable[tuple[str, date, str]] = (),
    ) -> None:
        self.hand, self.namesakes = hand, namesakes
        self.people: dict[str, Person] = {}
        self.batch = Batch(Person, hand)
        for person in in_chunks(Person.objects, "id_digest", map(id_digest, dict.fromkeys(numbers))):
            self.people[person.id_no] = person
        if namesakes is not None:
            namesakes.look_up((name, born) for name, born, number in named if number not in self.people)
        known = (person.pk for person in self.people.values())
        self.members = set(in_chunks(Membership.objects.values_list("person_id", flat=True), "person", known))

    def find(self, number: str, name: str = "", field: str = "name") -> Person | None:
        """Whoever has this ID number. Raises Refusal when `name` is given and is somebody else's."""
        person = self.people.get(number)
        if person is not None and name and person.name != name:
            raise Refusal(
                field, "name.contradicts_id", _("This ID number is registered under another name. Check both.")
            )
        return person

    def put(
        self,
        *,
        name: str,
        number: str,
        union: Union,
        field: str = "name",
        leading: bool = False,
        sex: str = "",
        birthday: Any = None,
        **facts: Any,
    ) -> tuple[Person, str]:
        """The person and "created", "updated" or "unchanged".

        The register of members leads: what another roster says of a member only fills what is empty, or two rosters that
        word one fact differently would overwrite each other for ever.

        Raises Refusal: `name.contradicts_id`, `person.doubtful`, `clear.led_elsewhere`.
        """
        person = self.find(number, name, field) if number else None
        if person is None and self.namesakes is not None and self.namesakes.known:
            person = self._said_to_be(name, number, birthday)
        if person is None:
            person = self.batch.add(name=name, id_no=number, union=union, sex=sex or "", birthday=birthday, **facts)
            if number:
                self.people[number] = person
                self.hand.if_dropped(lambda: self.people.pop(number))
            return person, "created"
        if not leading and (person._state.adding or person.pk in self.members):
            for fact, value in facts.items():
                if value is CLEAR and getattr(person, fact):
                    raise Refusal(
                        fact, "clear.led_elsewhere", _("The register of members leads on this: empty it there.")
                    )
            facts = {fact: value for fact, value in facts.items() if not getattr(person, fact)}
        return person, "updated" if self.batch.change(person, facts) else "unchanged"

    def _said_to_be(self, name: str, number: str, birthday: date | None) -> Person | None:
        """The person on record who was said to be meant, with the number that the workbook gives them."""
        born = birthday_of(number) if number else birthday
        person = self.namesakes.ask(name, born, number) if self.namesakes and born else None
        if person is not None and number:
            self.batch.change(person, {"id_no": number})
            self.people[number] = person
            self.hand.if_dropped(lambda: self.people.pop(number))
        return person

    def write(self) -> None:
        """Write whoever is new or changed; they have their keys afterwards."""
        self.batch.write()
