"""The form in its formats: a printed sheet for each file."""

from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.reports.papers.facts import PaperFile
from hardship.reports.papers.fit import Row
from hardship.reports.papers.report import PaperReport
from office.reporting.reports import register

from .front import member_cells
from .sheet import FormSheet


@register
class FileFormReport(PaperReport):
    slug = "file"
    title = _("File form")
    name = "困难职工档案表"
    template = "print/file-form.html"
    styles = ("base.css", "file-form.css")

    def sheet(self, file: PaperFile) -> FormSheet:
        return FormSheet(file)

    def facts(self, file: PaperFile) -> dict[str, Any]:
        """Every heading with what stands beside or under it, the family, and the opinions in full."""
        sheet = FormSheet(file)
        return {
            "file_no": sheet.file_no,
            "name": sheet.name,
            "fields": fields_of(sheet.front),
            "family": [[cell.text for cell in member_cells(file, member, sheet.fit)] for member in file.members],
            "opinions": opinions_of(sheet.back),
        }


def fields_of(rows: list[Row]) -> dict[str, str]:
    """A row of headings is answered by the row below it, a heading among values by the cell after it."""
    found: dict[str, str] = {}
    for row, below in pairwise(rows):
        heads = [cell.text for cell in row.cells if cell.head]
        if len(heads) == len(row.cells) and len(row.cells) == len(below.cells):
            found |= dict(zip(map(_heading, heads), (cell.text for cell in below.cells), strict=True))
        for cell, after in pairwise(row.cells):
            if cell.head and not after.head:
                found.setdefault(_heading(cell.text), after.text)
    return found


def opinions_of(rows: list[Row]) -> dict[str, list[str]]:
    return {_heading(row.cells[0].text): list(row.cells[-1].paragraphs) for row in rows if row.css}


def _heading(text: str) -> str:
    return text.replace("\n", "").replace("　", "").lstrip("*")
