"""The blank template of a roster, out of the same declaration as its import and its export."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from office.documents.cells import sheet_names, write_text

from .cells import Card, Cell, Day, Decimals, IdNumber, Mobile, Money, Month, Name, Phone, WholeNumber
from .exporting import BOLD, MIDDLE, NUMBERED, REQUIRED, heading, lay_out, width

ROWS = 2000  # rows of a template that have its drop-downs
FORMATTED = 200  # rows whose cells bear the format themselves
EXAMPLE_WORD = "示例"
AUTHOR = "三心"
LONGEST_LIST = 255  # what Excel takes as a drop-down written into the cell
CHOICES = "字典"
NOTES = "填表说明"
NOTE_HEADINGS = {"栏目": 24, "必填": 8, "怎么填": 44, "可选内容": 60, "填写示例": 24}  # and their widths
RULES = [
    "带 * 的栏目必须填写；栏目的先后可以调整，用不到的栏目可以删除。",
    "从第 3 行开始填写，一行一条；“示例”一行不会导入，可以留着。",
    "长号码（身份证号、银行账号、电话）是文本，请勿改成数字，否则 Excel 会丢失末尾几位。",
    "空着的单元格不改动系统里已有的内容；要清空原有内容，请填“清空”。",
]
GREY = Font(italic=True, color="FF808080")
WRAPPED = Alignment(vertical="top", wrap_text=True)
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
    Decimals: "85.5",
}


def template(name: str | Promise, columns: Sequence[Any]) -> bytes:
    """A workbook with the headings of `columns`, their formats, hints and drop-downs, a row that shows how to fill in, and a
    sheet that says of each column what goes into it. Chinese, in whatever language it is asked for.

    Required headings bear a star. The importer passes over the example, as its first cell says 示例, and the second sheet.
    """
    with translation.override(settings.LANGUAGE_CODE):
        book = Workbook()
        sheet = book.active
        sheet.title, notes_name, choices_name = sheet_names([str(name), NOTES, CHOICES])
        _notes(book.create_sheet(notes_name), str(name), columns)
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
                cells = f"{letter}3:{letter}{ROWS}"
                sheet.add_data_validation(_drop_down(lists, index, column.widget.choices, cells))
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def is_notes(first_row: Sequence[Any]) -> bool:
    """Whether a sheet that begins like this explains the columns of a template."""
    return bool(first_row) and isinstance(first_row[0], str) and first_row[0].endswith(f"：{NOTES}")


def _head(sheet: Any, columns: Sequence[Any]) -> None:
    write_text(sheet.cell(1, 1), NUMBERED)
    for index, column in enumerate(columns, 2):
        cell = sheet.cell(1, index)
        write_text(cell, heading(column))
        if column.widget.hint:
            cell.comment = Comment(str(column.widget.hint), AUTHOR)
        if column.required:
            cell.fill = REQUIRED
        sheet.column_dimensions[get_column_letter(index)].width = width(column)
    for cell in sheet[1]:
        cell.font, cell.alignment = BOLD, MIDDLE
    lay_out(sheet)


def _notes(sheet: Any, name: str, columns: Sequence[Any]) -> None:
    """One line for each column, named with its letter: neither a row of it can be taken for the header of a roster, nor the
    whole for a form with the labels of one."""
    write_text(sheet.cell(1, 1), f"{name}：{NOTES}")
    sheet.cell(1, 1).font = BOLD
    for index, rule in enumerate(RULES, 2):
        write_text(sheet.cell(index, 1), rule)
    top = len(RULES) + 3
    for index, (label, across) in enumerate(NOTE_HEADINGS.items(), 1):
        write_text(sheet.cell(top, index), label)
        sheet.cell(top, index).font, sheet.cell(top, index).alignment = BOLD, MIDDLE
        sheet.column_dimensions[get_column_letter(index)].width = across
    for row, column in enumerate(columns, top + 1):
        said = [
            f"{get_column_letter(row - top + 1)} 列 {column.column_name}",
            "是" if column.required else "",
            str(column.widget.hint),
            "、".join(column.widget.choices),
            _example(column.widget),
        ]
        for index, text in enumerate(said, 1):
            write_text(sheet.cell(row, index), text)
            sheet.cell(row, index).alignment = WRAPPED
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
