"""T6, the sign-for list (发放花名册): everybody of a list signs for their money or goods (domain.md 6.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from hardship.models import ReliefLine, ReliefList
from hardship.reports.annual import words
from members.models import Union
from office.calendar import Period
from office.documents import pdf
from office.identity import mask_card
from office.money import capital, grouped
from office.reporting.reports import Report, register

STYLES = ("base.css", "sign-for.css")
ROWS = 18  # on a page
LAST_AT_MOST, LAST_AT_LEAST = 10, 3  # on the page with the totals and the signatures
NOTES = 7  # reasons on a sheet of their own
FITS = 12  # characters of a remark in its column
TITLE_FITS = 42  # characters of a title in one line
AT_ONCE = 20  # sheets laid out together


def cut(rows: int) -> list[int]:
    """How many rows stand on each page, so that the totals and signatures never stand alone."""
    pages, rest = [], rows
    while rest > LAST_AT_MOST:
        taken = min(ROWS, rest - LAST_AT_LEAST)
        pages.append(taken)
        rest -= taken
    return [*pages, rest]


@dataclass(frozen=True)
class Row:
    """One line as it is printed; `whole`: with its ID and account number."""

    line: ReliefLine
    number: int
    whole: bool

    @property
    def id_no(self) -> str:
        return self.line.payee.id_no if self.whole else self.line.payee.masked_id

    @property
    def card_no(self) -> str:
        number = self.line.card_no
        return number if self.whole or not number else mask_card(number)

    @property
    def unit(self) -> str:
        """工作单位."""
        household = self.line.household
        return household.employer.name if household and household.employer else self.line.union.name

    @property
    def phone(self) -> str:
        household = self.line.household
        return (household.phone if household else "") or self.line.payee.mobile

    @property
    def amount(self) -> str:
        return grouped(self.line.amount)

    @property
    def price(self) -> str:
        return grouped(self.line.unit_price) if self.line.unit_price is not None else ""

    @property
    def proxy(self) -> str:
        return f"{self.line.proxy_name}　{self.line.proxy_relation}" if self.line.proxy_name else ""

    @property
    def reason(self) -> str:
        """Why an officer let the line stand although the guards asked."""
        return self.line.allowed_why

    @property
    def has_note(self) -> bool:
        """Whether its reason is longer than the column, so that it stands on the sheet of reasons."""
        return len(self.reason) > FITS

    @property
    def remark(self) -> str:
        return "见附页" if self.has_note else self.reason


@dataclass(frozen=True)
class Sheet:
    """One page: rows, or reasons that are too long for their column."""

    rows: Sequence[Row]
    is_last: bool = False
    notes: bool = False

    @property
    def subtotal(self) -> str:
        return grouped(sum((row.line.amount for row in self.rows), Decimal(0)))

    @property
    def parcels(self) -> int:
        return sum(row.line.quantity or 0 for row in self.rows)


@dataclass(frozen=True)
class SignFor:
    """One list as it is printed `on` a day for the `time`th time."""

    relief_list: ReliefList
    on: date
    time: int = 1
    whole: bool = True

    @property
    def is_goods(self) -> bool:
        return self.relief_list.form == ReliefList.Form.GOODS

    @cached_property
    def rows(self) -> list[Row]:
        lines = self.relief_list.lines.select_related("payee", "household__employer", "union", "allowed_by")
        return [Row(line, place, self.whole) for place, line in enumerate(lines.order_by("position", "pk"), start=1)]

    @cached_property
    def sheets(self) -> list[Sheet]:
        sheets, start = [], 0
        pages = cut(len(self.rows))
        for place, taken in enumerate(pages, start=1):
            sheets.append(Sheet(self.rows[start : start + taken], is_last=place == len(pages)))
            start += taken
        noted = [row for row in self.rows if row.has_note]
        return sheets + [Sheet(noted[at : at + NOTES], notes=True) for at in range(0, len(noted), NOTES)]

    @property
    def title(self) -> str:
        one = self.relief_list
        year = "" if str(one.year) in one.name else f"{one.year}年"
        return f"{one.union.name}{year}{one.name}{'物资' if self.is_goods else '救助金'}发放花名册"

    @property
    def is_long(self) -> bool:
        return len(self.title) > TITLE_FITS

    @property
    def total(self) -> Decimal:
        return sum((row.line.amount for row in self.rows), Decimal(0))

    @property
    def total_figures(self) -> str:
        return grouped(self.total)

    @property
    def total_capital(self) -> str:
        return capital(self.total, prefix=True)

    @property
    def parcels(self) -> int:
        return sum(row.line.quantity or 0 for row in self.rows)

    @property
    def fund(self) -> str:
        return str(self.relief_list.fund or "")

    @property
    def kind(self) -> str:
        """救助类别."""
        return str(self.relief_list.get_kind_display())

    @property
    def paid_on(self) -> str:
        return words.day(self.relief_list.planned_on) if self.relief_list.planned_on else "　　　年　月　日"

    @property
    def batch(self) -> str:
        basis = f"　依据：{self.relief_list.basis}" if self.relief_list.basis else ""
        return f"批次编号：{self.relief_list.number or '—'}{basis}"

    @property
    def printed(self) -> str:
        again = f"　补打（第{self.time}次打印）" if self.time > 1 else ""
        return f"制表日期：{words.day(self.on)}{again}"

    def numbered(self) -> list[tuple[int, Sheet]]:
        return list(enumerate(self.sheets, start=1))


@dataclass(frozen=True)
class SignForLists:
    """The lists that are printed, in this order."""

    union: Union
    period: Period | None
    lists: Sequence[SignFor]


def paid_lists(union: Union, period: Period) -> list[ReliefList]:
    """The lists of `union` and below of which something was paid in the period; reversals are signed for by nobody."""
    found = (
        ReliefList.objects.within(union)
        .filter(lines__paid_on__range=(period.start, period.end))
        .exclude(role=ReliefList.Purpose.REVERSAL)
    )
    return list(found.select_related("union", "fund", "entered_by").distinct().order_by("pk"))


@register
class SignForReport(Report):
    slug = "sign-for"
    title = _("Sign-for list")
    formats = ("json", "html", "pdf")

    def build(self, union: Union, period: Period) -> SignForLists:
        """The lists paid in the period, with masked numbers: whole ones are printed from the page of a list only."""
        on = timezone.localdate()
        return SignForLists(union, period, [SignFor(one, on, whole=False) for one in paid_lists(union, period)])

    def of(self, relief_list: ReliefList, on: date, *, time: int = 1, whole: bool = True) -> SignForLists:
        """One list as people sign on it, printed for the `time`th time."""
        return SignForLists(relief_list.union, None, [SignFor(relief_list, on, time, whole)])

    def as_json(self, built: SignForLists) -> dict[str, Any]:
        return {
            "title": "发放花名册",
            "union": built.union.name,
            "period": {"from": built.period.start, "to": built.period.end} if built.period else None,
            "lists": [
                {
                    "title": one.title,
                    "number": one.relief_list.number,
                    "total": one.total,
                    "rows": [
                        {
                            "number": row.number,
                            "name": row.line.payee.name,
                            "id_no": row.id_no,
                            "amount": row.line.amount,
                            "quantity": row.line.quantity,
                            "remark": row.reason,
                        }
                        for row in one.rows
                    ],
                }
                for one in built.lists
            ],
        }

    def as_html(self, built: SignForLists) -> str:
        """A page that stands alone: the print style sheets are inside it."""
        parts = [(one, one.numbered()) for one in built.lists]
        # Our own style sheets, nothing a user typed.
        return _page(parts, styles=mark_safe(pdf.style_text(STYLES)))

    def as_pdf(self, built: SignForLists) -> bytes:
        return self.print_out(built)

    def print_out(self, built: SignForLists, said: Callable[[int], None] = lambda done: None) -> bytes:
        """As many pages as sheets. `said` is told how many lines are laid out. Raises PrintingUnavailable."""
        printing, done = pdf.Printing(STYLES), 0
        for one in built.lists:
            sheets = one.numbered()
            for at in range(0, len(sheets), AT_ONCE):
                some = sheets[at : at + AT_ONCE]
                printing.add(_page([(one, some)]))
                done += sum(len(sheet.rows) for _number, sheet in some if not sheet.notes)
                said(done)
        if not built.lists:
            printing.add(_page([]))
        return printing.finish()


def _page(parts: Sequence[tuple[SignFor, list[tuple[int, Sheet]]]], **more: Any) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("print/sign-for.html", {"parts": parts, **more})
