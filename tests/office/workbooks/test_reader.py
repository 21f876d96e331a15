"""A clerk drops a file on the page: the reader says what is in it, or in one sentence why it cannot tell."""

import gc
import io
import os
import pickle
import struct
import threading
import tracemalloc
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from office.workbooks.parsing import biff
from office.workbooks.parsing.bounds import Refused
from office.workbooks.reader import Limits, Unreadable, read, read_bytes
from office.workbooks.reader.frames import frames, unpacked
from office.workbooks.reader.rows import Rows, Spool
from office.workbooks.sheets import BadCell, cell_name, text_of
from office.workbooks.show import as_json
from tests.office.workbooks.crafted_workbooks import HEADINGS, ods, package, row, text

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"


@pytest.fixture
def file(tmp_path):
    """Writes bytes to a file and gives its path."""

    def write(content: bytes, name: str = "名册.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


# Workbooks as they should be


def test_cells_stay_at_their_places_and_keep_their_kinds(file):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet["C3"], sheet["D3"], sheet["E3"] = "张三", 1200, True
    sheet["C5"], sheet["D5"], sheet["E5"] = date(1985, 6, 1), datetime.fromisoformat("2025-01-02 08:30"), time(8, 30)
    sheet["F5"] = "210200198506010014"
    sheet.merge_cells("A1:F1")
    hidden = book.create_sheet("字典")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "男"
    target = io.BytesIO()
    book.save(target)

    read_back = read(file(target.getvalue()))

    assert (read_back.format, read_back.encoding) == ("xlsx", "")
    roster, choices = read_back.sheets
    assert (roster.name, roster.hidden, choices.name, choices.hidden) == ("花名册", False, "字典", True)
    assert roster.rows[:3] == [[], [], [None, None, "张三", 1200, True]]
    assert roster.rows[4] == [
        None, None, date(1985, 6, 1), datetime.fromisoformat("2025-01-02 08:30"), time(8, 30), "210200198506010014",
    ]  # fmt: skip
    assert roster.merges == ((0, 0, 0, 5),)


def test_blank_rows_and_cells_at_the_end_are_cut_off(file):
    content = package(HEADINGS + row(2, text("A2", "张三"), '<c r="D2" s="0"/>') + row(900000, '<c r="XFD900000"/>'))
    assert read(file(content)).sheets[0].rows == [["姓名", "金额"], ["张三"]]


def test_the_kind_goes_by_content_and_the_working_directory_does_not_matter(file, tmp_path, monkeypatch):
    (tmp_path / "office.py").write_text("raise SystemExit('imported from the wrong place')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert read(file(package(HEADINGS), "名册.xls")).format == "xlsx"


def test_reading_works_outside_the_main_thread(file):
    path, books = file(package(HEADINGS)), []
    worker = threading.Thread(target=lambda: books.append(read(path)))
    worker.start()
    worker.join()
    assert books[0].sheets[0].rows == [["姓名", "金额"]]


def test_nothing_is_left_behind(file, tmp_path):
    path = file(package(HEADINGS))
    before = sorted(tmp_path.iterdir())
    read(path)
    assert sorted(tmp_path.iterdir()) == before


# Cells that have no value


def test_error_cells_and_formulas_never_calculated_are_bad_cells_at_their_places(file):
    content = package(
        HEADINGS,
        HEADINGS
        + row(3, text("A3", "张三"), '<c r="B3" t="e"><f>VLOOKUP(A3,X:Y,2)</f><v>#N/A</v></c>')
        + row(4, '<c r="A4"><f>SUM(B1:B3)</f></c>', '<c r="B4"><f>SUM(B1:B3)</f><v></v></c>')
        + row(5, '<c r="A5" t="str"><f>IF(1,"","x")</f><v></v></c>', '<c r="B5"><f>1+1</f><v>2</v></c>')
        + row(6, '<c r="C6" s="1"><f t="shared" si="0"/></c>'),
    )
    first, second = read(file(content)).sheets
    assert first.rows == [["姓名", "金额"]]
    assert second.rows[1:] == [
        [],
        ["张三", BadCell("error", "#N/A")],
        [BadCell("uncalculated", "=SUM(B1:B3)"), BadCell("uncalculated", "=SUM(B1:B3)")],
        [None, 2.0],
        [None, None, BadCell("uncalculated", "")],
    ]


@pytest.mark.parametrize(
    "sheet",
    [
        '<row><c t="inlineStr"><is><t>姓名</t></is></c><c t="e"><v>#REF!</v></c></row><row><c/><c><f>A1</f></c></row>',
        row(1, "<!-- 注 -->", text("A1", "姓名"), '<c r="B1" t="e"><v>#REF!</v></c>')
        + row(2, '<c r="B2"><f><![CDATA[A1]]></f></c>'),
    ],
    ids=["cells without names", "comments"],
)
def test_bad_cells_are_found_in_sheets_written_in_an_unusual_way(file, sheet):
    rows = read(file(package(sheet))).sheets[0].rows
    assert rows == [["姓名", BadCell("error", "#REF!")], [None, BadCell("uncalculated", "=A1")]]


def test_bad_cells_of_binary_workbooks_are_found():
    def record(kind: int, content: bytes) -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return number + bytes([len(content)]) + content

    sheet = (
        record(0, struct.pack("<I", 4) + bytes(13))
        + record(3, struct.pack("<II", 1, 0) + b"\x2a")
        + record(11, struct.pack("<II", 2, 0) + b"\x07")
        + record(176, struct.pack("<4I", 0, 1, 2, 3))
    )
    bad, merges = biff.look_over_xlsb(sheet, "表", Limits())
    assert bad == {(4, 1): BadCell("error", "#N/A"), (4, 2): BadCell("error", "#DIV/0!")}
    assert merges == [(0, 2, 1, 3)]
    with pytest.raises(Refused):
        biff.look_over_xlsb(
            record(0, struct.pack("<I", 1_048_576)) + record(2, struct.pack("<II", 1, 0)), "表", Limits()
        )


def test_bad_cells_show_blank_in_their_row_and_are_listed_apart(file):
    content = package(HEADINGS + row(2, '<c r="B2" t="e"><v>#N/A</v></c>') + row(3, text("A3", "李四")))
    (shown,) = as_json(read(file(content)), rows=2)["sheets"]
    assert shown == {
        "name": "表1",
        "hidden": False,
        "first_cell": "A1",
        "rows": [["姓名", "金额"], ["", ""]],
        "bad_cells": [{"cell": "B2", "kind": "error", "text": "#N/A"}],
    }


def test_texts_of_cells_tell_numbers_from_texts():
    values = (1.0, "1", True, None, date(2021, 1, 1), datetime.fromisoformat("2014-02-19 14:30"), time(12, 32, 12))
    assert [text_of(value) for value in values] == [
        "1.0", "1", "True", "", "2021-01-01", "2014-02-19 14:30:00", "12:32:12",
    ]  # fmt: skip
    assert [cell_name(14, 3), cell_name(1, 26), cell_name(2, 28), cell_name(1_048_576, 16_384)] == [
        "C14", "Z1", "AB2", "XFD1048576",
    ]  # fmt: skip


# OpenDocument


def test_merges_and_errors_of_an_ods_are_found(file):
    content = ods(
        '<table:table table:name="表"><table:table-row>'
        '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>名册</text:p>'
        "</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row>"
        '<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="">'
        "<text:p>#N/A</text:p></table:table-cell></table:table-row></table:table>"
    )
    (sheet,) = read(file(content, "名册.ods")).sheets
    assert sheet.rows == [["名册"], [3.0, BadCell("error", "#N/A")]]
    assert sheet.merges == ((0, 0, 0, 1),)


# Web pages and XML named .xls


def test_a_web_page_named_xls_gives_its_tables_with_spans_as_merges(file):
    page = """<html><head><meta charset="gb2312"><style>td{color:red}</style></head><body>
      <table><tr><td colspan="3">困难职工<br>名册</td></tr>
      <tr><th rowspan=2>姓名</th><th colspan="2">收入 &amp;\n 支出</th></tr><tr><td>喆</td><td>&nbsp;</td></tr>
      <tr><td>李四</td><td>001</td></tr></table>
      <table><tr><td>第二张<table><tr><td>里面</td></tr></table></td></tr></table></body></html>"""
    book = read(file(page.encode("gb18030"), "名册.xls"))
    first, second = book.sheets
    assert (book.format, book.encoding) == ("html", "gb18030")
    assert first.rows == [["困难职工\n名册"], ["姓名", "收入 & 支出"], [None, "喆"], ["李四", "001"]]
    assert first.merges == ((0, 0, 0, 2), (1, 0, 2, 0), (1, 1, 1, 2))
    assert second.rows == [["第二张里面"]]


def test_excel_2003_xml_keeps_places_kinds_merges_and_hidden_sheets(file):
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    content = f"""<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">
      <Worksheet ss:Name="名册"><Table>
      <Row ss:Index="2"><Cell ss:Index="2" ss:MergeAcross="1"><Data ss:Type="String">张三</Data></Cell><Cell><Data ss:Type="Number">12.5</Data></Cell></Row>
      <Row><Cell><Data ss:Type="DateTime">1985-06-01T00:00:00.000</Data></Cell>
      <Cell><Data ss:Type="Error">#N/A</Data></Cell>
      <Cell ss:Formula="=R1C1"/><Cell><Data ss:Type="Boolean">1</Data></Cell>
      <Cell><Data ss:Type="DateTime">1899-12-31T08:30:00.000</Data></Cell></Row></Table></Worksheet>
      <Worksheet ss:Name="字典"><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
      <Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"""
    book = read(file(content.encode(), "名册.xls"))
    roster, choices = book.sheets
    assert book.format == "xml"
    assert roster.rows == [
        [],
        [None, "张三", None, 12.5],
        [date(1985, 6, 1), BadCell("error", "#N/A"), BadCell("uncalculated", "=R1C1"), True, time(8, 30)],
    ]
    assert roster.merges == ((1, 1, 1, 2),)
    assert choices.hidden


# Text


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("姓名,证号\n𠮷田,210200198506010014\n".encode(), "utf-8"),
        ("姓名,证号\n𠮷田,210200198506010014\n".encode("utf-8-sig"), "utf-8-sig"),
        ("姓名\t证号\r\n𠮷田\t210200198506010014\r\n".encode("utf-16"), "utf-16"),
        ("姓名;证号\n𠮷田;210200198506010014\n".encode("gb18030"), "gb18030"),
        ("sep=|\n姓名|证号\n𠮷田|210200198506010014\n".encode(), "utf-8"),
    ],
    ids=["utf-8", "bom", "utf-16", "gb18030", "sep"],
)
def test_text_tables_are_read_in_every_usual_encoding_and_all_values_stay_text(file, content, encoding):
    book = read(file(content, "名册.csv"))
    assert (book.format, book.encoding) == ("csv", encoding)
    assert book.sheets[0].rows == [["姓名", "证号"], ["𠮷田", "210200198506010014"]]


