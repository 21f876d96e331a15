"""Kits of goods, and what was received and counted as lists to look through and to export. The store itself is at the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.models import GoodsReceipt, Kit, StockCount, StockCountLine
from members.admin.base import Figures, OfficeAdmin, ReadOnlyAdmin, ReadOnlyInline
from members.admin.exports import Offer
from members.admin.filters import UnionFilter, YearFilter
from office.workbooks.cells import Day, Money, Text, WholeNumber
from office.workbooks.listing import Listing
from office.workbooks.roster import Column

from .relief import yuan


class KitListing(Listing):
    model = Kit
    label = Kit._meta.verbose_name_plural
    related = ("union",)

    name = Column("物资", Text(), attribute="name")
    contents = Column("内容", Text(), attribute="contents")
    unit = Column("计量单位", Text(), attribute="unit")
    union = Column("所属工会", Text(), attribute="union__name")


class ReceiptListing(Listing):
    model = GoodsReceipt
    label = GoodsReceipt._meta.verbose_name_plural
    related = ("kit__union", "fund")

    kit = Column("物资", Text(), attribute="kit__name")
    on = Column("入库日期", Day(), attribute="on")
    supplier = Column("供应商", Text(), attribute="supplier")
    document = Column("发票或单据", Text(), attribute="document")
    fund = Column("资金来源", Text(), attribute="fund__name")
    unit_price = Column("单价", Money(), attribute="unit_price")
    quantity = Column("入库数", WholeNumber(), attribute="quantity")
    reserved = Column("待发数", WholeNumber(), attribute="reserved")
    issued = Column("已发数", WholeNumber(), attribute="issued")
    adjusted = Column("盘盈亏数", WholeNumber(), attribute="adjusted")
    stock = Column("库存数", WholeNumber(), attribute="stock")
    value = Column("库存金额", Money(), attribute="value")
    union = Column("所属工会", Text(), attribute="kit__union__name")


class CountLineListing(Listing):
    model = StockCountLine
    label = StockCount._meta.verbose_name_plural
    related = ("count__union", "receipt__kit")

    on = Column("盘点日期", Day(), attribute="count__on")
    counters = Column("盘点人", Text(), attribute="count__counters")
    kit = Column("物资", Text(), attribute="receipt__kit__name")
    received = Column("入库日期", Day(), attribute="receipt__on")
    unit_price = Column("单价", Money(), attribute="receipt__unit_price")
    booked = Column("账面数", WholeNumber(), attribute="booked")
    found = Column("实存数", WholeNumber(), attribute="found")
    differs = Column("盈亏数", WholeNumber(), attribute="differs")
    why = Column("差异原因", Text(), attribute="why")
    union = Column("所属工会", Text(), attribute="count__union__name")


@admin.register(Kit)
class KitAdmin(OfficeAdmin):
    """New goods are opened where they are received; here they are renamed, or no longer offered."""

    list_display = ["name", "contents", "unit", "in_use", "union"]
    list_select_related = ["union"]
    list_filter = ["in_use", UnionFilter]
    search_fields = ["name", "contents"]
    read_once = ("union",)
    fields = ["union", "name", "contents", ("unit", "in_use")]
    exports = [Offer(KitListing())]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class ReceivedFilter(YearFilter):
    title, parameter_name, column = _("year of receipt"), "received", "on"


@admin.register(GoodsReceipt)
class GoodsReceiptAdmin(ReadOnlyAdmin):
    list_display = [
        "goods", "on", "document", "price", "quantity", "reserved", "issued", "adjusted", "left", "worth", "union",
    ]  # fmt: skip
    list_display_links = None  # each is read at the desk, where its lists stand
    list_select_related = ["kit__union", "fund"]
    fields = [
        "kit", "on", ("quantity", "unit_price"), "fund", ("supplier", "document"), ("reserved", "issued", "adjusted"),
    ]  # fmt: skip
    list_filter = [ReceivedFilter, UnionFilter]
    search_fields = ["kit__name", "supplier", "document"]
    exports = [Offer(ReceiptListing())]

    @admin.display(description=_("goods"), ordering="kit__name")
    def goods(self, receipt: GoodsReceipt) -> str:
        return format_html('<a href="{}">{}</a>', reverse("desk:receipt", args=[receipt.pk]), receipt.kit)

    @admin.display(description=_("price a parcel, 元"), ordering="unit_price")
    def price(self, receipt: GoodsReceipt) -> str | None:
        return yuan(receipt.unit_price)

    @admin.display(description=_("in store"))
    def left(self, receipt: GoodsReceipt) -> int:
        return receipt.stock

    @admin.display(description=_("worth, 元"))
    def worth(self, receipt: GoodsReceipt) -> str | None:
        return yuan(receipt.value)

    @admin.display(description=_("union"))
    def union(self, receipt: GoodsReceipt) -> str:
        return str(receipt.kit.union)


class CountLineInline(ReadOnlyInline):
    model = StockCountLine
    fields = ["receipt", "booked", "found", "why"]


@admin.register(StockCount)
class StockCountAdmin(ReadOnlyAdmin):
    list_display = ["counted_on", "union", "counters", "note"]
    list_display_links = None
    fields = ["union", "on", "counters", "note"]
    list_select_related = ["union"]
    list_filter = [UnionFilter]
    search_fields = ["counters", "note"]
    exports = [Offer(CountLineListing(), through="count")]
    inlines = [CountLineInline]

    @admin.display(description=pgettext_lazy("stock", "counted"), ordering="on")
    def counted_on(self, done: StockCount) -> str:
        return format_html('<a href="{}">{}</a>', reverse("desk:stock_count", args=[done.pk]), done.on)

    def totals(self, records: Any) -> Figures:
        lines = StockCountLine.objects.filter(count__in=records.values("pk"))
        differing = [line.differs for line in lines.only("found", "booked")]
        return [
            (_("Found more"), sum(more for more in differing if more > 0), pgettext_lazy("unit", "parcels")),
            (
                pgettext_lazy("stock", "Missing"),
                -sum(more for more in differing if more < 0),
                pgettext_lazy("unit", "parcels"),
            ),
        ]
