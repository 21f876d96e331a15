"""Everything that is wrong with a filled-in form, found at once: the rules of the form and what is on record already."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.models import Attachment, ExpenseLine, Household
from hardship.rules.family import WRITE_THE_NAME, number_of
from hardship.rules.file_form import contradictions, missing
from hardship.rules.needs import Reason
from members.models import Person
from members.operations.people import Register, differences
from members.scope import sees
from office.code_lists import EDUCATIONS, ETHNIC_GROUPS, HUKOU_TYPES, POLITICAL_STATUSES, CodeList
from office.history import CLEAR, Hand
from office.refusal import Refusal

from .files import check_home, check_may_open, open_homes

# Facts of a person that the register of members leads on, as far as the form shows them.
LED = {"ethnic": ETHNIC_GROUPS, "political": POLITICAL_STATUSES}
LED_OF_RELATIVES = LED | {"education": EDUCATIONS, "hukou": HUKOU_TYPES, "mobile": None}
# Facts of the file that may only be typed for whoever may move it: the union of an opened file changes by a transfer.
UNION_MOVES_IN = (Household.State.DRAFT,)


def check(
    household: Household | None, values: Mapping[str, Any], register: Register, *, by: Any, draft: bool
) -> list[Refusal]:
    """Every reason why `values` cannot be kept, none when they can. `register` knows the ID numbers in them."""
    reasons = [*contradictions(values), *([] if draft else missing(values))]
    found = [Refusal(reason.field, reason.code, reason.sentence) for reason in reasons]
    found += _of_place(household, values, by)
    homes = open_homes(person.pk for person in register.people.values())
    found += _of_head(household, values, register, homes, by)
    for place, row in enumerate(values.get("family", ())):
        for refusal in _of_relative(household, row, register, homes):
            found.append(Refusal(f"family-{place}-{refusal.field}", refusal.code, refusal.message))
    found += _of_evidence(household, values)
    return _once(found)


def _of_evidence(household: Household | None, values: Mapping[str, Any]) -> Iterator[Refusal]:
    """A proof lies in this very file, or rests on a line already: merging may leave it behind in the other file."""
    named = [(place, row["evidence"]) for place, row in enumerate(values.get("expenses", ())) if row.get("evidence")]
    if not named:
        return
    known = evidence_of(household)
    for place, key in named:
        if key not in known:
            yield Refusal(
                f"expenses-{place}-evidence", "expense.proof", _("Choose a proof that was added to this file.")
            )


def evidence_of(household: Household | None) -> set[int]:
    """The keys of the proofs that an expense of the file may rest on."""
    if household is None:
        return set()
    held = ExpenseLine.objects.filter(assessment__household=household).exclude(evidence=None)
    return {
        *Attachment.objects.filter(household=household).values_list("pk", flat=True),
        *held.values_list("evidence", flat=True),
    }


def _once(refusals: Iterable[Refusal]) -> list[Refusal]:
    """One sentence for each field is enough to begin with."""
    first: dict[str, Refusal] = {}
    for refusal in refusals:
        first.setdefault(refusal.field, refusal)
    return list(first.values())


def _of_place(household: Household | None, values: Mapping[str, Any], by: Any) -> Iterator[Refusal]:
    union, employer = values.get("union"), values.get("employer")
    if union is None:
        yield Refusal("union", "required", _("Which union does the file belong to?"))
        return
    if not sees(by, union):
        yield Refusal(
            "union",
            "union.unknown",
            _("No union or employer of this name. Check the spelling, or add the union first."),
        )
    elif household is not None and household.union_id != union.pk and household.state not in UNION_MOVES_IN:
        yield Refusal(
            "union", "union.by_transfer", _("This file was handed in: it moves to another union by a transfer.")
        )
    if employer is not None and employer.union_id != union.pk:
        yield Refusal("employer", "employer.taken", _("This employer already belongs to another union."))


def _of_head(
    household: Household | None,
    values: Mapping[str, Any],
    register: Register,
    homes: Mapping[int, Household],
    by: Any,
) -> Iterator[Refusal]:
    number = values.get("number")
    if household is not None and household.head.id_no:
        return
    if not values.get("name"):
        yield Refusal("name", "required", WRITE_THE_NAME)
    if number is None:
        return
    yield from differences(number, values.get("sex"), values.get("birthday"))
    try:
        person = register.find(number.number, values.get("name") or "")
        if person is not None:
            home = homes.get(person.pk)
            if household is None or home is None or home.pk != household.pk:
                check_may_open(person, home, by=by)
    except Refusal as refusal:
        yield refusal


def _of_relative(
    household: Household | None, row: Mapping[str, Any], register: Register, homes: Mapping[int, Household]
) -> Iterator[Refusal]:
    number, member = row.get("number"), row.get("member")
    if number is None or (member is not None and member.person.id_no):
        return
    yield from differences(number, row.get("sex"), row.get("birthday"))
    try:
        person = register.find(number.number, row.get("name") or "")
        if person is not None:
            check_home(homes.get(person.pk), household)
    except Refusal as refusal:
        yield refusal


def led_by_register(values: Mapping[str, Any]) -> list[Reason]:
    """Where the form of a file says otherwise than the register of members, which leads: remarks, as what is typed there
    is kept by nobody (members.operations.people.Register.put)."""
    people = [("", values, LED)]
    people += [(f"family-{place}-", row, LED_OF_RELATIVES) for place, row in enumerate(values.get("family", ()))]
    register = Register(filter(None, (number_of(row) for _field, row, _led in people)), Hand(None))
    found = []
    for field, row, led in people:
        person = register.find(number_of(row))
        if person is not None:
            found += [replace(one, field=field + one.field) for one in led_elsewhere(person, row, register, led)]
    return found


def led_elsewhere(
    person: Person, row: Mapping[str, Any], register: Register, led: Mapping[str, CodeList | None] = LED
) -> Iterator[Reason]:
    """Of one person, asked by the rosters as well."""
    if person.pk not in register.members:
        return
    for name, words in led.items():
        held, said = getattr(person, name), row.get(name)
        if held and said and said is not CLEAR and said != held:
            yield Reason(
                "person.led_elsewhere",
                _("The register of members says %(word)s and leads on this: correct it there.")
                % {"word": words.label(held) if words else held},
                name,
            )
