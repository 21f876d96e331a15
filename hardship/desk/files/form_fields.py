"""The fields of the form of a file, in the order of the paper. Each line of text is read as a roster reads its cells."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from hardship.rosters.cells import ContactPhone
from hardship.rules.code_lists import (
    ACCIDENT_KINDS,
    CATEGORIES,
    CAUSES,
    CONTRACT_TERMS,
    DISABILITY_GRADES,
    DISABILITY_KINDS,
    EXCLUSIONS,
    EXPENSE_KINDS,
    FILE_LEVELS,
    FORM_VERSIONS,
    HOUSINGS,
    INCOME_KINDS,
    MEDICAL_INSURANCES,
    MODEL_WORKERS,
    NEEDS,
    OCCUPATIONS,
    UNIT_CONDITIONS,
    WORK_STATUSES,
)
from hardship.rules.family import STUDENTS
from hardship.rules.file_form import WITHOUT_DISEASE
from members.admin.fields import CardField, CellField, IdNumberField
from members.rules.code_lists import UNIT_NATURES
from office.code_lists import (
    EDUCATIONS,
    ETHNIC_GROUPS,
    HEALTHS,
    HUKOU_TYPES,
    INDUSTRIES,
    MARITAL_STATUSES,
    POLITICAL_STATUSES,
    RELATIONS,
    SEXES,
    CodeList,
)
from office.workbooks.cells import Cell, Day, Decimals, Money, Name, Phone, Text, WholeNumber

YES, NO = "yes", "no"
Answer = bool | None


class PlainSelect(forms.Select):
    """A list of choices, written in one go: Django's renders a template for each of the 1,500 choices of the page."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = str(self.format_value(value)[0]) if value not in (None, "") else ""
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, mark_safe(" selected") if str(code) == chosen else "", label) for code, label in self.choices),
        )
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs({"name": name, **self.attrs}, attrs)), options
        )


class LineField(CellField):
    """One line of text, read by `cell`; None when nothing was typed, or "" with `is_text`."""

    def __init__(self, cell: Cell, *, is_text: bool = False, **kwargs: Any) -> None:
        self.cell, self.is_text = cell, is_text
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        read = super().clean(value)
        return read if self.is_text or read != "" else None


