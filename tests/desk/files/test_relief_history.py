"""The relief tab of a household's page: all that was given by year, the city's money apart, and the same on paper."""

import io

import pytest
from pypdf import PdfReader

from office.documents.pdf import missing_libraries
from office.models import Entry
from tests.hardship.reports.test_relief_history import home, yuan  # noqa: F401  a fixture


def test_the_tab_shows_each_year_and_keeps_the_city_apart(office, home, sit_down):  # noqa: F811
    page = sit_down(office.clerk_north).get(f"/files/{home.pk}/?tab=relief")
    years = {of.year: {code: amount for code, amount in of.sums.items() if amount} for of in page.context["years"]}
    assert years == {
        2025: {"money": yuan(800), "goods": yuan(280), "regular": yuan(300)},
        2024: {"money": yuan(250)},
    }
    assert [of.sums["city"] for of in page.context["from_city"]] == [yuan(900)]
    assert [line.amount for line, _address in page.context["waiting"]] == [yuan(999)]
    assert [(aid.due, aid.outstanding) for aid, _address in page.context["running"]] == [(1, yuan(100))]
    said = page.content.decode()
    assert said.count('class="taken-back"') == 1
    assert "900.00" in said
    spouse = home.members.get()
    assert [one.person for one, *_more in page.context["receivers"]] == [home.head, spouse.person]
    # Eight rows of the office, one of the city, one that is not paid yet.
    assert next(tab for tab in page.context["tabs"] if tab.code == "relief").count == 10


def test_a_list_opens_for_whoever_sees_it(office, home, sit_down):  # noqa: F811
    other = home.relief.filter(paid_on__isnull=False).first()
    office_list = type(other.list).objects.create(
        union=office.home, name="系统救助", form="money", kind="living", year=2025, state="closed"
    )
    office_list.lines.create(
        union=office.north, household=home, payee=home.head, state="paid", paid_on=other.paid_on, amount=yuan(1)
    )
    for staff, opens in ((office.officer, True), (office.clerk_north, False)):
        said = sit_down(staff).get(f"/files/{home.pk}/?tab=relief").content.decode()
        assert "系统救助" in said
        assert (f"/relief/lists/{office_list.pk}/" in said) is opens
        assert f"/relief/lists/{other.list_id}/" in said


@pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")
def test_it_is_printed_from_the_page(office, home, sit_down):  # noqa: F811
    desk = sit_down(office.clerk_north)
    address = desk.get(f"/files/{home.pk}/?tab=relief").context["history_paper"]
    page = desk.get(address)
    said = "".join(one.extract_text() for one in PdfReader(io.BytesIO(page.content)).pages)
    assert "历次救助记录" in said
    assert home.head.masked_id in said
    assert home.head.id_no not in said
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.facts["paper"]) == ("printed", "relief-history")
    assert sit_down(office.clerk_south).get(address).status_code == 404
