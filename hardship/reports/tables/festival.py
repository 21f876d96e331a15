"""T10 两节送温暖情况表: what the visits of a festival were paid from, and whom they reached (domain.md 4.7 and 6.2)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from hardship.models import ReliefLine
from members.models import Employer, Membership, Union
from office.calendar import Period
from office.documents.sheets import Kind
from office.lookups import in_chunks
from office.reporting.reports import register

from .funds import given_by_kind
from .table import Built, Column, TableReport, Values, add_up

WARMTH = "warmth"
RAISED, REACHED = "筹集资金", "其中（人次）"
NOTHING = Decimal("0.00")
# 财政, 工会, 行政, 社会, 其他: the official form joins the sources of funds so.
PURSES = {
    "central": "state", "province": "state", "city": "state", "district": "state", "higher": "unions", "own": "unions",
    "employer": "employers", "donation": "society",
}  # fmt: skip
# The official form joins the groups of 送温暖 so; at work in heat, in a disaster or over the festival is 一线.
GROUPS = {
    "hardship": "hardship", "model": "model", "harsh": "front", "relief": "front", "on_duty": "front",
    "new_form": "new_form",
}  # fmt: skip
COLUMNS = (
    Column("number", "序号", 10, sums=False),
    Column("union", "单位", 0, Kind.TEXT),
    Column("raised", "合计", 24, Kind.MONEY, group=RAISED),
    Column("raised.state", "财政", 22, Kind.MONEY, group=RAISED, sparse=True),
    Column("raised.unions", "工会", 22, Kind.MONEY, group=RAISED, sparse=True),
    Column("raised.employers", "行政", 22, Kind.MONEY, group=RAISED, sparse=True),
    Column("raised.society", "社会", 22, Kind.MONEY, group=RAISED, sparse=True),
    Column("raised.other", "其他", 22, Kind.MONEY, group=RAISED, spare=True, sparse=True),
    Column("cash", "发放\n慰问金", 24, Kind.MONEY, sparse=True),
    Column("kits", "份数", 12, group="慰问品", sparse=True),
    Column("goods", "折款", 22, Kind.MONEY, group="慰问品", sparse=True),
    Column("first", "开始", 20, Kind.DATE, group="开展日期"),
    Column("last", "结束", 20, Kind.DATE, group="开展日期"),
)
PEOPLE = (
    Column("number", "序号", 10, sums=False),
    Column("union", "单位", 0, Kind.TEXT),
    Column("employers", "走访\n企业数", 20),
    Column("households", "慰问\n户数", 18),
    Column("people", "慰问\n人数", 18),
    Column("times", "慰问\n人次", 18),
    Column("hardship", "困难\n职工", 18, group=REACHED, sparse=True),
    Column("model", "劳模", 18, group=REACHED, sparse=True),
    Column("front", "一线\n职工", 18, group=REACHED, sparse=True),
    Column("new_form", "新就业\n形态", 18, group=REACHED, sparse=True),
    Column("other", "其他", 18, group=REACHED, sparse=True),
    Column("migrant", "另：\n农民工", 20, sparse=True),
)
_RELATED = ("list__fund", "household__form", "household__employer", "union")


@register
class FestivalReport(TableReport):
    slug = "festival"
    title = _("Festival warmth visits")
    name = "两节送温暖情况表"
    unit = "户、人、人次、份、元"
    first_block = "一、资金和慰问品"
    columns: ClassVar = COLUMNS

    def rows(self, union: Union, period: Period, *, whole: bool) -> list[Values]:
        """A row for each union whose people were visited: the money, from which sources, and the days."""
        by_union: dict[Union, Values] = {}
        for line in _lines(union, period):
            row = by_union.setdefault(line.union, _nothing(COLUMNS) | {"first": line.paid_on, "last": line.paid_on})
            fund = line.list.fund
            purse = PURSES.get(fund.source, "other") if fund else "other"
            row["raised"] += line.amount
            row[f"raised.{purse}"] += line.amount
            row["goods" if line.quantity else "cash"] += line.amount
            row["kits"] += line.quantity or 0
            row["first"], row["last"] = min(row["first"], line.paid_on), max(row["last"], line.paid_on)
        return _numbered(by_union)

    def total(self, rows: Sequence[Values]) -> Values:
        days = {"first": min((row["first"] for row in rows), default=None)}
        days["last"] = max((row["last"] for row in rows), default=None)
        return super().total(rows) | {"union": "合计"} | days

    def blocks(self, union: Union, period: Period, on: date) -> list[Built]:
        return [_people(union, period, on)]

    def checks(self, built: Built) -> list[str]:
        """The sources add up to what was given, the groups to the people reached, and money and goods to T5."""
        (people,) = built.blocks
        wrong = [
            *add_up(built, "raised", lambda column: column.code.startswith("raised.")),
            *add_up(built, "raised", lambda column: column.code in ("cash", "goods")),
            *add_up(people, "times", lambda column: column.group == REACHED),
        ]
        lines = ReliefLine.objects.within(built.union)
        for code, of_form in (("cash", lines.cash()), ("goods", lines.goods())):
            known = given_by_kind(of_form, built.period)[WARMTH]["amount"]
            if built.total[code] != known:
                wrong.append(f"{code}：各行合计{built.total[code]}，资金使用情况表{known}。")
        return wrong

    def notes(self, union: Union, period: Period, rows: Sequence[Values]) -> list[str]:
        return [
            "筹集资金按本期慰问金和慰问品所用资金的来源列示，慰问品按购入价折款；冲正从当期扣除，不计户、人、人次。",
            "户数、人数不重复计，无困难职工档案的慰问对象不计户；人次为发放笔数，同一人领取慰问金和慰问品计两人次。",
            "未注明慰问类别的，有困难职工档案的计入困难职工，其余计入其他；农民工与各类别交叉，不另加。",
        ]


def _lines(union: Union, period: Period) -> Any:
    """What was paid or handed out, and taken back."""
    lines = ReliefLine.objects.within(union).paid_in(period).filter(list__kind=WARMTH)
    return lines.select_related(*_RELATED).defer("card_no", "proxy_id_no").order_by("pk")


def _people(union: Union, period: Period, on: date) -> Built:
    """Whom it reached, of what was not taken back."""
    lines = list(_lines(union, period).standing_in(period))
    migrants = _migrants(lines)
    places = {employer.union_id: employer.pk for employer in Employer.objects.within(union).order_by("-pk")}
    by_union: dict[Union, Values] = {}
    sets: dict[Union | None, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for line in lines:
        row = by_union.setdefault(line.union, _nothing(PEOPLE))
        group = line.group or ("hardship" if line.household_id else "")
        row["times"] += 1
        row[GROUPS.get(group, "other")] += 1
        row["migrant"] += line.payee_id in migrants
        for found in (sets[line.union], sets[None]):
            found["people"].add(line.payee_id)
            found["households"].add(line.household_id)
            found["employers"].add(_employer(line, places))
    for key, row in by_union.items():
        row |= _counts(sets[key])
    rows = _numbered(by_union)
    sums = {column.code: sum(row[column.code] for row in rows) for column in PEOPLE if column.sums and column.is_number}
    # Who was reached by two unions counts once in all.
    total = sums | {"union": "合计"} | _counts(sets[None])
    return Built(union, period, PEOPLE, rows, total, on, name="二、走访慰问对象", code="reached")


def _counts(sets: dict[str, set[Any]]) -> Values:
    return {code: len(sets[code] - {None}) for code in ("people", "households", "employers")}


def _employer(line: ReliefLine, places: dict[int, int]) -> Any:
    """Where they work: as the file says, else the union's own employer, else the union itself."""
    if line.household is not None and line.household.employer_id:
        return line.household.employer_id
    return places.get(line.union_id) or f"union {line.union_id}"


def _migrants(lines: Sequence[ReliefLine]) -> set[int]:
    """Keys of the payees who are migrant workers by their file or by a membership."""
    of_file = {
        line.payee_id
        for line in lines
        if line.household is not None
        and line.payee_id == line.household.head_id
        and getattr(getattr(line.household, "form", None), "migrant", False)
    }
    members = Membership.objects.filter(migrant=True).values_list("person_id", flat=True)
    return of_file | set(in_chunks(members, "person", [line.payee_id for line in lines]))


def _nothing(columns: Sequence[Column]) -> Values:
    return {column.code: NOTHING if column.kind is Kind.MONEY else 0 for column in columns if column.is_number}


def _numbered(by_union: dict[Union, Values]) -> list[Values]:
    ordered = sorted(by_union.items(), key=lambda pair: pair[0].path)
    return [{**row, "number": number, "union": union.name} for number, (union, row) in enumerate(ordered, start=1)]
