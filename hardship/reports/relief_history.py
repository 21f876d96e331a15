"""历次救助记录: everything a household was ever given, on paper beside an approval (domain.md 4.4)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.reports.given import OWN, Given, History, Stream, Sums, YearOf
from hardship.reports.papers.facts import PaperFile
from hardship.reports.papers.report import PaperReport
from hardship.reports.papers.words import NONE, dated
from hardship.reports.tables.referrals import KINDS
from hardship.rules.kinds import AID_KINDS
from members.models import Person
from office.code_lists import RELATIONS
from office.money import grouped
from office.reporting.reports import register

STREAMS = {Stream.MONEY: "救济款", Stream.GOODS: "实物折款", Stream.REGULAR: "定期救助", Stream.CITY: "市级救助"}


@dataclass(frozen=True)
class Row:
    """One line on paper."""

    on: str
    what: str
    detail: str
    fund: str
    payee: str
    union: str
    amount: str
    is_red: bool


@dataclass(frozen=True)
class Year:
    year: int
    rows: list[Row]
    sums: str


@dataclass(frozen=True)
class HistorySheet:
    """The context of templates/print/relief-history.html for one file."""

    file: PaperFile
    on: date

    @cached_property
    def history(self) -> History:
        return History(self.file.household)

    @property
    def facts(self) -> list[tuple[str, str]]:
        household = self.file.household
        return [
            ("户　　主", self.file.head.name),
            ("身份证号", self.file.id_no(self.file.head) or NONE),
            ("档案编号", household.file_no),
            ("建档日期", dated(household.opened_on)),
            ("工作单位", self.file.employer),
            ("建档单位", household.union.name),
        ]

    @property
    def years(self) -> list[Year]:
        return [self._year(one) for one in self.history.years]

    @property
    def city(self) -> list[Year]:
        return [self._year(one) for one in self.history.city]

    @property
    def receivers(self) -> list[tuple[str, str, int, list[str]]]:
        """(name, relation, times, amount of each stream) of everybody into whose hands something came."""
        return [
            (one.person.name, self._relation(one.person) or NONE, one.times, _amounts(one.sums))
            for one in self.history.receivers
        ]

    @property
    def totals(self) -> list[str]:
        return _amounts(self.history.sums)

    @property
    def streams(self) -> list[str]:
        return list(STREAMS.values())

    @property
    def dated(self) -> str:
        return dated(self.on)

    def _year(self, found: YearOf) -> Year:
        return Year(found.year, [self._row(one) for one in found.given], said(found.sums))

    def _row(self, one: Given) -> Row:
        relation = self._relation(one.payee)
        what, detail, fund = _told(one)
        return Row(
            on=one.on.isoformat() if not one.months else f"{one.on:%Y-%m}",
            what=what,
            detail=detail,
            fund=fund or NONE,
            payee=f"{one.payee.name}（{relation}）" if relation and relation != "本人" else one.payee.name,
            union=one.union.name,
            amount=_signed(one.amount),
            is_red=one.amount < 0,
        )

    def _relation(self, person: Person) -> str:
        code = self.history.relations.get(person.pk, "")
        return RELATIONS.label(code) if code else ""


def said(sums: Sums) -> str:
    """A year's sums of the office's streams, or of the city's; streams are not added together."""
    return "；".join(f"{STREAMS[stream]} {_signed(amount)}" for stream, amount in sums.items() if amount) or "0.00"


def _told(one: Given) -> tuple[str, str, str]:
    """What it was, what is to be said besides, and of which fund."""
    if one.months:
        months = len(one.months)
        last = f"至{one.months[-1].month:%Y-%m}" if months > 1 else ""
        fund = one.months[0].aid.round.fund if one.months[0].aid.round else None
        return f"定期救助{last}", f"{months}个月×{grouped(one.months[0].amount)}", str(fund or "")
    if one.case is not None:
        return KINDS[one.case.kind], "，".join(filter(None, [one.case.reason, one.case.document])), "市总工会"
    assert one.line is not None
    line = one.line
    parcels = f"{line.goods}×{line.quantity}" if line.goods else ""
    back = f"冲正：{dated(line.reverses.paid_on)}发放" if line.reverses else ""
    kind = AID_KINDS[line.list.kind].words[0]
    return line.list.name, "，".join(filter(None, [back, kind, parcels])), str(line.list.fund or "")


def _signed(amount: Any) -> str:
    return grouped(amount).replace("-", "−")


def _amounts(sums: Sums) -> list[str]:
    return [_signed(sums[stream]) if sums[stream] else NONE for stream in STREAMS]


@register
class ReliefHistoryReport(PaperReport):
    slug = "relief-history"
    title = _("Relief history")
    name = "历次救助记录"
    template = "print/relief-history.html"
    styles = ("base.css", "relief-history.css")

    def sheet(self, file: PaperFile) -> HistorySheet:
        return HistorySheet(file, timezone.localdate())

    def facts(self, file: PaperFile) -> dict[str, Any]:
        history = History(file.household)
        return {
            "file_no": file.household.file_no,
            "name": file.head.name,
            "years": [{"year": one.year, **{stream: one.sums[stream] for stream in OWN}} for one in history.years],
            "city": [{"year": one.year, "amount": one.sums[Stream.CITY]} for one in history.city],
            "given": [
                {
                    "on": one.on,
                    "stream": one.stream,
                    "what": _told(one)[0],
                    "payee": one.payee.name,
                    "amount": one.amount,
                }
                for one in history.given
            ],
        }
