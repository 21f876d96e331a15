"""What a file says that proofs depend on, out of its records, and which proofs are missing (domain.md 1.5)."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from hardship.models import Assessment, Assets, FileForm, Household, HouseholdMember
from hardship.rules.proofs import Held, Missing, Party, Situation, missing_proofs
from members.models import Membership, Person
from office.calendar import age_on

_EARNED = {"wages", "business"}
_ACCIDENTS = {"accident", "disaster", "natural_disaster"}


def proofs_missing(household: Household, today: date | None = None) -> list[Missing]:
    """The proofs that the facts of a file ask for and that are not there, or have run out, on that day."""
    day = today or timezone.localdate()
    held = household.attachments.values_list("kind", "person_id", "expires_on")
    return missing_proofs(situation_of(household, day), [Held(*facts) for facts in held], day)


def situation_of(household: Household, today: date) -> Situation:
    """The facts of the file and of its latest assessment. Eight queries at most, however large the family."""
    form = FileForm.objects.filter(household=household).first() or FileForm()
    assessment = household.assessments.first()
    living = _Living(assessment)
    head = household.head
    members = household.members.filter(counted=True).select_related("person")
    return Situation(
        people=(
            _head(household, form, assessment, living, today),
            *(_member(member, living, today) for member in members),
        ),
        marital=household.marital,
        allowance=bool(form.allowance_no) or bool(assessment and assessment.category in {"low_income", "allowance"}),
        accident=living.accident or bool(assessment and {assessment.category, assessment.cause} & _ACCIDENTS),
        migrant=form.migrant,
        is_member=Membership.objects.filter(person=head).open_on(today).exists(),
        has_account=bool(household.card_no),
    )


class _Living:
    """Who of the family has which incomes and expenses in an assessment; those of the whole family count as the head's."""

    def __init__(self, assessment: Assessment | None) -> None:
        self.incomes: set[tuple[str, int | None]] = set()
        self.expenses: set[tuple[str, int | None]] = set()
        self.accident = False
        if assessment is None:
            return
        self.incomes = set(assessment.incomes.filter(amount__gt=0).values_list("kind", "person_id"))
        self.expenses = set(assessment.expenses.filter(gross__gt=0).values_list("kind", "person_id"))
        assets = Assets.objects.filter(assessment=assessment).first()
        self.accident = assets is not None and bool(assets.accident)

    def earns(self, key: int) -> bool:
        return any((kind, key) in self.incomes for kind in _EARNED)

    def spends(self, kind: str, key: int, *, as_head: bool = False) -> bool:
        return (kind, key) in self.expenses or (as_head and (kind, None) in self.expenses)


def _head(household: Household, form: FileForm, assessment: Assessment | None, living: _Living, today: date) -> Party:
    person = household.head
    monthly = assessment.income_month if assessment else None
    return Party(
        person.pk,
        person.name,
        _age(person, today),
        form.work_status,
        earns=living.earns(person.pk) or (monthly or Decimal(0)) > 0,
        disabled=bool(form.disability_kind) or household.health == "disabled",
        treated=living.spends("medical", person.pk, as_head=True),
        schooled=living.spends("education", person.pk),
    )


def _member(member: HouseholdMember, living: _Living, today: date) -> Party:
    key = member.person_id
    return Party(
        key,
        member.person.name,
        _age(member.person, today),
        member.occupation,
        earns=living.earns(key) or (member.occupation == "employed" and (member.income_month or Decimal(0)) > 0),
        idle=member.able_idle,
        disabled=member.health == "disabled" or living.spends("disability", key),
        treated=living.spends("medical", key),
        schooled=living.spends("education", key),
    )


def _age(person: Person, today: date) -> int | None:
    return age_on(person.birthday, today) if person.birthday else None
