"""A list of two thousand lines at the desk: it opens, is put in order and decided on at the cost of one of twenty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hardship.desk.relief.page import PER_PAGE
from hardship.models import ReliefLine, ReliefList
from tests.hardship.operations.relief_lists.reliefs import PLANNED, begin, filled, put, yuan
from tests.people import make_household

FEW, MANY = 20, 2000
SORTED = ("position", "-position", "name", "-name", "file", "union", "amount", "-amount", "category", "state")


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: PLANNED)


def of_two_unions(office, name: str, count: int) -> ReliefList:
    relief = filled(office, name, count)
    relief.lines.filter(position__in=range(1, count, 2)).update(union=office.south)
    return relief


def cost(ask) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert ask().status_code in (200, 302)
    return len(asked)


def costs(office, sit_down, relief) -> dict[str, int]:
    """The queries of everything that is done with a list at the desk."""
    clerk, officer, cashier = (sit_down(staff) for staff in (office.clerk_north, office.officer, office.cashier))
    address = f"/relief/lists/{relief.pk}/"
    for desk in (clerk, officer, cashier):
        desk.get(address)  # what is asked once for each sitting

    def step(desk, code):
        return cost(lambda: desk.client.post(f"{address}step/{code}/"))

    found = {"entry": cost(lambda: clerk.get(f"{address}entry/")), "hand_in": step(clerk, "hand_in")}
    found |= {by: cost(lambda by=by: officer.get(address, sort=by)) for by in SORTED}
    found |= {"page": cost(lambda: officer.get(address)), "last": cost(lambda: officer.get(address, page="last"))}
    found |= {"check": step(officer, "check"), "approve": step(officer, "approve")}
    found |= {"begin": step(cashier, "begin_payment"), "to pay": cost(lambda: cashier.get(address))}
    found["pay"] = cost(lambda: cashier.client.post(f"{address}pay/", {"all": "1", "on": PLANNED.isoformat()}))
    return found


@pytest.mark.django_db
def test_as_many_queries_for_two_thousand_lines_as_for_twenty(office, sit_down):
    few = costs(office, sit_down, of_two_unions(office, "少", FEW))
    relief = of_two_unions(office, "多", MANY)
    assert costs(office, sit_down, relief) == few
    assert relief.lines.filter(state="paid").count() == MANY


@pytest.mark.django_db
class TestOrder:
    @pytest.fixture
    def relief(self, office):
        """Three lines of two unions: 林 400, 陈 100, 周 250."""
        relief = begin(office, amounts={})
        for union, name, amount in (
            (office.north, "林秀珍", 400),
            (office.north, "陈国强", 100),
            (office.north, "周敏", 250),
        ):
            put(relief, make_household(union, name), office.clerk_north, amount=yuan(amount))
        ReliefLine.objects.filter(payee__name="周敏").update(union=office.south)
        return relief

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ("", "林秀珍 陈国强 周敏"),
            ("-position", "周敏 陈国强 林秀珍"),
            ("name", "陈国强 林秀珍 周敏"),
            ("amount", "陈国强 周敏 林秀珍"),
            ("-amount", "林秀珍 周敏 陈国强"),
            ("union", "林秀珍 陈国强 周敏"),
            ("-union", "周敏 林秀珍 陈国强"),
            ("nonsense", "林秀珍 陈国强 周敏"),
            ("-payee__id_no", "林秀珍 陈国强 周敏"),
        ],
    )
    def test_by_a_column_upwards_and_downwards(self, office, sit_down, relief, asked, names):
        page = sit_down(office.officer).get(f"/relief/lists/{relief.pk}/", sort=asked).context["page"]
        assert " ".join(row.line.payee.name for row in page.rows) == names

    def test_unions_are_a_column_only_where_there_are_several(self, office, sit_down, relief):
        def columns():
            page = sit_down(office.officer).get(f"/relief/lists/{relief.pk}/").context["page"]
            return [heading.column.code for heading in page.headings]

        assert "union" in columns()
        ReliefLine.objects.all().update(union=office.north)
        assert "union" not in columns()

    def test_whatever_is_done_comes_back_to_the_same_page_in_the_same_order(self, office, sit_down):
        relief = filled(office, "多", PER_PAGE + 1)
        desk = sit_down(office.clerk_north)
        page = desk.get(f"/relief/lists/{relief.pk}/", sort="-name", page=2)
        assert len(page.context["page"].rows) == 1
        gone = desk.client.post(f"/relief/lists/{relief.pk}/step/hand_in/?page=2&sort=-name&x=1")
        assert gone.url == f"/relief/lists/{relief.pk}/?page=2&sort=-name"
