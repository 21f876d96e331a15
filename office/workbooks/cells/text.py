"""Cells that are text in the office's eyes, whatever Excel makes of them: names, numbers of cards and telephones."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from office import identity
from office.blanks import squeeze
from office.names import clean_name
from office.workbooks.sheets import Value

from .base import Cell, CellProblem, Clock, digits_of, is_damaged, is_scientific, remark

_DASHES = re.compile("[-\u2010-\u2015\u2212_.]")
_CALLING_CODE = re.compile(r"(\+|00)86")
_LANDLINE = re.compile(r"(\(?0\d{2,3}\)?-?)?[2-8]\d{6,7}((-|转|ext\.?)\d{1,6})?", re.ASCII | re.IGNORECASE)
_SERVICE = re.compile(r"[48]00-?\d{3,4}-?\d{3,4}|9[56]\d{3,6}", re.ASCII)
_SEPARATORS = re.compile(r"[/;,、|]+| (?=[01(4])")

# What stands in front of text in a CSV file that would else be taken for a formula (office.workbooks.exporting).
_GUARD = re.compile("^'(?=[=+@＝＋－＠-])")
_MASKED = _("This number is masked: export the list again with whole numbers.")
_ID_PROBLEMS = {
    "id.length": _("An ID number has 18 characters, on old cards 15. Please compare with the card."),
    "id.characters": _("An ID number has digits only, with X at most at the end. Please compare with the card."),
    "id.region": _("No ID number begins like this. Please compare with the card."),
    "id.birth_date": _("The birthday inside this ID number is impossible. Please compare with the card."),
    "id.check_digit": _(
        "The last character does not fit this ID number: one of them is mistyped. Please compare with the card."
    ),
}


class Text(Cell):
    """Free text of at most `max_length` characters; number cells are written out, 2102000017.0 as 2102000017."""

    hint = _("Any text.")

    def __init__(self, max_length: int = 200) -> None:
        super().__init__()
        self.max_length = max_length

    def read_text(self, text: str, kwargs: dict[str, Any]) -> str:
        if text[0] == "'":
            text = _GUARD.sub("", text)
        if len(text) > self.max_length:
            raise CellProblem("text.too_long", _("Too long: at most %(length)d characters."), length=self.max_length)
        return text

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> str:
        if is_damaged(value):
            raise CellProblem(
                "text.damaged_by_excel",
                _("Excel has turned this long number into another one. Set the cell to text, type it again."),
            )
        if isinstance(value, datetime | date):
            text = value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
        else:
            text = digits_of(value) or str(value)
        return self.read_text(text, kwargs)


class Name(Cell):
    """A person's name in its one spelling (`office.names.clean_name`): "李  明" is 李明, "·" is always U+00B7."""

    hint = _("The name as on the ID card.")

    def __init__(self, max_length: int = 50) -> None:
        super().__init__()
        self.max_length = max_length

    def read_text(self, text: str, kwargs: dict[str, Any]) -> str | None:
        name = clean_name(text)
        if len(name) > self.max_length or any(map(str.isdigit, name)):
            raise CellProblem(
                "name.format", _("This does not look like one person's name. Please type the name alone.")
            )
        return name or None

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> str:
        raise CellProblem("name.format", _("This does not look like one person's name. Please type the name alone."))


class IdNumber(Cell):
    """A resident's ID number, checked; gives `identity.IdNumber`.

    A number cell of 16 digits or more is id.damaged_by_excel; one of 15 digits is exact and fine (domain.md 8.3).
    """

    hint = _("18 characters, the cell set to text.")

    def __init__(self, *, on: Clock = None) -> None:
        super().__init__(on=on)

    def read_text(self, text: str, kwargs: dict[str, Any]) -> identity.IdNumber:
        return self._check(text, kwargs)

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> identity.IdNumber:
        if is_damaged(value):
            raise _damaged_id()
        return self._check(digits_of(value) or str(value), kwargs)

    def _check(self, text: str, kwargs: dict[str, Any]) -> identity.IdNumber:
        try:
            return _known_id(text, self.today(kwargs))
        except identity.IdProblem as problem:
            if is_scientific(text):
                raise _damaged_id() from None
            if "*" in text:
                raise CellProblem("id.masked", _MASKED) from None
            raise CellProblem(problem.code, _ID_PROBLEMS[problem.code]) from None

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        return value.number if isinstance(value, identity.IdNumber) else super().render(value)


