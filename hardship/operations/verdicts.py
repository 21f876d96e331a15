"""What the rules find of a household, kept with its assessment, and whom a new line would judge otherwise (domain.md 2).

A verdict is a draft until an officer checks and approves; a new standard never changes what is confirmed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from hardship.models import Assessment, Household, Standard
from hardship.rules.eligibility import Reason, Verdict, differs, due_for_reexamination, judge
from hardship.rules.eligibility import Standard as Rules
from members.models import Union
from office.history import Hand
from office.refusal import Refusal

from .form_verdict import rules_of
from .recorded import recorded_situation
from .standing import JUDGED
from .steps import hold, refuse_if_ended

AT_ONCE = 500  # files in memory while a new line is tried


def standard_on(union: Union, day: date) -> Standard:
    """The standard in force for a union on a day. Raises Refusal `standard.none`: without a line nobody is poor or not."""
    standard = Standard.objects.on(union, day)
    if standard is None:
        raise Refusal(
            "",
            "standard.none",
            _("No standard is in force on %(day)s: ask the administrator to enter the city's poverty line.")
            % {"day": day},
        )
    return standard


def assess(household: Household, *, by: Any, on: date) -> Verdict:
    """Judge the household by its assessment of that day, begun here when there is none. Raises as `judge_assessment`."""
    refuse_if_ended(household)
    assessment = household.assessments.filter(assessed_on=on).first()
    if assessment is None:
        assessment = Assessment(household=household, assessed_on=on)
        Hand(by).sign(assessment)
        assessment.save()
    return judge_assessment(assessment, by=by)


@transaction.atomic
def judge_assessment(assessment: Assessment, *, by: Any = None) -> Verdict:
    """The verdict on what the assessment holds, by the standard of its day; it is kept with the assessment.

    An assessment that is not confirmed takes over what the rules find: category, size and figures, as far as nobody has
    stated them. What was stated otherwise stays readable (`remark_on`). Raises Refusal `file.ended`, `standard.none`.
    """
    household = hold(assessment.household_id)
    refuse_if_ended(household)
    # Another clerk may have written into it since it was read.
    held = Assessment.objects.select_related("household__head").get(pk=assessment.pk)
    standard = standard_on(household.union, held.assessed_on)
    verdict = judge(recorded_situation(held), rules_of(standard))
    former, facts = held.verdict, _facts(verdict, standard)
    if held.confirmed:
        facts["stated"] = former.get("stated", held.category)
    else:
        facts["stated"] = former["stated"] if former else held.category
        held.category, held.rule_set = verdict.category, verdict.rule_set
        # What was stated as a sum stays as stated: only lines are added up.
        if not verdict.undecided and held.incomes.exists():
            _take_over(held, verdict, former)
    held.verdict = facts
    Hand(by, JUDGED).sign(held)
    held.save()
    assessment.refresh_from_db()
    return verdict


def _facts(verdict: Verdict, standard: Standard) -> dict[str, Any]:
    """The verdict, and beside it the numbers of the standard: they may be corrected later, this verdict rested on these."""
    return verdict.as_facts() | {
        "standard": {
            "effective_from": standard.effective_from.isoformat(),
            "line": str(standard.line),
            "minimum_wage": None if standard.minimum_wage is None else str(standard.minimum_wage),
            "document": standard.document,
        }
    }


def _take_over(assessment: Assessment, verdict: Verdict, former: dict[str, Any]) -> None:
    """Size, income and income a head, where they are empty or what the rules had found before."""
    before = Verdict.from_facts(former) if former else None
    for name, found, was in [
        ("family_size", verdict.size, before and before.size),
        ("income_year", verdict.income_year, before and before.income_year),
        ("per_capita_stated", verdict.measured, before and before.measured),
    ]:
        held: int | Decimal | None = getattr(assessment, name)
        if held is None or held == was:
            setattr(assessment, name, found)


def verdict_on(assessment: Assessment | None) -> Verdict | None:
    """The verdict that was kept; None where nothing was judged."""
    return Verdict.from_facts(assessment.verdict) if assessment is not None and assessment.verdict else None


def remark_on(assessment: Assessment | None) -> Reason | None:
    """Why what was stated and what the rules find do not agree; None when they do, or when nothing was stated."""
    verdict = verdict_on(assessment)
    stated = assessment.verdict.get("stated", "") if assessment is not None else ""
    return differs(stated, verdict) if verdict is not None and stated else None


@dataclass(frozen=True, slots=True)
class Due:
    """A file that a new line puts on the list for re-examination, and why."""

    household: Household
    reason: Reason


def to_reexamine(standard: Standard) -> Iterator[Due]:
    """The files in force that the standard binds and whose category it would change, or under which nothing can be said.

    Nothing is changed: the officer re-examines (domain.md 2.1).
    """
    rules = rules_of(standard)
    confirmed = Assessment.objects.filter(confirmed=True).select_related("assets")
    files = (
        Household.objects.within(standard.union)
        .filter(state__in=Household.COUNTED)
        .select_related("head", "union", "form")
        .prefetch_related(
            "members__person",
            Prefetch("assessments", confirmed.prefetch_related("incomes", "expenses"), to_attr="confirmed"),
        )
        .order_by("union__path", "file_no")
    )
    bound: dict[int, bool] = {}
    for household in files.iterator(chunk_size=AT_ONCE):
        if household.union_id not in bound:
            nearest = Standard.objects.on(household.union, standard.effective_from)
            bound[household.union_id] = nearest == standard
        if bound[household.union_id] and (reason := _under(rules, household)):
            yield Due(household, reason)


def _under(rules: Rules, household: Any) -> Reason | None:
    if not household.confirmed:
        return Reason("new_line_unknown")
    latest = household.confirmed[0]
    latest.household = household
    return due_for_reexamination(latest.category, judge(recorded_situation(latest), rules))
