"""The verdict of each era's rules (domain.md 2.1): exclusions first, then the categories from the poorest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hardship.rules.eligibility.arithmetic import Comparison, share_text, written
from hardship.rules.eligibility.ledger import Account, account
from hardship.rules.eligibility.reasons import Reason, because
from hardship.rules.eligibility.situation import Accident, Situation
from hardship.rules.eligibility.standard import Standard
from hardship.rules.eligibility.verdict import Verdict

YEAR, HALF_YEAR = 12, 6
# Set A: what lets a family be slightly above the line (下岗, 大病, 子女教育, 意外), and what needs no line at all.
CAUSES_ABOVE_LINE = frozenset(
    {"laid_off", "own_illness", "family_illness", "major_illness", "schooling", "disaster", "accident"}
)
DISASTERS = frozenset({"disaster", "natural_disaster"})
# Set B: the special causes 病, 残, 学, and the expenses that show them; 单亲 is a flag of its own.
SPECIAL_CAUSES = frozenset({"own_illness", "family_illness", "major_illness", "disability", "schooling"})
SPECIAL_EXPENSES = frozenset({"medical", "disability", "education"})
# What lets a family without a file ask for temporary aid in our days.
OF_ILLNESS = frozenset({"medical"})


@dataclass(frozen=True)
class _Finding:
    category: str
    reasons: tuple[Reason, ...]
    arithmetic: str


def judge(situation: Situation, standard: Standard) -> Verdict:
    """The category that the rules find, whoever filled in the facts: exclusions, then the tests of the rule set in order.

    Set C: deep, relative, accident. Set B: low_income, low_income_edge, accident. Set A: allowance or no_allowance for
    whoever is below the line and does or does not receive it, above_allowance for a cause slightly above it.
    An excluded household keeps its figures, so that both can be shown; without a counted person or without any
    knowledge of incomes the verdict is `undecided`.
    """
    year = account(situation, standard)
    barred, missing = tuple(_bars(situation, standard)), tuple(_gaps(situation))
    finding = _Finding("", missing, "") if missing else _RULES[standard.rule_set](situation, standard, year)
    return Verdict(
        category="" if barred else finding.category,
        reasons=(*(barred or finding.reasons), *_asides(situation, standard, year), *year.remarks),
        rule_set=standard.rule_set,
        inclusive=standard.inclusive,
        limits=standard.limits,
        size=situation.size,
        income_year=year.income,
        expense_year=year.expense,
        ledger=year.rows,
        exclusions=tuple(found for found in situation.exclusions if found.code in standard.exclusions),
        arithmetic=finding.arithmetic,
    )


def _bars(situation: Situation, standard: Standard) -> Iterator[Reason]:
    """What keeps a household out whatever its figures say."""
    for found in situation.exclusions:
        if found.code in standard.exclusions and not found.excused:
            yield because("excluded", exclusion=found.code)
    if situation.migrant and standard.rule_set == "C":
        if not situation.member:
            yield because("migrant_not_member")
        if situation.months_employed is not None and situation.months_employed < YEAR:
            yield because("migrant_too_short", months=str(situation.months_employed))


def _gaps(situation: Situation) -> Iterator[Reason]:
    if not situation.size:
        yield because("nobody_counted")
    if situation.incomes is None:
        yield because("incomes_unknown")


def _asides(situation: Situation, standard: Standard, year: Account) -> Iterator[Reason]:
    """What decides nothing by itself and belongs to the story all the same."""
    for found in situation.exclusions:
        if found.code in standard.exclusions and found.excused:
            yield because("excused", exclusion=found.code, exception=found.exception.strip())
    if standard.rule_set == "C":
        if situation.migrant:
            yield because("migrant")
            if situation.months_employed is None:
                yield because("migrant_unproved")
        if year.net < 0:
            yield because("below_zero")


def _set_c(situation: Situation, standard: Standard, year: Account) -> _Finding:
    """From 2020: what is left after rigid expenses decides."""
    terms = f"({written(year.income)} − {written(year.expense)})"
    deep, relative = (
        Comparison(terms, year.net, situation.size, limit, standard.inclusive) for _, limit in standard.limits
    )
    if deep.holds:
        return _Finding("deep", (_figures("deep", deep),), deep.text)
    if relative.holds:
        between = relative.text_above(deep)
        # The 2020 rules name allowance families with remaining rigid costs among the deepest, whatever else they have;
        # far above the line the allowance itself is in doubt, and the figures decide.
        if situation.allowance and year.expense > 0:
            return _Finding("deep", (_figures("deep_by_allowance", deep),), between)
        return _Finding("relative", (_figures("relative", relative, line=standard.line),), between)
    above = _figures("above", relative)
    if situation.accident:
        category, reason, sums = _accident_of_today(situation.accident, standard, year.income)
        arithmetic = "; ".join(part for part in (relative.text, sums) if part)
        if category:
            return _Finding(category, (reason, above), arithmetic)
        return _Finding("", (above, reason, because("temporary_aid")), arithmetic)
    if year.spent_on(OF_ILLNESS) > 0:
        return _Finding("", (above, because("temporary_aid")), relative.text)
    return _Finding("", (above,), relative.text)


def _accident_of_today(accident: Accident, standard: Standard, income: Decimal) -> tuple[str, Reason, str]:
    """Qingdao's test (domain.md 9.1): what the family bears against its income of the year, above the share or not."""
    burden = accident.burden
    if not burden:
        return "", because("accident_compensated"), ""
    sums = share_text(burden, income, standard.accident_share)
    if burden > standard.accident_share * income:
        share = written(standard.accident_share * 100)
        return "accident", because("accident_share", burden=written(burden), share=share), sums
    if accident.kind in standard.accident_kinds:
        return "accident", because("accident_kind", burden=written(burden)), sums
    share = written(standard.accident_share * 100)
    return "", because("accident_small", burden=written(burden), share=share), sums


