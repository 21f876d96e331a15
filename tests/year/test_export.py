"""One declaration, three uses: what is exported can be read in again, and the blank template is known as what it is."""

import csv
import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from members.models import Union
from office.workbooks.blank import NOTES
from office.workbooks.cells import Card, IdNumber, Mobile, Month, Phone, Text
from office.workbooks.exporting import CHUNK, CSV, XLSX, rows_of, write
from office.workbooks.roster import ROSTERS
from tests.year.rosters import import_rosters

# Counting lines here takes a third of the time, and the rosters' own tests have run every line already.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

# A column that may change, and what it is changed to.
CHANGES = {
    "unions": ("联系电话", "0411-87654321"),
    "members": ("移动电话", "13900139000"),
    "households": ("备注", "已复核"),
    "family": ("月收入", "1234.00"),
    "cash": ("备注", "已复核"),
    "goods": ("备注", "已复核"),
    "regular": ("银行账号", "6222020200112230013"),
    "referrals": ("申请事由", "已复核"),
    "targets": ("任务数", "987"),
}


def exported(kind, form, *, whole=True):
    """The file as a list on screen writes it."""
    roster, out = ROSTERS[kind], io.BytesIO()
    records = roster.get_queryset()
    rows = rows_of(roster, records.values_list("pk", flat=True).iterator(CHUNK), whole=whole)
    write(out, form, str(roster.label), list(roster.fields.values()), rows, expected=records.count())
    return out.getvalue()


def imported(content, form, tmp_path):
    path = tmp_path / f"export.{form}"
    path.write_bytes(content)
    return import_rosters(path)


def with_one_change(content, form, heading, value):
    """The file after somebody typed `value` into the first row that says something else."""
    if form == XLSX:
        book = load_workbook(io.BytesIO(content))
        sheet = book.active
        column = next(cell.column for cell in sheet[1] if cell.value.strip("*") == heading)
        cell = next(
            cell for (cell,) in sheet.iter_rows(min_row=2, min_col=column, max_col=column) if cell.value != value
        )
        cell.value = value
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    head, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    column = [label.strip("*") for label in head].index(heading)
    next(line for line in lines if line[column] != value)[column] = value
    out = io.StringIO()
    csv.writer(out).writerows([head, *lines])
    return out.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("kind", ROSTERS)
def test_the_blank_template_is_recognised_and_its_example_passed_over(kind, small_year, tmp_path):
    told = imported(ROSTERS[kind].template(), XLSX, tmp_path)
    assert told.status == 0
    assert told.counts == {kind: (0, 0, 0, 0)}


@pytest.mark.parametrize("kind", ROSTERS)
def test_a_template_says_what_is_required_and_offers_the_words_of_its_lists(kind):
    sheet = load_workbook(io.BytesIO(ROSTERS[kind].template())).active
    columns = list(ROSTERS[kind].fields.values())
    said = [cell.value for cell in sheet[1]][1:]
    assert said == [f"*{column.column_name}" if column.required else column.column_name for column in columns]
    assert len(sheet.data_validations.dataValidation) == sum(1 for column in columns if column.widget.choices)
    for cell, column in zip(sheet[1][1:], columns, strict=True):
        assert bool(cell.comment) == bool(column.widget.hint)
        assert sheet.cell(3, cell.column).number_format == column.widget.number_format
        if isinstance(column.widget, IdNumber | Card | Mobile | Phone | Month | Text):
            assert sheet.cell(3, cell.column).number_format == "@"
            assert sheet.column_dimensions[cell.column_letter].number_format == "@"


@pytest.mark.parametrize("kind", ROSTERS)
def test_the_second_sheet_explains_every_column(kind):
    with translation.override("en"):  # it is Chinese all the same
        book = load_workbook(io.BytesIO(ROSTERS[kind].template()))
    assert book.sheetnames[1] == NOTES
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden"]
    lines = {row[0]: row[1:] for row in book[NOTES].iter_rows(values_only=True) if row[0]}
    for cell, column in zip(book.worksheets[0][1][1:], ROSTERS[kind].fields.values(), strict=True):
        required, how, choices, _example = lines[f"{cell.column_letter} 列 {column.column_name}"]
        assert required == ("是" if column.required else None)
        with translation.override("zh-hans"):
            assert how == str(column.widget.hint)
        assert (choices or "") == "、".join(column.widget.choices)


@pytest.mark.parametrize("kind", ROSTERS)
def test_a_template_that_was_filled_in_comes_in_without_a_question(kind, small_year, tmp_path):
    """Filled with what the office knows, below the example and beside the notes: nothing is new, nothing refused."""
    book = load_workbook(io.BytesIO(ROSTERS[kind].template()))
    rows = load_workbook(io.BytesIO(exported(kind, XLSX))).active.iter_rows(min_row=2, values_only=True)
    count = 0
    for number, row in enumerate(rows, 3):
        if isinstance(row[0], int):
            count += 1
            for column, value in enumerate(row, 1):
                book.active.cell(number, column).value = value
    out = io.BytesIO()
    book.save(out)
    told = imported(out.getvalue(), XLSX, tmp_path)
    assert told.codes == []
    assert told.counts == {kind: (0, 0, count, 0)}
    assert count > 0


@pytest.mark.parametrize("form", [XLSX, CSV])
@pytest.mark.parametrize("kind", ROSTERS)
def test_what_is_exported_comes_in_again_unchanged(kind, form, small_year, tmp_path):
    told = imported(exported(kind, form), form, tmp_path)
    assert told.codes == []
    assert told.counts == {kind: (0, 0, ROSTERS[kind].get_queryset().count(), 0)}


@pytest.mark.parametrize("form", [XLSX, CSV])
@pytest.mark.parametrize("kind", ROSTERS)
def test_one_cell_that_was_changed_is_one_update(kind, form, small_year, tmp_path):
    told = imported(with_one_change(exported(kind, form), form, *CHANGES[kind]), form, tmp_path)
    assert told.codes == []
    assert told.counts == {kind: (0, 1, ROSTERS[kind].get_queryset().count() - 1, 0)}


@pytest.mark.parametrize("kind", ["members", "households", "family", "cash", "regular", "referrals"])
def test_a_masked_list_is_refused_and_says_how_to_get_the_whole_one(kind, small_year, tmp_path):
    told = imported(exported(kind, XLSX, whole=False), XLSX, tmp_path)
    assert told.counts[kind] == (0, 0, 0, ROSTERS[kind].get_queryset().count())
    assert set(told.codes) <= {"id.masked", "card.masked"}
    assert "id.masked" in told.codes


@pytest.mark.parametrize("form", [XLSX, CSV])
def test_text_that_looks_like_a_formula_comes_in_again_as_it_was(form, small_year, tmp_path):
    for union, note in zip(Union.objects.grassroots(), ["=HYPERLINK(1)", "-", "@SUM(1)"], strict=False):
        union.note = note
        union.save()
    told = imported(exported("unions", form), form, tmp_path)
    assert told.counts == {"unions": (0, 0, ROSTERS["unions"].get_queryset().count(), 0)}


def test_a_name_that_looks_like_a_formula_is_exported_as_text(small_year):
    union = Union.objects.grassroots().first()
    union.note = "=HYPERLINK(1)"
    union.save()
    sheet = load_workbook(io.BytesIO(ROSTERS["unions"].workbook())).active
    (cell,) = [cell for row in sheet for cell in row if cell.value == "=HYPERLINK(1)"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
