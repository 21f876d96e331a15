"""Cases put up to the city at the desk: whoever it is whose turn it is sees it, takes their step, and prints the packet."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hardship.models import Consent, Referral
from hardship.operations.referral_steps import Facts, put_up, take
from hardship.rules.referrals import PAPERS
from members.roles import ROLES
from office.models import Entry
from tests.desk.asking import queries
from tests.people import make_household, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


def client_of(staff: Any) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def household(office: Any) -> Any:
    household = make_household(office.north, "陈桂兰")
    Consent.objects.create(household=household, person=household.head, purpose="city", signed_on=days_ago(90))
    return household


def days_ago(days: int) -> Any:
    return timezone.localdate() - timedelta(days)


def ill(**facts: Any) -> Facts:
    known = {
        "applied_on": days_ago(20), "reason": "胃癌手术", "asked": Decimal("6000.00"), "total_cost": Decimal("32000.00"),
        "reimbursed": Decimal("21000.00"), "happened_on": days_ago(60), "ended_on": days_ago(40),
        "papers": PAPERS["medical"],
    }  # fmt: skip
    return Facts(**known | facts)


def form(**said: Any) -> dict[str, Any]:
    return {
        "kind": "medical", "applied_on": days_ago(20).isoformat(), "reason": "胃癌手术", "asked": "6,000",
        "total_cost": "32000", "reimbursed": "21000", "happened_on": days_ago(60).isoformat(),
        "paper": list(PAPERS["medical"]),
    } | said  # fmt: skip


def page(case: Referral) -> str:
    return reverse("desk:referral", args=[case.pk])


def act(case: Referral, code: str) -> str:
    return reverse("desk:referral_step", args=[case.pk, code])


def test_a_case_goes_from_hand_to_hand(office, household):
    clerk, officer, cashier = (client_of(one) for one in (office.clerk_north, office.officer, office.cashier))
    new = reverse("desk:referral_new", args=[household.pk])
    assert new in clerk.get(reverse("desk:file", args=[household.pk]) + "?tab=city").content.decode()
    assert clerk.post(new, form()).status_code == 302
    case = Referral.objects.get()
    today = timezone.localdate().isoformat()

    assert "for you" in text_of(officer.get(reverse("desk:referrals")))
    assert "for you" not in text_of(clerk.get(reverse("desk:referrals")))
    assert officer.post(act(case, "send"), {"on": today}).status_code == 302
    assert clerk.post(act(case, "grant"), {"on": today, "amount": "5,000", "document": "9号"}).status_code == 302
    assert cashier.post(act(case, "receive"), {"on": today}).status_code == 302
    assert cashier.post(act(case, "hand_on"), {"on": today, "to": "本人签字"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.granted, case.handed_to) == ("handed", Decimal("5000.00"), "本人签字")
    assert "本人签字" in text_of(clerk.get(page(case)))


def test_what_is_refused_is_said_where_it_was_typed(office, household):
    clerk = client_of(office.clerk_north)
    answer = clerk.post(reverse("desk:referral_new", args=[household.pk]), form(asked="20000"))
    assert "Not more can be asked" in text_of(answer)
    assert 'value="20000"' in answer.content.decode()

    case = take(put_up(household, "medical", ill(), by=None), "send", by=None, on=days_ago(10))
    answer = clerk.post(act(case, "grant"), {"on": days_ago(5).isoformat(), "amount": ""})
    assert "Write the amount that the city granted." in text_of(answer)
    assert Referral.objects.get().state == "applied"


def test_an_earlier_case_is_linked(office, household):
    first = put_up(household, "medical", ill(), by=None)
    answer = client_of(office.clerk_north).post(
        reverse("desk:referral_new", args=[household.pk]), form(applied_on=days_ago(10).isoformat())
    )
    assert page(first) in answer.content.decode()


def test_temporary_aid_again_asks_why(office, household):
    clerk, new = client_of(office.clerk_north), reverse("desk:referral_new", args=[household.pk])
    # Both in one year, whatever today is.
    first = timezone.localdate().replace(month=1, day=1)
    put_up(household, "living", Facts(applied_on=first, reason="火灾", asked=Decimal("800")), by=None)
    said = {"kind": "living", "applied_on": timezone.localdate().isoformat(), "reason": "水灾", "asked": "900"}
    if first == timezone.localdate():
        pytest.skip("New Year's Day: the second case would be of the same day.")
    answer = clerk.post(new, said)
    assert 'name="again"' in answer.content.decode()
    assert clerk.post(new, said | {"again": "再次受灾"}).status_code == 302


def test_it_is_corrected_and_handed_in_again(office, household):
    case = take(
        put_up(household, "medical", ill(), by=office.clerk_north), "send_back", by=None, on=days_ago(5), reason="不清"
    )
    clerk, edit = client_of(office.clerk_north), reverse("desk:referral_edit", args=[case.pk])
    assert "不清" in text_of(clerk.get(page(case)))
    assert clerk.get(edit).status_code == 200
    assert clerk.post(edit, form(asked="5500")).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.asked) == ("checking", Decimal("5500.00"))


def test_the_page_says_what_keeps_the_case_here(office):
    household = make_household(office.north, "陈桂兰")
    case = put_up(household, "medical", ill(papers=("application",)), by=office.clerk_north)
    officer = client_of(office.officer)
    shown = officer.get(page(case)).content.decode()
    assert reverse("desk:file_consents", args=[household.pk]) in shown
    assert act(case, "send") not in shown
    refused = officer.post(act(case, "send"), {"on": timezone.localdate().isoformat()})
    assert "陈桂兰" in text_of(refused)
    assert Referral.objects.get().state == "checking"


@pytest.mark.parametrize("role", ROLES)
def test_another_unions_case_is_not_there(office, household, role):
    case = put_up(household, "medical", ill(), by=None)
    stranger = client_of(make_staff("stranger", office.south, role))
    for address in (
        page(case),
        reverse("desk:referral_edit", args=[case.pk]),
        reverse("desk:referral_new", args=[household.pk]),
    ):
        assert stranger.get(address).status_code == 404
    for address in (act(case, "send"), reverse("desk:referral_print", args=[case.pk])):
        assert stranger.post(address, {"on": timezone.localdate().isoformat()}).status_code == 404
    assert "陈桂兰" not in text_of(stranger.get(reverse("desk:referrals")))


@pytest.mark.parametrize("role", ["cashier", "auditor"])
def test_who_enters_nothing_finds_no_form(office, household, role):
    case = put_up(household, "medical", ill(), by=None)
    reader = client_of(office.staff[role])
    assert reader.get(page(case)).status_code == 200
    assert reader.get(reverse("desk:referral_new", args=[household.pk])).status_code == 403
    assert reader.get(reverse("desk:referral_edit", args=[case.pk])).status_code == 403
    assert (
        reader.post(act(case, "withdraw"), {"on": timezone.localdate().isoformat(), "reason": "x"}).status_code == 403
    )


def test_the_packet_is_printed_masked_and_with_a_reason_whole(office, household):
    case = put_up(household, "medical", ill(), by=None)
    print_it, clerk = reverse("desk:referral_print", args=[case.pk]), client_of(office.clerk_north)
    assert clerk.post(print_it).content.startswith(b"%PDF")
    assert clerk.post(print_it, {"why": "报市总"}).content.startswith(b"%PDF")
    entries = Entry.objects.filter(act="report written").order_by("pk")
    assert [entry.reason for entry in entries] == ["", "报市总"]
    assert client_of(office.administrator).post(print_it, {"why": "好奇"}).status_code == 403


def test_a_long_list_costs_what_a_short_one_does(office):
    officer, at = client_of(office.officer), reverse("desk:referrals")

    def put_up_some(count: int) -> None:
        for number in range(count):
            put_up(make_household(office.north, f"陈桂{number}"), "medical", ill(), by=office.clerk_north)

    put_up_some(2)
    few = queries(officer, at)
    put_up_some(12)
    assert queries(officer, at) == few
