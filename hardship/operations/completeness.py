"""What a file still lacks before it can be handed in or reported: the facts that the public forms mark as required.

Source: domain.md 1.2, the rows marked with *.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from hardship.models import Assessment, FileForm, Household
from members.models import Person

OF_HEAD = ("name", "id_no", "sex", "birthday", "ethnic", "political")
OF_FILE = ("marital", "hukou", "health", "housing", "phone", "address")
OF_FORM = ("work_status", "industry", "medical_insurance")
OF_ASSESSMENT = ("cause", "family_size")


@dataclass(frozen=True, slots=True)
class Missing:
    """A required fact that is not there: where it is typed in ("head", "file", "form" or "assessment"), its field and label."""

    place: str
    field: str
    label: str | Promise


def missing_facts(
    household: Household, form: FileForm | None = None, assessment: Assessment | None = None
) -> list[Missing]:
    """What the file lacks, in the order of the form; `form` and `assessment` (the latest) where they are known already."""
    form = form or FileForm.objects.filter(household=household).first()
    assessment = assessment or household.assessments.first()
    return [
        *_empty("head", household.head, Person, OF_HEAD),
        *_empty("file", household, Household, OF_FILE),
        *_empty("form", form, FileForm, OF_FORM),
        *_empty("assessment", assessment, Assessment, OF_ASSESSMENT),
    ]


def _empty(place: str, record: Any, model: type[models.Model], names: Iterable[str]) -> list[Missing]:
    fields = [model._meta.get_field(name) for name in names]
    return [
        Missing(place, field.name, field.verbose_name)  # type: ignore[union-attr]
        for field in fields
        if getattr(record, field.attname, None) in (None, "")  # type: ignore[union-attr]
    ]