def test_quoted_cells_may_hold_commas_and_lines(file):
    rows = read(file('姓名,备注\n张三,"低保,\n单亲"\n李四,\n'.encode(), "名册.csv")).sheets[0].rows
    assert rows == [["姓名", "备注"], ["张三", "低保,\n单亲"], ["李四"]]


# The office's year


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "year").exists(), reason="the folder ../shared/data/year is not here")
def test_the_nine_workbooks_of_a_year_are_read():
    books = [read(path) for path in sorted((SHARED / "year").glob("*.xls*"))]
    assert [(book.format, len(book.sheets), sum(len(sheet.rows) for sheet in book.sheets)) for book in books] == [
        ("xlsx", 1, 45),
        ("xlsx", 1, 2002),
        ("xlsx", 39, 4650),
        ("xlsx", 1, 8147),
        ("xls", 4, 1862),
        ("xlsx", 1, 926),
        ("xlsx", 1, 78),
        ("xlsx", 1, 24),
        ("xlsx", 1, 8),
    ]
    assert [sheet.name for sheet in books[2].sheets if sheet.hidden] == ["字典"]
    assert not any(isinstance(cell, BadCell) for book in books for s in book.sheets for line in s.rows for cell in line)


# Many rows


def test_rows_beyond_memory_are_read_from_any_place():
    table = [[f"第{number}行", number % 7 or None, "尾"] for number in range(40_000)]
    content = "\n".join(",".join(str(cell or "") for cell in line) for line in table).encode()
    expected = [[first, number and str(number), last] for first, number, last in table]

    rows = read_bytes(content, "名册.csv").sheets[0].rows

    assert len(rows) == 40_000
    assert list(rows) == expected
    assert rows == expected
    assert rows != expected[:-1]
    assert [rows[place] for place in (0, 39_999, -1, 999, 1000, 20_500, 0)] == [
        expected[place] for place in (0, 39_999, -1, 999, 1000, 20_500, 0)
    ]
    assert rows[998:1002] == expected[998:1002]
    assert rows[39_999:50_000] == expected[39_999:]
    assert expected[17_000] in rows
    with pytest.raises(IndexError):
        rows[40_000]


