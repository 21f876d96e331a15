"""The search box."""

from tests.people import make_household, make_person


def test_a_whole_id_number_finds_the_file_and_stands_in_no_address(year, sit_down):
    desk = sit_down(year.office.officer)
    answer = desk.client.post("/find/", {"q": year.once.head.id_no})
    assert answer.status_code == 302
    assert answer.url == f"/files/{year.once.pk}/"
    other = desk.client.post("/find/", {"q": make_person(year.office.south, "孤").id_no[:17] + "0"})
    assert "210200" not in (other.get("Location") or "")


def test_words_are_kept_in_the_address_so_that_the_page_can_be_reloaded(year, sit_down):
    answer = sit_down(year.office.officer).client.post("/find/", {"q": "林 "})
    assert answer.url == "/find/?q=%E6%9E%97"


def test_initials_find_everybody_they_fit(year, sit_down):
    make_household(year.office.north, "林学志")
    people = sit_down(year.office.officer).get("/find/", q="lx").context["people"]
    assert {found.person.name for found in people} == {"林秀珍", "林学志"}


def test_a_relative_is_found_with_the_file_of_the_family(year, sit_down):
    answer = sit_down(year.office.officer).get("/find/", q="林家0")
    assert answer.url == f"/files/{year.twice.pk}/"


def test_the_number_of_a_file_leads_to_it(year, sit_down):
    desk = sit_down(year.office.officer)
    assert desk.get("/find/", q=year.far.file_no).url == f"/files/{year.far.pk}/"
    assert len(desk.get("/find/", q=year.far.file_no[:3]).context["files"]) == 3


def test_nothing_found_says_what_can_be_typed(year, sit_down):
    page = sit_down(year.office.officer).get("/find/", q="zzzz")
    assert page.status_code == 200
    assert "lxz" in page.content.decode()


def test_an_empty_search_is_no_error(year, sit_down):
    assert sit_down(year.office.officer).get("/find/").status_code == 200


def test_id_numbers_are_masked(year, sit_down):
    make_household(year.office.north, "林学志")
    page = sit_down(year.office.officer).get("/find/", q="林").content.decode()
    assert year.twice.head.id_no not in page
    assert year.twice.head.masked_id in page
