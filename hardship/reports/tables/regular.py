"""T7 定期救助发放表: who was paid for which months, at which standard (domain.md 4.5 and 6.2)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from hardship.models import RegularMonth
from hardship.rules.schedule import half_year_of, month_after
from members.models import Union
from office.calendar import Period
from office.documents.sheets import Kind
from office.identity import mask_card, mask_id
from office.money import grouped
from office.reporting.figures import FIGURES
from office.reporting.reports import register

from .table import Built, Column, TableReport, Values


@register
class RegularReport(TableReport):
    slug = "regular"
    title = _("Regular aid")
    name = "定期救助发放表"
    unit = "人、月、元"
    columns: ClassVar = (
        Column("number", "序号", 10, sums=False),
        Column("union", "单位", 0, Kind.TEXT),
        Column("name", "姓名", 18, Kind.TEXT),
        Column("id_no", "身份证号", 36, Kind.TEXT),
        Column("standard", "月标准", 18, Kind.MONEY, sums=False),
        Column("span", "起止月", 34, Kind.TEXT),
        Column("months", "月数", 11),
        Column("amount", "金额", 22, Kind.MONEY),
        Column("card_no", "账号", 40, Kind.TEXT),
        Column("signature", "签字", 24, Kind.TEXT, by_hand=True),
    )

    def rows(self, union: Union, period: Period, *, whole: bool) -> list[Values]:
        """A line for each run of months of one person at one standard within a half-year."""
        months = RegularMonth.objects.within(union).paid_in(period).select_related("aid__person", "aid__union")
        runs = runs_of(months.order_by("aid__union__path", "aid__person__pinyin", "aid__person", "month"))
        return [{"number": number, **_line(run, whole=whole)} for number, run in enumerate(runs, start=1)]

    def last_line(self, union: Union, period: Period, rows: Sequence[Values]) -> Values:
        people = len({row["_person"] for row in rows})
        return self.total(rows) | {"union": "合计", "name": f"{people:,}人", "signature": None}

    def checks(self, built: Built) -> list[str]:
        """Each line is its standard times its months, all together are the figures."""
        wrong = [
            f"{row['name']}：{row['standard']}×{row['months']}≠{row['amount']}。"
            for row in built.rows
            if row["standard"] * row["months"] != row["amount"]
        ]
        people = len({row["_person"] for row in built.rows})
        for code, found in (("regular.amount", built.total["amount"]), ("regular.people", people)):
            figure = FIGURES[code].value(built.union, built.period)
            if found != figure:
                wrong.append(f"{code}：各行合计{found}，指标{figure}。")
        return wrong

    def notes(self, union: Union, period: Period, rows: Sequence[Values]) -> list[str]:
        halves: dict[tuple[date, date], list[Values]] = {}
        for row in rows:
            halves.setdefault(half_year_of(row["_first"]), []).append(row)
        return ["按救助所属月份统计，只列已发放月份。"] + [
            f"{first.year}年{'上' if first.month == 1 else '下'}半年：{len({row['_person'] for row in found})}人，"
            f"{sum(row['months'] for row in found)}个月，{grouped(sum((row['amount'] for row in found), Decimal(0)))}元。"
            for (first, _last), found in sorted(halves.items())
        ]


def runs_of(months: Iterable[RegularMonth]) -> list[list[RegularMonth]]:
    """Months of one person, one after the other without a gap, of one amount and one half-year; the months come in order."""
    runs: list[list[RegularMonth]] = []
    for month in months:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and last.aid.person_id == month.aid.person_id
            and last.amount == month.amount
            and month_after(last.month) == month.month
            and half_year_of(last.month) == half_year_of(month.month)
        ):
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _line(run: list[RegularMonth], *, whole: bool) -> Values:
    first, last, aid = run[0], run[-1], run[0].aid
    number, card = aid.person.id_no, aid.card_no
    values: dict[str, Any] = {
        "union": aid.union.name,
        "name": aid.person.name,
        "id_no": (number if whole else mask_id(number)) if number else None,
        "standard": first.amount,
        "span": f"{first.month:%Y-%m}至{last.month:%Y-%m}" if len(run) > 1 else f"{first.month:%Y-%m}",
        "months": len(run),
        "amount": sum((row.amount for row in run), Decimal("0.00")),
        "card_no": (card if whole else mask_card(card)) if card else None,
        "signature": None,
        "_person": aid.person_id,
        "_first": first.month,
    }
    return values
