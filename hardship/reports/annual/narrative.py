"""The account in sentences. Every number in it is a figure, in the units an officer writes (domain.md 9.5).

A clause is a tuple of parts; a part is plain text, or a text that stands for the figure of a code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from office.money import count_phrase, wan_phrase
from office.reporting.figures import Number

from . import words
from .words import Period


@dataclass(frozen=True)
class Part:
    text: str
    code: str = ""  # the figure that the text states


Clause = tuple[Part, ...]


def text_of(clause: Clause) -> str:
    return "".join(part.text for part in clause)


def joined(mark: str, clauses: Iterable[Clause]) -> Clause:
    """The clauses that say something, with `mark` between them."""
    parts: list[Part] = []
    for clause in clauses:
        if clause:
            parts += [Part(mark), *clause] if parts else clause
    return tuple(parts)


def _yuan(amount: Number) -> str:
    return wan_phrase(Decimal(amount))


@dataclass(frozen=True)
class Teller:
    """Tells the clauses of one report from its figures; a clause about nothing is empty."""

    figures: Mapping[str, Number]
    completions: Mapping[str, Decimal]  # per cent of the city's target, by figure
    period: Period

    def _n(self, code: str, text: str | None = None) -> Part:
        return Part(str(self.figures[code]) if text is None else text, code)

    def _yuan(self, code: str) -> Part:
        return Part(_yuan(self.figures[code]), code)

    def _done(self, code: str) -> Clause:
        done = self.completions.get(code)
        if done is None:
            return ()
        return (Part(f"，完成任务的{done.normalize():f}%" if done != 100 else "，完成任务的100%"),)

    def cash(self) -> Clause:
        if not self.figures["cash.payments"]:
            return ()
        return (
            Part("共向"), self._n("cash.households"), Part("户困难职工家庭发放救济款"), self._yuan("cash.amount"), Part("元"),
        )  # fmt: skip

    def goods(self) -> Clause:
        if not self.figures["goods.kits"]:
            return ()
        return (
            Part("发放米面油等救助物资"),
            self._n("goods.kits"),
            Part("份，价值"),
            self._yuan("goods.value"),
            Part("元"),
        )

    def regular(self) -> Clause:
        if not self.figures["regular.people"]:
            return ()
        return (
            Part("为"),
            self._n("regular.people"),
            Part("名特困职工发放定期救助"),
            self._yuan("regular.amount"),
            Part("元"),
        )

    def city(self) -> Clause:
        if not self.figures["city.households"]:
            return ()
        kinds = [("city.living.households", "临时生活资助"), ("city.medical.households", "医疗救助")]
        obtained = "和".join(word for code, word in kinds if self.figures[code])
        return (
            Part("为"),
            self._n("city.households"),
            Part(f"户困难职工家庭向市总工会申请{obtained}"),
            self._yuan("city.amount"),
            Part("元"),
        )

    def files(self) -> Clause:
        opened, completed = self.figures["files.opened"], self.figures["files.completed"]
        done = count_phrase(int(opened + completed))
        verb = "新建、完善" if opened and completed else "新建" if opened else "完善"
        begun = (Part(f"{verb}困难职工档案"), Part(done, "files.opened" if opened else "files.completed"), Part("份，"))
        stock = (Part("现有困难职工档案"), self._n("files.closing"), Part("份"))
        if not opened and not completed:
            return stock if self.figures["files.closing"] else ()
        return begun + stock

    def unions(self) -> Clause:
        if not self.figures["unions.founded"]:
            return ()
        return (Part("新建工会组织"), self._n("unions.founded"), Part("家"), *self._done("unions.founded"))

    def members(self) -> Clause:
        if not self.figures["members.joined"]:
            return ()
        migrant: Clause = ()
        if self.figures["members.joined.migrant"]:
            migrant = (Part("，其中农民工会员"), self._n("members.joined.migrant"), Part("名"))
        return (Part("发展会员"), self._n("members.joined"), Part("名"), *migrant, *self._done("members.joined"))

    def against_target(self) -> Clause:
        """基本完成市总工会下达的任务, when there are targets and they were met or nearly so."""
        verdict = words.verdict(list(self.completions.values())) if self.completions else ""
        return (Part(verdict),) if verdict else ()

    def committees(self) -> Clause:
        if not self.figures["committees.founded"]:
            return ()
        return (Part("督促"), self._n("committees.founded"), Part("家企业建立劳动人事争议基层调解委员会"))

    def building(self) -> Clause:
        """Unions and members, and how the city's targets were met."""
        return joined("，", [joined("；", [self.unions(), self.members()]), self.against_target()])

    def narrative(self) -> Clause:
        """The whole account as one paragraph, in the order an officer tells it."""
        sentences = [
            joined("；", [self.cash(), self.goods()]),
            self.regular(),
            self.city(),
            self.files(),
            self.building(),
            self.committees(),
        ]
        told = [sentence for sentence in sentences if sentence]
        parts: list[Part] = [Part(f"{words.name_of(self.period)}，")]
        for sentence in told:
            parts += [*sentence, Part("。")]
        if not told:
            parts.append(Part("没有救助、建档和建会记录。"))
        return tuple(parts)
