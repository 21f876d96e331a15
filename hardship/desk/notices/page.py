"""The page of one notice: what it shows, how long it hangs, who objected and what they were answered, what is to be done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from hardship.desk.access import may_list
from hardship.models import Attachment, Household, Notice, NoticeLine, Objection, Step
from hardship.operations.notice_lines import Standing, shown_lines, standings
from hardship.operations.notices import days_left, ended, hands_of
from hardship.rules.lifecycle import DECIDE, ENTER, States
from hardship.rules.notices import COLUMNS
from members.roles import may
from office.calendar import is_year_entered
from office.special_days import special_days

from .seen import the_notice


@dataclass(frozen=True)
class Line:
    """A household on the notice: its cells in the order of the columns, and for a draft what keeps it from being posted."""

    line: NoticeLine
    cells: list[tuple[str, str]]  # column, text
    standing: Standing | None

    @property
    def household(self) -> Household:
        return self.line.household

    @property
    def key(self) -> str:
        return str(self.line.pk)


@dataclass(frozen=True)
class Heard:
    """An objection; `may_answer`: the reader holds the right to and is none of those who received or posted."""

    objection: Objection
    may_answer: bool

    @property
    def ask(self) -> str:
        return f"answer-{self.objection.pk}"

    @property
    def prefix(self) -> str:
        """Keeps the ids of its fields apart from those of the others."""
        return f"{self.ask}-"


@dataclass
class Page:
    """The context of templates/desk/notices/notice.html that is more than a field of the notice."""

    request: HttpRequest
    notice: Notice
    today: date

    def __post_init__(self) -> None:
        notice = self.notice
        self.is_draft = notice.state == Notice.State.DRAFT
        self.is_posted = notice.state == Notice.State.POSTED
        self.has_ended = self.is_posted and ended(notice, self.today)
        self.left = days_left(notice, self.today) if self.is_posted and not self.has_ended else None
        shown = shown_lines(notice, self.today)
        self.codes = [code for code in COLUMNS if any(cells.get(code) for _line, cells in shown)]
        standing = standings([line.household for line, _cells in shown], self.today) if self.is_draft else []
        self.lines = [
            Line(line, [(code, cells.get(code, "")) for code in self.codes], standing[place] if standing else None)
            for place, (line, cells) in enumerate(shown)
        ]

    @property
    def headings(self) -> list[Promise]:
        return [COLUMNS[code] for code in self.codes]

    @property
    def not_ready(self) -> int:
        """Households that keep a draft from being posted."""
        return sum(1 for line in self.lines if line.standing and not line.standing.is_ready)

    @property
    def objections(self) -> list[Heard]:
        found = Objection.objects.filter(line__notice=self.notice).select_related(
            "line__household__head", "line__notice", "taken_by", "answered_by"
        )
        decides = may(self.request.user, DECIDE)
        return [
            Heard(one, decides and one.answered_on is None and self.request.user.pk not in hands_of(one))
            for one in found
        ]

    @property
    def open_objections(self) -> int:
        return Objection.objects.filter(line__notice=self.notice, answered_on=None).count()

    @property
    def can_be_objected_to(self) -> list[Line]:
        """The households whose file has not gone on from this notice."""
        return [line for line in self.lines if line.household.state in (States.IN_NOTICE, States.OBJECTED)]

    @property
    def posted_by(self) -> Any:
        step = Step.objects.filter(household__notice_lines__notice=self.notice, code="put_up_notice")
        first = step.filter(on=self.notice.posted_on).select_related("by").first() if self.notice.posted_on else None
        return first.by if first else None

    @property
    def uncertain_year(self) -> int | None:
        """A year that the notice reaches into and whose holidays nobody has entered: its last day may be too early."""
        if self.notice.state == Notice.State.TAKEN_DOWN:
            return None
        special = special_days()
        years = {self.today.year} if self.notice.ends_on is None else {self.notice.ends_on.year}
        return next((year for year in sorted(years) if not is_year_entered(year, special)), None)

    @property
    def proof_address(self) -> str:
        """Where the proof is looked at: among the papers of its file."""
        proof: Attachment | None = self.notice.proof
        if proof is None or not may_list(self.request, Attachment):
            return ""
        return reverse("desk:file", args=[proof.household_id])


def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, the_notice(request, pk))


def shown(request: HttpRequest, notice: Notice, *, ask: str = "", errors: dict[str, str] | None = None) -> HttpResponse:
    """The page; `ask` opens one of its forms, with what was typed and what was refused in it."""
    page = Page(request, notice, timezone.localdate())
    enters, decides = may(request.user, ENTER), may(request.user, DECIDE)
    context = {
        "title": notice.title,
        "page": page,
        "notice": notice,
        "today": page.today.isoformat(),
        "ask": ask or request.GET.get("ask", ""),
        "errors": {field: sentence for field, sentence in (errors or {}).items() if field},
        "refused": (errors or {}).get("", ""),
        "given": request.POST,
        "may_post": decides and page.is_draft,
        "may_change": enters and page.is_draft,
        "may_object": enters and page.is_posted and page.can_be_objected_to,
        "may_prove": enters and not page.is_draft and notice.proof is None,
        "may_take_down": enters and page.has_ended,
    }
    return render(request, "desk/notices/notice.html", context)
