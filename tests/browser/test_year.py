"""The officer's way through the year: log in, read the figures, see what is behind one, take the PDF along."""

import re

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.browser


def plain(text):
    return re.sub(r"\s+", "", text)


def test_a_wrong_password_is_told_beside_the_field(page, online, complaints):
    username, password = online.logins["officer"]
    page.goto(online.address)
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password + "x")
    page.click("button[type=submit]")
    assert "不对" in page.locator(".error-text").inner_text()
    assert complaints == []


def test_the_screen_is_chinese_even_in_an_english_browser(page, online):
    page.goto(online.address)
    assert page.locator("html").get_attribute("lang").lower() == "zh-hans"
    assert "登录" in page.title()


def test_the_front_page_shows_the_year(logged_in, online, complaints):
    page = logged_in
    page.goto(f"{online.address}/?year=2025")
    shown = plain(page.locator("main").inner_text())
    for words in [
        "1,671户",
        "46.53万元",
        "935份",
        "13.09万元",
        "72人",
        "4.32万元",
        "15户",
        "8,200",
        "4,284",
        "698",
        "99.7%",
    ]:
        assert words in shown, words
    assert complaints == []


def test_a_figure_leads_to_its_records(logged_in, online, complaints):
    page = logged_in
    page.goto(f"{online.address}/?year=2025")
    page.click("a.figure:has-text('1,671')")
    shown = plain(page.locator("main").inner_text())
    assert "1,671" in shown
    assert "1,838" in shown
    assert page.locator("main table tbody tr").count() > 10
    assert complaints == []


def test_the_annual_report_comes_as_pdf(logged_in, online, complaints, tmp_path):
    page = logged_in
    page.goto(f"{online.address}/annual/?year=2025")
    assert "46.5万余元" in plain(page.locator("main").inner_text())
    with page.expect_download() as download:
        page.click("a:has-text('PDF')")
    path = tmp_path / "annual.pdf"
    download.value.save_as(path)
    text = plain("".join(pdf_page.extract_text() for pdf_page in PdfReader(path).pages))
    assert "465,280.00" in text
    assert "共向1671户困难职工家庭发放救济款46.5万余元" in text
    assert complaints == []


@pytest.mark.parametrize(
    "address",
    ["/", "/annual/?year=2025", "/members/union/", "/members/person/", "/hardship/household/", "/hardship/relieflist/",
     "/hardship/reliefline/", "/hardship/fund/", "/hardship/household/add/", "/find/?q=LM", "/no-such-page/"],
)  # fmt: skip
def test_no_page_breaks_the_content_security_policy(logged_in, online, complaints, address):
    asked = []
    logged_in.on("request", lambda request: asked.append(request.url))
    logged_in.goto(online.address + address)
    assert [text for text in complaints if "404 (Not Found)" not in text] == []
    assert [url for url in asked if not url.startswith((online.address, "data:"))] == []
