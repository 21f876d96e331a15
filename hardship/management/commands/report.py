"""Any report from a terminal or a cron job."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from members.models import Union
from members.operations.unions import home
from office.calendar import Period
from office.documents.pdf import PrintingUnavailable
from office.refusal import Refusal
from office.reporting.reports import REPORTS
from office.trail.acts import note


class Command(BaseCommand):
    help = "Writes a report as JSON, HTML, XLSX or PDF."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", choices=sorted(REPORTS), help="which report; annual is the year's summary")
        parser.add_argument(
            "--from", dest="start", required=True, type=date.fromisoformat, metavar="D", help="first day, 2025-01-01"
        )
        parser.add_argument(
            "--to", dest="end", required=True, type=date.fromisoformat, metavar="D", help="last day, 2025-12-31"
        )
        parser.add_argument("--union", metavar="CODE", help="code or name of a union; without it the whole office")
        parser.add_argument("--format", required=True, choices=["json", "html", "xlsx", "pdf"])
        parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, slug: str, start: date, end: date, output: Path, **options: Any) -> None:
        try:
            union = self._union(options["union"]) if options["union"] else home(None)
            if end < start:
                raise Refusal("end", "period.order", _("The period ends before it begins."))
            report = REPORTS[slug]
            if options["format"] not in report.formats:
                said = _("This report is made as %(formats)s.") % {"formats": ", ".join(report.formats)}
                raise Refusal("format", "format.unknown", said)
            written = report.write(report.build(union, Period(start, end)), options["format"])
        except Refusal as refusal:
            self._refuse(str(refusal.message))
        except PrintingUnavailable as unavailable:
            self._refuse(str(unavailable))
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(written)
        note("report written", by=None, on=union, report=slug, start=start, end=end, form=options["format"])
        self.stdout.write(_("Written: %(file)s") % {"file": output})

    def _union(self, words: str) -> Union:
        union = Union.objects.filter(code=words).first() or Union.objects.filter(name=words).first()
        if union is None:
            raise Refusal(
                "union", "union.unknown", _("There is no union with the code or name %(words)s.") % {"words": words}
            )
        return union

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(2)
