"""The peer of the household import: a plain django-import-export ModelResource that checks and writes the same.

Written as a careful author would with the library's documentation open: the same kinds of cell clean the values, unions are
looked up in a dictionary, unchanged rows are skipped; engine, transactions, differences and reader are the library's own.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone
from import_export import resources
from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.results import Result

from hardship.models import Assessment, Completion, Household, HouseholdMember
from hardship.rosters.cells import ContactPhone
from hardship.rules.code_lists import CATEGORIES, CAUSES, CLOSING_REASONS, HOUSINGS
from members.models import Employer, Membership, Person, Union
from office.code_lists import ETHNIC_GROUPS, HEALTHS, HUKOU_TYPES, MARITAL_STATUSES, POLITICAL_STATUSES
from office.workbooks.cells import Card, Choice, Day, Decimals, IdNumber, Money, Name, Sex, Text, WholeNumber

ASSESSED = ("category", "cause", "family_size", "income_month", "income_year")

SHOWN = {"family_size": "size", "per_capita_stated": "per_capita_income"}


def beside(heading: str, attribute: str | None, cell: Any) -> Field:
    """A column whose value goes to another record than the household: shown in the preview, written by the hooks below."""
    return Field(attribute=attribute, column_name=heading, widget=cell, readonly=True)


def own(heading: str, attribute: str, cell: Any) -> Field:
    return Field(attribute=attribute, column_name=heading, widget=cell, saves_null_values=False)


class HouseholdResource(resources.ModelResource):
    file_no = own("档案编号", "file_no", Text(30))
    name = beside("姓名", "head__name", Name())
    sex = beside("性别", "head__sex", Sex())
    birthday = beside("出生日期", "head__birthday", Day())
    ethnic = beside("民族", "head__ethnic", Choice(ETHNIC_GROUPS))
    number = beside("身份证号", "head__id_no", IdNumber())
    political = beside("政治面貌", "head__political", Choice(POLITICAL_STATUSES))
    unit = beside("工作单位", "union__name", Text(100))
    phone = own("联系电话", "phone", ContactPhone())
    address = own("家庭住址", "address", Text(200))
    hukou = own("户口类型", "hukou", Choice(HUKOU_TYPES))
    marital = own("婚姻状况", "marital", Choice(MARITAL_STATUSES))
    health = own("健康状况", "health", Choice(HEALTHS))
    housing = own("住房类型", "housing", Choice(HOUSINGS))
    floor_area = own("建筑面积", "floor_area", Decimals())
    family_size = beside("家庭人口", "size", WholeNumber(1, 30, code="family_size.range"))
    income_month = beside("本人月收入", "income_month", Money(nothing_is_zero=True))
    income_year = beside("家庭年收入", "income_year", Money(nothing_is_zero=True))
    per_capita = beside("家庭月人均收入", "per_capita_income", Money(nothing_is_zero=True))
    per_capita_year = beside("家庭年人均收入", None, Money(nothing_is_zero=True))
    category = beside("困难类别", "category", Choice(CATEGORIES))
    cause = beside("主要致困原因", "cause", Choice(CAUSES))
    opened_on = own("建档时间", "opened_on", Day())
    completed_on = beside("完善时间", "completed_on", Day())
    closed_on = own("销档时间", "closed_on", Day())
    closing_reason = own("销档原因", "closing_reason", Choice(CLOSING_REASONS))
    bank = own("开户银行", "bank", Text(50))
    card_no = own("银行账号", "card_no", Card())
    note = own("备注", "note", Text(500))

    class Meta:
        model = Household
        fields = (
            "file_no", "name", "sex", "birthday", "ethnic", "number", "political", "unit", "phone", "address", "hukou",
            "marital", "health", "housing", "floor_area", "family_size", "income_month", "income_year", "per_capita",
            "per_capita_year", "category", "cause", "opened_on", "completed_on", "closed_on", "closing_reason", "bank",
            "card_no", "note",
        )  # fmt: skip
        import_id_fields = ("file_no",)
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def get_queryset(self) -> Any:
        return Household.objects.select_related("head", "union")

    def after_init_instance(self, instance: Household, new: bool, row: Any, **kwargs: Any) -> None:
        """What is known of the household, for the differences: annotating it would cost each row three times as much."""
        self.latest = self.completed = None
        if new:
            return
        self.latest = instance.assessments.filter(confirmed=True).order_by("-assessed_on", "-pk").first()
        self.completed = instance.completions.order_by("-on").first()
        for name in (*ASSESSED, "per_capita_stated"):
            setattr(instance, SHOWN.get(name, name), self.latest and getattr(self.latest, name))
        instance.completed_on = self.completed and self.completed.on

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.seen: set[str] = set()
        self.unions: dict[str, tuple[Union, Employer | None]] = {}
        employers = {employer.union_id: employer for employer in Employer.objects.select_related("union")}
        for union in Union.objects.all():
            self.unions[union.name] = union, employers.get(union.pk)
        for employer in employers.values():
            self.unions[employer.name] = employer.union, employer

    def import_instance(self, instance: Household, row: dict[str, Any], **kwargs: Any) -> None:
        errors: dict[str, Any] = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as problem:
            errors = problem.error_dict
        stated = {}
        for name, field in self.fields.items():
            if field.readonly:
                try:
                    stated[name] = field.clean(row, **kwargs)
                except ValueError as problem:
                    errors[name] = [ValidationError(str(problem))]
        for name in ("name", "number"):
            if name not in errors and stated[name] is None:
                errors[name] = [ValidationError("This cell must not be empty.")]
        if stated.get("number"):
            self._check_number(stated, errors)
        if instance.closed_on and instance.opened_on and instance.closed_on < instance.opened_on:
            errors["closed_on"] = [ValidationError("A file cannot be closed before it was opened.")]
        unit = self.unions.get(stated.get("unit") or "")
        if unit is None:
            errors["unit"] = [ValidationError("No union or employer of this name.")]
        if errors:
            raise ValidationError(errors)
        self._place(instance, stated, *unit)

    def _check_number(self, stated: dict[str, Any], errors: dict[str, Any]) -> None:
        number = stated["number"]
        if number.number in self.seen:
            errors["number"] = [ValidationError("This ID number stands in the file twice.")]
        self.seen.add(number.number)
        if stated.get("sex") and stated["sex"] != number.sex:
            errors["sex"] = [ValidationError("The ID number says the other sex.")]
        birthday = stated.get("birthday")
        if birthday and birthday not in (number.birthday, number.birthday.replace(day=1)):
            errors["birthday"] = [ValidationError("The ID number says another day.")]

    def _place(self, instance: Household, stated: dict[str, Any], union: Union, employer: Employer | None) -> None:
        """Point to the head, whom other rosters may have brought in, and look whether they may have this file."""
        number = stated["number"].number
        facts = {
            "ethnic": stated["ethnic"], "political": stated["political"],
            "hukou": instance.hukou, "mobile": instance.phone,
        }  # fmt: skip
        same = instance.pk is not None and instance.head.id_no == number
        head = instance.head if same else Person.objects.with_id(number).first()
        self.head_changed = False
        if head is None:
            head = Person(name=stated["name"], id_no=number, union=union)
        elif head.name != stated["name"]:
            raise ValidationError({"name": "This ID number is registered under another name."})
        elif instance.pk is None:
            self._check_home(head, instance)
        elif instance.head_id != head.pk:
            raise ValidationError({"file_no": "This file number belongs to another household."})
        leads = head.pk is None or not Membership.objects.filter(person=head).exists()
        for name, value in facts.items():
            if value and getattr(head, name) != value and (leads or not getattr(head, name)):
                setattr(head, name, value)
                self.head_changed = True
        instance.state = "closed" if instance.closed_on else "in_force" if instance.opened_on else "draft"
        self.moved = instance.union_id != union.pk or instance.employer_id != (employer and employer.pk)
        instance.head, instance.union, instance.employer = head, union, employer
        self.stated = stated
        self._examine(instance)

    def _check_home(self, head: Person, instance: Household) -> None:
        files = list(Household.objects.filter(head=head).order_by("opened_on"))
        homes = HouseholdMember.objects.filter(person=head, household__closed_on=None)
        if not instance.closed_on and (any(file.closed_on is None for file in files) or homes.exists()):
            raise ValidationError({"number": "This person is already in another open file."})
        if files and files[-1].closed_on:
            instance.previous = files[-1]

    def _examine(self, instance: Household) -> None:
        """What the row says of the household on its day, and whether that is known."""
        stated = self.stated
        on = stated["completed_on"] or instance.opened_on or timezone.localdate()
        a_head = stated["per_capita"]
        if a_head is None and stated["per_capita_year"] is not None:
            a_head = (stated["per_capita_year"] / 12).quantize(Decimal("0.01"))
        facts = {name: stated[name] for name in ASSESSED} | {"per_capita_stated": a_head}
        facts = {name: value for name, value in facts.items() if value is not None}
        self.assessment = self.completion = None
        if facts:
            known = self.latest
            if instance.pk and (known is None or known.assessed_on != on):
                known = Assessment.objects.filter(household=instance, assessed_on=on).first()
            if known is None or any(getattr(known, name) != value for name, value in facts.items()):
                self.assessment = known or Assessment(assessed_on=on, confirmed=True)
                for name, value in facts.items():
                    setattr(self.assessment, name, value)
        for name, value in facts.items():
            setattr(instance, SHOWN.get(name, name), value)
        completed_on = stated["completed_on"]
        instance.completed_on = completed_on or getattr(instance, "completed_on", None)
        if completed_on and (self.completed is None or self.completed.on != completed_on):
            if instance.pk and Completion.objects.filter(household=instance, on=completed_on).exists():
                return
            self.completion = Completion(on=completed_on)

    def skip_row(self, instance: Household, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        if not super().skip_row(instance, original, row, import_validation_errors):
            return False
        return not (self.head_changed or self.moved or self.assessment or self.completion)

    def before_save_instance(self, instance: Household, row: Any, **kwargs: Any) -> None:
        head = instance.head
        if head.pk is None or self.head_changed:
            head._change_reason = "Import"
            head.save()
            instance.head = head
        instance._change_reason = "Import"

    def after_save_instance(self, instance: Household, row: Any, **kwargs: Any) -> None:
        if self.assessment is not None:
            self.assessment.household, self.assessment._change_reason = instance, "Import"
            self.assessment.save()
        if self.completion is not None:
            self.completion.household = instance
            self.completion.save()


def bring_in(paths: list[Path], *, rehearse: bool = False) -> list[Result]:
    """Read the workbooks and import them, or `rehearse` that with the differences of each row.

    Raises AssertionError when a row was refused: all of the made-up ones are sound.
    """
    results = []
    for path in paths:
        dataset = XLSX().create_dataset(path.read_bytes())
        result = HouseholdResource().import_data(dataset, dry_run=rehearse, on=timezone.localdate())
        refused = [(row.errors or row.validation_error) for row in result.rows if not row.is_valid() or row.errors]
        assert not refused, refused[:3]
        results.append(result)
    return results


def preview(paths: list[Path]) -> list[str]:
    """The library's preview of each workbook: its table of differences, rendered by the part of its template that does so."""
    source = get_template("admin/import_export/import.html").template.source
    _above, _begins, block = source.partition("{% block preview %}")
    table = Template("{% load i18n %}" + block.partition("{% endblock %}")[0])
    return [table.render(Context({"result": result})) for result in bring_in(paths, rehearse=True)]
