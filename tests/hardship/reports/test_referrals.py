"""T8: every application of the year with its costs and its state, and the paid ones as the annual account has them."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from hardship.models import Referral
from hardship.reports.tables import ReferralsReport
from office.calendar import Period
from office.refusal import Refusal
from office.reporting.figures import FIGURES
from tests.people import make_household

YEAR = Period.of_year(2025)


def put(union, name, applied_on, **facts):
    household = make_household(union, name)
    return Referral.objects.create(
        union=union, household=household, person=household.head, applied_on=applied_on,
        **{"kind": "medical", "reason": "因病", "asked": Decimal("2000.00")} | facts,
    )  # fmt: skip


@pytest.fixture
def cases(office):
    paid = {"state": "paid", "granted": Decimal("800.10"), "paid_on": date(2025, 3, 1)}
    put(office.north, "赵一", date(2025, 1, 5), total_cost=Decimal("9000"), own_cost=Decimal("3000"), **paid)
    put(office.south, "钱二", date(2024, 12, 5), **paid | {"state": "handed", "handed_on": date(2025, 3, 9)})
    put(office.south, "孙三", date(2025, 5, 5), state="returned")
    put(office.north, "李四", date(2025, 6, 5), state="withdrawn")
    put(office.north, "周五", date(2024, 2, 5), **paid | {"paid_on": date(2024, 3, 1)})
    return office


def test_the_year_as_json(cases, tmp_path):
    out = tmp_path / "t8.json"
    call_command(
        "report", "referrals", "--from", "2025-01-01", "--to", "2025-12-31", "--format", "json", "-o", str(out)
    )
    table = json.loads(out.read_text())
    assert [(row["name"], row["granted"], row["state"]) for row in table["rows"]] == [
        ("钱二", "800.10", "已发放到户"),
        ("赵一", "800.10", "已拨付"),
        ("孙三", None, "退回补正"),
    ]
    assert (table["total"]["union"], table["total"]["granted"]) == ("3户，其中已拨付2户", "1600.20")
    assert "2户、1,600.20元" in table["notes"][0]


def test_a_union_sees_its_own(cases):
    rows = ReferralsReport().build(cases.north, YEAR).rows
    assert [row["name"] for row in rows] == ["赵一"]


@pytest.mark.parametrize("form", ["html", "xlsx", "pdf"])
def test_every_form_is_written(cases, form):
    report = ReferralsReport()
    assert report.write(report.build(cases.home, YEAR), form)


def test_what_differs_from_the_account_is_not_printed(cases, monkeypatch):
    monkeypatch.setitem(FIGURES, "city.amount", FIGURES["city.households"])
    with pytest.raises(Refusal) as refused:
        ReferralsReport().build(cases.home, YEAR)
    assert refused.value.code == "report.broken"
