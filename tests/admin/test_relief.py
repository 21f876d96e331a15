"""Lines, lists and aid on screen. What was paid never changes, whoever asks."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from hardship.models import Referral, RegularAid, ReliefLine, ReliefList
from office.refusal import Refusal
from tests.people import make_household, make_line, make_list, make_person, make_staff


@pytest.fixture
def clerk(client, office):
    client.force_login(office.clerk_north)
    return client


def add_line(client, relief_list, payee, **facts):
    return client.post(reverse("admin:hardship_reliefline_add"), {"list": relief_list.pk, "payee": payee.pk} | facts)


def errors(response):
    return {name: list(said) for name, said in response.context["adminform"].form.errors.items()}


def test_a_line_finds_the_payees_file_and_union(clerk, office):
    household = make_household(office.north)
    assert add_line(clerk, make_list(office.north), household.head, amount="800").status_code == 302
    line = ReliefLine.objects.get()
    assert (line.household, line.union, line.state) == (household, office.north, ReliefLine.State.DUE)


def test_first_the_file_then_the_relief(clerk, office):
    said = errors(add_line(clerk, make_list(office.north), make_person(office.north), amount="800"))
    assert list(said) == ["payee"]
    assert add_line(
        clerk, make_list(office.north, "送清凉", kind="cooling"), make_person(office.north), amount="80"
    ).status_code == 302  # fmt: skip


@pytest.mark.parametrize(
    ("form", "facts", "field"),
    [
        ("money", {}, "amount"),
        ("money", {"amount": "0"}, "amount"),
        ("money", {"amount": "80", "goods": "米"}, "goods"),
        ("goods", {"quantity": "1", "unit_price": "80"}, "goods"),
        ("goods", {"goods": "米", "unit_price": "80"}, "quantity"),
        ("goods", {"goods": "米", "quantity": "2", "unit_price": "80", "amount": "100"}, "amount"),
    ],
)
def test_a_line_is_money_or_goods_that_multiply(clerk, office, form, facts, field):
    household = make_household(office.north)
    assert list(errors(add_line(clerk, make_list(office.north, form=form), household.head, **facts))) == [field]


def test_the_value_of_goods_is_worked_out(clerk, office):
    household = make_household(office.north)
    goods = make_list(office.north, form="goods", kind="goods")
    assert add_line(clerk, goods, household.head, goods="米面油", quantity="2", unit_price="80.50").status_code == 302
    assert ReliefLine.objects.get().amount == Decimal("161.00")


@pytest.mark.parametrize("how", ["paid", "closed"])
def test_paid_lines_and_closed_lists_are_read_only_for_everybody(client, office, how):
    relief_list = make_list(office.north)
    line = make_line(make_household(office.north), relief_list, paid_on=date(2025, 2, 1) if how == "paid" else None)
    if how == "closed":
        ReliefList.objects.filter(pk=relief_list.pk).update(state="closed")
    for staff in (*office.staff.values(), make_staff("root", None, is_superuser=True)):
        client.force_login(staff)
        for page in ("change", "delete"):
            url = reverse(f"admin:hardship_reliefline_{page}", args=[line.pk])
            expected = 404 if staff == office.clerk_south and page == "change" else 403
            assert client.post(url, {"amount": "1", "post": "yes"}).status_code == expected
    line.refresh_from_db()
    assert line.amount == Decimal("800.00")


def test_a_closed_list_takes_no_line_and_does_not_change(client, office):
    relief_list, household = make_list(office.north, state="closed"), make_household(office.north)
    client.force_login(make_staff("root", None, is_superuser=True))
    assert list(errors(add_line(client, relief_list, household.head, amount="800"))) == ["list"]
    for page in ("change", "delete"):
        url = reverse(f"admin:hardship_relieflist_{page}", args=[relief_list.pk])
        assert client.post(url, {"post": "yes"}).status_code == 403


def test_the_model_itself_refuses_to_change_what_was_paid(office):
    line = make_line(make_household(office.north), make_list(office.north), paid_on=date(2025, 2, 1))
    line.amount = Decimal("1.00")
    for change in (
        line.save,
        line.delete,
        ReliefLine.objects.all().delete,
        lambda: ReliefLine.objects.update(amount=1),
    ):
        with pytest.raises(Refusal) as refusal:
            change()
        assert refusal.value.code == "paid.line"
        assert str(refusal.value.message)
    line.refresh_from_db()
    assert line.amount == Decimal("800.00")


def test_a_due_line_is_paid_once(office):
    line = make_line(make_household(office.north), make_list(office.north))
    line.state, line.paid_on = ReliefLine.State.PAID, date(2025, 2, 1)
    line.save()
    line.note = "再改"
    with pytest.raises(Refusal):
        line.save()


def test_an_administrator_takes_a_draft_line_back(client, office):
    line = make_line(make_household(office.north), make_list(office.north))
    client.force_login(office.administrator)
    url = reverse("admin:hardship_reliefline_delete", args=[line.pk])
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not ReliefLine.objects.exists()


def test_a_list_with_lines_stays(client, office):
    relief_list = make_list(office.north)
    make_line(make_household(office.north), relief_list)
    client.force_login(office.administrator)
    response = client.post(reverse("admin:hardship_relieflist_delete", args=[relief_list.pk]), {"post": "yes"})
    assert response.status_code == 200
    assert response.context["protected"]
    assert ReliefList.objects.exists()


def test_lists_show_their_totals_and_lead_to_their_lines(client, office):
    relief_list = make_list(office.north)
    make_line(make_household(office.north), relief_list, paid_on=date(2025, 2, 1))
    client.force_login(office.cashier)
    response = client.get(reverse("admin:hardship_relieflist_changelist"))
    where = reverse("admin:hardship_reliefline_changelist") + f"?list__id__exact={relief_list.pk}"
    assert where in response.content.decode()
    assert [value for _label, value, _unit in response.context["tally"]] == [Decimal("800.00"), Decimal("0.00")]
    assert client.get(where).context["cl"].result_count == 1


NO_MONTHS = {"months-TOTAL_FORMS": 0, "months-INITIAL_FORMS": 0}


def add_aid(client, person, **facts):
    known = {"person": person.pk, "standard": "300", "first_month": "2025-01-15", "last_month": "2025-06-01"}
    return client.post(reverse("admin:hardship_regularaid_add"), known | NO_MONTHS | facts)


def test_regular_aid_gets_a_row_for_each_month(clerk, office):
    household = make_household(office.north)
    assert add_aid(clerk, household.head, new_card="6217000010001234567").status_code == 302
    aid = RegularAid.objects.get()
    assert (aid.household, aid.union, aid.card_no) == (household, office.north, "6217000010001234567")
    assert aid.months.count() == 6
    assert list(errors(add_aid(clerk, household.head, first_month="2025-03-01"))) == ["first_month"]
    assert list(errors(add_aid(clerk, household.head, first_month="2024-06-01", last_month="2024-03-01"))) == [
        "last_month"
    ]
    url = reverse("admin:hardship_regularaid_change", args=[aid.pk])
    assert clerk.post(url, {"new_card": "6217000010007654321", "standard": "900"} | NO_MONTHS).status_code == 302
    aid.refresh_from_db()
    assert (aid.card_no, aid.standard) == ("6217000010007654321", Decimal("300.00"))


def test_a_case_moves_by_its_steps_alone(clerk, office):
    household = make_household(office.north)
    case = Referral.objects.create(
        union=office.north, household=household, person=household.head, kind="medical", applied_on=date(2025, 4, 1)
    )
    assert clerk.get(reverse("admin:hardship_referral_add")).status_code == 403
    url = reverse("admin:hardship_referral_change", args=[case.pk])
    assert clerk.post(url, {"state": "paid", "granted": "900", "paid_on": "2025-05-01"}).status_code == 403
    case.refresh_from_db()
    assert case.state == "applied"
