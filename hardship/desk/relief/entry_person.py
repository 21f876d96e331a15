"""Somebody without a file, entered in place on a list of aid that reaches such people."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from hardship.desk.typed import TypedForm
from hardship.models import ReliefList
from hardship.operations.relief_lists.payees import take_in
from hardship.rules.kinds import AID_KINDS
from members.admin.fields import CellField, IdNumberField
from members.models import Person, Union
from office.refusal import Refusal
from office.workbooks.cells import Name


class NameField(CellField):
    """One person's name, as rosters read it."""

    cell = Name()


class PersonForm(TypedForm):
    """`union` is a key. `another_than`: the key of a doubt, once somebody said that none of those on record is meant."""

    name = NameField(label=gettext_lazy("Name"), max_length=50, required=True)
    number = IdNumberField(required=True)
    union = forms.CharField(label=gettext_lazy("Unit"), max_length=20)
    another_than = forms.CharField(required=False, max_length=32)


def unions_for(relief_list: ReliefList, staff: Any) -> Sequence[Union]:
    """The unions to which somebody new on this list may belong; none where the kind of aid asks for a file."""
    if AID_KINDS[relief_list.kind].needs_file:
        return []
    return list(Union.objects.visible_to(staff).filter(closed_on=None).order_by("path"))


def taken_in(relief_list: ReliefList, form: PersonForm, *, by: Any) -> Person:
    """Whom the form means, on record from now on. Raises Refusal: `field`, and those of `take_in`."""
    if not form.is_valid():
        name, problems = next(iter(form.errors.items()))
        raise Refusal(name, "field", problems[0])
    values = form.cleaned_data
    found = Union.objects.visible_to(by)
    union = found.filter(pk=int(values["union"])).first() if values["union"].isdecimal() else None
    if union is None:
        raise Refusal("union", "choice.unknown", gettext_lazy("Choose one of those that are offered."))
    return take_in(
        relief_list,
        name=values["name"],
        number=values["number"],
        union=union,
        by=by,
        another_than=values["another_than"],
    )


def candidates(refusal: Refusal) -> list[int]:
    """The keys of those who may be meant."""
    return [key for _model, key, _called in refusal.doubt.candidates] if refusal.doubt else []
