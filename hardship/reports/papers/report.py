"""What every printed paper of files does: one sheet for each file, for one file or for any number of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from hardship.models import Household
from members.models import Union
from office.calendar import Period
from office.documents import pdf
from office.documents.presses import laid_out
from office.reporting.reports import Report

from .facts import PaperFile, files_of

TOGETHER = 60  # files that are laid out as one document, which carries its fonts once and takes 20 seconds


@dataclass(frozen=True)
class Papers:
    """Which files are printed, in which order; `whole`: with whole numbers."""

    keys: Sequence[int]
    whole: bool
    period: Period | None = None

    def files(self) -> Iterator[PaperFile]:
        return files_of(self.keys, whole=self.whole)


class PaperReport(Report):
    """A subclass names its template and style sheets, and makes the context (`sheet`) and the facts of one file."""

    formats = ("json", "html", "pdf")
    name: ClassVar[str]
    template: ClassVar[str]
    styles: ClassVar[tuple[str, ...]]

    def sheet(self, file: PaperFile) -> Any:
        raise NotImplementedError

    def facts(self, file: PaperFile) -> dict[str, Any]:
        """The paper's words for programs, by their headings."""
        raise NotImplementedError

    def build(self, union: Union, period: Period) -> Papers:
        """The papers of all files in force at the end of the period, with whole numbers: for whoever stands at the server."""
        files = Household.objects.within(union).in_force_on(period.end)
        return Papers(list(files.order_by("file_no").values_list("pk", flat=True)), whole=True, period=period)

    def as_json(self, built: Papers) -> dict[str, Any]:
        return {
            "title": self.name,
            "period": {"from": built.period.start, "to": built.period.end} if built.period else None,
            "files": [self.facts(file) for file in built.files()],
        }

    def as_html(self, built: Papers) -> str:
        """A page that stands alone: the print style sheets are inside it."""
        sheets = map(self.sheet, built.files())
        # Our own style sheets, nothing a user typed.
        return self._page(sheets, styles=mark_safe(pdf.style_text(self.styles)))

    def as_pdf(self, built: Papers) -> bytes:
        return self.print_out(built)

    def print_out(self, built: Papers, said: Callable[[int], None] = lambda done: None) -> bytes:
        """One PDF. `said` is told how many files are laid out, now and then the same again, and ends the work by raising."""
        count, done = len(built.keys), 0
        printing = pdf.Printing(self.styles, two_sided=True)
        if count <= TOGETHER:
            printing.add(self._page(map(self.sheet, built.files())))
            said(count)
            return printing.finish()
        with closing(laid_out(self._pages(built.files()), self.styles, lambda: said(done))) as parts:
            for part in parts:
                printing.add_printed(part)
                done = min(done + TOGETHER, count)
                said(done)
        return printing.finish()

    def _pages(self, files: Iterator[PaperFile]) -> Iterator[str]:
        while some := list(islice(files, TOGETHER)):
            yield self._page(map(self.sheet, some))

    def _page(self, sheets: Iterable[Any], **more: Any) -> str:
        return render_to_string(self.template, {"title": self.name, "sheets": sheets, **more})
