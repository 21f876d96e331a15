"""How long facts stand and closed files are kept, and that no file vanishes by one hand."""

from datetime import date

import pytest

from hardship.rules.retention import objections_to_disposal, reexamine_by, retention

CLOSED = date(2015, 6, 30)


def codes(**facts):
    usual = {"closed_on": CLOSED, "on": date(2026, 1, 5), "approvals": (1, 2), "closed_by": 3}
    return [reason.code for reason in objections_to_disposal(**usual | facts)]


def test_a_closed_file_is_kept_for_ten_years():
    assert retention(CLOSED) == date(2025, 6, 30)
    assert retention(CLOSED, years=30) == date(2045, 6, 30)
    assert retention(date(2016, 2, 29)) == date(2026, 3, 1)  # not a day too short


def test_facts_stand_for_a_year():
    assert reexamine_by(date(2025, 3, 20)) == date(2026, 3, 20)


def test_two_people_of_whom_none_closed_the_file_may_dispose_of_it():
    assert codes() == []
    assert codes(closed_by=None) == []


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"closed_on": None}, ["disposal.open"]),
        ({"on": date(2025, 6, 30)}, ["disposal.early"]),
        ({"years": 30}, ["disposal.early"]),
        ({"approvals": (1, 1)}, ["disposal.two"]),
        ({"approvals": ()}, ["disposal.two"]),
        ({"approvals": (1, 3)}, ["disposal.own"]),
        ({"approvals": (3,), "on": date(2020, 1, 1)}, ["disposal.early", "disposal.own", "disposal.two"]),
    ],
)
def test_what_stands_in_the_way_of_a_disposal(facts, found):
    assert codes(**facts) == found
