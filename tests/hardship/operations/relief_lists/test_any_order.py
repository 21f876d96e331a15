"""Whatever is tried with lists, in whatever order and however often: lists, budget and figures say the same sums, and no
household is above a limit that nobody allowed."""

from collections import Counter
from decimal import Decimal
from random import Random

import pytest
from django.db.models import Sum

from hardship.desk.relief.page import sums_of
from hardship.models import Cap, ReliefLine, ReliefList
from hardship.operations import budgets
from hardship.operations.relief_lists import lines, moving, paying
from hardship.reports.tables import FundsReport
from hardship.rules.list_steps import NEXT
from office.calendar import Period
from office.refusal import Refusal
from tests.hardship.operations.lives import set_line
from tests.people import make_household, make_office

from .reliefs import APPROVED, begin, budget, fail, figures, move, pay, put, reverse, yuan

TRIES = 320
LIMIT = Decimal(500)
ACTS = {
    "open": 3, "enter": 20, "change": 3, "take_off": 2, "allow": 9, "go_on": 24, "send_back": 2, "discard": 1, "pay": 9,
    "fail": 5, "reverse": 2, "supplement": 5, "replay": 4,
}  # fmt: skip
REFUSED = {
    "line.plea", "line.not_allowed", "list.empty", "list.state", "list.still_due", "list.nothing_failed", "line.state",
    "line.reversed", "budget.short", "required", "line.key_used",
}  # fmt: skip
HANDS = {"hand_in": "clerk_north", "begin_payment": "cashier", "close": "cashier"}


