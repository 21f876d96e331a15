"""Lines, lists and aid on screen. What was paid never changes, whoever asks."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from hardship.models import Referral, RegularAid, ReliefLine
from office.refusal import Refusal
from tests.people import make_household, make_line, make_list, make_staff


@pytest.fixture
def clerk(client, office):
    client.force_login(office.clerk_north)
    return client


def errors(response):
    return {name: list(said) for name, said in response.context["adminform"].form.errors.items()}


@pytest.mark.parametrize("name", ["relieflist", "reliefline", "regularaid"])
def test_the_tables_of_relief_are_read_by_everybody_and_written_by_nobody(client, office, name):
    relief_list = make_list(office.north)
    line = make_line(make_household(office.north), relief_list)
    aid = RegularAid.objects.create(
        union=office.north, person=line.payee, household=line.household, standard=Decimal(300),
        first_month=date(2025, 1, 1), last_month=date(2025, 2, 1),
    )  # fmt: skip
    record = {"relieflist": relief_list, "reliefline": line, "regularaid": aid}[name]
    for staff in (*office.staff.values(), make_staff("root", None, is_superuser=True)):
        client.force_login(staff)
        assert client.get(reverse(f"admin:hardship_{name}_add")).status_code == 403
        for page in ("change", "delete"):
            url = reverse(f"admin:hardship_{name}_{page}", args=[record.pk])
            assert client.post(url, {"amount": "1", "post": "yes"}).status_code == 403
    line.refresh_from_db()
    assert line.amount == Decimal("800.00")


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


def test_lists_show_their_totals_and_lead_to_their_lines(client, office):
    relief_list = make_list(office.north)
    make_line(make_household(office.north), relief_list, paid_on=date(2025, 2, 1))
    client.force_login(office.cashier)
    response = client.get(reverse("admin:hardship_relieflist_changelist"))
    where = reverse("admin:hardship_reliefline_changelist") + f"?list__id__exact={relief_list.pk}"
    assert where in response.content.decode()
    assert [value for _label, value, _unit in response.context["tally"]] == [Decimal("800.00"), Decimal("0.00")]
    assert client.get(where).context["cl"].result_count == 1


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
