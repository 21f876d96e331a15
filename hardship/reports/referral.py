"""救助申请审批表: the application to the city with its blocks of opinions, and behind it the list of the papers that go along.

Source: domain.md 4.4 (person, kind, reason, 申请金额, opinions of 基层, 系统 and 市总, 核定金额, 领取人), 4.6, 1.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from hardship.models import Referral
from hardship.reports.papers.facts import PaperFile, files_of
from hardship.reports.papers.words import dated, money, term, text
from hardship.rules.code_lists import ATTACHMENT_KINDS, CATEGORIES, CAUSES
from hardship.rules.referrals import MEDICAL, Paper, Stand
from office.code_lists import SEXES
from office.documents import pdf
from office.money import capital, grouped

STYLES = ("base.css", "referral.css")
KINDS = (("living", "临时生活资助"), ("medical", "医疗救助"))


@dataclass(frozen=True)
class Packet:
    """The context of templates/print/referral.html. `papers`: the packing list; `whole`: numbers in full, else masked."""

    case: Referral
    file: PaperFile
    papers: Sequence[Paper]
    on: date

    @classmethod
    def of(cls, case: Referral, papers: Sequence[Paper], *, whole: bool, on: date) -> Packet:
        return cls(case, next(files_of([case.household_id], whole=whole)), papers, on)

    @property
    def name(self) -> str:
        return f"救助申请审批表 {self.case.person.name}"

    @property
    def union(self) -> str:
        return self.case.union.name

    @property
    def person(self) -> list[list[tuple[str, str]]]:
        """The facts of the applicant, three to a line: (label, value)."""
        file, household, head = self.file, self.file.household, self.file.head
        category = file.assessment.category
        per_head = money(file.per_capita)
        facts = [
            ("姓　　名", head.name),
            ("性　　别", term(SEXES, head.sex)),
            ("出生日期", dated(head.birthday)),
            ("身份证号", text(file.id_no(head))),
            ("联系电话", text(household.phone or head.mobile)),
            ("档案编号", household.file_no),
            ("工作单位", file.employer),
            ("困难类别", term(CATEGORIES, category)),
            ("致困原因", term(CAUSES, file.assessment.cause)),
            ("家庭人口", f"{file.size}人"),
            ("月人均收入", per_head),
            ("申请日期", dated(self.case.applied_on)),
        ]
        return [facts[start : start + 3] for start in range(0, len(facts), 3)]

    @property
    def address(self) -> str:
        return text(self.file.household.address)

    @property
    def account(self) -> str:
        household = self.file.household
        return "　".join(part for part in (household.bank, self.file.card_no) if part) or "　"

    @property
    def kinds(self) -> list[tuple[str, bool]]:
        return [(label, code == self.case.kind) for code, label in KINDS]

    @property
    def costs(self) -> list[tuple[str, str]]:
        """What was paid, in 元; only where the case has costs."""
        total, own = self.case.total_cost, self.case.own_cost
        if total is None:
            return []
        back = None if own is None else total - own
        return [("总费用（元）", money(total)), ("医保及其他报销（元）", money(back)), ("自付（元）", money(own))]

    @property
    def happened(self) -> str:
        """When, and who was treated."""
        if self.case.happened_on is None:
            return ""
        days = dated(self.case.happened_on) + (f"至{dated(self.case.ended_on)}" if self.case.ended_on else "")
        if self.case.kind != MEDICAL:
            return f"发生日期：{days}"
        return f"患者：{(self.case.patient or self.case.person).name}　治疗时间：{days}"

    @property
    def asked(self) -> tuple[str, str]:
        """In figures and in capitals."""
        amount = self.case.asked
        return ("", "") if amount is None else (f"¥{grouped(amount)}", capital(amount))

    @property
    def granted(self) -> tuple[str, str]:
        amount = self.case.granted
        return ("", "") if amount is None else (f"¥{grouped(amount)}", capital(amount))

    @property
    def lines(self) -> list[dict[str, str]]:
        """The packing list as it is printed; what is neither needed nor sent is left out."""
        shown = [paper for paper in self.papers if paper.needed or paper.sent]
        return [
            {
                "label": ATTACHMENT_KINDS.label(paper.kind),
                "needed": "必备" if paper.needed else "另附",
                "sent": "√" if paper.sent else "",
                "count": str(paper.count or ""),
                "ends": dated(paper.ends) if paper.ends else "",
                "note": "已过期"
                if paper.stand == Stand.OVER
                else "原件"
                if paper.stand == Stand.MISSING and paper.sent
                else "",
            }
            for paper in shown
        ]

    def as_pdf(self) -> bytes:
        printing = pdf.Printing(STYLES)
        printing.add(render_to_string("print/referral.html", {"sheet": self}))
        return printing.finish()
