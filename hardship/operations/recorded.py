"""The facts of a file as the form names them, read from the records: what the rules of the form and of eligibility ask."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from hardship.models import Assessment, FileForm, Household
from hardship.rules.eligibility import Situation
from hardship.rules.file_form import HEAD, MONTHS
from hardship.rules.form_situation import situation_of

from .form_verdict import earlier_aid, is_member

_OF_HEAD = ("name", "sex", "birthday", "ethnic", "political")
_OF_FILE = ("union", "health", "housing", "phone", "address", "marital", "hukou")
_OF_FORM = (
    "work_status", "model_worker", "work_start", "industry", "hukou_region", "medical_insurance", "migrant",
    "contract_start", "contract_term", "disability_kind", "disability_grade", "single_parent", "allowance_no",
)  # fmt: skip
_OF_ASSESSMENT = ("income_month", "cause", "causes_minor", "cause_text")
_OF_ASSETS = ("found", "savings", "accident", "accident_kind", "accident_cost", "accident_loss", "accident_compensated")
_OF_MEMBER = ("relation", "health", "occupation", "counted", "why_not_counted", "able_idle", "idle_proof")


def recorded_values(household: Household, form: FileForm | None, assessment: Assessment | None) -> dict[str, Any]:
    """The facts of the head by the names of the form (hardship.rules.file_form) and its three tables, as far as rules ask.

    `form` and `assessment` are those of the file, None where it has none. Where no single income is entered, the year's
    income is what was stated, else what the stated monthly income a head makes.
    """
    prefetch_related_objects([household], "members__person")
    values: dict[str, Any] = {"number": household.head.id_no} | {
        name: getattr(household.head, name) for name in _OF_HEAD
    }
    values |= {name: getattr(household, name) for name in _OF_FILE}
    values |= {name: getattr(form, name, None) for name in _OF_FORM}
    values |= {name: getattr(assessment, name, None) for name in _OF_ASSESSMENT}
    assets = getattr(assessment, "assets", None)
    values |= {name: getattr(assets, name, None) for name in _OF_ASSETS}
    values["family"] = [
        {"ref": str(member.person_id), "name": member.person.name}
        | {name: getattr(member, name) for name in _OF_MEMBER}
        for member in household.members.all()
    ]
    refs = {household.head_id: HEAD, None: ""}
    values["incomes"] = [
        {
            "who": refs.get(line.person_id, str(line.person_id)), "kind": line.kind, "monthly": line.monthly,
            "months": line.months, "amount": line.amount,
        }
        for line in (assessment.incomes.all() if assessment else ())
    ]  # fmt: skip
    values["expenses"] = [
        {
            "who": refs.get(line.person_id, str(line.person_id)), "kind": line.kind, "gross": line.gross,
            "reimbursed": line.reimbursed, "note": line.note,
        }
        for line in (assessment.expenses.all() if assessment else ())
    ]  # fmt: skip
    values["income_year"] = _stated_income(assessment) if assessment else None
    return values


def recorded_situation(assessment: Assessment) -> Situation:
    """The household as it stood on the day of the assessment.

    A file of a roster may come without its family table: then the size that was stated counts.
    """
    household, on = assessment.household, assessment.assessed_on
    values = recorded_values(household, getattr(household, "form", None), assessment)
    situation = situation_of(values, on=on, member=is_member(household.head), earlier_aid=earlier_aid(household, on))
    if not values["family"] and (assessment.family_size or 1) > 1:
        return replace(situation, persons=(), stated_size=assessment.family_size)
    return situation


def _stated_income(assessment: Assessment) -> Decimal | None:
    if assessment.income_year is not None or assessment.per_capita_stated is None:
        return assessment.income_year
    return assessment.per_capita_stated * MONTHS * assessment.family_size if assessment.family_size else None
