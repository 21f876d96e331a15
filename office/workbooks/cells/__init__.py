"""The kinds of cell that a roster column can have.

Each is a widget of import-export: `clean(value)` turns what the reader found into a value of the product, None for a
blank cell or CLEAR for 清空, and raises CellProblem; `render(value)` gives what an export or a template writes.
`number_format`, `choices` and `hint` dress the blank template. `clean` takes two keywords: `on`, the day that counts
as today, and `remarks`, a list that receives a sentence for everything read with a doubt.
"""

from office.history import CLEAR, Clear

from .base import Cell, CellProblem
from .choices import Choice, Sex, YesNo
from .days import Day, Month
from .numbers import Decimals, Money, WholeNumber
from .text import Card, IdNumber, Mobile, Name, Phone, Text

__all__ = [
    "CLEAR",
    "Card",
    "Cell",
    "CellProblem",
    "Choice",
    "Clear",
    "Day",
    "Decimals",
    "IdNumber",
    "Mobile",
    "Money",
    "Month",
    "Name",
    "Phone",
    "Sex",
    "Text",
    "WholeNumber",
    "YesNo",
]
