"""T7: every line is a standard times its months, and all of them are the figures."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.operations import regular_months
from hardship.reports.tables import RegularReport
from office.calendar import Period
from tests.hardship.operations.regularly import approved, households, make_hands, pay_month

YEAR = Period.of_year(2025)


@pytest.fixture
def half_year(office):
    """Three people for four months: one without February, one at 150 元 from April on."""
    make_hands(office)
    files = households(office, 3)
    rounds = approved(office, files)
    aids = [rounds.aids.get(household=file) for file in files]
    pay_month(office, rounds, 1)
    regular_months.stop(aids[0], on=date(2025, 2, 20), why="death", today=date(2025, 2, 25), by=office.clerk_home)
    regular_months.change_standard(aids[1], Decimal("150.00"), first=date(2025, 4, 1), by=office.clerk_home)
    for month in (2, 3, 4):
        pay_month(office, rounds, month)
    return office


def test_lines_and_total(half_year):
    report = RegularReport()
    built = report.build(half_year.home, YEAR)
    table = report.as_json(built)
    assert sorted((row["span"], row["months"], row["standard"], row["amount"]) for row in table["rows"]) == [
        ("2025-01至2025-02", 2, Decimal("100.00"), Decimal("200.00")),
        ("2025-01至2025-03", 3, Decimal("100.00"), Decimal("300.00")),
        ("2025-01至2025-04", 4, Decimal("100.00"), Decimal("400.00")),
        ("2025-04", 1, Decimal("150.00"), Decimal("150.00")),
    ]
    assert (table["total"]["name"], table["total"]["months"], table["total"]["amount"]) == (
        "3人",
        10,
        Decimal("1050.00"),
    )
    assert table["notes"][1] == "2025年上半年：3人，10个月，1,050.00元。"
    assert report.as_pdf(built).startswith(b"%PDF")
    assert report.as_xlsx(built).startswith(b"PK")


def test_numbers_are_masked_unless_asked_for_whole(half_year):
    report = RegularReport()
    masked = report.build(half_year.home, YEAR, whole=False).rows
    assert all("*" in row["id_no"] for row in masked)
    assert not any("*" in row["id_no"] for row in report.build(half_year.home, YEAR).rows)
