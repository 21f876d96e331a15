"""What is typed into the desk's own forms: amounts, and a form whose fields are shown again as they were typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from office.money import to_money
from office.refusal import Refusal

MOST = Decimal("9999999999.99")


class AmountField(forms.CharField):
    """An amount in 元, thousands marked or not; None when nothing was typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 20} | kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value).replace(",", "").replace("，", "")
        if not text:
            return None
        try:
            amount = to_money(text)
        except ValueError:
            amount = Decimal(-1)
        if not 0 <= amount <= MOST:
            raise ValidationError(
                gettext_lazy("Write an amount in 元, such as 22920 or 22,920.50."), code="money.unreadable"
            )
        return amount


@dataclass(frozen=True)
class Shown:
    """A field as the template shows it."""

    name: str
    label: Any
    value: str
    error: str


class TypedForm(forms.Form):
    """Base of forms that templates write out field by field."""

    def refuse(self, refusal: Refusal) -> None:
        """What an operation refused stands beside its field, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.message))

    def said(self, name: str) -> str:
        """What stands in a field: as typed, else as it was filled in beforehand."""
        value = self.data.get(name, "") if self.is_bound else self.initial.get(name)
        return "" if value is None else str(value)

    @property
    def shown(self) -> Mapping[str, Shown]:
        errors = self.errors if self.is_bound else {}
        return {
            name: Shown(name, field.label, self.said(name), " ".join(map(str, errors.get(name, []))))
            for name, field in self.fields.items()
        }

    @property
    def problems(self) -> list[str]:
        """What is wrong with the form as a whole."""
        return list(map(str, self.non_field_errors())) if self.is_bound else []


def day_in(given: Any, name: str) -> date:
    """The day typed into the field `name`. Raises Refusal `required` or `day.unreadable`, both about that field."""
    text = given.get(name, "").strip()
    if not text:
        raise Refusal(name, "required", gettext_lazy("Give the day on which this happened."))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(name, "day.unreadable", gettext_lazy("Write the day like this: 2025-03-01.")) from None
