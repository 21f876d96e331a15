"""What a report is: built once from the figures, then written as JSON, HTML, XLSX or PDF."""

import json
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import Promise

from office.calendar import Period


class Report:
    """Base of every report. A subclass says what it is made of (`build`) and how each format shows it."""

    slug: ClassVar[str]
    title: ClassVar[str | Promise]
    formats: ClassVar[tuple[str, ...]] = ("json", "html", "xlsx", "pdf")

    def build(self, union: Any, period: Period) -> Any:
        """Everything the report says about `union` and below in `period`, asked for once."""
        raise NotImplementedError

    def as_json(self, built: Any) -> dict[str, Any]:
        raise NotImplementedError

    def as_html(self, built: Any) -> str:
        raise NotImplementedError

    def as_xlsx(self, built: Any) -> bytes:
        raise NotImplementedError

    def as_pdf(self, built: Any) -> bytes:
        raise NotImplementedError

    def write(self, built: Any, form: str) -> bytes:
        """The report as bytes in one of `formats`. Raises KeyError for another."""
        return {
            "json": lambda: json.dumps(
                self.as_json(built), ensure_ascii=False, indent=1, cls=DjangoJSONEncoder
            ).encode(),
            "html": lambda: self.as_html(built).encode(),
            "xlsx": lambda: self.as_xlsx(built),
            "pdf": lambda: self.as_pdf(built),
        }[form]()


REPORTS: dict[str, Report] = {}


def register(report: type[Report]) -> type[Report]:
    """Make a report known by its slug; used as a decorator. Raises ValueError when the slug is taken."""
    if report.slug in REPORTS:
        raise ValueError(f"Report {report.slug} is declared twice.")
    REPORTS[report.slug] = report()
    return report
