"""The employers of unions and their mediation committees (domain.md 5.1, 5.4)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.models import Committee, Employer, Union
from office.history import Batch, Hand
from office.refusal import Refusal

from .unions import Unions


class Employers:
    """All employers and their committees, to which more are added; `write` writes all at once."""

    def __init__(self, known: Unions, hand: Hand) -> None:
        self.hand = hand
        self.by_name = {employer.name: employer for employer in Employer.objects.all()}
        self.of_union = dict(known.employer_of)
        self.committees = {committee.employer_id: committee for committee in Committee.objects.filter(closed_on=None)}
        self.employer_batch = Batch(Employer, hand)
        self.committee_batch = Batch(Committee, hand)

    def check(self, name: str | None, union: Union | None) -> None:
        """Raises Refusal `employer.taken` when the employer belongs to another union than `union` (None: a new one)."""
        employer = self.by_name.get(name) if name else None
        if employer is not None and (union is None or employer.union_id != union.pk):
            raise Refusal("employer", "employer.taken", _("This employer already belongs to another union."))

    def put(self, union: Union, name: str, **facts: Any) -> tuple[str, Employer]:
        """The employer of this name, else the one that `union` has, else a new one; "created", "updated" or "unchanged"."""
        employer = self.by_name.get(name) if name else self.of_union.get(union.pk)
        if employer is not None:
            return "updated" if self.employer_batch.change(employer, facts) else "unchanged", employer
        employer = self.employer_batch.add(union=union, name=name or union.name, **facts)
        self.by_name[employer.name] = self.of_union[union.pk] = employer
        return "created", employer

    def found_committee(self, employer: Employer, on: date) -> tuple[str, Committee]:
        """The employer's mediation committee, founded on that day."""
        committee = self.committees.get(employer.pk)
        if committee is not None:
            return "updated" if self.committee_batch.change(committee, {"founded_on": on}) else "unchanged", committee
        committee = self.committee_batch.add(employer=employer, founded_on=on)
        self.committees[employer.pk] = committee
        return "created", committee

    def write(self) -> None:
        self.employer_batch.write()
        self.committee_batch.write()
