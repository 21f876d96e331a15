"""What belongs to another union is not found: in pages, counts and searches alike."""

import pytest

from office.reporting.figures import FIGURES

YEAR = {"from": "2025-01-01", "to": "2025-12-31"}


@pytest.mark.parametrize("code", FIGURES)
def test_the_figures_of_another_union_are_not_found(year, sit_down, code):
    desk = sit_down(year.office.clerk_south)
    for union in (year.office.north, year.office.home, year.office.city):
        assert desk.get(f"/figures/{code}/", union=union.pk, **YEAR).status_code == 404


@pytest.mark.parametrize("union", ["999999", "north", "-1", "1 OR 1=1"])
def test_a_union_that_is_none_is_not_found(year, sit_down, union):
    assert sit_down(year.office.clerk_south).get("/figures/cash.amount/", union=union, **YEAR).status_code == 404


def test_a_clerk_sees_the_figures_of_their_own_union_alone(year, sit_down):
    desk = sit_down(year.office.clerk_south)
    assert desk.get("/figures/cash.amount/", **YEAR).context["text"] == "700.00"
    board = desk.get("/", year=2025).context["board"]
    assert board.value("files.closing") == 1
    assert board.goals == []


def test_counts_in_the_navigation_are_those_of_the_clerk(year, sit_down):
    areas = sit_down(year.office.clerk_south).get("/").context["desk"].areas
    tasks = {task.path: task.count for area in areas for task in area.tasks}
    assert tasks["/hardship/household/"] == "1"


def test_the_search_finds_nobody_of_another_union(year, sit_down):
    desk = sit_down(year.office.clerk_south)
    for words in ("林秀珍", "lxz", year.twice.file_no, year.twice.head.id_no[-4:]):
        page = desk.get("/find/", q=words)
        assert page.status_code == 200
        assert page.context["people"] == page.context["files"] == []


def test_a_relative_from_elsewhere_shows_no_file_of_elsewhere(year, sit_down):
    page = sit_down(year.office.clerk_north).get("/find/", q="何玉梅")
    assert page.context["people"] == []


def test_whoever_has_no_role_sees_no_records(year, sit_down):
    desk = sit_down(year.office.nobody)
    assert desk.get("/figures/cash.amount/", **YEAR).status_code == 404
    assert desk.get("/").context["desk"].areas == [] or all(
        task.address == "/annual/" for area in desk.get("/").context["desk"].areas for task in area.tasks
    )


def test_the_navigation_holds_only_what_opens(year, sit_down):
    for staff in year.office.staff.values():
        desk = sit_down(staff)
        for area in desk.get("/").context["desk"].areas:
            assert desk.get(area.address).status_code == 200
            for task in area.tasks:
                assert desk.get(task.address).status_code == 200


def test_a_number_in_the_navigation_is_that_of_the_list_behind_it(year, sit_down):
    desk = sit_down(year.office.officer)
    counted = [task for area in desk.get("/").context["desk"].areas for task in area.tasks if task.count]
    assert {task.path for task in counted} >= {"/hardship/household/", "/members/membership/"}
    for task in counted:
        if task.path != "/members/union/":  # the list shows the office and the city as well
            listed = desk.get(task.address).context
            shown = listed["cl"].result_count if "cl" in listed else listed["page"].paginator.count
            assert f"{shown:,}" == task.count, task.address
