"""A relief list is begun and its lines are typed."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from hardship.models import ReliefLine
from hardship.operations.relief_lists import lines, opening
from tests.people import make_line, make_list, make_person

from .reliefs import (
    begin,
    move,
    on_list,
    own,
    put,
    refused,
    walk,
    yuan,
)  # fmt: skip


class TestOpening:
    def test_each_list_has_a_number_of_its_own(self, office):
        one, other = begin(office), begin(office, "中秋慰问")
        assert one.number.startswith("JZ2025")
        assert one.number != other.number

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"name": " "}, "required"),
            ({"name": "慰" * 101}, "text.long"),
            ({"year": None}, "required"),
            ({"kind": "nothing"}, "required"),
            ({"kind": "regular"}, "required"),  # it has lists of months of its own
            ({"form": "goods"}, "list.receipt"),
            ({"amounts": {"deep": "vier"}}, "money.unreadable"),
            ({"amounts": {"deep": "NaN"}}, "money.unreadable"),
            ({"amounts": {"deep": "0"}}, "money.zero"),
            ({"amounts": {"rich": "1"}}, "choice.unknown"),
            ({"period_from": date(2025, 6, 1), "period_to": date(2025, 5, 1)}, "date.order"),
        ],
    )
    def test_what_cannot_be_is_said(self, office, facts, code):
        with refused(code):
            begin(office, **facts)

    def test_a_name_once_and_a_list_that_was_discarded_frees_it(self, office):
        relief = begin(office)
        with refused("list.twice"):
            begin(office)
        with refused("list.twice"):
            begin(office, " 端午慰问 ")
        with refused("required"):
            move(relief, "discard", office.clerk_north)
        move(relief, "discard", office.clerk_north, "重复登记")
        assert begin(office).pk != relief.pk
        with refused("list.state"):
            lines.enter(relief, make_person(office.north), key="x", by=office.clerk_north)

    def test_another_union_s_clerk_and_those_who_do_not_enter(self, office):
        for staff, code in [
            (office.clerk_south, "union.unknown"), (office.cashier, "permission"), (office.nobody, "permission"),
        ]:  # fmt: skip
            with refused(code):
                opening.open_list(office.north, form="money", by=staff, name="春节", year=2025, kind="living")

    def test_the_fund_must_be_one_that_may_pay(self, office, homes):
        fund = own(office)
        fund.only_kinds = ["school"]
        fund.save()
        with refused("fund.kind"):
            begin(office)

    def test_another_fund_must_suit_the_lines_that_stand(self, office, relief):
        fund = own(office)
        fund.pk, fund.name, fund.only_categories = None, "定向捐赠", ["accident"]
        fund.save()
        with refused("fund.category") as said:
            opening.change_list(relief, fund=fund, by=office.clerk_north)
        assert "林秀珍" in said.value.message
        central = fund.__class__.objects.get(union=office.home, source="central")
        with refused("fund.national"):
            opening.change_list(relief, fund=central, by=office.clerk_north)

    def test_what_the_lines_rest_on_stays(self, office, relief):
        with refused("list.has_lines"):
            opening.change_list(relief, kind="warmth", by=office.clerk_north)
        changed = opening.change_list(relief, basis="工办〔2025〕3号", by=office.clerk_north)
        assert changed.basis == "工办〔2025〕3号"
        walk(relief, office, "submitted")
        with refused("list.state"):
            opening.change_list(relief, name="别的", by=office.clerk_north)


class TestEntering:
    def test_the_same_press_twice_is_one_line(self, office, homes):
        relief = begin(office)
        first = lines.enter(relief, homes[0].head, key="press", by=office.clerk_north)
        again = lines.enter(relief, homes[0].head, key="press", by=office.clerk_north)
        assert (first.is_new, again.is_new, again.line) == (True, False, first.line)
        assert relief.lines.count() == 1
        walk(relief, office, "submitted")
        assert not lines.enter(relief, homes[0].head, key="press", by=office.clerk_north).is_new
        with refused("line.key_used"):
            lines.enter(relief, homes[1].head, key="press", by=office.clerk_north)

    def test_a_late_repetition_does_not_bring_back_what_was_taken_off(self, office, homes):
        relief = begin(office)
        lines.take_off(put(relief, homes[0], office.clerk_north, key="press"), by=office.clerk_north)
        with refused("line.key_used"):
            put(relief, homes[0], office.clerk_north, key="press")
        assert not relief.lines.exists()

    def test_the_amount_is_that_of_the_category_unless_another_is_typed(self, office, homes):
        relief = begin(office)
        assert put(relief, homes[0], office.clerk_north).amount == 400
        assert put(relief, homes[1], office.clerk_north, amount=Decimal("123.45")).amount == yuan("123.45")
        nothing = begin(office, "别的", amounts={})
        with refused("required"):
            put(nothing, homes[2], office.clerk_north)

    @pytest.mark.parametrize(
        ("amount", "code"),
        [("0", "money.zero"), ("-5", "money.zero"), ("0.004", "money.zero"), ("10000000000", "money.range")],
    )
    def test_amounts_that_are_none(self, office, homes, amount, code):
        with refused(code):
            put(begin(office), homes[0], office.clerk_north, amount=Decimal(amount))

    def test_no_file_no_relief(self, office, homes):
        relief = begin(office)
        with refused("household.unknown"):
            lines.enter(relief, make_person(office.north, "无档案"), key="1", by=office.clerk_north)
        homes[0].state = "applied"
        homes[0].save()
        with refused("file.not_in_force"):
            put(relief, homes[0], office.clerk_north)
        warmth = begin(office, "送温暖", kind="warmth")
        entered = lines.enter(warmth, make_person(office.north, "一线职工"), key="2", by=office.clerk_north)
        assert (entered.line.household, str(entered.line.amount)) == (None, "200.00")

    def test_whoever_may_not_enter(self, office, homes):
        relief = begin(office)
        for staff, code in [
            (office.cashier, "permission"), (office.auditor, "permission"), (office.clerk_south, "list.unknown"),
        ]:  # fmt: skip
            with refused(code):
                put(relief, homes[0], staff)

    def test_who_collects_for_somebody_else_is_written_whole(self, office, homes):
        relief = begin(office)
        with refused("line.proxy"):
            put(relief, homes[0], office.clerk_north, proxy_name="林小妹")
        with refused("text.long"):
            put(relief, homes[0], office.clerk_north, received_by="林" * 51)

    def test_a_line_is_corrected_in_place_and_taken_off(self, office, relief):
        first, second, third = on_list(relief)
        changed = lines.change(first, amount=Decimal("350"), note="减半", by=office.clerk_north).line
        assert (str(changed.amount), changed.note, changed.payee) == ("350.00", "减半", first.payee)
        lines.take_off(second, by=office.clerk_north)
        assert [line.pk for line in on_list(relief)] == [first.pk, third.pk]
        assert ReliefLine.history.filter(id=second.pk, history_type="-").get().history_user == office.clerk_north
        walk(relief, office, "submitted")
        assert [(line.pk, line.position) for line in on_list(relief)] == [(first.pk, 1), (third.pk, 2)]
        for act in (
            lambda: lines.change(first, amount=Decimal(1), by=office.clerk_north),
            lambda: lines.take_off(first, by=office.clerk_north),
        ):
            with refused("list.state"):
                act()

    def test_school_aid_says_for_whom(self, office, homes):
        relief = begin(office, "金秋助学", kind="school")
        with refused("line.subject"):
            put(relief, homes[0], office.clerk_north)

    def test_a_list_without_a_day_of_payment_is_meant_for_today(self, office, homes, monkeypatch):
        monkeypatch.setattr(timezone, "localdate", lambda: date(2025, 2, 3))
        make_line(homes[0], make_list(office.north, "端午慰问", year=2024, state="closed"), paid_on=date(2025, 1, 18))
        with refused("line.plea"):
            put(begin(office, planned_on=None), homes[0], office.clerk_north)
