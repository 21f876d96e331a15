"""People without a file who are typed onto a list that reaches them (domain.md 4.7): everybody is on record once."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import ReliefList
from hardship.rules.kinds import AID_KINDS
from hardship.rules.list_steps import DRAFT, ENTER
from members.models import Person, Union
from members.operations.namesakes import Namesakes
from members.operations.people import Register, registered_already
from members.scope import sees
from office.history import Hand
from office.identity import IdNumber
from office.refusal import Refusal
from office.trail.acts import note
from office.workbooks.models import answers
from office.workbooks.uploads import answer

from .held import hold


@transaction.atomic
def take_in(
    relief_list: ReliefList, *, name: str, number: IdNumber, union: Union, by: Any, another_than: str = ""
) -> Person:
    """Whoever has this ID number: the person on record, else a new one of `union`.

    `another_than`: the key of a doubt (office.refusal.Doubt) about people of the same name and birthday, after somebody said
    that none of them is meant; they are not asked about again.

    Raises Refusal `list.state`, `permission`, `list.unknown`, `household.unknown` (this kind of aid asks for a file),
    `union.unknown`, `id.registered` (in a union that `by` does not see), `name.contradicts_id`, `person.doubtful`.
    """
    held = hold(relief_list, DRAFT, by=by, permission=ENTER)
    if AID_KINDS[held.kind].needs_file:
        raise Refusal(
            "", "household.unknown", _("This kind of aid rests on a file: open the file first (先建档、后帮扶).")
        )
    if not sees(by, union):
        raise Refusal("union", "union.unknown", _("This union is not among yours."))
    said = answers() | ({another_than: None} if another_than else {})
    namesakes = Namesakes(by, said)
    register = Register([number.number], Hand(by), namesakes, [(name, number.birthday, number.number)])
    known = register.people.get(number.number)
    if known is not None and not sees(by, known.union):
        registered_already(number.number, besides=Person(), by=by)
    if register.find(number.number, name) is not None:
        return register.people[number.number]
    person, _outcome = register.put(name=name, number=number.number, union=union)
    try:
        with transaction.atomic():
            register.write()
    except IntegrityError:
        raise Refusal(
            "number", "id.registered", _("Somebody entered the same number at this moment: press Enter again.")
        ) from None
    if another_than:
        answer(another_than, None, by=by)
    note("person entered", by=by, on=person, list=held.number)
    return person
