"""What a fund may be used for (domain.md 4.2 and 4.8)."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.rules.funds import FundFacts, objections_to_level, objections_to_use, to_be_recalled

DAY = date(2025, 6, 1)


def codes(fund, kind="living", category="deep", day=DAY):
    return [reason.code for reason in objections_to_use(fund, kind, category, day)]


def test_what_nobody_restricted_is_for_everything():
    assert codes(FundFacts("own")) == []


def test_what_the_donor_wanted():
    fund = FundFacts("donation", ("school", "medical"), ("deep",), date(2025, 12, 31))
    assert codes(fund, kind="school") == []
    assert codes(fund) == ["fund.kind"]
    assert codes(fund, kind="school", category="relative") == ["fund.category"]
    assert codes(fund, kind="school", category="") == ["fund.category"]  # nobody without a file either
    assert codes(fund, kind="school", day=date(2025, 12, 31)) == []
    assert codes(fund, category="relative", day=date(2026, 1, 1)) == ["fund.kind", "fund.category", "fund.until"]


def test_the_sentence_names_what_it_is_for():
    reasons = objections_to_use(FundFacts("donation", only_categories=("deep", "accident")), "living", "relative", DAY)
    assert "深度困难、意外致困" in reasons[0].sentence


@pytest.mark.parametrize(
    ("source", "level", "is_refused"),
    [
        ("central", "national", False), ("central", "province", True), ("province", "city", True),
        ("province", "", True), ("city", "unit", False), ("own", "", False),
    ],
)  # fmt: skip
def test_central_and_provincial_money_is_for_national_level_files(source, level, is_refused):
    assert bool(objections_to_level(source, level)) == is_refused


@pytest.mark.parametrize(
    ("source", "opening", "income_before", "used", "recalled"),
    [
        ("central", 500, 300, 0, 200),  # 200 of it were there before last year
        ("central", 500, 300, 150, 50),  # the oldest is used first
        ("central", 500, 300, 250, 0),
        ("district", 500, 0, 0, 500),
        ("central", 300, 900, 0, 0),
        ("own", 500, 0, 0, 0),
    ],
)
def test_money_of_the_state_that_was_carried_over_twice_is_called_back(source, opening, income_before, used, recalled):
    found = to_be_recalled(source, Decimal(opening), Decimal(income_before), Decimal(used))
    assert found == recalled
