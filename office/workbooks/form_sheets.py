"""Sheets that are forms as rows of rosters: a household's own row, and the rows of its family's table."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from .forms import Form, read_form, read_table, rows_of
from .headings import Header
from .marks import is_result_heading
from .roster import ROSTERS, Roster, Row, in_priority
from .sheets import Sheet, cell_name

Learned = Mapping[str, Mapping[str, str]]
"""Kind -> normalised heading -> field, "" for one that is not to be imported."""


def form_on(sheet: Sheet, kind: str, learned: Learned) -> tuple[Roster, Form] | None:
    """The form that `sheet` is, of the kind named or, with "", of any; None when it is none."""
    for roster in [ROSTERS[kind]] if kind else in_priority():
        if not roster.form_needed:
            continue
        form = read_form(sheet, _words(roster, learned), needed=roster.form_needed)
        # An application for legal aid has a name and an ID number too, and is no household file.
        if form is not None and roster.is_decisive(form.cells):
            return roster, form
    return None


def is_empty(roster: Roster, form: Form) -> bool:
    """Whether nobody filled the form in."""
    return all(form.cells[name][2] is None for name in roster.form_needed)


def rows_on(sheet: Sheet, roster: Roster, form: Form, learned: Learned) -> Iterator[tuple[Roster, Header, list[Row]]]:
    """The row of the form itself, then those of the tables inside it; each with the kind it is of and its labels.

    The row of a form is numbered as the row in which its last needed field stands. Every row has its `places`.
    """
    cells = {name: value for name, (_row, _column, value) in form.cells.items()}
    places = {name: (row + 1, column + 1) for name, (row, column, _value) in form.cells.items()}
    number = places[list(roster.form_needed)[-1]][0]
    whole = Row(sheet.name, number, tuple(cells), tuple(cells.values()), form.wan, places=places)
    for label, row, column in form.not_read:
        whole.remarks.append(
            _("%(label)s stands on this form more than once: what %(cell)s says was not read.")
            % {"label": label, "cell": cell_name(row + 1, column + 1)}
        )
    yield roster, _header(sheet, form.first_row, form.labels), [whole]
    for inner in in_priority():
        given = inner.within_form
        if given and set(given.values()) <= set(cells):
            yield from _rows_inside(sheet, roster, form, inner, learned)


def _rows_inside(
    sheet: Sheet, roster: Roster, form: Form, inner: Roster, learned: Learned
) -> Iterator[tuple[Roster, Header, list[Row]]]:
    given = {own: form.cells[name] for own, name in inner.within_form.items()}
    needed = [name for name, column in inner.fields.items() if column.required and name not in given]
    table = read_table(sheet, _words(inner, learned), needed, ends=_words(roster, learned))
    if table is None:
        return
    header_row, columns, first, last = table
    rows = []
    for index, said in rows_of(sheet, columns, first, last):
        if all(said.get(name) == form.cells[name][2] for name in inner.within_form.values()):
            continue  # the head, repeated in the table of the family
        cells = {own: value for own, (_row, _column, value) in given.items()} | said
        places = {own: (row + 1, column + 1) for own, (row, column, _value) in given.items()}
        places |= {name: (index + 1, column + 1) for column, name in columns.items()}
        rows.append(Row(sheet.name, index + 1, tuple(cells), tuple(cells.values()), places=places))
    labels = {own: form.labels[name] for own, name in inner.within_form.items()}
    labels |= {name: str(sheet.rows[header_row][column]).strip() for column, name in columns.items()}
    yield inner, _header(sheet, header_row, labels), rows


def _words(roster: Roster, learned: Learned) -> dict[str, str]:
    words = {**roster.words, **learned.get(roster.kind, {})}
    return {word: name for word, name in words.items() if name}


def _header(sheet: Sheet, row: int, labels: Mapping[str, str]) -> Header:
    """A header for labels that stand all over a sheet: its columns only count them. The heading of the results of an
    earlier import is the last one."""
    results = [cell for line in sheet.rows for cell in line if is_result_heading(cell)]
    printed = [*labels.values(), *map(str, results)]
    return Header(row, row, dict(enumerate(printed)), dict(enumerate(labels)), frozenset(), {})
