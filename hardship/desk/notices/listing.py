"""The list of notices: what waits to be posted, what hangs and for how long, what is to be taken down, what is over."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.models import Notice, NoticeLine
from hardship.operations.notice_lines import ready
from hardship.rules.lifecycle import ENTER
from members.operations.unions import home
from members.roles import may
from office.calendar import working_days_between
from office.refusal import Refusal
from office.special_days import special_days

from .seen import notices_of

PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    """`left`: working days after today on which it still hangs; None where it does not hang."""

    notice: Any
    left: int | None

    @property
    def is_last_day(self) -> bool:
        return self.left == 0


@dataclass(frozen=True)
class Part:
    code: str
    label: Promise
    rows: list[Row]
    hint: Promise | str = ""


def counted(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """With the number of files and of objections without an answer, whatever the number of notices."""
    return notices.annotate(
        files=Count("lines", distinct=True),
        struck=Count("lines", filter=Q(lines__struck_on__isnull=False), distinct=True),
        open_objections=Count("lines__objections", filter=Q(lines__objections__answered_on=None), distinct=True),
    )


def parts_of(notices: QuerySet[Notice], today: date) -> list[Part]:
    """The notices that still want something done; empty parts are left out."""
    special = special_days()
    drafts = [Row(notice, None) for notice in notices.filter(state=Notice.State.DRAFT).order_by("-pk")]
    posted = notices.filter(state=Notice.State.POSTED).order_by("ends_on", "pk")
    hanging = [
        Row(notice, working_days_between(today, notice.ends_on, special))
        for notice in posted.filter(ends_on__gte=today)
    ]
    over = [Row(notice, None) for notice in posted.filter(ends_on__lt=today)]
    parts = [
        Part("over", _("Ended, to be taken down"), over, _("Taking one down sends its files on to be checked.")),
        Part("today", _("Ends today"), [row for row in hanging if row.is_last_day]),
        Part("running", _("Running"), [row for row in hanging if not row.is_last_day]),
        Part("drafts", pgettext_lazy("notices", "Drafts"), drafts, _("An officer posts them.")),
    ]
    return [part for part in parts if part.rows]


def notices(request: HttpRequest) -> HttpResponse:
    seen = counted(notices_of(request))
    past = seen.filter(state=Notice.State.TAKEN_DOWN).order_by("-posted_on", "-pk")
    page = Paginator(past, PER_PAGE).get_page(request.GET.get("page"))
    may_draw_up = may(request.user, ENTER)
    context = {
        "title": _("Notice sheets"),
        "parts": parts_of(seen, timezone.localdate()),
        "page": page,
        "past": [Row(notice, None) for notice in page],
        "may_draw_up": may_draw_up,
        "waiting": _waiting(request) if may_draw_up else 0,
    }
    return render(request, "desk/notices/notices.html", context)


def _waiting(request: HttpRequest) -> int:
    """Files whose review has passed and that no notice holds yet."""
    try:
        return ready(home(request.user)).count()
    except Refusal:
        return 0


def due(staff: Any) -> int:
    """How many notices wait for somebody: ended and still up, or with an objection without an answer."""
    unanswered = NoticeLine.objects.filter(
        notice=OuterRef("pk"), objections__isnull=False, objections__answered_on=None
    )
    posted = Notice.objects.visible_to(staff).filter(state=Notice.State.POSTED)
    number: int = posted.filter(Q(ends_on__lt=timezone.localdate()) | Exists(unanswered)).count()
    return number
