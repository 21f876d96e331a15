"""T16 档案封面 and 卷内目录 of the paper file (domain.md 6.2)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.models import Standard
from hardship.reports.application import ApplicationReport
from hardship.reports.file_form.report import FileFormReport
from hardship.reports.file_form.sheet import FormSheet
from hardship.reports.papers.facts import PaperFile
from hardship.reports.papers.report import PaperReport
from hardship.reports.papers.words import NONE, dated
from hardship.rules.code_lists import ATTACHMENT_KINDS, CATEGORIES
from hardship.rules.retention import RETENTION_YEARS, retention
from office.reporting.reports import register


@dataclass(frozen=True)
class Piece:
    """One paper of the file. `pages` None: not known, to be written in by hand, as is every place after it."""

    name: str
    kind: str
    on: str
    pages: int | None
    place: str


@dataclass(frozen=True)
class Cover:
    """The context of templates/print/cover.html for one file."""

    file: PaperFile

    @property
    def file_no(self) -> str:
        return self.file.household.file_no

    @property
    def name(self) -> str:
        return self.file.head.name

    @property
    def facts(self) -> list[tuple[str, str]]:
        household = self.file.household
        pages = str(sum(piece.pages or 0 for piece in self.pieces)) if self._known else "　　　　"
        return [
            ("档　　号", household.file_no),
            ("户　　名", self.name),
            ("困难类别", CATEGORIES.label(self.file.assessment.category) if self.file.assessment.category else NONE),
            ("工作单位", self.file.employer),
            ("建档单位", household.union.name),
            ("起止日期", self.days),
            ("件　　数", f"{len(self.pieces)}件"),
            ("页　　数", f"{pages}页"),
            ("保管期限", self.kept),
        ]

    @property
    def days(self) -> str:
        household = self.file.household
        until = dated(household.closed_on) if household.closed_on else ""
        return f"{dated(household.opened_on)}至{until}"

    @property
    def kept(self) -> str:
        """10 years from the closing, or as the city's standard says."""
        household = self.file.household
        day = household.closed_on or household.opened_on
        standard = Standard.objects.on(household.union, day) if day else None
        years = standard.retention_years if standard else RETENTION_YEARS
        if household.closed_on:
            return f"{years}年（至{dated(retention(household.closed_on, years))}）"
        return f"{years}年（自撤档之日起）"

    @cached_property
    def pieces(self) -> list[Piece]:
        """Our own papers first, then the visits, then the proofs, with the page on which each begins."""
        file, household = self.file, self.file.household
        form = FormSheet(file)
        opened = dated(household.opened_on)
        found: list[tuple[str, str, str, int | None]] = [
            (FileFormReport.name, "档案表", opened, None if form.more else 2),
            (ApplicationReport.name, "申请书", opened, None if ApplicationReport.is_long(file) else 2),
        ]
        found += [("入户调查表", "走访", dated(visit.on), None) for visit in reversed(list(household.visits.all()))]
        found += [
            (proof.name, ATTACHMENT_KINDS.label(proof.kind), dated(proof.issued_on), proof.pages)
            for proof in file.attachments
        ]
        pieces, at = [], 1
        for name, kind, on, pages in found:
            place = "" if not at else str(at) if not pages or pages == 1 else f"{at}—{at + pages - 1}"
            pieces.append(Piece(name, kind, on, pages, place))
            at = at + pages if at and pages else 0
        return pieces

    @property
    def _known(self) -> bool:
        return all(piece.pages for piece in self.pieces)


@register
class CoverReport(PaperReport):
    slug = "cover"
    title = _("Cover and list of contents")
    name = "档案封面和卷内目录"
    template = "print/cover.html"
    styles = ("base.css", "cover.css")

    def sheet(self, file: PaperFile) -> Cover:
        return Cover(file)

    def facts(self, file: PaperFile) -> dict[str, Any]:
        sheet = Cover(file)
        return {
            "file_no": sheet.file_no,
            "fields": {label.replace("　", ""): value for label, value in sheet.facts},
            "contents": [[piece.name, piece.kind, piece.on, piece.pages, piece.place] for piece in sheet.pieces],
        }
