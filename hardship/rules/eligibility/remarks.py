"""What the rules find beside what somebody has stated, and under a new line. Both only remark; neither changes a file."""

from __future__ import annotations

from hardship.rules.eligibility.reasons import Reason, because
from hardship.rules.eligibility.verdict import Verdict

# Which word of today says what an older word said; words of the same era are never taken for one another.
ERAS = {
    "A": {"allowance": "deep", "no_allowance": "deep", "above_allowance": "relative"},
    "B": {
        "low_income": "deep",
        "low_income_edge": "relative",
        "accident": "accident",
    },
    # Words of cities, which no rule set finds.
    "": {"general": "relative", "special": "deep", "extreme": "deep"},
    "C": {"deep": "deep", "relative": "relative", "accident": "accident"},
}


def differs(stated: str, verdict: Verdict) -> Reason | None:
    """A remark when a roster or a person stated another category than the rules find; "" states that there is no hardship.

    None when both agree, when the words are of different eras and mean the same, or when nothing can be judged.
    """
    if verdict.undecided or same(stated, verdict):
        return None
    if not verdict.category:
        return because("stated_not_eligible", stated=stated, arithmetic=verdict.arithmetic)
    if not stated:
        return because("found_not_stated", found=verdict.category, arithmetic=verdict.arithmetic)
    return because("stated_otherwise", stated=stated, found=verdict.category, arithmetic=verdict.arithmetic)


def due_for_reexamination(category: str, verdict_under_new_line: Verdict) -> Reason | None:
    """Why a file in force of this category goes on the list for re-examination when a new line comes; None when it stays.

    A new line never re-classifies a file by itself (domain.md 2.1). A file whose facts do not suffice goes on the list too.
    """
    verdict = verdict_under_new_line
    if verdict.undecided:
        return because("new_line_unknown")
    if same(category, verdict):
        return None
    if not verdict.category:
        return because("new_line_none", stated=category, arithmetic=verdict.arithmetic)
    return because("new_line_other", stated=category, found=verdict.category, arithmetic=verdict.arithmetic)


def same(category: str, verdict: Verdict) -> bool:
    """Whether a word of any era says what the verdict says in the words of its own."""
    if category == verdict.category:
        return True
    own = ERAS[verdict.rule_set]
    if category in own:
        return False
    return own.get(verdict.category) in {era[category] for era in ERAS.values() if category in era}
