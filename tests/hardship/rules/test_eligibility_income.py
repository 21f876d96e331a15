"""Who is counted in a family, what is counted as its income, and what cannot be entered."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hardship.rules.eligibility import (
    Accident,
    EarlierAid,
    Exclusion,
    Expense,
    FamilyPerson,
    Income,
    Situation,
    Standard,
    judge,
)
from tests.hardship.rules.families import DAUGHTER, FAMILY, IDLE_WIFE, RUSHAN, WAGES, WIFE, WORKER, codes, living_on

pytestmark = pytest.mark.usefixtures("in_english")


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
