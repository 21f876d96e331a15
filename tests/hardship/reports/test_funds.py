"""T5: what was given of which money, what goods were worth, and what became of each fund in the year."""

import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import call_command
from pypdf import PdfReader

from hardship.models import Fund
from hardship.operations import budgets
from hardship.reports.tables import FundsReport
from office.calendar import Period
from office.refusal import Refusal
from office.reporting.figures import FIGURES
from tests.people import make_household, make_line, make_list

YEAR = Period.of_year(2025)
SPRING, SUMMER = date(2025, 1, 18), date(2025, 7, 1)


def yuan(amount):
    return Decimal(amount).quantize(Decimal("0.01"))


def fund_of(office, source):
    return Fund.objects.get(union=office.home, source=source)


@pytest.fixture
def given(office):
    """Two households: living aid of own money to both and of donations to one; medical aid; a payment taken back; goods."""
    own, donated = fund_of(office, "own"), fund_of(office, "donation")
    budgets.open_line(
        own, 2025, on=SPRING, opening=yuan("1000"), income=yuan("3000"), by=office.administrator, document="拨款单"
    )
    first, second = make_household(office.north, "赵一"), make_household(office.south, "钱二")
    spring = make_list(office.home, fund=own, state="closed")
    make_line(first, spring, paid_on=SPRING, amount=yuan("400.10"))
    make_line(second, spring, paid_on=SPRING, amount=yuan("200.20"))
    wrong = make_line(second, spring, paid_on=SPRING, amount=yuan("200.20"))
    back = make_list(office.home, "冲正", fund=own, state="closed", role="reversal")
    make_line(second, back, paid_on=SUMMER, amount=yuan("-200.20"), reverses=wrong)
    make_line(first, make_list(office.home, "捐", fund=donated, state="closed"), paid_on=SUMMER, amount=yuan("50"))
    make_line(
        first,
        make_list(office.home, "医", kind="medical", fund=own, state="closed"),
        paid_on=SUMMER,
        amount=yuan("1000"),
    )
    goods = make_list(office.home, "物资", form="goods", kind="goods", fund=donated, state="closed")
    make_line(second, goods, paid_on=SPRING, goods="米面油", quantity=3, unit_price=yuan("33.10"), amount=yuan("99.30"))
    for amount in ("600.30", "1000"):
        budgets.spend_directly(own, 2025, "living", yuan(amount), by=office.cashier)
    return office


def table_of(office, union=None, period=YEAR):
    report = FundsReport()
    return report.as_json(report.build(union or office.home, period))


def test_kinds_of_aid_by_source(given):
    table = table_of(given)
    rows = {row["kind"]: row for row in table["rows"]}
    living, medical = rows["一次性生活救助"], rows["医疗救助"]
    assert (living["payments"], living["households"], living["people"]) == (3, 2, 2)
    assert (living["amount"], living["fund.own"], living["fund.donation"]) == (
        yuan("650.30"),
        yuan("600.30"),
        yuan("50"),
    )
    assert medical["amount"] == yuan("1000")
    assert rows["子女助学"]["amount"] == 0
    total = table["total"]
    assert (total["payments"], total["households"], total["people"]) == (4, 2, 2)  # a household in two rows counts once
    assert total["amount"] == yuan("1650.30") == FIGURES["cash.amount"].value(given.home, YEAR)
    for row in [*table["rows"], total]:
        assert sum(value for code, value in row.items() if code.startswith("fund.")) == row["amount"]
    for code in ("amount", "fund.own", "fund.donation"):
        assert sum(row[code] for row in table["rows"]) == total[code]


def test_goods_stand_by_themselves(given):
    goods = table_of(given)["goods"]
    (row,) = goods["rows"]
    assert (row["kind"], row["amount"], row["fund.donation"]) == ("救助物资", yuan("99.30"), yuan("99.30"))
    assert goods["total"]["amount"] == FIGURES["goods.value"].value(given.home, YEAR)


def test_what_became_of_each_fund(given):
    balance = table_of(given)["balance"]
    (row,) = balance["rows"]
    keys = ("opening", "income", "spent", "closing", "rate")
    assert [str(row[key]) for key in keys] == ["1000.00", "3000.00", "1600.30", "2399.70", "40.0"]
    assert [balance["total"][key] for key in keys] == [row[key] for key in keys]


def test_what_was_carried_over_was_there_at_the_end_of_the_year(given):
    line = fund_of(given, "own").budget.get()
    budgets.enter(line, "recalled", SUMMER, yuan("500"), "收回通知", today=SUMMER, by=given.administrator)
    before = table_of(given)["balance"]["rows"]
    budgets.carry_over(line, today=date(2026, 1, 9), by=given.administrator)
    assert table_of(given)["balance"]["rows"] == before
    assert before[0]["closing"] == yuan("1899.70")
    (following,) = table_of(given, period=Period.of_year(2026))["balance"]["rows"]
    assert (following["opening"], following["rate"]) == (yuan("1899.70"), Decimal("0.0"))
    assert any("上级收回500.00元" in note for note in table_of(given)["notes"])


def test_without_a_base_there_is_no_rate(office):
    budgets.open_line(fund_of(office, "own"), 2025, on=SPRING, by=office.administrator)
    assert table_of(office)["balance"]["rows"][0]["rate"] is None


def test_funds_without_a_budget_are_named(given):
    assert any("社会捐赠" in note for note in table_of(given)["notes"])


def test_a_union_sees_what_its_own_households_were_given(given):
    assert table_of(given, given.south)["total"]["amount"] == yuan("200.20")
    assert table_of(given, given.south)["balance"]["rows"] == []


def test_a_budget_whose_entries_do_not_explain_it_is_not_printed(given):
    line = fund_of(given, "own").budget.get()
    line.entries.filter(kind="income").delete()
    with pytest.raises(Refusal) as refused:
        table_of(given)
    assert refused.value.code == "report.broken"


def test_as_a_file(given, tmp_path):
    written = {}
    for form in ("json", "html", "xlsx", "pdf"):
        target = tmp_path / form
        call_command(
            "report", "funds", "--from=2025-01-01", "--to=2025-12-31", f"--format={form}",
            f"-o={target}",
        )  # fmt: skip
        written[form] = target.read_bytes()
    told = json.loads(written["json"])
    assert (told["total"]["amount"], told["balance"]["rows"][0]["rate"]) == ("1650.30", "40.0")
    book = openpyxl.load_workbook(io.BytesIO(written["xlsx"]))
    assert book.sheetnames == ["一、资金发放", "二、实物发放（折款）", "三、2025年度收支"]
    page = PdfReader(io.BytesIO(written["pdf"]))
    assert len(page.pages) == 1
    assert page.pages[0].mediabox.width > page.pages[0].mediabox.height
    text = page.pages[0].extract_text()
    assert all(word in text for word in ("帮扶资金使用情况表", "1,650.30", "99.30", "40.0%"))