class NumberField(IdNumberField):
    """Gives `office.identity.IdNumber` or None."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) or None


def text(length: int, label: Promise, **kwargs: Any) -> LineField:
    return LineField(Text(length), is_text=True, label=label, max_length=length, **kwargs)


def money(label: Promise, **kwargs: Any) -> LineField:
    return LineField(
        Money(nothing_is_zero=True), label=label, widget=forms.TextInput({"inputmode": "decimal"}), **kwargs
    )


def count(low: int, high: int, label: Promise) -> LineField:
    return LineField(WholeNumber(low, high), label=label, widget=forms.TextInput({"inputmode": "numeric"}))


def day(label: Promise, **kwargs: Any) -> LineField:
    widget = forms.TextInput({"placeholder": "2025-01-20"})
    return LineField(Day(**kwargs), label=label, widget=widget)


def choice(
    codes: CodeList, label: Promise, *, besides: Iterable[str] = (), blank: str | Promise = ""
) -> forms.ChoiceField:
    left_out = set(besides)

    def choices() -> list[tuple[str, Any]]:
        return [("", blank), *(pair for pair in codes.choices() if pair[0] not in left_out)]

    return forms.ChoiceField(choices=choices, label=label, required=False, widget=PlainSelect)


def answer(label: Promise, *, initial: Answer = None) -> forms.TypedChoiceField:
    """Yes or no; an answer that is not given is None, or `initial` where there is one."""
    choices: list[tuple[str, Any]] = [(YES, _("Yes")), (NO, _("No"))]
    if initial is None:
        choices.insert(0, ("", ""))
    return forms.TypedChoiceField(
        choices=choices,
        coerce=lambda value: value == YES,
        empty_value=initial,
        label=label,
        required=False,
        widget=PlainSelect,
    )


def _digits(length: int, sentence: Promise) -> Callable[[str], None]:
    def check(value: str) -> None:
        if value and not (value.isascii() and value.isdigit() and len(value) == length):
            raise ValidationError(sentence, code="digits")

    return check


class FileForm(forms.Form):
    """Everything of the file but its tables. `union` and `employer` are read by the view: it knows who may enter for whom."""

    number = NumberField()
    name = LineField(Name(), is_text=True, label=_("name"))
    sex = choice(SEXES, _("sex"))
    birthday = day(_("date of birth"))
    ethnic = choice(ETHNIC_GROUPS, _("ethnic group"))
    political = choice(POLITICAL_STATUSES, _("political status"))
    marital = choice(MARITAL_STATUSES, _("marital status"))
    single_parent = answer(_("single parent"))
    health = choice(HEALTHS, _("health"))
    disease = text(200, _("disease"))
    disability_kind = choice(DISABILITY_KINDS, _("disability"))
    disability_grade = choice(DISABILITY_GRADES, _("grade of disability"))
    disability_no = text(20, _("number of the disability card"))
    work_status = choice(WORK_STATUSES, _("work status"))
    model_worker = choice(MODEL_WORKERS, _("model worker"))
    work_start = day(_("began to work"))
    medical_insurance = choice(MEDICAL_INSURANCES, _("medical insurance"))
    allowance_no = text(50, _("number of the allowance certificate"))

    union = text(100, _("union"), widget=forms.TextInput({"list": "units"}))
    employer = text(
        100,
        _("employer"),
        widget=forms.TextInput({"list": "employers"}),
        help_text=_("Empty: the employer of the union."),
    )
    unit_nature = choice(UNIT_NATURES, _("kind of employer"))
    unit_condition = choice(UNIT_CONDITIONS, _("state of the employer"))
    industry = choice(INDUSTRIES, _("industry"))
    migrant = answer(_("migrant worker"), initial=False)
    origin = text(100, _("comes from"))
    contract_start = day(_("contract from"))
    contract_term = choice(CONTRACT_TERMS, _("term of the contract"))

    phone = LineField(ContactPhone(), is_text=True, label=_("telephone"))
    phone2 = LineField(Phone(), is_text=True, label=_("other telephone"))
    postcode = text(6, _("postcode"), validators=[_digits(6, _("A postcode has six digits."))])
    address = text(200, _("address"))
    hukou = choice(HUKOU_TYPES, _("household registration"))
    hukou_region = text(
        6,
        _("region of registration"),
        validators=[_digits(6, _("The region is the six digits of GB/T 2260, such as 210200."))],
    )
    housing = choice(HOUSINGS, _("housing"))
    floor_area = LineField(Decimals(), label=_("floor area, ㎡"))

    cause = choice(CAUSES, _("main cause"))
    minor1 = choice(CAUSES, _("first minor cause"))
    minor2 = choice(CAUSES, _("second minor cause"))
    minor3 = choice(CAUSES, _("third minor cause"))
    cause_text = text(500, _("main difficulties"))
    zero_employment = answer(_("nobody of the family works"))
    self_help = answer(_("able to help themselves"))
    category = choice(CATEGORIES, _("category"), blank=_("as the rules find"))
    assessed_on = day(_("assessed"))

    income_month = money(_("head's monthly income, 元"))
    income_year = money(_("family's income a year, 元"))
    income_why = text(200, _("why it is not the sum of the incomes"))

    dwellings = count(0, 99, _("dwellings"))
    dwelling_area = LineField(Decimals(digits=8), label=_("area together, ㎡"))
    vehicles = text(200, _("vehicles"), help_text=_("Plate, kind and what it is used for."))
    companies = text(200, _("companies"), help_text=_("Shares, shops, offices held."))
    savings = money(_("savings and securities, 元"))
    checked_on = day(_("checked with other offices on"))
    accident = text(200, _("accident"))
    accident_kind = choice(ACCIDENT_KINDS, _("kind of accident"))
    accident_cost = money(_("cost of the accident, 元"))
    accident_loss = money(_("lost by the accident, 元"))
    accident_compensated = money(_("compensated, 元"))
    assets_note = text(500, _("remark on the assets"))

    needs = forms.MultipleChoiceField(
        choices=NEEDS.choices, widget=forms.CheckboxSelectMultiple, label=_("needs"), required=False
    )
    bank = text(50, _("bank"))
    branch = text(50, _("branch of the bank"))
    card_no = CardField(label=_("account number"))
    note = text(500, _("remark"))
    level = choice(FILE_LEVELS, _("level of the file"))
    version = choice(FORM_VERSIONS, _("version of the form"))

    relief_target = answer(_("among those to be helped out"))
    relief_target_on = day(_("counted since"))
    key_group = text(100, _("key group"))
    measures = text(200, _("measures taken"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "%s"} | kwargs)
        for entry in EXCLUSIONS.entries:
            self.fields[f"found_{entry.code}"] = forms.BooleanField(label=entry.title, required=False)
            self.fields[f"exception_{entry.code}"] = text(200, _("exception, and what was seen for it"))
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["causes_minor"] = [cause for cause in (cleaned.get(f"minor{place}") for place in (1, 2, 3)) if cause]
        cleaned["found"] = {
            entry.code: cleaned.get(f"exception_{entry.code}", "")
            for entry in EXCLUSIONS.entries
            if cleaned.get(f"found_{entry.code}")
        }
        return cleaned


class RowForm(forms.Form):
    """One row of a table. `id` is the key of the record behind it; a row in which nothing tells is no row."""

    telling: tuple[str, ...] = ()
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    remove = forms.BooleanField(label=_("take off"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "%s"} | kwargs)
        dress(self)


class RelativeForm(RowForm):
    telling = ("name", "number", "relation")
    number = NumberField(help_text="")
    name = LineField(Name(), is_text=True, label=_("name"))
    relation = choice(RELATIONS, _("relation to the head"), besides=["self"])
    sex = choice(SEXES, _("sex"))
    birthday = day(_("date of birth"))
    political = choice(POLITICAL_STATUSES, _("political status"))
    health = choice(HEALTHS, _("health"))
    disease = text(200, _("disease or disability"))
    medical_insurance = choice(MEDICAL_INSURANCES, _("medical insurance"))
    occupation = choice(OCCUPATIONS, _("occupation"))
    place = text(100, _("workplace or school"))
    school_from = count(1950, 2199, _("year of entering the school"))
    school_years = count(1, 12, _("years of the school"))
    income_month = money(_("monthly income, 元"))
    able_idle = answer(_("could work and does not"), initial=False)
    idle_proof = text(200, _("why they do not work"), help_text=_("With proof: then no wage is counted."))
    counted = answer(_("counted in the family"), initial=True)
    why_not_counted = text(200, _("why not counted"))
    # The long version of the table.
    ethnic = choice(ETHNIC_GROUPS, _("ethnic group"))
    education = choice(EDUCATIONS, _("education"))
    marital = choice(MARITAL_STATUSES, _("marital status"))
    hukou = choice(HUKOU_TYPES, _("household registration"))
    same_hukou = answer(_("in the head's register"))
    model_worker = choice(MODEL_WORKERS, _("model worker"))
    mobile = LineField(Phone(), is_text=True, label=_("telephone"))
    phone2 = LineField(Phone(), is_text=True, label=_("other telephone"))
    disability_kind = choice(DISABILITY_KINDS, _("disability"))
    disability_grade = choice(DISABILITY_GRADES, _("grade of disability"))
    work_status = choice(WORK_STATUSES, _("work status"))
    unit_nature = choice(UNIT_NATURES, _("kind of employer"))
    unit_condition = choice(UNIT_CONDITIONS, _("state of the employer"))
    industry = choice(INDUSTRIES, _("industry"))
    contract_start = day(_("contract or service from"))
    contract_term = choice(CONTRACT_TERMS, _("term of the contract"))
    note = text(200, _("remark"))


class WhoField(forms.CharField):
    """Whose a line is. The choices follow the family as it is being typed, so what is said is checked with the whole form."""

    def __init__(self) -> None:
        super().__init__(label=_("whose"), required=False, widget=PlainSelect, max_length=30)


class ProofField(forms.CharField):
    """A proof of this file, by its key or None. Which there are knows the sheet; the operation refuses any other."""

    def __init__(self) -> None:
        super().__init__(label=_("proof"), required=False, widget=PlainSelect, max_length=20)

    def clean(self, value: Any) -> int | None:
        key = super().clean(value)
        if key and not (key.isascii() and key.isdecimal()):
            raise ValidationError(_("Choose a proof that was added to this file."), code="expense.proof")
        return int(key) if key else None


class IncomeForm(RowForm):
    telling = ("kind", "monthly", "amount")
    who = WhoField()
    kind = choice(INCOME_KINDS, _("kind of income"))
    monthly = money(_("a month, 元"))
    months = count(0, 12, _("months"))
    amount = money(_("a year, 元"))
    note = text(200, _("remark"))


class ExpenseForm(RowForm):
    telling = ("kind", "gross", "reimbursed")
    who = WhoField()
    kind = choice(EXPENSE_KINDS, _("kind of expense"))
    gross = money(_("billed, 元"))
    reimbursed = money(_("paid by others, 元"))
    note = text(200, _("remark"))
    period_from = day(_("from"))
    period_to = day(_("to"))
    evidence = ProofField()


TABLES: dict[str, type[RowForm]] = {"family": RelativeForm, "incomes": IncomeForm, "expenses": ExpenseForm}
AMOUNTS = frozenset({
    "monthly", "amount", "gross", "reimbursed", "income_month", "income_year", "savings", "accident_cost",
    "accident_loss", "accident_compensated", "floor_area", "dwelling_area", "months",
})  # fmt: skip
# Never written back into the page: who types a new one replaces what is on record.
SECRET = ("number", "card_no", "disability_no", "allowance_no")
_ILL = " ".join(entry.code for entry in HEALTHS.entries if entry.code not in WITHOUT_DISEASE)
_AT_SCHOOL = " ".join(sorted(STUDENTS))
_EMPLOYED = "occupation=employed migrant laid_off sick_leave early_retired"  # whoever has an employer
# A field shows when the other one holds one of these words, or when something is written in it already.
SHOWN_WHEN = {
    "disease": f"health={_ILL}",
    "disability_kind": "health=disabled",
    "disability_grade": "health=disabled",
    "disability_no": "health=disabled",
    "contract_start": f"migrant={YES}",
    "contract_term": f"migrant={YES}",
    "origin": f"migrant={YES}",
    "why_not_counted": f"counted={NO}",
    "idle_proof": f"able_idle={YES}",
    "school_from": f"occupation={_AT_SCHOOL}",
    "school_years": f"occupation={_AT_SCHOOL}",
    "accident_kind": "accident=*",
    "accident_cost": "accident=*",
    "accident_loss": "accident=*",
    "accident_compensated": "accident=*",
}
SHOWN_FOR_RELATIVES = {
    "disease": f"health={_ILL} disabled",
    "unit_nature": _EMPLOYED,
    "unit_condition": _EMPLOYED,
    "industry": _EMPLOYED,
    "contract_start": "occupation=employed migrant soldier",
    "contract_term": "occupation=employed migrant",
}


def dress(form: forms.Form) -> None:
    """The looks of the controls; nothing is to be suggested from what others typed at this computer."""
    for name, field in form.fields.items():
        widget = field.widget
        if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.HiddenInput):
            continue
        widget.attrs["class"] = "input input-num" if name in AMOUNTS else "input"
        widget.attrs["autocomplete"] = "off"
