"""What the bank answers: shown first, confirmed once; what it says of other payments is named and pays nobody."""

from datetime import date, timedelta

import pytest

from hardship.models import BankAnswer
from hardship.operations.bank import answers, files
from hardship.operations.relief_lists import paying
from office.models import Entry
from office.privacy.files import open_kept
from tests.hardship.operations.relief_lists.reliefs import (
    APPROVED,
    PAID,
    TODAY,
    budget,
    fail,
    figures,
    move,
    pay,
    refused,
    reverse,
    stands,
    walk,
)  # fmt: skip
from tests.people import make_staff

from .banks import NAMES, as_csv, as_xlsx, bring, confirm, list_of, make, profile, said, states, verdicts

CLOSED_ACCOUNT = {3: ("失败", "账号已销户")}


class TestFromApprovalToSupplement:
    def test_paid_lines_are_paid_failed_ones_fail_with_the_banks_reason_and_are_made_again(self, office, bank):
        money = budget(office)
        relief = walk(list_of(office), office, "approved")
        file = make(relief, bank, office.cashier)
        answer = bring(file, as_csv(said(file, CLOSED_ACCOUNT)), office.cashier)
        assert states(relief) == ["due"] * 6  # looked at, nothing more
        looked = answers.look(answer)
        assert (looked.seen, looked.amount("pay"), looked.amount("fail")) == ("5-1", 2000, 400)
        done = confirm(answer, office.cashier)
        assert (done.paid, done.failed, done.confirmed_by) == (5, 1, office.cashier)
        assert states(relief) == ["paid", "paid", "failed", "paid", "paid", "paid"]
        bad = relief.lines.get(position=3)
        assert (bad.why_failed, bad.failed_on) == ("账号已销户", PAID)
        assert (stands(money), figures(office)) == (("0.00", "2000.00"), ["5", "5", "2000.00"])
        again = paying.supplement(relief, by=office.clerk_north)
        walk(again, office, "approved")
        second = make(again, bank, office.cashier)
        confirm(bring(second, as_csv(said(second)), office.cashier), office.cashier)
        assert states(again) == ["paid"]
        assert figures(office) == ["6", "6", "2400.00"]

    @pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8"])
    def test_csv_in_every_encoding(self, office, relief, file, encoding):
        confirm(bring(file, as_csv(said(file), encoding=encoding), office.cashier), office.cashier)
        assert set(states(relief)) == {"paid"}

    def test_a_workbook_with_a_title_above_and_a_total_below(self, office, relief, file):
        rows = [*said(file, CLOSED_ACCOUNT), ["合计", "", "", "2400.00", "", ""], []]
        content = as_xlsx(rows, above=[["代发结果清单"], ["文件编号", file.number], []])
        confirm(bring(file, content, office.cashier, "回盘.xlsx"), office.cashier)
        assert states(relief).count("paid") == 5

    def test_numbers_and_amounts_as_banks_write_them(self, office, relief, file):
        rows = said(file)
        for row, number, amount in zip(
            rows,
            ("001", 2.0, "3", " 4 ", "５", "6.0"),
            ("400", 400, "400.0", "¥400.00", "400.00元", " 400.00 "),
            strict=True,
        ):
            row[0], row[3] = number, amount
        rows[0][1] = "6228****0010"
        rows[1][1] = 6.2284801234567e18  # damaged by Excel: not compared
        rows[2][1], rows[2][2] = "", "周*"
        confirm(bring(file, as_xlsx(rows), office.cashier), office.cashier)
        assert set(states(relief)) == {"paid"}

    def test_columns_by_their_letters_where_the_bank_writes_no_headings(self, office, relief):
        bank = profile(office, answer={"number": "A", "account": "B", "amount": "D", "outcome": "E", "reason": "F"})
        file = make(relief, bank, office.cashier)
        rows = said(file, CLOSED_ACCOUNT)
        confirm(bring(file, as_csv(rows[1:], headings=rows[0]), office.cashier), office.cashier)
        assert states(relief).count("failed") == 1


