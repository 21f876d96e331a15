"""Aid in plain values, as the guards of limits and of double aid compare it, and what they find."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.rules.kinds import AID_KINDS, FUND_SOURCES
from office.money import grouped


@dataclass(frozen=True, slots=True)
class Aid:
    """One payment, made or proposed. Keys are those of records; `key` is None for what is not recorded yet.

    `people`: everybody of the household, the payee among them; `subject`: the student, or whose illness it is. `source` is a
    code of FUND_SOURCES; `amount` and `own_cost` (what the family bore itself: bills less insurance) are 元. `school_year`
    is that which begins in the year; `ended` None means still going on.
    """

    key: int | None
    list_key: int | None
    kind: str
    day: date
    amount: Decimal
    household: int | None = None
    people: frozenset[int] = frozenset()
    payee: int | None = None
    subject: int | None = None
    purpose: str = ""
    source: str = ""
    category: str = ""
    level: str = ""
    own_cost: Decimal | None = None
    school_year: int | None = None
    began: date | None = None
    ended: date | None = None
    occasion_on: date | None = None
    is_regular: bool = False
    is_goods: bool = False
    # What a sentence names it by.
    payee_name: str = ""
    list_name: str = ""
    union_name: str = ""
    position: int | None = None
    is_paid: bool = True

    def touches(self, other: Aid) -> bool:
        """Whether both help the same household, or anybody of it."""
        return (self.household is not None and self.household == other.household) or bool(self.people & other.people)


class Level(StrEnum):
    """What a finding asks for: an officer's reason, a paper that is missing, or nothing (it is only told)."""

    ASK = "ask"
    LACK = "lack"
    TELL = "tell"


SENTENCES = {
    # double aid
    "same_list": _(
        "The household is on this list already: %(payee)s, %(amount)s 元, line %(line)s. Once for each household."
    ),
    "same_purpose": _("Helped for this purpose already: %(day)s, %(amount)s 元, %(list)s, by %(union)s, to %(payee)s."),
    "same_kind": _("Helped in the same way already: %(day)s, %(amount)s 元, %(list)s, by %(union)s, to %(payee)s."),
    "same_student": _(
        "This student was helped for the same school year: %(day)s, %(amount)s 元, by %(union)s, to %(payee)s."
    ),
    "same_illness": _("This illness was helped already: %(day)s, %(amount)s 元, by %(union)s, to %(payee)s."),
    "same_occasion": _("Helped on this occasion already: %(day)s, %(amount)s 元, by %(union)s, to %(payee)s."),
    "exclusive_source": _(
        "Helped this year from %(source)s already, which excludes this fund: %(day)s, %(amount)s 元, %(list)s."
    ),
    "on_regular_aid": _("%(payee)s is on regular aid: %(amount)s 元 a month."),
    "helped_this_year": _("Helped this year: %(day)s, %(amount)s 元, %(list)s, by %(union)s."),
    # limits
    "over_limit": _("With this it would be %(sum)s 元; the limit is %(limit)s 元 (%(words)s)."),
    "over_own_cost": _("More than the family bore itself: %(limit)s 元."),
    # papers
    "no_evidence": _("No paper proves this yet. Needed: %(papers)s."),
    "no_minutes": _("Above %(limit)s 元 the minutes of a meeting are needed: enter them on the list."),
    "no_card": _("The account number is missing; it can be added later."),
}


Mark = tuple[str, int | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a guard found: kept by code and facts, so that it can be read in any language later.

    `about` is the key of the earlier payment, None where it is about none.
    """

    code: str
    level: Level
    facts: dict[str, str] = field(default_factory=dict)
    about: int | None = None

    @property
    def sentence(self) -> str:
        return sentence_of(self.code, self.facts)

    @property
    def mark(self) -> Mark:
        """What an officer allows: this finding about that payment, and so much over that limit, whatever its wording."""
        return mark_of(self.as_facts())

    def as_facts(self) -> dict[str, Any]:
        return {"code": self.code, "level": self.level.value, "facts": self.facts, "about": self.about}


def mark_of(kept: dict[str, Any]) -> Mark:
    """That of a finding that was kept as facts."""
    return kept["code"], kept["about"], kept["facts"].get("sum"), kept["facts"].get("limit")


def sentence_of(code: str, facts: dict[str, str]) -> str:
    """The sentence in the language of the reader; codes among the facts are put into words."""
    words = dict(facts)
    if "source" in words and words["source"] in FUND_SOURCES:
        words["source"] = str(FUND_SOURCES[words["source"]].label)
    if "kind" in words and words["kind"] in AID_KINDS:
        words["kind"] = str(AID_KINDS[words["kind"]].label)
    return str(SENTENCES[code]) % words if words else str(SENTENCES[code])


def told(aid: Aid) -> dict[str, str]:
    """The facts by which a sentence names an earlier payment."""
    return {
        "day": aid.day.isoformat(),
        "amount": grouped(aid.amount),
        "list": aid.list_name,
        "union": aid.union_name,
        "payee": aid.payee_name,
        "line": str(aid.position or "—"),
    }
