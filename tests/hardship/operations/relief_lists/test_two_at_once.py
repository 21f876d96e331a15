"""Two members of staff press at the same moment: a list is paid once, and the last money of a fund is given once."""

from decimal import Decimal

import pytest

from hardship.models import ReliefLine, ReliefList
from hardship.operations.relief_lists import lines, paying
from tests.at_once import ON_LOCKED_ROWS, both
from tests.people import make_household, make_office, make_staff

from .reliefs import begin, budget, fail, figures, move, pay, put, reverse, stands, walk

pytestmark = ON_LOCKED_ROWS


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def relief(office):
    made = begin(office)
    for name in ("林秀珍", "陈国强", "周敏"):
        put(made, make_household(office.north, name), office.clerk_north)
    return made


@pytest.mark.parametrize("again", range(3))
def test_a_list_is_paid_once(office, relief, again):
    money = budget(office)
    walk(relief, office)
    second = make_staff("second_cashier", office.home, "cashier")
    assert both(lambda: pay(relief, office.cashier), lambda: pay(relief, second)) == ["", "line.state"]
    assert ReliefLine.objects.paid().count() == 3
    assert (stands(money), figures(office)) == (("0.00", "1200.00"), ["3", "3", "1200.00"])


def test_what_one_pays_the_other_does_not_fail(office, relief):
    money = budget(office)
    walk(relief, office)
    due = list(relief.lines.all())
    assert both(lambda: pay(relief, office.cashier, *due), lambda: fail(relief, office.cashier, *due)) == [
        "",
        "line.state",
    ]
    committed, spent = stands(money)
    assert (committed, spent) in (("0.00", "1200.00"), ("0.00", "0.00"))
    assert figures(office)[2] == spent


def test_the_same_household_on_two_lists_and_the_last_money_of_the_fund(office):
    money, home = budget(office, 500), make_household(office.north, "林秀珍")
    made = [begin(office, name, purpose=name) for name in ("受灾", "住院")]
    for relief_list in made:
        put(relief_list, home, office.clerk_north)
        walk(relief_list, office, "checked")
    acts = [lambda relief_list=one: move(relief_list, "approve", office.officer) for one in made]
    assert both(*acts) == ["", "budget.short"]
    assert sorted(ReliefList.objects.values_list("state", flat=True)) == ["approved", "checked"]
    assert stands(money) == ("400.00", "0.00")


def test_one_list_is_approved_once(office, relief):
    money = budget(office)
    walk(relief, office, "checked")
    second = make_staff("second_officer", office.home, "officer")
    acts = [lambda by=by: move(relief, "approve", by) for by in (office.officer, second)]
    assert both(*acts) == ["", "list.state"]
    assert stands(money) == ("1200.00", "0.00")


def test_one_press_that_arrives_twice_is_one_line(office):
    relief, home = begin(office), make_household(office.north, "林秀珍")

    def press():
        lines.enter(relief, home.head, key="press", by=office.clerk_north, amount=Decimal(100))

    assert both(press, press, press) == ["", "", ""]
    assert relief.lines.count() == 1


def test_one_press_on_two_lists_is_one_line(office):
    made, home = [begin(office, "一"), begin(office, "二")], make_household(office.north, "林秀珍")
    acts = [lambda one=one: put(one, home, office.clerk_north, key="press") for one in made]
    assert both(*acts) == ["", "line.key_used"]
    assert ReliefLine.objects.count() == 1


def test_two_clerks_begin_a_list_of_one_name_and_each_number_is_given_once(office):
    assert both(lambda: begin(office), lambda: begin(office)) == ["", "list.twice"]
    assert both(lambda: begin(office, "一"), lambda: begin(office, "二")) == ["", ""]
    numbers = list(ReliefList.objects.values_list("number", flat=True))
    assert len(set(numbers)) == 3


def test_a_payment_is_taken_back_once_and_made_again_once(office, relief):
    money = budget(office)
    walk(relief, office)
    *good, bad = relief.lines.order_by("position")
    pay(relief, office.cashier, *good)
    fail(relief, office.cashier, bad)
    assert both(*[lambda: reverse(relief, office.cashier, good[0])] * 2) == ["", "line.reversed"]
    again = [lambda: paying.supplement(relief, by=office.clerk_north)] * 2
    assert both(*again) == ["", "list.nothing_failed"]
    assert ReliefLine.objects.filter(repeats=bad).count() == 1
    assert stands(money) == ("0.00", "400.00")
