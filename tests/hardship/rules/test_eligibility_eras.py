"""The rules of 2016 and 2006, words of other eras, and a new year's line."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hardship.rules.code_lists import CATEGORIES
from hardship.rules.eligibility import Accident, Exclusion, Situation, Standard, differs, due_for_reexamination, judge
from tests.hardship.rules.families import FAMILY, OF_2006, OF_2016, RUSHAN, TO_THE_LINE, WORKER, codes, living_on

pytestmark = pytest.mark.usefixtures("in_english")


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


# 2006


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


# The scale beside the verdict


@pytest.mark.parametrize(
    ("situation", "standard", "limit", "distance"),
    [
        (living_on(33_600), RUSHAN, 1062, "128.67"),
        (living_on("38232"), RUSHAN, 2124, "1062.00"),
        (living_on("38232"), TO_THE_LINE, 1062, "0.00"),
        (living_on("76464"), RUSHAN, 2124, "0.00"),
        (living_on(90_000), RUSHAN, 2124, "-376.00"),
        (living_on(50_000, 1000, allowance=True), RUSHAN, 2124, "762.89"),
        (living_on(48_000, 16_600), OF_2016, 1593, "259.67"),
        (living_on(30_000, allowance=True), OF_2006, 1062, "228.67"),
        (living_on(33_600, exclusions=(Exclusion("vehicle"),)), RUSHAN, 1062, "128.67"),
    ],
)
def test_how_far_it_is_to_the_limit_above(situation, standard, limit, distance):
    verdict = judge(situation, standard)
    assert verdict.line == 1062
    assert (verdict.limit, str(verdict.distance)) == (limit, distance)


def test_every_multiple_and_share_is_the_citys_own():
    cities = {
        "C": Standard(line=Decimal(1000), relative_multiple=Decimal("1.5")),
        "B": Standard(line=Decimal(1000), rule_set="B", edge_multiple=Decimal(2)),
        "A": Standard(line=Decimal(1000), rule_set="A", slightly_above=Decimal("0.2")),
    }
    assert {rules: [limit for _category, limit in city.limits] for rules, city in cities.items()} == {
        "C": [1000, 1500],
        "B": [1000, 2000],
        "A": [1000, 1200],
    }
    assert judge(living_on(54_000), cities["C"]).category == ""
    assert judge(living_on(54_000, 18_000), cities["B"]).category == "low_income_edge"
    crash = living_on(60_000, accident=Accident(cost=Decimal(36_000)))
    assert judge(crash, replace(cities["C"], accident_share=Decimal("0.5"))).category == "accident"
    assert judge(crash, replace(cities["C"], accident_share=Decimal("0.6"))).category == ""
