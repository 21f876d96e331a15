"""Behind every figure stands a list that adds up to it."""

import re
from datetime import date
from decimal import Decimal

import pytest

from hardship.desk import figures as pages
from hardship.models import Step
from office.calendar import Period
from office.reporting.figures import FIGURES, Count, Distinct, Total
from tests.desk.asking import queries
from tests.people import make_household, make_line

YEAR = {"from": "2025-01-01", "to": "2025-12-31"}
WHOLE_ID = re.compile(r"210200\d{11}[\dX]")


@pytest.fixture
def two_a_page(monkeypatch):
    """Short pages, so that even a small office has several."""
    monkeypatch.setattr(pages, "ROWS", 2)


def added_up(figure, records):
    """The figure out of the records as they stand on the pages."""
    shares = [figure.measure.share(record) for record in records]
    if isinstance(figure.measure, Total):
        return sum(shares, Decimal("0.00") if figure.measure.is_money else 0)
    if isinstance(figure.measure, Distinct):
        return len(set(shares) - {None})
    assert isinstance(figure.measure, Count)
    return len(shares)


@pytest.mark.parametrize("code", FIGURES)
def test_the_records_of_all_pages_add_up_to_the_figure(year, sit_down, two_a_page, code):
    figure, desk = FIGURES[code], sit_down(year.office.officer)
    first = desk.get(f"/figures/{code}/", **YEAR)
    records = [
        record
        for number in first.context["page"].paginator.page_range
        for record in desk.get(f"/figures/{code}/", page=number, **YEAR).context["records"]
    ]
    assert len({record.pk for record in records}) == len(records) == first.context["page"].paginator.count
    value = first.context["value"]
    assert added_up(figure, records) == value == figure.value(year.office.home, Period.of_year(2025))
    assert first.context["text"] in first.content.decode()


@pytest.mark.parametrize("code", FIGURES)
def test_no_page_shows_a_whole_id_number(year, sit_down, code):
    assert not WHOLE_ID.search(sit_down(year.office.officer).get(f"/figures/{code}/", **YEAR).content.decode())


def test_records_and_households_are_told_apart(year, sit_down):
    steps = sit_down(year.office.officer).get("/figures/cash.households/", **YEAR).context["steps"]
    assert [step.number for step in steps] == ["4", "− 1", "3"]
    assert [step.is_total for step in steps] == [False, False, True]


def test_money_and_days_are_written_as_the_office_writes_them(year, sit_down):
    page = sit_down(year.office.officer).get("/figures/cash.amount/", **YEAR).content.decode()
    assert "12,000.00" in page
    assert "13,200.50" in page
    assert "2025-01-20" in page


def test_a_row_leads_to_its_record(year, sit_down):
    desk = sit_down(year.office.officer)
    rows = desk.get("/figures/cash.payments/", **YEAR).context["rows"]
    assert rows
    for row in rows:
        assert desk.get(row.url).status_code == 200


def test_page_links_keep_the_days(year, sit_down, two_a_page):
    page = sit_down(year.office.officer).get("/figures/cash.payments/", union=year.office.north.pk, **YEAR)
    assert f"?union={year.office.north.pk}&amp;from=2025-01-01&amp;to=2025-12-31&amp;page=2" in page.content.decode()


def test_a_figure_of_nothing_says_so(office, sit_down):
    page = sit_down(office.officer).get("/figures/cash.amount/", **YEAR)
    assert page.status_code == 200
    assert page.context["text"] == "0.00"
    assert page.context["rows"] == []


def test_an_unknown_figure_is_not_found(office, sit_down):
    assert sit_down(office.officer).get("/figures/cash.nonsense/", **YEAR).status_code == 404


@pytest.mark.parametrize(
    "days",
    [
        {"from": "2025-13-01", "to": "2025-12-31"},
        {"from": "2025-12-31", "to": "2025-01-01"},
        {"from": "2025-01-01"},
        {"from": "gestern", "to": "heute"},
        {"from": "0001-01-01", "to": "2025-01-01"},
    ],
)
def test_days_that_are_no_period_are_explained(office, sit_down, days):
    page = sit_down(office.officer).get("/figures/files.opening/", **days)
    assert page.status_code == 400
    assert "from=2025-01-01" in page.content.decode()


def test_the_page_costs_the_same_for_few_and_for_many(year, sit_down):
    desk, address = sit_down(year.office.officer), "/figures/cash.amount/?from=2025-01-01&to=2025-12-31"
    few = queries(desk, address)
    for number in range(12):
        make_line(make_household(year.office.north, f"新户{number}"), year.spring, paid_on=date(2025, 6, number + 1))
    assert queries(desk, address) == few


def test_a_file_that_another_union_has_by_now_is_counted_where_it_was_and_named_without_a_way_to_it(office, sit_down):
    gone = make_household(office.north, "林秀珍", file_no="A001", opened_on=date(2025, 2, 1))
    stayed = make_household(office.north, "赵德明", file_no="A002", opened_on=date(2025, 2, 1))
    Step.objects.create(
        household=gone, code="confirm_transfer", before="in_force", after="in_force", on=date(2025, 9, 1),
        union=office.south, other_union=office.north,
    )  # fmt: skip
    gone.union = office.south
    gone.save()
    page = sit_down(office.clerk_north).get("/figures/files.opened/", **YEAR)
    rows = {row.first: row for row in page.context["rows"]}
    assert set(rows) == {"A001", "A002"}
    assert rows["A001"].url == ""
    assert office.south.name in [text for text, _css in rows["A001"].cells]
    assert rows["A002"].url == f"/files/{stayed.pk}/"
    above = sit_down(office.officer).get("/figures/files.opened/", **YEAR)
    assert {row.url for row in above.context["rows"]} == {f"/files/{file.pk}/" for file in (gone, stayed)}