def _set_b(situation: Situation, standard: Standard, year: Account) -> _Finding:
    """2015/16: gross income decides, and the loss by a special cause or an accident. Only B itself follows `inclusive`."""
    size, income, line = situation.size, year.income, standard.line
    low = Comparison(written(income), income, size, line, standard.inclusive)
    edge = Comparison(written(income), income, size, line * standard.edge_multiple, True)
    reasons: list[Reason] = []
    sums = [low.text]
    if low.holds:
        if situation.allowance or situation.months_below is None or situation.months_below >= HALF_YEAR:
            return _Finding("low_income", (_figures("low_income", low),), low.text)
        reasons.append(because("too_short", months=str(situation.months_below)))
    elif edge.holds:
        sums = [edge.text_above(low)]
    else:
        sums = [edge.text]
        reasons.append(_figures("income_above", edge))
    if edge.holds:
        cost = year.spent_on(SPECIAL_EXPENSES)
        after = Comparison(f"({written(income)} − {written(cost)})", income - cost, size, line, True)
        if not (cost or situation.single_parent or situation.causes & SPECIAL_CAUSES):
            reasons.append(because("no_special_cause"))
        elif after.holds:
            return _Finding("low_income_edge", (_figures("edge", edge, line=line),), "; ".join([*sums, after.text]))
        else:
            sums.append(after.text)
            reasons.append(because("cause_small"))
    if situation.accident and situation.accident.burden:
        left, code = _left_by_accident(situation, standard, income)
        sums.append(left.text)
        if left.holds:
            return _Finding("accident", (_figures(code, left), *reasons), "; ".join(sums))
        reasons.append(_figures("accident_leaves_enough", left))
    city = Comparison(written(income), income, size, line * standard.relative_multiple, True)
    if city.holds:
        reasons.append(_figures("city_list", city))
    return _Finding("", tuple(reasons), "; ".join(sums))


def _left_by_accident(situation: Situation, standard: Standard, income: Decimal) -> tuple[Comparison, str]:
    """Above three lines a family is expected to draw on its savings first."""
    loss = situation.accident.burden if situation.accident else Decimal(0)
    size, line = situation.size, standard.line
    if Comparison("", income, size, line * standard.accident_multiple, True).holds:
        terms = f"({written(income)} − {written(loss)})"
        return Comparison(terms, income - loss, size, line, True), "accident_left"
    terms = f"({written(income)} + {written(situation.savings)} − {written(loss)})"
    return Comparison(terms, income + situation.savings - loss, size, line, True), "accident_left_savings"


def _set_a(situation: Situation, standard: Standard, year: Account) -> _Finding:
    """2006: gross income below the line, slightly above it with a cause, or a disaster."""
    size, income = situation.size, year.income
    # The allowance fills a family up to the line exactly: who receives it is not above it by that.
    below = Comparison(written(income), income, size, standard.line, standard.inclusive or situation.allowance)
    near = Comparison(written(income), income, size, standard.limits[-1][1], True)
    if below.holds:
        category, code = (
            ("allowance", "with_allowance") if situation.allowance else ("no_allowance", "without_allowance")
        )
        return _Finding(category, (_figures(code, below),), below.text)
    arithmetic = near.text_above(below) if near.holds else near.text
    has_accident = situation.accident is not None and situation.accident.burden > 0
    if near.holds and (has_accident or situation.causes & CAUSES_ABOVE_LINE):
        return _Finding("above_allowance", (_figures("slightly_above", near),), arithmetic)
    if situation.causes & DISASTERS or (has_accident and situation.accident and situation.accident.kind == "disaster"):
        return _Finding("above_allowance", (because("struck"),), arithmetic)
    return _Finding("", (because("no_cause") if near.holds else _figures("income_above", near),), arithmetic)


def _figures(code: str, compared: Comparison, *, line: Decimal | None = None) -> Reason:
    values = {"amount": compared.shown(), "limit": written(compared.limit)}
    return because(code, **values, **({"line": written(line)} if line is not None else {}))


_RULES = {"A": _set_a, "B": _set_b, "C": _set_c}
