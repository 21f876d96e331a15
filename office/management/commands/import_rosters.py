"""Bring workbooks in from a terminal or a cron job: the same operations as on screen."""

import json as json_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from office.refusal import Refusal
from office.workbooks.importing import FileResult, Refused, bring_in, open_all, workbooks_in
from office.workbooks.marking import marked_copy
from office.workbooks.roster import ROSTERS


class Command(BaseCommand):
    help = (
        "Imports rosters: recognises each workbook's kind, takes them in the order in which they depend on each other."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders")
        parser.add_argument("--dry-run", action="store_true", help="check everything, save nothing")
        parser.add_argument("--kind", choices=sorted(ROSTERS), help="take all files for this kind")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write counts and errors to this file")
        parser.add_argument(
            "--marked", type=Path, metavar="DIR", help="write the workbooks back with their bad cells marked"
        )

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        try:
            files = workbooks_in(paths)
            results = bring_in(
                open_all(files, options["kind"] or ""), by=None, dry_run=options["dry_run"], told=self._tell
            )
        except Refused as refused:
            self._refuse(str(refused))
        except Refusal as refusal:
            self._refuse(str(refusal.message))
        if not files:
            self._refuse(_("There is no workbook in %(paths)s.") % {"paths": "、".join(map(str, paths))})
        if options["json"]:
            document = {"files": [result.as_json() for result in results]}
            options["json"].write_text(json_module.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
        if options["marked"]:
            options["marked"].mkdir(parents=True, exist_ok=True)
            for path in dict.fromkeys(result.recognised.path for result in results):
                of_file = [result for result in results if result.recognised.path == path]
                (options["marked"] / f"{path.stem}.xlsx").write_bytes(marked_copy(path, of_file))
        if any(result.counts["rejected"] for result in results):
            raise SystemExit(1)

    def _tell(self, result: FileResult) -> None:
        self.stdout.write(
            _(
                "%(file)s (%(kind)s): read %(read)s = created %(created)s + updated %(updated)s + "
                "unchanged %(unchanged)s + rejected %(rejected)s"
            )
            % {
                "file": result.recognised.path.name,
                "kind": result.recognised.roster.label,
                "read": result.read,
                **result.counts,
            }
        )
        for error in result.errors():
            self.stdout.write(
                f"  {error['sheet']}!{error['cell'] or error['row']} {error['column']}: {error['message']} [{error['code']}]"
            )
        for remark in result.remarks:
            self.stdout.write(f"  {remark}")

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(2)
