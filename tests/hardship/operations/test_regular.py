"""An office's half-year of regular aid (domain.md 4.5): nobody counts months."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from hardship.models import BudgetLine, Completion, RegularAid, RegularMonth
from hardship.operations import regular_lists as lists
from hardship.operations import regular_months as months
from hardship.operations import regular_rounds as rounds_of
from hardship.operations.regular import RegularAids
from office.calendar import Period
from office.history import Hand
from office.models import Entry
from office.refusal import Refusal
from office.reporting.figures import FIGURES
from tests.hardship.operations.regularly import (
    HUNDRED,
    JANUARY,
    JUNE,
    approved,
    draft,
    households,
    make_hands,
    own_fund,
    pay_month,
)
from tests.people import make_person

HALF_YEAR = Period(JANUARY, date(2025, 6, 30))


@pytest.fixture(autouse=True)
def hands(office):
    make_hands(office)


def refused(act, *args, **facts):
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


def of(rounds, file):
    return rounds.aids.get(household=file)


def states(aid):
    return "".join(row.state[0] for row in aid.months.order_by("month"))  # d p s


def day(month, number=10):
    return date(2025, month, number)


def test_a_half_year_of_four_people(office):
    files = households(office, 4)
    rounds = approved(office, files)
    first = pay_month(office, rounds, 1)
    assert lists.difference(first).amount == Decimal("400.00")

    # One joins on 12 March, one dies on 20 May, one payment of February comes back.
    aid = of(rounds, files[0])
    february = pay_month(office, rounds, 2, failed={aid.pk: "账号不符"})
    assert february.months.count() == 3
    assert [failure.month.aid_id for failure in february.failures.all()] == [aid.pk]
    late = households(office, 1)[0]
    joined = rounds_of.add(rounds, late.head, approved_on=day(3, 12), today=day(3, 12), by=office.officer)
    assert states(joined) == "dddd"
    march = lists.propose(rounds, day(3), by=office.clerk_home)
    shown = lists.difference(march)
    assert (len(shown.before), len(shown.joined), len(shown.stopped), len(shown.arrears)) == (4, 1, 0, 1)
    assert shown.amount == Decimal("600.00")
    lists.approve(march, today=day(3), by=office.officer)
    lists.pay(march, on=day(3), today=day(3), by=office.cashier)
    pay_month(office, rounds, 4)
    pay_month(office, rounds, 5)
    months.stop(of(rounds, files[1]), on=day(5, 20), why="death", today=day(5, 25), by=office.clerk_home)
    june = lists.propose(rounds, day(6), by=office.clerk_home)
    shown = lists.difference(june)
    assert (len(shown.before), len(shown.joined), len(shown.stopped), len(shown.arrears)) == (5, 0, 1, 0)
    lists.approve(june, today=day(6), by=office.officer)
    lists.pay(june, on=day(6), today=day(6), by=office.cashier)

    assert states(of(rounds, files[1])) == "ppppps"
    rounds.refresh_from_db()
    assert rounds.state == "closed"
    assert FIGURES["regular.amount"].value(office.home, HALF_YEAR) == Decimal("2700.00")
    assert FIGURES["regular.people"].value(office.home, HALF_YEAR) == 5


def test_the_next_half_year_proposes_everybody_who_is_still_in_force(office):
    files = households(office, 3)
    before = approved(office, files)
    months.stop(of(before, files[0]), on=day(3), why="recovered", today=day(3), by=office.clerk_home)
    files[1].state, files[1].closed_on = "closed", day(6)
    files[1].save()
    after = draft(office, [], first_month=date(2025, 7, 1), last_month=date(2025, 12, 1))
    assert [aid.household for aid in after.aids.all()] == [files[2]]
    assert [aid.household for aid in rounds_of.left_out(after)] == [files[1]]


def test_an_imported_half_year_goes_on_as_a_roster(office):
    file = households(office, 1)[0]
    aids = RegularAids([file.head], Hand(None), today=day(6))
    facts = {"first_month": JANUARY, "last_month": JUNE, "standard": HUNDRED}
    aids.put(file.head, **facts, union=file.union, household=file, card_no="6222")
    aids.write()
    after = draft(office, [], first_month=date(2025, 7, 1), last_month=date(2025, 12, 1))
    assert [(aid.person, aid.card_no) for aid in after.aids.all()] == [(file.head, "6222")]
    # And no workbook writes into what is kept here.
    again = RegularAids([file.head], Hand(None), today=day(8))
    july = {"first_month": date(2025, 7, 1), "last_month": date(2025, 12, 1), "standard": HUNDRED}
    assert refused(again.put, file.head, **july) == "regular.on_roster"


def test_who_was_not_re_examined_is_marked(office):
    files = households(office, 2)
    rounds = draft(office, files)
    assert rounds_of.not_reexamined(rounds) == set()  # assessed since
    office.north.households.get(pk=files[0].pk).assessments.update(assessed_on=date(2024, 6, 30))
    assert rounds_of.not_reexamined(rounds) == {files[0].pk}
    Completion.objects.create(household=files[0], on=date(2024, 7, 1))
    assert rounds_of.not_reexamined(rounds) == set()


def test_nobody_stands_on_two_rosters_and_everybody_has_a_file(office):
    file = households(office, 1)[0]
    rounds = draft(office, [file])
    assert refused(rounds_of.add, rounds, file.head, today=JANUARY, by=office.clerk_home) == "regular.overlap"
    assert (
        refused(
            rounds_of.open_round, office.home, first_month=day(3), last_month=JUNE, standard=HUNDRED, fund=None,
            by=office.clerk_home,
        )
        == "regular.twice"
    )  # fmt: skip
    person = make_person(office.north, "无档案")
    assert refused(rounds_of.add, rounds, person, today=JANUARY, by=office.clerk_home) == "household.unknown"


def test_each_hand_does_its_own_part(office):
    rounds = draft(office, households(office, 1))
    rounds = rounds_of.submit(rounds, by=office.clerk_home)
    said = {"document": "3号", "on": day(1), "today": day(1)}
    assert refused(rounds_of.record_approval, rounds, **said, by=office.clerk_home) == "permission"
    rounds.entered_by = office.officer
    rounds.save()
    assert refused(rounds_of.record_approval, rounds, **said, by=office.officer) == "hands.same"
    rounds_of.record_approval(rounds, **said, by=office.second_officer)
    month_list = lists.propose(rounds, day(1), by=office.officer)
    assert refused(lists.approve, month_list, today=day(1), by=office.officer) == "hands.same"
    lists.approve(month_list, today=day(1), by=office.second_officer)
    assert refused(lists.pay, month_list, on=day(1), today=day(1), by=office.second_officer) == "permission"
    office.second_officer.groups.add(office.cashier.groups.get())
    both = type(office.second_officer).objects.get(pk=office.second_officer.pk)
    assert refused(lists.pay, month_list, on=day(1), today=day(1), by=both) == "hands.same"
    lists.pay(month_list, on=day(1), today=day(1), by=office.cashier)
    assert refused(lists.pay, month_list, on=day(1), today=day(1), by=office.cashier) == "list.state"


def test_a_stop_after_approval_gives_the_budget_back_and_a_correction_never_touches_what_was_paid(office):
    fund = own_fund(office)
    BudgetLine.objects.create(fund=fund, year=2025, income=Decimal("1000.00"))
    files = households(office, 2)
    rounds = approved(office, files, fund=fund)
    aid = of(rounds, files[0])
    pay_month(office, rounds, 1)
    february = lists.propose(rounds, day(2), by=office.clerk_home)
    lists.approve(february, today=day(2), by=office.officer)
    budget = BudgetLine.objects.get(fund=fund)
    assert (budget.spent, budget.committed) == (Decimal("200.00"), Decimal("200.00"))
    months.stop(aid, on=day(1, 31), why="death", today=day(2), by=office.clerk_home)
    budget.refresh_from_db()
    assert (budget.spent, budget.committed) == (Decimal("200.00"), Decimal("100.00"))
    assert states(aid) == "psssss"
    months.resume(aid, by=office.clerk_home)
    assert states(aid) == "pddddd"
    assert february.months.count() == 1  # the approved list stays as it was approved without them
    lists.pay(february, on=day(2), today=day(2), by=office.cashier)
    assert lists.difference(lists.propose(rounds, day(3), by=office.clerk_home)).sums == {
        "before": Decimal("200.00"),
        "joined": Decimal("0.00"),
        "stopped": Decimal("0.00"),
        "arrears": Decimal("100.00"),
        "changed": Decimal("0.00"),
    }
    # The death is found out to have been before the half-year: January stays paid.
    months.stop(aid, on=date(2024, 12, 30), why="death", today=day(3), by=office.clerk_home)
    assert states(aid) == "psssss"


def test_a_list_without_money_is_not_approved(office):
    fund = own_fund(office)
    BudgetLine.objects.create(fund=fund, year=2025, kind="regular", income=Decimal("199.99"))
    rounds = approved(office, households(office, 2), fund=fund)
    month_list = lists.propose(rounds, day(1), by=office.clerk_home)
    assert refused(lists.approve, month_list, today=day(1), by=office.officer) == "budget.short"


def test_a_standard_changes_from_a_month_on_but_not_on_an_approved_list(office):
    file = households(office, 1)[0]
    rounds = approved(office, [file])
    aid = of(rounds, file)
    pay_month(office, rounds, 1)
    months.change_standard(aid, Decimal("150.00"), first=day(3), by=office.clerk_home)
    amounts = [int(amount) for amount in aid.months.order_by("month").values_list("amount", flat=True)]
    assert amounts == [100, 100, 150, 150, 150, 150]
    pay_month(office, rounds, 2)
    march = lists.propose(rounds, day(3), by=office.clerk_home)
    assert lists.difference(march).change == Decimal("50.00")
    lists.approve(march, today=day(3), by=office.officer)
    assert refused(months.change_standard, aid, HUNDRED, by=office.clerk_home) == "regular.listed"
    # Nor does the money go elsewhere than it was approved for.
    assert refused(months.correct_account, aid, "6222020200112230013", by=office.clerk_home) == "regular.listed"
    lists.send_back(march, why="标准有误", by=office.officer)
    months.change_standard(aid, HUNDRED, by=office.clerk_home)
    march.refresh_from_db()
    assert lists.difference(march).amount == HUNDRED


def test_a_draft_list_that_is_discarded_leaves_its_months_due(office):
    rounds = approved(office, households(office, 2))
    month_list = lists.propose(rounds, day(1), by=office.clerk_home)
    assert lists.next_month(rounds) is None
    assert refused(lists.propose, rounds, day(1), by=office.clerk_home) == "list.open"
    lists.discard(month_list, by=office.clerk_home)
    assert lists.next_month(rounds) == JANUARY
    assert RegularMonth.objects.filter(list=None, state="due").count() == 12


def test_whoever_joins_after_the_last_month_waits_for_the_next_roster(office):
    rounds = approved(office, households(office, 1), joins="next")
    late = households(office, 1)[0]
    said = {"approved_on": day(6, 1), "today": day(6, 1)}
    assert refused(rounds_of.add, rounds, late.head, **said, by=office.officer) == "regular.no_month"
    assert refused(rounds_of.add, rounds, late.head, **said, by=office.clerk_home) == "permission"
    assert not RegularAid.objects.filter(person=late.head).exists()


def test_other_unions_are_not_reached(office):
    rounds = approved(office, households(office, 1))
    assert refused(rounds_of.submit, rounds, by=office.clerk_north) == "union.unknown"


def test_the_bank_sends_a_payment_back_after_the_list_was_closed(office):
    fund = own_fund(office)
    budget = BudgetLine.objects.create(fund=fund, year=2025, income=Decimal("1000.00"))
    files = households(office, 3)
    rounds = approved(office, files, fund=fund)
    january = pay_month(office, rounds, 1)
    aid = of(rounds, files[0])
    said = {"on": day(1, 15), "today": day(1, 15)}
    why = {aid.pk: "户名不符"}
    assert refused(lists.returned, january, why, **said, by=office.officer) == "permission"
    assert refused(lists.returned, january, {}, **said, by=office.cashier) == "required"
    assert refused(lists.returned, january, {aid.pk: " "}, **said, by=office.cashier) == "regular.why_failed"
    assert refused(lists.returned, january, {-1: "户名不符"}, **said, by=office.cashier) == "list.foreign"
    assert refused(lists.returned, january, why, on=day(1, 9), today=day(1, 15), by=office.cashier) == "date.order"
    assert refused(lists.returned, january, why, on=day(1, 16), today=day(1, 15), by=office.cashier) == "date.future"
    lists.returned(january, why, **said, by=office.cashier)
    assert refused(lists.returned, january, why, **said, by=office.cashier) == "list.foreign"  # once is enough
    budget.refresh_from_db()
    assert (budget.spent, budget.committed) == (Decimal("200.00"), Decimal("0.00"))
    assert FIGURES["regular.amount"].value(office.home, HALF_YEAR) == Decimal("200.00")
    assert states(aid) == "dddddd"
    failure = january.failures.get()
    assert (failure.paid_on, failure.on, failure.why, failure.by) == (day(1), day(1, 15), "户名不符", office.cashier)
    told = Entry.objects.get(act="regular payment came back")
    assert (told.record, told.reason, told.facts["list"]) == (str(aid.pk), "户名不符", january.number)
    # The list keeps what it was approved for, and the next one brings the month again.
    assert lists.difference(january).amount == Decimal("300.00")
    again = lists.difference(lists.propose(rounds, day(2), by=office.clerk_home))
    assert [(row.aid_id, row.month) for row in again.arrears] == [(aid.pk, JANUARY)]
    assert again.sums["before"] - again.sums["stopped"] + again.sums["joined"] + again.sums["arrears"] == again.amount


def test_what_comes_back_past_the_end_of_the_aid_is_not_due_again(office):
    files = households(office, 2)
    rounds = approved(office, files, last_month=JANUARY)
    january = pay_month(office, rounds, 1)
    rounds.refresh_from_db()
    assert rounds.state == "closed"
    dead, alive = (of(rounds, file) for file in files)
    months.stop(dead, on=date(2024, 12, 30), why="death", today=day(1, 12), by=office.clerk_home)
    lists.returned(
        january, {dead.pk: "账户已销", alive.pk: "账户已销"}, on=day(1, 15), today=day(1, 15), by=office.cashier
    )
    assert (states(dead), states(alive)) == ("s", "d")
    rounds.refresh_from_db()
    assert rounds.state == "approved"  # it runs again until all is paid


def test_a_paid_month_never_changes_otherwise(office):
    rounds = approved(office, households(office, 1))
    january = pay_month(office, rounds, 1)
    month = january.months.get()
    month.amount = Decimal("900.00")
    for act in (month.save, month.delete, lambda: january.months.update(amount=1), january.months.all().delete):
        assert refused(act) == "paid.month"
    with pytest.raises(ProtectedError):
        rounds.aids.get().delete()
    month = RegularMonth.objects.exclude(state="paid").first()
    month.state, month.list = "paid", january
    with pytest.raises(IntegrityError), transaction.atomic():
        month.save()  # paid by a list, without a day


def test_a_month_that_goes_on_has_the_standard_that_it_had(office):
    file = households(office, 1)[0]
    rounds = approved(office, [file])
    aid = of(rounds, file)
    months.change_standard(aid, Decimal("150.00"), first=day(3), by=office.clerk_home)
    months.stop(aid, on=date(2024, 12, 30), why="moved", today=day(1), by=office.clerk_home)
    months.resume(aid, by=office.clerk_home)
    assert sum(row.amount for row in aid.months.filter(state="due")) == Decimal("800.00")  # 2 × 100 + 4 × 150
