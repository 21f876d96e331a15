"""A clerk drops a file on the page: the reader says what is in it, or in one sentence why it cannot tell."""

import io
import struct
import threading
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from office.workbooks.parsing import biff
from office.workbooks.parsing.bounds import Refused
from office.workbooks.reader import Limits, Unreadable, read
from office.workbooks.reader.sentences import _SENTENCES
from office.workbooks.sheets import BadCell, cell_name, text_of
from office.workbooks.show import as_json

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@pytest.fixture
def file(tmp_path):
    """Writes bytes to a file and gives its path."""

    def write(content: bytes, name: str = "名册.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def package(*sheets: str, texts: str = "", extra: dict[str, str] | None = None) -> bytes:
    """A bare .xlsx of the given ``<sheetData>`` contents."""
    numbers = range(1, len(sheets) + 1)
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    relations += f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>' if texts else ""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        **({"xl/sharedStrings.xml": texts} if texts else {}),
        **{
            f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
            for n, sheet in zip(numbers, sheets, strict=True)
        },
        **(extra or {}),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def text(place: str, content: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{content}</t></is></c>'


HEADINGS = row(1, text("A1", "姓名"), text("B1", "金额"))


def refusal(path: Path, **limits: int) -> str:
    """The code of the refusal, after checking that its sentence is one a clerk can read."""
    with pytest.raises(Unreadable) as caught:
        read(path, limits=Limits(**limits))
    assert caught.value.message == str(caught.value)
    assert "\n" not in caught.value.message
    assert "%(" not in caught.value.message
    return caught.value.code


# Workbooks as they should be


def test_cells_stay_at_their_places_and_keep_their_kinds(file):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet["C3"], sheet["D3"], sheet["E3"] = "张三", 1200, True
    sheet["C5"], sheet["D5"], sheet["E5"] = date(1985, 6, 1), datetime(2025, 1, 2, 8, 30), time(8, 30)
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
        None, None, date(1985, 6, 1), datetime(2025, 1, 2, 8, 30), time(8, 30), "210200198506010014",
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
        biff.look_over_xlsb(record(0, struct.pack("<I", 900_000)) + record(2, struct.pack("<II", 1, 0)), "表", Limits())


def test_bad_cells_show_blank_in_their_row_and_are_listed_apart(file):
    content = package(HEADINGS + row(2, '<c r="B2" t="e"><v>#N/A</v></c>') + row(3, text("A3", "李四")))
    (shown,) = as_json(read(file(content)), rows=2)["sheets"]
    assert shown == {
        "name": "表1",
        "hidden": False,
        "rows": [["姓名", "金额"], ["", ""]],
        "bad_cells": [{"cell": "B2", "kind": "error", "text": "#N/A"}],
    }


def test_texts_of_cells_tell_numbers_from_texts():
    values = (1.0, "1", True, None, date(2021, 1, 1), datetime(2014, 2, 19, 14, 30), time(12, 32, 12))
    assert [text_of(value) for value in values] == [
        "1.0", "1", "True", "", "2021-01-01", "2014-02-19 14:30:00", "12:32:12",
    ]  # fmt: skip
    assert [cell_name(14, 3), cell_name(1, 26), cell_name(2, 28), cell_name(1_048_576, 16_384)] == [
        "C14", "Z1", "AB2", "XFD1048576",
    ]  # fmt: skip


# OpenDocument


def ods(table: str, manifest: str = "<m/>") -> bytes:
    names = "xmlns:{0}='urn:oasis:names:tc:opendocument:xmlns:{0}:1.0'"
    content = (
        "<office:document-content "
        + " ".join(names.format(name) for name in ("office", "table", "text"))
        + f"><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


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
      <Worksheet ss:Name="名册"><Table><Row ss:Index="2"><Cell ss:Index="2" ss:MergeAcross="1"><Data ss:Type="String">张三</Data>
      </Cell><Cell><Data ss:Type="Number">12.5</Data></Cell></Row>
      <Row><Cell><Data ss:Type="DateTime">1985-06-01T00:00:00.000</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell>
      <Cell ss:Formula="=R1C1"/><Cell><Data ss:Type="Boolean">1</Data></Cell>
      <Cell><Data ss:Type="DateTime">1899-12-31T08:30:00.000</Data></Cell></Row></Table></Worksheet>
      <Worksheet ss:Name="字典"><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible>
      </WorksheetOptions></Worksheet></Workbook>"""
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_xml_workbook_with_entities_is_refused(file, encoding):
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    content = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<Workbook xmlns="{space}"><Worksheet><Table><Row><Cell><Data>&x;</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    assert refusal(file(content.encode(encoding), "名册.xls")) == "file.entities"


def test_a_web_page_without_a_table_is_refused(file):
    assert refusal(file("<html><body>请先登录</body></html>".encode(), "名册.xls")) == "file.no_table"


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


ROSTER = "姓名,单位,金额\n张三,第一纺织厂,500\n李四,第二纺织厂,500\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ((ROSTER + "王五,印染").encode()[:-1], "file.truncated"),
        ((ROSTER + "王五,印染").encode("gb18030")[:-1], "file.truncated"),
        ((ROSTER + "王五,印染").encode(), "file.cut_row"),
        ((ROSTER + '王五,"印染厂,500\n').encode(), "file.open_quote"),
        ("nom,prénom\nMüller,Élan\n".encode("latin-1"), "file.encoding"),
        ("姓名,單位\n張三,第一紡織廠\n陳麗,棉織廠\n".encode("big5"), "file.encoding"),
        (b"abc\n", "file.one_line"),
        ("姓名,金额".encode(), "file.one_line"),
        (b"ID;PWXL;N;E\nC;Y1;X1;K1\nE\n", "file.format"),
        (b"MIME-Version: 1.0\nX: 1\n", "file.format"),
    ],
    ids=["utf-8 cut", "gb18030 cut", "row cut", "open quote", "latin", "big5", "word", "headings only", "sylk", "mht"],
)
def test_text_that_cannot_be_trusted_is_refused(file, content, code):
    assert refusal(file(content, "名册.csv")) == code


# What is no workbook


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\r\n \n", "file.empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "file.format.picture"),
        (b"%PDF-1.7\n", "file.format.pdf"),
        (b"\x7fELF" + bytes(60), "file.format"),
        (b"\x09\x04\x06\x00" + bytes(60), "file.format.old_excel"),
        (b"\x05admin" + b" " * 49 + b"\x05\x00" + "admin".encode("utf-16-le") + b" \x00" * 49, "file.lock_file"),
        (b"PK\x03\x04" + bytes(40), "file.corrupt"),
        (package(HEADINGS)[:-300], "file.corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "file.corrupt"),
        (package(extra={"word/document.xml": "<w/>"})[:0] or b"PK\x05\x06" + bytes(18), "file.format.archive"),
    ],
    ids=["empty", "blank", "png", "pdf", "program", "excel 4", "lock file", "zip", "cut xlsx", "ole", "empty zip"],
)
def test_a_file_that_is_no_workbook_is_refused(file, content, code):
    assert refusal(file(content)) == code


def test_a_lock_file_is_known_by_its_name_too(file):
    assert refusal(file(b"Zhang", "~$名册.xlsx")) == "file.lock_file"


def test_archives_and_documents_are_told_apart(file):
    def archive(*names: str) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as zipped:
            for name in names:
                zipped.writestr(name, "x")
        return target.getvalue()

    assert refusal(file(archive("名册/一.txt"))) == "file.format.archive"
    assert refusal(file(archive("[Content_Types].xml", "word/document.xml"))) == "file.format.document"


def test_a_missing_file_is_refused(tmp_path):
    assert refusal(tmp_path / "没有.xlsx") == "file.missing"
    assert refusal(tmp_path) == "file.missing"


def ole(*streams: str) -> bytes:
    """An OLE file that holds nothing but the names of its streams."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<9I", 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<108I", *[free] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, end, *[free] * 126)
    entries = b""
    for kind, name in [(5, "Root Entry"), *((2, name) for name in streams)]:
        label = name.encode("utf-16-le") + b"\0\0"
        entries += (
            label.ljust(64, b"\0") + struct.pack("<HBB", len(label), kind, 1) + struct.pack("<3I", free, free, free)
        )
        entries += bytes(36) + struct.pack("<III", end, 0, 0)
    return header[:512] + table + entries.ljust(512, b"\0")


def test_password_protected_workbooks_and_old_documents_are_told_by_their_streams(file):
    assert refusal(file(ole("EncryptionInfo", "EncryptedPackage"))) == "file.encrypted"
    assert refusal(file(ole("WordDocument"))) == "file.format.document"
    assert refusal(file(ole("NativeContent_MAIN"))) == "file.format"


def test_a_password_protected_ods_is_refused(file):
    assert refusal(file(ods("<x/>", "<m><encryption-data/></m>"))) == "file.encrypted"


# Attacks and accidents that would cost the server its memory


def test_external_entities_are_refused(file):
    texts = f'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst xmlns="{MAIN}"><si><t>&x;</t></si></sst>'
    content = package(row(1, '<c r="A1" t="s"><v>0</v></c>'), texts=texts)
    assert refusal(file(content)) == "file.entities"


def test_a_value_in_the_last_corner_is_refused_with_its_place(file):
    path = file(package(HEADINGS + row(1_048_576, text("XFD1048576", " "))))
    with pytest.raises(Unreadable) as caught:
        read(path)
    assert caught.value.code == "file.limit.rows"
    assert "XFD1048576" in caught.value.message
    assert "200,000" in caught.value.message
    assert refusal(file(package(HEADINGS + row(2, text("XFD2", "x"))))) == "file.limit.columns"


def test_a_formula_in_the_last_corner_is_refused(file):
    assert refusal(file(package(row(1, '<c r="XFD1"><f>A1</f></c>')))) == "file.limit.columns"


def test_a_zip_bomb_is_refused_by_what_it_unpacks_to(file):
    path = file(package(HEADINGS + " " * 30_000_000))
    assert path.stat().st_size < 100_000
    assert refusal(path, unpacked_bytes=20_000_000) == "file.limit.unpacked"
    assert read(path).sheets[0].rows == [["姓名", "金额"]]


def test_every_limit_has_its_sentence(file):
    path = file(package(HEADINGS, HEADINGS))
    assert refusal(path, file_bytes=100) == "file.too_large"
    assert refusal(path, parts=2) == "file.limit.parts"
    assert refusal(path, sheets=1) == "file.limit.sheets"
    assert refusal(path, cells=3) == "file.limit.cells"


def test_text_and_web_pages_keep_to_the_limits_too(file):
    table = b"<table><tr><td colspan=600>a</td></tr></table>"
    assert refusal(file(table, "a.xls")) == "file.limit.columns"
    assert refusal(file(b"a,b\n" * 20, "a.csv"), rows=10) == "file.limit.rows"
    assert refusal(file(b"a,b\n" * 20, "a.csv"), cells=10) == "file.limit.cells"


def test_a_child_that_runs_out_of_memory_or_time_becomes_a_sentence(file):
    # 160,000 rows, the last cell of each far to the right: small in the file, 1.6 GB once laid out.
    sheet = "".join(row(number, f'<c r="A{number}"><v>1</v></c>') for number in range(1, 160_000))
    path = file(package(sheet + row(160_000, '<c r="SR160000"><v>1</v></c>')))
    assert refusal(path, cells=400_000_000) == "file.limit.memory"
    assert refusal(path, memory_bytes=20 * 1024 * 1024) == "file.reader_failed"
    heavy = file(package("".join(row(n, *['<c t="inlineStr"><is><t>字</t></is></c>'] * 30) for n in range(1, 60_000))))
    assert refusal(heavy, seconds=1) == "file.limit.seconds"


def test_two_parts_of_one_name_are_refused(file):
    target = io.BytesIO(package(HEADINGS))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/worksheets/Sheet1.xml", f'<worksheet xmlns="{MAIN}"/>')
    assert refusal(file(target.getvalue())) == "file.corrupt"


def test_the_sentence_follows_the_language_of_the_reader():
    unreadable = Unreadable("file.limit.sheets", {"limit": 1500})
    with translation.override("en"):
        assert (
            unreadable.message == "The file has more than 1,500 sheets. Divide it into several workbooks and try again."
        )
    assert all(code.startswith("file.") for code in _SENTENCES)


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
