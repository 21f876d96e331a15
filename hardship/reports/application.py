"""申请表: the application as a letter, and the family's authorisation to check its means, which every adult signs himself."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.reports.papers.facts import PaperFile
from hardship.reports.papers.report import PaperReport
from hardship.reports.papers.words import NONE, UNDATED, dated, money, term, text
from hardship.rules.code_lists import (
    CATEGORIES,
    CAUSES,
    HOUSINGS,
    MEDICAL_INSURANCES,
    NEEDS,
    OCCUPATIONS,
    WORK_STATUSES,
)
from hardship.rules.consents import Relative, is_asked, needs_guardian
from members.models import Person
from office.code_lists import HEALTHS, HUKOU_TYPES, MARITAL_STATUSES, RELATIONS, SEXES
from office.reporting.reports import register

SHORT_FAMILY, SHORT_TEXT = 5, 150  # people and characters that the letter holds on its one page
# What is checked where, as the forms of civil affairs name it (domain.md 2.2 and 7).
CHECKED = (
    "户籍、婚姻和家庭成员关系（公安、民政部门）；",
    "工资、养老金、失业保险金等收入（人力资源和社会保障、税务部门，住房公积金管理机构）；",
    "住房、土地等不动产（自然资源和不动产登记机构）；",
    "机动车（公安机关交通管理部门）；",
    "市场主体登记和出资（市场监管部门）；",
    "存款和有价证券（金融机构，按规定程序）；",
    "享受社会救助和医疗报销（民政、医疗保障部门）。",
)


@dataclass(frozen=True)
class Signer:
    """One line to sign on. `on` and `guardian` as far as they are known."""

    name: str
    relation: str
    id_no: str
    guardian: str
    on: str


@dataclass(frozen=True)
class Application:
    """The context of templates/print/application.html for one file; `today` decides who is of age."""

    file: PaperFile
    today: date

    @property
    def file_no(self) -> str:
        return self.file.household.file_no

    @property
    def name(self) -> str:
        return self.file.head.name

    @property
    def union(self) -> str:
        return self.file.household.union.name

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """The facts of the head, three to a line: (label, value)."""
        file, household, head = self.file, self.file.household, self.file.head
        facts = [
            ("姓　　名", head.name),
            ("性　　别", term(SEXES, head.sex)),
            ("出生日期", dated(head.birthday)),
            ("身份证号", text(file.id_no(head))),
            ("联系电话", text(household.phone or head.mobile)),
            ("婚姻状况", term(MARITAL_STATUSES, household.marital)),
            ("工作单位", file.employer),
            ("工作状态", term(WORK_STATUSES, file.form.work_status)),
            ("健康状况", term(HEALTHS, household.health)),
            ("户口类型", term(HUKOU_TYPES, household.hukou or head.hukou)),
            ("医保状况", term(MEDICAL_INSURANCES, file.form.medical_insurance)),
            ("住房类型", term(HOUSINGS, household.housing)),
            ("家庭人口", f"{file.size}人"),
            ("家庭年收入", _yuan(money(file.income_year))),
            ("年刚性支出", _yuan(money(file.expense_year))),
        ]
        return [facts[start : start + 3] for start in range(0, len(facts), 3)]

    @property
    def address(self) -> str:
        return text(self.file.household.address)

    @property
    def family(self) -> list[list[str]]:
        return [
            [
                member.person.name,
                term(RELATIONS, member.relation),
                text(self.file.id_no(member.person)),
                term(OCCUPATIONS, member.occupation),
                term(HEALTHS, member.health),
                money(member.income_month),
            ]
            for member in self.file.members
        ]

    @property
    def reasons(self) -> list[str]:
        """What the family says of its hardship, and what it asks for."""
        assessment = self.file.assessment
        cause = f"因{CAUSES.label(assessment.cause)}，" if assessment.cause else ""
        asked = "、".join(NEEDS.label(code) for code in self.file.form.needs)
        first = (
            f"本人系{self.file.employer}职工，家庭共{self.file.size}人。{cause}生活确有困难。{assessment.cause_text}"
        )
        category = f"（{CATEGORIES.label(assessment.category)}）" if assessment.category else ""
        return [
            first if first.endswith("。") else f"{first}。",
            f"现申请建立困难职工档案{category}" + (f"，并申请{asked}方面的帮扶。" if asked else "。"),
            "本人承诺以上情况和所附材料真实、完整，家庭情况有变化时及时告知工会；如有不实，愿意退回所得帮扶款物并承担相应责任。",
        ]

    checked = CHECKED

    @cached_property
    def signers(self) -> list[Signer]:
        """The head and every adult who is counted in the family."""
        return [
            self._signer("check", *one)
            for one in self._people
            if is_asked(Relative(one[0].pk, one[0].name, one[0].birthday, one[2]), "check", self.today)
        ]

    @property
    def children(self) -> list[Signer]:
        """Those for whom a guardian agrees that their facts are kept."""
        return [self._signer("file", *one) for one in self._people if needs_guardian(one[0].birthday, self.today)]

    @cached_property
    def _people(self) -> list[tuple[Person, str, bool]]:
        """(person, relation, counted)"""
        members = self.file.members
        relatives = [(member.person, term(RELATIONS, member.relation), member.counted) for member in members]
        return [(self.file.head, "本人", True), *relatives]

    def _signer(self, purpose: str, person: Person, relation: str, _counted: bool) -> Signer:
        """With the day on which the person agreed, where it is recorded and was not withdrawn."""
        given = next(
            (
                consent
                for consent in self.file.household.consents.all()
                if (consent.person_id, consent.purpose, consent.withdrawn_on) == (person.pk, purpose, None)
            ),
            None,
        )
        on, guardian = (dated(given.signed_on), given.guardian) if given else (UNDATED, "")
        return Signer(person.name, relation, text(self.file.id_no(person)), guardian, on)


def _yuan(amount: str) -> str:
    return amount if amount == NONE else f"{amount}元"


@register
class ApplicationReport(PaperReport):
    slug = "application"
    title = _("Application form")
    name = "困难职工建档申请表"
    template = "print/application.html"
    styles = ("base.css", "application.css")

    @staticmethod
    def is_long(file: PaperFile) -> bool:
        """Whether the letter may run over its page, so that the number of pages is not known beforehand."""
        return len(file.members) > SHORT_FAMILY or len(file.assessment.cause_text) > SHORT_TEXT

    def sheet(self, file: PaperFile) -> Application:
        return Application(file, timezone.localdate())

    def facts(self, file: PaperFile) -> dict[str, Any]:
        sheet = self.sheet(file)
        plain = {label.replace("　", ""): value for line in sheet.lines for label, value in line}
        return {
            "file_no": sheet.file_no,
            "fields": plain | {"家庭住址": sheet.address},
            "family": sheet.family,
            "reasons": sheet.reasons,
            "signers": [signer.name for signer in sheet.signers],
        }
