"""Form fields that read what is typed as a roster reads its cells: one rule, one sentence."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.workbooks.cells import CLEAR, Card, Cell, CellProblem, IdNumber, Phone


class CellField(forms.CharField):
    """A line of text, read by a kind of cell; empty is ""."""

    cell: Cell

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 60} | kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            read = self.cell.clean(text, on=timezone.localdate(), remarks=[])
        except CellProblem as problem:
            raise ValidationError(problem.message, code=problem.code) from None
        return "" if read is None or read is CLEAR else read

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # What others typed at this computer must not come up as a suggestion.
        return super().widget_attrs(widget) | {"autocomplete": "off", "spellcheck": "false"}


class IdNumberField(CellField):
    """Gives `office.identity.IdNumber`, or "" when nothing was typed."""

    cell = IdNumber()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"label": _("ID number"), "help_text": _("18 characters; sex and birthday follow.")} | kwargs
        )


class CardField(CellField):
    """An account number of 8 to 30 digits, or ""."""

    cell = Card()


class PhoneField(CellField):
    """One or several telephone numbers, or ""."""

    cell = Phone()
