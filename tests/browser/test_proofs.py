"""A clerk brings the proofs of a household: dropped, said what they are, looked at; then the family's consents."""

import re

import pytest

from tests.papers import pdf, photo

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(page, online):
    """The clerk's browser on the proofs of the first file that the search finds."""
    username, password = online.logins["clerk"]
    page.goto(f"{online.address}/hardship/household/?state__exact=in_force")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_selector("#result_list")
    return page


def test_proofs_are_dropped_described_and_looked_at_and_consents_recorded(desk, online, complaints, tmp_path):
    for name, content in (
        ("低保证.jpg", photo(6)),
        ("IMG_7.pdf", pdf(2)),
        ("手机.heic", b"\0\0\0\x18ftypheic"),
        ("备忘.txt", b"-"),
    ):
        (tmp_path / name).write_bytes(content)
    pk = re.search(r"/(\d+)/", desk.locator("#result_list tbody a").first.get_attribute("href"))[1]
    desk.goto(f"{online.address}/files/{pk}/attachments/")
    desk.wait_for_selector("#drop.is-live")
    desk.set_input_files("input[data-files]", sorted(tmp_path.iterdir()))
    desk.wait_for_url("**/attachments/?new=*")
    said = desk.locator(".messages").inner_text()
    assert "手机.heic" in said
    assert "备忘.txt" in said
    rows = desk.locator("section[aria-labelledby=h-sheet] tbody tr")
    assert rows.count() == 2
    kinds = desk.locator("select[name$=-kind]")
    assert sorted(kinds.nth(number).input_value() for number in range(2)) == ["allowance", "other"]
    unknown = rows.filter(has_text="IMG_7")
    unknown.locator("select[name$=-kind]").select_option("authorisation")
    unknown.locator("input[name$=-expires_on]").fill("2025-01-01")
    desk.click("button[value=describe]")
    desk.wait_for_url("**/attachments/")
    assert desk.locator(".state.is-error").inner_text() == "2025-01-01"
    with desk.expect_popup() as opened:
        desk.click("text=低保证.jpg")
    shown = opened.value
    shown.wait_for_load_state()
    assert shown.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]") == [200, 320]
    with desk.expect_download() as kept:
        desk.click("text=IMG_7.pdf")
    assert kept.value.suggested_filename == "IMG_7.pdf"

    desk.goto(f"{online.address}/files/{pk}/consents/")
    desk.check("input[name=who] >> nth=0")
    desk.select_option("select[name=scan]", index=1)
    desk.click("section[aria-labelledby=h-consents] button[type=submit]")
    desk.wait_for_selector(".notice-ok")
    assert desk.locator(".state.is-ok").count() == 5
    assert complaints == []