def test_only_a_few_thousand_rows_are_in_memory_and_none_on_the_disk_as_they_are(settings, tmp_path):
    settings.VAR = tmp_path
    line = "很长的备注" * 30
    content = "\n".join(f"{line}{number},{line}" for number in range(30_000)).encode()
    tracemalloc.start()
    rows = read_bytes(content, "名册.csv").sheets[0].rows
    assert sum(1 for row in rows if row[0].startswith(line)) == 30_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(content) / 2
    assert list((tmp_path / "tmp").iterdir()) == []
    opened = [Path(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")]
    (spool,) = [link for link in opened if link.is_symlink() and str(tmp_path) in os.readlink(link)]
    kept = spool.read_bytes()
    assert len(kept) > len(content) / 2
    assert "备注".encode() not in kept
    del rows
    gc.collect()
    assert not spool.exists()


def test_a_file_in_memory_is_read_as_one_on_the_disk(file):
    content = package(HEADINGS, row(1, text("A1", "第二张")))
    assert read_bytes(content, "名册.xlsx") == read(file(content))


def test_merges_come_in_the_order_of_the_rows(file):
    book = openpyxl.Workbook()
    book.active["A9"] = "尾"
    for place in ("A5:A6", "A1:B1", "A3:A4"):
        book.active.merge_cells(place)
    target = io.BytesIO()
    book.save(target)
    assert read(file(target.getvalue())).sheets[0].merges == ((0, 0, 0, 1), (2, 0, 3, 0), (4, 0, 5, 0))


def test_merges_without_end_are_cut_off_and_those_of_an_office_stay(file):
    merges = "".join(f'<mergeCell ref="A{number}:B1048576"/>' for number in range(2, 400))
    content = package(row(1, text("A1", "姓名")) + row(20, text("A20", "张三")))
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(whole, "w") as after:
        for name in before.namelist():
            part = before.read(name).decode()
            after.writestr(name, part.replace("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>"))
    path = file(whole.getvalue())
    assert len(read(path).sheets[0].merges) == 398
    assert len(read(path, limits=Limits(merges=300)).sheets[0].merges) == 300
    assert [merge[0] for merge in read(path, limits=Limits(merged_rows=40)).sheets[0].merges] == [1, 2]


# A child process that went wrong


def test_the_child_is_believed_in_cells_and_nothing_else():
    assert unpacked(pickle.dumps([[date(2025, 1, 2), BadCell("error", "#N/A"), 1.5]])) == [
        [date(2025, 1, 2), BadCell("error", "#N/A"), 1.5]
    ]
    for said in (pickle.dumps(os.getcwd), pickle.dumps([Path("x")]), b"", b"\x80\x05nonsense"):
        with pytest.raises(Unreadable) as caught:
            unpacked(said)
        assert caught.value.code == "file.corrupt"


def test_rows_that_are_not_what_was_announced_are_refused():
    def loaded(*blocks: tuple[int, object]) -> list[list[object]]:
        rows = Rows(Spool())
        for count, content in blocks:
            rows.add(count, pickle.dumps(content))
        return list(rows)

    assert loaded((1000, [["a"]] * 1000), (1, [["b"]])) == [["a"]] * 1000 + [["b"]]
    for blocks in (
        [(2, [["a"]])],
        [(1, [("a",)])],
        [(1, "a")],
        [(1, [["a"]]), (1, [["b"]])],
        [(1001, [["a"]] * 1001)],
    ):
        with pytest.raises(Unreadable):
            loaded(*blocks)


def test_frames_end_where_the_pipe_ends_and_are_limited():
    whole = struct.pack("<II", 2, 1) + b"ab"
    assert list(frames(io.BytesIO(whole + whole[:-1]), Limits())) == [(1, b"ab")]
    with pytest.raises(Unreadable) as caught:
        list(frames(io.BytesIO(whole * 3), Limits(memory_bytes=10)))
    assert caught.value.code == "file.limit.memory"
