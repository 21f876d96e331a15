"""The lists for work on screen and on paper."""

import io
from datetime import date

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook
from pypdf import PdfReader

from hardship.desk.files import worklists as pages
from hardship.models import Household, Likeness, Standard
from hardship.worklists import WORKLISTS
from hardship.worklists.new_line import look_under_new_line
from office.documents.pdf import missing_libraries
from office.jobs import claims, processes
from office.jobs.models import Job
from office.jobs.running import run
from office.models import Entry
from tests.desk.asking import queries
from tests.people import make_household, make_line, make_list

LIST = "/files/lists/never-helped/"
needs_pango = pytest.mark.skipif(bool(missing_libraries()), reason="Pango is not on this computer.")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def files(office):
    """Two files in the north, one in the south, none of them ever helped."""
    north = [
        make_household(office.north, name, address=address, phone="13800000000")
        for name, address in (("林秀珍", "解放路2号"), ("赵德明", "解放路1号"))
    ]
    return [*north, make_household(office.south, "何玉梅", address="长桥街8号")]


def test_all_lists_are_named_with_their_counts(office, files, sit_down):
    page = sit_down(office.clerk_north).get("/files/lists/")
    counts = {shown.worklist.slug: shown.count for shown in page.context["lists"]}
    assert counts.keys() == WORKLISTS.keys()
    assert counts["never-helped"] == "2"
    assert counts["waiting"] == "0"


@pytest.mark.parametrize("slug", WORKLISTS)
def test_every_list_opens_without_a_file(office, sit_down, slug):
    page = sit_down(office.officer).get(f"/files/lists/{slug}/")
    assert page.status_code == 200
    assert page.context["lines"] == []


def test_there_is_no_list_of_another_name(office, sit_down):
    for address in ("/files/lists/nonsense/", "/files/lists/nonsense/print/", "/files/lists/waiting/docx/"):
        assert sit_down(office.officer).get(address).status_code == 404


def test_a_list_says_who_where_and_why_in_the_order_of_the_round(office, files, sit_down):
    page = sit_down(office.officer).get(LIST)
    lines = page.context["lines"]
    assert [line.file.head.name for line in lines] == ["赵德明", "林秀珍", "何玉梅"]
    assert [line.begins for line in lines] == [True, False, True]
    assert "2025-03-01" in lines[0].why
    text = page.content.decode()
    assert "解放路1号" in text
    assert "13800000000" in text
    assert files[0].head.masked_id in text
    assert files[0].head.id_no not in text
    assert f'href="/files/{files[0].pk}/"' in text


@pytest.mark.parametrize(("slug", "address"), [("alike", "/files/alike/"), ("notice", "/notices/")])
def test_a_list_leads_to_where_more_can_be_done(office, files, sit_down, slug, address):
    Likeness.objects.create(first=files[0], second=files[1], alike=["phone"])
    Household.objects.filter(pk=files[0].pk).update(state="in_notice")
    desk = sit_down(office.officer)
    assert f'href="{address}"' in desk.get(f"/files/lists/{slug}/").content.decode()
    assert desk.get(address).status_code == 200


def test_a_union_is_chosen_among_those_with_files(office, files, sit_down):
    desk = sit_down(office.officer)
    page = desk.get(LIST)
    assert [(name, count) for name, count, _url, _pk in page.context["unions"]] == [
        (office.north.name, "2"),
        (office.south.name, "1"),
    ]
    south = desk.get(LIST, union=office.south.pk)
    assert [line.file.head.name for line in south.context["lines"]] == ["何玉梅"]
    assert len(south.context["unions"]) == 2


def test_nobody_sees_a_list_of_another_union(office, files, sit_down):
    desk = sit_down(office.clerk_south)
    assert [line.file.head.name for line in desk.get(LIST).context["lines"]] == ["何玉梅"]
    for address in (LIST, f"{LIST}print/", f"{LIST}xlsx/"):
        assert desk.get(address, union=office.north.pk).status_code == 404
        assert desk.get(address, union="x").status_code == 404
        assert sit_down(office.nobody).get(address).status_code == 404
    assert sit_down(office.nobody).get("/files/lists/").status_code == 404


def test_a_list_costs_the_same_for_few_and_for_many(office, sit_down):
    desk = sit_down(office.officer)
    spring = make_list(office.north)
    for number in range(3):
        make_line(make_household(office.north, f"王{number}"), spring, paid_on=date(2025, 5, 1))
    addresses = [f"/files/lists/{slug}/" for slug in WORKLISTS]
    make_household(office.north, opened_on=date(2020, 1, 1))
    few = [queries(desk, address) for address in addresses]
    for number in range(60):
        make_household(office.north if number % 2 else office.south, family=1, opened_on=date(2020, 1, 1))
    assert [queries(desk, address) for address in addresses] == few
    assert desk.get(LIST).context["page"].paginator.num_pages == 2
    assert len(desk.get(LIST, page=2).context["lines"]) == 11


