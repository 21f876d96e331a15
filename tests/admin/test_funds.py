"""What an administrator sets on screen for the year to come: what funds are for, limits of aid, and when minutes are asked for."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from hardship.models import Cap, Fund, Standard
from hardship.rules.code_lists import EXCLUSIONS


@pytest.fixture
def at_desk(client, office):
    client.force_login(office.administrator)

    def post(address, facts):
        with translation.override("en"):
            return client.post(address, facts)

    return post


def test_a_donation_is_kept_for_what_it_was_given_for(office, at_desk, client):
    facts = {
        "name": "助学捐款", "source": "donation", "union": office.home.pk, "only_kinds": ["school", "medical"],
        "only_categories": ["deep"], "usable_until": "2026-08-31",
    }  # fmt: skip
    assert at_desk(reverse("admin:hardship_fund_add"), facts).status_code == 302
    fund = Fund.objects.get(name="助学捐款")
    assert (fund.only_kinds, fund.only_categories, f"{fund.usable_until}") == (
        ["school", "medical"],
        ["deep"],
        "2026-08-31",
    )
    page = client.get(reverse("admin:hardship_fund_changelist")).content.decode()
    assert "深度困难" in page


def test_a_limit_says_how_much_for_whom_and_from_when(office, at_desk, client):
    address = reverse("admin:hardship_cap_add")
    known = {
        "union": office.home.pk, "effective_from": "2026-01-01", "kind": "living", "source": "central",
        "category": "deep", "per": "household", "span": "year",
    }  # fmt: skip
    said = at_desk(address, known)
    assert "请填限额" in str(said.context["adminform"].form.errors)
    assert at_desk(address, known | {"multiple": "12"}).status_code == 302
    assert Cap.objects.get().multiple == Decimal("12.00")
    with translation.override("en"):
        page = client.get(reverse("admin:hardship_cap_changelist"), headers={"accept-language": "en"}).content.decode()
    assert "12" in page
    assert at_desk(address, known | {"amount": "-5"}).status_code == 200


def test_a_standard_says_from_which_amount_minutes_are_needed_and_which_funds_exclude_each_other(office, at_desk):
    facts = {
        "union": office.home.pk, "effective_from": "2026-01-01", "rule_set": "C", "line": "1062",
        "relative_multiple": "2", "edge_multiple": "1.5", "accident_multiple": "3", "slightly_above": "0.5",
        "accident_share": "0.8", "exclusions": [code for code, _label in EXCLUSIONS.choices()], "notice_days": "5",
        "retention_years": "10", "minutes_above": "20000", "exclusive_sources": ["central", "province", "city"],
    }  # fmt: skip
    assert at_desk(reverse("admin:hardship_standard_add"), facts).status_code == 302
    standard = Standard.objects.get()
    assert standard.minutes_above == Decimal("20000.00")
    assert standard.exclusive_sources == ["central", "province", "city"]


@pytest.mark.parametrize("model", ["fund", "budgetline", "budgetentry", "cap"])
def test_each_list_is_exported(office, client, model):
    client.force_login(office.administrator)
    page = client.get(reverse(f"admin:hardship_{model}_export"))
    assert page.status_code == 200
