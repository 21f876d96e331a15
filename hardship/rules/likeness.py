"""When two files may be of one household: somebody of the same name and birthday, one address, one telephone.

What many files share says nothing about any two of them: the number of the union's own office, a dormitory.
Plain values in and out; nothing here knows of records. Source: domain.md 3, "one household, one file".
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAME_BIRTHDAY, ADDRESS, PHONE = "name_birthday", "address", "phone"
GROUNDS: dict[str, Promise] = {
    NAME_BIRTHDAY: _("name and date of birth"),
    ADDRESS: _("address"),
    PHONE: _("telephone"),
}
MOST = 6  # files with one address or telephone: more of them are one remark and no pairs

Mark = tuple[str, object]  # ground and what is shared
Pair = tuple[int, int]  # keys of two files, the lower one first


@dataclass(frozen=True, slots=True)
class Traits:
    """What a file is recognised by. `people`: name and birthday of the head and the family; the rest is normalised."""

    people: frozenset[tuple[str, date]] = frozenset()
    addresses: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        people: Iterable[tuple[str, date | None]],
        addresses: Iterable[str] = (),
        phones: Iterable[str] = (),
    ) -> Traits:
        """Out of what is written in a file: people without a birthday and blanks say nothing."""
        return cls(
            frozenset((name, born) for name, born in people if name and born is not None),
            frozenset(key for text in addresses if text and (key := address_key(text))),
            frozenset(key for text in phones if text for key in phone_keys(text)),
        )

    def marks(self) -> Iterable[Mark]:
        for ground, values in ((NAME_BIRTHDAY, self.people), (ADDRESS, self.addresses), (PHONE, self.phones)):
            for value in values:
                yield ground, value


@dataclass(frozen=True, slots=True)
class Shared:
    """An address or a telephone that more than MOST files have, and their keys in order."""

    ground: str
    value: str
    keys: tuple[int, ...]


def find_alike(traits: Mapping[int, Traits], *, most: int = MOST) -> tuple[dict[Pair, list[str]], list[Shared]]:
    """The pairs of these files (by key) that are alike, with the grounds in the order of GROUNDS; and what too many share."""
    holders: dict[Mark, list[int]] = defaultdict(list)
    for key, of_file in traits.items():
        for mark in of_file.marks():
            holders[mark].append(key)
    found: dict[Pair, set[str]] = defaultdict(set)
    shared = []
    for (ground, value), keys in holders.items():
        if len(keys) < 2:
            continue
        keys.sort()
        if len(keys) > most:
            if isinstance(value, str):
                shared.append(Shared(ground, value, tuple(keys)))
            continue
        for place, first in enumerate(keys):
            for second in keys[place + 1 :]:
                found[first, second].add(ground)
    shared.sort(key=lambda one: (-len(one.keys), one.ground, one.value))
    return {pair: [ground for ground in GROUNDS if ground in grounds] for pair, grounds in found.items()}, shared


# -- telephones

_NUMBERS = re.compile(r"[/、,;|\\\n和或]+|\s{2,}")
_HOTLINE = re.compile(r"[48]00\d{7}")
_LEAST_DIGITS = 7  # 12351 and 95588 are hotlines as well


def phone_keys(text: str) -> list[str]:
    """The telephones in a cell, each as digits without country and area code; an extension stays, after a hyphen.

    Hotlines, and digits that are all one, are nobody's number.
    """
    if len(text) == 11 and text.isascii() and text.isdigit() and text[0] == "1":
        return [] if _is_filler(text) else [text]
    found = []
    for part in _NUMBERS.split(unicodedata.normalize("NFKC", text)):
        number, _said, extension = re.sub(r"转|分机|ext\.?|x", "#", part.lower()).partition("#")
        digits = re.sub(r"[^0-9]", "", number)
        digits = re.sub(r"^(?:00)?86(?=1\d{10}$|0?[2-9]\d{8,})", "", digits)
        groups = [group for group in re.split(r"[^0-9]+", number) if group]
        if len(groups) > 1 and len(groups[-1]) <= 4 and len(groups[-2]) in (7, 8):  # 82345678-801
            extension, digits = groups[-1], digits[: -len(groups[-1])]
        digits = _without_area(digits)
        if len(digits) < _LEAST_DIGITS or _HOTLINE.fullmatch(digits) or _is_filler(digits):
            continue
        extension = re.sub(r"[^0-9]", "", extension)
        found.append(f"{digits}-{extension}" if extension else digits)
    return found


def _without_area(digits: str) -> str:
    """0411-82345678 and 82345678 are one telephone; area codes have three digits (010, 02x) or four."""
    if not digits.startswith("0"):
        return digits
    return digits[3:] if digits[1:2] in ("1", "2") else digits[4:]


def _is_filler(digits: str) -> bool:
    return len(set(digits[-_LEAST_DIGITS:])) == 1


# -- addresses

_VARIANTS = str.maketrans("號幢棟樓單戶層區縣鎮鄉莊衖間—–−﹣~_#", "号栋栋楼单户层区县镇乡庄弄间-------")
_NOISE = re.compile(r"[\s,.。、;:()\[\]【】《》\"'“”‘’·]+")
_ABOVE = re.compile(r"^(?:中国)?(?:[^省市区县]{2,7}(?:省|自治区))?(?:[^省市区县]{2,6}市(?![场口民集区]))?")
_WRITTEN = re.compile(r"[一二三四五六七八九十]+(?=号|栋|楼|单元|层|室|户|门|座)")
_UNITS = re.compile(r"(?<=\d)-?(?:号楼|号院|号|栋|座|楼|单元|门|层|室|户|房)(?:之)?")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_HYPHENS = re.compile(r"-{2,}")
_DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True))
_LEAST_LETTERS = 2


def address_key(text: str) -> str:
    """An address as it is compared: 中山路１２號三幢二单元501室 and 中山路12-3-2-501 are one; province and city are left out.

    "" for what tells no single home, such as a district or a village without a number.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_VARIANTS)
    plain = _ABOVE.sub("", _NOISE.sub("", plain), count=1)
    plain = _WRITTEN.sub(lambda match: str(_number(match[0])), plain)
    plain = _HYPHENS.sub("-", _UNITS.sub("-", plain)).strip("-")
    plain = _ZEROS.sub("", plain)
    digits = sum(map(str.isdecimal, plain))
    letters = sum(map(str.isalpha, plain))
    return plain if digits and letters >= _LEAST_LETTERS else ""


def _number(written: str) -> int:
    """三 is 3, 十二 12, 二十 20, 二十三 23."""
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[digit]) for digit in written))
    return 10 * (_DIGITS.get(tens[-1:], 1)) + _DIGITS.get(ones[-1:], 0)
