"""A small workbook typed in as a table, for tests of one rule."""

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.year.rosters import Told, import_rosters


class Desk:
    """Where a clerk's workbooks lie; `bring` writes one and imports it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def bring(self, headings: str, *rows: list[Any], name: str = "Sheet1", above: str = "") -> Told:
        """Import one sheet: `headings` separated by blanks, rows below, a line `above`."""
        book = Workbook()
        sheet = book.active
        sheet.title = name
        for row in ([[above]] if above else []) + [headings.split(), *rows]:
            sheet.append(row)
        path = self.folder / "roster.xlsx"
        book.save(path)
        return import_rosters(path)
