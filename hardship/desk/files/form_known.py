"""What an ID number says by itself, and who is on record under it: asked as soon as it is typed."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hardship.models import Household
from hardship.operations.files import open_homes
from members.models import Membership, Person
from members.scope import sees
from office.calendar import age_on
from office.identity import IdNumber
from office.regions import name_of
from office.workbooks.cells import CellProblem
from office.workbooks.cells import IdNumber as NumberCell

FACTS = ("name", "ethnic", "political", "education", "mobile")
LED = ("ethnic", "political", "education", "mobile")


@dataclass(frozen=True)
class Known:
    """`problem`: why it is no ID number. `facts`: words for the form's fields. `led`: those of them that the register of members
    leads on. `home`: a sentence about the open file that this person is in, with its address where it may be seen."""

    problem: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    age: int | None = None
    on_record: str = ""
    led: tuple[str, ...] = ()
    home: str = ""
    address: str = ""

    def as_facts(self) -> dict[str, Any]:
        return {
            "problem": self.problem, "facts": self.facts, "age": self.age, "on_record": self.on_record,
            "led": list(self.led), "home": self.home, "address": self.address,
        }  # fmt: skip

    def fill(self, fields: dict[str, Any]) -> None:
        """Fills in what is still empty; sex and birthday are those of the number."""
        for name, word in self.facts.items():
            if name in fields and (name in ("sex", "birthday") or not fields[name]):
                fields[name] = word


def words_of_region(code: str) -> str:
    """The name of a region of GB/T 2260, and what to do where there is none."""
    if not code:
        return _("Six digits, such as 210200.")
    return name_of(code) or _("No region of this code is known: check the digits.")


def look_up(text: str, *, by: Any) -> Known:
    """Of people of other unions no more is said than that they are on record; of a file that is not `by`'s to see, the union."""
    today = timezone.localdate()
    try:
        number: IdNumber | None = NumberCell().clean(text.strip(), on=today)
    except CellProblem as problem:
        return Known(problem=problem.message)
    if not isinstance(number, IdNumber):
        return Known()
    facts = {"sex": number.sex, "birthday": number.birthday.isoformat()}
    age = age_on(number.birthday, today)
    person = Person.objects.with_id(number.number).select_related("union").first()
    if person is None:
        return Known(facts=facts, age=age)
    home, address = _home(person, by)
    if not sees(by, person.union):
        told = _("This person is on record in another union: write the name as on the ID card.")
        return Known(facts=facts, age=age, on_record=told, home=home, address=address)
    facts |= {name: getattr(person, name) for name in FACTS}
    facts |= {"phone": person.mobile, "hukou": person.hukou}
    led = tuple(name for name in LED if getattr(person, name)) if _is_member(person) else ()
    told = _("On record: %(name)s, %(union)s.") % {"name": person.name, "union": person.union}
    return Known(facts=facts, age=age, on_record=told, led=led, home=home, address=address)


def _home(person: Person, by: Any) -> tuple[str, str]:
    home: Household | None = open_homes([person.pk]).get(person.pk)
    if home is None:
        return "", ""
    if not sees(by, home.union):
        return _("One household, one file: an open file exists in %(union)s.") % {"union": home.union.name}, ""
    said = _("One household, one file: an open file exists, %(number)s.") % {"number": home.file_no}
    return said, reverse("desk:file", args=[home.pk])


def _is_member(person: Person) -> bool:
    return Membership.objects.filter(person=person).exists()
