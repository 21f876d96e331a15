"""Relief lists at the desk: who sees which, whose turn it is, and what becomes of a list from draft to closed."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from hardship.desk.access import page_of
from hardship.desk.relief.seen import waiting
from hardship.models import ReliefLine, ReliefList
from hardship.operations.relief_lists.moving import take
from hardship.operations.relief_lists.opening import open_list
from office.documents.pdf import missing_libraries
from tests.desk.asking import queries
from tests.people import make_household, make_line, make_list


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def relief(office):
    """A draft of the north union with three households, entered by its clerk."""
    return filled(office, 3)


def filled(office, lines: int, name: str = "中秋慰问") -> ReliefList:
    made = open_list(office.north, form="money", by=office.clerk_north, name=name, year=2025, kind="living")
    for place in range(1, lines + 1):
        make_line(
            make_household(office.north, f"林秀{place}"), made, position=place, entered_by=office.clerk_north,
            amount=Decimal("400.00"),
        )  # fmt: skip
    return made


def to_paying(relief, office) -> None:
    take(relief, "hand_in", by=office.clerk_north)
    take(relief, "check", by=office.officer)
    take(relief, "approve", by=office.officer)
    take(relief, "begin_payment", by=office.cashier)


def send(desk, relief, act, **typed):
    return desk.client.post(f"/relief/lists/{relief.pk}/{act}/", typed, follow=True)


def said(page) -> str:
    return page.content.decode()


def test_lists_stand_by_what_they_wait_for_with_their_sums(office, sit_down, relief):
    make_list(office.north, "春节", state="closed")
    page = sit_down(office.officer).get("/relief/lists/")
    assert [part.state for part in page.context["parts"]] == ["draft"]
    assert "1,200.00" in said(page)
    assert relief.number in said(page)
    assert [one.name for one in page.context["over"].rows] == ["春节"]


def test_another_union_does_not_find_the_list(office, sit_down, relief):
    desk = sit_down(office.clerk_south)
    assert desk.get(f"/relief/lists/{relief.pk}/").status_code == 404
    assert send(desk, relief, "step/hand_in").status_code == 404
    assert relief.name not in said(desk.get("/relief/lists/"))
    assert sit_down(office.nobody).get("/relief/lists/").status_code in (403, 404)


def test_the_list_says_whose_turn_it_is(office, sit_down, relief):
    assert page_of(relief) == f"/relief/lists/{relief.pk}/"
    assert (waiting(office.clerk_north), waiting(office.officer), waiting(office.cashier)) == (1, 0, 0)
    assert "It waits for a clerk." in said(sit_down(office.cashier).get(f"/relief/lists/{relief.pk}/"))
    send(sit_down(office.clerk_north), relief, "step/hand_in")
    assert (waiting(office.clerk_north), waiting(office.officer), waiting(office.cashier)) == (0, 1, 0)
    page = sit_down(office.clerk_north).get(f"/relief/lists/{relief.pk}/")
    assert "It waits for an officer." in said(page)


def test_from_draft_to_closed_each_by_the_hand_that_may(office, sit_down, relief):
    clerk, officer, cashier = sit_down(office.clerk_north), sit_down(office.officer), sit_down(office.cashier)
    assert send(officer, relief, "step/check").status_code == 200  # nothing: it has not been handed in
    send(clerk, relief, "step/hand_in")
    assert send(clerk, relief, "step/check").status_code == 403
    send(officer, relief, "step/check")
    send(officer, relief, "step/approve")
    assert send(officer, relief, "step/begin_payment").status_code == 403
    send(cashier, relief, "step/begin_payment")
    assert "neither paid nor failed" in said(send(cashier, relief, "step/close"))
    send(cashier, relief, "pay", on=timezone.localdate().isoformat(), all="1")
    send(cashier, relief, "step/close")
    relief.refresh_from_db()
    assert relief.state == "closed"
    assert set(relief.lines.values_list("state", flat=True)) == {"paid"}


def test_returned_with_a_reason_never_without(office, sit_down, relief):
    take(relief, "hand_in", by=office.clerk_north)
    desk = sit_down(office.officer)
    assert "Write the reason" in said(send(desk, relief, "step/send_back", note=""))
    send(desk, relief, "step/send_back", note="第二户金额不对")
    assert "第二户金额不对" in said(sit_down(office.clerk_north).get(f"/relief/lists/{relief.pk}/"))
    relief.refresh_from_db()
    assert relief.state == "draft"


def test_what_the_guards_said_is_read_and_allowed_with_a_reason(office, sit_down, relief):
    line = relief.lines.get(position=2)
    line.warnings = [{"code": "no_minutes", "level": "lack", "facts": {"limit": "300.00"}, "about": None}]
    line.plea = "确有困难"
    line.save()
    take(relief, "hand_in", by=office.clerk_north)
    desk = sit_down(office.officer)
    page = said(desk.get(f"/relief/lists/{relief.pk}/", line=line.pk))
    assert "Above 300.00 元 the minutes" in page
    assert "确有困难" in page
    assert "Why it is allowed" in page
    assert "Write the reason" in said(send(desk, relief, f"lines/{line.pk}/allow", why=""))
    page = said(send(desk, relief, f"lines/{line.pk}/allow", why="主席办公会同意"))
    assert "主席办公会同意" in page
    line.refresh_from_db()
    assert (line.allowed_by, line.allowed_why) == (office.officer, "主席办公会同意")


def test_one_collected_by_another_one_failed_the_rest_paid_then_again(office, sit_down, relief):
    to_paying(relief, office)
    first, second, third = relief.lines.order_by("position")
    desk, day = sit_down(office.cashier), timezone.localdate().isoformat()
    proxy = {"proxy_name": "林小明", "proxy_relation": "儿子", "proxy_letter": "委托书"}
    assert "write name, ID number" in said(send(desk, relief, f"lines/{first.pk}/collect", on=day, **proxy))
    send(desk, relief, f"lines/{first.pk}/collect", on=day, proxy_id_no="210200199001010014", **proxy)
    assert "Write why" in said(send(desk, relief, f"lines/{second.pk}/fail", on=day, why=""))
    refused = desk.client.post(
        f"/relief/lists/{relief.pk}/lines/{second.pk}/fail/?line={second.pk}", {"on": day, "why": ""}
    )
    assert "The payment failed" in said(refused)
    send(desk, relief, f"lines/{second.pk}/fail", on=day, why="账号已注销")
    assert "Tick the lines first." in said(send(desk, relief, "pay", on=day))
    page = said(send(desk, relief, "pay", on=day, line=third.pk))
    assert "林小明" in page
    assert "账号已注销" in page
    assert list(relief.lines.order_by("position").values_list("state", flat=True)) == ["paid", "failed", "paid"]
    assert "This has been paid already." in said(send(desk, relief, "pay", on=day, line=third.pk))
    send(desk, relief, "step/close")
    send(sit_down(office.clerk_north), relief, "supplement")
    again = ReliefList.objects.get(role="supplement")
    assert (again.follows, again.lines.get().repeats) == (relief, second)


def test_chosen_payments_are_taken_back_with_a_reason(office, sit_down, relief):
    to_paying(relief, office)
    desk, day = sit_down(office.cashier), timezone.localdate().isoformat()
    send(desk, relief, "pay", on=day, all="1")
    send(desk, relief, "step/close")
    chosen = relief.lines.get(position=3)
    assert "Write why it is taken back." in said(send(desk, relief, "reverse", on=day, line=chosen.pk))
    page = send(desk, relief, "reverse", on=day, line=chosen.pk, why="重复发放")
    assert "重复发放" in said(page)
    back = ReliefLine.objects.get(reverses=chosen)
    assert back.amount == -chosen.amount
    assert "taken back" in said(desk.get(f"/relief/lists/{relief.pk}/"))


def test_a_long_list_costs_as_much_as_a_short_one(office, sit_down, relief):
    desk = sit_down(office.officer)
    desk.get(f"/relief/lists/{relief.pk}/")
    long = filled(office, 120, "春节慰问")
    few = queries(desk, f"/relief/lists/{relief.pk}/")
    assert queries(desk, f"/relief/lists/{long.pk}/") == few
    assert len(desk.get(f"/relief/lists/{long.pk}/").context["page"].rows) == 100
    assert "48,000.00" in said(desk.get(f"/relief/lists/{long.pk}/", page=2))


def test_the_records_only_read_what_goes_the_way_of_the_desk(office, sit_down, relief):
    desk = sit_down(office.clerk_north)
    assert "_save" not in said(desk.get(f"/admin/hardship/relieflist/{relief.pk}/change/"))
    line = relief.lines.first()
    assert "_save" not in said(desk.get(f"/admin/hardship/reliefline/{line.pk}/change/"))


def test_nothing_is_paid_in_the_future(office, sit_down, relief):
    to_paying(relief, office)
    page = send(sit_down(office.cashier), relief, "pay", on=date(2099, 1, 1).isoformat(), all="1")
    assert "lies in the future" in said(page)
    assert not relief.lines.paid().exists()


@pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")
def test_the_list_is_printed_for_signing_once_it_is_approved(office, sit_down, relief):
    desk = sit_down(office.cashier)
    assert desk.get(f"/relief/lists/{relief.pk}/sign-for/").status_code == 404
    to_paying(relief, office)
    for _time in range(2):
        assert desk.get(f"/relief/lists/{relief.pk}/sign-for/").headers["Content-Type"] == "application/pdf"
    assert desk.get(f"/relief/lists/{relief.pk}/vouchers/").status_code == 200
    relief.refresh_from_db()
    assert relief.prints == 2
