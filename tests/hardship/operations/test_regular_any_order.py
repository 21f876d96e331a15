"""Whatever becomes of a roster, in whatever order and however often: no month is paid twice, nobody is paid a month that the rules
do not say, and lists, budget, calendar and figures say the same sums."""

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from hardship.desk.regular.grid import grid_of
from hardship.models import BudgetLine, RegularAid, RegularFailure, RegularList, RegularMonth
from hardship.operations import budgets
from hardship.operations import regular_lists as lists
from hardship.operations import regular_months as months
from hardship.operations import regular_rounds as rosters
from hardship.rules.schedule import month_after
from office.calendar import Period
from office.refusal import Refusal
from office.reporting.figures import FIGURES
from tests.people import make_office

from .regularly import JANUARY, approved, households, make_hands, own_fund

TRIES = 140
TODAY = date(2025, 7, 20)
HALF_YEAR = Period(JANUARY, date(2025, 6, 30))
ACTS = {
    "join": 4, "stop": 5, "resume": 4, "standard": 4, "propose": 20, "discard": 5, "approve": 20, "send_back": 6,
    "pay": 16, "returned": 6, "replay": 5,
}  # fmt: skip
REFUSED = {
    "list.open", "list.empty", "list.state", "list.foreign", "budget.short", "regular.listed", "regular.overlap",
    "regular.no_month",
}  # fmt: skip
WHY = ("death", "recovered", "moved", "fraud")


