"""T10: the money of a festival by source, whom it reached, 户 人 人次 份 each counted by its own rule."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import call_command
from pypdf import PdfReader

from hardship.models import FileForm, Fund
from hardship.reports.tables import FestivalReport
from members.models import Employer, Membership
from office.calendar import Period
from office.documents.pdf import missing_libraries
from office.refusal import Refusal
from tests.people import make_household, make_line, make_list, make_person

FESTIVAL = Period(date(2024, 12, 1), date(2025, 2, 28))
CHRISTMAS, EVE, LAST = date(2024, 12, 25), date(2025, 1, 27), date(2025, 2, 20)


def yuan(amount):
    return Decimal(amount).quantize(Decimal("0.01"))


def visit(relief, payee, union, on, amount, **facts):
    return relief.lines.create(
        union=union, payee=payee, state="paid", paid_on=on, amount=yuan(amount), **{"household": None} | facts
    )


@pytest.fixture
def visited(office):
    """A household given money and a parcel, two workers without a file, a payment taken back, one of after the festival."""
    own, city = Fund.objects.get(union=office.home, source="own"), Fund.objects.get(union=office.home, source="city")
    money = make_list(office.home, "两节送温暖", kind="warmth", fund=own)
    parcels = make_list(office.home, "两节慰问品", kind="warmth", form="goods", fund=city)
    unpaid = make_list(office.home, "两节送温暖未注明", kind="warmth", fund=None)
    home = make_household(office.north, "赵一", employer=Employer.objects.get(union=office.north))
    FileForm.objects.create(household=home, migrant=True)
    make_line(home, money, paid_on=EVE, amount=yuan("1000"), group="hardship")
    make_line(home, parcels, paid_on=LAST, amount=yuan("300"), goods="米面油", quantity=2, unit_price=yuan("150"))
    worker, driver = make_person(office.north, "孙三"), make_person(office.south, "李四")
    visit(money, worker, office.north, CHRISTMAS, "500", group="on_duty")
    visit(unpaid, driver, office.south, EVE, "200", group="new_form")
    Membership.objects.create(union=office.south, person=driver, began_on=date(2024, 1, 1), migrant=True)
    wrong = visit(money, worker, office.north, EVE, "500", group="on_duty")
    back = make_list(office.home, "冲正", kind="warmth", fund=own, role="reversal")
    visit(back, worker, office.north, LAST, "-500", reverses=wrong)
    visit(money, worker, office.north, date(2025, 3, 1), "999", group="model")
    make_line(home, make_list(office.home, "生活", fund=own), paid_on=EVE, amount=yuan("77"))
    return office


def table_of(union, period=FESTIVAL):
    report = FestivalReport()
    return report.as_json(report.build(union, period))


def test_money_by_source_and_the_days(visited):
    table = table_of(visited.home)
    north, south = table["rows"]
    assert (north["raised"], north["raised.unions"], north["raised.state"]) == (yuan(1800), yuan(1500), yuan(300))
    assert (north["cash"], north["kits"], north["goods"]) == (yuan(1500), 2, yuan(300))
    assert (north["first"], north["last"]) == (CHRISTMAS, LAST)
    assert (south["raised"], south["raised.other"]) == (yuan(200), yuan(200))
    assert (table["total"]["raised"], table["total"]["first"], table["total"]["last"]) == (yuan(2000), CHRISTMAS, LAST)


def test_whom_it_reached(visited):
    reached = table_of(visited.home)["reached"]
    codes = ("employers", "households", "people", "times", "hardship", "front", "new_form", "other", "migrant")
    north, south = ([row[code] for code in codes] for row in reached["rows"])
    # The parcel says no group: who has a file is in hardship. What was taken back reached nobody.
    assert north == [1, 1, 2, 3, 2, 1, 0, 0, 2]
    assert south == [1, 0, 1, 1, 0, 0, 1, 0, 1]
    assert [reached["total"][code] for code in codes] == [2, 1, 3, 4, 2, 1, 1, 0, 3]


def test_who_was_visited_by_two_unions_is_one_person_in_all(visited):
    relief, payee = make_list(visited.home, "又一次", kind="warmth", fund=None), make_person(visited.north, "周五")
    for union in (visited.north, visited.south):
        visit(relief, payee, union, EVE, "10", group="other")
    reached = table_of(visited.home)["reached"]
    assert sum(row["people"] for row in reached["rows"]) == reached["total"]["people"] + 1


def test_a_union_sees_its_own_and_another_period_nothing(visited):
    assert [row["union"] for row in table_of(visited.south)["rows"]] == [visited.south.name]
    empty = table_of(visited.home, Period.of_year(2022))
    assert (empty["rows"], empty["total"]["raised"], empty["total"]["first"]) == ([], yuan(0), None)


def test_a_table_that_says_otherwise_than_the_use_of_funds_is_not_made(visited, monkeypatch):
    monkeypatch.setattr(FestivalReport, "rows", lambda *args, **options: [])
    with pytest.raises(Refusal) as refused:
        FestivalReport().build(visited.home, FESTIVAL)
    assert refused.value.code == "report.broken"


@pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")
@pytest.mark.parametrize("start", ["2024-12-01", "2022-12-01"])
def test_files_by_command(visited, tmp_path, start):
    end = f"{int(start[:4]) + 1}-02-28"
    for form in ("xlsx", "pdf", "html"):
        out = tmp_path / f"t10.{form}"
        call_command("report", "festival", "--from", start, "--to", end, "--format", form, "-o", str(out))
    assert openpyxl.load_workbook(tmp_path / "t10.xlsx").sheetnames == ["一、资金和慰问品", "二、走访慰问对象"]
    pages = PdfReader(io.BytesIO((tmp_path / "t10.pdf").read_bytes())).pages
    assert len(pages) == 1
    assert "两节送温暖情况表" in pages[0].extract_text()
