"""The page of one notice: what it shows, how long it hangs, who objected and what they were answered, what is to be done."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from hardship.desk.access import may_list
from hardship.models import Attachment, Household, Notice, NoticeLine, Objection, Step
from hardship.operations.notice_lines import Standing, shown_lines, standings
from hardship.operations.notices import days_left, ended
from hardship.operations.objections import hands_of
from hardship.rules.kinds import aid_kind_choices
from hardship.rules.lifecycle import DECIDE, ENTER, States
from hardship.rules.notices import AID, COLUMNS
from members.roles import may
from office.calendar import is_year_entered
from office.money import grouped
from office.special_days import special_days

from .seen import the_notice


@dataclass(frozen=True)
class AskedAid:
    """The aid and the amount of a line in their fields, and what is wrong with them."""

    aid: str
    amount: str
    aid_error: str = ""
    amount_error: str = ""


@dataclass(frozen=True)
class Line:
    """A household on the notice: its cells in the order of the columns, and for a draft what keeps it from being posted."""

    line: NoticeLine
    cells: list[tuple[str, str]]  # column, text
    standing: Standing | None
    on_the_wall: int  # its number on what was printed last before it was struck off
    asked: AskedAid

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
    asks_aid: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        notice = self.notice
        self.is_draft = notice.state == Notice.State.DRAFT
        self.is_posted = notice.state == Notice.State.POSTED
        self.has_ended = self.is_posted and ended(notice, self.today)
        self.left = days_left(notice, self.today) if self.is_posted and not self.has_ended else None
        shown = shown_lines(notice, self.today)
        # Where aid is entered its two columns are fields.
        codes = [code for code in COLUMNS if not (self.asks_aid and code in AID)]
        self.codes = [code for code in codes if any(cells.get(code) for _line, cells in shown)]
        standing = standings([line.household for line, _cells in shown], self.today) if self.is_draft else []
        self.lines = [
            Line(
                line,
                [(code, _told(code, cells)) for code in self.codes],
                standing[place] if standing else None,
                1 + sum(1 for before, _cells in shown[:place] if _stood_with(before, line)),
                self.asked(str(line.pk), line.aid, line.amount),
            )
            for place, (line, cells) in enumerate(shown)
        ]
        self.struck = [line for line in self.lines if line.line.struck_on]
        self.standing = [line for line in self.lines if not line.line.struck_on]

    def asked(self, key: str, aid: str = "", amount: Decimal | None = None) -> AskedAid:
        """The fields of one line: as typed where they were sent, else as they are on record."""
        typed = self.request.POST
        return AskedAid(
            typed.get(f"aid-{key}", aid),
            typed.get(f"amount-{key}", "" if amount is None else f"{amount:.2f}"),
            self.errors.get(f"aid-{key}", ""),
            self.errors.get(f"amount-{key}", ""),
        )

    @property
    def to_cover(self) -> list[Line]:
        """Lines that the paper on the wall may still show."""
        return self.struck if self.is_posted else []

    @property
    def headings(self) -> list[tuple[str, Promise]]:
        return [(code, COLUMNS[code]) for code in [*self.codes, *(AID if self.asks_aid else ())]]

    @property
    def plain(self) -> int:
        """Columns between the number and the aid that is entered."""
        return len(self.codes)

    @property
    def width(self) -> int:
        """Columns after the number where nothing is entered."""
        return len(self.codes) + 1

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


def _told(code: str, cells: dict[str, str]) -> str:
    text = cells.get(code, "")
    return grouped(Decimal(text)) if text and code == "amount" else text


def _stood_with(before: NoticeLine, struck: NoticeLine) -> bool:
    """Whether `before` was still on the paper when the other was struck off: it was not, or not on an earlier day."""
    return before.struck_on is None or (struck.struck_on is not None and before.struck_on >= struck.struck_on)


def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, the_notice(request, pk))


def shown(request: HttpRequest, notice: Notice, *, ask: str = "", errors: dict[str, str] | None = None) -> HttpResponse:
    """The page; `ask` opens one of its forms, with what was typed and what was refused in it."""
    ask = ask or request.GET.get("ask", "")
    enters, decides = may(request.user, ENTER), may(request.user, DECIDE)
    asks_aid = ask == "aid" and enters and notice.state == Notice.State.DRAFT
    page = Page(request, notice, timezone.localdate(), asks_aid, errors or {})
    context = {
        "title": notice.title,
        "page": page,
        "notice": notice,
        "today": page.today.isoformat(),
        "ask": ask,
        "asks_aid": asks_aid,
        "kinds": aid_kind_choices(),
        "same": page.asked("same"),
        "errors": {field: sentence for field, sentence in (errors or {}).items() if field},
        "refused": (errors or {}).get("", ""),
        "given": request.POST,
        "may_post": decides and page.is_draft,
        "may_change": enters and page.is_draft,
        "may_object": enters and page.is_posted and page.can_be_objected_to,
        "may_prove": enters and not page.is_draft and notice.proof is None,
        "may_take_down": enters and page.has_ended,
        "may_take_down_early": decides and page.is_posted and not page.has_ended,
    }
    return render(request, "desk/notices/notice.html", context)
