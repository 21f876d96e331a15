"""A verdict is kept with its assessment; what was stated stays beside it; a new line changes nothing by itself."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.models import Assessment, ExpenseLine, FileForm, HouseholdMember, IncomeLine
from hardship.operations.form_verdict import rules_of
from hardship.operations.verdicts import (
    assess,
    judge_assessment,
    remark_on,
    standard_on,
    to_reexamine,
    verdict_on,
)
from hardship.rules.eligibility import Accident, judge
from office.refusal import Refusal
from tests.hardship.rules.families import living_on
from tests.people import make_household, make_line, make_list, make_person

from .lives import BEGAN, applicant, assess_anew, set_line


@pytest.fixture
def family(office):
    """The worked example of domain.md 9.1: 2,800 元 a month, an ill wife without income, a daughter at university."""
    file = make_household(office.north, "林秀珍", state="draft", opened_on=None)
    wife, daughter = (make_person(office.north, name) for name in ("李芳", "林小燕"))
    for person, relation in ((wife, "wife"), (daughter, "daughter")):
        HouseholdMember.objects.create(household=file, person=person, relation=relation)
    assessment = Assessment.objects.create(household=file, assessed_on=BEGAN, cause="family_illness")
    IncomeLine.objects.create(
        assessment=assessment, person=file.head, kind="wages", monthly=Decimal(2800), months=12, amount=Decimal(33600)
    )
    ExpenseLine.objects.create(
        assessment=assessment, person=wife, kind="medical", gross=Decimal(20000), reimbursed=Decimal(10400)
    )
    ExpenseLine.objects.create(assessment=assessment, person=daughter, kind="education", gross=Decimal(7000))
    return assessment


def judged(assessment, by=None):
    return judge_assessment(assessment, by=by)


def test_the_verdict_of_the_records_is_that_of_the_worked_example(office, family):
    set_line(office)
    verdict = judged(family, office.clerk_north)
    assert (verdict.category, verdict.arithmetic) == ("deep", "(33,600 − 16,600) ÷ 12 ÷ 3 = 472.22 < 1,062")
    assert (family.category, family.rule_set, family.confirmed) == ("deep", "C", False)
    assert (family.family_size, family.income_year) == (3, Decimal("33600.00"))
    assert family.per_capita_stated == Decimal("472.22")
    assert family.verdict["standard"]["line"] == "1062.00"
    assert verdict_on(family) == verdict
    latest = family.history.first()
    assert (latest.history_user, latest.history_change_reason) == (office.clerk_north, "judged")


def test_an_idle_wife_is_counted_with_the_minimum_wage(office, family):
    set_line(office, minimum_wage=Decimal(2010))
    family.household.members.filter(relation="wife").update(able_idle=True)
    verdict = judged(family)
    assert verdict.category == "relative"
    assert verdict.arithmetic.startswith("(57,720 − 16,600) ÷ 12 ÷ 3 = 1,142.22")


FIRE, LAID_OFF = Accident(loss=Decimal(36_000)), frozenset({"laid_off"})


@pytest.mark.parametrize(
    ("own", "living", "category"),
    [
        # Three people under a line of 1,000 元 a month: 36,000 元 a year.
        ({"relative_multiple": "1.50"}, living_on("53999.99"), "relative"),
        ({"relative_multiple": "1.50"}, living_on("54000"), ""),
        ({"relative_multiple": "1.50", "inclusive": True}, living_on("54000"), "relative"),
        ({"rule_set": "B", "edge_multiple": "1.20"}, living_on("43200", "7200"), "low_income_edge"),
        ({"rule_set": "B", "edge_multiple": "1.20"}, living_on("43200.01", "7201"), ""),
        (
            {"rule_set": "B", "accident_multiple": "2.00"},
            living_on("72000", accident=FIRE, savings=Decimal(1)),
            "accident",
        ),
        ({"rule_set": "B", "accident_multiple": "1.99"}, living_on("72000", accident=FIRE, savings=Decimal(1)), ""),
        ({"rule_set": "A", "slightly_above": "0.20"}, living_on("43200", causes=LAID_OFF), "above_allowance"),
        ({"rule_set": "A", "slightly_above": "0.20"}, living_on("43200.01", causes=LAID_OFF), ""),
    ],
)
def test_a_city_with_multiples_of_its_own_has_verdicts_of_its_own(office, own, living, category):
    set_line(office, "1000.00", **own)
    assert judge(living, rules_of(standard_on(office.north, BEGAN))).category == category


def test_a_verdict_that_was_kept_stays_when_the_multiples_are_corrected(office, family):
    standard = set_line(office, "400.00", relative_multiple=Decimal("1.50"))
    before = judged(family)
    standard.relative_multiple = Decimal("1.10")
    standard.save()
    family.refresh_from_db()
    assert (before.category, family.category) == ("relative", "relative")
    assert verdict_on(family) == before
    assert judged(family).category == ""


def test_what_follows_from_the_lines_follows_them_again_after_a_correction(office, family):
    set_line(office)
    judged(family)
    family.incomes.update(monthly=Decimal(3000), amount=Decimal(36000))
    judged(family)
    assert (family.income_year, family.per_capita_stated) == (Decimal("36000.00"), Decimal("538.89"))


def test_what_was_stated_stays_beside_what_the_rules_find(office, family):
    set_line(office)
    family.category, family.income_year = "relative", Decimal(30000)
    family.save()
    judged(family)
    assert (family.category, family.income_year) == ("deep", Decimal("30000.00"))
    assert remark_on(family).code == "stated_otherwise"
    # Judging it again does not make the rules' own word the stated one.
    judged(family)
    assert remark_on(family).code == "stated_otherwise"


def test_nothing_is_remarked_where_nothing_was_stated(office, family):
    assert remark_on(family) is None
    assert remark_on(None) is None
    set_line(office)
    judged(family)
    assert remark_on(family) is None


def test_a_confirmed_assessment_of_a_roster_keeps_its_category(office):
    set_line(office, "300.00")
    assessment = make_household(office.north, family=1).assessments.get()
    verdict = judged(assessment)
    assert (verdict.category, verdict.size) == ("relative", 2)
    assert (assessment.category, assessment.rule_set, assessment.income_year) == ("deep", "", None)
    assert remark_on(assessment).code == "stated_otherwise"


def test_a_roster_without_its_family_table_counts_the_size_it_stated(office):
    set_line(office)
    assessment = make_household(office.north).assessments.get()
    assessment.family_size = 4
    assessment.income_year = Decimal(48000)
    verdict = judged_after_saving(assessment)
    assert (verdict.size, verdict.gross_month) == (4, Decimal("1000.00"))


def judged_after_saving(assessment):
    assessment.save()
    return judged(assessment)


def test_earlier_relief_of_the_year_counts_as_income_and_festival_comfort_does_not(office, family):
    set_line(office)
    file = family.household
    make_line(file, make_list(office.north), paid_on=date(2025, 2, 1), amount=Decimal(3000))
    make_line(file, make_list(office.north, "两节慰问", kind="warmth"), paid_on=date(2025, 1, 20), amount=Decimal(500))
    make_line(file, make_list(office.north, "去年"), paid_on=date(2024, 2, 1), amount=Decimal(700))
    assert judged(family).income_year == Decimal(36600)


def test_the_form_says_who_is_a_migrant_and_must_be_a_member(office, family):
    set_line(office)
    FileForm.objects.create(household=family.household, migrant=True, contract_start=date(2020, 1, 1))
    assert judged(family).reasons[0].code == "migrant_not_member"


def test_without_a_standard_nobody_is_judged(office, family):
    with pytest.raises(Refusal) as caught:
        judged(family)
    assert caught.value.code == "standard.none"
    assert standard_on(office.north, set_line(office).effective_from).union == office.home


def test_a_closed_file_is_not_judged_again(office):
    set_line(office)
    file = make_household(office.north, state="closed", closed_on=date(2025, 6, 1))
    for ask in (lambda: judged(file.assessments.get()), lambda: assess(file, by=None, on=BEGAN)):
        with pytest.raises(Refusal) as caught:
            ask()
        assert caught.value.code == "file.ended"


def test_an_assessment_begins_with_its_verdict(office):
    set_line(office)
    file = make_household(office.north)
    assert assess(file, by=office.clerk_north, on=BEGAN).undecided
    assert file.assessments.count() == 2
    assess(file, by=office.clerk_north, on=BEGAN)
    assert file.assessments.count() == 2


def test_a_new_line_names_whom_it_would_judge_otherwise_and_changes_nobody(office, django_assert_max_num_queries):
    old = set_line(office)
    poor, edge, rich = (applicant(office.north, None, name, wage=wage) for name, wage in (
        ("王小明", "500"), ("赵静", "1100"), ("钱波", "2100"),
    ))  # fmt: skip
    for file in (poor, edge, rich):
        file.assessments.update(confirmed=True)
        file.state, file.opened_on = "in_force", BEGAN
        file.save()
    unknown = make_household(office.south, "孙红")
    unknown.assessments.all().delete()
    make_household(office.south, "周平", state="closed", closed_on=date(2025, 6, 1))
    assert {due.household for due in to_reexamine(old)} == {unknown}
    new = set_line(office, "1200.00", date(2026, 1, 1))
    with django_assert_max_num_queries(25):
        found = {due.household: due.reason.code for due in to_reexamine(new)}
    assert found == {edge: "new_line_other", unknown: "new_line_unknown"}
    lower = set_line(office, "1000.00", date(2027, 1, 1))
    assert {due.household: due.reason.code for due in to_reexamine(lower)}[rich] == "new_line_none"
    edge.refresh_from_db()
    assert (edge.state, edge.assessments.get().category) == ("in_force", "relative")


def test_the_line_of_a_union_of_its_own_leaves_the_others_out(office):
    set_line(office)
    file = applicant(office.north, None, wage="1100")
    file.assessments.update(confirmed=True)
    file.state, file.opened_on = "in_force", BEGAN
    file.save()
    set_line(office, "1000.00", date(2025, 1, 1)).delete()
    own = set_line(office, "1050.00", date(2026, 1, 1))
    own.union = office.north
    own.save()
    everywhere = set_line(office, "2000.00", date(2026, 1, 1))
    assert list(to_reexamine(everywhere)) == []


def test_figures_of_two_days_are_two_assessments(office):
    set_line(office)
    file = applicant(office.north, office.clerk_north)
    assess_anew(file, office.clerk_north, date(2025, 10, 1), "5000.00")
    assert [one.category for one in file.assessments.all()] == ["", "deep"]
