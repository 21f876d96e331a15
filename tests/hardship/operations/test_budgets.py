"""What a fund has, holds for approved lists and has spent: never more than there is, whoever asks at the same moment."""

from datetime import date
from decimal import Decimal
from random import Random
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.db.models import Sum

from hardship.models import BudgetEntry, BudgetLine, Fund, GoodsReceipt, Kit, ReliefLine
from hardship.operations import budgets
from office.models import Entry
from office.money import to_money
from office.refusal import Refusal
from tests.at_once import both
from tests.people import make_household, make_line, make_list, make_office

TODAY = date(2025, 6, 1)


def yuan(amount):
    return Decimal(amount).quantize(Decimal("0.01"))


def own(office):
    return Fund.objects.get(union=office.home, source="own")


def opened(office, *, opening="0", income="10000", kind="", year=2025, fund=None):
    return budgets.open_line(
        fund or own(office), year, kind, on=date(year, 1, 5), opening=yuan(opening), income=yuan(income), by=office.administrator
    )  # fmt: skip


def state(line):
    line.refresh_from_db()
    return tuple(str(value) for value in (line.opening, line.income, line.committed, line.spent, line.left))


class TestWhatReliefDoes:
    def test_approving_commits_paying_spends_and_a_reversal_gives_back(self, office):
        line, fund = opened(office), own(office)
        budgets.commit(fund, 2025, "living", yuan("8000"), by=office.officer)
        assert state(line) == ("0.00", "10000.00", "8000.00", "0.00", "2000.00")
        budgets.spend(fund, 2025, "living", yuan("5000"), by=office.cashier)
        budgets.release(fund, 2025, "living", yuan("3000"), by=office.cashier)
        assert state(line) == ("0.00", "10000.00", "0.00", "5000.00", "5000.00")
        budgets.unspend(fund, 2025, "living", yuan("800"), by=office.cashier)
        assert state(line) == ("0.00", "10000.00", "0.00", "4200.00", "5800.00")
        assert line.history.first().history_user == office.cashier

    def test_what_is_not_there_is_refused_with_what_is_left_and_what_is_missing(self, office):
        line, fund = opened(office, income="1000"), own(office)
        with pytest.raises(Refusal) as refused:
            budgets.commit(fund, 2025, "living", yuan("1200.50"), by=office.officer)
        assert (refused.value.field, refused.value.code) == ("fund", "budget.short")
        assert all(amount in refused.value.message for amount in ("1,000.00", "1,200.50", "200.50"))
        with pytest.raises(Refusal):
            budgets.spend_directly(fund, 2025, "goods", yuan("1000.01"), by=office.clerk_north)
        assert state(line)[-1] == "1000.00"

    def test_nobody_pays_what_was_not_approved(self, office):
        opened(office)
        budgets.commit(own(office), 2025, "living", yuan("100"), by=office.officer)
        for act in (budgets.spend, budgets.release):
            with pytest.raises(Refusal) as refused:
                act(own(office), 2025, "living", yuan("100.01"), by=office.cashier)
            assert refused.value.code == "budget.not_committed"

    def test_the_line_of_the_kind_binds_before_that_of_all_kinds(self, office):
        everything, medical = opened(office), opened(office, kind="medical", income="500")
        with pytest.raises(Refusal):
            budgets.commit(own(office), 2025, "medical", yuan("501"), by=office.officer)
        assert budgets.commit(own(office), 2025, "medical", yuan("500"), by=office.officer) == medical
        assert budgets.commit(own(office), 2025, "living", yuan("500"), by=office.officer) == everything

    def test_without_a_budget_nothing_is_controlled(self, office):
        assert budgets.commit(own(office), 2025, "living", yuan("99999"), by=office.officer) is None
        assert budgets.spend(None, 2025, "living", yuan("99999"), by=office.officer) is None
        opened(office, year=2024)
        assert budgets.commit(own(office), 2025, "living", yuan("99999"), by=office.officer) is None


