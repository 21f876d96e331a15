"""Whether and why a household is in hardship: the facts in, a Verdict with its reasons and its arithmetic out.

Three rule sets by era (domain.md 2.1), exclusions (2.2), family and income (2.3), the arithmetic (9.1). Amounts are in 元,
Decimal only, and are compared without rounding. Nothing here asks a database or a clock: a file typed on screen and a
file read from a roster pass the same `judge`.
"""

from hardship.rules.eligibility.judging import judge
from hardship.rules.eligibility.ledger import Row
from hardship.rules.eligibility.reasons import Reason
from hardship.rules.eligibility.remarks import differs, due_for_reexamination
from hardship.rules.eligibility.situation import (
    Accident,
    EarlierAid,
    Exclusion,
    Expense,
    FamilyPerson,
    Income,
    Situation,
)
from hardship.rules.eligibility.standard import Standard
from hardship.rules.eligibility.verdict import Verdict

__all__ = [
    "Accident",
    "EarlierAid",
    "Exclusion",
    "Expense",
    "FamilyPerson",
    "Income",
    "Reason",
    "Row",
    "Situation",
    "Standard",
    "Verdict",
    "differs",
    "due_for_reexamination",
    "judge",
]
