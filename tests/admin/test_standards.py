"""The city's standard on screen: its multiples, and what no city can have set."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from hardship.models import Standard
from hardship.rules.code_lists import EXCLUSIONS

ADD = reverse("admin:hardship_standard_add")


@pytest.fixture
def enter(client, office):
    """Enter a standard as the administrator does; the facts given differ from those of the form."""
    client.force_login(office.staff["administrator"])

    def post(**facts):
        known = {
            "union": office.home.pk, "effective_from": "2025-01-01", "rule_set": "C", "line": "1062",
            "relative_multiple": "2", "edge_multiple": "1.5", "accident_multiple": "3", "slightly_above": "0.5",
            "accident_share": "0.8", "exclusions": [code for code, _label in EXCLUSIONS.choices()], "notice_days": "5",
            "retention_years": "10",
        }  # fmt: skip
        with translation.override("en"):
            return client.post(ADD, known | facts)

    return post


def test_a_city_sets_its_own_multiples(enter):
    said = enter(rule_set="B", edge_multiple="1.2", accident_multiple="2.5", slightly_above="0.2")
    assert said.status_code == 302
    standard = Standard.objects.get()
    assert (standard.edge_multiple, standard.accident_multiple) == (Decimal("1.20"), Decimal("2.50"))
    assert standard.slightly_above == Decimal("0.20")


@pytest.mark.parametrize("name", ["relative_multiple", "edge_multiple", "accident_multiple"])
def test_a_limit_below_the_line_is_refused_at_its_field(enter, name):
    errors = enter(**{name: "0.99"}).context["adminform"].form.errors
    assert set(errors) == {name}
    assert "不能低于低保标准" in errors[name][0]
    assert enter(**{name: "1"}).status_code == 302


@pytest.mark.parametrize("name", ["slightly_above", "accident_share", "minimum_wage"])
def test_a_share_or_a_wage_below_nought_is_refused_at_its_field(enter, name):
    errors = enter(**{name: "-0.01"}).context["adminform"].form.errors
    assert set(errors) == {name}
    assert enter(**{name: "0"}).status_code == 302
