"""What a form must say, what contradicts itself, what is only odd."""

from datetime import date
from decimal import Decimal

from hardship.rules.file_form import contradictions, family_size, income_of_lines, missing, remarks
from hardship.rules.form_situation import situation_of

TODAY = date(2025, 11, 20)


def codes(reasons):
    return {reason.field: reason.code for reason in reasons}


def test_a_married_single_parent_is_odd_and_nothing_more():
    values = {"single_parent": True, "marital": "married"}
    assert codes(remarks(values, TODAY)) == {"single_parent": "single_parent.married"}
    assert not codes(contradictions(values))


def test_who_began_to_work_as_a_child_or_a_short_contract_is_odd():
    values = {
        "birthday": date(1990, 5, 1),
        "work_start": date(2006, 4, 30),
        "migrant": True,
        "contract_start": date(2024, 11, 21),
    }
    assert codes(remarks(values, TODAY)) == {"work_start": "work_start.young", "contract_start": "contract.short"}
    values |= {"work_start": date(2006, 5, 1), "contract_start": date(2024, 11, 20)}
    assert not codes(remarks(values, TODAY))


def test_the_year_before_a_leap_day_is_no_error():
    values = {"migrant": True, "contract_start": date(2023, 3, 1)}
    assert codes(remarks(values, date(2024, 2, 29))) == {"contract_start": "contract.short"}


def test_a_school_that_is_over_is_odd():
    family = [{"ref": "a", "name": "李雨桐", "relation": "daughter", "school_from": 2020, "school_years": 4}]
    assert codes(remarks({"family": family}, TODAY)) == {"family-0-school_from": "school.over"}
    family[0]["school_years"] = 5
    assert not codes(remarks({"family": family}, TODAY))


def test_a_size_that_a_roster_stated_counts_until_the_family_is_entered():
    values = {"name": "林秀珍", "stated_size": 4}
    assert family_size(values) == 4
    assert situation_of(values, on=TODAY).size == 4
    assert codes(remarks(values, TODAY)) == {"family": "family.not_entered"}
    values["family"] = [{"ref": "a", "name": "陈国强", "relation": "husband", "counted": True}]
    assert family_size(values) == situation_of(values, on=TODAY).size == 2


def test_who_is_not_counted_brings_no_income():
    family = [{"ref": "a", "name": "李", "relation": "son", "counted": False, "why_not_counted": "服役"}]
    lines = [{"who": "a", "kind": "wages", "monthly": Decimal(100)}, {"who": "", "kind": "aid", "amount": Decimal(7)}]
    assert income_of_lines({"family": family, "incomes": lines}) == Decimal(7)


def test_the_card_of_disability_says_kind_and_grade():
    values = {"disability_no": "21020019740316164143", "disability_kind": "4", "disability_grade": "2"}
    assert codes(contradictions(values)) == {"disability_no": "disability_no.other"}
    assert not codes(contradictions(values | {"disability_grade": "3"}))


def test_a_known_person_needs_no_number_again():
    assert "number" in codes(missing({}))
    assert "number" not in codes(missing({"known_number": "210200197403161641"}))


def test_half_written_lines_are_left_out_of_the_situation():
    values = {
        "incomes": [{"who": "", "kind": "wages"}, {"who": "", "kind": "", "amount": Decimal(5)}],
        "expenses": [{"kind": "medical", "gross": Decimal(1), "reimbursed": Decimal(2)}, {"kind": "medical"}],
    }
    situation = situation_of(values, on=TODAY)
    assert situation.incomes is None
    assert situation.expenses == ()
    assert situation_of(values | {"income_year": Decimal(0)}, on=TODAY).incomes[0].amount == 0


def test_months_of_a_contract_are_whole_ones():
    assert situation_of({"contract_start": date(2024, 11, 21)}, on=TODAY).months_employed == 11
    assert situation_of({"contract_start": date(2024, 11, 20)}, on=TODAY).months_employed == 12


def test_nobody_is_employed_before_birth_and_a_child_at_work_is_odd():
    soldier = {"ref": "a", "name": "李勇", "relation": "son", "birthday": date(2003, 4, 2)}
    values = {"birthday": date(1974, 3, 16), "contract_start": date(1974, 3, 16), "family": [soldier]}
    soldier["contract_start"] = date(2003, 4, 1)
    assert codes(contradictions(values)) == {
        "contract_start": "contract.unborn",
        "family-0-contract_start": "contract.unborn",
    }
    values["contract_start"], soldier["contract_start"] = None, date(2019, 4, 1)
    assert not codes(contradictions(values))
    assert codes(remarks(values, TODAY)) == {"family-0-contract_start": "contract.young"}
    soldier["contract_start"] = date(2019, 4, 2)
    assert not codes(remarks(values, TODAY))


def test_a_student_with_an_income_is_odd():
    daughter = {
        "ref": "a",
        "name": "李雨桐",
        "relation": "daughter",
        "occupation": "college",
        "income_month": Decimal(0),
    }
    assert not codes(remarks({"family": [daughter]}, TODAY))
    daughter["income_month"] = Decimal(800)
    assert codes(remarks({"family": [daughter]}, TODAY)) == {"family-0-income_month": "student.income"}


def test_whoever_is_at_work_by_either_word_makes_the_family_one_with_work():
    wife = {"ref": "a", "name": "孙玉芬", "relation": "wife", "work_status": "employed"}
    values = {"zero_employment": True, "family": [wife]}
    assert codes(contradictions(values)) == {"family-0-work_status": "zero_employment.works"}
    wife["counted"], wife["why_not_counted"] = False, "分户"
    assert not codes(contradictions(values))


def test_an_expense_outside_the_twelve_months_is_odd_and_one_that_runs_backwards_is_refused():
    bill = {"kind": "medical", "gross": Decimal(100)}
    values = {"expenses": [bill]}
    for first, last, field in [
        (date(2024, 10, 1), date(2024, 11, 19), "expenses-0-period_to"),
        (date(2025, 11, 21), None, "expenses-0-period_from"),
    ]:
        bill |= {"period_from": first, "period_to": last}
        assert codes(remarks(values, TODAY)) == {field: "expense.period"}
        assert not codes(contradictions(values))
    for first, last in [(date(2024, 10, 1), date(2024, 11, 20)), (None, None), (TODAY, TODAY)]:
        bill |= {"period_from": first, "period_to": last}
        assert not codes(remarks(values, TODAY))
    bill |= {"period_from": date(2025, 6, 2), "period_to": date(2025, 6, 1)}
    assert codes(contradictions(values)) == {"expenses-0-period_to": "expense.order"}


def test_a_day_of_being_helped_without_the_yes_is_odd():
    values = {"relief_target_on": date(2017, 5, 1), "relief_target": False}
    assert codes(remarks(values, TODAY)) == {"relief_target_on": "relief_target.day"}
    assert not codes(remarks(values | {"relief_target": True}, TODAY))


def test_what_an_accident_took_counts_beside_what_it_cost():
    values = {
        "accident_cost": Decimal(20_000),
        "accident_loss": Decimal(35_000),
        "accident_compensated": Decimal(5_000),
    }
    assert situation_of(values, on=TODAY).accident.burden == Decimal(50_000)
    assert situation_of({"accident_loss": Decimal(1)}, on=TODAY).accident.loss == 1
    assert situation_of({}, on=TODAY).accident is None