class TestTwice:
    def test_the_same_answer_again_is_the_same_and_changes_nothing(self, office, relief, file):
        content = as_csv(said(file, CLOSED_ACCOUNT))
        answer = confirm(bring(file, content, office.cashier), office.cashier)
        before = Entry.objects.filter(act__startswith="relief").count()
        again = bring(file, content, office.cashier)
        assert again == answer
        assert confirm(again, office.cashier) == answer
        assert Entry.objects.filter(act__startswith="relief").count() == before
        assert BankAnswer.objects.count() == 1

    def test_the_same_said_in_another_file_pays_nobody_again(self, office, relief, file):
        confirm(bring(file, as_csv(said(file, CLOSED_ACCOUNT)), office.cashier), office.cashier)
        second = bring(file, as_xlsx(said(file, CLOSED_ACCOUNT)), office.cashier)
        assert set(verdicts(second).values()) == {"already"}
        done = confirm(second, office.cashier)
        assert (done.paid, done.failed) == (0, 0)
        assert figures(office)[1] == "5"

    def test_what_was_settled_by_hand_otherwise_is_named_and_stays(self, office, relief, file):
        first, second = relief.lines.order_by("position")[:2]
        fail(relief, office.cashier, first)
        pay(relief, office.cashier, second)
        answer = bring(file, as_csv(said(file, {2: ("退票", "户名不符")})), office.cashier)
        assert [verdicts(answer)[number] for number in (1, 2, 3)] == ["conflict", "conflict", "pay"]
        confirm(answer, office.cashier)
        assert states(relief) == ["failed", *["paid"] * 5]

    def test_what_came_back_piece_by_piece(self, office, relief, file):
        rows = said(file)
        confirm(bring(file, as_csv(rows[:4]), office.cashier), office.cashier)
        assert states(relief).count("due") == 2
        last = bring(file, as_csv(rows), office.cashier)
        assert answers.look(last).seen == "2-0"
        confirm(last, office.cashier)
        assert set(states(relief)) == {"paid"}


class TestAstray:
    def test_other_numbers_amounts_accounts_and_names_are_named_and_their_lines_stay(self, office, relief, file):
        rows = said(file)
        rows[1][3] = "4000.00"
        rows[3][1] = "6228480999999999"
        rows[4][2] = "王小明"
        rows += [
            [7, "", "", "400.00", "成功", ""],
            [0, "", "", "400.00", "成功", ""],
            ["x", "", "", "400.00", "成功", ""],
        ]
        answer = bring(file, as_csv([*rows[:3], rows[3]]), office.cashier)
        assert list(verdicts(answer).values()) == ["pay", "amount", "pay", "account"]
        answers.put_away(answer, by=office.cashier)
        with refused("answer.another_file"):
            bring(file, as_csv(rows), office.cashier)
        answer = bring(file, as_csv([rows[0], rows[2], rows[4], rows[5], rows[6]]), office.cashier)
        assert verdicts(answer) == {1: "pay", 3: "pay", 5: "name", 6: "pay", 7: "unknown"}
        assert [one.number for one in answers.look(answer).silent] == [2, 4]
        confirm(answer, office.cashier)
        assert states(relief) == ["paid", "due", "paid", "due", "due", "paid"]

    @pytest.mark.parametrize("word", ["处理中", "", "不成功", "成功?"])
    def test_a_word_that_is_neither_leaves_the_line_as_it_is(self, office, relief, file, word):
        answer = bring(file, as_csv(said(file, {2: (word, "")})), office.cashier)
        assert verdicts(answer)[2] == "unclear"
        confirm(answer, office.cashier)
        assert states(relief)[1] == "due"

    def test_a_line_that_the_answer_names_twice_is_asked_about(self, office, relief, file):
        rows = said(file)
        answer = bring(file, as_csv([*rows, [1, *rows[0][1:4], "失败", "户名不符"]]), office.cashier)
        assert [one.verdict for one in answers.look(answer).odd] == ["twice", "twice"]
        confirm(answer, office.cashier)
        assert states(relief)[0] == "due"

    def test_the_answer_to_another_list_of_the_same_amounts_is_refused(self, office, relief, bank, file):
        other_list = walk(list_of(office, [f"{name[0]}美兰" for name in NAMES], "中秋慰问"), office, "approved")
        other = make(other_list, bank, office.cashier)
        rows = said(other)
        for row in rows:
            row[1] = ""  # by the name alone
        with refused("answer.another_file"):
            bring(file, as_csv(rows), office.cashier)
        content = as_csv(said(other))
        bring(other, content, office.cashier)
        with refused("answer.another_file"):
            bring(file, content, office.cashier)
        assert BankAnswer.objects.count() == 1

    def test_a_file_without_the_columns_of_the_profile_says_which_are_missing(self, office, file):
        with refused("answer.columns") as raised:
            bring(
                file,
                as_csv(said(file), headings=("序号", "收款账号", "收款户名", "金额", "结果", "原因")),
                office.cashier,
            )
        assert "处理结果" in str(raised.value.message)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "file.empty"),
            (b"%PDF-1.7 ...", "file.format.pdf"),
            (b"PK\x03\x04" + b"\0" * 200, "file.corrupt"),
            ("序号,金额".encode("gb18030"), "file.one_line"),
        ],
    )
    def test_what_is_no_table_is_refused_in_words_and_not_kept(self, office, file, content, code):
        with refused(code):
            bring(file, content, office.cashier)
        assert not BankAnswer.objects.exists()

    def test_a_flood_of_rows_is_refused(self, office, file):
        with refused("file.limit.rows"):
            bring(file, as_csv([[1, "", "", "400.00", "成功", ""]] * 50_001), office.cashier)


