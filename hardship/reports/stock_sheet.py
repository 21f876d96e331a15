"""The sheet of a stock count: A4 lying down, what the books say beside what was found, two counters sign.

Before the count it goes along into the store and is filled in by hand; afterwards it is what lies in the binder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from hardship.models import GoodsReceipt, StockCount
from hardship.operations.stock_counts import booked_on
from members.models import Union
from office.documents import pdf
from office.money import grouped

STYLES = ("base.css", "table.css", "stock-sheet.css")


@dataclass(frozen=True)
class Line:
    """One purchase. `found` None: to be written in by hand."""

    receipt: GoodsReceipt
    booked: int
    found: int | None = None
    why: str = ""

    @property
    def differs(self) -> int | None:
        return None if self.found is None else self.found - self.booked

    @property
    def price(self) -> str:
        return grouped(self.receipt.unit_price)

    @property
    def value(self) -> str:
        """What was found is worth, at purchase price."""
        return "" if self.found is None else grouped(self.found * self.receipt.unit_price)


@dataclass(frozen=True)
class StockSheet:
    """`counters`: the names of who counted; () before the count."""

    union: Union
    on: date
    lines: Sequence[Line]
    counters: tuple[str, ...] = ()
    remark: str = ""

    @classmethod
    def of(cls, done: StockCount) -> StockSheet:
        found = done.lines.select_related("receipt__kit").order_by("receipt__kit__name", "receipt__on", "pk")
        lines = [Line(line.receipt, line.booked, line.found, line.why) for line in found]
        return cls(done.union, done.on, lines, tuple(done.counters.split("、")), done.note)

    @classmethod
    def to_fill_in(cls, union: Union, on: date) -> StockSheet:
        """What the books of that day say, and nothing found yet."""
        came = GoodsReceipt.objects.filter(kit__union=union, on__lte=on).select_related("kit")
        receipts = list(came.order_by("kit__name", "on", "pk"))
        booked = booked_on(receipts, on)
        return cls(union, on, [Line(one, booked[one.pk]) for one in receipts if booked[one.pk]])

    @property
    def name(self) -> str:
        return f"{self.union.name}物资盘点表{self.on:%Y%m%d}"

    @property
    def is_counted(self) -> bool:
        return bool(self.counters)

    @property
    def signers(self) -> tuple[str, ...]:
        """A line to sign for each who counted; before the count for two."""
        return self.counters or ("", "")

    @property
    def booked(self) -> int:
        return sum(line.booked for line in self.lines)

    @property
    def found(self) -> int:
        return sum(line.found or 0 for line in self.lines)

    @property
    def differs(self) -> int:
        return self.found - self.booked

    @property
    def value(self) -> str:
        return grouped(sum(((line.found or 0) * line.receipt.unit_price for line in self.lines), Decimal(0)))

    def as_pdf(self) -> bytes:
        """Raises PrintingUnavailable."""
        with translation.override(settings.LANGUAGE_CODE):
            return pdf.render(render_to_string("print/stock-sheet.html", {"sheet": self}), stylesheets=STYLES)
