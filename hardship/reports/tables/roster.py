"""T3 困难职工花名册: every file in force at the end of the period, by union and number."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from hardship.models import ExpenseLine
from hardship.reports.standing import assessments_of, standing
from hardship.rules.code_lists import CATEGORIES, CAUSES
from hardship.rules.eligibility.verdict import Verdict
from members.models import Union
from office.calendar import Period
from office.code_lists import HUKOU_TYPES, SEXES
from office.documents.sheets import Kind
from office.identity import mask_id
from office.reporting.figures import FIGURES
from office.reporting.reports import register

from .table import Built, Column, TableReport, Values


@register
class RosterReport(TableReport):
    slug = "roster"
    title = _("Roster of households in hardship")
    name = "困难职工花名册"
    unit = "人、元"
    columns: ClassVar = (
        Column("number", "序号", 9, sums=False),
        Column("file_no", "档案编号", 21, Kind.TEXT),
        Column("name", "姓名", 16, Kind.TEXT),
        Column("sex", "性\n别", 7, Kind.TEXT),
        Column("id_no", "身份证号", 33, Kind.TEXT),
        Column("employer", "工作单位", 0, Kind.TEXT),
        Column("category", "困难\n类别", 15, Kind.TEXT),
        Column("hukou", "户口\n类型", 13, Kind.TEXT),
        Column("size", "家庭\n人口", 9),
        Column("income_year", "家庭\n年收入", 19, Kind.MONEY),
        Column("expense_year", "刚性支出", 19, Kind.MONEY),
        Column("net_month", "月人均\n（净）收入", 17, Kind.MONEY, sums=False),
        Column("cause", "主要\n致困原因", 20, Kind.TEXT),
        Column("phone", "联系电话", 22, Kind.TEXT),
        Column("opened_on", "建档日期", 18, Kind.DATE),
    )

    def rows(self, union: Union, period: Period, *, whole: bool) -> list[Values]:
        files = standing(union, period)
        assessments = assessments_of(files)
        expenses: dict[int, Decimal] = defaultdict(Decimal)
        for line in ExpenseLine.objects.filter(assessment__in=files.order_by().values("assessed")):
            expenses[line.assessment_id] += line.net
        return [
            {"number": number, **_line(file, assessments.get(file.assessed), expenses, whole=whole)}
            for number, file in enumerate(files.select_related("head", "union", "employer"), start=1)
        ]

    def total(self, rows: Sequence[Values]) -> Values:
        return super().total(rows) | {"file_no": "合计", "name": f"{len(rows):,}户"}

    def checks(self, built: Built) -> list[str]:
        in_force = FIGURES["files.closing"].value(built.union, built.period)
        return [] if len(built.rows) == in_force else [f"花名册{len(built.rows)}户，期末在档{in_force}户。"]


def _line(file: Any, assessment: Any, expenses: dict[int, Decimal], *, whole: bool) -> Values:
    head, number = file.head, file.head.id_no
    values: Values = {
        "file_no": file.file_no,
        "name": head.name,
        "sex": SEXES.label(head.sex) if head.sex else None,
        "id_no": (number if whole else mask_id(number)) if number else None,
        "employer": file.employer.name if file.employer else file.union.name,
        "hukou": HUKOU_TYPES.label(file.hukou) if file.hukou else None,
        "phone": file.phone or head.mobile or None,
        "opened_on": file.opened_on,
    }
    if assessment is None:
        return values | dict.fromkeys(("category", "size", "income_year", "expense_year", "net_month", "cause"))
    verdict = Verdict.from_facts(assessment.verdict) if assessment.verdict else None
    return values | {
        "category": CATEGORIES.label(assessment.category) if assessment.category else None,
        "size": assessment.family_size,
        "income_year": assessment.income_year,
        "expense_year": expenses.get(assessment.pk),
        "net_month": verdict.measured if verdict else assessment.per_capita_stated,
        "cause": CAUSES.label(assessment.cause) if assessment.cause else None,
    }
