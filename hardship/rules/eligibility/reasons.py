"""The sentences of a verdict. A reason is kept by its code and its figures, so that it can be read in any language later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.rules.code_lists import CATEGORIES, EXCLUSIONS
from office.code_lists import CodeList

SENTENCES = {
    # nothing can be judged
    "nobody_counted": _("Nobody is counted in the family: fill in the family table, then it can be judged."),
    "incomes_unknown": _("The incomes of the last 12 months are not entered: without them nothing can be judged."),
    # no file, whatever the figures say
    "excluded": _("No file: %(exclusion)s. Only an exception with its proof changes that."),
    "excused": _("%(exclusion)s: excused, as %(exception)s."),
    "migrant_not_member": _("A migrant worker must be a union member: let them join first."),
    "migrant_too_short": _("A migrant worker needs a labour relation of 12 months; %(months)s months are shown."),
    "migrant_unproved": _("Prove that the migrant worker's labour relation has lasted 12 months."),
    "migrant": _("A migrant worker is measured by the line of the city where they work."),
    # set C
    "deep": _("The net income a head is %(amount)s 元 a month, below the line of %(limit)s 元."),
    "deep_by_allowance": _(
        "The family receives the allowance and still bears rigid expenses: deep hardship, though the net income a head, "
        "%(amount)s 元 a month, is not below the line of %(limit)s 元."
    ),
    "relative": _(
        "The net income a head is %(amount)s 元 a month, not below the line of %(line)s 元, but below %(limit)s 元."
    ),
    "above": _("The net income a head is %(amount)s 元 a month, not below the limit of %(limit)s 元."),
    "accident_share": _(
        "The accident costs the family %(burden)s 元, more than %(share)s%% of its income of the year."
    ),
    "accident_kind": _(
        "The family is struck by a disaster, an accident at work or an epidemic and bears %(burden)s 元."
    ),
    "accident_small": _(
        "The accident costs the family %(burden)s 元, not more than %(share)s%% of its income of the year."
    ),
    "accident_compensated": _("All that the accident cost was made good."),
    "temporary_aid": _("No file, but the family may ask for temporary aid because of its illness or accident."),
    # set B
    "low_income": _("The income a head is %(amount)s 元 a month, below the line of %(limit)s 元."),
    "too_short": _("The family has been below the line for %(months)s months; 6 are needed."),
    "edge": _(
        "The income a head is %(amount)s 元 a month, not above %(limit)s 元, and after the cost of its special cause not "
        "above the line of %(line)s 元."
    ),
    "no_special_cause": _(
        "The income is close to the line, but no special cause is known: illness, schooling, disability, single parent."
    ),
    "cause_small": _("Even after the cost of its special cause the income a head is above the line."),
    "accident_left": _(
        "After the loss by the accident %(amount)s 元 a head and month are left, not above %(limit)s 元."
    ),
    "accident_left_savings": _(
        "The income is high, but after the loss by the accident %(amount)s 元 a head and month are left, savings "
        "included, not above %(limit)s 元."
    ),
    "accident_leaves_enough": _(
        "After the loss by the accident %(amount)s 元 a head and month are left, above the line of %(limit)s 元."
    ),
    "income_above": _("The income a head is %(amount)s 元 a month, not below the limit of %(limit)s 元."),
    "city_list": _("The income is not above %(limit)s 元: the city may keep the family on its own list."),
    # set A
    "with_allowance": _("The income a head is %(amount)s 元 a month, with the allowance not above %(limit)s 元."),
    "without_allowance": _(
        "The income a head is %(amount)s 元 a month, below the line of %(limit)s 元, and the allowance is not received."
    ),
    "slightly_above": _(
        "The income a head is %(amount)s 元 a month, slightly above the line, with a cause: not above %(limit)s 元."
    ),
    "struck": _("The family is struck by a disaster."),
    "no_cause": _("The income is slightly above the line, but none of the causes that would count is known."),
    # how the figures came about
    "below_zero": _("The expenses are higher than the income: the net income is shown as 0."),
    "imputed": _(
        "%(who)s could work and does not: the minimum wage of %(wage)s 元 a month is counted, unless a proof says why not."
    ),
    "idle_proved": _("%(who)s does not work; no wage is counted: %(proof)s."),
    "wage_unset": _("%(who)s could work and does not, but the standard has no minimum wage: nothing is counted."),
    "not_counted": _("%(who)s is not counted: %(why)s."),
    "not_counted_unsaid": _("%(who)s is not counted: write why."),
    "stranger": _(
        "%(who)s is not in the family table; the lines in that name are counted until somebody corrects them."
    ),
    "months_disagree": _(
        "%(who)s: by the month it makes %(months)s 元, but %(amount)s 元 are entered for the year and counted."
    ),
    # beside what was stated, and under a new line
    "stated_otherwise": _("Stated as %(stated)s, while the rules find %(found)s: %(arithmetic)s"),
    "stated_not_eligible": _("Stated as %(stated)s, while the rules find no hardship: %(arithmetic)s"),
    "found_not_stated": _("Stated as no hardship, while the rules find %(found)s: %(arithmetic)s"),
    "new_line_unknown": _("Under the new line nothing can be judged until the facts of the family are complete."),
    "new_line_other": _("Under the new line the family would be %(found)s, not %(stated)s: %(arithmetic)s"),
    "new_line_none": _("Under the new line the family, now %(stated)s, would not be in hardship: %(arithmetic)s"),
}
GAPS = frozenset({"nobody_counted", "incomes_unknown"})
_CODES = {"exclusion": EXCLUSIONS, "stated": CATEGORIES, "found": CATEGORIES}


@dataclass(frozen=True)
class Reason:
    """Unpacks into its code and its sentence: `for code, sentence in verdict.reasons`."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """In the language of whoever reads; a code without a sentence is given back, so that old verdicts stay readable.

        A sentence that comes to need other figures gets another code: the old ones are in the records.
        """
        if self.code not in SENTENCES:
            return self.code
        return str(SENTENCES[self.code]) % {
            name: title(_CODES[name], value) if name in _CODES else value for name, value in self.values
        }

    def __iter__(self) -> Iterator[str]:
        yield self.code
        yield self.sentence

    def as_facts(self) -> dict[str, Any]:
        return {"code": self.code, "values": dict(self.values)}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Reason:
        return because(facts["code"], **facts["values"])


def because(code: str, **values: str) -> Reason:
    # In one order, as PostgreSQL gives the keys of its JSON back in its own.
    return Reason(code, tuple(sorted(values.items())))


def title(codes: CodeList, code: str) -> str:
    """What a screen calls a code: its translated title, the term of the form, or the code itself when it is unknown."""
    return str(dict(codes.choices()).get(code, code))
