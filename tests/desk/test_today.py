"""The front page: every number is a figure and leads to its records."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from hardship.desk.board import Board
from office.calendar import Period
from office.reporting.figures import FIGURES
from tests.desk.asking import queries
from tests.people import make_household, make_line, make_list, make_staff

PRINTED = re.compile(r'href="(/figures/([\w.]+)/\?[^"]+)"[^>]*data-figure="([\w.]+)"')


def test_every_number_on_the_page_leads_to_its_records(year, sit_down):
    desk = sit_down(year.office.officer)
    page = desk.get("/", year=2025)
    links = PRINTED.findall(page.content.decode())
    assert {code for _address, code, _figure in links} >= {
        "cash.households", "cash.amount", "cash.payments", "goods.kits", "goods.value", "regular.people", "regular.amount",
        "city.households", "city.amount", "files.opening", "files.opened", "files.closed", "files.closing", "files.completed",
        "members.joined",
    }  # fmt: skip
    for address, code, figure in links:
        assert code == figure
        assert desk.get(address.replace("&amp;", "&")).status_code == 200


def test_the_page_shows_the_figures_of_the_year(year, sit_down):
    board = sit_down(year.office.officer).get("/", year=2025).context["board"]
    period = Period.of_year(2025)
    for code in ("cash.households", "goods.kits", "city.amount", "files.closing"):
        assert board.value(code) == FIGURES[code].value(year.office.home, period)
    assert board.shown("cash.amount").text == "1.32"  # 13,200.50 元
    assert board.shown("goods.value").text == "280"


def test_the_sum_of_the_files_is_right(year, sit_down):
    board = sit_down(year.office.officer).get("/", year=2025).context["board"]
    opening, opened, closed, closing = (
        board.value(f"files.{step}") for step in ("opening", "opened", "closed", "closing")
    )
    assert (opening, opened, closed, closing) == (1, 2, 0, 3)


def test_each_bar_is_the_figure_of_its_month(year):
    board = Board(year.office.home, 2025, today=date(2026, 2, 1))
    by_month, before = board.monthly
    assert by_month == {
        1: Decimal("300.00"), 2: Decimal("700.00"), 5: Decimal("200.50"), 12: Decimal("12000.00")
    }  # fmt: skip
    assert before == {5: Decimal("10000.00")}
    may = Period(date(2025, 5, 1), date(2025, 5, 31))
    assert by_month[5] == FIGURES["cash.amount"].value(year.office.home, may)
    assert "from=2025-02-01&to=2025-02-28" in board.chart.groups[1].href


def test_last_year_is_compared_in_words_only_where_there_is_one(year):
    this, last = (Board(year.office.home, number, today=date(2026, 2, 1)) for number in (2025, 2024))
    assert "+32.0%" in this.streams[0].notes[0]
    assert last.streams[0].notes == ()


def test_months_to_come_have_no_bar(year):
    board = Board(year.office.home, 2025, today=date(2025, 6, 15))
    assert board.period == Period(date(2025, 1, 1), date(2025, 6, 15))
    june, july = board.chart.groups[5], board.chart.groups[6]
    assert june.current
    assert june.href
    assert july.bar is None
    assert not july.href


def test_without_a_year_the_latest_with_data_is_shown(year, sit_down):
    page = sit_down(year.office.officer).get("/")
    assert page.context["year"] == (timezone.localdate().year if timezone.localdate().year == 2025 else 2025)
    assert page.context["years"] == [2020, 2024, 2025]


@pytest.mark.parametrize("asked", ["gestern", "1000", "-1", "99999"])
def test_a_year_that_is_none_is_not_found(year, sit_down, asked):
    assert sit_down(year.office.officer).get("/", year=asked).status_code == 404


def test_targets_show_how_far_the_office_is(year, sit_down):
    goals = sit_down(year.office.officer).get("/", year=2025).context["board"].goals
    assert [(goal.value.text, goal.target, goal.percent, goal.reached) for goal in goals] == [
        ("1", "4", "25.0%", False)
    ]


def test_what_waits_leads_to_a_list_that_opens(year, sit_down):
    make_line(year.once, make_list(year.office.north, "中秋"))
    desk = sit_down(year.office.officer)
    waiting = desk.get("/", year=2025).context["waiting"]
    assert waiting
    for item in waiting:
        assert desk.get(item.url).status_code == 200


def test_an_empty_office_is_told_what_to_do_next(office, sit_down):
    page = sit_down(office.officer).get("/")
    assert page.context["empty"]
    assert "import_rosters" in page.content.decode()


def test_staff_without_a_union_see_no_figures(year, sit_down):
    page = sit_down(make_staff("newcomer", None, "clerk")).get("/")
    assert page.status_code == 200
    assert page.context["union"] is None
    assert "data-figure" not in page.content.decode()


def test_a_stranger_is_sent_to_the_log_in(office):
    answer = Client().get("/")
    assert answer.status_code == 302
    assert answer.url.startswith("/login/")


def test_the_page_costs_the_same_for_few_and_for_many(year, sit_down):
    desk = sit_down(year.office.officer)
    few = queries(desk, "/?year=2025")
    for number in range(12):
        make_line(make_household(year.office.north, f"新户{number}"), year.spring, paid_on=date(2025, 6, number + 1))
    assert queries(desk, "/?year=2025") == few