class Year:
    """`done` counts what went through, so that no refusal hides a path that nobody walks. `acts` are those that may arrive
    once more, however late."""

    def __init__(self, draw: Random) -> None:
        self.draw, self.office, self.done, self.keys = draw, make_office(), Counter(), 0
        set_line(self.office)
        Cap.objects.create(union=self.office.home, effective_from="2025-01-01", kind="living", amount=LIMIT)
        self.homes = [make_household(self.office.north, name) for name in ("林秀珍", "陈国强", "周敏", "韩梅", "李雷")]
        self.budget = budget(self.office, 7000)
        self.acts = []

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

    def some_list(self, *states):
        return self.one(ReliefList.objects.filter(state__in=states))

    def some_line(self, **facts):
        return self.one(ReliefLine.objects.filter(**facts).select_related("list", "payee", "household"))

    def amount(self):
        return yuan(self.draw.choice(("100", "333.33", "250.10", "600")))

    def open(self):
        # Mostly for a purpose of its own, so that nothing but the limit speaks against helping again.
        number = ReliefList.objects.count()
        begin(self.office, f"名单{number}", purpose=self.draw.choice((f"用途{number}", f"用途{number}", "春节")))

    def enter(self):
        relief_list = self.some_list("draft")
        self.keys += 1
        household, key, amount = self.draw.choice(self.homes), f"press{self.keys}", self.amount()
        plea = self.draw.choice(("", "家中失火", "家中失火"))

        def again():
            return put(relief_list, household, self.office.clerk_north, key=key, amount=amount, plea=plea)

        again()
        self.acts.append(again)

    def change(self):
        line = self.some_line(list__state="draft")
        lines.change(line, amount=self.amount(), by=self.office.clerk_north)

    def take_off(self):
        line = self.some_line(list__state="draft")
        lines.take_off(line, by=self.office.clerk_north)

    def allow(self):
        """An officer decides on every line that the guards ask about, or on one of them."""
        relief_list = self.some_list("submitted", "checked")
        asked = [line for line, _looked in lines.not_allowed(relief_list, moving.lines_of(relief_list))]
        for line in self.draw.choice((asked, asked, asked[:1])):
            lines.allow(line, why="属实", by=self.office.officer)

    def step(self, relief_list, code, note=""):
        by = getattr(self.office, "clerk_north" if code == "discard" else HANDS.get(code, "officer"))

        def again():
            return move(relief_list, code, by, note)

        again()
        self.acts.append(again)
        self.done[code] += 1

    def go_on(self):
        filled = ReliefList.objects.filter(state__in=NEXT, lines__isnull=False).distinct()
        relief_list = self.one(filled)
        self.step(relief_list, NEXT[relief_list.state])

    def send_back(self):
        relief_list = self.some_list("submitted", "checked", "approved")
        self.step(relief_list, "send_back", "名单有误")

    def discard(self):
        relief_list = self.some_list("draft")
        self.step(relief_list, "discard", "重做")

    def settle(self, act):
        relief_list = self.some_list("paying")
        due = list(relief_list.lines.filter(state="due").order_by("pk"))
        chosen = self.draw.sample(due, self.draw.randint(1, len(due)) if due else 0)

        def again():
            return act(relief_list, self.office.cashier, *chosen)

        again()
        self.acts.append(again)

    def pay(self):
        self.settle(pay)

    def fail(self):
        self.settle(fail)

    def reverse(self):
        line = self.some_line(state="paid", reverses=None)

        def again():
            return reverse(line.list, self.office.cashier, line)

        again()
        self.acts.append(again)

    def supplement(self):
        relief_list = self.some_list("closed", "paying")
        paying.supplement(relief_list, by=self.office.clerk_north)

    def replay(self):
        """A request of before once more, by a double click, a second tab or a line that comes late, changes nothing."""
        before = self.everything()
        try:
            self.draw.choice(self.acts)()
        finally:
            # A list that was returned meanwhile may be handed in again: that is a step of its own.
            assert self.everything()["money"] == before["money"]

    def everything(self):
        self.budget.refresh_from_db()
        rows = ReliefLine.objects.order_by("pk").values_list("pk", "state", "amount", "paid_on")
        return {"money": (list(rows), self.budget.spent)}

    def check_the_sums(self) -> None:
        self.budget.refresh_from_db()
        kept = list(ReliefLine.objects.select_related("list"))
        spent = sum((line.amount for line in kept if line.state == "paid"), yuan(0))
        waiting = [line for line in kept if line.state == "due" and line.list.state in ("approved", "paying")]
        assert self.budget.spent == spent
        assert self.budget.committed == sum((line.amount for line in waiting), yuan(0))
        assert self.budget.left >= 0
        taken = budgets.taken(self.budget.fund, 2025, "")
        assert (taken.spent, taken.committed) == (self.budget.spent, self.budget.committed)
        reversed_ = {line.reverses_id for line in kept}
        standing = [line for line in kept if line.state == "paid" and not line.reverses_id and line.pk not in reversed_]
        homes = {line.household_id for line in standing}
        assert figures(self.office) == [str(len(homes)), str(len(standing)), f"{spent:.2f}"]
        for relief_list in ReliefList.objects.with_totals():
            mine = [line.amount for line in kept if line.list_id == relief_list.pk]
            assert (relief_list.lines_count, yuan(relief_list.paid_amount or 0)) == (len(mine), sum(mine, yuan(0)))

    def check_the_limit(self) -> None:
        standing = ReliefLine.objects.paid().filter(reverses=None, reversal=None)
        for home in standing.values("household").annotate(sum=Sum("amount")):
            if yuan(home["sum"]) > LIMIT:
                allowed = standing.filter(household=home["household"], allowed_by=self.office.officer)
                asked = [one["code"] for line in allowed.exclude(allowed_why="") for one in line.warnings]
                assert "over_limit" in asked
                self.done["over the limit"] += 1

    def check_what_is_shown(self) -> None:
        """The pages of the lists and the table of funds say the same sums."""
        shown = [sums_of(relief_list) for relief_list in ReliefList.objects.all()]
        kept = list(ReliefLine.objects.all())
        assert sum(sums.lines for sums in shown) == len(kept)
        assert sum(sums.amount for sums in shown) == sum(line.amount for line in kept)
        report = FundsReport()
        total = report.as_json(report.build(self.office.home, Period.of_year(2025)))["total"]
        assert [str(total[code]) for code in ("households", "payments", "amount")] == figures(self.office)

    def check_the_hands(self) -> None:
        for line in ReliefLine.objects.paid().filter(reverses=None):
            assert (line.entered_by, line.approved_by, line.paid_by) == (
                self.office.clerk_north, self.office.officer, self.office.cashier,
            )  # fmt: skip
            assert line.paid_on >= APPROVED


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [10, 13, 21])  # walks that reach every step, and get over the limit
def test_lists_budget_and_figures_agree_whatever_is_tried(seed):
    year = Year(Random(seed))
    for _attempt in range(TRIES):
        year.try_something()
        year.check_the_sums()
        year.check_the_limit()
    year.check_the_hands()
    year.check_what_is_shown()
    walked = {*ACTS, "hand_in", "check", "approve", "begin_payment", "close", "over the limit"}
    assert not {name for name in walked if not year.done[name]}, year.done
