"""Funds and their budget at the desk: the sum of each, its records, money entered, a year carried over; who may."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from hardship.models import (
    BudgetEntry,
    BudgetLine,
    Fund,
    GoodsReceipt,
    Kit,
    RegularAid,
    RegularList,
    RegularMonth,
    RegularRound,
)  # fmt: skip
from hardship.operations import budgets
from tests.desk.asking import queries
from tests.people import make_household, make_line, make_list

SPRING = date(2025, 1, 18)


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


def yuan(amount):
    return Decimal(amount).quantize(Decimal("0.01"))


def fund_of(office, source="own"):
    return Fund.objects.get(union=office.home, source=source)


def opened(office, source="own", *, year=2025, opening="400", income="9600", kind=""):
    return budgets.open_line(
        fund_of(office, source), year, kind, on=date(year, 1, 5), opening=yuan(opening), income=yuan(income),
        document="轻工财〔2025〕1号", by=office.administrator,
    )  # fmt: skip


@pytest.fixture
def spent(office):
    """A list of 800 yuan paid, one of 500 approved, goods for 993: of one fund."""
    fund, household = fund_of(office), make_household(office.north)
    make_line(household, make_list(office.north, "春节", fund=fund, state="closed"), paid_on=SPRING)
    make_line(household, make_list(office.north, "端午", fund=fund, state="approved"), amount=yuan("500"))
    kit = Kit.objects.create(union=office.home, name="米面油")
    GoodsReceipt.objects.create(kit=kit, on=SPRING, quantity=30, unit_price=yuan("33.10"), fund=fund)
    return opened(office)


def body(page):
    return page.content.decode()


def test_the_year_as_a_sum(spent, office, sit_down):
    page = sit_down(office.officer).get(reverse("desk:budgets"), year="2025")
    assert page.context["sum"] == {
        "opening": yuan("400"), "income": yuan("9600"), "committed": yuan("500"), "spent": yuan("1793"), "left": yuan("7707"),
    }  # fmt: skip
    assert "7,707.00" in body(page)
    assert reverse("desk:budget", args=[spent.pk]) + "#h-taken" in body(page)
    assert reverse("desk:budget_new") not in body(page)  # the administrator's


def test_each_figure_leads_to_its_records(spent, office, sit_down):
    page = sit_down(office.officer).get(reverse("desk:budget", args=[spent.pk]))
    assert [(entry.kind, str(entry.amount)) for entry in page.context["entries"]] == [
        ("opening", "400.00"), ("income", "9600.00"),
    ]  # fmt: skip
    lists = [(str(one.what), str(one.committed), str(one.spent)) for one in page.context["lists"]]
    assert lists == [("2025 端午", "500.00", "0.00"), ("2025 春节", "0.00", "800.00")]
    assert [str(one.spent) for one in page.context["purchases"]] == ["993.00"]
    assert not page.context["differs"]
    budgets.spend_directly(spent.fund, 2025, "living", yuan("1"), by=office.cashier)
    assert "do not agree" in body(sit_down(office.officer).get(reverse("desk:budget", args=[spent.pk])))


def test_a_roster_that_came_in_later_is_counted_again_on_request(spent, office, sit_down):
    later = make_list(office.north, "补录", fund=spent.fund, state="closed")
    make_line(make_household(office.south), later, paid_on=SPRING, amount=yuan("7000"))
    address = reverse("desk:budget_recount", args=[spent.pk])
    assert sit_down(office.officer).client.post(address).status_code == 403
    desk = sit_down(office.administrator)
    desk.client.post(address)
    spent.refresh_from_db()
    assert (spent.spent, spent.committed, spent.left) == (yuan("8793"), yuan("500"), yuan("707"))
    assert "do not agree" not in body(desk.get(reverse("desk:budget", args=[spent.pk])))
    make_line(make_household(office.south), later, paid_on=SPRING, amount=yuan("1000"))
    assert "293.00 yuan that is missing" in body(desk.client.post(address, follow=True))


def test_regular_aid_is_paid_from_a_fund_too(office, sit_down):
    household = make_household(office.north)
    roster = RegularRound.objects.create(
        union=office.home, first_month=date(2025, 1, 1), last_month=date(2025, 6, 1), standard=yuan("100"),
        fund=fund_of(office), state="approved",
    )  # fmt: skip
    aid = RegularAid.objects.create(
        union=office.north, person=household.head, household=household, standard=yuan("100"), round=roster,
        first_month=date(2025, 1, 1), last_month=date(2025, 6, 1),
    )  # fmt: skip
    paid = RegularList.objects.create(
        union=office.home, round=roster, month=date(2025, 1, 1), number="D1", state="closed"
    )
    due = RegularList.objects.create(
        union=office.home, round=roster, month=date(2025, 2, 1), number="D2", state="approved"
    )
    RegularMonth.objects.create(
        aid=aid, month=date(2025, 1, 1), amount=yuan("100"), state="paid", list=paid, paid_on=SPRING
    )
    RegularMonth.objects.create(aid=aid, month=date(2025, 2, 1), amount=yuan("100"), list=due)
    line = opened(office)
    assert (line.spent, line.committed) == (yuan("100"), yuan("100"))
    page = sit_down(office.officer).get(reverse("desk:budget", args=[line.pk]))
    assert (page.context["regular"].spent, page.context["regular"].committed) == (yuan("100"), yuan("100"))


def test_funds_without_a_budget_are_told_and_lead_to_one(office, sit_down):
    fund = fund_of(office, "donation")
    make_line(make_household(office.north), make_list(office.north, fund=fund, state="closed"), paid_on=SPRING)
    desk = sit_down(office.administrator)
    page = desk.get(reverse("desk:budgets"), year="2025")
    assert [(one.name, str(one.paid)) for one in page.context["uncontrolled"]] == [("社会捐赠", "800.00")]
    where = reverse("admin:hardship_reliefline_changelist")
    assert desk.get(where, list__fund__id__exact=fund.pk, list__year__exact=2025).context["cl"].result_count == 1
    asked = desk.get(reverse("desk:budget_new"), year="2025", fund=fund.pk)
    assert (asked.context["fields"]["fund"].value, asked.context["fields"]["year"].value) == (str(fund.pk), "2025")


def test_a_budget_is_opened_and_too_little_is_refused_beside_its_field(office, sit_down):
    fund = fund_of(office)
    make_line(make_household(office.north), make_list(office.north, fund=fund, state="closed"), paid_on=SPRING)
    client = sit_down(office.administrator).client
    typed = {"fund": fund.pk, "year": "2025", "kind": "", "opening": "", "income": "799.99", "on": "2025-01-05"}
    refused = client.post(reverse("desk:budget_new"), typed)
    assert "800.00" in refused.context["fields"]["income"].error
    assert refused.context["fields"]["income"].value == "799.99"
    done = client.post(reverse("desk:budget_new"), typed | {"income": "10,000.00"})
    line = BudgetLine.objects.get()
    assert done.url == reverse("desk:budget", args=[line.pk])
    assert (line.income, line.spent) == (yuan("10000"), yuan("800"))


def test_money_is_entered_on_the_page_of_its_line(office, sit_down):
    line = opened(office, year=timezone.localdate().year)
    client = sit_down(office.administrator).client
    address, today = reverse("desk:budget_enter", args=[line.pk]), timezone.localdate().isoformat()
    assert client.post(address, {"kind": "interest", "amount": "3.21", "on": today}).status_code == 302
    assert (
        client.post(address, {"kind": "correction", "amount": "−3.21", "on": today, "document": "记错"}).status_code
        == 302
    )
    refused = client.post(address, {"kind": "recalled", "amount": "10000.01", "on": today, "document": "通知"})
    assert "10,000.00" in refused.context["fields"]["amount"].error
    assert refused.context["ask"] == "enter"
    assert BudgetEntry.objects.filter(line=line).count() == 4


def test_a_year_is_carried_over_once(office, sit_down):
    line = opened(office, year=2024)
    desk = sit_down(office.administrator)
    assert "Carry over to 2025" in body(desk.get(reverse("desk:budget", args=[line.pk])))
    address = reverse("desk:budget_carry", args=[line.pk])
    following = desk.client.post(address)
    assert following.url == reverse("desk:budget", args=[BudgetLine.objects.get(year=2025).pk])
    assert "carried over already" in body(desk.client.post(address))
    assert BudgetLine.objects.get(year=2025).opening == yuan("10000")


def test_money_of_the_state_that_nobody_used_for_two_years_is_remarked(office, sit_down):
    line = opened(office, "central", year=2023, opening="0", income="700")
    for _year in range(2):
        line = budgets.carry_over(line, today=date(2026, 1, 5), by=office.administrator)
    page = sit_down(office.officer).get(reverse("desk:budgets"), year="2025")
    assert [str(row.recall) for row in page.context["recalled"]] == ["700.00"]
    assert "are to be given back" in body(page)


def test_what_a_donor_asked_for_stands_beside_the_fund(office, sit_down):
    Fund.objects.filter(source="donation").update(only_kinds=["school"], usable_until=date(2026, 8, 31))
    opened(office, "donation")
    page = body(sit_down(office.officer).get(reverse("desk:budgets"), year="2025"))
    assert "only for school aid" in page
    assert "to be used by 2026-08-31" in page


def test_only_the_administrator_opens_enters_and_carries_over(office, sit_down):
    line = opened(office, year=2024)
    for staff in (office.officer, office.cashier, office.auditor):
        client = sit_down(staff).client
        assert client.get(reverse("desk:budget", args=[line.pk])).status_code == 200
        assert client.get(reverse("desk:budget_new")).status_code == 403
        assert client.post(reverse("desk:budget_enter", args=[line.pk])).status_code == 403
        assert client.post(reverse("desk:budget_carry", args=[line.pk])).status_code == 403


def test_a_union_does_not_see_the_office_s_funds(office, sit_down):
    line = opened(office)
    client = sit_down(office.clerk_north).client
    assert client.get(reverse("desk:budget", args=[line.pk])).status_code == 404
    assert client.get(reverse("desk:budgets"), {"year": "2025"}).context["funds"] == []
    for lost in (office.nobody,):
        assert sit_down(lost).client.get(reverse("desk:budgets")).status_code == 404


def test_the_pages_cost_the_same_for_one_list_and_for_twenty(spent, office, sit_down):
    desk = sit_down(office.officer)
    pages = [reverse("desk:budgets") + "?year=2025", reverse("desk:budget", args=[spent.pk])]
    few = [queries(desk, page) for page in pages]
    household = make_household(office.north)
    for number in range(20):
        relief_list = make_list(office.north, f"第{number}批", fund=spent.fund, state="closed")
        make_line(household, relief_list, paid_on=SPRING)
    for source in ("city", "higher", "donation"):
        opened(office, source)
    assert [queries(desk, page) for page in pages] == few
