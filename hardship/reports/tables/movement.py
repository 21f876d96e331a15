"""T4 档案动态表: how the files of each union came and went. A row whose identity is broken is not printed."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from hardship.movement import balance, movement, movements
from members.models import Union
from office.calendar import Period
from office.documents.sheets import Kind
from office.reporting.figures import FIGURES
from office.reporting.reports import register

from .table import Built, Column, TableReport, Values

COUNTS = (
    ("opening", "期初\n户数"), ("opened", "新建"), ("reopened", "返困"), ("transferred_in", "转入"),
    ("out_of_hardship", "脱困"), ("closed_otherwise", "其他\n销档"), ("transferred_out", "转出"), ("closing", "期末\n户数"),
    ("reexamined", "其中\n复核完成"),
)  # fmt: skip
GROUPS = {
    "opened": "增加", "reopened": "增加", "transferred_in": "增加", "out_of_hardship": "减少", "closed_otherwise": "减少",
    "transferred_out": "减少",
}  # fmt: skip


@register
class MovementReport(TableReport):
    slug = "movement"
    title = _("Movement of files")
    name = "困难职工档案动态表"
    unit = "户"
    columns: ClassVar = (
        Column("number", "序号", 12, sums=False),
        Column("union", "单位", 0, Kind.TEXT),
        *(Column(code, label, 20, group=GROUPS.get(code, "")) for code, label in COUNTS),
    )

    def rows(self, union: Union, period: Period, *, whole: bool) -> list[Values]:
        """A row for each union with a file of its own at some time of the period; the others are counted in a note."""
        found = movements(union, period)
        moving = Union.objects.filter(pk__in=[key for key, row in found.items() if any(row.values())]).order_by("path")
        return [{"number": number, "union": one.name, **found[one.pk]} for number, one in enumerate(moving, start=1)]

    def total(self, rows: Sequence[Values]) -> Values:
        return super().total(rows) | {"union": "合计"}

    def checks(self, built: Built) -> list[str]:
        """The identity in every row and in the total; the ends are those of all unions taken together."""
        wrong = [
            f"{row['union']}：期初+新建+返困+转入−脱困−其他销档−转出={balance(row)}，期末={row['closing']}。"
            for row in [*built.rows, built.total]
            if balance(row) != row["closing"]
        ]
        together = movement(built.union, built.period)
        for code in ("opening", "closing"):
            if built.total[code] != together[code]:
                wrong.append(f"{code}：各行合计{built.total[code]}，整体{together[code]}。")
        return wrong

    def notes(self, union: Union, period: Period, rows: Sequence[Values]) -> list[str]:
        inner = sum(row["transferred_in"] for row in rows) - movement(union, period)["transferred_in"]
        told = ["期初+新建+返困+转入−脱困−其他销档−转出=期末，各行均已核对。", *unlisted(union, period, len(rows))]
        if inner:
            told.append(f"所属单位之间转移{inner}户，在转出、转入两栏各计一次。")
        return told


def unlisted(union: Union, period: Period, listed: int) -> list[str]:
    """Unions without files have no row: a note says how many they are."""
    grassroots = FIGURES["unions.total"].value(union, period)
    without = int(grassroots) - listed
    return [f"另有{without}家基层工会本期无在档困难职工，未列。"] if without > 0 else []
