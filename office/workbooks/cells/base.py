"""What all kinds of cell share: blanks, bad cells, the word 清空, and the way a problem is told."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableSequence
from datetime import date
from typing import Any, NoReturn

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from import_export.widgets import Widget

from office.blanks import without_invisible
from office.history import CLEAR
from office.workbooks.sheets import BadCell, Value

Clock = date | Callable[[], date] | None
"""The day that counts as today: a date, something to ask, or None for the office's own day."""

DAMAGED_FROM = 10**15
"""From 16 digits on Excel keeps only the first 15 of a number: what it shows after them is invented (domain.md 8.3)."""

_CLEAR_WORD = CLEAR.value
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{1,2}", re.IGNORECASE)
_EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})


class CellProblem(ValueError):
    """Why a cell cannot be taken. `code` is for programs; `message` is one short sentence that names the cure, in the
    language that is active when it is read."""

    def __init__(self, code: str, message: str | Promise, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self._message = message
        self._params = params

    @property
    def message(self) -> str:
        return str(self._message) % self._params if self._params else str(self._message)

    def __str__(self) -> str:
        return self.message


class Cell(Widget):  # type: ignore[misc]  # import-export is not typed
    """A kind of cell. A subclass reads a non-blank text in `read_text` and any other value in `read_other`."""

    number_format: str = "@"
    choices: tuple[str, ...] = ()
    hint: str | Promise = ""

    def __init__(self, *, on: Clock = None) -> None:
        super().__init__(coerce_to_string=False)
        self.on = on

    def clean(self, value: Value, row: object = None, **kwargs: Any) -> Any:
        """The value of the cell, None when it is blank, CLEAR when it says 清空. Raises CellProblem.

        Keywords: `on` (a date: the day that counts as today; asking the clock costs more than reading the cell, so a
        run passes it) and `remarks` (a list that receives sentences).
        """
        if value is None or value == "":
            return None
        if isinstance(value, str):
            # Nearly every cell is tidy: worth the short way.
            text = value if value.isprintable() and " " not in value else tidy(value)
            if not text:
                return None
            if text == _CLEAR_WORD:
                return CLEAR
            if text[0] == "#":
                _refuse_shown_error(text)
            return self.read_text(text, kwargs)
        if isinstance(value, BadCell):
            _refuse(value)
        return self.read_other(value, kwargs)

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        """What an export writes into the cell; None stays blank."""
        return "" if value is None or value is CLEAR else str(value)

    def read_text(self, text: str, kwargs: dict[str, Any]) -> Any:
        """The value of a text that is neither blank nor 清空; blanks around it are gone, those inside are single."""
        raise NotImplementedError

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> Any:
        """The value of a number, a date or a yes/no cell."""
        raise NotImplementedError

    def today(self, kwargs: dict[str, Any]) -> date:
        """The day a cell is judged by: that of the run, else that of the column, else today in the office."""
        on = kwargs.get("on") or self.on
        if on is None:
            return timezone.localdate()
        return on if isinstance(on, date) else on()


def remark(kwargs: dict[str, Any], sentence: str | Promise, **params: object) -> None:
    """Adds a sentence to the remarks of the row, when the caller collects them."""
    remarks: MutableSequence[str] | None = kwargs.get("remarks")
    if remarks is not None:
        remarks.append(str(sentence) % params if params else str(sentence))


def tidy(text: str) -> str:
    """The text without invisible characters and outer blanks, inner blanks and line breaks as one blank."""
    if text.isprintable() and " " not in text:  # foreign blanks do not count as printable
        return text
    return " ".join(without_invisible(text).split())


def is_scientific(text: str) -> bool:
    """Whether a text such as 2.10201E+17 shows that Excel saved a long number as a rounded one."""
    return _SCIENTIFIC.fullmatch(text) is not None


def digits_of(value: Value) -> str | None:
    """The digits of a whole number cell: 13800138000.0 is 13800138000. None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or value != int_or_none(value):
        return None
    return str(int(value))


def int_or_none(value: float) -> int | None:
    """The whole number that this is, or None; infinity is none."""
    return int(value) if abs(value) < 10**30 and value == int(value) else None


def is_damaged(value: Value) -> bool:
    """Whether a number cell has 16 digits or more, of which Excel has thrown away the last ones.

    Judged by the type of the cell, never by noughts at the end: 1.10101199001011E+17 reads 110101199001011008.
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= DAMAGED_FROM


def _refuse(cell: BadCell) -> NoReturn:
    if cell.kind == "error":
        raise CellProblem(
            "cell.error_value", _("Excel shows the error %(text)s here. Please type the value."), text=cell.text
        )
    raise CellProblem(
        "cell.uncalculated", _("This formula has no result yet. Open the file in Excel or WPS, save it and try again.")
    )


def _refuse_shown_error(text: str) -> None:
    if text.upper() in _EXCEL_ERRORS:
        _refuse(BadCell("error", text))
    if not text.strip("#"):
        raise CellProblem(
            "cell.error_value", _("The column was too narrow and only #### was saved. Please type the value.")
        )
