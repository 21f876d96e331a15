"""Whether and why a household is in hardship: the worked examples of domain.md 9.1 and everything beside them."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hardship.rules.code_lists import CATEGORIES, EXCLUSIONS
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
    differs,
    due_for_reexamination,
    judge,
)

RUSHAN = Standard(line=Decimal(1062), minimum_wage=Decimal(2010))
TO_THE_LINE = replace(RUSHAN, inclusive=True)
QINGDAO = Standard(line=Decimal(500))
OF_2016 = replace(RUSHAN, rule_set="B")
OF_2006 = replace(RUSHAN, rule_set="A")

WORKER, WIFE, DAUGHTER = FamilyPerson("林建国"), FamilyPerson("陈秀兰"), FamilyPerson("林雨桐")
WAGES = Income("林建国", "wages", monthly=Decimal(2800))
ILLNESS = Expense("陈秀兰", "medical", Decimal(86420), Decimal(76820))
FEES = Expense("林雨桐", "education", Decimal(7000))
FAMILY = Situation((WORKER, WIFE, DAUGHTER), (WAGES,), (ILLNESS, FEES))
IDLE_WIFE = replace(WIFE, able_bodied_idle=True)


@pytest.fixture(autouse=True, scope="module")
def _in_english():
    with translation.override("en"):
        yield


def living_on(income, rigid=0, *, size=3, **facts):
    """A family of `size` with one income and one rigid expense of the year, in 元."""
    expenses = (Expense("", "medical", Decimal(rigid)),) if rigid else ()
    return Situation((), (Income("", "other", Decimal(income)),), expenses, stated_size=size, **facts)


def codes(verdict):
    return [code for code, sentence in verdict.reasons]


# The worked examples


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
        ("-", "林雨桐: Schooling", "", "7000"),
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


# Income and family


def test_only_those_who_count_count_with_what_they_earn_and_what_they_cost():
    grandfather = FamilyPerson("林德昌", counted=False, why_not="lives in another household")
    verdict = judge(
        replace(
            FAMILY,
            persons=(*FAMILY.persons, grandfather),
            incomes=(WAGES, Income("林德昌", "transfer", monthly=Decimal(1920))),
            expenses=(*FAMILY.expenses, Expense("林德昌", "medical", Decimal(9000))),
        ),
        RUSHAN,
    )
    assert verdict.arithmetic == "(33,600 − 16,600) ÷ 12 ÷ 3 = 472.22 < 1,062"
    assert [sentence for code, sentence in verdict.reasons if code == "not_counted"] == [
        "林德昌 is not counted: lives in another household."
    ]


def test_leaving_somebody_out_without_saying_why_is_remarked():
    verdict = judge(replace(FAMILY, persons=(WORKER, WIFE, replace(DAUGHTER, counted=False))), RUSHAN)
    assert verdict.size == 2
    assert "not_counted_unsaid" in codes(verdict)


def test_lines_of_somebody_outside_the_family_table_are_counted_and_remarked():
    verdict = judge(replace(FAMILY, incomes=(WAGES, Income("林小宝", "wages", Decimal(1000)))), RUSHAN)
    assert verdict.income_year == 34_600
    assert codes(verdict)[1] == "stranger"
    assert "林小宝" in verdict.reasons[1].sentence


def test_two_of_one_name_are_told_apart_by_their_keys():
    with pytest.raises(ValueError, match="give each a key"):
        Situation((WORKER, WORKER))
    persons = (replace(WORKER, key="1"), replace(WORKER, key="2", counted=False))
    incomes = (Income("1", "wages", Decimal(100)), Income("2", "wages", Decimal(900)))
    verdict = judge(Situation(persons, incomes), RUSHAN)
    assert (verdict.size, verdict.income_year) == (1, 100)
    assert verdict.ledger[0].label == "林建国: Wages and salaries"


@pytest.mark.parametrize(
    ("line", "amount", "detail"),
    [
        (Income("", "wages", monthly=Decimal("2180.50")), "26166.00", "2,180.50 × 12"),
        (Income("", "wages", monthly=Decimal(1350), months=7), "9450", "1,350.00 × 7"),
        (Income("", "wages", Decimal(9450), months=7, monthly=Decimal(1350)), "9450", "1,350.00 × 7"),
        (Income("", "transfer", Decimal(1200)), "1200", ""),
        (Income("", "wages", monthly=Decimal(1350), months=0), "0", "1,350.00 × 0"),
    ],
)
def test_an_income_by_the_month_or_by_the_year(line, amount, detail):
    (row,) = judge(Situation((WORKER,), (line,)), RUSHAN).ledger
    assert (row.amount, row.detail) == (Decimal(amount), detail)


def test_where_month_and_year_disagree_the_year_counts_and_somebody_is_told():
    bonus = Income("林建国", "wages", Decimal(36_000), months=12, monthly=Decimal(2800))
    verdict = judge(replace(FAMILY, incomes=(bonus,)), RUSHAN)
    assert verdict.income_year == 36_000
    assert verdict.ledger[0].detail == ""
    assert verdict.reasons[1].sentence == (
        "林建国: by the month it makes 33,600 元, but 36,000 元 are entered for the year and counted."
    )


def test_earlier_aid_is_income_and_festival_comfort_is_not():
    given_before = tuple(
        EarlierAid(kind, Decimal(1000)) for kind in ("living", "school", "medical", "warmth", "goods", "funeral")
    )
    verdict = judge(living_on(36_000, earlier_aid=given_before), RUSHAN)
    assert verdict.category == "relative"
    assert verdict.income_year == 39_000
    assert [row.detail for row in verdict.ledger[1:]] == ["living aid", "school aid", "medical aid"]
    assert verdict.ledger[1].label == "Aid from the union"


def test_what_others_paid_cannot_be_more_than_the_bill():
    assert Expense("", "medical", Decimal(100), Decimal(100)).net == 0
    with pytest.raises(ValueError, match="more than the bill"):
        Expense("", "medical", Decimal(100), Decimal("100.01"))


@pytest.mark.parametrize(
    "slip",
    [
        lambda: Income("", "wages", Decimal(-1)),
        lambda: Income("", "wages", 2800.5),
        lambda: Income("", "wages", True),
        lambda: Income("", "wages", Decimal("NaN")),
        lambda: Income("", "wages"),
        lambda: Income("", "wages", monthly=Decimal(1), months=13),
        lambda: Income("", "lottery", Decimal(1)),
        lambda: Expense("", "travel", Decimal(1)),
        lambda: Expense("", "medical", Decimal(1), Decimal(-1)),
        lambda: EarlierAid("bonus", Decimal(1)),
        lambda: Exclusion("birth_control"),
        lambda: Accident(cost=Decimal(-1)),
        lambda: Situation((WORKER,), causes=frozenset({"bad luck"})),
        lambda: Standard(line=Decimal(0)),
        lambda: Standard(line=Decimal(1), rule_set="D"),
        lambda: Standard(line=Decimal(1), relative_multiple=Decimal("0.5")),
        lambda: Standard(line=Decimal(1), minimum_wage=Decimal(-1)),
        lambda: Standard(line=Decimal(1), exclusions=frozenset({"birth_control"})),
    ],
)
def test_what_cannot_be_is_refused(slip):
    with pytest.raises(ValueError, match=r"\w"):
        slip()


def test_a_file_without_its_facts_is_not_judged_rather_than_called_poor():
    nobody = judge(Situation((replace(WORKER, counted=False),)), RUSHAN)
    unasked = judge(Situation((WORKER,), None), RUSHAN)
    assert nobody.undecided
    assert unasked.undecided
    assert (nobody.category, unasked.category) == ("", "")
    assert codes(nobody)[0] == "nobody_counted"
    assert codes(unasked) == ["incomes_unknown"]
    assert (unasked.arithmetic, str(unasked.net_month), str(nobody.gross_month)) == ("", "0.00", "0.00")
    assert not judge(living_on(500_000), RUSHAN).undecided


# Wages counted for the idle


@pytest.mark.parametrize(
    ("wife", "standard", "income", "reason"),
    [
        (IDLE_WIFE, RUSHAN, 57_720, "imputed"),
        (replace(IDLE_WIFE, idle_proof="registered as unemployed"), RUSHAN, 33_600, "idle_proved"),
        (replace(IDLE_WIFE, idle_proof="  "), RUSHAN, 57_720, "imputed"),
        (IDLE_WIFE, replace(RUSHAN, minimum_wage=None), 33_600, "wage_unset"),
        (IDLE_WIFE, replace(RUSHAN, impute=False), 33_600, None),
        (replace(IDLE_WIFE, counted=False, why_not="in prison"), RUSHAN, 33_600, "not_counted"),
        (WIFE, RUSHAN, 33_600, None),
    ],
)
def test_the_minimum_wage_is_counted_for_whoever_could_work(wife, standard, income, reason):
    verdict = judge(replace(FAMILY, persons=(WORKER, wife, DAUGHTER)), standard)
    assert verdict.income_year == income
    assert codes(verdict)[1:] == ([reason] if reason else [])


def test_what_an_idle_person_earns_is_filled_up_to_the_minimum_wage():
    odd_jobs = Income("陈秀兰", "wages", Decimal(5000))
    interest = Income("陈秀兰", "property", Decimal(300))
    verdict = judge(
        Situation((WORKER, IDLE_WIFE, DAUGHTER), (WAGES, odd_jobs, interest)),
        RUSHAN,
    )
    assert verdict.income_year == 33_600 + 24_120 + 300
    assert verdict.ledger[3].detail == "2,010.00 × 12 less 5,000.00 earned"
    enough = Income("陈秀兰", "wages", Decimal(24_120))
    assert len(judge(Situation((WORKER, IDLE_WIFE), (WAGES, enough)), RUSHAN).ledger) == 2


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


# Set B, 2015/16


@pytest.mark.parametrize(
    ("situation", "category", "reasons"),
    [
        (living_on("38231.99"), "low_income", ["low_income"]),
        (living_on("38231.99", months_below=6), "low_income", ["low_income"]),
        (living_on("38231.99", months_below=5), "", ["too_short", "no_special_cause", "city_list"]),
        (living_on("38231.99", months_below=5, allowance=True), "low_income", ["low_income"]),
        (living_on("38231.99", months_below=5, single_parent=True), "low_income_edge", ["edge"]),
        (living_on("38232"), "", ["no_special_cause", "city_list"]),
        (living_on("38232", single_parent=True), "low_income_edge", ["edge"]),
        (living_on("57348", "19116"), "low_income_edge", ["edge"]),
        (living_on("57348", "19115.99"), "", ["cause_small", "city_list"]),
        (living_on("57348.01", "50000"), "", ["income_above", "city_list"]),
        (living_on("76464"), "", ["income_above", "city_list"]),
        (living_on("76464.01"), "", ["income_above"]),
        (living_on("114696", accident=Accident(loss=Decimal(76_464))), "accident", ["accident_left", "income_above"]),
        (
            living_on("114696", accident=Accident(loss=Decimal("76463.99"))),
            "",
            ["income_above", "accident_leaves_enough"],
        ),
        (
            living_on("114697", savings=Decimal(1000), accident=Accident(loss=Decimal(77_465))),
            "accident",
            ["accident_left_savings", "income_above"],
        ),
        (
            living_on("114697", savings=Decimal(1001), accident=Accident(loss=Decimal(77_465))),
            "",
            ["income_above", "accident_leaves_enough"],
        ),
    ],
)
def test_the_rules_of_2016(situation, category, reasons):
    verdict = judge(situation, OF_2016)
    assert verdict.category == category
    assert codes(verdict)[: len(reasons)] == reasons


def test_a_stated_cause_without_a_bill_is_a_special_cause_as_well():
    ill = living_on("38232", causes=frozenset({"family_illness"}))
    assert judge(ill, OF_2016).category == "low_income_edge"
    assert judge(replace(ill, causes=frozenset({"laid_off"})), OF_2016).category == ""


def test_the_rules_of_2016_are_read_out_too():
    assert judge(living_on(33_600), OF_2016).arithmetic == "33,600 ÷ 12 ÷ 3 = 933.33 < 1,062"
    assert judge(living_on(48_000, 16_600), OF_2016).arithmetic == (
        "48,000 ÷ 12 ÷ 3 = 1,333.33; 1,062 ≤ 1,333.33 ≤ 1,593; (48,000 − 16,600) ÷ 12 ÷ 3 = 872.22 ≤ 1,062"
    )
    fire = living_on(120_000, savings=Decimal(5000), accident=Accident(loss=Decimal(90_000)))
    assert judge(fire, OF_2016).arithmetic == (
        "120,000 ÷ 12 ÷ 3 = 3,333.33 > 1,593; (120,000 + 5,000 − 90,000) ÷ 12 ÷ 3 = 972.22 ≤ 1,062"
    )
    assert judge(living_on(33_600), OF_2016).distance == Decimal("128.67")


# Set A, 2006


@pytest.mark.parametrize(
    ("situation", "category"),
    [
        (living_on("38231.99"), "no_allowance"),
        (living_on("38231.99", allowance=True), "allowance"),
        (living_on("38232", allowance=True), "allowance"),
        (living_on("38232"), ""),
        (living_on("38232", causes=frozenset({"laid_off"})), "above_allowance"),
        (living_on("57348", causes=frozenset({"schooling"})), "above_allowance"),
        (living_on("57348.01", causes=frozenset({"schooling"})), ""),
        (living_on("57348", accident=Accident(loss=Decimal(1))), "above_allowance"),
        (living_on("57348", accident=Accident(loss=Decimal(1), compensation=Decimal(1))), ""),
        (living_on("57348", causes=frozenset({"unable"})), ""),
        (living_on("400000", causes=frozenset({"natural_disaster"})), "above_allowance"),
        (living_on("400000", accident=Accident(loss=Decimal(1), kind="disaster")), "above_allowance"),
        (living_on("400000", accident=Accident(loss=Decimal(1), kind="safety")), ""),
        (living_on("38232.01", allowance=True), ""),
    ],
)
def test_the_rules_of_2006(situation, category):
    assert judge(situation, OF_2006).category == category


def test_the_old_rules_look_at_the_income_before_expenses():
    verdict = judge(living_on(60_000, 59_000), OF_2006)
    assert verdict.category == ""
    assert verdict.arithmetic == "60,000 ÷ 12 ÷ 3 = 1,666.67 > 1,593"
    assert verdict.measured == verdict.gross_month
    assert judge(living_on("38232"), replace(OF_2006, inclusive=True)).category == "no_allowance"
    assert judge(living_on(45_000, causes=frozenset({"laid_off"})), OF_2006).arithmetic == (
        "45,000 ÷ 12 ÷ 3 = 1,250.00; 1,062 ≤ 1,250.00 ≤ 1,593"
    )
    twenty_per_cent = replace(OF_2006, slightly_above=Decimal("0.2"))
    assert judge(living_on("45879", causes=frozenset({"laid_off"})), twenty_per_cent).category == ""


# What was stated, and a new line


@pytest.mark.parametrize(
    ("stated", "situation", "standard", "remark"),
    [
        ("deep", FAMILY, RUSHAN, None),
        ("relative", FAMILY, RUSHAN, "stated_otherwise"),
        ("", FAMILY, RUSHAN, "found_not_stated"),
        ("deep", living_on(90_000), RUSHAN, "stated_not_eligible"),
        ("", living_on(90_000), RUSHAN, None),
        ("relative", Situation((WORKER,), None), RUSHAN, None),
        # words of another era
        ("low_income", FAMILY, RUSHAN, None),
        ("no_allowance", FAMILY, RUSHAN, None),
        ("special", FAMILY, RUSHAN, None),
        ("low_income_edge", FAMILY, RUSHAN, "stated_otherwise"),
        ("special", living_on(30_000), OF_2016, None),
        ("general", living_on(30_000), OF_2016, "stated_otherwise"),
        # of the same era every word is its own
        ("allowance", living_on(30_000), OF_2006, "stated_otherwise"),
    ],
)
def test_a_difference_from_what_was_stated_is_a_remark(stated, situation, standard, remark):
    found = differs(stated, judge(situation, standard))
    assert (found and found.code) == remark


def test_the_remark_says_both_and_why():
    remark = differs("relative", judge(FAMILY, RUSHAN))
    assert remark.sentence == (
        "Stated as Relative hardship, while the rules find Deep hardship: (33,600 − 16,600) ÷ 12 ÷ 3 = 472.22 < 1,062"
    )


@pytest.mark.parametrize(
    ("category", "line", "reason"),
    [
        ("relative", 1062, None),
        ("relative", 1200, "new_line_other"),
        ("relative", 500, "new_line_none"),
        ("low_income_edge", 1062, None),
        ("low_income_edge", 1200, "new_line_other"),
    ],
)
def test_a_new_line_puts_a_file_on_the_list_and_changes_nothing(category, line, reason):
    verdict = judge(living_on(40_000), Standard(line=Decimal(line)))
    due = due_for_reexamination(category, verdict)
    assert (due and due.code) == reason


def test_a_file_without_facts_is_due_under_a_new_line():
    assert due_for_reexamination("deep", judge(Situation((WORKER,), None), RUSHAN)).code == "new_line_unknown"


def test_every_category_that_rules_find_or_rosters_state_has_its_place_among_the_eras():
    for entry in CATEGORIES.entries:
        assert differs(entry.code, judge(Situation((WORKER,), None), RUSHAN)) is None
        remark = differs(entry.code, judge(living_on(900_000), RUSHAN))
        assert str(entry.title) in remark.sentence


# For ever and for everybody

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
