"""Numbers that name a person, a body or an account: checked by their standards, masked for the eye. Plain Python."""

from __future__ import annotations

import re
from datetime import date
from operator import mul
from typing import Literal, NamedTuple

from office.blanks import squeeze
from office.calendar import age_on
from office.names import COMPOUND_SURNAMES, MIDDLE_DOT, clean_name

Sex = Literal["M", "F"]

_LOOKS_LIKE_X = str.maketrans("×хХ✕✖", "XXXXX")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_NOUGHTS = 48 * sum(_ID_WEIGHTS)  # what the weights make of seventeen noughts, as the bytes of text
_OLDEST = 120
# GB/T 2260, first two digits; 81 to 83 stand on residence permits. Counties come and go: nothing finer is asked.
_PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in codes
)
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")  # twice the digit, its own digits added up
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {character: value for value, character in enumerate(_USCC_ALPHABET)}
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_DEPARTMENTS = frozenset("123456789ANY")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


class IdProblem(ValueError):
    """Why a number is not one; `code` is what rosters and forms report."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class IdNumber(NamedTuple):
    """A resident's ID number in 18 characters, as it was written (cards before 1999 had 15), and what it tells."""

    number: str
    original: str
    birthday: date
    sex: Sex


def normalise_id(text: str) -> str:
    """The number in half-width capitals without blanks and apostrophes; what only looks like an X becomes one."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return squeeze(text.translate(_LOOKS_LIKE_X)).upper()


def check_id(text: str, on: date) -> IdNumber:
    """Reads a resident's ID number after GB 11643; `on` is the day by which nobody can be unborn or older than 120.

    Numbers of 15 digits are converted, their century being 19. Residence permits of Hong Kong, Macau and Taiwan (81 to
    83) and of foreigners (9, then the province) follow the same rule. Source: domain.md 1.7.
    Raises IdProblem, in this order: id.length, id.characters, id.region, id.birth_date, id.check_digit.
    """
    original = normalise_id(text)
    if len(original) not in (15, 18):
        raise IdProblem("id.length")
    digits = original[:17] if len(original) == 18 else original
    if not (digits.isascii() and digits.isdigit() and (original[-1].isdigit() or original[-1] == "X")):
        raise IdProblem("id.characters")
    if original == original[0] * len(original) or not _is_region(original):
        # Fifteen ones pass every sum; people type them to get past a field, and no county was ever 111111.
        raise IdProblem("id.region")
    seventeen = digits if len(original) == 18 else f"{digits[:6]}19{digits[6:]}"
    birthday = _birthday(seventeen[6:14], on)
    check = _ID_CHECKS[(sum(map(mul, _ID_WEIGHTS, seventeen.encode())) - _ID_NOUGHTS) % 11]
    if len(original) == 18 and original[-1] != check:
        raise IdProblem("id.check_digit")
    return IdNumber(seventeen + check, original, birthday, "M" if int(seventeen[16]) % 2 else "F")


def _is_region(number: str) -> bool:
    return number[:2] in _PROVINCES or (number[0] == "9" and number[1:3] in _PROVINCES)


def _birthday(text: str, on: date) -> date:
    try:
        birthday = date.fromisoformat(text)
    except ValueError:
        raise IdProblem("id.birth_date") from None
    if birthday > on or (on.year - birthday.year > _OLDEST and age_on(birthday, on) > _OLDEST):
        raise IdProblem("id.birth_date")
    return birthday


def check_uscc(text: str) -> str:
    """Reads a unified social credit code after GB 32100: unions begin with 81, enterprises with 91. Gives it cleaned.

    Raises IdProblem: uscc.length, uscc.characters, uscc.check_digit. Some codes of the pilot years were
    issued with a wrong check character, so the last is for a remark rather than a refusal.
    """
    code = squeeze(text).upper().replace("-", "")
    if len(code) != 18:
        raise IdProblem("uscc.length")
    if code[0] not in _USCC_DEPARTMENTS or any(character not in _USCC_VALUES for character in code):
        raise IdProblem("uscc.characters")
    total = sum(map(mul, _USCC_WEIGHTS, map(_USCC_VALUES.__getitem__, code[:17])))
    if code[17] != _USCC_ALPHABET[-total % 31]:
        raise IdProblem("uscc.check_digit")
    return code


def luhn_ok(number: str) -> bool:
    """Whether a bank card's last digit is right (ISO/IEC 7812). Passbooks do without it: warn, never refuse."""
    if not (number.isascii() and number.isdigit()):
        return False
    digits = number.encode()
    return (sum(digits[::-2]) + sum(digits[-2::-2].translate(_DOUBLED)) - 48 * len(digits)) % 10 == 0


def mobile_ok(number: str) -> bool:
    """Whether this is a mobile number of the mainland: 11 digits, 13 to 19 in front (domain.md 1.7)."""
    return _MOBILE.fullmatch(number) is not None


def mask_id(number: str) -> str:
    """2102********4521: the region's first four characters and the last four."""
    return f"{number[:4]}{'*' * 8}{number[-4:]}" if len(number) >= 12 else "*" * len(number)


def mask_name(name: str) -> str:
    """王*, 王*明, 欧阳*明: the surname and the last character stay, of two characters the surname alone (domain.md 7).

    Of names with a middle dot or of several words only the very first character stays.
    """
    name = clean_name(name)
    if MIDDLE_DOT in name or name.isascii():
        return name[:1] + re.sub(rf"[^{MIDDLE_DOT} ]", "*", name[1:])
    surname = name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]
    given = name[len(surname) :]
    return surname + ("*" if len(given) == 1 else "*" * (len(given) - 1) + given[-1:])


def mask_mobile(number: str) -> str:
    """138****5678; of any other telephone number the last four digits."""
    if mobile_ok(number):
        return f"{number[:3]}****{number[-4:]}"
    return f"****{number[-4:]}" if len(number) > 4 else "*" * len(number)


def mask_card(number: str) -> str:
    """**** 4521: the last four digits of a bank account."""
    return f"**** {number[-4:]}" if len(number) > 4 else "*" * len(number)


def birthday_of(number: str) -> date:
    """The birthday in a checked number of 18 characters."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> str:
    """ "M" or "F": digit 17 of a checked number is odd for a man."""
    return "M" if int(number[16]) % 2 else "F"
