"""The panel of a household's page that reads an assessment out: what the family lives on, what a head has, and the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hardship.desk import words
from hardship.models import Assessment, Standard
from hardship.rules.code_lists import CATEGORIES, EXCLUSIONS
from hardship.rules.eligibility import Verdict
from office.money import CENT, grouped

WIDTH = Decimal(260)  # of the scale, in its own units
BEYOND, ROOM, HALF = Decimal("1.2"), Decimal("0.52"), Decimal("0.5")
MONTHS = 12
SIGNS = {"+": "＋", "-": "－"}


@dataclass(frozen=True)
class Line:
    """One line of the sum: its sign, what it is, how it came about, and the amount as written."""

    sign: str
    label: str
    detail: str
    amount: str


@dataclass(frozen=True)
class Mark:
    """A limit on the scale: where its stroke stands, and its words with the side on which they hang."""

    at: str
    text: str
    text_at: str
    anchor: str


@dataclass(frozen=True)
class Scale:
    """`here` is where the household stands, in the units of the drawing; `arrow` the outline of its mark; `said` all in words."""

    here: str
    arrow: str
    marks: list[Mark]
    said: str


@dataclass(frozen=True)
class Panel:
    """What the panel shows of one assessment. `verdict` is None for one that was taken over as stated.

    `answer` is the income a head and month as written, "" when it is not known; `hint` how it was reached; `limit` and
    `distance` say how far below which limit that is, where it is below one, else `words` say what decided; `good`: whether
    that means hardship; `remarks` are further sentences, the deciding ones first.
    """

    assessment: Assessment
    verdict: Verdict | None
    lines: list[Line]
    total_label: str
    total: str
    answer: str
    answer_label: str
    hint: str
    scale: Scale | None
    limit: str
    distance: str
    words: str
    good: bool
    rules: str
    exclusions: str
    remarks: list[str]

    @property
    def category(self) -> str:
        return str(self.assessment.get_category_display()) if self.assessment.category else _("no hardship found")


def panel_of(assessment: Assessment | None) -> Panel | None:
    """The panel of an assessment; None where a file has none."""
    if assessment is None:
        return None
    if not assessment.verdict:
        return _stated(assessment)
    return _judged(assessment, Verdict.from_facts(assessment.verdict))


def _judged(assessment: Assessment, verdict: Verdict) -> Panel:
    is_net = verdict.rule_set == "C"
    # The first reason of whoever lies below a limit says what the scale shows, and is told there.
    limited = verdict.category in dict(verdict.limits) and verdict.distance > 0
    sentences = [reason.sentence for reason in verdict.reasons] or [""]
    return Panel(
        assessment=assessment,
        verdict=verdict,
        lines=_rows(verdict),
        total_label=_("Net income of the family a year"),
        total=grouped(verdict.net_year).replace("-", "−"),
        answer="" if verdict.undecided else grouped(verdict.measured),
        answer_label=_("Net income a head a month") if is_net else _("Income a head a month"),
        hint=_divided(verdict.net_year if is_net else verdict.income_year, verdict.size),
        scale=None if verdict.undecided else _scale(verdict),
        limit=_short(verdict.limit) if limited else "",
        distance=grouped(verdict.distance) if limited else "",
        words=sentences[0],
        good=verdict.eligible,
        rules=str(dict(Standard.RuleSet.choices).get(verdict.rule_set, verdict.rule_set)),
        exclusions=_exclusions(verdict),
        remarks=sentences[1:],
    )


def _rows(verdict: Verdict) -> list[Line]:
    rows = [Line(SIGNS[row.sign], row.label, row.detail, grouped(row.amount)) for row in verdict.ledger]
    if rows and verdict.ledger[0].sign == "+":
        rows[0] = Line("", rows[0].label, rows[0].detail, rows[0].amount)  # a sum does not begin with a sign
    return rows


def _divided(yearly: Decimal, size: int) -> str:
    if not size:
        return ""
    return _("%(yearly)s ÷ %(months)s months ÷ %(size)s people") % {
        "yearly": grouped(yearly).replace("-", "−"),
        "months": MONTHS,
        "size": size,
    }


def _exclusions(verdict: Verdict) -> str:
    if not verdict.exclusions:
        return _("no exclusion found")
    titles = dict(EXCLUSIONS.choices())
    return "、".join(str(titles.get(one.code, one.code)) for one in verdict.exclusions)


def _scale(verdict: Verdict) -> Scale:
    """From 0 to the highest limit, and a little on for a household that stands above it: far above is at the edge."""
    highest = verdict.limits[-1][1]
    longest = max(highest, min(verdict.measured, highest * BEYOND))
    place = WIDTH / longest
    marks = []
    names = dict(CATEGORIES.choices())
    for number, (category, limit) in enumerate(verdict.limits):
        is_last = number == len(verdict.limits) - 1
        at = min(limit * place, WIDTH - HALF)
        # The words of the last limit take the right half: those before it hang to the left of a stroke that comes near.
        in_the_way = not is_last and at > WIDTH * ROOM
        marks.append(
            Mark(
                _units(at),
                f"{names.get(category, category)} {_short(limit)}",
                _units(WIDTH if is_last else at),
                "end" if is_last or in_the_way else "middle",
            )
        )
    here = min(verdict.measured, longest) * place
    measured, line = grouped(verdict.measured), _short(verdict.limit)
    said = (
        _("%(amount)s 元, under the limit of %(limit)s 元")
        if verdict.distance > 0
        else _("%(amount)s 元, not under the limit of %(limit)s 元")
    )
    return Scale(_units(here), f"M{_units(here)} 15l-4.5-7h9z", marks, said % {"amount": measured, "limit": line})


def _units(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.1'))}"


def _short(amount: Decimal) -> str:
    """850, 1,062.50: a limit as the papers print it."""
    return f"{int(amount):,}" if amount == int(amount) else grouped(amount)


def _stated(assessment: Assessment) -> Panel:
    lines = []
    if assessment.income_month is not None:
        lines.append(Line("", _("Head's income a month"), "", grouped(assessment.income_month)))
    size, yearly, per_head = assessment.family_size, assessment.income_year, assessment.per_capita_stated
    if assessment.cause:
        lines.append(Line("", _("Main cause"), "", str(assessment.get_cause_display())))
    if size:
        lines.append(
            Line("", _("Family"), "", ngettext("%(count)s person", "%(count)s people", size) % {"count": size})
        )
    remarks = []
    hint = ""
    if yearly is not None and size:
        hint = _divided(yearly, size)
        computed = (yearly / (MONTHS * size)).quantize(CENT)
        if per_head is not None and computed != per_head:
            remarks.append(
                _("By the income of the year it would be %(amount)s 元.") % {"amount": grouped(computed)}
            )  # what was stated stays; the difference is a remark (design.md 4)
    return Panel(
        assessment=assessment,
        verdict=None,
        lines=lines,
        total_label=_("Income of the family a year, as stated") if yearly is not None else "",
        total=grouped(yearly) if yearly is not None else "",
        answer=grouped(per_head) if per_head is not None else "",
        answer_label=_("Income a head a month, as stated"),
        hint=hint,
        scale=None,
        limit="",
        distance="",
        words=_("Taken over as stated: no rule has examined it."),
        good=True,
        rules="",
        exclusions="",
        remarks=remarks,
    )


@dataclass(frozen=True)
class Depth:
    """How deep the hardship is, as three bars filled, or the triangle of an accident; 0 for words of other eras."""

    bars: int
    is_accident: bool
    label: str


_BARS = {
    "deep": 3, "extreme": 3, "low_income": 3, "allowance": 3, "special": 3,
    "relative": 2, "low_income_edge": 2, "no_allowance": 2,
    "general": 1, "above_allowance": 1,
}  # fmt: skip


def depth_of(category: str) -> Depth | None:
    if not category:
        return None
    label = str(dict(CATEGORIES.choices()).get(category, category))
    return Depth(_BARS.get(category, 0), category == "accident", label)


def earlier(assessments: Sequence[Assessment]) -> list[dict[str, Any]]:
    """The assessments of a file, newest first, for its table: day, category, income a head, size, by which rules."""
    rows = []
    for assessment in assessments:
        verdict = Verdict.from_facts(assessment.verdict) if assessment.verdict else None
        per_head = verdict.measured if verdict and not verdict.undecided else assessment.per_capita_stated
        rows.append(
            {
                "assessment": assessment,
                "depth": depth_of(assessment.category),
                "per_head": words.cell(per_head),
                "size": words.cell(assessment.family_size),
                "cause": words.cell(assessment.get_cause_display()),
                "arithmetic": verdict.arithmetic if verdict else "",
            }
        )
    return rows
