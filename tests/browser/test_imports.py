"""An administrator's way through a set of workbooks: dropped, corrected, repaired, imported, taken back, imported again."""

import base64
import shutil

import pytest
from openpyxl import load_workbook

from tests.year.rosters import DEMO, FAULTY

pytestmark = pytest.mark.browser

REPAIRED = {"G21": 3, "L27": "2025-03-01", "H48": 300}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def desk(page, online):
    """The administrator's browser on the page of imports."""
    username, password = online.logins["administrator"]
    page.goto(f"{online.address}/imports/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_selector("#drop.is-live")
    return page


def finished(page):
    """Wait until the work on the set is over; the page finds out by itself."""
    page.wait_for_url("**/imports/*/*")
    page.wait_for_selector("#job", state="detached", timeout=120_000)
    page.wait_for_load_state()


def choose(page, online, *paths):
    page.goto(f"{online.address}/imports/")
    page.wait_for_selector("#drop.is-live")
    page.set_input_files("input[data-files]", paths)
    page.wait_for_url("**/imports/*/")
    finished(page)


def drop(page, online, path):
    """As if the file was let go over the page."""
    page.goto(f"{online.address}/imports/")
    page.wait_for_selector("#drop.is-live")
    held = page.evaluate_handle(
        """([name, type, content]) => {
            const held = new DataTransfer();
            const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
            held.items.add(new File([bytes], name, { type }));
            return held;
        }""",
        [path.name, XLSX, base64.b64encode(path.read_bytes()).decode()],
    )
    page.dispatch_event("main#content", "drop", {"dataTransfer": held})
    page.wait_for_url("**/imports/*/")
    finished(page)


def counts(page):
    """Sheets, read, created, updated, unchanged, rejected of the whole set."""
    cells = page.locator(".table-files tfoot td.num").all_inner_texts()
    return [int(cell.replace(",", "")) for cell in cells]


def confirm_import(page):
    page.click("[data-open=ask-import]")
    page.click("#ask-import button.button-primary")
    finished(page)
    assert page.locator(".table-files .state.is-ok").count() == page.locator(".table-files tbody tr").count()


def test_a_folder_of_nine_workbooks_is_recognised_and_known_again(desk, online, complaints, tmp_path):
    folder = tmp_path / "2025年末"
    shutil.copytree(DEMO, folder)
    (folder / ".DS_Store").write_bytes(b"x")
    desk.set_input_files("input[data-folder]", folder)
    desk.wait_for_url("**/imports/*/")
    finished(desk)
    assert desk.locator(".table-files tbody tr").count() == 9
    sheets, read, created, updated, unchanged, rejected = counts(desk)
    assert (sheets, read, unchanged) == (49, 17_412, 17_412)
    assert (created, updated, rejected) == (0, 0, 0)
    assert desk.locator(".table-files .state.is-info").count() == 9
    assert "expected.json" in desk.locator(".messages").inner_text()
    desk.click("form[action$='/put-away/'] button")
    assert desk.locator(".table-files").count() == 0
    assert complaints == []


def test_an_unknown_heading_is_asked_once(desk, online, complaints, tmp_path):
    path = tmp_path / "档案.xlsx"
    book = load_workbook(FAULTY)
    sheet = book.active
    column = sheet.max_column + 1
    sheet.cell(3, column).value = "包保干部"
    for row in range(4, 20):
        sheet.cell(row, column).value = "龚雪梅"
    book.save(path)
    drop(desk, online, path)
    ask = desk.locator(".ask")
    assert ask.count() == 1
    assert "龚雪梅" in ask.inner_text()
    ask.locator("select").select_option("note")
    ask.locator("button").click()
    finished(desk)
    assert desk.locator(".ask").count() == 0
    desk.click("form[action$='/put-away/'] button")
    drop(desk, online, path)
    assert desk.locator(".ask").count() == 0
    desk.click("form[action$='/put-away/'] button")
    desk.goto(f"{online.address}/imports/headings/")
    assert "包保干部" in desk.locator("main table").inner_text()
    desk.click("main table button")
    assert desk.locator("main table").count() == 0
    assert complaints == []


def test_a_marked_workbook_is_repaired_imported_taken_back_and_imported_again(desk, online, complaints, tmp_path):
    choose(desk, online, FAULTY)
    assert counts(desk) == [1, 60, 44, 0, 0, 16]
    assert desk.locator("#rows tbody tr").count() == 16
    confirm_import(desk)
    with desk.expect_download() as download:
        desk.click("#rows a[href$='/marked/']")
    marked = tmp_path / "标红.xlsx"
    download.value.save_as(marked)

    book = load_workbook(marked)
    sheet = book.active
    assert sheet["G21"].comment is not None
    for cell, value in REPAIRED.items():
        sheet[cell].value = value
    book.save(marked)
    drop(desk, online, marked)
    assert counts(desk) == [1, 16, 3, 0, 0, 13]
    confirm_import(desk)

    desk.click("[data-open=ask-take-back]")
    desk.fill("#take-back-reason", "重复上报")
    desk.keyboard.press("Enter")
    finished(desk)
    assert counts(desk) == [1, 16, 3, 0, 0, 13]
    assert desk.locator(".table-files .state.is-warn").count() == 1
    confirm_import(desk)
    desk.click("#rows nav.tabs a[href*='rows=created']")
    assert desk.locator("#rows tbody a[href^='/files/']").count() == 3
    assert complaints == []
