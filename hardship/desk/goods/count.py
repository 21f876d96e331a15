"""The stock is counted: what was found of each purchase, and why it differs from the books; counts of the past; the sheet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from hardship.models import GoodsReceipt
from hardship.operations.stock_counts import COUNT, booked_on, count, field_of, last_counted
from hardship.reports.stock_sheet import StockSheet
from members.models import Union
from members.roles import may
from office.documents.pdf import PrintingUnavailable
from office.refusal import Refusal
from office.trail.acts import note

from .seen import the_count, the_store

COUNTERS_ASKED = 2


@dataclass(frozen=True)
class Row:
    """A purchase to be counted: what the books say, what was typed, what was refused."""

    receipt: GoodsReceipt
    booked: int
    found: str = ""
    why: str = ""
    error: str = ""

    @property
    def field(self) -> str:
        return field_of(self.receipt)

    @property
    def differs(self) -> int | None:
        return int(self.found) - self.booked if self.found.isdecimal() else None


@dataclass
class Counting:
    """The form. `rows` are the purchases in the books on that day, `turned_up` those that are used up: found all the same."""

    union: Union
    on: date
    given: Any
    errors: dict[str, str]

    def __post_init__(self) -> None:
        came = GoodsReceipt.objects.filter(kit__union=self.union, on__lte=self.on).select_related("kit")
        receipts = list(came.order_by("kit__name", "on", "pk"))
        booked = booked_on(receipts, self.on)
        every = [self._row(receipt, booked[receipt.pk]) for receipt in receipts]
        self.rows = [row for row in every if row.booked]
        self.turned_up = [row for row in every if not row.booked]

    def _row(self, receipt: GoodsReceipt, booked: int) -> Row:
        field = field_of(receipt)
        return Row(
            receipt,
            booked,
            self.given.get(field, "").strip(),
            self.given.get(f"why-{receipt.pk}", "").strip(),
            self.errors.get(field, ""),
        )

    @property
    def booked(self) -> int:
        return sum(row.booked for row in self.rows)

    @property
    def found(self) -> dict[GoodsReceipt, tuple[int, str]]:
        """What was typed. Raises Refusal `count.range` about the first that is no number; an empty field says nothing."""
        found = {}
        for row in self.rows + self.turned_up:
            if row.found and not row.found.isdecimal():
                raise Refusal(row.field, "count.range", gettext_lazy("Write how many parcels were found, such as 35."))
            if row.found:
                found[row.receipt] = (int(row.found), row.why)
        return found

    @property
    def counters(self) -> list[str]:
        typed = self.given.getlist("counter") if hasattr(self.given, "getlist") else []
        return (typed + [""] * COUNTERS_ASKED)[:COUNTERS_ASKED]


def counting(request: HttpRequest) -> HttpResponse:
    """The form of a count; POST with `act` day shows the books of another day and keeps what was typed."""
    union = the_store(request)
    if not may(request.user, COUNT):
        raise PermissionDenied
    today = timezone.localdate()
    given = request.POST
    try:
        on = date.fromisoformat(given.get("on") or request.GET.get("on") or today.isoformat())
    except ValueError:
        return _asked(request, union, today, {"on": str(_("Write the day like this: 2025-03-01."))})
    if request.method == "POST" and given.get("act") != "day":
        form = Counting(union, on, given, {})
        try:
            done = count(
                union,
                on=on,
                counters=form.counters,
                found=form.found,
                remark=given.get("note", ""),
                today=today,
                by=request.user,
            )
        except Refusal as refusal:
            return _asked(request, union, on, {refusal.field: str(refusal.message)})
        messages.success(
            request, _("The stock is counted. Nothing of %(day)s or before changes any more.") % {"day": done.on}
        )
        return redirect("desk:stock_count", done.pk)
    return _asked(request, union, on, {})


def _asked(request: HttpRequest, union: Union, on: date, errors: dict[str, str]) -> HttpResponse:
    form = Counting(union, on, request.POST, errors)
    context = {
        "title": _("Count the stock"),
        "union": union,
        "form": form,
        "errors": errors,
        "refused": errors.get("", "") or errors.get("union", ""),
        "given": request.POST,
        "last_counted": last_counted(union),
    }
    return render(request, "desk/goods/counting.html", context)


@require_GET
def count_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A count of the past, to be read."""
    done = the_count(request, pk)
    lines = list(done.lines.select_related("receipt__kit").order_by("receipt__kit__name", "receipt__on", "pk"))
    context = {
        "title": _("Count of %(day)s") % {"day": done.on},
        "count": done,
        "lines": lines,
        "booked": sum(line.booked for line in lines),
        "found": sum(line.found for line in lines),
        "differing": [line for line in lines if line.differs],
        "more": sum(line.differs for line in lines),
        "value": sum(line.found * line.receipt.unit_price for line in lines),
    }
    return render(request, "desk/goods/count.html", context)


@require_GET
def count_print(request: HttpRequest, pk: int) -> HttpResponse:
    done = the_count(request, pk)
    return _print(request, StockSheet.of(done), back=("desk:stock_count", done.pk), on=done)


@require_GET
def sheet_print(request: HttpRequest) -> HttpResponse:
    """The sheet to take along into the store: the books of today, and nothing found yet."""
    union = the_store(request)
    today = timezone.localdate()
    return _print(request, StockSheet.to_fill_in(union, today), back=("desk:goods",), on=union)


def _print(request: HttpRequest, sheet: StockSheet, *, back: tuple[Any, ...], on: Any) -> HttpResponse:
    try:
        written = sheet.as_pdf()
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect(*back)
    note("report written", by=request.user, on=on, report="stock-sheet", form="pdf")
    response = HttpResponse(written, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, f"{sheet.name}.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response
