"""The annual report on paper: page counts, figures, fonts, the right edge, and what a page may open."""

import io
import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from office import checks
from office.documents import pdf

ANNUAL = ["base.css", "annual.css"]


def print_annual(report) -> PdfReader:
    html = render_to_string("print/annual.html", {"report": report})
    return PdfReader(io.BytesIO(pdf.render(html, stylesheets=ANNUAL)))


def text_of(page) -> str:
    """The text without blanks: a justified Chinese line has gaps that a reader of PDFs may take for blanks."""
    return re.sub(r"\s", "", page.extract_text())


def fonts_of(page) -> list:
    return [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]


@pytest.fixture(scope="module")
def printed(annual_report) -> PdfReader:
    return print_annual(annual_report)


def test_annual_report_is_a_letter_and_an_annex_of_one_page(printed, annual_report):
    assert len(printed.pages) == 3
    letter = text_of(printed.pages[0])
    assert "滨江市总工会：" in letter
    assert "惠及困难职工家庭1671户（1838户次）" in letter
    assert annual_report.annex_title in text_of(printed.pages[1])
    assert text_of(printed.pages[2]).startswith(("附件", "Annex"))


def test_annex_holds_the_figures_the_sentence_and_the_check_code(printed, annual_report):
    annex = text_of(printed.pages[2])
    assert annual_report.narrative in annex
    for group in annual_report.groups:
        for line in group.lines:
            assert f"{line.label}{line.unit}{line.target}{line.value}{line.last_year}" in annex
    for label, name in annual_report.signers:
        assert f"{label}：{name}".replace("\u3000", "") in annex
    assert "7F3A-91C2-0D5E" in annex


@pytest.mark.parametrize("rows", [1, 12, 22, 23, 26, 27, 29])
def test_annex_stays_on_one_page_whatever_the_number_of_rows(annual_report, all_groups, rows):
    lines = [line for group in all_groups for line in group.lines][:rows]
    groups = [replace(all_groups[0], lines=lines[start : start + 3]) for start in range(0, rows, 3)]
    assert len(print_annual(replace(annual_report, groups=groups)).pages) == 3


def test_longest_amounts_stay_whole(annual_report):
    first, *others = annual_report.groups
    amount = replace(first.lines[2], value="9,465,280.00", last_year="8,441,950.00")
    printed = print_annual(replace(annual_report, groups=[replace(first, lines=[*first.lines[:2], amount]), *others]))
    assert "9,465,280.00" in printed.pages[2].extract_text()


def test_every_font_is_embedded(printed):
    fonts = [font for page in printed.pages for font in fonts_of(page)]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_document_states_its_title_author_and_language(printed, annual_report):
    assert printed.metadata.title == "滨江市轻工系统工会关于2025年度困难职工帮扶工作情况的报告"
    assert printed.metadata.author == annual_report.office
    assert printed.trailer["/Root"]["/Lang"] == "zh-Hans"
    assert printed.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_right_edge_is_even(right_edges):
    """Every full line ends at the edge of the type area, within a point; without even.py they miss it by up to 30."""
    sentence = "全年发放救济款46.5万余元，惠及困难职工家庭1671户（1838户次）；发放物资935份，价值13.09万元。"
    edges = right_edges(f'<article class="letter"><p>{sentence * 6}</p></article>')
    full_lines = edges[:-2]  # the last line of the paragraph, then the page number
    assert len(full_lines) > 6
    edge = (210 - 26) / 25.4 * 72
    assert full_lines == pytest.approx([edge] * len(full_lines), abs=1)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/logo.png",
        "http://127.0.0.1/",
        "data:text/plain,x",
        "file:///etc/passwd",
        "file://host/base.css",
    ],
)
def test_page_opens_nothing_outside_its_folder(address):
    with pytest.raises(PermissionError):
        pdf.allowed_path(address)


def test_page_opens_its_own_folder_but_climbs_not_out_of_it():
    folder = pdf.print_folder()
    assert pdf.allowed_path((folder / "base.css").as_uri()) == folder / "base.css"
    with pytest.raises(PermissionError):
        pdf.allowed_path(folder.as_uri() + "/../../config/settings.py")
    with pytest.raises(PermissionError):
        pdf.allowed_path(folder.as_uri() + "/%2e%2e/%2e%2e/config/settings.py")


def test_fonts_open_only_for_our_own_style_sheets():
    font = "file:///usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"
    assert pdf.allowed_path(font, fonts=True).name == "NotoSerifCJK-Bold.ttc"
    with pytest.raises(PermissionError):
        pdf.allowed_path(font)


def test_foreign_picture_is_left_out_and_the_page_still_printed():
    html = '<html lang="zh-Hans"><title>通知</title><p>正文<img src="file:///etc/hostname"></p></html>'
    page = PdfReader(io.BytesIO(pdf.render(html, stylesheets=["base.css"]))).pages[0]
    assert "正文" in page.extract_text()
    assert not page.images


def test_missing_style_sheet_is_an_error():
    with pytest.raises(FileNotFoundError):
        pdf.render("<p>正文</p>", stylesheets=["no-such.css"])


def test_check_is_silent_where_pango_is_installed():
    assert checks.printing(None) == []


@pytest.fixture
def without_pango(monkeypatch):
    """The machine as it is before anybody has typed the apt line."""
    monkeypatch.setattr(pdf, "LIBRARIES", ("libpango-not-installed.so.0",))
    pdf._weasyprint.cache_clear()
    yield
    pdf._weasyprint.cache_clear()


def test_check_names_the_line_to_type_where_pango_is_missing(without_pango):
    [warning] = checks.printing(None)
    assert warning.id == "office.W001"
    assert pdf.APT_LINE in warning.hint


def test_printing_without_pango_says_what_to_install(without_pango):
    with pytest.raises(pdf.PrintingUnavailable, match="apt-get install libpango"):
        pdf.render("<p>正文</p>", stylesheets=["base.css"])


@pytest.fixture
def office_fonts(settings, tmp_path):
    """A folder with a font of one character that bears the name of the licensed 仿宋, and something else."""
    font = FontBuilder(1000)
    font.setupGlyphOrder([".notdef", "gong"])
    font.setupCharacterMap({ord("工"): "gong"})
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in [(100, 800), (900, 800), (900, 0)]:
        pen.lineTo(corner)
    pen.closePath()
    square = pen.glyph()
    font.setupGlyf({".notdef": square, "gong": square})
    font.setupHorizontalMetrics({".notdef": (1000, 100), "gong": (1000, 100)})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "FangSong_GB2312", "styleName": "Regular", "psName": "FangSong_GB2312"})
    font.setupOS2(sTypoAscender=880, usWinAscent=880, usWinDescent=120)
    font.setupPost()
    font.save(tmp_path / "simfang.ttf")
    (tmp_path / "readme.txt").write_text("licensed to this office")
    settings.SANXIN_FONTS = tmp_path
    caches = [pdf._font_configuration, pdf._stylesheet]
    for cached in caches:
        cached.cache_clear()
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


def test_fonts_of_the_office_come_first(office_fonts):
    html = '<html lang="zh-Hans"><title>字体</title><p>工会</p></html>'
    page = PdfReader(io.BytesIO(pdf.render(html, stylesheets=["base.css"]))).pages[0]
    names = {font["/BaseFont"].split("+")[1] for font in fonts_of(page)}
    assert any("FangSong" in name for name in names)
    assert len(names) == 2  # 会 is not in that font and comes from the next in the list
