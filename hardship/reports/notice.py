"""T14, the public notice (公示单) as it hangs: names masked, no numbers, no addresses, no diseases (domain.md 6.2 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from hardship.models import Notice
from hardship.operations.notice_lines import shown_lines
from hardship.reports.annual import words
from hardship.rules.notices import AID
from members.models import Union
from office.calendar import Period, add_working_days
from office.documents import pdf
from office.money import grouped
from office.reporting.reports import Report, register
from office.special_days import special_days

STYLES = ("base.css", "notice.css")
BASIS = "根据困难职工档案管理的有关规定，经本人申请、入户核查和民主评议"
# Characters of a title in one line of 156 mm at 22 pt; a longer one is broken in two, after one of these words if possible.
TITLE_LINE = 20
BREAK_AFTER = ("委员会", "工会", "职工", "家庭", "批", "年度", "的")
HEADINGS = {
    "name": "姓名",
    "unit": "工作单位",
    "category": "困难类别",
    "cause": "主要\n致困原因",
    "family_size": "家庭\n人口",
    "aid": "拟救助\n类别",
    "amount": "拟救助\n金额(元)",
}


@dataclass(frozen=True)
class Sheet:
    """One notice as it is printed: the context of templates/print/notice.html. `special`: the table of holidays.

    A draft is printed as it would read if it were posted `on`, and says that it is none yet.
    """

    notice: Notice
    on: date
    special: dict[date, bool]

    @property
    def is_draft(self) -> bool:
        return self.notice.state == Notice.State.DRAFT

    @property
    def posted_on(self) -> date:
        return self.notice.posted_on or self.on

    @property
    def ends_on(self) -> date:
        return self.notice.ends_on or add_working_days(self.posted_on, self.notice.days, self.special)

    @property
    def title(self) -> str:
        return self.notice.title

    @property
    def title_lines(self) -> list[str]:
        return broken(self.notice.title)

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """What hangs; a household that was struck off is left out."""
        return [cells for line, cells in shown_lines(self.notice, self.on) if cells and not line.struck_on]

    @cached_property
    def columns(self) -> list[str]:
        """Codes of the columns: those about aid stand there where a line says something about it."""
        return [code for code in HEADINGS if code not in AID or any(cells.get(code) for cells in self.rows)]

    @property
    def has_aid(self) -> bool:
        return AID[0] in self.columns or AID[1] in self.columns

    @property
    def headings(self) -> list[str]:
        return [HEADINGS[code] for code in self.columns]

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """The cells of each row: (column, text)."""
        return [
            [
                (code, _amount(cells.get(code, "")) if code == "amount" else cells.get(code, "—"))
                for code in self.columns
            ]
            for cells in self.rows
        ]

    @property
    def total(self) -> str:
        """The sum of the amounts; "" where the notice is not about amounts."""
        amounts = [Decimal(cells["amount"]) for cells in self.rows if cells.get("amount")]
        return grouped(sum(amounts, Decimal(0))) if amounts else ""

    @property
    def total_after(self) -> int:
        """Columns before the sum, which takes two: that of two hundred households is wider than any of theirs."""
        return len(self.columns) + 1 - (2 if self.total else 0)

    @property
    def opening(self) -> str:
        """The paragraph above the table."""
        basis = self.notice.basis.rstrip("。，, ") or BASIS
        named = self.rows[0]["name"] if self.rows else ""
        whom = f"{named}等{len(self.rows)}户困难职工家庭" if len(self.rows) > 1 else f"困难职工{named}家庭"
        purpose = f"拟对{whom}实施救助" if self.has_aid else f"拟为{whom}建立困难职工档案"
        return f"{basis}，{purpose}，现予公示。"

    @property
    def period(self) -> str:
        """公示期：2025年11月10日至11月14日（5个工作日）; the day of posting does not count."""
        first = add_working_days(self.posted_on, 1, self.special)
        return f"{words.span(Period(first, max(first, self.ends_on)))}（{self.notice.days}个工作日）"

    @property
    def office(self) -> str:
        return self.notice.union.name

    @property
    def dated(self) -> str:
        return words.day(self.posted_on)


def broken(title: str) -> list[str]:
    """A title in one line, or in two of about the same length, broken after a word where one ends near the middle."""
    if len(title) <= TITLE_LINE:
        return [title]
    middle = len(title) / 2
    ends = {
        at + len(word)
        for word in BREAK_AFTER
        for at in range(len(title))
        if title.startswith(word, at) and len(title) - TITLE_LINE <= at + len(word) <= TITLE_LINE
    }
    at = min(ends, key=lambda end: (abs(end - middle), end), default=round(middle))
    return [title[:at], title[at:]]


def _amount(text: str) -> str:
    return grouped(Decimal(text)) if text else "—"


@dataclass(frozen=True)
class Notices:
    """The notices that are printed, in this order."""

    union: Union
    period: Period | None
    sheets: Sequence[Sheet]


def sheet_of(notice: Notice, on: date) -> Sheet:
    return Sheet(notice, on, special_days())


@register
class NoticeReport(Report):
    slug = "notice"
    title = _("Public notice")
    formats = ("json", "html", "pdf")

    def build(self, union: Union, period: Period) -> Notices:
        """The notices that `union` and those below it posted in the period, the oldest first; none that came down early."""
        posted = Notice.objects.within(union).filter(posted_on__range=(period.start, period.end), why_early="")
        on, special = timezone.localdate(), special_days()
        found = posted.select_related("union").order_by("posted_on", "pk")
        return Notices(union, period, [Sheet(notice, on, special) for notice in found])

    def of(self, notice: Notice, on: date) -> Notices:
        """One notice; a draft as if it were posted `on`."""
        return Notices(notice.union, None, [sheet_of(notice, on)])

    def as_json(self, built: Notices) -> dict[str, Any]:
        """`notices`: each with its days and `rows`, which hold what hangs there and nothing else."""
        return {
            "title": "公示单",
            "union": built.union.name,
            "period": {"from": built.period.start, "to": built.period.end} if built.period else None,
            "notices": [
                {
                    "title": sheet.title,
                    "union": sheet.office,
                    "posted_on": sheet.notice.posted_on,
                    "ends_on": sheet.notice.ends_on,
                    "days": sheet.notice.days,
                    "rows": sheet.rows,
                }
                for sheet in built.sheets
            ],
        }

    def as_html(self, built: Notices) -> str:
        """A page that stands alone: the print style sheets are inside it."""
        # Our own style sheets, nothing a user typed.
        return _page(built.sheets, styles=mark_safe(pdf.style_text(STYLES)))

    def as_pdf(self, built: Notices) -> bytes:
        """Each notice has pages of its own, numbered from 1."""
        printing = pdf.Printing(STYLES)
        for sheet in built.sheets:
            printing.add(_page([sheet]))
        if not built.sheets:
            printing.add(_page([]))
        return printing.finish()


def _page(sheets: Sequence[Sheet], **more: Any) -> str:
    title = sheets[0].title if len(sheets) == 1 else "公示单"
    return render_to_string("print/notice.html", {"title": title, "sheets": sheets, **more})
