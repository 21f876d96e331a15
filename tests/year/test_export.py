"""One declaration, three uses: what is exported can be read in again, and the blank template is known as what it is."""

import io

import pytest
from openpyxl import load_workbook

from members.models import Union
from office.workbooks.roster import ROSTERS
from tests.year.rosters import import_rosters

# Counting lines here takes a third of the time, and the rosters' own tests have run every line already.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]


@pytest.mark.parametrize("kind", ROSTERS)
def test_the_blank_template_is_recognised_and_its_example_passed_over(kind, small_year, tmp_path):
    path = tmp_path / "blank.xlsx"
    path.write_bytes(ROSTERS[kind].template())
    told = import_rosters(path)
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


@pytest.mark.parametrize("kind", ROSTERS)
def test_what_is_exported_comes_in_again_unchanged(kind, small_year, tmp_path):
    records = ROSTERS[kind].get_queryset().count()
    path = tmp_path / "export.xlsx"
    path.write_bytes(ROSTERS[kind].workbook())
    told = import_rosters(path)
    assert told.codes == []
    assert told.counts == {kind: (0, 0, records, 0)}


def test_a_name_that_looks_like_a_formula_is_exported_as_text(small_year):
    union = Union.objects.grassroots().first()
    union.note = "=HYPERLINK(1)"
    union.save()
    sheet = load_workbook(io.BytesIO(ROSTERS["unions"].workbook())).active
    (cell,) = [cell for row in sheet for cell in row if cell.value == "=HYPERLINK(1)"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
