"""What a fund has for a year, and what becomes of it (domain.md 4.8). Amounts in 元.

Every act holds the fund until it is over, so two approvals of the last 1,000 元 wait for each other: the second sees what the
first left. The database's own rule (hardship_budget_available) is the last guard, should anybody forget to ask here.
"""

from .books import ENTER, ENTERED, OPEN, carry_over, enter, open_line, recount
from .held import binding
from .moves import commit, release, spend, spend_directly, unspend
from .records import OUTSTANDING, OUTSTANDING_MONTHS, Taken, lines_of, months_of, of_year, purchases_of, taken

__all__ = [
    "ENTER", "ENTERED", "OPEN", "OUTSTANDING", "OUTSTANDING_MONTHS", "Taken", "binding", "carry_over", "commit", "enter",
    "lines_of", "months_of", "of_year", "open_line", "purchases_of", "recount", "release", "spend", "spend_directly", "taken",
    "unspend",
]  # fmt: skip
