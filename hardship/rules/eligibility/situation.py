"""What is known of a household when it is judged (domain.md 1.4, 2.2 and 2.3). Amounts in 元, of the 12 months before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hardship.rules.code_lists import CAUSES, EXCLUSIONS, EXPENSE_KINDS, INCOME_KINDS
from hardship.rules.eligibility.arithmetic import MONTHS, exact
from hardship.rules.kinds import AID_KINDS

_INCOMES = frozenset(entry.code for entry in INCOME_KINDS.entries)
_EXPENSES = frozenset(entry.code for entry in EXPENSE_KINDS.entries)
_EXCLUSIONS = frozenset(entry.code for entry in EXCLUSIONS.entries)
_CAUSES = frozenset(entry.code for entry in CAUSES.entries)
# Aid for living, school or illness is income; festival comfort, goods and funerals are not (domain.md 1.4 and 2.3).
AID_THAT_COUNTS = frozenset({"living", "school", "medical"})


def _known(code: str, codes: frozenset[str]) -> None:
    if code not in codes:
        raise ValueError(f"There is no code {code} in this list.")


def _not_below_zero(*amounts: Decimal | None) -> None:
    if any(exact(amount) < 0 for amount in amounts if amount is not None):
        raise ValueError("An amount is not below zero.")


@dataclass(frozen=True)
class FamilyPerson:
    """The worker or somebody of the family. `key` is what the lines name them by where two share a name.

    `able_bodied_idle`: of working age, able to work, not studying, without work. `idle_proof` says why no wage is to be
    counted for them all the same (a registration as unemployed, care of a sick child).
    """

    name: str
    counted: bool = True
    why_not: str = ""
    able_bodied_idle: bool = False
    idle_proof: str = ""
    key: str = ""

    @property
    def known_by(self) -> str:
        return self.key or self.name


@dataclass(frozen=True)
class Income:
    """`who` is a FamilyPerson's key or name, "" for the family as a whole; `kind` is of INCOME_KINDS.

    Given by the year, by the month (12 months unless `months` says otherwise) or both; where they disagree the year counts
    and a reason says so. The base part of the residents' basic pension is left out by whoever enters it (domain.md 1.4).
    """

    who: str
    kind: str
    amount_year: Decimal | None = None
    months: int | None = None
    monthly: Decimal | None = None

    def __post_init__(self) -> None:
        _known(self.kind, _INCOMES)
        _not_below_zero(self.amount_year, self.monthly)
        if self.amount_year is None and self.monthly is None:
            raise ValueError("An income needs its amount.")
        if self.months is not None and not 0 <= self.months <= MONTHS:
            raise ValueError("A year has 12 months.")

    @property
    def by_months(self) -> Decimal | None:
        if self.monthly is None:
            return None
        return exact(self.monthly) * (MONTHS if self.months is None else self.months)

    @property
    def amount(self) -> Decimal:
        return exact(self.amount_year if self.amount_year is not None else self.by_months or 0)

    @property
    def disagrees(self) -> bool:
        return self.by_months is not None and self.by_months != self.amount


@dataclass(frozen=True)
class Expense:
    """A rigid expense: `gross` as billed, `reimbursed` by insurance, mutual aid or relief; `kind` is of EXPENSE_KINDS.

    Compulsory schooling is not entered (domain.md 1.4). Raises ValueError when more came back than was billed: that is a
    slip of the pen which somebody must see, and taking it for nothing would hide it.
    """

    who: str
    kind: str
    gross: Decimal
    reimbursed: Decimal = Decimal(0)
    note: str = ""

    def __post_init__(self) -> None:
        _known(self.kind, _EXPENSES)
        _not_below_zero(self.gross, self.reimbursed)
        if self.reimbursed > self.gross:
            raise ValueError("What others paid cannot be more than the bill.")

    @property
    def net(self) -> Decimal:
        return exact(self.gross) - exact(self.reimbursed)


@dataclass(frozen=True)
class EarlierAid:
    """What a union has given in the year of the assessment; `kind` is of AID_KINDS. The caller leaves other years out,
    and lines that are typed as income of the kind `aid`: nothing is counted twice."""

    kind: str
    amount: Decimal
    note: str = ""

    def __post_init__(self) -> None:
        _known(self.kind, frozenset(AID_KINDS))
        _not_below_zero(self.amount)

    @property
    def counts(self) -> bool:
        return self.kind in AID_THAT_COUNTS


@dataclass(frozen=True)
class Exclusion:
    """A code of EXCLUSIONS that was found. An `exception` that was granted ("a van for the wheelchair") excuses it;
    `evidence` is what was seen."""

    code: str
    exception: str = ""
    evidence: str = ""

    def __post_init__(self) -> None:
        _known(self.code, _EXCLUSIONS)

    @property
    def excused(self) -> bool:
        return bool(self.exception.strip())


@dataclass(frozen=True)
class Accident:
    """`cost` is what it cost in the year, `loss` what was lost, `compensation` what insurance and others made good.

    `kind`: disaster, safety (at work), epidemic, or anything else. Its share of the income decides except for the kinds
    that the Standard names.
    """

    cost: Decimal = Decimal(0)
    loss: Decimal = Decimal(0)
    compensation: Decimal = Decimal(0)
    kind: str = ""

    def __post_init__(self) -> None:
        _not_below_zero(self.cost, self.loss, self.compensation)

    @property
    def burden(self) -> Decimal:
        """What the family bears itself; 0 when all was made good."""
        return max(Decimal(0), exact(self.cost) + exact(self.loss) - exact(self.compensation))


@dataclass(frozen=True)
class Situation:
    """A household at the time of an application or a re-examination.

    `incomes` is None when nobody has asked for them, which is not the same as no income. `stated_size` is for files that
    came without their family table. `savings`: investments and savings. `causes` are of CAUSES. `single_parent` is a
    special cause of set B. `allowance`: receives 低保. `migrant`: a migrant worker (农民工), who must be a `member` and
    `months_employed` for a year. `months_below`: how long the family has been below the line (set B); None is unknown.

    Raises ValueError when two persons go by one name without keys.
    """

    persons: tuple[FamilyPerson, ...] = ()
    incomes: tuple[Income, ...] | None = ()
    expenses: tuple[Expense, ...] = ()
    earlier_aid: tuple[EarlierAid, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    accident: Accident | None = None
    savings: Decimal = Decimal(0)
    causes: frozenset[str] = frozenset()
    single_parent: bool = False
    allowance: bool = False
    migrant: bool = False
    member: bool = True
    months_employed: int | None = None
    months_below: int | None = None
    stated_size: int | None = None

    def __post_init__(self) -> None:
        _not_below_zero(self.savings)
        for cause in self.causes:
            _known(cause, _CAUSES)
        if len({person.known_by for person in self.persons}) < len(self.persons):
            raise ValueError("Two persons of one name: give each a key.")

    @property
    def size(self) -> int:
        """n, the persons that count; 0 when it is not known."""
        return sum(person.counted for person in self.persons) if self.persons else self.stated_size or 0

    def name(self, who: str) -> str:
        return next((person.name for person in self.persons if person.known_by == who), who)

    def counts(self, who: str) -> bool:
        """A line counts unless it is of somebody who does not; one of a stranger counts, and a reason says so."""
        return next((person.counted for person in self.persons if person.known_by == who), True)

    @property
    def strangers(self) -> tuple[str, ...]:
        """Whom lines name that are not in the family table, each once."""
        known = {"", *(person.known_by for person in self.persons)}
        named = [*(line.who for line in self.incomes or ()), *(line.who for line in self.expenses)]
        return tuple(dict.fromkeys(who for who in named if who not in known)) if self.persons else ()
