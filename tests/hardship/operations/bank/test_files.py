"""Files for the bank: made of approved lists by whoever may pay, each payment once, the same bytes whenever fetched."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from hardship.models import BankFile, BankLine, ReliefLine
from hardship.operations.bank import files
from office.models import Entry
from tests.hardship.operations.relief_lists.reliefs import begin, move, pay, put, refused, walk
from tests.people import make_household, make_staff

from .banks import NAMES, account, list_of, make, profile, rows_of


class TestMaking:
    def test_the_file_says_number_account_name_and_amount_and_the_payment_has_begun(self, office, relief, file):
        head, *rows = rows_of(files.fetch(file, by=office.cashier))
        assert head == ["序号", "收款账号", "收款户名", "金额", "开户行", "用途"]
        assert rows == [[n, account(n), name, 400, "滨江银行", relief.name] for n, name in enumerate(NAMES, start=1)]
        relief.refresh_from_db()
        assert (relief.state, relief.paid_by, file.total) == ("paying", office.cashier, Decimal("2400.00"))

    def test_only_the_cashier_and_never_who_approved(self, office, relief, bank):
        for staff in (office.clerk_north, office.officer, office.auditor, office.administrator):
            with refused("permission"):
                files.make(relief, bank, by=staff)
        relief.approved_by = office.cashier
        relief.save()
        with refused("list.own_approval"):
            files.make(relief, bank, by=office.cashier)
        relief.state = "paying"
        relief.save()
        with refused("list.own_approval"):
            files.make(relief, bank, by=office.cashier)
        assert not BankFile.objects.exists()

    @pytest.mark.parametrize("state", ["draft", "submitted", "checked"])
    def test_nothing_goes_to_the_bank_before_it_is_approved(self, office, bank, state):
        relief = list_of(office)
        if state != "draft":
            walk(relief, office, state)
        with refused("list.state"):
            files.make(relief, bank, by=office.cashier)

    def test_another_union_does_not_find_the_list_and_no_bank_of_elsewhere_is_taken(self, office, relief, bank):
        far = make_staff("cashier_south", office.south, "cashier")
        with refused("list.unknown"):
            files.make(relief, bank, by=far)
        with refused("bank.profile"):
            files.make(relief, profile(office, union=office.south), by=office.cashier)

    def test_whoever_has_no_account_is_named_and_left_out(self, office, bank):
        relief = list_of(office, NAMES[:2])
        for who, number in (("没账号", ""), ("账号坏", "6.22848E+18")):
            put(relief, make_household(office.north, who, card_no=number), office.clerk_north)
        walk(relief, office, "approved")
        made = files.make(relief, bank, by=office.cashier)
        assert [line.payee.name for line in made.left_out] == ["没账号", "账号坏"]
        assert made.files[0].lines.count() == 2
        assert Entry.objects.get(act="bank file made").facts["left_out"] == [3, 4]

    def test_a_payment_is_sent_once_and_what_is_paid_not_at_all(self, office, relief, bank):
        move(relief, "begin_payment", office.cashier)
        pay(relief, office.cashier, relief.lines.get(position=2))
        file = make(relief, bank, office.cashier)
        assert [line.line.position for line in file.lines.select_related("line")] == [1, 3, 4, 5, 6]
        with refused("bank.nothing"):
            files.make(relief, bank, by=office.cashier)
        with pytest.raises(IntegrityError), transaction.atomic():
            BankLine.objects.create(
                file=file, number=99, line=relief.lines.get(position=1), amount=Decimal(400), tail="0000"
            )

    def test_goods_do_not_go_to_a_bank(self, office, relief, bank):
        relief.lines.all().delete()
        relief.form = "goods"
        relief.save()
        with refused("bank.goods"):
            files.make(relief, bank, by=office.cashier)

    def test_long_lists_make_several_files(self, office, relief):
        made = files.make(relief, profile(office, most_lines=4), by=office.cashier)
        assert [list(file.lines.values_list("number", flat=True)) for file in made.files] == [[1, 2, 3, 4], [1, 2]]
        assert [file.total for file in made.files] == [Decimal("1600.00"), Decimal("800.00")]
        assert len({file.number for file in made.files}) == 2

    def test_a_profile_that_somebody_spoiled_is_refused(self, office, relief):
        with refused("bank.required"):
            files.make(relief, profile(office, columns=[["账号", "account"]]), by=office.cashier)


class TestWriting:
    def test_csv_in_the_encoding_of_the_bank_without_headings(self, office, relief):
        bank = profile(
            office, format="csv", encoding="gb18030", delimiter="|", with_heading=False,
            columns=[["序号", "number"], ["账号", "account"], ["户名", "name"], ["金额", "amount"], ["币种", "=人民币"]],
        )  # fmt: skip
        content = files.fetch(make(relief, bank, office.cashier), by=office.cashier)
        rows = list(csv.reader(io.StringIO(content.decode("gb18030")), delimiter="|"))
        assert rows[0] == ["1", account(1), "林秀珍", "400.00", "人民币"]
        assert len(rows) == 6

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_nothing_that_a_clerk_typed_becomes_a_formula(self, office, form):
        relief = begin(office, "=1+2，慰问", purpose="=cmd|' /c calc'!A1")
        put(
            relief,
            make_household(office.north, "@SUM(A1)", bank="+滨江\r\n银行", card_no=account(1)),
            office.clerk_north,
        )
        put(
            relief,
            make_household(office.north, "\U00020bb7田", bank="－", card_no=f" {account(2)[:4]} {account(2)[4:]}"),
            office.clerk_north,
        )
        walk(relief, office, "approved")
        content = files.fetch(make(relief, profile(office, format=form), office.cashier), by=office.cashier)
        if form == "csv":
            first, second = list(csv.reader(io.StringIO(content.decode("gb18030"), newline="")))[1:]
            assert first[1:] == [account(1), "'@SUM(A1)", "400.00", "'+滨江 银行", "'=cmd|' /c calc'!A1"]
            assert second[1:4] == [account(2), "\U00020bb7田", "400.00"]
        else:
            (_head, first, second) = rows_of(content)
            assert first[1:] == [account(1), "@SUM(A1)", 400, "+滨江 银行", "=cmd|' /c calc'!A1"]
            assert second[1:3] == [account(2), "\U00020bb7田"]


class TestFetching:
    def test_the_same_bytes_each_time_and_an_entry_each_time(self, office, file):
        first, again = (files.fetch(file, by=office.cashier) for _time in range(2))
        assert first == again
        entries = Entry.objects.filter(act="bank file fetched", by=office.cashier, record=str(file.pk))
        assert entries.count() == 2
        assert account(1) not in str(list(Entry.objects.values_list("facts", flat=True)))

    def test_whole_account_numbers_are_for_the_cashier(self, office, file):
        for staff in (office.clerk_north, office.officer, office.auditor, office.administrator):
            with refused("permission"):
                files.fetch(file, by=staff)
        with refused("list.unknown"):
            files.fetch(file, by=make_staff("cashier_south", office.south, "cashier"))

    def test_a_file_that_is_lost_says_so(self, office, file):
        BankFile.objects.filter(pk=file.pk).update(kept="0" * 32)
        with refused("bank.gone"):
            files.fetch(file, by=office.cashier)


class TestWithdrawing:
    def test_its_lines_go_into_another_file(self, office, relief, bank, file):
        with refused("required"):
            files.withdraw(file, why=" ", by=office.cashier)
        files.withdraw(file, why="模板错了", by=office.cashier)
        for act in (
            lambda: files.fetch(file, by=office.cashier),
            lambda: files.withdraw(file, why="x", by=office.cashier),
        ):
            with refused("bank.withdrawn"):
                act()
        assert make(relief, bank, office.cashier).lines.count() == 6

    def test_not_once_a_payment_of_it_is_settled(self, office, relief, file):
        pay(relief, office.cashier, relief.lines.get(position=1))
        with refused("bank.answered"):
            files.withdraw(file, why="模板错了", by=office.cashier)


def test_nobody_collects_in_cash_what_is_with_the_bank(office, relief, file):
    line = relief.lines.get(position=1)
    proxy = {
        "proxy_name": "林小妹", "proxy_id_no": "210200197001020020", "proxy_relation": "妹", "proxy_letter": "委托书1",
    }  # fmt: skip
    with refused("line.with_bank"):
        pay(relief, office.cashier, line, received={line.pk: proxy})
    files.withdraw(file, why="改发现金", by=office.cashier)
    assert pay(relief, office.cashier, line, received={line.pk: proxy}) == 1
    assert ReliefLine.objects.paid().count() == 1
