"""The blank template of a roster and its export, out of the same declaration as its import."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from office.documents.cells import sheet_names, write_text

from .cells import Card, Cell, Day, IdNumber, Mobile, Money, Month, Name, Phone, WholeNumber

ROWS = 2000  # rows of a template that have its drop-downs
FORMATTED = 200  # rows whose cells bear the format themselves
NUMBERED = "序号"
EXAMPLE_WORD = "示例"
AUTHOR = "三心"
LONGEST_LIST = 255  # what Excel takes as a drop-down written into the cell
CHOICES = "字典"
BOLD = Font(bold=True)
REQUIRED = PatternFill("solid", start_color="FFFFF2CC", end_color="FFFFF2CC")
GREY = Font(italic=True, color="FF808080")
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
EXAMPLES: Mapping[type[Cell], str] = {
    Name: "张三",
    IdNumber: "11010519491231002X",  # the number that GB 11643 itself gives as its example
    Day: "2025-03-08",
    Month: "2025-07",
    Card: "6222020000000000000",
    Mobile: "13800138000",
    Phone: "0411-12345678",
    Money: "1200",
    WholeNumber: "3",
}


def template(name: str, columns: Sequence[Any]) -> bytes:
    """A workbook with the headings of `columns`, their formats, hints and drop-downs, and a row that shows how to fill in.

    Required headings bear a star. The importer passes the example over, as its first cell says 示例.
    """
    book = Workbook()
    sheet = book.active
    sheet.title, choices_name = sheet_names([name, CHOICES])
    lists = book.create_sheet(choices_name)
    lists.sheet_state = "hidden"
    _head(sheet, columns)
    write_text(sheet.cell(2, 1), EXAMPLE_WORD)
    sheet.cell(2, 1).font = GREY
    for index, column in enumerate(columns, 2):
        letter = get_column_letter(index)
        write_text(sheet.cell(2, index), _example(column.widget))
        sheet.cell(2, index).font = GREY
        sheet.column_dimensions[letter].number_format = column.widget.number_format
        for row in range(3, FORMATTED):
            # A column's own format is lost when cells are pasted; WPS heeds that of the cells.
            sheet.cell(row, index).number_format = column.widget.number_format
        if column.widget.choices:
            sheet.add_data_validation(_drop_down(lists, index, column.widget.choices, f"{letter}3:{letter}{ROWS}"))
    return _bytes(book)


def _head(sheet: Any, columns: Sequence[Any]) -> None:
    write_text(sheet.cell(1, 1), NUMBERED)
    for index, column in enumerate(columns, 2):
        cell = sheet.cell(1, index)
        write_text(cell, f"*{column.column_name}" if column.required else column.column_name)
        if column.widget.hint:
            cell.comment = Comment(str(column.widget.hint), AUTHOR)
        if column.required:
            cell.fill = REQUIRED
        sheet.column_dimensions[get_column_letter(index)].width = max(12, len(column.column_name) * 2 + 4)
    for cell in sheet[1]:
        cell.font, cell.alignment = BOLD, MIDDLE
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _example(widget: Cell) -> str:
    if widget.choices:
        return widget.choices[0]
    return next((EXAMPLES[kind] for kind in type(widget).__mro__ if kind in EXAMPLES), "")


def _drop_down(lists: Any, index: int, words: Sequence[str], cells: str) -> DataValidation:
    """A list of `words` for `cells`. It warns and lets other words in: the importer knows many synonyms."""
    formula = f'"{",".join(words)}"'
    if len(formula) > LONGEST_LIST:
        for row, word in enumerate(words, 1):
            write_text(lists.cell(row, index), word)
        letter = get_column_letter(index)
        formula = f"'{lists.title}'!${letter}$1:${letter}${len(words)}"
    found = DataValidation(type="list", formula1=formula, allow_blank=True, errorStyle="warning")
    found.error = _("Not a word of the list. It may still be understood.")
    found.add(cells)
    return found


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
