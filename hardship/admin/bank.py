"""How a bank wants its files, and how it answers: data, so that another bank is another row."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hardship.models import BankProfile
from hardship.rules import bank_answers, bank_files
from members.admin.base import OfficeAdmin
from members.admin.exports import Offer
from members.admin.filters import UnionFilter
from members.admin.forms import OfficeForm

from .listings import BankProfileListing

ANSWER_HINTS = {
    "number": _("The heading, or the letters of the column where the bank writes none."),
    "outcome": _("Where the bank says whether it paid."),
    "reason": _("Where the bank says why it did not; may be left empty."),
    "account": _("This or the name is needed, so that one answer is never taken for another."),
}
_BETWEEN_WORDS = str.maketrans("，,；;\n", "、、、、、")


class ColumnsField(forms.CharField):
    """The columns of a file, one a line, as hardship.rules.bank_files reads them."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return bank_files.text_of(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[list[str]]:
        columns, reasons = bank_files.columns_from(super().clean(value))
        if reasons:
            raise ValidationError([ValidationError(str(reason.sentence), code=reason.code) for reason in reasons])
        return [list(column) for column in columns]


class WordsField(forms.CharField):
    """Words in one line, with 、 between them."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        words = super().clean(value).translate(_BETWEEN_WORDS).split("、")
        return [word.strip() for word in words if word.strip()]


class ProfileForm(OfficeForm):
    columns = ColumnsField(label=_("columns"))
    paid_words = WordsField(label=_("words for paid"), max_length=200)
    failed_words = WordsField(label=_("words for failed"), max_length=200)
    answer_number = forms.CharField(label=_("number of the line"), max_length=50)
    answer_amount = forms.CharField(label=_("amount"), max_length=50)
    answer_outcome = forms.CharField(label=_("outcome"), max_length=50)
    answer_reason = forms.CharField(label=_("why it failed"), max_length=50, required=False)
    answer_account = forms.CharField(label=_("account number"), max_length=50, required=False)
    answer_name = forms.CharField(label=_("account holder"), max_length=50, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("columns", "paid_words", "failed_words"):
            self.initial.setdefault(name, getattr(self.instance, name))  # a new one is offered the usual
        for entry in bank_answers.ANSWERS.entries:
            if f"answer_{entry.code}" in self.fields:
                self.fields[f"answer_{entry.code}"].help_text = ANSWER_HINTS.get(entry.code, "")
                self.initial[f"answer_{entry.code}"] = self.instance.answer.get(entry.code, "")
        if "columns" in self.fields:
            known = "、".join(bank_files.FACTS.labels)
            self.fields["columns"].help_text = _(
                "One a line, in the order of the bank: its heading, a colon, and what stands below it. Known are: %(known)s. "
                "A text that is the same in every row stands in quotation marks, as in 币种：“人民币”."
            ) % {"known": known}
            self.fields["columns"].widget.attrs["rows"] = 10

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        answer = {code: given.get(f"answer_{code}", "").strip() for code, _label in bank_answers.ANSWERS.choices()}
        self.instance.answer = answer
        for reason in bank_answers.objections_to_answer(
            answer, given.get("paid_words", ()), given.get("failed_words", ())
        ):
            field = {"bank.words": "failed_words", "bank.either": "answer_account"}.get(
                reason.code, f"answer_{reason.field}"
            )
            if field not in self.errors:
                self.add_error(field, ValidationError(str(reason.sentence), code=reason.code))


@admin.register(BankProfile)
class BankProfileAdmin(OfficeAdmin):
    list_display = ["name", "union", "format_name", "column_names", "most_lines"]
    list_select_related = ["union"]
    list_filter = ["format", UnionFilter]
    search_fields = ["name", "union__name"]
    autocomplete_fields = ["union"]
    exports = [Offer(BankProfileListing())]
    form = ProfileForm
    fieldsets = [
        (None, {"fields": [("union", "name")]}),
        (
            _("The file for the bank"),
            {"fields": [("format", "most_lines"), ("encoding", "delimiter"), "with_heading", "columns"]},
        ),
        (
            _("What comes back"),
            {
                "fields": [
                    ("answer_number", "answer_amount"), ("answer_account", "answer_name"),
                    ("answer_outcome", "answer_reason"), ("paid_words", "failed_words"),
                ],
                "description": _("A row of the answer counts when number and amount, and account and name where they stand there, "
                                 "are those that were sent. A word that is neither of these leaves the line as it is."),
            },
        ),
    ]  # fmt: skip

    @admin.display(description=_("format"), ordering="format")
    def format_name(self, profile: BankProfile) -> str:
        return profile.format.upper()

    @admin.display(description=_("columns"))
    def column_names(self, profile: BankProfile) -> str:
        return "、".join(heading for heading, _fact in profile.columns)
