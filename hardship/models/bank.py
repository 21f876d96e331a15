"""Payments by a bank: how its files look, the files that were made, and what came back (domain.md 4.4)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hardship.rules import bank_answers, bank_files
from members.scope import ScopedQuerySet

from .hands import signer
from .relief import ReliefLine, ReliefList
from .relief_facts import OfList


def standard_columns() -> list:
    return [list(column) for column in bank_files.STANDARD]


def standard_answer() -> dict:
    return dict(bank_answers.STANDARD)


def standard_paid_words() -> list:
    return list(bank_answers.PAID_WORDS)


def standard_failed_words() -> list:
    return list(bank_answers.FAILED_WORDS)


class BankProfileQuerySet(ScopedQuerySet):
    def of(self, union) -> "BankProfileQuerySet":
        """Those that a union may use: its own and those of the unions above it."""
        steps = union.path.split("/")[:-1]
        return self.filter(union__path__in=["/".join(steps[:count]) + "/" for count in range(1, len(steps) + 1)])


class BankProfile(models.Model):
    """`columns`: [[heading, fact], …] of the file that goes to the bank (hardship.rules.bank_files); `answer`: which heading, or
    which letters, each fact has in the file that comes back (hardship.rules.bank_answers), with the words of the bank."""

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel workbook (.xlsx)")
        CSV = "csv", _("text (.csv)")

    class Encoding(models.TextChoices):
        GB18030 = "gb18030", "GB18030"
        UTF_8 = "utf-8-sig", "UTF-8"

    class Delimiter(models.TextChoices):
        COMMA = ",", _("comma")
        BAR = "|", _("bar |")
        TAB = "\t", _("tab")
        SEMICOLON = ";", _("semicolon")

    union = models.ForeignKey("members.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    name = models.CharField(_("name of the bank"), max_length=50)
    format = models.CharField(_("format"), max_length=5, choices=Format, default=Format.XLSX)
    encoding = models.CharField(_("encoding of CSV"), max_length=10, choices=Encoding, default=Encoding.GB18030)
    delimiter = models.CharField(
        _("between the cells of CSV"), max_length=1, choices=Delimiter, default=Delimiter.COMMA
    )
    with_heading = models.BooleanField(_("with a row of headings"), default=True)
    columns = models.JSONField(_("columns"), default=standard_columns)
    most_lines = models.PositiveIntegerField(_("lines in one file at most"), null=True, blank=True)
    answer = models.JSONField(_("columns of the answer"), default=standard_answer)
    paid_words = models.JSONField(_("words for paid"), default=standard_paid_words)
    failed_words = models.JSONField(_("words for failed"), default=standard_failed_words)

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
            models.CheckConstraint(
                condition=Q(most_lines=None) | Q(most_lines__gt=0),
                name="hardship_bank_profile_most",
                violation_error_message=_("A file holds at least one line."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankFile(models.Model):
    """A file that was made for a bank, kept under `kept` (office.privacy.files) as it was made; `total` in 元."""

    list = models.ForeignKey(ReliefList, models.PROTECT, related_name="bank_files", verbose_name=_("list"))
    profile = models.ForeignKey(BankProfile, models.PROTECT, related_name="+", verbose_name=_("bank profile"))
    number = models.CharField(_("number"), max_length=30, unique=True)
    name = models.CharField(_("file"), max_length=100)
    total = models.DecimalField(_("total, 元"), max_digits=12, decimal_places=2)
    kept = models.CharField(max_length=32, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    made_by = signer(_("made by"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = signer(_("withdrawn by"))
    why_withdrawn = models.CharField(_("why it was withdrawn"), max_length=200, blank=True)

    objects = OfList.as_manager()

    class Meta:
        verbose_name = _("file for the bank")
        verbose_name_plural = _("files for the bank")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number


class OfFile(ScopedQuerySet):
    union_path = "file__list__union__path"

    def standing(self) -> "OfFile":
        """Those of files that were not withdrawn."""
        return self.filter(is_withdrawn=False)


class BankLine(models.Model):
    """A payment as it stands in a file: the bank answers by `number`. What became of it is the state of `line`."""

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines", verbose_name=_("file for the bank"))
    number = models.PositiveIntegerField(_("number"))
    line = models.ForeignKey(ReliefLine, models.PROTECT, related_name="bank_lines", verbose_name=_("relief line"))
    amount = models.DecimalField(_("amount, 元"), max_digits=12, decimal_places=2)
    tail = models.CharField(_("last four of the account"), max_length=4)
    is_withdrawn = models.BooleanField(default=False, editable=False)

    objects = OfFile.as_manager()

    class Meta:
        verbose_name = _("line of a file for the bank")
        verbose_name_plural = _("lines of files for the bank")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="hardship_bank_line_number"),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(is_withdrawn=False),
                name="hardship_bank_line_once",
                violation_error_message=_("This payment is already with the bank."),
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="hardship_bank_line_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.number}"


class BankAnswer(models.Model):
    """A file that came back from the bank; until it is confirmed nothing follows from it. `paid`, `failed`: lines it settled."""

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="answers", verbose_name=_("file for the bank"))
    name = models.CharField(_("file"), max_length=255)
    kept = models.CharField(max_length=32, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(_("brought in"), auto_now_add=True)
    by = signer(_("by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = signer(_("confirmed by"))
    paid = models.PositiveIntegerField(_("paid"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)

    objects = OfFile.as_manager()

    class Meta:
        verbose_name = _("answer of the bank")
        verbose_name_plural = _("answers of the bank")
        ordering = ["pk"]
        constraints = [
            # One file from the bank answers one file to it, and is brought in once.
            models.UniqueConstraint(fields=["sha256"], name="hardship_bank_answer_once"),
        ]

    def __str__(self) -> str:
        return self.name
