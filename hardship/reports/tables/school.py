"""T9 金秋助学情况表: every student helped in the period, at which school, and with how much (domain.md 4.3 and 6.2)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from hardship.models import ReliefLine
from hardship.rules.aid_lists import SCHOOL_STAGES
from members.models import Union
from office.calendar import Period
from office.code_lists import SEXES
from office.documents.sheets import Kind
from office.money import grouped
from office.reporting.reports import register

from .funds import given_by_kind
from .table import Built, Column, TableReport, Values

SCHOOL = "school"
_RELATED = ("payee", "union", "household__head", "schooling__student", "reverses__schooling__student")


@register
class SchoolReport(TableReport):
    slug = "school"
    title = _("School aid")
    name = "金秋助学情况表"
    unit = "户、人次、人、元"
    columns: ClassVar = (
        Column("number", "序号", 10, sums=False),
        Column("name", "职工姓名", 18, Kind.TEXT),
        Column("union", "单位", 0, Kind.TEXT),
        Column("student", "学生姓名", 18, Kind.TEXT),
        Column("sex", "性\n别", 8, Kind.TEXT),
        Column("school", "就读学校", 40, Kind.TEXT),
        Column("stage", "学校类别", 18, Kind.TEXT),
        Column("subject", "专业", 24, Kind.TEXT),
        Column("course", "学制/年级", 22, Kind.TEXT),
        Column("letter_no", "录取通知书号", 24, Kind.TEXT),
        Column("tuition", "学费", 20, Kind.MONEY, sums=False),
        Column("amount", "补助额", 20, Kind.MONEY),
    )

    def rows(self, union: Union, period: Period, *, whole: bool) -> list[Values]:
        """A line for each payment of the period; what was taken back stands below zero, as on its list."""
        paid = _money(union, period).select_related(*_RELATED).defer("card_no", "proxy_id_no")
        ordered = paid.order_by("union__path", "paid_on", "list", "position", "pk")
        standing = set(_money(union, period).standing_in(period).values_list("pk", flat=True))
        return [
            {"number": number, **_line(line), "_stands": line.pk in standing}
            for number, line in enumerate(ordered, start=1)
        ]

    def last_line(self, union: Union, period: Period, rows: Sequence[Values]) -> Values:
        students = {row["_student"] for row in rows if row["_stands"]} - {None}
        return self.total(rows) | {"name": "合计", "student": f"{len(students):,}人"}

    def checks(self, built: Built) -> list[str]:
        """All together are what T5 says of school aid."""
        known = given_by_kind(ReliefLine.objects.within(built.union).cash(), built.period)[SCHOOL]["amount"]
        found = built.total["amount"]
        return [] if found == known else [f"各行合计{found}，资金使用情况表{known}。"]

    def notes(self, union: Union, period: Period, rows: Sequence[Values]) -> list[str]:
        standing = [row for row in rows if row["_stands"]]
        homes = {row["_household"] for row in standing} - {None}
        told = [
            f"本期助学{len(homes):,}户、{len(standing):,}人次；学生人数不重复计，冲正的不计户、人次和人数，金额从当期扣除。"
        ]
        if unsaid := sum(row["_student"] is None for row in standing):
            told.append(f"其中{unsaid:,}人次未登记学生，不计入学生人数。")
        goods = given_by_kind(ReliefLine.objects.within(union).goods(), period)[SCHOOL]["amount"]
        if goods:
            told.append(f"另发放助学物资折款{grouped(goods)}元，不计入补助额。")
        return told


def _money(union: Union, period: Period) -> Any:
    return ReliefLine.objects.within(union).cash().paid_in(period).filter(list__kind=SCHOOL)


def _line(line: ReliefLine) -> Values:
    """A reversal tells the student of the payment that it takes back."""
    schooling = getattr(line.reverses or line, "schooling", None)
    values: Values = {
        "name": line.household.head.name if line.household else line.payee.name,
        "union": line.union.name,
        "amount": line.amount,
        "_household": line.household_id,
        "_student": schooling.student_id if schooling else None,
    }
    if schooling is None:
        return values | dict.fromkeys(
            ("student", "sex", "school", "stage", "subject", "course", "letter_no", "tuition")
        )
    return values | {
        "student": schooling.student.name,
        "sex": SEXES.label(schooling.student.sex) if schooling.student.sex else None,
        "school": schooling.school,
        "stage": SCHOOL_STAGES.label(schooling.stage),
        "subject": schooling.subject or None,
        "course": _course(schooling),
        "letter_no": schooling.letter_no or None,
        "tuition": schooling.tuition,
    }


def _course(schooling: Any) -> str | None:
    """学制/年级: 4年制/1年级, or what of it is known."""
    parts = [f"{schooling.years}年制" if schooling.years else "", f"{schooling.grade}年级" if schooling.grade else ""]
    return "/".join(part for part in parts if part) or None
