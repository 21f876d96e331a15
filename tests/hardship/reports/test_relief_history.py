"""Everything a household was given: each stream by itself, the city's apart, reversals in red, years that agree with the figures."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from hardship.models import Household, Referral, RegularAid, RegularMonth
from hardship.reports.given import OWN, History, Stream
from hardship.reports.relief_history import ReliefHistoryReport
from office.calendar import Period
from office.documents.pdf import missing_libraries
from office.reporting.figures import FIGURES
from tests.people import make_household, make_line, make_list, make_person

YEARS = (2024, 2025)


def yuan(amount):
    return Decimal(amount).quantize(Decimal("0.01"))


@pytest.fixture
def home(office):
    """The file of 赵一 and spouse, with an episode before: money, a parcel, a payment taken back, months, the city's money."""
    before = make_household(
        office.north, "赵一", opened_on=date(2020, 1, 1), closed_on=date(2024, 6, 1), state="closed"
    )
    home = make_household(office.north, head=before.head, family=1, previous=before, opened_on=date(2024, 9, 1))
    home.members.update(relation="wife")
    spouse = home.members.get().person
    money = make_list(office.north, "春节生活救助", state="closed")
    make_line(before, make_list(office.north, "旧救助", year=2024), paid_on=date(2024, 1, 20), amount=yuan(250))
    make_line(home, money, paid_on=date(2025, 1, 20), amount=yuan(300))
    wrong = money.lines.create(
        union=office.north, household=home, payee=spouse, state="paid", paid_on=date(2025, 2, 1), amount=yuan("200.50")
    )
    back = make_list(office.north, "春节生活救助冲正", role="reversal", state="closed")
    back.lines.create(
        union=office.north, household=home, payee=spouse, state="paid", paid_on=date(2025, 3, 1),
        amount=yuan("-200.50"), reverses=wrong,
    )  # fmt: skip
    parcels = make_list(office.north, "物资", form="goods", kind="goods")
    make_line(
        home, parcels, paid_on=date(2025, 9, 1), amount=yuan(280), goods="米面油", quantity=2, unit_price=yuan(140)
    )
    make_line(home, money, amount=yuan(999))  # due
    warmth = make_list(office.north, "送温暖", kind="warmth")
    warmth.lines.create(union=office.north, payee=spouse, state="paid", paid_on=date(2025, 1, 25), amount=yuan(500))
    aid = RegularAid.objects.create(
        union=office.north, person=home.head, household=home, standard=yuan(100), first_month=date(2025, 5, 1),
        last_month=date(2025, 8, 1),
    )  # fmt: skip
    for month, state in ((5, "paid"), (6, "paid"), (7, "paid"), (8, "due")):
        RegularMonth.objects.create(aid=aid, month=date(2025, month, 1), amount=yuan(100), state=state)
    for kind, state, granted, on in (
        ("medical", "paid", yuan(900), date(2025, 4, 8)), ("living", "applied", None, None),
    ):  # fmt: skip
        Referral.objects.create(
            union=office.north, household=home, person=home.head, kind=kind, applied_on=date(2025, 3, 3), state=state,
            granted=granted, paid_on=on, reason="因病",
        )  # fmt: skip
    return home


def sums(history, year):
    return [f"{amount:.2f}" for amount in history.of_year(year).values()]


def test_each_stream_by_itself_and_the_citys_apart(home):
    history = History(home)
    assert sums(history, 2025) == ["800.00", "280.00", "300.00", "900.00"]
    assert sums(history, 2024) == ["250.00", "0.00", "0.00", "0.00"]
    assert [of.year for of in history.years] == [2025, 2024]
    assert all(one.stream in OWN for of in history.years for one in of.given)
    assert [of.sums[Stream.CITY] for of in history.city] == [yuan(900)]
    newest = history.years[0].given
    assert [one.on for one in newest] == sorted((one.on for one in newest), reverse=True)
    assert [one.amount for one in newest if one.is_reversal] == [yuan("-200.50")]


