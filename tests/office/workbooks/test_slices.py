"""Large sheets are read in slices; nobody who reads them can tell."""

import io
import random
import re
import zipfile

import pytest

from office.workbooks.parsing.bounds import MEBIBYTE, Limits
from office.workbooks.parsing.ooxml import sheet_parts
from office.workbooks.parsing.package import Package
from office.workbooks.parsing.slices import in_slices
from office.workbooks.reader import Unreadable, read_bytes
from office.workbooks.sheets import BadCell
from tests.office.workbooks.crafted_workbooks import HEADINGS, MAIN, package, row, text

SHARED = f'<sst xmlns="{MAIN}"><si><t>王芳</t></si><si><t>李明</t></si></sst>'
FILLER = "字" * 600  # bytes that a row takes without having many cells
ROWS = 10_000  # some 19 MB


def long_sheet(numbers=range(2, ROWS + 2), more=""):
    rows = (
        row(
            number,
            f'<c r="A{number}" t="s"><v>{number % 2}</v></c>',
            f'<c r="B{number}"><v>{number}</v></c>',
            text(f"C{number}", FILLER),
        )
        for number in numbers
    )
    return HEADINGS + "".join(rows) + more


def slices_of(content):
    pack = Package(content, Limits())
    return in_slices(pack, sheet_parts(pack), Limits())


def test_a_large_sheet_is_read_in_slices_and_looks_whole():
    content = package(long_sheet(), row(1, text("A1", "另一张")), texts=SHARED)
    sliced = slices_of(content)
    assert sliced.slices == {"xl/worksheets/sheet1.xml": 4}
    sizes = [
        info.file_size
        for info in zipfile.ZipFile(sliced.data).infolist()
        if info.filename.startswith("xl/worksheets/sheet1.xml")
    ]
    assert len(sizes) == 4
    assert max(sizes) < 5.5 * MEBIBYTE

    first, second = read_bytes(content, "a.xlsx").sheets
    assert (first.name, second.name) == ("表1", "表2")
    assert list(second.rows) == [["另一张"]]
    assert list(first.rows) == [
        ["姓名", "金额"],
        *([("王芳", "李明")[number % 2], float(number), FILLER] for number in range(2, ROWS + 2)),
    ]


def test_rows_far_apart_bad_cells_and_merges_stay_at_their_places():
    numbers = [*range(2, 5000), *range(7000, 7000 + ROWS)]
    content = package(
        long_sheet(numbers, row(30_000, '<c r="B30000" t="e"><v>#REF!</v></c>', text("D30000", "末"))),
        texts=SHARED,
    )
    merged = '</sheetData><mergeCells count="2"><mergeCell ref="A8000:A8001"/><mergeCell ref="A1:B1"/></mergeCells>'
    content = with_sheet(content, lambda xml: xml.replace(b"</sheetData>", merged.encode()))
    assert slices_of(content).slices == {"xl/worksheets/sheet1.xml": 6}

    (sheet,) = read_bytes(content, "a.xlsx").sheets
    assert len(sheet.rows) == 30_000
    assert sheet.rows[4999] == sheet.rows[6998] == []
    assert [sheet.rows[number - 1][1] for number in (4999, 7000, 16_999)] == [4999.0, 7000.0, 16_999.0]
    assert sheet.rows[29_999] == [None, BadCell("error", "#REF!"), None, "末"]
    assert sheet.merges == ((0, 0, 0, 1), (7999, 0, 8000, 0))


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b"<row r", b"<!-- <row r='9'></row> --><row r", 1),
        lambda xml: xml.replace(b'</row><row r="9000">', b'</row><!-- </row><row r="1"> --><row r="9000">'),
        lambda xml: re.sub(rb"<(/?)(worksheet|sheetData|row|c|v|is|t)\b", rb"<\1x:\2", xml).replace(b" xmlns=", b" xmlns:x="),
    ],
    ids=["comment", "comment further down", "prefixes"],
)  # fmt: skip
def test_a_sheet_written_in_an_unusual_way_is_read_as_a_whole(change):
    content = with_sheet(package(long_sheet(), texts=SHARED), change)
    assert slices_of(content).slices == {}
    (sheet,) = read_bytes(content, "a.xlsx").sheets
    assert len(sheet.rows) == ROWS + 1
    assert sheet.rows[ROWS][:2] == ["李明", float(ROWS + 1)]


def test_rows_without_numbers_are_not_cut_off_from_those_before_them():
    content = with_sheet(package(long_sheet(), texts=SHARED), lambda xml: re.sub(rb' r="[A-Z]*\d+"', b"", xml))
    assert slices_of(content).slices == {"xl/worksheets/sheet1.xml": 1}
    (sheet,) = read_bytes(content, "a.xlsx").sheets
    assert sheet.rows[ROWS][:2] == ["李明", float(ROWS + 1)]


def test_rows_in_no_order_are_refused():
    numbers = list(range(2, ROWS + 2))
    random.Random(3).shuffle(numbers)
    with pytest.raises(Unreadable) as refused:
        read_bytes(package(long_sheet(numbers), texts=SHARED), "a.xlsx")
    assert refused.value.code == "file.corrupt"


def test_no_other_sheet_is_taken_for_a_slice():
    content = package(long_sheet(), row(1, text("A1", "另一张")), texts=SHARED)
    content = with_part(content, "workbook.xml", lambda xml: xml.replace("表2".encode(), "表1/1".encode()))
    first, second = read_bytes(content, "a.xlsx").sheets
    assert (len(first.rows), second.name, list(second.rows)) == (ROWS + 1, "表1/1", [["另一张"]])


def with_sheet(content, change):
    """The same package with its first sheet changed."""
    return with_part(content, "sheet1.xml", change)


def with_part(content, name, change):
    """The same package with the part of that name changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            new.writestr(info.filename, change(part) if info.filename.endswith(name) else part)
    return target.getvalue()
