"""Whether and why a household is in hardship: the worked examples of domain.md 9.1, family, income, the rules of 2020."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hardship.rules.code_lists import EXCLUSIONS
from hardship.rules.eligibility import Accident, Exclusion, Situation, Standard, judge
from tests.hardship.rules.families import (
    DAUGHTER,
    FAMILY,
    IDLE_WIFE,
    OF_2006,
    QINGDAO,
    RUSHAN,
    TO_THE_LINE,
    WORKER,
    codes,
    living_on,
)

pytestmark = pytest.mark.usefixtures("in_english")


def test_example_1_a_worker_an_ill_wife_a_daughter_at_university():
    verdict = judge(FAMILY, RUSHAN)
    assert verdict.eligible
    assert verdict.category == "deep"
    assert (verdict.income_year, verdict.expense_year, verdict.size) == (33_600, 16_600, 3)
    assert str(verdict.gross_month) == "933.33"
    assert str(verdict.net_month) == "472.22"
    assert verdict.arithmetic == "(33,600 − 16,600) ÷ 12 ÷ 3 = 472.22 < 1,062"
    assert verdict.distance == Decimal("589.78")
    assert [*verdict.reasons[0]] == [
        "deep",
        "The net income a head is 472.22 元 a month, below the line of 1,062 元.",
    ]


def test_example_1_line_by_line_as_the_page_shows_it():
    verdict = judge(FAMILY, RUSHAN)
    assert [(row.sign, row.label, row.detail, str(row.amount)) for row in verdict.ledger] == [
        ("+", "林建国: Wages and salaries", "2,800.00 × 12", "33600"),
        ("-", "陈秀兰: Illness", "86,420.00 less 76,820.00 reimbursed", "9600"),
        ("-", "林雨桐: School fees", "", "7000"),
    ]


def test_example_2_the_wife_could_work_and_does_not():
    verdict = judge(replace(FAMILY, persons=(WORKER, IDLE_WIFE, DAUGHTER)), RUSHAN)
    assert verdict.category == "relative"
    assert verdict.income_year == 57_720
    assert verdict.arithmetic == "(57,720 − 16,600) ÷ 12 ÷ 3 = 1,142.22; 1,062 ≤ 1,142.22 < 2,124"
    assert codes(verdict) == ["relative", "imputed"]
    assert ("陈秀兰: minimum wage, counted", "2,010.00 × 12", 24_120) in [
        (row.label, row.detail, row.amount) for row in verdict.ledger
    ]


def test_example_3_more_expenses_than_income_are_shown_as_0_and_kept_below():
    verdict = judge(living_on(12_000, 48_000), RUSHAN)
    assert verdict.category == "deep"
    assert verdict.net_year == -36_000
    assert str(verdict.net_month) == "0.00"
    assert verdict.distance == 1062
    assert verdict.arithmetic == "(12,000 − 48,000) ÷ 12 ÷ 3 = 0.00 < 1,062"
    assert codes(verdict) == ["deep", "below_zero"]


def test_example_4_an_accident_that_takes_more_than_the_share():
    verdict = judge(living_on(60_000, accident=Accident(cost=Decimal(50_000))), QINGDAO)
    assert verdict.category == "accident"
    assert verdict.arithmetic == "(60,000 − 0) ÷ 12 ÷ 3 = 1,666.67 ≥ 1,000; 50,000 ÷ 60,000 = 83.3% > 80%"
    assert codes(verdict) == ["accident_share", "above"]


@pytest.mark.parametrize(
    ("net", "strict", "inclusive"),
    [
        ("38231.99", "deep", "deep"),
        ("38232", "relative", "deep"),
        ("38232.01", "relative", "relative"),
        ("76463.99", "relative", "relative"),
        ("76464", "", "relative"),
        ("76464.01", "", ""),
    ],
)
def test_the_boundaries_of_both_lines_both_ways(net, strict, inclusive):
    assert judge(living_on(net), RUSHAN).category == strict
    assert judge(living_on(net), TO_THE_LINE).category == inclusive


@pytest.mark.parametrize(
    ("net", "standard", "arithmetic"),
    [
        ("38232", RUSHAN, "(38,232 − 0) ÷ 12 ÷ 3 = 1,062.00; 1,062 ≤ 1,062.00 < 2,124"),
        ("38232", TO_THE_LINE, "(38,232 − 0) ÷ 12 ÷ 3 = 1,062.00 ≤ 1,062"),
        ("38232.36", TO_THE_LINE, "(38,232.36 − 0) ÷ 12 ÷ 3 = 1,062.01; 1,062 < 1,062.01 ≤ 2,124"),
        ("76464", RUSHAN, "(76,464 − 0) ÷ 12 ÷ 3 = 2,124.00 ≥ 2,124"),
        ("90000", TO_THE_LINE, "(90,000 − 0) ÷ 12 ÷ 3 = 2,500.00 > 2,124"),
        ("0", RUSHAN, "(0 − 0) ÷ 12 ÷ 3 = 0.00 < 1,062"),
    ],
)
def test_the_sentence_that_is_read_out(net, standard, arithmetic):
    assert judge(living_on(net), standard).arithmetic == arithmetic


def test_a_rounded_figure_never_decides_and_the_sentence_never_says_1062_is_less_than_1062():
    verdict = judge(living_on("38231.99"), RUSHAN)
    assert verdict.category == "deep"
    assert str(verdict.net_month) == "1062.00"
    assert verdict.arithmetic == "(38,231.99 − 0) ÷ 12 ÷ 3 = 1,061.9997 < 1,062"
    assert judge(living_on("76463.99"), RUSHAN).arithmetic.endswith("1,062 ≤ 2,123.9997 < 2,124")


def test_a_line_with_cents_and_seven_persons_is_compared_exactly():
    standard = Standard(line=Decimal("1001.01"))
    assert judge(living_on("84084.83", size=7), standard).category == "deep"
    assert judge(living_on("84084.84", size=7), standard).category == "relative"


def test_whoever_has_nothing_at_all():
    verdict = judge(Situation((WORKER,)), RUSHAN)
    assert verdict.category == "deep"
    assert (verdict.income_year, verdict.expense_year, verdict.ledger) == (0, 0, ())


# Exclusions


@pytest.mark.parametrize("code", [entry.code for entry in EXCLUSIONS.entries])
def test_each_exclusion_keeps_the_poorest_out_unless_it_is_excused(code):
    barred = judge(replace(FAMILY, exclusions=(Exclusion(code),)), RUSHAN)
    assert not barred.eligible
    assert not barred.undecided
    assert codes(barred) == ["excluded"]
    assert barred.arithmetic == "(33,600 − 16,600) ÷ 12 ÷ 3 = 472.22 < 1,062"
    assert [found.code for found in barred.exclusions] == [code]

    granted = Exclusion(code, "a van for the wheelchair", "card of disability seen")
    excused = judge(replace(FAMILY, exclusions=(granted,)), RUSHAN)
    assert excused.category == "deep"
    assert codes(excused) == ["deep", "excused"]
    assert excused.exclusions == (granted,)

    not_in_force = replace(RUSHAN, exclusions=RUSHAN.exclusions - {code})
    elsewhere = judge(replace(FAMILY, exclusions=(Exclusion(code),)), not_in_force)
    assert elsewhere.category == "deep"
    assert elsewhere.exclusions == ()


def test_one_exception_does_not_excuse_another_exclusion():
    found = (Exclusion("vehicle", "driven as an employee"), Exclusion("company"), Exclusion("dwellings", " "))
    verdict = judge(replace(FAMILY, exclusions=found), RUSHAN)
    assert not verdict.eligible
    assert [sentence for _code, sentence in verdict.reasons] == [
        "No file: Controls a company, owns shop premises or employs others. Only an exception with its proof changes that.",
        "No file: Two dwellings or more, above the local area a head. Only an exception with its proof changes that.",
        "Owns or uses a motor vehicle: excused, as driven as an employee.",
    ]


def test_a_car_says_no_even_before_the_incomes_are_known():
    verdict = judge(Situation((WORKER,), None, exclusions=(Exclusion("vehicle"),)), RUSHAN)
    assert codes(verdict) == ["excluded"]
    assert not verdict.undecided


def test_the_old_rule_on_births_is_not_shipped():
    assert {entry.code for entry in EXCLUSIONS.entries} == {
        *("dwellings", "vehicle", "schooling", "company", "hiding", "refuses_work")
    }


# Set C beside its figures


@pytest.mark.parametrize(
    ("accident", "category", "reason"),
    [
        (Accident(cost=Decimal("48000.01")), "accident", "accident_share"),
        (Accident(cost=Decimal(48_000)), "", "accident_small"),
        (
            Accident(cost=Decimal(40_000), loss=Decimal(30_000), compensation=Decimal(20_000)),
            "accident",
            "accident_share",
        ),
        (Accident(cost=Decimal(60_000), compensation=Decimal(12_000)), "", "accident_small"),
        (Accident(cost=Decimal(60_000), compensation=Decimal(70_000)), "", "accident_compensated"),
        (Accident(loss=Decimal(20_000), kind="disaster"), "accident", "accident_kind"),
        (Accident(loss=Decimal(20_000), kind="safety"), "accident", "accident_kind"),
        (Accident(loss=Decimal(20_000), kind="epidemic"), "accident", "accident_kind"),
        (Accident(loss=Decimal(20_000), kind="burglary"), "", "accident_small"),
        (Accident(loss=Decimal(20_000), compensation=Decimal(20_000), kind="disaster"), "", "accident_compensated"),
    ],
)
def test_an_accident_is_measured_by_what_the_family_bears(accident, category, reason):
    verdict = judge(living_on(60_000, accident=accident), QINGDAO)
    assert verdict.category == category
    assert reason in codes(verdict)
    assert ("temporary_aid" in codes(verdict)) is not verdict.eligible


def test_exactly_the_share_is_not_above_it():
    verdict = judge(living_on(60_000, accident=Accident(cost=Decimal(48_000))), QINGDAO)
    assert verdict.arithmetic.endswith("48,000 ÷ 60,000 = 80.0% ≤ 80%")
    hair = judge(living_on(60_000, accident=Accident(cost=Decimal("48000.01"))), QINGDAO)
    assert hair.arithmetic.endswith("48,000.01 ÷ 60,000 = 80.00002% > 80%")


def test_a_city_may_want_the_share_of_disasters_too():
    flood = Accident(loss=Decimal(20_000), kind="disaster")
    assert not judge(living_on(60_000, accident=flood), replace(QINGDAO, accident_kinds=frozenset())).eligible


def test_the_poor_stay_poor_whatever_accident_they_have():
    assert judge(living_on(6_000, accident=Accident(cost=Decimal(50_000))), QINGDAO).category == "deep"


def test_an_allowance_family_with_rigid_costs_is_among_the_deepest_up_to_the_upper_limit():
    at = {"allowance": True}
    assert judge(living_on(50_000, 1000, **at), RUSHAN).category == "deep"
    assert codes(judge(living_on(50_000, 1000, **at), RUSHAN)) == ["deep_by_allowance"]
    assert judge(living_on(50_000, **at), RUSHAN).category == "relative"
    assert judge(living_on(90_000, 1000, **at), RUSHAN).category == ""


def test_whoever_has_too_much_for_a_file_and_is_ill_is_shown_to_temporary_aid():
    assert codes(judge(living_on(90_000, 1000), RUSHAN)) == ["above", "temporary_aid"]
    assert codes(judge(living_on(90_000), RUSHAN)) == ["above"]


@pytest.mark.parametrize(
    ("facts", "standard", "eligible", "reasons"),
    [
        ({"months_employed": 12}, RUSHAN, True, ["deep", "migrant"]),
        ({"months_employed": None}, RUSHAN, True, ["deep", "migrant", "migrant_unproved"]),
        ({"months_employed": 11}, RUSHAN, False, ["migrant_too_short", "migrant"]),
        ({"months_employed": 30, "member": False}, RUSHAN, False, ["migrant_not_member", "migrant"]),
        ({"months_employed": 3, "member": False}, OF_2006, True, ["without_allowance"]),
    ],
)
def test_a_migrant_worker_is_a_member_of_a_years_standing(facts, standard, eligible, reasons):
    verdict = judge(living_on(20_000, migrant=True, **facts), standard)
    assert verdict.eligible is eligible
    assert codes(verdict) == reasons


def test_a_worker_of_the_city_need_not_be_a_member():
    assert judge(living_on(20_000, member=False, months_employed=1), RUSHAN).category == "deep"
