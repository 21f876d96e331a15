"""What a file still lacks before it can be handed in or reported. The rules of the form say what it asks for."""

from dataclasses import dataclass

from django.utils.functional import Promise

from hardship.models import Assessment, FileForm, Household, HouseholdMember
from hardship.rules.file_form import missing
from members.models import Person

from .recorded import recorded_values

# Where the form's fields are kept, in this order; what is called otherwise there.
_KEPT_IN = (Household, Person, FileForm, Assessment)
_CALLED = {"number": "id_no"}


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is not there: the field as the form names it ("phone", "family-2-birthday"), and what people call it."""

    field: str
    label: str | Promise


def missing_facts(
    household: Household, form: FileForm | None = None, assessment: Assessment | None = None
) -> list[Missing]:
    """What the file lacks, in the order of the form; `form` and `assessment` (the latest) where they are known already."""
    form = form or FileForm.objects.filter(household=household).first()
    assessment = assessment or household.assessments.first()
    reasons = missing(recorded_values(household, form, assessment))
    return [Missing(reason.field, _label(reason.field)) for reason in reasons]


def _label(field: str) -> str | Promise:
    *table, name = field.split("-")
    name = _CALLED.get(name, name)
    for model in (HouseholdMember, Person) if table else _KEPT_IN:
        found = next((one for one in model._meta.concrete_fields if one.name == name), None)
        if found is not None:
            return found.verbose_name
    return name
