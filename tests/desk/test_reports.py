"""All reports on one page, and the papers of files: who prints whose, whole numbers for a reason only, many in the background."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from hardship.desk import printing, prints, reports
from hardship.reports.papers import report as paper
from hardship.reports.tables import MovementReport
from office.jobs.running import work_off
from office.models import Entry, Job
from tests.people import make_household

YEAR = {"from": "2025-01-01", "to": "2025-12-31"}


def pdf_of(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return PdfReader(io.BytesIO(body))


def words_of(pdf):
    return "".join(page.extract_text() for page in pdf.pages)


def last_act():
    return Entry.objects.order_by("-pk").first()


def test_every_report_of_the_page_opens(year, sit_down):
    desk = sit_down(year.office.officer)
    page = desk.get(reverse("desk:reports"), **YEAR)
    assert {offer["report"].slug for offer in page.context["tables"]} >= {"annual", "summary", "roster", "movement"}
    for offer in page.context["tables"]:
        assert desk.get(offer["view"]).status_code == 200
        for form, address in offer["files"]:
            if form == "xlsx":
                assert desk.get(address).status_code == 200
    page = desk.get(reverse("desk:report", args=["summary"]), **YEAR)
    assert year.office.north.name in page.content.decode()


def test_a_report_is_of_the_union_and_the_days_that_were_chosen(year, sit_down):
    desk = sit_down(year.office.officer)
    both = desk.get(reverse("desk:report", args=["roster"]), **YEAR).context
    south = desk.get(reverse("desk:report", args=["roster"]), union=year.office.south.pk, **YEAR).context
    assert (both["count"], south["count"]) == (3, 1)
    before = desk.get(reverse("desk:report", args=["roster"]), **{"from": "2024-01-01", "to": "2024-12-31"}).context
    assert before["count"] == 1


@pytest.mark.parametrize("place", ["reports", "report", "report_file"])
def test_the_reports_of_another_union_are_not_found(year, sit_down, place):
    args = {"reports": [], "report": ["summary"], "report_file": ["summary", "xlsx"]}[place]
    desk = sit_down(year.office.clerk_south)
    for union in (year.office.north, year.office.home):
        assert desk.get(reverse(f"desk:{place}", args=args), union=union.pk, **YEAR).status_code == 404
    assert sit_down(year.office.nobody).get(reverse(f"desk:{place}", args=args), **YEAR).status_code == 403


def test_days_that_are_no_period_are_told(year, sit_down):
    page = sit_down(year.office.officer).get(reverse("desk:reports"), **{"from": "2025-12-31", "to": "2025-01-01"})
    assert page.status_code == 400


def test_a_table_that_does_not_add_up_is_shown_to_nobody(year, sit_down, monkeypatch):
    monkeypatch.setattr(MovementReport, "checks", lambda self, built: ["3 ≠ 4。"])
    desk = sit_down(year.office.officer)
    for name, args in (("report", ["movement"]), ("report_file", ["movement", "xlsx"])):
        page = desk.get(reverse(f"desk:{name}", args=args), **YEAR)
        assert page.status_code == 409
        assert "3 ≠ 4" in page.content.decode()


def test_whole_numbers_of_the_roster_ask_a_right_and_a_reason(year, sit_down):
    number = year.twice.head.id_no
    desk = sit_down(year.office.officer)
    assert number not in desk.get(reverse("desk:report", args=["roster"]), **YEAR).content.decode()
    whole = reverse("desk:report_whole", args=["roster"]) + "?from=2025-01-01&to=2025-12-31"
    assert desk.client.post(whole, {"form": "xlsx", "reason": ""}).status_code == 302
    sheet = load_workbook(io.BytesIO(desk.client.post(whole, {"form": "xlsx", "reason": "报市总"}).content)).active
    assert number in [cell.value for row in sheet for cell in row]
    assert last_act().reason == "报市总"
    assert last_act().facts["whole"] is True
    assert (
        sit_down(year.office.administrator).client.post(whole, {"form": "xlsx", "reason": "报市总"}).status_code == 403
    )


def test_a_long_roster_is_printed_in_the_background(year, sit_down, monkeypatch):
    monkeypatch.setattr(reports, "ROWS_AT_ONCE", 2)
    desk = sit_down(year.office.officer)
    asked = desk.get(reverse("desk:report_file", args=["roster", "pdf"]), **YEAR)
    job = Job.objects.get()
    assert asked.url == reverse("desk:job", args=[job.pk])
    work_off()
    assert "林秀珍" in words_of(pdf_of(desk.get(reverse("desk:job_file", args=[job.pk]))))
    assert last_act().act == "report written"


def test_one_form_is_a_pdf_to_look_at_with_masked_numbers(year, sit_down):
    response = sit_down(year.office.clerk_north).get(reverse("desk:file_print", args=[year.twice.pk]))
    assert response.headers["Content-Disposition"].startswith("inline")
    said = words_of(pdf_of(response))
    assert "林秀珍" in said
    assert year.twice.head.id_no not in said
    entry = last_act()
    assert (entry.act, entry.by, entry.record) == ("printed", year.office.clerk_north, str(year.twice.pk))
    assert entry.facts["files"] == [year.twice.file_no]


def test_the_form_of_another_union_is_not_found(year, sit_down):
    desk = sit_down(year.office.clerk_south)
    assert desk.get(reverse("desk:file_print", args=[year.twice.pk])).status_code == 404
    assert desk.get(reverse("desk:files_print"), keys=year.twice.pk).status_code == 404
    assert desk.get(reverse("desk:file_print", args=[year.far.pk]), paper="no-such").status_code == 404
    both = desk.client.post(reverse("desk:files_print") + f"?keys={year.twice.pk},{year.far.pk}", {"paper": "file"})
    assert "林秀珍" not in words_of(pdf_of(both))
    assert last_act().facts["files"] == [year.far.file_no]


def test_whole_numbers_on_papers_ask_a_right_and_a_reason(year, sit_down):
    address = reverse("desk:files_print") + f"?keys={year.twice.pk}"
    desk = sit_down(year.office.clerk_north)
    assert desk.client.post(address, {"paper": "file", "whole": "on"}).context["form"].errors
    said = words_of(pdf_of(desk.client.post(address, {"paper": "file", "whole": "on", "reason": "存档"})))
    assert year.twice.head.id_no in said
    assert last_act().reason == "存档"
    refused = sit_down(year.office.administrator).client.post(
        address, {"paper": "file", "whole": "on", "reason": "存档"}
    )
    assert refused.status_code == 403


@pytest.mark.parametrize("keys", ["", "x", "1;2", "9" * 30])
def test_keys_that_are_none_are_not_found(year, sit_down, keys):
    assert sit_down(year.office.officer).get(reverse("desk:files_print"), keys=keys).status_code == 404


def test_a_list_of_files_is_printed_in_the_background(year, sit_down, monkeypatch):
    monkeypatch.setattr(prints, "AT_ONCE", 2)
    desk = sit_down(year.office.officer)
    chosen = {"action": "print_files", "select_across": "1", "_selected_action": [year.twice.pk]}
    page = desk.client.post("/hardship/household/?state__exact=in_force", chosen)
    assert "list=state__exact" in page.url
    assert desk.get(page.url).context["count"] == 3
    asked = desk.client.post(page.url, {"paper": "file"})
    job = Job.objects.get()
    assert asked.url == reverse("desk:job", args=[job.pk])
    make_household(year.office.north, "新来的")  # seen as the files are when it is printed
    work_off()
    pages = pdf_of(desk.get(reverse("desk:job_file", args=[job.pk]))).pages
    assert len(pages) == 8
    assert len(last_act().facts["files"]) == 4


def test_many_files_are_laid_out_by_several_processes_and_stay_in_order(year, sit_down, monkeypatch):
    monkeypatch.setattr(prints, "AT_ONCE", 0)
    monkeypatch.setattr(paper, "TOGETHER", 1)
    for number in range(3):
        make_household(year.office.north, f"新来{number}")
    desk = sit_down(year.office.officer)
    desk.client.post(reverse("desk:files_print") + "?list=state__exact%3Din_force", {"paper": "file"})
    work_off()
    pages = pdf_of(desk.get(reverse("desk:job_file", args=[Job.objects.get().pk]))).pages
    printed = last_act().facts["files"]
    assert len(printed) > 4
    fronts = ["".join(one.extract_text().split()) for one in pages[::2]]
    assert [number for front, number in zip(fronts, printed, strict=True) if number not in front] == []


def test_chosen_rows_go_to_the_page_that_asks_which_paper(year, sit_down):
    desk = sit_down(year.office.officer)
    chosen = {"action": "print_files", "_selected_action": [year.twice.pk, year.far.pk]}
    page = desk.get(desk.client.post("/hardship/household/", chosen).url)
    assert page.context["count"] == 2


def test_a_print_whose_reader_lost_the_right_is_not_made(year, sit_down, monkeypatch):
    monkeypatch.setattr(prints, "AT_ONCE", 0)
    clerk = year.office.clerk_north
    sit_down(clerk).client.post(reverse("desk:files_print") + f"?keys={year.twice.pk}", {"paper": "file"})
    clerk.groups.clear()
    work_off()
    job = Job.objects.get()
    assert (job.state, job.result_file) == (Job.State.FAILED, None)
    assert not Entry.objects.filter(act="printed").exists()
    assert printing.papers()["file"].slug == "file"
