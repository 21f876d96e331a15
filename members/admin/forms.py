"""What all forms of the office share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField

from office.refusal import Refusal


class OfficeForm(forms.ModelForm):
    """Base of every admin form. `staff` is who fills it in; the admin sets it."""

    staff: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        for name, field in self.fields.items():
            held = getattr(self.instance, f"{name}_id", None) if self.instance.pk else None
            if isinstance(field, ModelChoiceField) and held is not None:
                # The choices are those of one's own unions; what already stands in a record of them may stay.
                field.queryset = field.queryset | field.queryset.model._default_manager.filter(pk=held)

    def refuse(self, refusal: Refusal, **fields: str) -> None:
        """Show what an operation refused beside its field; `fields` gives the form's name for the operation's."""
        name = fields.get(refusal.field, refusal.field)
        self.add_error(name if name in self.fields else None, ValidationError(str(refusal.message), code=refusal.code))
