"""Transfers by a bank: how its files look, the files that were made, and what came back (domain.md 4.4)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from members.scope import ScopedQuerySet

from .hands import signer


class BankProfileQuerySet(ScopedQuerySet):
    pass


class BankProfile(models.Model):
    """`columns`: [[heading, fact], …] of the file that goes to the bank; `answer`: {fact: heading} of the file that comes back;
    facts are those of hardship.rules.bank_files. `paid_words`: what the bank writes for a payment that went through."""

    class Format(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    name = models.CharField(_("bank"), max_length=50)
    format = models.CharField(_("format"), max_length=5, choices=Format, default=Format.XLSX)
    encoding = models.CharField(_("encoding of CSV"), max_length=20, default="gb18030")
    with_heading = models.BooleanField(_("with a row of headings"), default=True)
    columns = models.JSONField(_("columns"), default=list)
    answer = models.JSONField(_("columns of the answer"), default=dict)
    paid_words = models.JSONField(_("words for paid"), default=list)
    most_lines = models.PositiveIntegerField(_("lines in one file at most"), null=True, blank=True)

    objects = BankProfileQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bank profile")
        verbose_name_plural = _("bank profiles")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"],
                name="hardship_bank_profile_name",
                violation_error_message=_("This union already has a bank profile of that name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TransferQuerySet(ScopedQuerySet):
    pass


class Transfer(models.Model):
    """One file for a bank. `key` is the name under which office.privacy.files keeps it, as it was fetched."""

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    list = models.ForeignKey(
        "hardship.ReliefList", models.PROTECT, null=True, blank=True, related_name="transfers", verbose_name=_("list")
    )
    month_list = models.ForeignKey(
        "hardship.RegularList",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
        verbose_name=_("list of a month"),
    )
    profile = models.ForeignKey(BankProfile, models.PROTECT, related_name="+", verbose_name=_("bank profile"))
    number = models.CharField(_("number"), max_length=30, unique=True)
    total = models.DecimalField(_("total, 元"), max_digits=12, decimal_places=2)
    key = models.CharField(max_length=100, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(_("made"), auto_now_add=True)
    by = signer(_("made by"))

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("file for the bank")
        verbose_name_plural = _("files for the bank")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(list__isnull=False) ^ Q(month_list__isnull=False), name="hardship_transfer_of_one_list"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OfTransfer(ScopedQuerySet):
    union_path = "transfer__union__path"


class TransferLine(models.Model):
    """One payment of a transfer; `number` is what the bank returns it by."""

    class Result(models.TextChoices):
        WAITING = "waiting", _("waiting for the bank")
        PAID = "paid", _("paid")
        FAILED = "failed", _("failed")

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="lines", verbose_name=_("file for the bank"))
    number = models.PositiveIntegerField(_("number"))
    line = models.ForeignKey(
        "hardship.ReliefLine", models.PROTECT, null=True, blank=True, related_name="transfer_lines"
    )
    month = models.ForeignKey(
        "hardship.RegularMonth", models.PROTECT, null=True, blank=True, related_name="transfer_lines"
    )
    amount = models.DecimalField(_("amount, 元"), max_digits=12, decimal_places=2)
    account_tail = models.CharField(_("last four of the account"), max_length=4, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result, default=Result.WAITING)
    why = models.CharField(_("why it failed"), max_length=200, blank=True)

    objects = OfTransfer.as_manager()

    class Meta:
        verbose_name = _("line of a transfer")
        verbose_name_plural = _("lines of transfers")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "number"], name="hardship_transfer_line_number"),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(result__in=["waiting", "paid"]),
                name="hardship_transfer_line_once",
                violation_error_message=_("This payment is already with the bank."),
            ),
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(result__in=["waiting", "paid"]),
                name="hardship_transfer_month_once",
                violation_error_message=_("This payment is already with the bank."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transfer} {self.number}"


class BankAnswer(models.Model):
    """A file that came back from the bank, brought in once."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="answers", verbose_name=_("file for the bank"))
    name = models.CharField(_("file"), max_length=200)
    key = models.CharField(max_length=100, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    paid = models.PositiveIntegerField(_("paid"))
    failed = models.PositiveIntegerField(_("failed"))
    at = models.DateTimeField(_("brought in"), auto_now_add=True)
    by = signer(_("by"))

    objects = OfTransfer.as_manager()

    class Meta:
        verbose_name = _("answer of the bank")
        verbose_name_plural = _("answers of the bank")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "sha256"],
                name="hardship_bank_answer_once",
                violation_error_message=_("This answer has been brought in already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
