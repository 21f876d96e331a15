"""A relief list is guarded, checked and approved: by whom, against the paper, out of which money."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from hardship.models import Cap, ListStep
from hardship.operations.relief_lists import lines, opening
from office.models import Entry
from tests.hardship.operations.lives import proof, set_line
from tests.people import make_household, make_line, make_list, make_staff

from .reliefs import (
    APPROVED,
    begin,
    budget,
    fail,
    figures,
    move,
    on_list,
    pay,
    put,
    refused,
    stands,
    walk,
    yuan,
)  # fmt: skip


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


def test_a_command_at_the_server_takes_every_step(office, relief):
    for code, _hand in (("hand_in", 0), ("check", 0), ("approve", 0), ("begin_payment", 0)):
        move(relief, code, None)
    pay(relief, None)
    assert move(relief, "close", None).state == "closed"
