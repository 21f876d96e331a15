"""Keep what a household lives on as it was typed: the assessment with its incomes, expenses and assets, and the verdict."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import Assessment, Assets, ExpenseLine, Household, IncomeLine
from hardship.rules.file_form import HEAD, MONTHS, family_size, income_of_line, income_of_lines
from members.models import Person
from office.history import Hand
from office.money import CENT
from office.refusal import Refusal

from .verdicts import judge_assessment

# `assets_note` is the note of the assets; `found`: exclusions that apply, each with the exception that was granted.
ASSETS_FACTS = (
    "dwellings", "dwelling_area", "vehicles", "companies", "savings", "checked_on", "found", "accident", "accident_kind",
    "accident_cost", "accident_loss", "accident_compensated",
)  # fmt: skip
INCOME_FACTS = ("kind", "monthly", "months", "amount", "note")
EXPENSE_FACTS = ("kind", "gross", "reimbursed", "period_from", "period_to", "evidence_id", "note")


def keep_living(
    household: Household, values: Mapping[str, Any], by_ref: Mapping[str, Person], hand: Hand, changed: list[str]
) -> Assessment | None:
    """The assessment that was not confirmed yet, or a new one: what was confirmed stands as it is. None while nothing is said.

    `assessed_on`: its day, today unless said otherwise. `category`: as applied for, without one that of the verdict;
    `cause`, `causes_minor`, `cause_text`, `income_month`, `income_year`, and `income_why` where the year is not the sum of
    the lines; ASSETS_FACTS and `assets_note`. `incomes`: rows of `who`, `kind`, `monthly`, `months`, `amount`;
    `expenses`: rows of `who`, `kind`, `gross`, `reimbursed`, `period_from`, `period_to` and `evidence`, the key of a proof of
    the file. Raises Refusal `assessment.same_day`.
    """
    latest = household.assessments.first()
    said = _said(values, by_ref, household)
    is_same = latest is not None and "family size" not in changed and said == _on_record(latest)
    if latest is not None and latest.confirmed:
        if is_same:
            return latest
        on = values.get("assessed_on") or timezone.localdate()
        if household.assessments.filter(assessed_on=on).exists():
            raise Refusal(
                "assessed_on",
                "assessment.same_day",
                _("The assessment of that day is confirmed and stands: give the new facts a later day."),
            )
        assessment = Assessment(household=household, assessed_on=on)
    elif latest is not None:
        assessment = latest
        assessment.assessed_on = values.get("assessed_on") or latest.assessed_on
        other = household.assessments.filter(assessed_on=assessment.assessed_on).exclude(pk=latest.pk)
        if other.exists():
            raise Refusal("assessed_on", "assessment.same_day", _("This file already has an assessment of that day."))
    elif said == _NOTHING:
        return None
    else:
        assessment = Assessment(household=household, assessed_on=values.get("assessed_on") or timezone.localdate())
    if not is_same:
        changed.append("living")
    _fill(assessment, values)
    hand.sign(assessment)
    assessment.save()
    _keep_lines(assessment, said["incomes"], IncomeLine, INCOME_FACTS, hand)
    _keep_lines(assessment, said["expenses"], ExpenseLine, EXPENSE_FACTS, hand)
    _keep_assets(assessment, said["assets"], hand)
    _judge(assessment, hand)
    return assessment


def _fill(assessment: Assessment, values: Mapping[str, Any]) -> None:
    assessment.cause = values.get("cause") or ""
    assessment.causes_minor = list(values.get("causes_minor") or [])
    assessment.cause_text = values.get("cause_text") or ""
    assessment.income_month = values.get("income_month")
    assessment.income_why = values.get("income_why") or ""
    size = family_size(values)
    assessment.family_size = size
    stated = values.get("income_year")
    lines = income_of_lines(values) if values.get("incomes") else None
    assessment.income_year = stated if stated is not None else lines
    assessment.per_capita_stated = (
        None
        if assessment.income_year is None
        else (Decimal(assessment.income_year) / MONTHS / size).quantize(CENT, ROUND_HALF_UP)
    )
    assessment.category = values.get("category") or ""
    # Judged anew when its lines are written; what was stated stays beside what is found.
    assessment.verdict, assessment.rule_set = {}, ""


def _judge(assessment: Assessment, hand: Hand) -> None:
    """Without a standard the facts are kept all the same."""
    try:
        judge_assessment(assessment, by=hand.by)
    except Refusal as refusal:
        if refusal.code != "standard.none":
            raise


def stated_category(assessment: Assessment) -> str:
    """The category as applied for, or as a roster had it; "" where it only follows from the rules."""
    return str(assessment.verdict.get("stated", "")) if assessment.verdict else assessment.category


_NOTHING: dict[str, Any] = {
    "category": "", "cause": "", "causes_minor": [], "cause_text": "", "income_month": None, "income_why": "", "income_year": None,
    "incomes": [], "expenses": [], "assets": {},
}  # fmt: skip


def _said(values: Mapping[str, Any], by_ref: Mapping[str, Person], household: Household) -> dict[str, Any]:
    """What the form says of the living, in a shape that can be compared with `_on_record`."""
    people = {HEAD: household.head_id, **{ref: person.pk for ref, person in by_ref.items()}}

    def line(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
        facts = {name: row.get(name) for name in names}
        facts["note"] = row.get("note") or ""
        if "amount" in names:
            facts["amount"] = income_of_line(row)
        else:
            facts["reimbursed"] = row.get("reimbursed") or Decimal(0)
            facts["evidence_id"] = row.get("evidence")
        return {"person_id": people.get(row.get("who") or ""), **facts}

    assets = {name: values.get(name) for name in ASSETS_FACTS} | {"note": values.get("assets_note")}
    incomes = [line(row, INCOME_FACTS) for row in values.get("incomes", ())]
    stated = values.get("income_year")
    return {
        "category": values.get("category") or "",
        "cause": values.get("cause") or "",
        "causes_minor": list(values.get("causes_minor") or []),
        "cause_text": values.get("cause_text") or "",
        "income_month": values.get("income_month"),
        "income_why": values.get("income_why") or "",
        "income_year": stated if stated is not None else income_of_lines(values) if incomes else None,
        "incomes": incomes,
        "expenses": [line(row, EXPENSE_FACTS) for row in values.get("expenses", ())],
        "assets": {name: value for name, value in assets.items() if value not in (None, "", {})},
    }


def _on_record(assessment: Assessment) -> dict[str, Any]:
    def line(record: models.Model, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: getattr(record, name) for name in ("person_id", *names)}

    assets = Assets.objects.filter(assessment=assessment).first()
    held = {name: getattr(assets, name) for name in (*ASSETS_FACTS, "note")} if assets else {}
    names = ("cause", "causes_minor", "cause_text", "income_month", "income_why", "income_year")
    return {
        "category": stated_category(assessment),
        **{name: getattr(assessment, name) for name in names},
        "incomes": [line(record, INCOME_FACTS) for record in assessment.incomes.all()],
        "expenses": [line(record, EXPENSE_FACTS) for record in assessment.expenses.all()],
        "assets": {name: value for name, value in held.items() if value not in (None, "", {})},
    }


def _keep_lines(
    assessment: Assessment,
    said: list[dict[str, Any]],
    model: type[models.Model],
    names: tuple[str, ...],
    hand: Hand,
) -> None:
    """The lines in their order; one that says the same stays as it is."""
    held = list(model.objects.filter(assessment=assessment).order_by("pk"))
    for place, facts in enumerate(said):
        record = held[place] if place < len(held) else model(assessment=assessment)
        before = {name: getattr(record, name) for name in ("person_id", *names)} if record.pk else None
        if before != facts:
            for name, value in facts.items():
                setattr(record, name, value)
            hand.sign(record)
            record.save()
    for record in held[len(said) :]:
        hand.sign(record)
        record.delete()


def _keep_assets(assessment: Assessment, said: dict[str, Any], hand: Hand) -> None:
    assets = Assets.objects.filter(assessment=assessment).first()
    if assets is None and not said:
        return
    assets = assets or Assets(assessment=assessment)
    changed = assets.pk is None
    for name in (*ASSETS_FACTS, "note"):
        field = Assets._meta.get_field(name)
        value = said.get(name, {} if name == "found" else None if field.null else "")
        if getattr(assets, name) != value:
            setattr(assets, name, value)
            changed = True
    if changed:
        hand.sign(assets)
        assets.save()
