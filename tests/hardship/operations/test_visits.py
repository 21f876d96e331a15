"""Two people visit a household, and what they saw is written down once."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.models import Visit
from hardship.operations import visits
from office.models import Entry
from office.refusal import Refusal
from tests.people import make_household

TODAY = date(2025, 10, 20)


@pytest.fixture
def household(office):
    return make_household(office.north, "林秀珍", state="verifying", opened_on=None)


@pytest.fixture
def visit(office, household):
    """`visit(on=…)`: enters a visit by 李卫国 and 陈静, changed as said."""

    def enter(**said):
        facts = {"on": date(2025, 10, 14), "visitors": ["李卫国", "陈静"], "result": "fits"} | said
        return visits.record(household, today=TODAY, by=office.clerk_north, **facts)

    return enter


def test_a_visit_keeps_what_was_stated_and_what_was_found(office, household, visit):
    kept = visit(met="林秀珍", seen="一室一厅，无车。", income_stated=Decimal(22920), income_found=Decimal(23400))
    kept.refresh_from_db()
    assert kept.visitors == ["李卫国", "陈静"]
    assert (kept.income_stated, kept.income_found) == (Decimal("22920.00"), Decimal("23400.00"))
    assert kept.by == office.clerk_north
    assert kept.history.get().history_user == office.clerk_north
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.record) == ("visit recorded", str(household.pk))


@pytest.mark.parametrize("visitors", [[], ["李卫国"], ["李卫国", ""], ["李卫国", " 李卫国　"], ["李卫国", "李 卫 国"]])
def test_one_visitor_is_not_enough_under_two_spellings_either(visit, visitors):
    with pytest.raises(Refusal) as refused:
        visit(visitors=visitors)
    assert (refused.value.field, refused.value.code) == ("visitors", "visitors.two")
    assert not Visit.objects.exists()


def test_three_may_go(visit):
    assert visit(visitors=["李卫国", "陈静", "李卫国", "赵敏"]).visitors == ["李卫国", "陈静", "赵敏"]


def test_nobody_enters_tomorrow_s_visit_but_today_s(visit):
    with pytest.raises(Refusal) as refused:
        visit(on=date(2025, 10, 21))
    assert refused.value.code == "date.future"
    assert visit(on=TODAY).on == TODAY


def test_whoever_finds_that_it_does_not_fit_says_why(visit):
    with pytest.raises(Refusal) as refused:
        visit(result="fails", why="  ")
    assert refused.value.field == "why"
    assert visit(result="fails", why="名下有小汽车一辆。").why == "名下有小汽车一辆。"


def test_an_amount_below_zero_is_refused_beside_its_field(visit):
    with pytest.raises(Refusal) as refused:
        visit(expense_found=Decimal(-1))
    assert refused.value.field == "expense_found"


@pytest.mark.parametrize("state", ["closed", "refused"])
def test_a_closed_file_is_not_visited(office, visit, household, state):
    household.state, household.closed_on = state, date(2025, 10, 1)
    household.save()
    with pytest.raises(Refusal) as refused:
        visit()
    assert refused.value.code == "file.closed"


# -- corrected


@pytest.fixture
def corrected(office):
    """`corrected(visit, **said)`: the visit is put right by the clerk who recorded it, or by somebody else."""

    def put_right(visit, by=None, **said):
        facts = {"on": date(2025, 10, 14), "visitors": ["李卫国", "陈静"], "result": "fits"} | said
        return visits.correct(visit, today=TODAY, by=by or office.clerk_north, **facts)

    return put_right


def test_whoever_recorded_a_visit_corrects_it_and_its_history_keeps_what_it_said(office, household, visit, corrected):
    kept = visit(income_found=Decimal(23400))
    assert corrected(kept, income_found=Decimal(24300), visitors=["李卫国", "赵敏"])
    kept.refresh_from_db()
    assert (kept.income_found, kept.visitors) == (Decimal(24300), ["李卫国", "赵敏"])
    now, before = kept.history.order_by("-history_id")
    assert (before.income_found, before.visitors) == (Decimal(23400), ["李卫国", "陈静"])
    assert now.history_user == office.clerk_north
    entry = Entry.objects.latest("pk")
    assert (entry.act, sorted(entry.facts["changed"])) == ("visit corrected", ["income_found", "visitors"])
    assert not corrected(kept, income_found=Decimal(24300), visitors=["李卫国", "赵敏"])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"visitors": ["李卫国"]}, "visitors.two"),
        ({"on": date(2025, 10, 21)}, "date.future"),
        ({"result": "fails"}, "required"),
        ({"expense_found": Decimal(-1)}, "money.negative"),
    ],
)
def test_a_correction_keeps_the_rules_of_a_visit(visit, corrected, said, code):
    with pytest.raises(Refusal) as refused:
        corrected(visit(), **said)
    assert refused.value.code == code


def test_nobody_corrects_what_another_recorded(office, visit, corrected):
    with pytest.raises(Refusal) as refused:
        corrected(visit(), by=office.officer, seen="无车")
    assert refused.value.code == "visit.fixed"


@pytest.mark.parametrize("code", ["verification_done", "keep_in_force"])
def test_what_a_step_rests_on_stays_as_it_was(office, household, visit, corrected, code):
    kept = visit()
    household.steps.create(code=code, before="verifying", after="reviewing", on=TODAY, by=office.clerk_north)
    with pytest.raises(Refusal) as refused:
        corrected(kept, seen="无车")
    assert refused.value.code == "visit.fixed"
    later = visit()  # entered after that step, which did not rest on it
    assert corrected(later, seen="无车")


def test_a_visit_in_a_closed_file_stays_as_it_was(household, visit, corrected):
    kept = visit()
    household.state, household.closed_on = "closed", date(2025, 10, 19)
    household.save()
    with pytest.raises(Refusal) as refused:
        corrected(kept, seen="无车")
    assert refused.value.code == "file.closed"
