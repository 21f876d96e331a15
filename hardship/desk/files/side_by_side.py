"""Two files beside each other: each fact with a mark that says whether it is the same in both."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.desk import words
from hardship.models import Household, HouseholdMember, ReliefLine, ReliefList
from hardship.rules.likeness import address_key, phone_keys

SAME, ALIKE, DIFFERS, NONE = "same", "alike", "differs", ""
MARKS: dict[str, Promise] = {SAME: _("the same"), ALIKE: _("written otherwise"), DIFFERS: _("differs")}


@dataclass(frozen=True)
class Line:
    """One fact of both files, and how they compare; `mark` is "" where one says nothing or may not be seen."""

    label: Any
    first: str
    second: str
    mark: str = NONE

    @property
    def mark_label(self) -> Any:
        return MARKS.get(self.mark, "")


@dataclass(frozen=True)
class Section:
    label: Any
    lines: list[Line]


def sections(first: Household | None, second: Household | None) -> list[Section]:
    """What two files say; None for one that may not be seen. Then nothing is compared: a mark would tell what it says."""
    found = [
        Section(_("The file"), list(_facts(first, second))),
        Section(_("The family"), list(_family(first, second))),
        Section(_("Relief"), list(_relief(first, second))),
    ]
    return [section for section in found if section.lines]


def _line(label: Any, first: str | None, second: str | None, mark: str | None = None) -> Line | None:
    """None for what neither says; `mark` where it is not the plain comparison."""
    if not first and not second:
        return None
    if mark is None:
        mark = NONE if not first or not second else SAME if first == second else DIFFERS
    return Line(label, words.cell(first or ""), words.cell(second or ""), mark)


def _facts(first: Household | None, second: Household | None) -> Iterator[Line]:
    one, other = (_said(file) if file is not None else {} for file in (first, second))
    for name, label in _LABELS.items():
        mark = None
        a, b = one.get(name, ""), other.get(name, "")
        if a and b and a != b and _is_alike(name, a, b):
            mark = ALIKE
        line = _line(label, a, b, mark)
        if line is not None:
            yield line


_LABELS: dict[str, Promise] = {
    "head": _("head"),
    "number": _("ID number"),
    "sex": _("sex"),
    "birthday": _("date of birth"),
    "address": _("address"),
    "phone": _("telephone"),
    "mobile": _("telephone of the head"),
    "union": _("union"),
    "employer": _("employer"),
    "state": _("state"),
    "opened": pgettext_lazy("day of a file", "opened"),
    "closed": pgettext_lazy("day of a file", "closed"),
    "category": _("category"),
    "cause": _("main cause"),
    "size": _("family size"),
    "income": _("monthly income a head as stated, 元"),
    "health": _("health"),
    "housing": _("housing"),
    "note": _("remark"),
}


def _said(file: Household) -> dict[str, str]:
    head = file.head
    latest = file.assessments.filter(confirmed=True).first()
    found = {
        "head": head.name,
        "number": head.masked_id,
        "sex": head.get_sex_display(),
        "birthday": head.birthday,
        "address": file.address,
        "phone": file.phone,
        "mobile": head.mobile,
        "union": file.union,
        "employer": file.employer,
        "state": file.get_state_display(),
        "opened": file.opened_on,
        "closed": file.closed_on,
        "category": latest.get_category_display() if latest else "",
        "cause": latest.get_cause_display() if latest else "",
        "size": latest.family_size if latest else "",
        "income": words.exact(latest.per_capita_stated) if latest and latest.per_capita_stated is not None else "",
        "health": file.get_health_display(),
        "housing": file.get_housing_display(),
        "note": file.note,
    }
    return {name: "" if value is None else str(value) for name, value in found.items()}


def _is_alike(name: str, one: str, other: str) -> bool:
    if name == "address":
        return bool(address_key(one)) and address_key(one) == address_key(other)
    return name in ("phone", "mobile") and not set(phone_keys(one)).isdisjoint(phone_keys(other))


def _family(first: Household | None, second: Household | None) -> Iterator[Line]:
    """Who is in which: heads and relatives by their names, those of both files first."""
    one, other = (_relatives(file) if file is not None else {} for file in (first, second))
    for name in sorted({*one, *other}, key=lambda name: (not (name in one and name in other), name)):
        line = _line(name, one.get(name, ""), other.get(name, ""))
        if line is not None:
            yield line


def _relatives(file: Household) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    found[file.head.name].append(_person(_("head"), file.head))
    for member in HouseholdMember.objects.filter(household=file).select_related("person"):
        found[member.person.name].append(_person(member.get_relation_display(), member.person))
    return {name: "；".join(said) for name, said in found.items()}


def _person(relation: Any, person: Any) -> str:
    return "　".join(str(part) for part in (relation, person.birthday, person.masked_id) if part)


def _relief(first: Household | None, second: Household | None) -> Iterator[Line]:
    """What was paid, by year; nothing is marked, as no year's amounts need be equal."""
    one, other = (_paid(file) if file is not None else {} for file in (first, second))
    for year in sorted({*one, *other}, reverse=True):
        line = _line(year, one.get(year), other.get(year), NONE)
        if line is not None:
            yield line


def _paid(file: Household) -> dict[str, str]:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    lines = ReliefLine.objects.filter(household=file).paid().values_list("paid_on", "list__form", "amount")
    for paid_on, form, amount in lines:
        sums[str(paid_on.year), form] += amount
    found = {}
    for year in {year for year, _form in sums}:
        money, goods = sums.get((year, ReliefList.Form.MONEY)), sums.get((year, ReliefList.Form.GOODS))
        said = [_("%(amount)s 元") % {"amount": words.exact(money)}] if money else []
        said += [_("goods worth %(amount)s 元") % {"amount": words.exact(goods)}] if goods else []
        found[year] = "、".join(map(str, said))
    return found
