"""Which proofs a file needs by its facts, which are missing or running out, and what a file is by its name.

Source: domain.md 1.5. What files are taken at all is asked of their content: office.documents.received.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.rules.code_lists import ATTACHMENT_KINDS
from office.code_lists import plain

EXPIRING_DAYS = 30  # before a proof runs out, so that a new one can be asked for at the next visit
ID_CARD_FROM = 16  # years; younger ones stand in the household register
OTHER = "other"
# Of schools whose costs count; compulsory schooling does not (domain.md 1.4).
_STUDENTS = frozenset({"senior", "vocational", "college", "postgraduate", "student"})
_WITHOUT_WORK = frozenset({"unemployed", "laid_off"})
# Words in the names of files, beside those of the list.
_HINTS = {
    "申请": "application", "户口": "hukou_book", "户籍": "hukou_book", "关系": "relation", "工资": "income",
    "流水": "income", "收入": "income", "失业": "unemployment", "待业": "unemployment", "低保": "allowance",
    "诊断": "diagnosis", "病历": "diagnosis", "出院": "diagnosis", "发票": "bills", "票据": "bills", "收据": "bills",
    "结算": "bills", "费用清单": "bills", "残疾人证": "disability", "残疾": "disability", "学籍": "school", "在读": "school",
    "通知书": "school", "学费": "school", "事故": "accident", "火灾": "accident", "水灾": "accident", "离婚": "divorce",
    "丧偶": "divorce", "死亡": "divorce", "合同": "contract", "会员": "member_card", "银行卡": "bank_card",
    "存折": "bank_card", "公示": "notice", "纪要": "minutes", "授权": "authorisation", "入户": "photo", "走访": "photo",
}  # fmt: skip
_WORDS = _HINTS | {
    plain(word): entry.code
    for entry in ATTACHMENT_KINDS.entries
    for word in (entry.label, *entry.synonyms)
    if entry.code != OTHER
}


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody of the family as far as proofs depend on it. `key` is that of the person, `status` a code of OCCUPATIONS or
    WORK_STATUSES, which share theirs; `age` None where the birthday is unknown."""

    key: int
    name: str
    age: int | None = None
    status: str = ""
    earns: bool = False  # wages or a business
    idle: bool = False  # could work and does not
    disabled: bool = False
    treated: bool = False  # costs of an illness are counted
    schooled: bool = False  # costs of schooling are counted


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts of a file on which its proofs depend. `people`: the head first. `is_member`: the head's membership is on record."""

    people: tuple[Party, ...]
    marital: str = ""
    allowance: bool = False
    accident: bool = False
    migrant: bool = False
    is_member: bool = False
    has_account: bool = False


@dataclass(frozen=True, slots=True)
class Needed:
    """A proof that the facts of a file ask for: of one person, or of the household (`key` None), and why."""

    kind: str
    why: str | Promise
    key: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A proof in the file; `key` None: it is not said whose it is, as with a scan of several cards."""

    kind: str
    key: int | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A proof that is needed and not there, or there and run out on `expired_on`."""

    needed: Needed
    expired_on: date | None = None


def needed_proofs(situation: Situation) -> list[Needed]:
    """What the facts ask for, in the order of the list of kinds, each person in the order of the family."""
    found = [*_of_household(situation), *(need for who in situation.people for need in _of_person(who))]
    order = [entry.code for entry in ATTACHMENT_KINDS.entries]
    return sorted(found, key=lambda need: order.index(need.kind))


def _of_household(situation: Situation) -> Iterator[Needed]:
    yield Needed("application", _("every file begins with one"))
    yield Needed("hukou_book", _("it shows who belongs to the family"))
    if situation.allowance:
        yield Needed("allowance", _("the file says that the household receives the allowance"))
    if situation.accident:
        yield Needed("accident", _("the file speaks of an accident or a disaster"))
    head = situation.people[0]
    if situation.marital in {"divorced", "widowed"}:
        yield Needed("divorce", _("divorced or widowed"), head.key, head.name)
    if situation.migrant:
        yield Needed("contract", _("migrant worker"), head.key, head.name)
    if not situation.is_member:
        yield Needed("member_card", _("no membership is on record"), head.key, head.name)
    if situation.has_account:
        yield Needed("bank_card", _("money goes to this account"), head.key, head.name)


def _of_person(who: Party) -> Iterator[Needed]:
    if who.age is None or who.age >= ID_CARD_FROM:
        yield Needed("id_card", _("of everybody from 16 years on"), who.key, who.name)
    if who.earns:
        yield Needed("income", _("an income is counted"), who.key, who.name)
    if who.status in _WITHOUT_WORK or who.idle:
        yield Needed("unemployment", _("without work"), who.key, who.name)
    if who.treated:
        yield Needed("diagnosis", _("costs of an illness are counted"), who.key, who.name)
        yield Needed("bills", _("costs of an illness are counted"), who.key, who.name)
    if who.disabled:
        yield Needed("disability", _("disabled"), who.key, who.name)
    if who.status in _STUDENTS or who.schooled:
        yield Needed("school", _("at school"), who.key, who.name)


def missing_proofs(situation: Situation, held: Iterable[Held], today: date) -> list[Missing]:
    """What the facts ask for and no valid proof shows. A proof of which it is not said whose it is holds for everybody."""
    proofs = list(held)
    gaps = []
    for need in needed_proofs(situation):
        fitting = [one for one in proofs if one.kind == need.kind and (not need.key or one.key in {None, need.key})]
        ends = [one.expires_on for one in fitting]
        if not any(end is None or end >= today for end in ends):
            gaps.append(Missing(need, max(filter(None, ends), default=None)))
    return gaps


class Validity(StrEnum):
    """How long a proof still holds."""

    OPEN = "open"  # no end is known
    HOLDS = "holds"
    ENDING = "ending"
    OVER = "over"


def validity(expires_on: date | None, today: date, within: int = EXPIRING_DAYS) -> Validity:
    """Whether a proof holds, runs out within so many days, or has run out; on its last day it still holds."""
    if expires_on is None:
        return Validity.OPEN
    left = (expires_on - today).days
    return Validity.OVER if left < 0 else Validity.ENDING if left <= within else Validity.HOLDS


def guess_kind(name: str) -> str:
    """The kind of proof that the name of a file speaks of, by its longest word; "other" when it says nothing."""
    text = plain(name)
    found = [word for word in _WORDS if word in text]
    return _WORDS[max(found, key=len)] if found else OTHER


def guess_person(name: str, names: Mapping[int, str]) -> int | None:
    """Whose proof it is: the key of the longest of `names` that stands in the name of the file, None for none or two alike."""
    text = plain(name)
    found = [(key, plain(called)) for key, called in names.items() if called and plain(called) in text]
    longest = max((len(called) for _key, called in found), default=0)
    best = [key for key, called in found if len(called) == longest]
    return best[0] if len(best) == 1 else None