class TestOpening:
    def test_it_begins_with_what_rosters_brought_in_and_what_lists_have_still_to_pay(self, office):
        fund, household = own(office), make_household(office.north)
        paid = make_list(office.north, fund=fund, state="closed")
        first = make_line(household, paid, paid_on=date(2025, 1, 18))
        make_line(household, paid, paid_on=date(2025, 1, 18), amount=yuan("-300"), reverses=first)
        approved = make_list(office.north, "端午", fund=fund, state="approved")
        make_line(household, approved, amount=yuan("250"))
        make_line(household, make_list(office.north, "中秋", fund=fund), amount=yuan("900"))  # a draft holds nothing
        with pytest.raises(Refusal) as refused:
            opened(office, income="749.99")
        assert refused.value.code == "budget.below_taken"
        assert "750.00" in refused.value.message
        line = opened(office, opening="700", income="50")
        assert state(line) == ("700.00", "50.00", "250.00", "500.00", "0.00")
        assert {(entry.kind, str(entry.amount)) for entry in line.entries.all()} == {
            ("opening", "700.00"), ("income", "50.00"),
        }  # fmt: skip

    def test_a_reversal_of_later_gives_back_to_the_year_that_paid(self, office):
        fund, household = own(office), make_household(office.north)
        paid = make_line(household, make_list(office.north, fund=fund, state="closed"), paid_on=date(2025, 1, 18))
        back = make_list(office.north, "冲正", fund=fund, year=2026, state="closed", role="reversal")
        make_line(household, back, paid_on=date(2026, 2, 1), amount=yuan("-800"), reverses=paid)
        assert budgets.taken(fund, 2025, "").spent == 0
        assert budgets.taken(fund, 2026, "").spent == 0

    def test_goods_are_spent_when_they_are_bought_and_not_again_when_they_are_handed_out(self, office):
        fund = own(office)
        kit = Kit.objects.create(union=office.home, name="米面油")
        receipt = GoodsReceipt.objects.create(
            kit=kit, on=date(2025, 1, 6), quantity=10, unit_price=yuan("120"), fund=fund
        )
        handed = make_list(office.north, form="goods", kind="goods", fund=fund, receipt=receipt, state="closed")
        make_line(
            make_household(office.north), handed, paid_on=date(2025, 1, 18), goods="米面油", quantity=1,
            unit_price=yuan("120"), amount=yuan("120"),
        )  # fmt: skip
        assert state(opened(office)) == ("0.00", "10000.00", "0.00", "1200.00", "8800.00")

    def test_a_line_for_one_kind_takes_over_what_this_kind_took(self, office):
        fund, household = own(office), make_household(office.north)
        for kind in ("living", "medical"):
            make_line(household, make_list(office.north, kind, fund=fund, kind=kind, state="closed"), paid_on=TODAY)
        everything = opened(office)
        assert state(everything)[3] == "1600.00"
        medical = opened(office, kind="medical", income="1000")
        assert (state(everything)[3], state(medical)[3]) == ("800.00", "800.00")

    def test_once_for_each_year_and_kind(self, office):
        opened(office)
        with pytest.raises(Refusal) as refused:
            opened(office)
        assert refused.value.code == "budget.exists"

    def test_by_the_administrator(self, office):
        for staff in (office.officer, office.cashier, office.clerk_north):
            with pytest.raises(Refusal) as refused:
                budgets.open_line(own(office), 2025, on=TODAY, by=staff)
            assert refused.value.code == "permission"


class TestEntries:
    def enter(self, office, line, kind, amount, on=TODAY, document="文"):
        return budgets.enter(line, kind, on, yuan(amount), document, today=TODAY, by=office.administrator)

    def test_each_adds_up_and_leaves_a_trail(self, office):
        line = opened(office, income="1000")
        for kind, amount in [("income", "500"), ("interest", "3.21"), ("recalled", "200"), ("correction", "-0.21")]:
            self.enter(office, line, kind, amount)
        assert state(line) == ("0.00", "1303.00", "0.00", "0.00", "1303.00")
        assert str(line.entries.get(kind="recalled").amount) == "-200.00"
        assert Entry.objects.filter(act="budget entry", by=office.administrator).count() == 4

    def test_no_entry_takes_away_what_is_already_held(self, office):
        line = opened(office, income="1000")
        budgets.commit(line.fund, 2025, "living", yuan("900"), by=office.officer)
        for kind, amount in [("recalled", "100.01"), ("correction", "-100.01")]:
            with pytest.raises(Refusal) as refused:
                self.enter(office, line, kind, amount)
            assert refused.value.code == "budget.short"
        self.enter(office, line, "recalled", "100")
        assert state(line)[-1] == "0.00"

    @pytest.mark.parametrize(
        ("kind", "amount", "on", "document", "code"),
        [
            ("income", "0", TODAY, "", "required"),
            ("income", "-1", TODAY, "", "money.negative"),
            ("income", "1", date(2024, 12, 31), "", "date.year"),
            ("income", "1", date(2025, 6, 2), "", "date.future"),
            ("correction", "1", TODAY, " ", "required"),
            ("carried", "1", TODAY, "文", "choice.unknown"),
        ],
    )
    def test_what_cannot_be_is_said(self, office, kind, amount, on, document, code):
        line = opened(office)
        with pytest.raises(Refusal) as refused:
            self.enter(office, line, kind, amount, on, document)
        assert refused.value.code == code


