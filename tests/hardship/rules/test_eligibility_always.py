"""What holds for every household, every standard and every rule set."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardship.rules.eligibility import (
    Accident,
    EarlierAid,
    Exclusion,
    Expense,
    FamilyPerson,
    Income,
    Situation,
    Standard,
    Verdict,
    judge,
)
from tests.hardship.rules.families import FAMILY, RUSHAN, codes

pytestmark = pytest.mark.usefixtures("in_english")

amounts = st.decimals(min_value=0, max_value=Decimal(400_000), places=2)
ORDER = {
    "A": ("allowance", "no_allowance", "above_allowance", ""),
    "B": ("low_income", "low_income_edge", "accident", ""),
    "C": ("deep", "relative", "accident", ""),
}
standards = st.builds(
    Standard,
    line=st.decimals(min_value=1, max_value=3000, places=2),
    rule_set=st.sampled_from("ABC"),
    inclusive=st.booleans(),
    minimum_wage=st.none() | st.decimals(min_value=0, max_value=3000, places=2),
    impute=st.booleans(),
)


@st.composite
def situations(draw):
    persons = tuple(
        FamilyPerson(name, able_bodied_idle=draw(st.booleans()), counted=name == "甲" or draw(st.booleans()))
        for name in "甲乙丙丁"[: draw(st.integers(1, 4))]
    )
    who = st.sampled_from(["", *(person.name for person in persons)])
    return Situation(
        persons,
        tuple(
            draw(
                st.lists(
                    st.builds(
                        Income, who, st.sampled_from(["wages", "business", "property", "transfer", "aid"]), amounts
                    ),
                    max_size=4,
                )
            )
        ),
        tuple(
            draw(
                st.lists(
                    st.builds(Expense, who, st.sampled_from(["medical", "education", "housing"]), amounts), max_size=3
                )
            )
        ),
        earlier_aid=tuple(
            draw(st.lists(st.builds(EarlierAid, st.sampled_from(["living", "warmth"]), amounts), max_size=2))
        ),
        exclusions=tuple(
            draw(st.lists(st.builds(Exclusion, st.just("vehicle"), st.sampled_from(["", "wheelchair"])), max_size=1))
        ),
        accident=draw(
            st.none()
            | st.builds(Accident, amounts, amounts, amounts, st.sampled_from(["", "disaster", "safety", "burglary"]))
        ),
        savings=draw(amounts),
        causes=frozenset(draw(st.sets(st.sampled_from(["laid_off", "own_illness", "natural_disaster", "unable"])))),
        single_parent=draw(st.booleans()),
        allowance=draw(st.booleans()),
        migrant=draw(st.booleans()),
        months_below=draw(st.none() | st.integers(0, 12)),
    )


@given(situations(), standards, st.data())
def test_more_income_never_makes_a_family_poorer(situation, standard, data):
    before = judge(situation, standard)
    who = data.draw(st.sampled_from(["", *(person.name for person in situation.persons)]))
    more = Income(who, data.draw(st.sampled_from(["wages", "business", "transfer", "other"])), data.draw(amounts))
    after = judge(replace(situation, incomes=(*situation.incomes, more)), standard)
    order = ORDER[standard.rule_set]
    assert order.index(before.category) <= order.index(after.category)
    assert before.net_year <= after.net_year


@given(situations(), standards)
def test_a_verdict_comes_back_from_json_as_it_was(situation, standard):
    verdict = judge(situation, standard)
    facts = json.loads(json.dumps(verdict.as_facts(), sort_keys=True))
    again = Verdict.from_facts(facts)
    assert again == verdict
    assert again.as_facts() == verdict.as_facts()
    assert [*map(tuple, again.reasons)] == [*map(tuple, verdict.reasons)]
    assert [row.detail for row in again.ledger] == [row.detail for row in verdict.ledger]


@given(situations(), standards)
def test_the_rows_add_up_and_every_verdict_has_its_reasons_and_its_sum(situation, standard):
    verdict = judge(situation, standard)
    signed = sum((row.amount if row.sign == "+" else -row.amount for row in verdict.ledger), Decimal(0))
    assert signed == verdict.net_year == verdict.income_year - verdict.expense_year
    assert all(row.amount >= 0 for row in verdict.ledger)
    assert verdict.net_month >= 0
    assert verdict.reasons
    assert " ÷ 12 ÷ " in verdict.arithmetic
    assert all(sentence and sentence != code for code, sentence in verdict.reasons)
    assert verdict.category in {*ORDER[standard.rule_set]}
    barred = {"excluded", "migrant_not_member", "migrant_too_short"} & {*codes(verdict)}
    assert not (barred and verdict.eligible)


@given(situations(), standards)
def test_one_more_expense_never_makes_a_family_less_poor_from_2020_on(situation, standard):
    standard = replace(standard, rule_set="C")
    more = Expense("", "medical", Decimal(5000))
    before = judge(situation, standard)
    after = judge(replace(situation, expenses=(*situation.expenses, more)), standard)
    assert ORDER["C"].index(after.category) <= ORDER["C"].index(before.category)


def test_an_old_verdict_with_a_code_of_other_days_stays_readable():
    facts = judge(FAMILY, RUSHAN).as_facts()
    facts["reasons"] = [{"code": "since_abolished", "values": {}}]
    assert Verdict.from_facts(facts).reasons[0].sentence == "since_abolished"
