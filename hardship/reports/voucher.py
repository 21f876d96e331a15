"""T13, the payment voucher (领款单), A5 lying down: one for each payment of a list of money (domain.md 6.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
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
from office.money import capital, grouped
from office.reporting.reports import Report, register

from .sign_for import Row, paid_lists

STYLES = ("base.css", "voucher.css")
PLACES = ("百", "十", "万", "千", "百", "十", "元", "角", "分")
LONG = 16  # characters of the name of a union that does not fit above in full size
AT_ONCE = 50  # vouchers laid out together


@dataclass(frozen=True)
class Voucher:
    """One payment as it is signed for."""

    row: Row
    relief_list: ReliefList
    on: date

    @property
    def number(self) -> str:
        return f"{self.relief_list.number or self.relief_list.year}-{self.row.number:03d}"

    @property
    def is_long(self) -> bool:
        return len(self.relief_list.union.name) > LONG

    @property
    def dated(self) -> str:
        return words.day(self.row.line.paid_on or self.relief_list.planned_on or self.on)

    @property
    def cause(self) -> str:
        """事由: the kind of aid, the list and the line."""
        one = self.relief_list
        listed = f"批次编号{one.number}，第{self.row.number}号" if one.number else f"第{self.row.number}号"
        return f"{one.name}　{one.get_kind_display()}（{listed}）"

    @property
    def by_bank(self) -> bool:
        return bool(self.row.line.card_no)

    @property
    def account(self) -> str:
        return "　".join(part for part in (self.row.line.bank, self.row.card_no) if part)

    @property
    def capital(self) -> str:
        return capital(self.row.line.amount, prefix=True)

    @property
    def places(self) -> tuple[str, ...]:
        return PLACES

    @property
    def digits(self) -> list[str]:
        """The amount in its nine boxes, ¥ before the first digit; all in one text where it has no room for both."""
        figures = f"¥{int(self.row.line.amount * 100):03d}"
        return [""] * (len(PLACES) - len(figures)) + list(figures)

    @property
    def fits(self) -> bool:
        return len(self.digits) == len(PLACES)

    @property
    def figures(self) -> str:
        return f"¥{grouped(self.row.line.amount)}"


@dataclass(frozen=True)
class VoucherList:
    """The vouchers of one list; `whole`: with ID and account numbers."""

    relief_list: ReliefList
    on: date
    whole: bool

    @property
    def title(self) -> str:
        return f"{self.relief_list.name}领款单"

    @cached_property
    def vouchers(self) -> list[Voucher]:
        lines = self.relief_list.lines.select_related("payee", "household__employer", "union", "allowed_by")
        return [
            Voucher(Row(line, place, self.whole), self.relief_list, self.on)
            for place, line in enumerate(lines.order_by("position", "pk"), start=1)
            if line.state != ReliefLine.State.FAILED
        ]


@dataclass(frozen=True)
class Vouchers:
    union: Union
    period: Period | None
    lists: Sequence[VoucherList]

    @property
    def all(self) -> list[Voucher]:
        return [voucher for one in self.lists for voucher in one.vouchers]


@register
class VoucherReport(Report):
    slug = "voucher"
    title = _("Payment vouchers")
    formats = ("json", "html", "pdf")

    def build(self, union: Union, period: Period) -> Vouchers:
        """Those of the lists of money paid in the period, with masked numbers."""
        on = timezone.localdate()
        lists = [one for one in paid_lists(union, period) if one.form == ReliefList.Form.MONEY]
        return Vouchers(union, period, [VoucherList(one, on, whole=False) for one in lists])

    def of(self, relief_list: ReliefList, on: date, *, time: int = 1, whole: bool = True) -> Vouchers:
        """Those of one list. `time` is said on lists only."""
        return Vouchers(relief_list.union, None, [VoucherList(relief_list, on, whole)])

    def as_json(self, built: Vouchers) -> dict[str, Any]:
        return {
            "title": "领款单",
            "union": built.union.name,
            "period": {"from": built.period.start, "to": built.period.end} if built.period else None,
            "vouchers": [
                {
                    "number": one.number,
                    "day": one.dated,
                    "name": one.row.line.payee.name,
                    "id_no": one.row.id_no,
                    "cause": one.cause,
                    "amount": one.row.line.amount,
                }
                for one in built.all
            ],
        }

    def as_html(self, built: Vouchers) -> str:
        """A page that stands alone: the print style sheets are inside it."""
        # Our own style sheets, nothing a user typed.
        return _page(built.all, styles=mark_safe(pdf.style_text(STYLES)))

    def as_pdf(self, built: Vouchers) -> bytes:
        return self.print_out(built)

    def print_out(self, built: Vouchers, said: Callable[[int], None] = lambda done: None) -> bytes:
        """A page for each voucher. `said` is told how many are laid out. Raises PrintingUnavailable."""
        printing = pdf.Printing(STYLES)
        vouchers = built.all
        for at in range(0, max(len(vouchers), 1), AT_ONCE):
            some = vouchers[at : at + AT_ONCE]
            printing.add(_page(some))
            said(at + len(some))
        return printing.finish()


def _page(vouchers: Sequence[Voucher], **more: Any) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("print/voucher.html", {"vouchers": vouchers, **more})
