"""A relief list in the office, from its first line to its last: entered, checked, approved, paid, and what went wrong."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from hardship.models import Cap, ListStep, ReliefLine, Schooling
from hardship.operations import goods
from hardship.operations.relief_lists import lines, opening, paying
from office.calendar import Period
from office.models import Entry
from tests.people import make_household, make_line, make_list, make_person, make_staff

from .lives import proof, set_line
from .reliefs import (
    APPROVED,
    PAID,
    TODAY,
    begin,
    budget,
    fail,
    figures,
    move,
    own,
    pay,
    put,
    refused,
    reverse,
    stands,
    walk,
    yuan,
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def homes(office):
    return [make_household(office.north, name) for name in ("林秀珍", "陈国强", "周敏")]


@pytest.fixture
def relief(office, homes):
    """A draft with three households of 400 元 each."""
    made = begin(office)
    for home in homes:
        put(made, home, office.clerk_north)
    return made


def on_list(relief_list):
    return list(relief_list.lines.order_by("position"))


class TestTheWholeWay:
    def test_three_households_are_helped_and_the_figures_say_so(self, office, relief):
        money = budget(office)
        assert [str(line.amount) for line in on_list(relief)] == ["400.00"] * 3
        walk(relief, office, "checked")
        assert stands(money) == ("0.00", "0.00")
        move(relief, "approve", office.officer)
        assert stands(money) == ("1200.00", "0.00")
        move(relief, "begin_payment", office.cashier)
        assert figures(office) == ["0", "0", "0.00"]
        first, *others = on_list(relief)
        assert pay(relief, office.cashier, first) == 1
        assert stands(money) == ("800.00", "400.00")
        assert figures(office) == ["1", "1", "400.00"]
        assert pay(relief, office.cashier, *others) == 2
        closed = move(relief, "close", office.cashier)
        assert (closed.state, stands(money)) == ("closed", ("0.00", "1200.00"))
        assert figures(office) == ["3", "3", "1200.00"]

    def test_each_step_and_each_hand_is_kept(self, office, relief):
        walk(relief, office)
        pay(relief, office.cashier)
        relief = move(relief, "close", office.cashier)
        steps = [(step.code, step.before, step.after, step.by) for step in ListStep.objects.filter(list=relief)]
        assert steps == [
            ("hand_in", "draft", "submitted", office.clerk_north),
            ("check", "submitted", "checked", office.officer),
            ("approve", "checked", "approved", office.officer),
            ("begin_payment", "approved", "paying", office.cashier),
            ("close", "paying", "closed", office.cashier),
        ]
        assert (relief.entered_by, relief.approved_by, relief.paid_by, relief.approved_on) == (
            office.clerk_north, office.officer, office.cashier, APPROVED,
        )  # fmt: skip
        line = relief.lines.first()
        assert (line.entered_by, line.approved_by, line.paid_by) == (
            office.clerk_north, office.officer, office.cashier,
        )  # fmt: skip
        assert Entry.objects.filter(act="relief paid", by=office.cashier).count() == 1
        assert line.history.first().history_user == office.cashier

    def test_without_a_fund_nothing_is_controlled(self, office, homes):
        relief = begin(office, fund=None)
        put(relief, homes[0], office.clerk_north)
        walk(relief, office)
        assert pay(relief, office.cashier) == 1


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


class TestTheGuards:
    @pytest.fixture
    def helped(self, office, homes):
        """The first household was helped in May for the same purpose, from a roster."""
        return make_line(
            homes[0], make_list(office.north, "端午慰问", year=2024, state="closed"), paid_on=date(2025, 5, 2)
        )

    def test_what_is_asked_needs_a_plea_and_an_officer_who_allows_it(self, office, homes, helped):
        relief = begin(office)
        line, looked = lines.propose(relief, homes[0].head, by=office.clerk_north)
        assert line.pk is None
        assert [finding.code for finding in looked.asks] == ["same_purpose"]
        assert [aid.key for aid in looked.history] == [helped.pk]
        with refused("line.plea") as said:
            put(relief, homes[0], office.clerk_north)
        assert "2025-05-02" in said.value.message
        line = put(relief, homes[0], office.clerk_north, plea="家中失火")
        assert (line.plea, line.warnings[0]["code"], line.warnings[0]["about"]) == (
            "家中失火",
            "same_purpose",
            helped.pk,
        )
        walk(relief, office, "submitted")
        with refused("line.not_allowed") as said:
            move(relief, "check", office.officer)
        assert "林秀珍" in said.value.message
        for staff, why, code in [
            (office.officer, " ", "required"), (office.clerk_north, "可", "permission"), (office.cashier, "可", "permission"),
        ]:  # fmt: skip
            with refused(code):
                lines.allow(line, why=why, by=staff)
        lines.allow(line, why="属实，同意", by=office.officer)
        relief = move(move(relief, "check", office.officer), "approve", office.officer)
        line.refresh_from_db()
        assert (line.allowed_by, line.allowed_why) == (office.officer, "属实，同意")

    def test_what_came_after_it_was_allowed_is_asked_again(self, office, homes, helped):
        relief = begin(office)
        line = put(relief, homes[0], office.clerk_north, plea="家中失火")
        walk(relief, office, "submitted")
        lines.allow(line, why="属实", by=office.officer)
        move(relief, "check", office.officer)
        make_line(homes[0], make_list(office.north, "端午慰问", year=2023, state="closed"), paid_on=date(2025, 5, 9))
        with refused("line.not_allowed"):
            move(relief, "approve", office.officer)

    def test_a_changed_line_is_to_be_allowed_anew(self, office, homes, helped):
        relief = begin(office)
        line = put(relief, homes[0], office.clerk_north, plea="家中失火")
        walk(relief, office, "submitted")
        lines.allow(line, why="属实", by=office.officer)
        move(relief, "send_back", office.officer, "金额有误")
        line = lines.change(line, amount=Decimal(500), by=office.clerk_north).line
        assert (line.allowed_by, line.allowed_why, line.plea) == (None, "", "家中失火")

    def test_over_the_limit_of_a_year(self, office, homes):
        set_line(office)
        Cap.objects.create(
            union=office.home, effective_from=date(2025, 1, 1), kind="living", amount=1000, document="办法"
        )
        make_line(homes[0], make_list(office.north, "春节", state="closed", purpose="春节"), paid_on=date(2025, 1, 18))
        relief = begin(office, purpose="端午")
        with refused("line.plea") as said:
            put(relief, homes[0], office.clerk_north)
        assert "1,200.00" in said.value.message
        put(relief, homes[0], office.clerk_north, amount=Decimal(200))

    def test_more_over_the_limit_than_was_allowed_is_asked_again(self, office, homes):
        set_line(office)
        Cap.objects.create(union=office.home, effective_from=date(2025, 1, 1), kind="living", amount=300)
        relief = begin(office, purpose="端午")
        line = put(relief, homes[0], office.clerk_north, plea="特困")
        walk(relief, office, "submitted")
        lines.allow(line, why="同意", by=office.officer)
        move(relief, "check", office.officer)
        make_line(homes[0], make_list(office.north, "受灾", state="closed", purpose="受灾"), paid_on=date(2025, 1, 9))
        with refused("line.not_allowed"):
            move(relief, "approve", office.officer)

    def test_husband_and_wife_through_two_unions(self, office, homes):
        husband = make_household(office.south, "王大力", family=0)
        homes[0].members.create(person=husband.head, relation="spouse")
        make_line(husband, make_list(office.south, "端午慰问", state="closed"), paid_on=date(2025, 5, 30))
        with refused("line.plea"):
            put(begin(office), homes[0], office.clerk_north)

    def test_what_failed_was_taken_back_or_discarded_is_no_help(self, office, homes):
        back = make_list(office.north, "冲正", state="closed", role="reversal")
        paid = make_line(
            homes[0], make_list(office.north, "端午慰问", year=2024, state="closed"), paid_on=date(2025, 5, 2)
        )
        make_line(homes[0], back, paid_on=date(2025, 5, 3), amount=yuan("-800"), reverses=paid)
        make_line(
            homes[1], make_list(office.north, "端午慰问", year=2023, state="closed"), state="failed",
            failed_on=date(2025, 5, 2),
        )  # fmt: skip
        make_line(homes[2], make_list(office.north, "端午慰问", year=2022, state="void"))
        relief = begin(office)
        for home in homes:
            put(relief, home, office.clerk_north)

    def test_medical_aid_rests_on_papers(self, office, homes):
        relief = begin(office, "医疗救助", kind="medical", amounts={})
        treatment = {
            "patient": homes[0].head,
            "began_on": date(2025, 3, 1),
            "bills": Decimal(9000),
            "insured": Decimal(5000),
        }
        line = put(relief, homes[0], office.clerk_north, amount=Decimal(3000), treatment=treatment)
        assert [one["code"] for one in line.warnings] == ["no_evidence"]
        walk(relief, office, "submitted")
        with refused("line.not_allowed"):
            move(relief, "check", office.officer)
        proof(homes[0], "bills")
        assert move(relief, "check", office.officer).state == "checked"


class TestWhoMayWhat:
    @pytest.fixture
    def everything(self, office):
        return make_staff("everything", office.north, "clerk", "officer", "cashier")

    def test_whoever_entered_a_line_neither_checks_nor_approves(self, office, homes, everything):
        relief = begin(office)
        put(relief, homes[0], office.clerk_north)
        put(relief, homes[1], everything)
        walk(relief, office, "submitted")
        with refused("list.own_entry"):
            move(relief, "check", everything)
        move(relief, "check", office.officer)
        with refused("list.own_entry"):
            move(relief, "approve", everything)

    def test_neither_does_whose_line_somebody_else_corrected(self, office, homes, everything):
        relief = begin(office)
        line = put(relief, homes[0], everything)
        lines.change(line, note="改正", by=office.clerk_north)
        walk(relief, office, "submitted")
        with refused("list.own_entry"):
            move(relief, "check", everything)
        with refused("list.own_entry"):
            lines.allow(line, why="同意", by=everything)

    def test_whoever_approved_does_not_pay(self, office, relief, everything):
        walk(relief, office, "checked")
        move(relief, "approve", everything)
        with refused("list.own_approval"):
            move(relief, "begin_payment", everything)
        move(relief, "begin_payment", office.cashier)
        for act in (pay, lambda relief_list, by: fail(relief_list, by, *on_list(relief_list))):
            with refused("list.own_approval"):
                act(relief, everything)
        pay(relief, office.cashier)
        with refused("list.own_approval"):
            move(relief, "close", everything)

    def test_nor_does_the_database_let_them(self, office, relief):
        line = relief.lines.first()
        for record, facts in [
            (line, {"approved_by": office.clerk_north}),
            (line, {"approved_by": office.officer, "paid_by": office.officer}),
            (relief, {"approved_by": office.clerk_north}),
            (relief, {"approved_by": office.officer, "paid_by": office.officer}),
        ]:
            with pytest.raises(IntegrityError), transaction.atomic():
                type(record).objects.filter(pk=record.pk).update(**facts)

    @pytest.mark.parametrize(
        ("state", "code", "hand"),
        [
            ("draft", "hand_in", "cashier"), ("submitted", "check", "clerk_north"), ("checked", "approve", "cashier"),
            ("approved", "begin_payment", "officer"), ("paying", "close", "clerk_north"), ("submitted", "send_back", "cashier"),
        ],
    )  # fmt: skip
    def test_each_step_has_its_role(self, office, relief, state, code, hand):
        if state != "draft":
            walk(relief, office, state)
        with refused("permission"):
            move(relief, code, getattr(office, hand), "原因")

    def test_no_step_is_taken_twice_or_skipped(self, office, relief):
        for code in ("check", "approve", "begin_payment", "close"):
            with refused("list.state"):
                move(relief, code, {"begin_payment": office.cashier, "close": office.cashier}.get(code, office.officer))
        walk(relief, office, "submitted")
        with refused("list.state"):
            move(relief, "hand_in", office.clerk_north)


class TestAgainstThePaper:
    @pytest.mark.parametrize(
        ("paper", "code"),
        [
            ({"expected_count": 4}, "list.count"),
            ({"expected_total": yuan("1200.01")}, "list.total"),
            ({"expected_count": 3, "expected_total": yuan(1200)}, ""),
        ],
    )
    def test_count_and_total_must_agree(self, office, relief, paper, code):
        opening.change_list(relief, by=office.clerk_north, **paper)
        if not code:
            assert move(relief, "hand_in", office.clerk_north).state == "submitted"
            return
        with refused(code):
            move(relief, "hand_in", office.clerk_north)

    def test_an_empty_list_stays(self, office):
        with refused("list.empty"):
            move(begin(office), "hand_in", office.clerk_north)


class TestBudget:
    def test_what_the_fund_does_not_hold_is_not_approved(self, office, relief):
        money = budget(office, "1199.99")
        walk(relief, office, "checked")
        with refused("budget.short"):
            move(relief, "approve", office.officer)
        relief.refresh_from_db()
        assert (relief.state, relief.approved_by, stands(money)) == ("checked", None, ("0.00", "0.00"))

    def test_returned_after_approval_it_is_free_again(self, office, relief):
        money = budget(office)
        walk(relief, office, "approved")
        with refused("required"):
            move(relief, "send_back", office.officer)
        relief = move(relief, "send_back", office.officer, "名单有误")
        assert (relief.state, relief.checked_by, relief.approved_by, relief.approved_on) == ("draft", None, None, None)
        assert stands(money) == ("0.00", "0.00")
        assert {line.approved_by for line in on_list(relief)} == {None}
        walk(relief, office)
        assert stands(money) == ("1200.00", "0.00")


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


def test_a_command_at_the_server_takes_every_step(office, relief):
    for code, _hand in (("hand_in", 0), ("check", 0), ("approve", 0), ("begin_payment", 0)):
        move(relief, code, None)
    pay(relief, None)
    assert move(relief, "close", None).state == "closed"
