"""What a fund may be used for: what whoever gave it restricted it to, and what the state restricts its own money to.

Sources: domain.md 4.2 (donor restrictions; central and provincial money only for national-level files) and 4.8 (recall).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from hardship.rules.code_lists import CATEGORIES
from hardship.rules.kinds import AID_KINDS
from hardship.rules.needs import Reason

# The kinds of aid whose budget pays for goods that are bought, and for regular aid.
FOR_GOODS, FOR_REGULAR = "goods", "regular"
NATIONAL_MONEY = frozenset({"central", "province"})
NATIONAL_LEVEL = "national"
# Money of the state is called back when it was carried over twice and is still not used.
STATE_MONEY = frozenset({"central", "province", "city", "district"})


@dataclass(frozen=True, slots=True)
class FundFacts:
    """`source`: a code of FUND_SOURCES. `only_kinds`, `only_categories`: codes; empty means all."""

    source: str
    only_kinds: tuple[str, ...] = ()
    only_categories: tuple[str, ...] = ()
    usable_until: date | None = None


def objections_to_use(fund: FundFacts, kind: str, category: str, day: date) -> tuple[Reason, ...]:
    """Why the fund cannot pay this kind of aid to a household of this category ("" for none) on that day; () when it can."""
    found = []
    if fund.only_kinds and kind not in fund.only_kinds:
        words = "、".join(str(AID_KINDS[code].label) for code in fund.only_kinds)
        found.append(
            Reason(
                "fund.kind",
                _("This fund was given only for: %(kinds)s. Choose another fund.") % {"kinds": words},
                "fund",
            )
        )
    if fund.only_categories and category not in fund.only_categories:
        words = "、".join(CATEGORIES.label(code) for code in fund.only_categories)
        found.append(
            Reason(
                "fund.category",
                _("This fund was given only for households of: %(categories)s. Choose another fund.")
                % {"categories": words},
                "fund",
            )
        )
    if fund.usable_until is not None and day > fund.usable_until:
        found.append(
            Reason(
                "fund.until",
                _("This fund was to be used by %(day)s. Choose another fund.") % {"day": fund.usable_until},
                "fund",
            )
        )
    return tuple(found)


def objections_to_level(source: str, level: str) -> tuple[Reason, ...]:
    """Why money of this source cannot go to a file of this level (a code of FILE_LEVELS, "" for none or no file)."""
    if source not in NATIONAL_MONEY or level == NATIONAL_LEVEL:
        return ()
    sentence = _("Central and provincial money is only for households with a national-level file. Choose another fund.")
    return (Reason("fund.national", sentence, "fund"),)


def to_be_recalled(source: str, opening: Decimal, income_before: Decimal, used: Decimal) -> Decimal:
    """How much of a line is to be called back, in 元: money of the state that was carried over twice and is still there.

    `opening`: what was carried over into the year, `income_before`: what came in in the year before, `used`: what was spent,
    committed or called back since. The oldest money is used first.
    """
    if source not in STATE_MONEY:
        return Decimal("0.00")
    return max(opening - max(income_before, Decimal(0)) - used, Decimal("0.00"))
