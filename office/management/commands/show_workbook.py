"""What the reader sees in any file: for support on the telephone."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from office.workbooks.reader import Unreadable, read
from office.workbooks.recognising import NoRoster, recognise
from office.workbooks.show import as_json


class Command(BaseCommand):
    help = "Shows every sheet and cell of a workbook, with its kind and heading row where it is a roster."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--rows", type=int, help="show no more than this many rows of each sheet")
        parser.add_argument("--json", type=Path, help="write it to this file as well")

    def handle(self, *args: Any, file: Path, rows: int | None, json: Path | None, **options: Any) -> None:
        try:
            book = read(file)
        except Unreadable as why:
            self.stderr.write(f"{file.name}: {why.message}")
            raise SystemExit(2) from why
        shown = as_json(book, rows)
        try:
            recognised = recognise(file, book)
        except NoRoster:
            shown["kind"] = None
        else:
            shown["kind"] = recognised[0].roster.kind
            shown["kinds"] = {
                collected.sheet.name: part.roster.kind for part in recognised for collected in part.sheets
            }
            shown["headings"] = {
                collected.sheet.name: collected.header.last_row + 1 for part in recognised for collected in part.sheets
            }
        text = _dump(shown)
        if json:
            json.write_text(text, encoding="utf-8")
        self.stdout.write(text)
        if not any(sheet["rows"] for sheet in shown["sheets"]):
            self.stderr.write(_("%(file)s: there is not a single cell in it.") % {"file": file.name})


def _dump(shown: dict[str, Any]) -> str:
    return json.dumps(shown, ensure_ascii=False, indent=1)