@lru_cache(maxsize=4096)  # The head's number stands beside every member of the family.
def _known_id(text: str, on: date) -> identity.IdNumber:
    return identity.check_id(text, on)


def _damaged_id() -> CellProblem:
    return CellProblem(
        "id.damaged_by_excel",
        _("Excel has lost the last digits of this ID number. Set the cell to text, type it again."),
    )


class Card(Cell):
    """A bank account: 8 to 30 digits as text. A card whose last digit does not fit is remarked upon, not refused."""

    hint = _("Digits only, the cell set to text.")

    def read_text(self, text: str, kwargs: dict[str, Any]) -> str:
        number = _DASHES.sub("", squeeze(text)) if not text.isdigit() or not text.isascii() else text
        if not (number.isdigit() and number.isascii()) and is_scientific(squeeze(text)):
            raise _damaged_card()
        if not (number.isascii() and number.isdigit() and 8 <= len(number) <= 30):
            if "*" in number:
                raise CellProblem("card.masked", _MASKED)
            raise CellProblem("card.format", _("An account number has 8 to 30 digits and nothing else."))
        if 16 <= len(number) <= 19 and not identity.luhn_ok(number):
            remark(
                kwargs,
                _("The card number %(card)s may be mistyped: its last digit does not fit."),
                card=identity.mask_card(number),
            )
        return number

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> str:
        if is_damaged(value):
            raise _damaged_card()
        return self.read_text(digits_of(value) or str(value), kwargs)


def _damaged_card() -> CellProblem:
    return CellProblem(
        "card.damaged_by_excel",
        _("Excel has lost the last digits of this account number. Set the cell to text, type it again."),
    )


class Mobile(Cell):
    """One mobile number of 11 digits; blanks, dashes and +86 are taken off, 13800138000.0 is read."""

    hint = _("11 digits.")

    def read_text(self, text: str, kwargs: dict[str, Any]) -> str:
        number = _mobile(text)
        if number is None:
            raise CellProblem("mobile.format", _("A mobile number has 11 digits, 13 to 19 in front. Please check it."))
        return number

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> str:
        return self.read_text(digits_of(value) or str(value), kwargs)


def _mobile(text: str) -> str | None:
    if identity.mobile_ok(text):
        return text
    number = _CALLING_CODE.sub("", _DASHES.sub("", squeeze(text)), count=1)
    number = number[1:] if len(number) == 12 and number[0] == "0" else number
    return number if identity.mobile_ok(number) else None


class Phone(Cell):
    """Telephone numbers of any kind: mobile, landline with or without area code and extension, 400; several by /."""

    hint = _("Mobile or landline with area code; several separated by /.")

    def clean(self, value: Value, row: object = None, **kwargs: Any) -> Any:
        # Nearly every cell is a mobile number: worth the short way.
        if value.__class__ is str and identity.mobile_ok(value):
            return value
        return super().clean(value, row, **kwargs)

    def read_text(self, text: str, kwargs: dict[str, Any]) -> str:
        whole = _one_phone(text)
        if whole is not None:
            return whole
        numbers = [_one_phone(part) for part in _SEPARATORS.split(text.replace("／", "/")) if part.strip()]
        found = [number for number in numbers if number is not None]
        if not found or len(found) != len(numbers):
            raise CellProblem("phone.format", _("This is not a telephone number. Several are separated by /."))
        return "/".join(found)

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> str:
        digits = digits_of(value) or str(value)
        if _one_phone(digits) is None and _one_phone(f"0{digits}") is not None:
            digits = f"0{digits}"  # Excel drops the 0 in front of the area code.
        return self.read_text(digits, kwargs)


def _one_phone(text: str) -> str | None:
    mobile = _mobile(text)
    if mobile is not None:
        return mobile
    number = squeeze(text).replace("—", "-").replace("--", "-")
    return number if _LANDLINE.fullmatch(number) or _SERVICE.fullmatch(number) else None
