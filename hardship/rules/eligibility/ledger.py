"""What a family lives on, line by line, as the page of a household shows it (domain.md 1.4 and 2.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from hardship.rules.code_lists import EXPENSE_KINDS, INCOME_KINDS
from hardship.rules.eligibility.arithmetic import MONTHS, written
from hardship.rules.eligibility.reasons import Reason, because, title
from hardship.rules.eligibility.situation import Expense, Income, Situation
from hardship.rules.eligibility.standard import Standard
from hardship.rules.kinds import AID_KINDS
from office.money import grouped

IMPUTED = "imputed"
EARNED = frozenset({"wages", "business"})


@dataclass(frozen=True)
class Row:
    """One line: `sign` is + or −; `kind` is of INCOME_KINDS or EXPENSE_KINDS, or `imputed`; amounts of the year in 元.

    `label` and `detail` are for the eye: "林秀珍: Wages and salaries", "2,180.00 × 12".
    """

    sign: str
    kind: str
    amount: Decimal
    who: str = ""
    monthly: Decimal | None = None
    months: int | None = None
    gross: Decimal | None = None
    less: Decimal | None = None
    aid: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        if self.kind == IMPUTED:
            kind = _("minimum wage, counted")
        else:
            kind = title(INCOME_KINDS if self.sign == "+" else EXPENSE_KINDS, self.kind)
        return _("%(who)s: %(kind)s") % {"who": self.who, "kind": kind} if self.who else kind

    @property
    def detail(self) -> str:
        aid = str(AID_KINDS[self.aid].label) if self.aid in AID_KINDS else self.aid
        return ", ".join(part for part in (aid, self._sum, self.note) if part)

    @property
    def _sum(self) -> str:
        if self.monthly is not None:
            months = f"{grouped(self.monthly)} × {self.months}"
            return (
                _("%(sum)s less %(earned)s earned") % {"sum": months, "earned": grouped(self.less)}
                if self.less
                else months
            )
        if self.gross is not None and self.less:
            return _("%(gross)s less %(reimbursed)s reimbursed") % {
                "gross": grouped(self.gross),
                "reimbursed": grouped(self.less),
            }
        return ""

    def as_facts(self) -> dict[str, Any]:
        """For JSON: decimals as strings, what is empty left out."""
        return {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in ((field.name, getattr(self, field.name)) for field in fields(self))
            if value not in (None, "")
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Row:
        known: dict[str, Any] = {name: Decimal(value) if name in _AMOUNTS else value for name, value in facts.items()}
        return cls(**known)


_AMOUNTS = frozenset({"amount", "monthly", "gross", "less"})


@dataclass(frozen=True)
class Account:
    """The rows, and the reasons that explain what is and is not among them."""

    rows: tuple[Row, ...]
    remarks: tuple[Reason, ...]

    @property
    def income(self) -> Decimal:
        return sum((row.amount for row in self.rows if row.sign == "+"), Decimal(0))

    @property
    def expense(self) -> Decimal:
        return sum((row.amount for row in self.rows if row.sign == "-"), Decimal(0))

    @property
    def net(self) -> Decimal:
        return self.income - self.expense

    def spent_on(self, kinds: frozenset[str]) -> Decimal:
        return sum((row.amount for row in self.rows if row.sign == "-" and row.kind in kinds), Decimal(0))


def account(situation: Situation, standard: Standard) -> Account:
    """The year of a family: its incomes, the wages counted for the idle, earlier aid, and its rigid expenses."""
    return Account(
        (
            *(_income(situation, line) for line in situation.incomes or () if situation.counts(line.who)),
            *_imputed(situation, standard),
            *(Row("+", "aid", aid.amount, aid=aid.kind, note=aid.note) for aid in situation.earlier_aid if aid.counts),
            *(_expense(situation, line) for line in situation.expenses if situation.counts(line.who)),
        ),
        tuple(_remarks(situation, standard)),
    )


def _income(situation: Situation, line: Income) -> Row:
    who = situation.name(line.who)
    if line.monthly is None or line.disagrees:
        return Row("+", line.kind, line.amount, who)
    months = MONTHS if line.months is None else line.months
    return Row("+", line.kind, line.amount, who, monthly=line.monthly, months=months)


def _expense(situation: Situation, line: Expense) -> Row:
    return Row(
        "-", line.kind, line.net, situation.name(line.who), gross=line.gross, less=line.reimbursed, note=line.note
    )


def _imputed(situation: Situation, standard: Standard) -> Iterator[Row]:
    """What is earned is filled up to the minimum wage, not replaced by nothing: one 元 more must not make a family poorer."""
    wage = standard.minimum_wage
    if not standard.impute or wage is None:
        return
    for person in situation.persons:
        if person.counted and person.able_bodied_idle and not person.idle_proof.strip():
            earned = sum(
                (
                    line.amount
                    for line in situation.incomes or ()
                    if line.who == person.known_by and line.kind in EARNED
                ),
                Decimal(0),
            )
            if earned < wage * MONTHS:
                yield Row(
                    "+",
                    IMPUTED,
                    wage * MONTHS - earned,
                    person.name,
                    monthly=wage,
                    months=MONTHS,
                    less=earned or None,
                )


def _remarks(situation: Situation, standard: Standard) -> Iterator[Reason]:
    for who in situation.strangers:
        yield because("stranger", who=who)
    for line in situation.incomes or ():
        if line.disagrees:
            yield because(
                "months_disagree",
                who=situation.name(line.who) or "—",
                amount=written(line.amount),
                months=written(line.by_months or Decimal(0)),
            )
    for person in situation.persons:
        if not person.counted:
            if person.why_not:
                yield because("not_counted", who=person.name, why=person.why_not)
            else:
                yield because("not_counted_unsaid", who=person.name)
        elif person.able_bodied_idle and standard.impute:
            if person.idle_proof.strip():
                yield because("idle_proved", who=person.name, proof=person.idle_proof)
            elif standard.minimum_wage is None:
                yield because("wage_unset", who=person.name)
            else:
                yield because("imputed", who=person.name, wage=written(standard.minimum_wage))
