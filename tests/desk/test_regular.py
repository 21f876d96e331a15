"""Regular aid at the desk: a half-year from the opened roster to the arrears of the next month, without anybody counting months."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from hardship.desk.access import page_of
from hardship.desk.regular.seen import waiting
from hardship.models import BudgetLine, RegularList, RegularRound
from hardship.operations import regular_lists, regular_months
from hardship.rules.schedule import Cell, half_year_of, month_after
from office.calendar import Period
from office.documents.pdf import missing_libraries
from office.reporting.figures import FIGURES
from tests.desk.asking import queries
from tests.hardship.operations.regularly import approved, draft, households, make_hands, own_fund, pay_month
from tests.people import make_person

FIRST, LAST = half_year_of(timezone.localdate())
HUNDRED = Decimal("100.00")


@pytest.fixture(autouse=True)
def hands(office):
    make_hands(office)


def send(desk, address, **typed):
    return desk.client.post(address, typed, follow=True)


def typed_roster(fund="city", **facts):
    return {
        "first_month": f"{FIRST:%Y-%m}", "last_month": f"{LAST:%Y-%m}", "standard": "100", "joins": "same", "fund": fund,
    } | facts  # fmt: skip


def running(office, count=3, **facts):
    """A roster of January to June 2025 that the city approved."""
    return approved(office, households(office, count), **facts)


def test_a_half_year_goes_its_way_each_step_by_another_hand(office, sit_down):
    files = households(office, 3)
    fund = own_fund(office)
    BudgetLine.objects.create(fund=fund, year=FIRST.year, income=Decimal("5000.00"))
    clerk, officer, cashier = (sit_down(office.staff[name]) for name in ("clerk_home", "officer", "cashier"))
    page = send(clerk, "/regular/new/", **typed_roster(fund.pk))
    roster = RegularRound.objects.get()
    assert page.redirect_chain[-1][0] == f"/regular/{roster.pk}/"
    for file in files:
        found = clerk.client.post(f"/regular/{roster.pk}/add/", {"q": file.head.id_no, "act": "find"})
        assert found.context["chosen"] == str(file.head.pk)
        send(clerk, f"/regular/{roster.pk}/add/", q=file.head.name, act="add", person=file.head.pk, standard="100")
    assert roster.aids.count() == 3
    assert (waiting(office.clerk_home), waiting(office.officer), waiting(office.cashier)) == (1, 1, 0)
    assert send(cashier, f"/regular/{roster.pk}/submit/").status_code == 403
    send(clerk, f"/regular/{roster.pk}/submit/")
    assert (waiting(office.clerk_home), waiting(office.officer)) == (0, 1)
    today = timezone.localdate().isoformat()
    approval = {"document": "滨工发〔2025〕3号", "on": today}
    assert send(clerk, f"/regular/{roster.pk}/approval/", **approval).status_code == 403
    assert "document" in send(officer, f"/regular/{roster.pk}/approval/", document=" ", on=today).context["errors"]
    send(officer, f"/regular/{roster.pk}/approval/", **approval)
    roster.refresh_from_db()
    assert (roster.state, roster.document) == ("approved", "滨工发〔2025〕3号")
    assert waiting(office.clerk_home) == 1

    send(clerk, f"/regular/{roster.pk}/propose/")
    first = RegularList.objects.get()
    assert first.month == FIRST
    assert send(clerk, f"/regular/lists/{first.pk}/approve/").status_code == 403
    assert (waiting(office.clerk_home), waiting(office.officer), waiting(office.cashier)) == (0, 1, 0)
    send(officer, f"/regular/lists/{first.pk}/approve/")
    assert waiting(office.cashier) == 1
    bad = roster.aids.get(household=files[1])
    page = sit_down(office.cashier).get(f"/regular/lists/{first.pk}/")
    assert f"why-{bad.pk}" in page.content.decode()
    send(cashier, f"/regular/lists/{first.pk}/pay/", on=today, **{f"why-{bad.pk}": "账号不符"})
    first.refresh_from_db()
    assert (first.state, first.months.count(), first.failures.get().why) == ("closed", 2, "账号不符")
    page = clerk.get(f"/regular/{roster.pk}/").context["page"]
    assert (page.whole.sums.paid, page.whole.sums.open) == (Decimal("200.00"), Decimal("1600.00"))
    assert page.whole.counts[Cell.FAILED] == 1

    send(clerk, f"/regular/{roster.pk}/propose/")
    second = RegularList.objects.exclude(pk=first.pk).get()
    parts = {part.code: part.amount for part in clerk.get(f"/regular/lists/{second.pk}/").context["page"].parts}
    assert parts == {
        "before": Decimal("300.00"), "joined": Decimal("0.00"), "stopped": Decimal("0.00"), "changed": Decimal("0.00"),
        "arrears": HUNDRED,
    }  # fmt: skip


def test_what_is_refused_is_said_beside_its_field(office, sit_down):
    desk = sit_down(office.clerk_home)
    page = send(desk, "/regular/new/", **typed_roster(first_month="2025-13", standard="0"))
    assert page.context["fields"]["first_month"].error
    page = send(desk, "/regular/new/", **typed_roster(standard="0"))
    assert page.context["fields"]["standard"].error
    assert not RegularRound.objects.exists()
    send(desk, "/regular/new/", **typed_roster(first_month="2025年7月", last_month="2025.12"))
    assert (RegularRound.objects.get().first_month, RegularRound.objects.get().last_month) == (
        date(2025, 7, 1), date(2025, 12, 1),
    )  # fmt: skip
    assert desk.get("/regular/new/").context["fields"]["first_month"].value == "2026-01"  # the half-year after it


def test_who_was_left_out_is_told_with_the_reason(office, sit_down):
    files = households(office, 4)
    approved(office, files)
    files[1].state, files[1].closed_on = "closed", date(2025, 6, 10)
    files[1].save()
    after = draft(office, [], first_month=date(2025, 7, 1), last_month=date(2025, 12, 1))
    desk = sit_down(office.clerk_home)
    send(desk, f"/regular/{after.pk}/take-off/", aid=after.aids.get(household=files[2]).pk)
    page = desk.get(f"/regular/{after.pk}/").context["page"]
    left = {one.aid.household_id: str(one.why) for one in page.left_out}
    assert set(left) == {files[1].pk, files[2].pk}
    assert left[files[1].pk] != left[files[2].pk]
    assert [row.aid.household_id for row in page.whole.rows] == [files[0].pk, files[3].pk]


def test_another_union_finds_neither_roster_nor_list_but_its_own_people(office, sit_down):
    files = households(office, 2)  # the first of the north union, the second of the south
    roster = approved(office, files)
    month_list = pay_month(office, roster, 1)
    north, south = (roster.aids.get(household=file) for file in files)
    desk = sit_down(office.clerk_north)
    assert desk.get(f"/regular/{roster.pk}/").status_code == 404
    assert desk.get(f"/regular/lists/{month_list.pk}/").status_code == 404
    assert send(desk, f"/regular/{roster.pk}/propose/").status_code == 404
    assert desk.get(f"/regular/people/{south.pk}/").status_code == 404
    assert send(desk, f"/regular/people/{south.pk}/stop/", on="2025-02-01", why="death").status_code == 404
    page = desk.get(f"/regular/people/{north.pk}/")
    assert page.status_code == 200
    assert not page.context["page"].may_stop
    assert send(desk, f"/regular/people/{north.pk}/stop/", on="2025-02-01", why="death").status_code == 403
    assert desk.get("/regular/").context["running"] == []
    assert sit_down(office.nobody).get("/regular/").status_code in (403, 404)
    assert page_of(north) == f"/regular/people/{north.pk}/"


def test_one_persons_aid_ends_goes_on_and_has_another_standard(office, sit_down):
    roster = running(office, 1)
    pay_month(office, roster, 1)
    aid, desk = roster.aids.get(), sit_down(office.clerk_home)
    at = f"/regular/people/{aid.pk}/"
    assert send(desk, f"{at}stop/", on="2025-03-20", why="").context["stop"]["why"].error
    send(desk, f"{at}stop/", on="2025-03-20", why="moved")
    aid.refresh_from_db()
    assert (aid.stopped_on, aid.why_stopped, aid.months.filter(state="stopped").count()) == (
        date(2025, 3, 20),
        "moved",
        3,
    )
    send(desk, f"{at}resume/")
    assert not aid.months.filter(state="stopped").exists()
    send(desk, f"{at}standard/", standard="150", first="2025-03")
    assert sum(month.amount for month in aid.months.all()) == Decimal("800.00")
    assert desk.client.post(f"{at}something/").status_code == 404
    assert send(desk, f"{at}account/", card_no="123").context["account"]["card_no"].error
    send(desk, f"{at}account/", card_no="6222020200112230013")
    aid.refresh_from_db()
    assert aid.card_no == "6222020200112230013"
    page = desk.get(at).context["page"]
    assert (page.row.sums.paid, page.row.sums.open) == (HUNDRED, Decimal("700.00"))
    file_page = desk.get(f"/files/{aid.household_id}/", tab="relief").content.decode()
    assert at in file_page


def test_somebody_joins_a_roster_that_runs_by_an_officer(office, sit_down):
    roster = running(office, 1)
    late = households(office, 1)[0]
    at = f"/regular/{roster.pk}/add/"
    assert sit_down(office.clerk_home).get(at).status_code == 403
    desk = sit_down(office.officer)
    said = {"q": late.head.name, "act": "add", "person": late.head.pk}
    assert send(desk, at, **said).context["fields"]["approved_on"].error
    send(desk, at, **said, approved_on="2025-03-12")
    aid = roster.aids.get(household=late)
    assert aid.months.count() == 4
    assert send(desk, at, q="无此人", act="find").context["found"] == []
    make_person(office.north, "无档案")
    found = send(desk, at, q="无档案", act="find").context["found"]
    assert [bool(one.hindrance) for one in found] == [True]
    assert send(desk, at, q="无档案", act="add").context["fields"]["q"].error  # nobody was chosen


def test_what_the_bank_sends_back_later_is_said_on_the_closed_list(office, sit_down):
    roster = running(office, 3)
    january = pay_month(office, roster, 1)
    aid = roster.aids.first()
    at = f"/regular/lists/{january.pk}/"
    assert not sit_down(office.officer).get(at, ask="returned").context["page"].marks
    desk = sit_down(office.cashier)
    assert desk.get(at).context["page"].marks == ""
    assert desk.get(at, ask="returned").context["page"].marks == "returned"
    marked = {f"why-{aid.pk}": "账户已销"}
    assert send(sit_down(office.officer), f"{at}came-back/", on="2025-01-20", **marked).status_code == 403
    assert "" in send(desk, f"{at}came-back/", on="2025-01-20").context["errors"]
    send(desk, f"{at}came-back/", on="2025-01-20", **marked)
    page = desk.get(at).context["page"]
    assert (page.difference.amount, page.arrived, page.failed) == (Decimal("300.00"), Decimal("200.00"), HUNDRED)
    months = sit_down(office.clerk_home).get(f"/regular/people/{aid.pk}/").context["page"].months
    assert [failure.why for failure in months[0].failures] == ["账户已销"]


def test_a_list_goes_back_and_is_discarded(office, sit_down):
    roster = running(office, 2)
    month_list = regular_lists.propose(roster, date(2025, 1, 1), by=office.clerk_home)
    regular_lists.approve(month_list, today=date(2025, 1, 10), by=office.officer)
    at, desk = f"/regular/lists/{month_list.pk}/", sit_down(office.officer)
    assert "why" in send(desk, f"{at}send-back/", why="").context["errors"]
    send(desk, f"{at}send-back/", why="标准有误")
    month_list.refresh_from_db()
    assert month_list.state == "draft"
    send(sit_down(office.clerk_home), f"{at}discard/")
    assert not RegularList.objects.exists()


def test_the_sums_of_the_calendar_are_the_figures(office, sit_down):
    roster = running(office, 4)
    aids = list(roster.aids.order_by("pk"))
    pay_month(office, roster, 1, failed={aids[0].pk: "账号不符"})
    pay_month(office, roster, 2)
    regular_months.stop(aids[1], on=date(2025, 1, 20), why="fraud", today=date(2025, 3, 1), by=office.clerk_home)
    page = sit_down(office.clerk_home).get(f"/regular/{roster.pk}/").context["page"]
    for month, sums in zip(page.grid.months, page.grid.by_month, strict=True):
        period = Period(month, date.fromordinal(month_after(month).toordinal() - 1))
        assert sums.paid == FIGURES["regular.amount"].value(office.home, period)
    assert page.grid.sums.paid == sum(row.sums.paid for row in page.grid.rows) == Decimal("800.00")
    assert page.whole.counts[Cell.RECLAIM] == 1
    assert page.whole.counts[Cell.STOPPED] == 4
    # Everybody else is due March to June.
    assert page.grid.sums.open == Decimal("1200.00")


def test_the_calendar_is_narrowed_by_name_union_and_how_months_stand(office, sit_down):
    roster = running(office, 4)
    first = roster.aids.order_by("pk").first()
    regular_months.stop(first, on=date(2025, 1, 20), why="waived", today=date(2025, 1, 21), by=office.clerk_home)
    desk = sit_down(office.clerk_home)

    def names(**query):
        return [row.aid.person.name for row in desk.get(f"/regular/{roster.pk}/", **query).context["page"].grid.rows]

    assert len(names()) == 4
    assert names(q=first.person.name) == [first.person.name]
    assert names(stands="stopped") == [first.person.name]
    assert len(names(below=office.south.pk)) == 2
    assert names(q="没有这个人") == []


def test_four_hundred_people_cost_as_many_questions_as_twenty(office, sit_down):
    desk, costs = sit_down(office.cashier), []
    for new, count, month in ((20, 20, date(2025, 1, 1)), (380, 400, date(2025, 2, 1))):  # the 20 go on
        roster = approved(office, households(office, new), fund=own_fund(office), first_month=month, last_month=month)
        month_list = regular_lists.propose(roster, month, by=office.clerk_home)
        regular_lists.approve(month_list, today=month, by=office.officer)
        pages = [f"/regular/{roster.pk}/", f"/regular/lists/{month_list.pk}/", "/regular/"]
        desk.get(pages[0])  # the session is written once
        costs.append([queries(desk, page) for page in pages])
        assert len(desk.get(pages[1]).context["page"].payees) == count
        assert len(desk.get(pages[0]).context["page"].whole.rows) == count
    assert costs[0] == costs[1]


@pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")
def test_the_list_of_a_month_is_printed_for_signing(office, sit_down):
    roster = running(office, 2)
    desk = sit_down(office.cashier)
    january = regular_lists.propose(roster, date(2025, 1, 1), by=office.clerk_home)
    assert desk.get(f"/regular/lists/{january.pk}/sign-for/").status_code == 404
    regular_lists.approve(january, today=date(2025, 1, 10), by=office.officer)
    assert desk.get(f"/regular/lists/{january.pk}/sign-for/").headers["Content-Type"] == "application/pdf"
