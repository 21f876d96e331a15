"""Files that are no workbook, or a broken or malicious one: each is refused with a sentence, and the server lives on."""

import io
import zipfile
from pathlib import Path

import pytest
from django.utils import translation

from office.workbooks.parsing.bounds import MEBIBYTE
from office.workbooks.reader import Limits, Unreadable, read, read_bytes
from office.workbooks.reader.sentences import _SENTENCES
from tests.office.workbooks.crafted_workbooks import HEADINGS, MAIN, ods, ole, package, row, text


@pytest.fixture
def file(tmp_path):
    """Writes bytes to a file and gives its path."""

    def write(content: bytes, name: str = "名册.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def refusal(path: Path, **limits: int) -> str:
    """The code of the refusal, after checking that its sentence is one a clerk can read."""
    with pytest.raises(Unreadable) as caught:
        read(path, limits=Limits(**limits))
    assert caught.value.message == str(caught.value)
    assert "\n" not in caught.value.message
    assert "%(" not in caught.value.message
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_xml_workbook_with_entities_is_refused(file, encoding):
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    content = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<Workbook xmlns="{space}"><Worksheet><Table><Row><Cell><Data>&x;</Data></Cell></Row></Table></Worksheet>'
        "</Workbook>"
    )
    assert refusal(file(content.encode(encoding), "名册.xls")) == "file.entities"


def test_a_web_page_without_a_table_is_refused(file):
    assert refusal(file("<html><body>请先登录</body></html>".encode(), "名册.xls")) == "file.no_table"


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


def test_a_web_page_that_was_broken_off_is_refused(file):
    page = "<html><body><table><tr><td>姓名</td></tr><tr><td>张三</td></tr><tr><td>李".encode()
    assert refusal(file(page, "名册.xls")) == "file.cut_page"


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
    path = file(package(HEADINGS + row(1_048_577, text("XFD1048577", " "))))
    with pytest.raises(Unreadable) as caught:
        read(path)
    assert caught.value.code == "file.limit.rows"
    assert "XFD1048577" in caught.value.message
    assert "1,048,576" in caught.value.message
    assert refusal(file(package(HEADINGS + row(2, text("XFD2", "x"))))) == "file.limit.columns"


def test_two_cells_far_apart_are_refused_before_the_sheet_between_them_is_laid_out(file):
    path = file(package(HEADINGS + row(1_048_576, text("SR1048576", "x"))))
    with pytest.raises(Unreadable) as caught:
        read(path)
    assert caught.value.code == "file.limit.memory"
    assert "2,048" in caught.value.message


def test_a_cell_far_out_of_a_large_sheet_is_found_while_the_sheet_is_laid_out(file):
    sheet = "".join(
        row(number, *[text(f"{letter}{number}", "名册") for letter in "ABCDEFGH"]) for number in range(1, 50_000)
    )
    assert len(sheet) > 20_000_000
    assert refusal(file(package(sheet + row(50_000, text("XFD50000", "x"))))) == "file.limit.columns"


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


def test_bytes_in_memory_keep_to_the_limits_too():
    for content, name, code in (
        (b"PK\x03\x04" + bytes(3_000_000), "名册.xlsx", "file.corrupt"),
        (b"\x89PNG" + bytes(3_000_000), "名册.xlsx", "file.format.picture"),
        (b"Zhang", "~$名册.xlsx", "file.lock_file"),
        (bytes(201 * 1024 * 1024), "名册.xlsx", "file.too_large"),
        (b"", "名册.xlsx", "file.empty"),
    ):
        with pytest.raises(Unreadable) as caught:
            read_bytes(content, name)
        assert caught.value.code == code


def test_a_child_that_does_not_listen_to_the_end_is_no_accident():
    with pytest.raises(Unreadable) as caught:
        read_bytes(HEADINGS.encode() * 200_000, "名册.xlsx", limits=Limits(memory_bytes=1024 * 1024))
    assert caught.value.code in ("file.reader_failed", "file.limit.memory")


def test_text_and_web_pages_keep_to_the_limits_too(file):
    table = b"<table><tr><td colspan=600>a</td></tr></table>"
    assert refusal(file(table, "a.xls")) == "file.limit.columns"
    assert refusal(file(b"a,b\n" * 20, "a.csv"), rows=10) == "file.limit.rows"
    assert refusal(file(b"a,b\n" * 20, "a.csv"), cells=10) == "file.limit.cells"


def test_a_child_that_runs_out_of_memory_or_time_becomes_a_sentence(file):
    # 80,000 rows, the last cell of the last one far to the right: small in the file, 800 MB once laid out.
    sheet = "".join(row(number, f'<c r="A{number}"><v>1</v></c>') for number in range(1, 80_000))
    path = file(package(sheet + row(80_000, '<c r="SR80000"><v>1</v></c>')))
    assert refusal(path, cells=400_000_000, memory_bytes=600 * MEBIBYTE) == "file.limit.memory"
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
