"""The facts of one file as its papers tell them: everything asked of the database for many files at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any

from hardship.models import Assessment, Assets, FileForm, Household, NoticeLine, Step, Visit
from hardship.rules.eligibility.verdict import Verdict
from members.models import Person
from office.identity import mask_card, mask_id
from office.money import CENT

from .words import RESULTS

AT_ONCE = 100  # files whose facts are held in memory together
_ONE = ("head", "union__parent", "employer", "form__compiled_by", "entered_by")
_MANY = (
    "members__person", "members__form", "assessments__incomes", "assessments__expenses", "assessments__assets", "attachments",
    "steps__by", "steps__union", "visits", "notice_lines__notice", "notice_lines__objections", "consents__person",
)  # fmt: skip
# Who speaks in which block of the form (domain.md 1.5).
OWN_OPINIONS = frozenset({"verification_done", "review_passed"})
HIGHER_OPINIONS = frozenset({"approve", "to_city", "keep_in_force"})


@dataclass(frozen=True)
class PaperFile:
    """One file. `whole`: ID and account numbers in full; else masked, as on screens."""

    household: Household
    whole: bool

    @property
    def head(self) -> Person:
        head: Person = self.household.head
        return head

    @cached_property
    def form(self) -> FileForm:
        """The fields filled in on screen; a blank one for a file that came from a roster."""
        return getattr(self.household, "form", None) or FileForm()

    @cached_property
    def assessment(self) -> Assessment:
        """The latest confirmed one, else the latest; a blank one when there is none."""
        all_of_them = list(self.household.assessments.all())
        return next(iter([one for one in all_of_them if one.confirmed] or all_of_them), Assessment())

    @cached_property
    def incomes(self) -> list[Any]:
        return list(self.assessment.incomes.all()) if self.assessment.pk else []

    @cached_property
    def expenses(self) -> list[Any]:
        return list(self.assessment.expenses.all()) if self.assessment.pk else []

    @cached_property
    def assets(self) -> Assets | None:
        return getattr(self.assessment, "assets", None) if self.assessment.pk else None

    @cached_property
    def verdict(self) -> Verdict | None:
        facts = self.assessment.verdict
        return Verdict.from_facts(facts) if facts else None

    @property
    def income_year(self) -> Decimal | None:
        if self.assessment.income_year is not None:
            return self.assessment.income_year
        return sum((line.amount for line in self.incomes), Decimal(0)) if self.incomes else None

    @property
    def other_income_year(self) -> Decimal | None:
        """家庭其他非薪资年收入."""
        if not self.incomes:
            return None
        return sum((line.amount for line in self.incomes if line.kind != "wages"), Decimal(0))

    @property
    def expense_year(self) -> Decimal | None:
        """Rigid expenses that the family bore itself."""
        return sum((line.net for line in self.expenses), Decimal(0)) if self.expenses else None

    @property
    def size(self) -> int:
        return self.assessment.family_size or 1 + sum(member.counted for member in self.members)

    @property
    def per_capita(self) -> Decimal | None:
        """家庭月人均收入: as stated, else a year's income by twelve and by heads."""
        if self.assessment.per_capita_stated is not None:
            return self.assessment.per_capita_stated
        return None if self.income_year is None else (self.income_year / (12 * self.size)).quantize(CENT)

    @cached_property
    def members(self) -> list[Any]:
        return list(self.household.members.all())

    @cached_property
    def attachments(self) -> list[Any]:
        return list(self.household.attachments.all())

    @cached_property
    def visit(self) -> Visit | None:
        return next(iter(self.household.visits.all()), None)

    @cached_property
    def notice_line(self) -> NoticeLine | None:
        """Its place on the latest notice that hung, or hangs, with this household."""
        posted = [line for line in self.household.notice_lines.all() if line.notice.posted_on and line.counts]
        return max(posted, key=lambda line: line.notice.posted_on, default=None)

    @cached_property
    def decisions(self) -> list[Step]:
        """Steps that carry somebody's judgement, the oldest first."""
        return [step for step in self.household.steps.all() if step.code in RESULTS]

    def opinion(self, codes: frozenset[str]) -> Step | None:
        """The latest step among `codes`."""
        return next((step for step in reversed(self.decisions) if step.code in codes), None)

    @property
    def employer(self) -> str:
        household = self.household
        return household.employer.name if household.employer else household.union.name

    def id_no(self, person: Person) -> str:
        return person.id_no if self.whole or not person.id_no else mask_id(person.id_no)

    @property
    def card_no(self) -> str:
        number = self.household.card_no
        return number if self.whole or not number else mask_card(number)


def files_of(keys: Iterable[int], *, whole: bool) -> Iterator[PaperFile]:
    """The files with these keys, in this order. Their facts are asked for a hundred files at a time."""
    waiting = iter(keys)
    while some := list(islice(waiting, AT_ONCE)):
        found = households(some)
        yield from (PaperFile(found[key], whole) for key in some if key in found)


def households(keys: Sequence[int]) -> dict[int, Household]:
    records = Household.objects.filter(pk__in=keys).select_related(*_ONE).prefetch_related(*_MANY)
    return {household.pk: household for household in records}
