"""The guards of double aid run over the past say what they would have said at entry, each pair once, and quickly."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hardship.models import Household, HouseholdMember, RegularAid, RegularMonth, ReliefLine, Schooling
from hardship.operations.relief_lists import lines
from hardship.operations.relief_lists.looking_back import paid_twice
from members.models import Person
from office.calendar import Period
from office.history import Batch, Hand
from tests.people import id_number, make_household, make_line, make_list, make_person

from .reliefs import begin, move, on_list, own, pay, put, reverse, walk, yuan

YEAR = Period.of_year(2025)
MARCH, JUNE, NOVEMBER = date(2025, 3, 10), date(2025, 6, 12), date(2025, 11, 3)


def pairs(union, period=YEAR):
    return [(twice.finding.code, twice.later.pk, twice.earlier.pk) for twice in paid_twice(union, period)]


@pytest.fixture
def home(office):
    return make_household(office.north, "赵一", family=1)


def test_a_household_helped_twice_through_two_unions_is_found_once(office, home):
    """Head and spouse work in two units, and both rosters came in as paid."""
    spouse = home.members.get().person
    first = make_line(home, make_list(office.north, "春季救助", state="closed"), paid_on=MARCH)
    other = make_list(office.south, "春季困难补助", state="closed")
    second = other.lines.create(union=office.south, payee=spouse, state="paid", paid_on=JUNE, amount=yuan(300))
    assert pairs(office.home) == [("same_kind", second.pk, first.pk)]
    # Each union is shown its own payments; what speaks against them may be another's.
    assert pairs(office.south) == [("same_kind", second.pk, first.pk)]
    assert pairs(office.north) == []
    assert pairs(office.home, Period(MARCH, MARCH)) == []


def test_beyond_the_months_of_its_kind_nothing_is_said(office, home):
    make_line(home, make_list(office.north, "春", state="closed"), paid_on=date(2025, 1, 10))
    make_line(home, make_list(office.north, "秋", state="closed"), paid_on=NOVEMBER)
    assert pairs(office.home) == []


def test_an_earlier_payment_of_the_year_before_counts(office, home):
    before = make_line(home, make_list(office.north, "冬", year=2024, state="closed"), paid_on=date(2024, 12, 20))
    after = make_line(home, make_list(office.north, "春", state="closed"), paid_on=MARCH)
    assert pairs(office.home) == [("same_kind", after.pk, before.pk)]


def test_regular_aid_counts_for_the_months_that_were_paid(office, home):
    aid = RegularAid.objects.create(
        union=office.north, person=home.head, household=home, standard=yuan(100), first_month=date(2025, 1, 1),
        last_month=date(2025, 6, 1),
    )  # fmt: skip
    for month, state in ((3, "paid"), (6, "due")):
        RegularMonth.objects.create(aid=aid, month=date(2025, month, 1), amount=yuan(100), state=state)
    march = make_line(home, make_list(office.north, "三月", state="closed"), paid_on=MARCH)
    make_line(make_household(office.north, "钱二"), make_list(office.north, "六月", state="closed"), paid_on=JUNE)
    assert pairs(office.home) == [("on_regular_aid", march.pk, aid.pk)]
    march_again = make_line(home, make_list(office.north, "十月", state="closed"), paid_on=date(2025, 10, 1))
    assert ("on_regular_aid", march_again.pk, aid.pk) not in pairs(office.home)


def test_a_student_helped_through_both_parents_is_found(office):
    student = make_person(office.north, "赵小雨")
    found = []
    for union, name in ((office.north, "赵一"), (office.south, "钱二")):
        relief = make_list(union, f"金秋助学{name}", kind="school", state="closed")
        line = make_line(make_household(union, name), relief, paid_on=JUNE)
        Schooling.objects.create(line=line, student=student, school="滨江一中", stage="senior", school_year=2025)
        found.append(line)
    assert pairs(office.home) == [("same_student", found[1].pk, found[0].pk)]


def test_what_was_taken_back_or_is_not_paid_yet_is_no_help(office, home):
    relief = walk(begin_with(office, home, "端午慰问"), office)
    pay(relief, office.cashier)
    again = begin_with(office, home, "夏季慰问", plea="又住院")
    assert pairs(office.home) == []
    again = walk_allowing(office, again)
    pay(again, office.cashier, on=JUNE)
    assert len(pairs(office.home)) == 1
    reverse(again, office.cashier, *on_list(again))
    assert pairs(office.home) == []


def test_what_an_officer_allowed_is_said_with_who_and_why(office, home):
    pay(walk(begin_with(office, home, "端午慰问"), office), office.cashier)
    again = begin_with(office, home, "夏季慰问", plea="又住院")
    pay(walk_allowing(office, again), office.cashier, on=JUNE)
    (twice,) = paid_twice(office.home, YEAR)
    assert (twice.allowed.allowed_by, twice.allowed.allowed_why) == (office.officer, "会议同意")


def test_a_reason_that_was_given_for_something_else_allows_nothing(office, home):
    pay(walk(begin_with(office, home, "端午慰问"), office), office.cashier)
    again = walk_allowing(office, begin_with(office, home, "夏季慰问", plea="又住院"))
    line = again.lines.get()
    line.warnings = [{"code": "over_limit", "level": "ask", "facts": {}, "about": None}]
    line.save()
    pay(again, office.cashier, on=JUNE)
    (twice,) = paid_twice(office.home, YEAR)
    assert twice.allowed is None


def begin_with(office, home, name, **facts):
    relief = begin(office, name)
    put(relief, home, office.clerk_north, **facts)
    return relief


def walk_allowing(office, relief):
    relief = move(relief, "hand_in", office.clerk_north)
    for line in on_list(relief):
        lines.allow(line, why="会议同意", by=office.officer)
    for code, hand in (("check", office.officer), ("approve", office.officer), ("begin_payment", office.cashier)):
        relief = move(relief, code, hand)
    return relief


def filled(office, name: str, count: int) -> None:
    """So many households of two, each paid twice in the year, and on regular aid."""
    hand = Hand(None)
    spring, summer = (make_list(office.home, f"{name}{part}", fund=own(office), state="closed") for part in "春夏")
    models = (Person, Household, HouseholdMember, ReliefLine, RegularAid, RegularMonth)
    people, homes, family, given, aids, months = (Batch(model, hand) for model in models)
    for place in range(1, count + 1):
        head, spouse = (people.add(union=office.north, name=f"王{place}", id_no=id_number()) for _side in range(2))
        home = homes.add(union=office.north, head=head, file_no=f"{name}{place}", opened_on="2025-03-01")
        family.add(household=home, person=spouse, relation="spouse")
        for relief, on, payee in ((spring, MARCH, head), (summer, JUNE, spouse)):
            given.add(
                list=relief, union=office.north, household=home, payee=payee, amount=yuan(1), position=place,
                state="paid", paid_on=on,
            )  # fmt: skip
        aid = aids.add(
            union=office.north, person=head, household=home, standard=yuan(100), first_month=date(2025, 3, 1),
            last_month=date(2025, 3, 1),
        )  # fmt: skip
        months.add(aid=aid, month=date(2025, 3, 1), amount=yuan(100), state="paid")
    with transaction.atomic():
        for batch in (people, homes, family, given, aids, months):
            batch.write()


def test_a_year_of_thousands_of_payments_asks_as_often_as_one_of_a_few(office):
    counts = []
    for name, count in (("少", 10), ("多", 1000)):
        filled(office, name, count)
        with CaptureQueriesContext(connection) as asked:
            found = paid_twice(office.home, YEAR)
        counts.append((len(asked), len(found)))
    (few, small), (many, large) = counts
    assert (few, small, large) == (many, 20, 2020)
