"""Safe text and safe sheet names for the workbooks we write."""

import re
from collections.abc import Iterable
from typing import Any

# Characters XML cannot hold: most control characters, halves of surrogate pairs, two non-characters.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# CSV has no mark for text. Excel in East Asia takes the full-width signs for formulas as well.
_CSV_FORMULA_STARTS = (*FORMULA_STARTS, "＝", "＋", "－", "＠")
NOT_IN_SHEET_NAME = re.compile(r"[:\\/?*\[\]\x00-\x1f]")
LONGEST_SHEET_NAME = 31
LONGEST_TEXT = 32_767


def clean_text(text: str) -> str:
    """The text without the characters a workbook cannot hold, cut at the 32,767 a cell takes."""
    return NOT_IN_XML.sub("", text)[:LONGEST_TEXT]


def csv_text(text: str) -> str:
    """The text as CSV has it: with an apostrophe in front where a spreadsheet would take it for a formula."""
    text = clean_text(text)
    return f"'{text}" if text.startswith(_CSV_FORMULA_STARTS) else text


def write_text(cell: Any, text: str) -> None:
    """Put text into an openpyxl cell so that no program ever takes it for a formula, a number or a date.

    The cell is stored as a string in text format. Text that starts like a formula also gets the mark of a leading
    apostrophe (quotePrefix): the text itself stays as it was, and editing the cell does not turn it into a formula.
    """
    cell.value = clean_text(text)
    cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error by themselves
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(FORMULA_STARTS)


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Names Excel accepts, one for each wanted: forbidden signs out, 31 at most, none twice in whatever case."""
    taken: set[str] = set()
    names = []
    for number, name in enumerate(wanted, start=1):
        plain = NOT_IN_SHEET_NAME.sub(" ", clean_text(name)).strip().strip("'")
        base = _cut(plain, LONGEST_SHEET_NAME) or f"Sheet{number}"
        unique, copy = base, 1
        # Excel keeps "History" for itself.
        while unique.casefold() in taken or unique.casefold() == "history":
            copy += 1
            ending = f" ({copy})"
            unique = _cut(base, LONGEST_SHEET_NAME - len(ending)) + ending
        taken.add(unique.casefold())
        names.append(unique)
    return names


def _cut(name: str, length: int) -> str:
    """The first `length` characters as Excel counts them: one outside the basic plane (a rare 姓) is two."""
    return name.encode("utf-16-le")[: length * 2].decode("utf-16-le", errors="ignore").strip().strip("'")