class TestHands:
    def test_only_the_cashier(self, office, file):
        content = as_csv(said(file))
        for staff in (office.clerk_north, office.officer, office.auditor, office.administrator):
            with refused("permission"):
                bring(file, content, staff)
        answer = bring(file, content, office.cashier)
        for staff in (office.clerk_north, office.officer, office.auditor):
            with refused("permission"):
                confirm(answer, staff)
        with refused("list.unknown"):
            confirm(answer, make_staff("cashier_south", office.south, "cashier"))

    def test_what_has_moved_on_since_it_was_seen_is_shown_again(self, office, relief, file):
        answer = bring(file, as_csv(said(file)), office.cashier)
        seen = answers.look(answer).seen
        pay(relief, office.cashier, relief.lines.get(position=1))
        with refused("answer.moved"):
            confirm(answer, office.cashier, seen)
        assert states(relief).count("paid") == 1

    @pytest.mark.parametrize(
        ("on", "code"), [(TODAY + timedelta(1), "date.future"), (APPROVED - timedelta(1), "date.order")]
    )
    def test_nothing_is_kept_by_halves(self, office, relief, file, on, code):
        answer = bring(file, as_csv(said(file, CLOSED_ACCOUNT)), office.cashier)
        with refused(code):
            confirm(answer, office.cashier, on=on)
        answer.refresh_from_db()
        assert (set(states(relief)), answer.confirmed_at) == ({"due"}, None)

    def test_an_answer_is_put_away_with_its_content_and_may_come_again(self, office, file):
        content = as_csv(said(file))
        answer = bring(file, content, office.cashier)
        assert open_kept(answer.kept) == content
        answers.put_away(answer, by=office.cashier)
        answer = bring(file, content, office.cashier)
        confirm(answer, office.cashier)
        with refused("answer.confirmed"):
            answers.put_away(answer, by=office.cashier)

    def test_no_answer_to_a_withdrawn_file_and_none_to_a_closed_list(self, office, relief, bank, file):
        answer = bring(file, as_csv(said(file)), office.cashier)
        files.withdraw(file, why="模板错了", by=office.cashier)
        with refused("bank.withdrawn"):
            confirm(answer, office.cashier)
        second = make(relief, bank, office.cashier)
        pay(relief, office.cashier)
        move(relief, "close", office.cashier)
        with refused("list.state"):
            bring(second, as_csv(said(second)), office.cashier)

    def test_a_payment_that_the_bank_takes_back_later_is_reversed_by_hand(self, office, relief, file):
        confirm(bring(file, as_csv(said(file)), office.cashier), office.cashier)
        late = bring(file, as_csv(said(file, {1: ("退票", "长期不动户")})), office.cashier)
        assert verdicts(late)[1] == "conflict"
        reverse(relief, office.cashier, relief.lines.get(position=1), on=date(2025, 6, 30))
        assert figures(office) == ["5", "5", "2000.00"]


def test_a_reason_is_never_missing(office, relief, file):
    confirm(bring(file, as_csv(said(file, {1: ("失败", "")})), office.cashier), office.cashier)
    assert relief.lines.get(position=1).why_failed == "失败"