def test_whoever_of_the_family_received_it(home):
    head, spouse = History(home).receivers
    assert (head.relation, head.times, spouse.relation, spouse.times) == ("self", 7, "wife", 1)
    # Taken back is not given; what needs no file counts.
    assert spouse.sums == {Stream.MONEY: yuan(500), Stream.GOODS: 0, Stream.REGULAR: 0, Stream.CITY: 0}


def test_the_histories_add_up_to_the_figures(office, home):
    make_line(make_household(office.south, "钱二"), make_list(office.south), paid_on=date(2025, 5, 5))
    for year in YEARS:
        found = [History(file).of_year(year) for file in Household.objects.filter(previous=None, closed_on=None)]
        found.append(History(home).of_year(year))
        for stream, code in zip(Stream, ("cash.amount", "goods.value", "regular.amount", "city.amount"), strict=True):
            assert sum(one[stream] for one in found) == FIGURES[code].value(office.home, Period.of_year(year)), code


def test_what_other_unions_did_without_a_file_is_not_told(office, home):
    """Whoever sees the file of the north must not learn what the south or the office gave its people."""
    spouse = home.members.get().person
    for union in (office.south, office.home):
        make_list(union, "送温暖别家", kind="warmth").lines.create(
            union=union, payee=spouse, state="paid", paid_on=date(2025, 1, 26), amount=yuan(77)
        )
    make_line(
        make_household(office.south, head=home.head, opened_on=date(2018, 1, 1), closed_on=date(2019, 1, 1), state="closed"),
        make_list(office.south), paid_on=date(2018, 5, 5),
    )  # fmt: skip
    history = History(home)
    assert sums(history, 2025)[0] == "800.00"
    assert 2018 not in [of.year for of in history.years]


def test_another_household_is_not_mixed_in(office, home):
    child = make_person(office.north, "赵小雨")
    home.members.create(person=child, relation="daughter")
    make_line(make_household(office.north, head=child), make_list(office.north, "女儿"), paid_on=date(2025, 6, 6))
    assert sums(History(home), 2025)[0] == "800.00"


@pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")
def test_on_paper(home):
    report = ReliefHistoryReport()
    pages = PdfReader(io.BytesIO(report.as_pdf(report.build(home.union, Period.of_year(2025))))).pages
    said = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    for words in (
        "历次救助记录", "赵一", home.file_no, "2025年小计：救济款800.00；实物折款280.00；定期救助300.00", "−200.50",
        "冲正：2025年2月1日发放", "定期救助至2025-06", "2个月×100.00", "2024年小计：救济款250.00", "2025年小计：市级救助900.00",
        "医疗救助", "妻子",
    ):  # fmt: skip
        assert words in said, words
    assert "999.00" not in said
    assert home.head.id_no in said  # at the server; at the desk masked unless there is a reason


@pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")
def test_files_by_command(home, tmp_path):
    for form in ("json", "html", "pdf"):
        out = tmp_path / f"history.{form}"
        call_command(
            "report", "relief-history", "--from", "2025-01-01", "--to", "2025-12-31", "--format", form, "-o", str(out)
        )
    (file,) = json.loads((tmp_path / "history.json").read_text())["files"]
    assert file["years"][0] == {"year": 2025, "money": "800.00", "goods": "280.00", "regular": "300.00"}
    assert file["city"] == [{"year": 2025, "amount": "900.00"}]


def test_a_household_that_was_given_nothing_has_a_page_too(office):
    empty = make_household(office.north, "孙三")
    assert History(empty).given == []
    report = ReliefHistoryReport()
    assert "无记录" in report.as_html(report.build(office.north, Period.of_year(2025)))


def test_ten_years_ask_no_more_than_one(office, home, django_assert_num_queries):
    files = [Household.objects.select_related("union").get(pk=home.pk)]
    other = make_household(office.north, "孙三")
    for number in range(10):
        make_line(
            other, make_list(office.north, f"救助{number}", year=2015 + number), paid_on=date(2015 + number, 1, 1)
        )
    files.append(Household.objects.select_related("union").get(pk=other.pk))
    for file in files:
        with django_assert_num_queries(5):
            History(file)
