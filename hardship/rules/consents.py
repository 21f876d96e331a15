"""Who of a family must agree to what, and whose signature it takes. Source: domain.md 7 (PIPL art. 25, 28, 29, 31)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hardship.rules.code_lists import CONSENT_PURPOSES
from office.calendar import age_on

SIGNS_ALONE_FROM = 14  # years; a guardian signs for younger children
ADULT_FROM = 18  # years
# Only adults are named on a notice, and only their means are checked; the rest concerns everybody whose facts are kept.
OF_ADULTS = frozenset({"notice", "check"})
PURPOSES = tuple(entry.code for entry in CONSENT_PURPOSES.entries)


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the family, the head included. `key` is that of the person; `counted`: in the size of the family."""

    key: int
    name: str
    birthday: date | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """One consent that was recorded; `key` is that of the person."""

    key: int
    purpose: str
    signed_on: date
    withdrawn_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it was signed by that day and not withdrawn yet; on the day of its withdrawal it holds no more."""
        return self.signed_on <= day and (self.withdrawn_on is None or day < self.withdrawn_on)


def needs_guardian(birthday: date | None, day: date) -> bool:
    """Whether a guardian signs for somebody on that day. Whose birthday is unknown signs alone."""
    return birthday is not None and age_on(birthday, day) < SIGNS_ALONE_FROM


def is_asked(relative: Relative, purpose: str, day: date) -> bool:
    """Whether somebody has to agree to `purpose`. Whose birthday is unknown is taken for an adult."""
    if purpose not in OF_ADULTS:
        return True
    return relative.counted and (relative.birthday is None or age_on(relative.birthday, day) >= ADULT_FROM)


def missing(relatives: Iterable[Relative], given: Iterable[Given], purpose: str, day: date) -> list[Relative]:
    """Who still has to agree to `purpose`, in the order of `relatives`; empty when everybody has."""
    agreed = {one.key for one in given if one.purpose == purpose and one.holds_on(day)}
    return [one for one in relatives if is_asked(one, purpose, day) and one.key not in agreed]
