"""The one sentence a clerk sees for each reason not to read a file: what is the matter, and what to do about it."""

from django.utils.translation import gettext_lazy as _

_SENTENCES = {
    "file.missing": _("There is no file at this place. Check the name and try again."),
    "file.forbidden": _("The program is not allowed to open this file. Ask the person who looks after the server."),
    "file.reader_failed": _(
        "The program that reads files could not be started. Ask the person who looks after the server."
    ),
    "file.empty": _("The file is empty. Perhaps it was not copied completely: fetch it again."),
    "file.lock_file": _(
        "This is not the workbook, but the small file Excel or WPS keeps beside it while it is open. Close the "
        "workbook and choose the file whose name does not begin with “~$”."
    ),
    "file.encrypted": _(
        "The file is protected with a password. Open it in Excel or WPS, remove the password, save, and try again."
    ),
    "file.corrupt": _(
        "The file is damaged. Open it in Excel or WPS; if it opens, save it as an Excel workbook (.xlsx) and try "
        "again; if it does not, ask for it to be sent again."
    ),
    "file.truncated": _(
        "The file stops in the middle of a character: a part of it is missing. Ask for it to be sent again."
    ),
    "file.cut_row": _(
        "Row %(row)s, the last one, stops after %(found)s of %(columns)s columns: a part of the file seems to be "
        "missing. Complete the row or ask for the file to be sent again."
    ),
    "file.cut_page": _(
        "The table in this web page has no end: a part of the file seems to be missing. Ask for it to be sent again, or "
        "open it in Excel or WPS, check the last rows, save it as an Excel workbook (.xlsx), and try again."
    ),
    "file.entities": _(
        "The file contains instructions (document types or entities) that no workbook needs, and it was not read "
        "for safety. Open it in Excel or WPS, copy the cells into a new workbook, save that, and try again."
    ),
    "file.encoding": _(
        "The characters of this text file cannot be told with certainty. Open it in Excel or WPS, check that names "
        "are right, save it as an Excel workbook (.xlsx), and try again."
    ),
    "file.open_quote": _(
        "A quotation mark in this text file is opened and never closed, so rows would be lost. Open the file in "
        "Excel or WPS, check the last rows, save it as an Excel workbook (.xlsx), and try again."
    ),
    "file.one_line": _(
        "The file holds a single line of text. A roster has a line of headings and at least one row below it."
    ),
    "file.no_table": _(
        "The file is a web page without any table. Export the roster again as an Excel workbook (.xlsx)."
    ),
    "file.format": _(
        "This is not a kind of workbook that can be read. Open it in Excel or WPS, save it as an Excel workbook "
        "(.xlsx), and try again."
    ),
    "file.format.picture": _("This is a picture, not a workbook. Ask for the Excel workbook (.xlsx) itself."),
    "file.format.pdf": _("This is a PDF, not a workbook. Ask for the Excel workbook (.xlsx) itself."),
    "file.format.document": _(
        "This is a document or slides, not a workbook. Copy its table into Excel or WPS, save it as .xlsx, and try "
        "again."
    ),
    "file.format.archive": _("This is a compressed folder, not a workbook. Unpack it and choose the workbook inside."),
    "file.format.old_excel": _(
        "The file is in the format of Excel 4 or older. Open it in Excel or WPS, save it as an Excel workbook "
        "(.xlsx), and try again."
    ),
    "file.too_large": _("The file is larger than %(limit)s MB. Divide it into several workbooks and try again."),
    "file.limit.unpacked": _(
        "The file unpacks to more than %(limit)s MB. Copy the cells you need into a new workbook, save it, and try "
        "again."
    ),
    "file.limit.parts": _(
        "The file consists of more than %(limit)s parts. Copy the cells you need into a new workbook, save it, and "
        "try again."
    ),
    "file.limit.sheets": _("The file has more than %(limit)s sheets. Divide it into several workbooks and try again."),
    "file.limit.rows": _(
        "There is something in cell %(cell)s of sheet “%(sheet)s”, below row %(limit)s, the last one that is read. "
        "Delete what does not belong to the roster, or divide the roster into several workbooks, and try again."
    ),
    "file.limit.columns": _(
        "There is something in cell %(cell)s of sheet “%(sheet)s”, to the right of column number %(limit)s, the "
        "last one that is read. Delete what does not belong to the roster and try again."
    ),
    "file.limit.cells": _(
        "The sheets together cover more than %(limit)s cells. Delete what lies far away from the roster, or divide "
        "it into several workbooks, and try again."
    ),
    "file.limit.seconds": _(
        "Reading the file took longer than %(limit)s seconds and was stopped. Copy the cells you need into a new "
        "workbook, save it, and try again."
    ),
    "file.limit.memory": _(
        "Reading the file needs more than %(limit)s MB of memory and was stopped. Copy the cells you need into a "
        "new workbook, save it, and try again."
    ),
}


def sentence(code: str, facts: dict[str, str | int]) -> str:
    """The sentence for a code in the active language, with the numbers and names of ``facts`` in it."""
    template = str(_SENTENCES.get(code, _SENTENCES["file.corrupt"]))
    return template % {name: f"{fact:,}" if isinstance(fact, int) else fact for name, fact in facts.items()}


class Unreadable(Exception):
    """The file cannot be read. ``code`` is for programs (as "file.encrypted"), ``message`` for the clerk: what is the
    matter and what to do about it, translated when it is asked for."""

    def __init__(self, code: str, facts: dict[str, str | int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts or {}

    @property
    def message(self) -> str:
        """The sentence in the language that is active now."""
        return sentence(self.code, self.facts)

    def __str__(self) -> str:
        return self.message