def test_the_navigation_and_the_front_page_count_what_waits(office, sit_down):
    make_household(office.north, state="applied", opened_on=None)
    old = make_household(office.north, opened_on=date(2020, 1, 1))
    old.assessments.update(assessed_on=date(2020, 1, 1))
    for staff, waits, due in ((office.clerk_north, "1", "1"), (office.clerk_south, "", ""), (office.auditor, "", "1")):
        page = sit_down(staff).get("/")
        counts = {task.address: (task.count, task.due) for area in page.context["desk"].areas for task in area.tasks}
        assert counts["/files/lists/waiting/"] == (waits, True)
        assert counts["/files/lists/reexamination/"] == (due, False)
        assert counts["/files/lists/notice/"] == ("", False)
        to_do = {item.url: item.count for item in page.context["waiting"]}
        assert to_do.get("/files/lists/waiting/", "") == waits
        assert to_do.get("/files/lists/reexamination/", "") == due


def test_a_list_for_work_is_marked_in_the_navigation(office, files, sit_down):
    desk = sit_down(office.officer)
    for slug, address in (("waiting", "/files/lists/waiting/"), ("school", "/files/lists/")):
        areas = desk.get(f"/files/lists/{slug}/").context["desk"].areas
        assert [task.path for area in areas for task in area.tasks if task.here] == [address]


@needs_pango
def test_the_print_has_a_sheet_for_each_union_and_masked_numbers(office, files, sit_down):
    answer = sit_down(office.officer).get(f"{LIST}print/")
    assert answer.headers["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(answer.content))
    assert len(pdf.pages) == 2
    assert pdf.pages[0].mediabox.width > pdf.pages[0].mediabox.height
    first, second = (page.extract_text() for page in pdf.pages)
    assert "赵德明" in first
    assert "解放路1号" in first
    assert "何玉梅" not in first
    assert "何玉梅" in second
    assert "走访情况" in second
    assert files[0].head.id_no not in first
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.by, entry.facts["rows"]) == ("exported", office.officer, 3)
    assert entry.facts["list"] == "worklist.never-helped"


@needs_pango
def test_the_headings_stand_on_every_sheet(office, sit_down):
    for number in range(30):
        make_household(office.north, f"王{number}")
    pdf = PdfReader(io.BytesIO(sit_down(office.clerk_north).get(f"{LIST}print/").content))
    assert len(pdf.pages) > 1
    assert all("身份证号" in page.extract_text() for page in pdf.pages)


def test_the_workbook_holds_the_same_lines(office, files, sit_down):
    answer = sit_down(office.officer).get(f"{LIST}xlsx/", union=office.north.pk)
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    heading = next(number for number, row in enumerate(rows) if row[0] == "序号")
    assert [row[2] for row in rows[heading + 1 :] if row[2]] == ["赵德明", "林秀珍"]
    assert rows[heading + 1][3] == files[1].head.masked_id


def test_a_long_list_is_made_in_the_background(office, files, sit_down, monkeypatch):
    monkeypatch.setattr(pages, "PRINTED_AT_ONCE", 2)
    desk = sit_down(office.officer)
    answer = desk.get(f"{LIST}xlsx/")
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.pk}/"
    run(claims.claim(processes.own_name()))
    job.refresh_from_db()
    assert (job.state, job.result["rows"]) == ("done", 3)
    content = b"".join(desk.get(f"/jobs/{job.pk}/file/").streaming_content)
    assert "何玉梅" in str(list(load_workbook(io.BytesIO(content)).active.values))
    assert sit_down(office.clerk_north).get(f"/jobs/{job.pk}/file/").status_code == 404


def test_a_right_taken_away_meanwhile_stops_the_job(office, files, sit_down, monkeypatch):
    monkeypatch.setattr(pages, "PRINTED_AT_ONCE", 2)
    sit_down(office.officer).get(f"{LIST}xlsx/")
    office.officer.groups.clear()
    run(claims.claim(processes.own_name()))
    assert Job.objects.get().state == "failed"


def test_somebody_has_the_files_judged_by_the_new_line(office, files, sit_down):
    Standard.objects.create(union=office.home, effective_from=date(2025, 1, 1), line="300.00")
    desk = sit_down(office.officer)
    assert desk.client.get("/files/lists/new-line/look/").status_code == 405
    answer = desk.client.post("/files/lists/new-line/look/")
    job = Job.objects.get(task=look_under_new_line.module_path)
    assert answer.url == f"/jobs/{job.pk}/"
    run(claims.claim(processes.own_name()))
    page = desk.get("/files/lists/new-line/")
    assert page.context["look"].day == timezone.localdate()
    assert len(page.context["lines"]) == 3
    assert sit_down(office.nobody).client.post("/files/lists/new-line/look/").status_code == 404
