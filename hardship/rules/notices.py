"""What a public notice shows of a household, and what it never shows (domain.md 7, form T14).

Shown: the masked name, the unit, the category, the cause in the coarse words of the city's tables, the size of the family, and
the aid where the notice is about one. Hidden: numbers, telephone, address, account, incomes, the disease, and every minor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.rules.code_lists import CATEGORIES
from hardship.rules.needs import Reason
from office.calendar import age_on
from office.identity import mask_name

FULL_AGE = 18
NOT_STATED = "—"
COLUMNS: dict[str, Promise] = {
    "name": _("name"),
    "unit": _("unit"),
    "category": _("category"),
    "cause": _("main cause"),
    "family_size": _("family size"),
    "aid": _("aid intended"),
    "amount": _("amount intended, 元"),
}
AID = ("aid", "amount")  # the columns that stand there only where a line says something about aid
# A disease can be guessed from a detailed cause: the notice keeps to the groups of T2.
OTHER_CAUSE = "其他"
_GROUPS = {
    "因病": ("own_illness", "family_illness", "major_illness"),
    "因残": ("disability",),
    "因学": ("schooling",),
    "因灾": ("disaster", "natural_disaster", "accident"),
    "失业": ("laid_off", "no_work"),
    OTHER_CAUSE: ("low_income", "unable", "uninsured", "benefits_unpaid", "other"),
}
COARSE_CAUSES: dict[str, str] = {code: group for group, codes in _GROUPS.items() for code in codes}
_MARKS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One household as the notice may need it. `category`, `cause`: codes; `amount`: 元.

    `file_no` only orders those who would look alike and is not shown; `birthday` is that of the person named.
    """

    file_no: str
    name: str
    birthday: date | None
    unit: str
    category: str
    cause: str
    family_size: int | None
    aid: str = ""
    amount: Decimal | None = None
    has_consent: bool = False


def coarse_cause(code: str) -> str:
    """因病, 因残, 因学, 因灾, 失业 or 其他 for a code of CAUSES; 其他 for one that the list does not know."""
    return COARSE_CAUSES.get(code, OTHER_CAUSE)


def objections_to_line(facts: LineFacts, on: date) -> tuple[Reason, ...]:
    """Why a household cannot stand on a notice posted `on`: a minor would be named, or nobody agreed to the publication.

    Publication needs a consent of its own (个人信息保护法 art. 25). An unknown birthday counts as that of an adult.
    """
    reasons = []
    if _is_minor(facts, on):
        reasons.append(
            Reason(
                "notice.minor", _("A minor is never named on a notice: name the adult who answers for the household.")
            )
        )
    if not facts.has_consent:
        reasons.append(Reason("notice.consent", _("Enter the consent to publication of the person named first.")))
    if not facts.unit:
        reasons.append(Reason("notice.unit", _("Enter the unit: the notice tells people of one name apart by it.")))
    return tuple(reasons)


def shown(facts: LineFacts, on: date, mark: str = "") -> dict[str, str]:
    """The cells of one line by code of COLUMNS, ready to be frozen as JSON. `mark` tells people of one mask apart.

    Raises ValueError for a minor, whom no caller may put on a notice.
    """
    if _is_minor(facts, on):
        raise ValueError("A minor is never named on a notice.")
    cells = {
        "name": mask_name(facts.name) + (f"（{mark}）" if mark else ""),
        "unit": facts.unit,
        "category": CATEGORIES.label(facts.category) or NOT_STATED,
        "cause": coarse_cause(facts.cause),
        "family_size": str(facts.family_size) if facts.family_size else NOT_STATED,
    }
    if facts.aid:
        cells["aid"] = facts.aid
    if facts.amount is not None:
        cells["amount"] = f"{facts.amount:.2f}"
    return cells


def shown_together(lines: Sequence[LineFacts], on: date) -> list[dict[str, str]]:
    """The lines of one notice in their order; no two of them have the same name and unit.

    Who would look alike gets 甲, 乙, 丙 … behind the mask, in the order of the file numbers. Neither digits of the ID number
    nor the cause tell them apart: digits lead to a person, and two may share the cause.
    """
    alike = Counter((mask_name(line.name), line.unit) for line in lines)
    seen: Counter[tuple[str, str]] = Counter()
    marks: dict[int, str] = {}
    for place in sorted(range(len(lines)), key=lambda place: lines[place].file_no):
        look = (mask_name(lines[place].name), lines[place].unit)
        if alike[look] > 1:
            marks[place] = _mark(seen[look])
            seen[look] += 1
    return [shown(line, on, marks.get(place, "")) for place, line in enumerate(lines)]


def _mark(number: int) -> str:
    """甲 to 癸, then 甲2 to 癸2 and so on."""
    round_, place = divmod(number, len(_MARKS))
    return _MARKS[place] + (str(round_ + 1) if round_ else "")


def _is_minor(facts: LineFacts, on: date) -> bool:
    return facts.birthday is not None and age_on(facts.birthday, on) < FULL_AGE
