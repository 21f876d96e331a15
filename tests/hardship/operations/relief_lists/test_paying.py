"""A relief list is paid, and what failed or was paid by mistake is put right."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from hardship.models import Schooling
from hardship.operations import goods
from hardship.operations.relief_lists import lines, opening, paying
from office.calendar import Period
from tests.hardship.operations.lives import proof
from tests.people import make_household, make_line, make_list, make_person

from .reliefs import (
    PAID,
    TODAY,
    begin,
    budget,
    fail,
    figures,
    move,
    on_list,
    pay,
    put,
    refused,
    reverse,
    stands,
    walk,
    yuan,
)  # fmt: skip


class TestPaying:
    def test_nobody_is_paid_twice(self, office, relief):
        money = budget(office)
        walk(relief, office)
        first = on_list(relief)[0]
        pay(relief, office.cashier, first)
        for again in ([first], on_list(relief)):
            with refused("line.state"):
                pay(relief, office.cashier, *again)
        assert (stands(money), figures(office)) == (("800.00", "400.00"), ["1", "1", "400.00"])
        pay(relief, office.cashier)
        with refused("line.state"):
            pay(relief, office.cashier)

    @pytest.mark.parametrize(("on", "code"), [(date(2025, 7, 1), "date.future"), (date(2025, 6, 9), "date.order")])
    def test_neither_before_the_approval_nor_in_the_future(self, office, relief, on, code):
        walk(relief, office)
        with refused(code):
            pay(relief, office.cashier, on=on)

    def test_not_before_it_is_approved_and_only_by_the_cashier(self, office, relief):
        walk(relief, office, "approved")
        with refused("list.state"):
            pay(relief, office.cashier)
        move(relief, "begin_payment", office.cashier)
        for staff in (office.clerk_north, office.officer, office.auditor):
            with refused("permission"):
                pay(relief, staff)

    def test_only_lines_of_the_list(self, office, relief, homes):
        walk(relief, office)
        other = make_line(homes[0], make_list(office.north, "别的"))
        with refused("line.state"):
            pay(relief, office.cashier, on_list(relief)[0], other)
        with refused("line.state"):
            fail(relief, office.cashier, on_list(relief)[0], other)

    def test_somebody_else_collects(self, office, relief):
        walk(relief, office)
        line = on_list(relief)[0]
        proxy = {
            "proxy_name": "林小妹",
            "proxy_id_no": "210200197001020020",
            "proxy_relation": "妹",
            "proxy_letter": "委托书1",
        }
        for said, code in [
            ({"proxy_name": "林小妹"}, "line.proxy"), ({"received_by": "林" * 51}, "text.long"),
            (proxy | {"proxy_relation": "妹" * 21}, "text.long"),
        ]:  # fmt: skip
            with refused(code):
                pay(relief, office.cashier, line, received={line.pk: said})
        pay(relief, office.cashier, line, received={line.pk: proxy | {"amount": "99999"}})
        line.refresh_from_db()
        assert (line.proxy_name, line.proxy_id_no, line.state) == ("林小妹", "210200197001020020", "paid")
        assert line.amount == 400  # a line is never paid otherwise than it was approved

    def test_a_list_with_lines_still_due_does_not_close(self, office, relief):
        walk(relief, office)
        pay(relief, office.cashier, *on_list(relief)[:2])
        with refused("list.still_due"):
            move(relief, "close", office.cashier)
        fail(relief, office.cashier, on_list(relief)[2])
        assert move(relief, "close", office.cashier).state == "closed"

    def test_a_paid_line_and_a_closed_list_never_change(self, office, relief):
        walk(relief, office)
        pay(relief, office.cashier)
        move(relief, "close", office.cashier)
        line = on_list(relief)[0]
        line.amount = yuan(1)
        for act in (line.save, line.delete, lambda: relief.lines.update(amount=1), relief.lines.all().delete):
            with refused("paid.line"):
                act()
        for code, hand in [("send_back", office.officer), ("discard", office.clerk_north), ("close", office.cashier)]:
            with refused("list.state"):
                move(relief, code, hand, "原因")
        for act in (
            lambda: put(relief, make_household(office.north), office.clerk_north),
            lambda: lines.change(line, amount=Decimal(1), by=office.clerk_north),
            lambda: lines.take_off(line, by=office.clerk_north),
            lambda: opening.change_list(relief, name="别的", by=office.clerk_north),
        ):
            with refused("list.state"):
                act()


class TestFailedAndMadeAgain:
    @pytest.fixture
    def closed(self, office, relief):
        """Two paid, the third failed."""
        self.money = budget(office)
        walk(relief, office)
        *good, bad = on_list(relief)
        pay(relief, office.cashier, *good)
        fail(relief, office.cashier, bad)
        return move(relief, "close", office.cashier)

    def test_a_failed_payment_says_why_and_its_money_is_free(self, office, closed):
        bad = on_list(closed)[2]
        assert (bad.state, bad.why_failed, bad.failed_on, bad.paid_on) == ("failed", "账号不符", PAID, None)
        assert (stands(self.money), figures(office)) == (("0.00", "800.00"), ["2", "2", "800.00"])

    def test_without_a_reason_nothing_fails(self, office, relief):
        walk(relief, office)
        with refused("required"):
            fail(relief, office.cashier, on_list(relief)[0], why=" ")

    def test_the_supplement_pays_it_again_and_it_counts_once(self, office, closed):
        again = paying.supplement(closed, by=office.clerk_north)
        assert (again.state, again.role, again.follows, again.fund) == ("draft", "supplement", closed, closed.fund)
        (line,) = on_list(again)
        assert (line.repeats, line.amount, line.payee) == (on_list(closed)[2], 400, on_list(closed)[2].payee)
        with refused("list.nothing_failed"):
            paying.supplement(closed, by=office.clerk_north)
        walk(again, office)
        assert stands(self.money) == ("400.00", "800.00")
        pay(again, office.cashier)
        move(again, "close", office.cashier)
        assert (stands(self.money), figures(office)) == (("0.00", "1200.00"), ["3", "3", "1200.00"])
        with refused("list.nothing_failed"):
            paying.supplement(again, by=office.clerk_north)

    def test_a_supplement_that_was_discarded_or_whose_line_was_taken_off_may_be_begun_again(self, office, closed):
        again = paying.supplement(closed, by=office.clerk_north)
        move(again, "discard", office.clerk_north, "重做")
        third = paying.supplement(closed, by=office.clerk_north)
        lines.take_off(on_list(third)[0], by=office.clerk_north)
        assert on_list(paying.supplement(closed, by=office.clerk_north))[0].repeats == on_list(closed)[2]

    def test_it_fails_a_second_time(self, office, closed):
        again = paying.supplement(closed, by=office.clerk_north)
        walk(again, office)
        fail(again, office.cashier, *on_list(again))
        move(again, "close", office.cashier)
        third = paying.supplement(again, by=office.clerk_north)
        assert on_list(third)[0].repeats == on_list(again)[0]

    def test_the_supplement_of_school_aid_still_says_which_student(self, office, homes):
        relief = begin(office, "金秋助学", kind="school")
        student = make_person(office.north, "林小雨")
        proof(homes[0], "school")
        schooling = {"student": student, "school": "滨江一中", "stage": "senior", "school_year": 2025}
        put(relief, homes[0], office.clerk_north, schooling=schooling, note="高一")
        walk(relief, office)
        fail(relief, office.cashier, *on_list(relief))
        line = on_list(paying.supplement(relief, by=office.clerk_north))[0]
        again = Schooling.objects.get(line=line)
        assert (again.student, again.school, again.school_year) == (student, "滨江一中", 2025)
        assert (line.note, again.history.count()) == ("高一", 1)


class TestReversal:
    @pytest.fixture
    def closed(self, office, relief):
        self.money = budget(office)
        walk(relief, office)
        pay(relief, office.cashier)
        return move(relief, "close", office.cashier)

    def test_it_is_in_red_names_what_it_reverses_and_gives_the_money_back(self, office, closed):
        wrong = on_list(closed)[0]
        back = reverse(closed, office.cashier, wrong)
        (red,) = on_list(back)
        assert (back.state, back.role, back.follows) == ("closed", "reversal", closed)
        assert (str(red.amount), red.reverses, red.paid_on, red.note) == ("-400.00", wrong, TODAY, "重复发放")
        assert (stands(self.money), figures(office)) == (("0.00", "800.00"), ["2", "2", "800.00"])
        wrong.refresh_from_db()
        assert (wrong.state, wrong.amount) == ("paid", 400)

    def test_only_once_and_never_a_reversal(self, office, closed):
        wrong = on_list(closed)[0]
        back = reverse(closed, office.cashier, wrong)
        with refused("line.reversed"):
            reverse(closed, office.cashier, wrong)
        with refused("line.state"):
            reverse(back, office.cashier, *on_list(back))
        with pytest.raises(IntegrityError), transaction.atomic():
            make_line(wrong.household, back, paid_on=TODAY, amount=yuan("-400"), reverses=wrong)

    def test_what_was_taken_back_last_year_counts_in_that_year(self, office, closed):
        next_year = date(2026, 1, 8)
        back = paying.reverse(
            closed, on_list(closed)[:1], why="退回", on=next_year, today=next_year, by=office.cashier
        )  # fmt: skip
        assert back.year == 2026
        assert figures(office) == ["3", "3", "1200.00"]
        assert figures(office, period=Period.of_year(2026)) == ["0", "0", "-400.00"]
        assert stands(self.money) == ("0.00", "800.00")

    def test_not_before_it_was_paid(self, office, closed):
        with refused("date.order"):
            reverse(closed, office.cashier, on_list(closed)[0], on=date(2025, 6, 11))

    def test_who_and_why(self, office, closed):
        wrong = on_list(closed)[0]
        for staff in (office.clerk_north, office.officer):
            with refused("permission"):
                reverse(closed, staff, wrong)
        with refused("required"):
            paying.reverse(closed, [wrong], why=" ", on=TODAY, today=TODAY, by=office.cashier)
        with refused("required"):
            reverse(closed, office.cashier)

    def test_the_household_may_be_helped_again(self, office, closed, homes):
        reverse(closed, office.cashier, on_list(closed)[0])
        put(begin(office, "端午慰问补发", purpose="端午慰问"), homes[0], office.clerk_north)


class TestGoods:
    @pytest.fixture
    def receipt(self, office):
        kit = goods.open_kit(office.north, name="米面油", by=None)
        return goods.receive(
            kit, on=date(2025, 6, 1), quantity=5, unit_price=Decimal("140.00"), fund=None, today=TODAY, by=None,
            document="发票",
        )  # fmt: skip

    @pytest.fixture
    def parcels(self, office, homes, receipt):
        made = begin(office, form="goods", kind="goods", receipt=receipt, fund=None, amounts={})
        for home, quantity in zip(homes, (2, 1, 1), strict=True):
            put(made, home, office.clerk_north, quantity=quantity)
        return made

    def holds(self, receipt):
        receipt.refresh_from_db()
        return receipt.reserved, receipt.issued, receipt.free

    def test_reserved_handed_out_failed_and_taken_back(self, office, parcels, receipt):
        assert [str(line.amount) for line in on_list(parcels)] == ["280.00", "140.00", "140.00"]
        walk(parcels, office, "approved")
        assert self.holds(receipt) == (4, 0, 1)
        move(parcels, "begin_payment", office.cashier)
        first, second, third = on_list(parcels)
        pay(parcels, office.cashier, first, second)
        assert self.holds(receipt) == (1, 3, 1)
        fail(parcels, office.cashier, third, why="搬走")
        assert self.holds(receipt) == (0, 3, 2)
        move(parcels, "close", office.cashier)
        names = ("goods.households", "goods.kits", "goods.value")
        assert figures(office, *names) == ["2", "3", "420.00"]
        reverse(parcels, office.cashier, first)
        assert self.holds(receipt) == (0, 1, 4)
        assert figures(office, *names) == ["1", "1", "140.00"]
        assert figures(office) == ["0", "0", "0.00"]  # goods are no money

    def test_more_than_is_in_the_store(self, office, parcels, receipt):
        put(parcels, make_household(office.north, "韩梅"), office.clerk_north, quantity=2)
        walk(parcels, office, "checked")
        with refused("stock.short"):
            move(parcels, "approve", office.officer)
        assert self.holds(receipt) == (0, 0, 5)

    def test_returned_after_approval(self, office, parcels, receipt):
        walk(parcels, office, "approved")
        move(parcels, "send_back", office.officer, "名单有误")
        assert self.holds(receipt) == (0, 0, 5)

    def test_parcels_are_counted(self, office, parcels):
        with refused("required"):
            put(parcels, make_household(office.north, "韩梅"), office.clerk_north)
