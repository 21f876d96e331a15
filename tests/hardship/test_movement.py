"""T4: how the files of a union came and went, those of rosters included, which have no steps."""

from datetime import date

import pytest

from hardship.models import Household, Step
from hardship.movement import balance, movement, movements
from office.calendar import Period
from office.reporting.figures import FIGURES
from tests.people import make_household

MAY = Period(date(2025, 5, 1), date(2025, 5, 31))


def row_of(union, period=MAY):
    row = movement(union, period)
    assert balance(row) == row["closing"]
    return {column: count for column, count in row.items() if count}


def closed(union, on=date(2025, 5, 20), reason="", **facts):
    return make_household(union, state="closed", closed_on=on, closing_reason=reason, **facts)


def moved(file, to, on):
    """Confirm a transfer as the step does."""
    Step.objects.create(
        household=file, code="confirm_transfer", before="in_force", after="in_force", on=on, other_union=file.union
    )
    Household.objects.filter(pk=file.pk).update(union=to)
    file.refresh_from_db()


def test_files_of_rosters_count_by_their_days(office):
    make_household(office.north)
    make_household(office.north, opened_on=date(2025, 5, 10))
    closed(office.north, reason="recovered")
    closed(office.north, reason="resolved")
    closed(office.north, reason="died")
    closed(office.north, reason="transferred")
    closed(office.north)
    assert row_of(office.north) == {
        "opening": 6, "opened": 1, "out_of_hardship": 2, "closed_otherwise": 2, "transferred_out": 1, "closing": 2,
    }  # fmt: skip


def test_opened_and_closed_in_one_month_counts_twice_and_leaves_nothing(office):
    closed(office.north, opened_on=date(2025, 5, 2))
    closed(office.north, opened_on=date(2025, 5, 3), on=date(2025, 5, 3))
    assert row_of(office.north) == {"opened": 2, "closed_otherwise": 2}


def test_a_household_that_comes_back_is_reopened_and_not_new(office):
    former = closed(office.north, on=date(2025, 4, 1))
    make_household(office.north, head=former.head, previous=former, opened_on=date(2025, 5, 5))
    assert row_of(office.north) == {"reopened": 1, "closing": 1}


def test_a_refused_application_between_makes_nobody_new_and_is_no_file(office):
    former = closed(office.north, on=date(2025, 4, 1))
    refused = make_household(
        office.north, head=former.head, previous=former, state="refused", opened_on=None, closed_on=date(2025, 5, 2)
    )
    assert row_of(office.north) == {}
    make_household(office.north, head=former.head, previous=refused, opened_on=date(2025, 5, 5))
    assert row_of(office.north) == {"reopened": 1, "closing": 1}


def test_a_transfer_leaves_one_union_and_enters_the_other_and_is_none_for_both_together(office):
    file = make_household(office.north)
    moved(file, office.south, date(2025, 5, 10))
    assert row_of(office.north) == {"opening": 1, "transferred_out": 1}
    assert row_of(office.south) == {"transferred_in": 1, "closing": 1}
    assert row_of(office.home) == {"opening": 1, "closing": 1}
    assert {key: row["closing"] for key, row in movements(office.home, MAY).items()} == {
        office.home.pk: 0, office.north.pk: 0, office.south.pk: 1,
    }  # fmt: skip


def test_what_was_before_a_transfer_stays_with_the_union_it_left(office):
    file = make_household(office.north, opened_on=date(2025, 4, 10))
    moved(file, office.south, date(2025, 6, 10))
    assert row_of(office.north) == {"opening": 1, "closing": 1}
    assert row_of(office.south) == {}
    assert row_of(office.north, Period(date(2025, 4, 1), date(2025, 4, 30))) == {"opened": 1, "closing": 1}


def test_a_file_moves_there_and_back_and_is_closed_on_the_day(office):
    file = make_household(office.north)
    moved(file, office.south, date(2025, 5, 10))
    moved(file, office.north, date(2025, 5, 20))
    Household.objects.filter(pk=file.pk).update(state="closed", closed_on=date(2025, 5, 20), closing_reason="died")
    assert row_of(office.north) == {"opening": 1, "transferred_in": 1, "transferred_out": 1, "closed_otherwise": 1}
    assert row_of(office.south) == {"transferred_in": 1, "transferred_out": 1}


def test_a_day_that_was_corrected_after_a_transfer_does_not_upset_the_table(office):
    file = make_household(office.north)
    moved(file, office.south, date(2025, 5, 10))
    Household.objects.filter(pk=file.pk).update(opened_on=date(2025, 5, 15))
    assert row_of(office.north) == {"opened": 1, "transferred_out": 1}
    assert row_of(office.south) == {"transferred_in": 1, "closing": 1}


def test_the_re_examined_are_counted_once_where_they_are(office):
    file = make_household(office.north)
    for day in (5, 25):
        Step.objects.create(
            household=file, code="keep_in_force", before="reexamining", after="in_force", on=date(2025, 5, day)
        )
    assert row_of(office.north) == {"opening": 1, "closing": 1, "reexamined": 1}


@pytest.mark.parametrize("code", ["files.closed", "files.opened", "files.closing", "files.opening"])
def test_a_refused_application_is_in_no_figure(office, code):
    make_household(office.north, state="refused", opened_on=None, closed_on=date(2025, 5, 2))
    assert FIGURES[code].value(office.home, MAY) == 0
