"""T2 困难职工基本情况汇总表: the files in force at the end of the period, a row for each union that keeps some."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from hardship.reports.standing import TODAY, assessments_of, standing
from hardship.rules.code_lists import CATEGORIES, CAUSES
from members.models import Union
from office.calendar import Period
from office.documents.sheets import Kind
from office.money import CENT
from office.reporting.figures import FIGURES
from office.reporting.reports import register

from .movement import unlisted
from .table import Built, Column, TableReport, Values, add_up

CATEGORY, CAUSE, AMONG = "困难类别", "主要致困原因", "其中"
UNKNOWN = "unstated"
ON_ALLOWANCE = frozenset({"low_income", "allowance"})


@register
class SummaryReport(TableReport):
    slug = "summary"
    title = _("Summary of households in hardship")
    name = "困难职工基本情况汇总表"
    unit = "户、人、元"
    columns: ClassVar = (
        Column("number", "序号", 8, sums=False),
        Column("union", "单位名称", 0, Kind.TEXT),
        Column("staff", "职工\n总数", 12),
        Column("households", "困难\n职工\n户数", 11),
        Column("deep", "深度\n困难", 10, group=CATEGORY),
        Column("relative", "相对\n困难", 10, group=CATEGORY),
        Column("accident", "意外\n致困", 10, group=CATEGORY),
        Column("unclassified", "未认定", 10, group=CATEGORY, spare=True),
        Column("migrant", "农民工", 10, group=AMONG),
        Column("single_parent", "单亲", 8, group=AMONG),
        Column("zero_employment", "零就业", 10, group=AMONG),
        Column("women", "女职工", 10, group=AMONG),
        Column("model_workers", "劳模", 8, group=AMONG),
        *(Column(f"cause.{entry.code}", entry.label, 10, group=CAUSE, spare=True) for entry in CAUSES.entries),
        Column(f"cause.{UNKNOWN}", "未填", 8, group=CAUSE, spare=True),
        Column("people", "家庭\n人口", 11),
        Column("per_capita", "平均月\n人均收入", 15, Kind.MONEY, sums=False),
        Column("on_allowance", "低保户", 10),
        Column("note", "备注", 12, Kind.TEXT, by_hand=True),
    )

    def rows(self, union: Union, period: Period, *, whole: bool) -> list[Values]:
        files = standing(union, period)
        assessments = assessments_of(files)
        by_union: dict[int, Values] = {}
        for file in files.select_related("head", "form"):
            row = by_union.setdefault(file.union_id, dict.fromkeys(_counted(self.columns), 0) | {"_income": Decimal(0)})
            _count(row, file, assessments.get(file.assessed))
        unions = Union.objects.filter(pk__in=by_union).order_by("path")
        return [
            by_union[one.pk]
            | {"number": number, "union": one.name, "staff": one.staff_count, "note": None}
            | {"per_capita": _average(by_union[one.pk])}
            for number, one in enumerate(unions, start=1)
        ]

    def total(self, rows: Sequence[Values]) -> Values:
        """The average is that of all families together, not of the unions' averages."""
        income = {name: sum((row[name] for row in rows), Decimal(0)) for name in ("_income", "_with_income")}
        return super().total(rows) | {"union": "合计", "per_capita": _average(income)}

    def checks(self, built: Built) -> list[str]:
        """Categories and main causes add up to the households, and those to the files in force."""
        wrong = [
            *add_up(built, "households", lambda column: column.group == CATEGORY),
            *add_up(built, "households", lambda column: column.group == CAUSE),
        ]
        in_force = FIGURES["files.closing"].value(built.union, built.period)
        if built.total["households"] != in_force:
            wrong.append(f"户数合计{built.total['households']}，期末在档{in_force}。")
        return wrong

    def notes(self, union: Union, period: Period, rows: Sequence[Values]) -> list[str]:
        told = [
            "户数为期末在档档案；平均月人均收入按家庭人口加权，未填收入的家庭不计。",
            *unlisted(union, period, len(rows)),
        ]
        old = sorted({code for row in rows for code in row["_old"]})
        if old:
            words = "、".join(f"{CATEGORIES.label(code)}归入{CATEGORIES.label(TODAY[code])}" for code in old)
            told.append(f"以前年度的困难类别按现行口径统计：{words}。")
        return told


def _counted(columns: Sequence[Column]) -> list[str]:
    return [*(column.code for column in columns if column.kind is Kind.COUNT), "_with_income"]


def _count(row: Values, file: Any, assessment: Any) -> None:
    """Count one file into the row of its union."""
    form = getattr(file, "form", None)
    category, cause = (assessment.category, assessment.cause) if assessment else ("", "")
    row["households"] += 1
    row[TODAY.get(category, "unclassified")] += 1
    row[f"cause.{cause}" if f"cause.{cause}" in row else f"cause.{UNKNOWN}"] += 1
    row["women"] += file.head.sex == "F"
    if form is not None:
        row["migrant"] += form.migrant
        row["single_parent"] += bool(form.single_parent)
        row["zero_employment"] += bool(form.zero_employment)
        row["model_workers"] += form.model_worker not in ("", "none")
    row["on_allowance"] += category in ON_ALLOWANCE or bool(form and form.allowance_no)
    row.setdefault("_old", set())
    if category and TODAY.get(category, category) != category:
        row["_old"].add(category)
    size = assessment.family_size if assessment else None
    row["people"] += size or 0
    if size and assessment.per_capita_stated is not None:
        row["_income"] += assessment.per_capita_stated * size
        row["_with_income"] += size


def _average(row: Values) -> Decimal | None:
    if not row["_with_income"]:
        return None
    return (row["_income"] / row["_with_income"]).quantize(CENT, ROUND_HALF_UP)