class TestCarryingOver:
    NEW_YEAR = date(2026, 1, 8)

    def test_what_is_left_becomes_next_year_s_opening_once(self, office):
        line = opened(office, opening="400", income="1000")
        budgets.commit(line.fund, 2025, "living", yuan("900"), by=office.officer)
        budgets.spend(line.fund, 2025, "living", yuan("600"), by=office.cashier)
        following = budgets.carry_over(line, today=self.NEW_YEAR, by=office.administrator)
        assert state(line) == ("400.00", "500.00", "300.00", "600.00", "0.00")
        assert (following.year, state(following)) == (2026, ("500.00", "0.00", "0.00", "0.00", "500.00"))
        assert str(line.entries.get(kind="carried").amount) == "-500.00"
        with pytest.raises(Refusal) as refused:
            budgets.carry_over(line, today=self.NEW_YEAR, by=office.administrator)
        assert refused.value.code == "budget.nothing_left"
        budgets.release(line.fund, 2025, "living", yuan("300"), by=office.cashier)
        budgets.carry_over(line, today=self.NEW_YEAR, by=office.administrator)
        assert state(following) == ("800.00", "0.00", "0.00", "0.00", "800.00")

    def test_not_before_the_year_is_over(self, office):
        with pytest.raises(Refusal) as refused:
            budgets.carry_over(opened(office), today=date(2025, 12, 31), by=office.administrator)
        assert refused.value.code == "budget.year_runs"

    def test_what_was_carried_over_is_not_entered_a_second_time_by_hand(self, office):
        line = opened(office)
        with pytest.raises(Refusal) as refused:
            opened(office, year=2026, opening="10000")
        assert refused.value.code == "budget.opening_carried"
        following = budgets.carry_over(line, today=self.NEW_YEAR, by=office.administrator)
        with pytest.raises(Refusal) as refused:
            budgets.enter(following, "opening", self.NEW_YEAR, yuan("1"), today=self.NEW_YEAR, by=office.administrator)
        assert refused.value.code == "budget.opening_carried"

    def test_more_was_already_given_in_the_new_year_than_is_carried(self, office):
        line = opened(office, income="100")
        make_line(
            make_household(office.north), make_list(office.north, fund=line.fund, year=2026, state="closed"),
            paid_on=date(2026, 1, 5),
        )  # fmt: skip
        with pytest.raises(Refusal) as refused:
            budgets.carry_over(line, today=self.NEW_YEAR, by=office.administrator)
        assert refused.value.code == "budget.below_taken"
        assert state(line)[-1] == "100.00"
        assert BudgetEntry.objects.filter(kind="carried").count() == 0


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_the_sum_holds(office, seed):
    """Opening + income − committed − spent = available, never below nothing, and the entries explain what came in."""
    random = Random(seed)
    line = opened(office, opening=str(random.randint(0, 3000)), income=str(random.randint(0, 3000)))
    medical = opened(office, kind="medical", income=str(random.randint(0, 2000)))
    expected = {one.pk: [one.committed, one.spent] for one in (line, medical)}
    moves = {"commit": (1, 0), "spend": (-1, 1), "release": (-1, 0), "spend_directly": (0, 1)}
    refused = 0
    for _turn in range(40):
        kind, amount = random.choice(("living", "medical", "school")), yuan(random.randint(1, 90000)) / 100
        one = medical if kind == "medical" else line
        held = expected[one.pk]
        try:
            if random.random() < 0.25:
                entered = random.choice(("income", "interest", "recalled", "correction"))
                signed = -amount if entered == "correction" and random.random() < 0.5 else amount
                budgets.enter(one, entered, TODAY, signed, "文", today=TODAY, by=office.administrator)
            else:
                act = random.choice(list(moves))
                getattr(budgets, act)(line.fund, 2025, kind, amount, by=office.officer)
                held[0] += moves[act][0] * amount
                held[1] += moves[act][1] * amount
        except Refusal:
            refused += 1
        for each in (line, medical):
            each.refresh_from_db()
            assert [each.committed, each.spent] == expected[each.pk]
            assert each.left == each.opening + each.income - each.committed - each.spent >= 0
            came = {
                row["kind"]: row["sum"] for row in each.entries.order_by().values("kind").annotate(sum=Sum("amount"))
            }
            assert each.opening == to_money(came.pop("opening", 0))
            assert each.income == to_money(sum(came.values()))
            assert BudgetLine.objects.with_available().get(pk=each.pk).available == each.left
    assert refused


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_of_the_last_thousand_at_the_same_moment_one_wins_and_one_is_told():
    office = make_office()
    line = opened(office, income="1000")
    asked = [lambda: budgets.commit(line.fund, 2025, "living", yuan("1000"), by=office.officer)] * 2
    assert both(*asked) == ["", "budget.short"]
    assert state(line) == ("0.00", "1000.00", "1000.00", "0.00", "0.00")


@pytest.mark.django_db(transaction=True)
def test_ten_hands_at_once_never_spend_more_than_there_is():
    office = make_office()
    line = opened(office, income="1000")
    ready, said = Barrier(10), []

    def buy():
        try:
            ready.wait(20)
            for _again in range(3):
                budgets.spend_directly(line.fund, 2025, "goods", yuan("70"), by=office.clerk_north)
                said.append("bought")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    hands = [Thread(target=buy) for _number in range(10)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    assert said.count("bought") == 14
    assert state(line) == ("0.00", "1000.00", "0.00", "980.00", "20.00")
    assert ReliefLine.objects.count() == 0
