"""Behind a figure: the records it was made of, and how they came to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models import DecimalField, IntegerField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from office.calendar import Period
from office.reporting.figures import FIGURES, Count, Distinct, Figure, Number, Total

from . import words
from .access import Opener, chosen_union, may_list

ROWS = 50
FIRST_YEAR, LAST_YEAR = 1949, 2999


class DaysNotUnderstood(ValueError):
    """`from` and `to` of the address are no period."""


@dataclass(frozen=True)
class Heading:
    """`css` is the class of its cells; `total` what stands under it at the foot."""

    label: str
    css: str
    total: str = ""


@dataclass(frozen=True)
class Row:
    """`first` leads to the record; `cells` are (text, class)."""

    url: str
    first: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class Step:
    """One line of the sum that leads from records to the figure. `is_total`: the figure itself."""

    label: str
    number: str
    is_total: bool = False


def figure_page(request: HttpRequest, code: str) -> HttpResponse:
    """The records of a figure, 50 a page. The figure and its total are asked of the same records."""
    figure = FIGURES.get(code)
    if figure is None:
        raise Http404
    union = chosen_union(request)
    try:
        period = asked_period(request, timezone.localdate())
    except DaysNotUnderstood:
        said = _("The days in this address are not a period. Write them like this: from=2025-01-01, to=2025-12-31.")
        return render(request, "desk/problem.html", {"title": _("Which days?"), "sentence": said}, status=400)
    records = figure.listed(union, period)
    if not may_list(request, records.model):
        raise Http404
    ordered = records.order_by(*(records.query.order_by or records.model._meta.ordering), "pk")
    page = Paginator(ordered, ROWS).get_page(request.GET.get("page"))
    value = figure.measure.of(records)
    opener = Opener(request)
    text, unit = words.exact(value), str(figure.unit)
    headings = _headings(figure, records.model, text, unit)
    return render(
        request,
        "desk/figure.html",
        {
            "title": str(figure.label),
            "figure": figure,
            "value": value,
            "text": text,
            "unit": unit,
            "union": union,
            "period": period,
            "days": words.days_with_year(period),
            "headings": headings,
            "records": page.object_list,
            "rows": [_row(figure, headings, record, opener) for record in page.object_list],
            "page": page,
            "count": words.exact(page.paginator.count),
            "steps": steps(figure, records, value),
        },
    )


def asked_period(request: HttpRequest, today: date) -> Period:
    """`?from=&to=`; both left out mean this year. Raises DaysNotUnderstood."""
    start, end = request.GET.get("from"), request.GET.get("to")
    if not start and not end:
        return Period.of_year(today.year)
    try:
        period = Period(date.fromisoformat(start or ""), date.fromisoformat(end or ""))
    except ValueError as wrong:
        raise DaysNotUnderstood from wrong
    if period.start.year < FIRST_YEAR or period.end.year > LAST_YEAR:
        raise DaysNotUnderstood
    return period


def steps(figure: Figure, records: QuerySet[Any], value: Number) -> list[Step]:
    """1,838 records − 167 of the same household = 1,671 households. Empty where every record is one of what is counted."""
    if not isinstance(figure.measure, Distinct):
        return []
    count = Count().of(records)
    without = records.filter(**{f"{figure.measure.path}__isnull": True}).count()
    again = count - without - int(value)
    lines = [Step(_("records"), words.exact(count))]
    if without:
        lines.append(Step(_("not assigned to any"), f"− {words.exact(without)}"))
    lines.append(Step(_again(figure.measure.path), f"− {words.exact(again)}"))
    lines.append(Step(str(figure.unit), words.exact(value), is_total=True))
    return lines


def _again(path: str) -> str:
    if path.endswith("household"):
        return _("the same household more than once")
    if path.endswith("person"):
        return _("the same person more than once")
    return _("the same employer more than once")


def _headings(figure: Figure, model: type[Model], text: str, unit: str) -> list[Heading]:
    """The total stands under the column it adds up, else under the last one with its unit."""
    summed = figure.measure.path if isinstance(figure.measure, Total) else ""
    total_under = next((column for column in figure.columns if column.path == summed), None)
    headings = []
    for column in figure.columns:
        css = "num" if _is_number(model, column.path) else "id" if column.path.endswith("masked_id") else ""
        total = text if column is total_under else ""
        if total_under is None and column is figure.columns[-1]:
            total = f"{text} {unit}"
        headings.append(Heading(str(column.label), css, total))
    return headings


def _is_number(model: type[Model], path: str) -> bool:
    """Whether the column holds amounts or counts, which stand at the right."""
    field: Any = None
    for part in path.split("__"):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        if field.is_relation:
            model = field.related_model
    return isinstance(field, (DecimalField, IntegerField))


def _row(figure: Figure, headings: list[Heading], record: Any, opener: Opener) -> Row:
    texts = [words.cell(column.value(record)) for column in figure.columns]
    cells = [(text, heading.css) for text, heading in zip(texts, headings, strict=True)]
    return Row(opener.address(record), texts[0], cells[1:])
