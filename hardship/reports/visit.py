"""T15, the form of a visit at home (入户调查表), with room for the signatures and the photos (domain.md 6.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from hardship.models import Assessment, Visit
from hardship.reports.papers.fit import Cell, Fitter, Row, Size, label
from hardship.reports.papers.words import NONE, UNDATED, term, text
from hardship.rules.code_lists import CATEGORIES
from members.models import Union
from office.calendar import Period
from office.documents import pdf
from office.documents.pictures import carried
from office.money import grouped
from office.privacy.files import open_kept
from office.reporting.reports import Report, register

from .annual.words import day

STYLES = ("base.css", "visit.css")
RESULTS = {"fits": "符合条件", "fails": "不符合条件", "unchanged": "情况无变化"}
PHOTOS_AT_MOST = 4
ON_THE_FORM = 2  # photos that stand under the form; more have the back of the sheet
VISITORS_BESIDE_PHOTOS = 3
SIGN = "　" * 7
SEEN = (Size("", 10.5, 7), Size("close", 9, 9), Size("closer", 7.5, 13))
WHY = (Size("", 10.5, 3), Size("close", 9, 4), Size("closer", 7.5, 6))


@dataclass
class Sheet:
    """One visit as it is printed: the context of templates/print/visit.html. `photos`: addresses of pictures."""

    visit: Visit
    photos: Sequence[str] = ()
    fit: Fitter = field(default_factory=lambda: Fitter([]))

    @property
    def file_no(self) -> str:
        return self.visit.household.file_no

    @property
    def union(self) -> str:
        return self.visit.household.union.name

    @property
    def visited(self) -> str:
        return day(self.visit.on)

    @cached_property
    def assessment(self) -> Assessment:
        return self.visit.household.assessments.first() or Assessment()

    @property
    def has_room(self) -> bool:
        """Whether the photos find their place under the form: a fourth visitor signs where they would be."""
        return len(self.photos) <= ON_THE_FORM and len(self.visit.visitors) <= VISITORS_BESIDE_PHOTOS

    @property
    def photos_below(self) -> list[str]:
        """Under the form: the photos, or as many empty places to stick them on."""
        return [*self.photos, *[""] * (ON_THE_FORM - len(self.photos))] if self.has_room else []

    @property
    def photos_behind(self) -> list[str]:
        return [] if self.has_room else list(self.photos)

    @cached_property
    def rows(self) -> list[Row]:
        visit, household, fit = self.visit, self.visit.household, self.fit
        latest = self.assessment
        unit = household.employer.name if household.employer else household.union.name
        size = str(latest.family_size) if latest.family_size else NONE
        living = NONE if visit.living_here is None else str(visit.living_here)
        return [
            Row((
                label("职工姓名", 5), fit.words("职工姓名", household.head.name, 8), label("困难类别", 5),
                fit.words("困难类别", term(CATEGORIES, latest.category), 8), label("家庭人口", 5), Cell(size, 4),
                label("实际\n同住人口", 5), Cell(living, 4),
            )),
            Row((
                label("被访人", 5), fit.words("被访人", text(visit.met), 8), label("调查时间", 5), Cell(self.visited, 8),
                label("工作单位", 5), fit.words("工作单位", unit, 13),
            )),
            Row((label("调查地点", 5), fit.words("调查地点", text(visit.place or household.address), 39, css="left"))),
            Row((
                label("收入支出\n核　　对", 5, rows=3, css="group"), label("项目", 12), label("申报值（元/年）", 9),
                label("核实值（元/年）", 9), label("差额（元）", 9),
            )),
            _compared("家庭年收入", visit.income_stated, visit.income_found),
            _compared("家庭年刚性支出", visit.expense_stated, visit.expense_found),
            Row((
                label("住房、家\n电、车辆\n所　　见", 5, css="group"),
                fit.prose("住房、家电、车辆所见", visit.seen.splitlines() or [NONE], 39, SEEN),
            ), "seen"),
            Row((
                label("调查结论", 5),
                Cell(span=39, ticks=tuple((words, code == visit.result) for code, words in RESULTS.items())),
            )),
            Row((label("理　　由", 5), fit.prose("理由", [visit.why or NONE], 39, WHY)), "why"),
            *self._signatures(),
        ]  # fmt: skip

    def _signatures(self) -> list[Row]:
        """A line for each visitor, two at least, and one for whoever was visited."""
        names = [*self.visit.visitors, "", ""][: max(2, len(self.visit.visitors))]
        rows = []
        for number, name in enumerate(names):
            ends = Cell(span=39, css="sign", ends=(f"调查人：{name}", f"签字：{SIGN}", UNDATED))
            heads = (label("调查人\n签　字", 5, rows=len(names), css="group"),) if number == 0 else ()
            rows.append(Row((*heads, ends)))
        said = Cell(span=39, css="sign", ends=("以上情况属实。", f"被访人签字：{SIGN}", UNDATED))
        return [*rows, Row((label("被访人\n签　　字", 5, css="group"), said), "visited")]


def _compared(what: str, stated: Decimal | None, found: Decimal | None) -> Row:
    difference = NONE if stated is None or found is None else grouped(found - stated).replace("-", "−")
    cells = [NONE if value is None else grouped(value) for value in (stated, found)]
    return Row((label(what, 12), *(Cell(words, 9, "num") for words in [*cells, difference])))


@dataclass(frozen=True)
class Visits:
    """The visits that are printed, in this order; without `with_photos` their photos stay away."""

    union: Union
    period: Period | None
    visits: Sequence[Visit]
    with_photos: bool = True


@register
class VisitReport(Report):
    slug = "visit"
    title = _("Form of a visit")
    formats = ("json", "html", "pdf")

    def build(self, union: Union, period: Period) -> Visits:
        """The visits of the period in `union` and those below it, the oldest first."""
        found = Visit.objects.within(union).filter(on__range=(period.start, period.end)).order_by("on", "pk")
        related = found.select_related("household__head", "household__union", "household__employer")
        return Visits(union, period, list(related.prefetch_related("photos", "household__assessments")))

    def of(self, visit: Visit, *, with_photos: bool = True) -> Visits:
        return Visits(visit.household.union, None, [visit], with_photos)

    def as_json(self, built: Visits) -> dict[str, Any]:
        """`visits`: amounts as decimal strings of 元 a year; the names of those who went."""
        return {
            "title": "入户调查表",
            "union": built.union.name,
            "period": {"from": built.period.start, "to": built.period.end} if built.period else None,
            "visits": [
                {
                    "file_no": visit.household.file_no,
                    "on": visit.on,
                    "visitors": visit.visitors,
                    "met": visit.met,
                    "place": visit.place,
                    "living_here": visit.living_here,
                    "seen": visit.seen,
                    "income": {"stated": visit.income_stated, "found": visit.income_found},
                    "expense": {"stated": visit.expense_stated, "found": visit.expense_found},
                    "result": visit.result,
                    "why": visit.why,
                    "photos": visit.photos.count(),
                }
                for visit in built.visits
            ],
        }

    def as_html(self, built: Visits) -> str:
        """A page that stands alone: the print style sheets are inside it."""
        sheets = [_sheet(visit, built.with_photos) for visit in built.visits]
        # Our own style sheets, nothing a user typed.
        return _page(sheets, styles=mark_safe(pdf.style_text(STYLES)))

    def as_pdf(self, built: Visits) -> bytes:
        """Each visit begins on a sheet of its own. Photos are read when their page is laid out, never all at once."""
        printing = pdf.Printing(STYLES, two_sided=True)
        for visit in built.visits:
            printing.add(_page([_sheet(visit, built.with_photos)]))
        if not built.visits:
            printing.add(_page([]))
        return printing.finish()


def _sheet(visit: Visit, with_photos: bool) -> Sheet:
    return Sheet(visit, list(_photos(visit)) if with_photos else [])


def _photos(visit: Visit) -> Any:
    """The first photos; one that cannot be read any more leaves its place empty."""
    pictures = [photo for photo in visit.photos.all() if photo.content_type.startswith("image/")]
    for photo in pictures[:PHOTOS_AT_MOST]:
        try:
            yield carried(open_kept(photo.key))
        except OSError:
            yield ""


def _page(sheets: Sequence[Sheet], **more: Any) -> str:
    return render_to_string("print/visit.html", {"title": "入户调查表", "sheets": sheets, **more})
