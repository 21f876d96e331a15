"""The annual report on screen, every number a link to its records, and as a file."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hardship.models import Household, ReliefLine
from hardship.reports.annual.build import Annual, years_with_data
from hardship.reports.annual.report import AnnualReport, Letter, printed, printed_groups
from members.models import Union
from office.calendar import Period
from office.documents.pdf import PrintingUnavailable
from office.reporting.figures import FIGURES, Distinct
from office.trail.acts import note

from .access import may_list, own_union

MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
YEARS_SHOWN = 3


def figure_url(code: str, union: Union, period: Period) -> str:
    """The page with the records behind a figure."""
    query = urlencode({"from": period.start, "to": period.end, "union": union.pk})
    return f"{reverse('desk:figure', args=[code])}?{query}"


@dataclass(frozen=True)
class Chosen:
    """The panel 这个数怎么来的: one figure and, where records are counted once, how they came to it."""

    label: str
    value: str
    unit: str
    definition: str
    ledger: list[tuple[str, str]]
    url: str


@dataclass(frozen=True)
class Page:
    """The context of templates/desk/annual.html."""

    built: Annual
    chosen_code: str

    @property
    def letter(self) -> Letter:
        return Letter(self.built)

    @property
    def year(self) -> int:
        return self.built.period.start.year

    @property
    def years(self) -> list[int]:
        known = years_with_data(self.built.union)
        return sorted({*[year for year in known if year <= self.year][-YEARS_SHOWN:], *known[-1:], self.year})

    @property
    def office(self) -> str:
        return self.built.union.name

    @property
    def title_lines(self) -> list[str]:
        return [self.office, f"{self.year}年度工作情况统计表"]

    @property
    def period_label(self) -> str:
        return self.letter.period_label

    @property
    def narrative_parts(self) -> list[tuple[str, str, str]]:
        """(text, code, url); code and url are "" for plain words."""
        return [(part.text, part.code, self._url(part.code)) for part in self.built.teller.narrative()]

    @property
    def groups(self) -> list[dict[str, object]]:
        return [
            {
                "number": group.number,
                "label": group.label,
                "lines": [
                    {
                        "code": line.code,
                        "label": line.label,
                        "indent": line.indent,
                        "unit": line.unit,
                        "target": line.target,
                        "value": line.value,
                        "last_year": line.last_year,
                        "completion": line.completion,
                        "change": line.change,
                        "note": line.note,
                        "url": self._url(line.code),
                    }
                    for line in group.lines
                ],
            }
            for group in printed_groups(self.built)
        ]

    @property
    def chosen(self) -> Chosen | None:
        figure = FIGURES.get(self.chosen_code)
        if figure is None:
            return None
        value = self.built.values[figure.code].now
        ledger: list[tuple[str, str]] = []
        if isinstance(figure.measure, Distinct):
            records = figure.records(self.built.union, self.built.period)
            if records.model is ReliefLine:
                ledger = [(name, printed(count)) for name, count in records.by_list()]
            count = records.count()
            ledger.append((_("Records"), printed(count)))
            ledger.append((_("counted more than once"), f"− {printed(count - int(value))}"))
        return Chosen(
            str(figure.label), printed(value), str(figure.unit), str(figure.definition), ledger, self._url(figure.code)
        )

    @property
    def checks(self) -> list[tuple[bool, str]]:
        """What the city federation checks first."""
        now = {code: value.now for code, value in self.built.values.items()}
        in_categories = sum(files for _label, files in self.built.in_force_by_category)
        return [
            (
                now["files.opening"] + now["files.opened"] - now["files.closed"] == now["files.closing"],
                _("At the beginning + opened − closed = at the end"),
            ),
            (
                self.built.values["files.closing"].last_year == now["files.opening"],
                _("The beginning is the end of the year before"),
            ),
            (in_categories == now["files.closing"], _("The categories add up to the files in force")),
            (now["members.joined.migrant"] <= now["members.joined"], _("No more migrant workers than members joined")),
            (
                now["city.living.amount"] + now["city.medical.amount"] == now["city.amount"],
                _("The kinds of the city's aid add up to its amount"),
            ),
        ]

    @property
    def pdf_url(self) -> str:
        return f"{reverse('desk:annual_file', args=['pdf'])}?year={self.year}"

    @property
    def xlsx_url(self) -> str:
        return f"{reverse('desk:annual_file', args=['xlsx'])}?year={self.year}"

    def _url(self, code: str) -> str:
        return figure_url(code, self.built.union, self.built.period) if code else ""


def _year(request: HttpRequest, union: Union) -> int:
    """The year asked for, else the latest with data. Raises Http404 for what is no year."""
    asked = request.GET.get("year")
    if asked is None:
        today = timezone.localdate().year
        known = years_with_data(union)
        return today if today in known or not known else known[-1]
    if not asked.isdecimal() or not 1950 <= int(asked) <= 2999:
        raise Http404
    return int(asked)


def _built(request: HttpRequest) -> Annual:
    """The report on one's own union. Raises PermissionDenied for whoever may not see files, Http404 without a union."""
    if not may_list(request, Household):
        raise PermissionDenied
    union = own_union(request.user)
    if union is None:
        raise Http404
    return AnnualReport().build(union, Period.of_year(_year(request, union)), by=request.user)


def annual(request: HttpRequest) -> HttpResponse:
    page = Page(_built(request), request.GET.get("figure", ""))
    return render(request, "desk/annual.html", {"report": page, "title": _("Annual summary")})


def annual_file(request: HttpRequest, form: str) -> HttpResponse:
    """The report as a PDF or XLSX to keep. Leaves an entry in the trail."""
    built = _built(request)
    year = built.period.start.year
    try:
        written = AnnualReport().write(built, form)
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect(f"{reverse('desk:annual')}?year={year}")
    note("report written", by=request.user, on=built.union, report="annual", year=year, form=form)
    response = HttpResponse(written, content_type=MEDIA[form])
    name = f"{built.union.name}{year}年度工作情况.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
