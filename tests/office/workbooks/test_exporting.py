"""Written row by row, counted, and safe to open: whatever a name begins with, no program takes it for a formula."""

import csv
import io
import tracemalloc
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from office.workbooks.cells import Card, Day, IdNumber, Mobile, Money, Name, Text, WholeNumber
from office.workbooks.exporting import CSV, FORMULA_STARTS, XLSX, CountDiffers, is_masked, write
from office.workbooks.recognising import _TOTAL
from office.workbooks.roster import Column

COLUMNS = [
    Column("姓名", Name(), required=True),
    Column("身份证号", IdNumber()),
    Column("金额", Money(allow_negative=True)),
    Column("人数", WholeNumber()),
    Column("日期", Day()),
    Column("备注", Text()),
]
ROW = ["李明", "210200198506010019", Decimal("-1200.50"), 3, date(2025, 3, 8), ""]


def written(form, rows, expected=None):
    out = io.BytesIO()
    rows = list(rows)
    assert write(out, form, "名册", COLUMNS, rows, expected=len(rows) if expected is None else expected) == len(rows)
    return out.getvalue()


def sheet_of(content):
    return load_workbook(io.BytesIO(content)).active


def lines_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_numbers_dates_and_texts_are_cells_of_their_kind():
    number, name, id_no, amount, count, day, note = sheet_of(written(XLSX, [ROW]))[2]
    assert (number.value, name.value, id_no.value) == (1, "李明", "210200198506010019")
    assert (id_no.data_type, id_no.number_format) == ("s", "@")
    assert (amount.value, amount.number_format) == (-1200.5, "0.00")
    assert (count.value, count.number_format) == (3, "0")
    assert (day.value.date(), day.number_format) == (date(2025, 3, 8), "yyyy-mm-dd")
    assert note.value is None


def test_the_headings_stay_in_sight_and_the_page_is_a_landscape_a4():
    sheet = sheet_of(written(XLSX, [ROW]))
    assert [cell.value for cell in sheet[1]] == ["序号", "*姓名", "身份证号", "金额", "人数", "日期", "备注"]
    assert all(cell.font.bold for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C2", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.column_dimensions["C"].width >= 12


def test_csv_says_the_same_and_opens_in_excel_as_utf_8():
    content = written(CSV, [ROW])
    assert content.startswith(b"\xef\xbb\xbf")
    head, row, last = lines_of(content)
    assert head == ["序号", "*姓名", "身份证号", "金额", "人数", "日期", "备注"]
    assert row == ["1", "李明", "210200198506010019", "-1200.50", "3", "2025-03-08", ""]
    assert last == ["共计 1 行"]


@pytest.mark.parametrize("count", [0, 1, 1284])
def test_the_last_line_tells_the_number_of_rows_and_is_passed_over_as_a_total(count):
    rows = [ROW] * count
    said = sheet_of(written(XLSX, rows)).cell(count + 2, 1).value
    assert said == f"共计 {count:,} 行" == lines_of(written(CSV, rows))[-1][0]
    assert _TOTAL.fullmatch(said.replace(" ", ""))


@pytest.mark.parametrize("form", [XLSX, CSV])
@pytest.mark.parametrize("expected", [1, 3])
def test_a_list_that_changed_meanwhile_is_not_handed_out(form, expected, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(CountDiffers) as differs:
        write(io.BytesIO(), form, "名册", COLUMNS, [ROW] * 2, expected=expected)
    assert (differs.value.expected, differs.value.written) == (expected, 2)
    assert list(tmp_path.iterdir()) == []  # no half sheet stays readable


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_text_is_ever_a_formula(start):
    text = f"{start}HYPERLINK(1)"
    row = [text, "", None, None, None, text]
    cell = sheet_of(written(XLSX, [row])).cell(2, 2)
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value.lstrip("\r\n") == text.lstrip("\r\n")
    assert [said[:2] for said in (lines_of(written(CSV, [row]))[1][1], lines_of(written(CSV, [row]))[1][6])] == [
        f"'{start}"
    ] * 2


@pytest.mark.parametrize("start", ["＝", "＋", "－", "＠"])
def test_csv_guards_the_full_width_signs_too(start):
    assert lines_of(written(CSV, [[f"{start}1", "", None, None, None, ""]]))[1][1] == f"'{start}1"


def test_the_style_of_one_cell_does_not_pass_to_the_next():
    rows = [["=1", "", None, None, None, ""], ["李明", "", Decimal("1.00"), 1, date(2025, 1, 1), "x"]] * 2
    sheet = sheet_of(written(XLSX, rows))
    assert [bool(sheet.cell(row, 2).quotePrefix) for row in (2, 3, 4, 5)] == [True, False, True, False]
    assert [sheet.cell(row, 6).number_format for row in (3, 5)] == ["yyyy-mm-dd"] * 2


def test_characters_that_xml_cannot_hold_are_left_out():
    row = ["李\x00明\x0b", "", None, None, None, "\ufffe"]
    assert sheet_of(written(XLSX, [row])).cell(2, 2).value == "李明"
    assert lines_of(written(CSV, [row]))[1][1] == "李明"


def test_which_columns_are_masked():
    kinds = [IdNumber(), Card(), Mobile(), Name(), Text(), Money(), Day()]
    assert [is_masked(Column("x", kind)) for kind in kinds] == [True, True, True, False, False, False, False]


@pytest.mark.parametrize("form", [XLSX, CSV])
def test_memory_does_not_grow_with_the_rows(form):
    class Counting(io.RawIOBase):
        """Takes what is written and keeps nothing, as the disk does."""

        def writable(self):
            return True

        def write(self, data):
            return len(data)

    def peak(count):
        tracemalloc.start()
        write(Counting(), form, "名册", COLUMNS, (ROW for _number in range(count)), expected=count)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(10)
    assert peak(6000) < peak(600) + 300_000