class HalfYear:
    """`arrived` is the test's own book: how often each month was paid, less what came back. `approved` is what each list was
    approved for, `done` counts what went through."""

    def __init__(self, draw: Random) -> None:
        self.draw, self.office, self.done = draw, make_office(), Counter()
        make_hands(self.office)
        fund = own_fund(self.office)
        self.budget = BudgetLine.objects.create(fund=fund, year=2025, income=Decimal(2500))
        self.roster = approved(self.office, households(self.office, 4), fund=fund, joins=draw.choice(("same", "next")))
        self.late = households(self.office, 3)
        self.arrived: Counter[int] = Counter()
        self.approved_for: dict[int, Decimal] = {}
        self.last = self.propose

    def try_something(self) -> None:
        name = self.draw.choices(list(ACTS), list(ACTS.values()))[0]
        try:
            getattr(self, name)()
            self.done[name] += 1
        except LookupError:
            self.done["nothing there"] += 1
        except Refusal as refusal:
            assert refusal.code in REFUSED, (name, refusal.code)
            self.done[refusal.code] += 1

    def one(self, records):
        """Any of them. Raises IndexError where there is none."""
        return self.draw.choice(list(records.order_by("pk")))

    def day(self) -> date:
        return date(2025, self.draw.randint(1, 6), self.draw.randint(1, 28))

    def some_aid(self) -> RegularAid:
        return self.one(self.roster.aids.select_related("round"))

    def some_list(self, state: str) -> RegularList:
        return self.one(RegularList.objects.filter(state=state).select_related("round"))

    def join(self):
        file = self.draw.choice(self.late)
        self.roster.refresh_from_db()
        rosters.add(self.roster, file.head, approved_on=self.day(), today=TODAY, by=self.office.officer)

    def stop(self):
        months.stop(self.some_aid(), on=self.day(), why=self.draw.choice(WHY), today=TODAY, by=self.office.clerk_home)

    def resume(self):
        months.resume(
            self.one(self.roster.aids.exclude(stopped_on=None).select_related("round")), by=self.office.clerk_home
        )

    def standard(self):
        standard, first = Decimal(self.draw.choice(("100", "133.33", "80.50"))), self.draw.choice((None, self.day()))
        months.change_standard(self.some_aid(), standard, first=first, by=self.office.clerk_home)

    def propose(self):
        self.roster.refresh_from_db()
        month = lists.next_month(self.roster)
        if month is None:
            raise LookupError
        self.repeatable(lambda: lists.propose(self.roster, month, by=self.office.clerk_home))

    def discard(self):
        lists.discard(self.some_list("draft"), by=self.office.clerk_home)

    def approve(self):
        month_list = self.some_list("draft")
        self.repeatable(lambda: lists.approve(month_list, today=JANUARY, by=self.office.officer))

    def send_back(self):
        lists.send_back(self.some_list("approved"), why="标准有误", by=self.office.officer)

    def pay(self):
        month_list = self.some_list("approved")
        rows = list(month_list.months.select_related("aid").order_by("pk"))
        failed = {row.aid_id: "账号不符" for row in rows if self.draw.random() < 0.2}
        for row in rows:
            assert row.month in months.due_of(row.aid, self.roster), "paid although the rules say no"
        self.repeatable(
            lambda: lists.pay(month_list, on=self.day(), today=TODAY, by=self.office.cashier, failed=failed)
        )
        self.arrived.update(row.pk for row in rows if row.aid_id not in failed)
        self.approved_for[month_list.pk] = sum((row.amount for row in rows), Decimal(0))

    def returned(self):
        month_list = self.some_list("closed")
        aid = self.draw.choice(sorted({row.aid_id for row in month_list.months.all()}))
        rows = list(month_list.months.filter(aid=aid))
        self.repeatable(
            lambda: lists.returned(month_list, {aid: "账户已销"}, on=TODAY, today=TODAY, by=self.office.cashier)
        )
        self.arrived.subtract(row.pk for row in rows)

    def repeatable(self, act) -> None:
        act()
        self.last = act

    def replay(self):
        """The same request once more, by a double click or a second tab, moves no money."""
        before = self.money()
        self.done["replayed"] += 1
        try:
            self.last()
        finally:
            assert self.money() == before

    def money(self):
        self.budget.refresh_from_db()
        paid = RegularMonth.objects.paid().order_by("pk").values_list("pk", "amount", "paid_on", "list")
        return list(paid), self.budget.spent, RegularFailure.objects.count()

    def check_the_months(self) -> None:
        """No month twice, and each one stands as the rules say."""
        assert set(self.arrived.values()) <= {0, 1}
        self.roster.refresh_from_db()
        for aid in self.roster.aids.prefetch_related("months"):
            due = set(months.due_of(aid, self.roster))
            for row in aid.months.all():
                assert (row.state == "paid") == bool(self.arrived[row.pk])
                if row.state != "paid":
                    assert (row.state == "due") == (row.month in due)
            assert due <= {row.month for row in aid.months.all()}
        is_open = RegularMonth.objects.filter(state="due").exists()
        assert self.roster.state == ("approved" if is_open else "closed")

    def check_the_sums(self) -> None:
        self.budget.refresh_from_db()
        kept = list(RegularMonth.objects.select_related("list"))
        spent = sum((row.amount for row in kept if row.state == "paid"), Decimal(0))
        held = sum((row.amount for row in kept if row.list and row.list.state == "approved"), Decimal(0))
        assert (self.budget.spent, self.budget.committed) == (spent, held)
        assert self.budget.left >= 0
        taken = budgets.taken(self.budget.fund, 2025, "")
        assert (taken.spent, taken.committed) == (spent, held)
        assert FIGURES["regular.amount"].value(self.office.home, HALF_YEAR) == spent
        people = {row.aid_id for row in kept if row.state == "paid"}
        assert FIGURES["regular.people"].value(self.office.home, HALF_YEAR) == len(people)
        grid = grid_of(self.roster, self.roster.aids.all(), TODAY)
        assert grid.sums.paid == sum(row.sums.paid for row in grid.rows) == spent
        assert grid.sums.open == sum((row.amount for row in kept if row.state == "due"), Decimal(0))
        for month, sums in zip(grid.months, grid.by_month, strict=True):
            whole = Period(month, date.fromordinal(month_after(month).toordinal() - 1))
            assert FIGURES["regular.amount"].value(self.office.home, whole) == sums.paid

    def check_the_lists(self) -> None:
        """A closed list keeps what it was approved for; each is the month before, with what differs."""
        for month_list in RegularList.objects.prefetch_related("months", "failures"):
            mine = sum((row.amount for row in month_list.months.all()), Decimal(0))
            back = sum((failure.amount for failure in month_list.failures.all()), Decimal(0))
            if month_list.state == "closed":
                assert mine + back == self.approved_for[month_list.pk]
            shown = lists.difference(month_list)
            sums = shown.sums
            assert shown.amount == mine + back
            if month_list.state != "closed":  # the month before may be corrected once the list is paid
                assert (
                    sums["before"] + sums["joined"] - sums["stopped"] + sums["changed"] + sums["arrears"]
                    == shown.amount
                )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_no_month_is_paid_twice_and_all_sums_agree_whatever_is_tried(seed):
    half_year = HalfYear(Random(seed))
    for _attempt in range(TRIES):
        half_year.try_something()
        half_year.check_the_months()
        half_year.check_the_sums()
        half_year.check_the_lists()
    walked = {*ACTS, "replayed"} - {"replay"}  # which is refused, as it should be
    assert not {name for name in walked if not half_year.done[name]}, half_year.done
