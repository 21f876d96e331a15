"""Goods: what is in a parcel, parcels bought at a price, and parcels counted in the store (domain.md 4.1 and 9.6)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet

from .hands import signer


class KitQuerySet(ScopedQuerySet):
    pass


class Kit(models.Model):
    """A parcel as it is handed out: rice, flour, oil. Its price is that of the purchase, never of the kit."""

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="kits", verbose_name=_("union"))
    name = models.CharField(_("goods"), max_length=100)
    contents = models.CharField(_("what is in it"), max_length=500, blank=True)
    unit = models.CharField(_("counted in"), max_length=10, default="份")
    in_use = models.BooleanField(_("in use"), default=True)

    objects = KitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kit of goods")
        verbose_name_plural = _("kits of goods")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"],
                name="hardship_kit_name",
                violation_error_message=_("This union already has a kit of that name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GoodsReceiptQuerySet(ScopedQuerySet):
    union_path = "kit__union__path"

    def in_store(self) -> "GoodsReceiptQuerySet":
        """Those of which parcels are left."""
        return self.filter(issued__lt=F("quantity") + F("adjusted"))

    def used_up(self) -> "GoodsReceiptQuerySet":
        return self.filter(issued=F("quantity") + F("adjusted"))


class GoodsReceipt(models.Model):
    """Parcels that came into the store at one price. hardship.operations.goods keeps what has become of them:
    `reserved` by approved lists, `issued` against signatures, `adjusted` by counts of the stock (below zero: missing)."""

    kit = models.ForeignKey(Kit, models.PROTECT, related_name="receipts", verbose_name=_("goods"))
    on = models.DateField(_("received"))
    quantity = models.PositiveIntegerField(_("parcels"))
    unit_price = models.DecimalField(_("price a parcel, 元"), max_digits=12, decimal_places=2)
    fund = models.ForeignKey(
        "hardship.Fund", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fund")
    )
    supplier = models.CharField(_("supplier"), max_length=100, blank=True)
    document = models.CharField(_("invoice or document"), max_length=200, blank=True)
    reserved = models.PositiveIntegerField(_("reserved"), default=0, editable=False)
    issued = models.PositiveIntegerField(_("handed out"), default=0, editable=False)
    adjusted = models.IntegerField(_("found more or less"), default=0, editable=False)
    by = signer(_("entered by"))

    objects = GoodsReceiptQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("receipt of goods")
        verbose_name_plural = _("receipts of goods")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(unit_price__gte=0),
                name="hardship_receipt_amounts",
                violation_error_message=_("Enter how many parcels came, and their price."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("reserved") + F("issued") - F("adjusted")),
                name="hardship_receipt_stock",
                violation_error_message=_("So many parcels are not in the store."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kit} {self.on}"

    @property
    def stock(self) -> int:
        """Parcels in the store, those reserved included."""
        return self.quantity + self.adjusted - self.issued

    @property
    def free(self) -> int:
        """Parcels in the store that no approved list waits for."""
        return self.stock - self.reserved

    @property
    def value(self) -> Decimal:
        """What lies in the store is worth, in 元: at the price of this purchase (domain.md 9.6)."""
        return self.stock * self.unit_price


class StockCountQuerySet(ScopedQuerySet):
    def with_differences(self) -> "StockCountQuerySet":
        """Adds `more`, parcels found more (above zero) or fewer than the books said; 0 where those even out."""
        return self.annotate(more=models.Sum(F("lines__found") - F("lines__booked")))


class StockCount(models.Model):
    """The store was counted: nothing of that day or before it changes any more."""

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    on = models.DateField(pgettext_lazy("stock", "counted"))
    note = models.CharField(_("remark"), max_length=500, blank=True)
    counters = models.CharField(_("who counted"), max_length=100)  # two people
    by = signer(_("entered by"))

    objects = StockCountQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("count of the stock")
        verbose_name_plural = _("counts of the stock")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "on"],
                name="hardship_count_once",
                violation_error_message=_("The store was already counted on that day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.on}"


class OfCount(ScopedQuerySet):
    union_path = "count__union__path"


class StockCountLine(models.Model):
    """Of one receipt: parcels in the books and parcels found, and why they differ."""

    count = models.ForeignKey(StockCount, models.CASCADE, related_name="lines", verbose_name=_("count of the stock"))
    receipt = models.ForeignKey(GoodsReceipt, models.PROTECT, related_name="counts", verbose_name=_("receipt of goods"))
    booked = models.PositiveIntegerField(_("in the books"))
    found = models.PositiveIntegerField(pgettext_lazy("stock", "found"))
    why = models.CharField(_("why they differ"), max_length=200, blank=True)

    objects = OfCount.as_manager()

    class Meta:
        verbose_name = _("line of a count")
        verbose_name_plural = _("lines of counts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["count", "receipt"], name="hardship_count_line_once"),
            models.CheckConstraint(
                condition=Q(found=F("booked")) | ~Q(why=""),
                name="hardship_count_says_why",
                violation_error_message=_("Write why more or less was found."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} {self.found}"

    @property
    def differs(self) -> int:
        """Parcels found more (above zero) or fewer than the books said."""
        return self.found - self.booked
