"""One household's form: its two sides, and an extra sheet where the family or a text is too long for them."""

from dataclasses import dataclass, field
from functools import cached_property

from hardship.reports.annual.words import day
from hardship.reports.papers.facts import PaperFile
from hardship.reports.papers.fit import Cell, Fitter, Row, label
from hardship.rules.code_lists import ATTACHMENT_KINDS

from .back import LOG_HEADS, LOG_ROWS, back, log, log_cells
from .front import ATTACHMENT_ROWS, MEMBER_ROWS, front, member_cells, member_heads, proof_name


@dataclass(frozen=True)
class FormSheet:
    """The context of templates/print/file-form.html for one file."""

    file: PaperFile
    fit: Fitter = field(default_factory=lambda: Fitter([]))

    @property
    def file_no(self) -> str:
        return self.file.household.file_no

    @property
    def name(self) -> str:
        return self.file.head.name

    @property
    def employer(self) -> str:
        return self.file.employer

    @property
    def union(self) -> str:
        """建档单位: the union above the grass roots, which keeps the file."""
        union = self.file.household.union
        return union.parent.name if union.parent and union.kind in union.GRASSROOTS else union.name

    @property
    def opened(self) -> str:
        opened = self.file.household.opened_on
        return day(opened) if opened else "　　　年　　月　　日"

    @cached_property
    def front(self) -> list[Row]:
        return front(self.file, self.fit)

    @cached_property
    def back(self) -> list[Row]:
        return back(self.file, self.fit)

    @cached_property
    def log(self) -> list[Row]:
        return log(self.file, self.fit)

    @cached_property
    def family(self) -> list[Row]:
        """On the extra sheet: those of the family beyond five."""
        more = self.file.members[MEMBER_ROWS:]
        if not more:
            return []
        first, *rest = [member_cells(self.file, member, self.fit) for member in more]
        group = label("家庭\n主要\n成员", 3, rows=len(more) + 1, css="group")
        return [Row((group, *member_heads())), Row(first), *map(Row, rest)]

    @cached_property
    def proofs(self) -> list[Row]:
        more = self.file.attachments[ATTACHMENT_ROWS:]
        return [
            Row(
                (
                    label("附件类型", 5),
                    self.fit.words("附件类型", ATTACHMENT_KINDS.label(proof.kind), 9),
                    label("附件名称", 5),
                    self.fit.words("附件名称", proof_name(proof), 25, css="left"),
                )
            )
            for proof in more
        ]

    @cached_property
    def earlier(self) -> list[Row]:
        """Decisions before the latest six."""
        before = self.file.decisions[:-LOG_ROWS]
        heads = Row(tuple(label(words, span) for words, span in LOG_HEADS))
        return [heads, *(Row(log_cells(step, self.fit)) for step in before)] if before else []

    @cached_property
    def texts(self) -> list[Row]:
        """What had to be cut on the two sides or above, in full. Asked for last."""
        _all = (self.front, self.back, self.log, self.family, self.proofs, self.earlier)
        return [
            Row((label(heading, 9), Cell(span=35, css="whole", paragraphs=tuple(words.split("\n")))))
            for heading, words in self.fit.left_over
        ]

    @property
    def more(self) -> list[list[Row]]:
        """The tables of the extra sheet; empty for nearly everybody."""
        return [table for table in (self.family, self.proofs, self.earlier, self.texts) if table]
