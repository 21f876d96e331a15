"""The page of one case: what it waits for, what it costs and who pays how much, its papers, and all that happened."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.desk.access import may_list
from hardship.models import Household, Referral, ReferralStep
from hardship.operations.proofs import consent_missing
from hardship.operations.referral_steps import named
from hardship.rules.code_lists import ATTACHMENT_KINDS
from hardship.rules.proofs import Held
from hardship.rules.referrals import (
    CASE_STEPS,
    ENTERING,
    TOLD,
    CaseStep,
    Paper,
    Stand,
    packing_list,
    remarks,
    unpacked,
)
from members.roles import may

from .seen import Doors, the_case

REVEAL = "members.reveal_person"
GRAVE = frozenset({"refuse", "withdraw", "reopen"})
# Both answers of the city are asked for side by side, and one of them is what the case waits for.
WITH_MAIN = {"grant": ("return", "refuse"), "send": ("send_back",)}


@dataclass(frozen=True)
class Packed:
    """A line of the packing list on screen."""

    paper: Paper
    label: str
    icon: str
    tone: str
    said: Promise | str


SAID = {
    Stand.THERE: ("ok", "is-ok", _("in the file")),
    Stand.ENDING: ("warn", "is-warn", _("runs out on %(day)s")),
    Stand.OVER: ("warn", "is-warn", _("ran out on %(day)s: a new one is needed")),
    Stand.MISSING: ("warn", "is-warn", _("not in the file: add it, or send it on paper")),
}


def packed(household: Household, kind: str, sent: Any, today: date) -> list[Packed]:
    """The packing list of a case of this kind, with what `sent` names ticked."""
    held = [Held(*facts) for facts in household.attachments.values_list("kind", "person_id", "expires_on")]
    names = dict(ATTACHMENT_KINDS.choices())
    lines = []
    for paper in packing_list(kind, held, sent, today):
        icon, tone, said = SAID[paper.stand]
        words = said % {"day": paper.ends} if paper.ends and paper.stand != Stand.THERE else said
        lines.append(Packed(paper, str(names.get(paper.kind, paper.kind)), icon, tone, words))
    return lines


@dataclass(frozen=True)
class Asked:
    """A step as a button and, unless it is the correction, a dialog with what was typed into it."""

    step: CaseStep
    url: str
    given: Any
    errors: dict[str, str]
    is_shown: bool
    day: str

    @property
    def is_form(self) -> bool:
        return self.step.code in ENTERING

    @property
    def is_grave(self) -> bool:
        return self.step.code in GRAVE

    @property
    def fields(self) -> tuple[str, ...]:
        return self.step.asks

    @property
    def prefix(self) -> str:
        """Keeps the ids of its fields apart from those of the other dialogs."""
        return f"{self.step.code}-"


@dataclass(frozen=True)
class Told:
    step: ReferralStep
    text: Promise | str


@dataclass
class Page:
    request: HttpRequest
    case: Referral
    ask: str
    errors: dict[str, str]

    def __post_init__(self) -> None:
        self.today = timezone.localdate()
        self.doors = Doors(self.case, self.request.user)
        self.steps = list(self.case.steps.select_related("by"))

    @property
    def reimbursed(self) -> Any:
        total, own = self.case.total_cost, self.case.own_cost
        return None if total is None or own is None else total - own

    @property
    def days(self) -> int:
        """Since it stands as it does."""
        return (self.today - self.case.since).days  # type: ignore[attr-defined]

    @property
    def story(self) -> list[Told]:
        """The newest first."""
        return [Told(step, TOLD.get(step.code, step.code)) for step in reversed(self.steps)]

    @property
    def why_returned(self) -> ReferralStep | None:
        """Why it came back last, while nobody has handed it in again."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.after == Referral.State.RETURNED else None

    @property
    def again(self) -> str:
        """Why temporary aid was asked for a second time in the year."""
        notes = [step.note for step in self.steps if step.code in ENTERING and step.note]
        return notes[-1] if notes else ""

    @property
    def packing(self) -> list[Packed]:
        return packed(self.case.household, self.case.kind, self.case.papers, self.today)

    @property
    def before_sending(self) -> list[tuple[Promise | str, str]]:
        """What keeps the case here, each with where to put it right."""
        case = self.case
        if case.state not in (Referral.State.CHECKING, Referral.State.RETURNED):
            return []
        wants: list[tuple[Promise | str, str]] = []
        if silent := consent_missing(case.household, "city", self.today):
            said = _("Must agree that the city is told: %(names)s") % {"names": "、".join(silent)}
            wants.append((said, reverse("desk:file_consents", args=[case.household_id])))
        if lacking := unpacked(case.kind, case.papers):
            edit = reverse("desk:referral_edit", args=[case.pk]) if self.corrects else ""
            wants.append((_("Not in the packet yet: %(papers)s") % {"papers": named(lacking)}, edit))
        if case.household.state not in Household.COUNTED:
            wants.append((_("The file is not in force."), reverse("desk:file", args=[case.household_id])))
        return wants

    @property
    def remarks(self) -> tuple[Promise | str, ...]:
        return remarks(self.case.asked, self.case.granted)

    @property
    def can_print(self) -> bool:
        return self.case.state != Referral.State.WITHDRAWN

    @property
    def corrects(self) -> bool:
        return any(self.doors.opens(code) for code in ENTERING)

    @property
    def next(self) -> CaseStep | None:
        return CASE_STEPS.get(self.doors.next)

    @property
    def hindrance(self) -> Promise | str:
        return self.doors.hindrances.get(self.doors.next, "")

    @property
    def main(self) -> Asked | None:
        """The step that the case waits for, when the reader can take it as things stand."""
        if self.doors.next == "send" and self.before_sending:
            return None
        return self._asked(self.doors.next) if self.doors.opens(self.doors.next) else None

    @property
    def beside(self) -> list[Asked]:
        """The other answers to what the case waits for."""
        return [self._asked(code) for code in WITH_MAIN.get(self.doors.next, ()) if self.doors.opens(code)]

    @property
    def others(self) -> list[Asked]:
        shown = {self.doors.next, *WITH_MAIN.get(self.doors.next, ())}
        return [self._asked(code) for code in self.doors.open if code not in shown]

    @property
    def dialogs(self) -> list[Asked]:
        found = [*([self.main] if self.main else []), *self.beside, *self.others]
        return [one for one in found if not one.is_form]

    def _asked(self, code: str) -> Asked:
        is_shown = self.ask == code
        if code in ENTERING:
            url = reverse("desk:referral_edit", args=[self.case.pk])
        else:
            url = reverse("desk:referral_step", args=[self.case.pk, code])
        given = self.request.POST if is_shown else {}
        day = given.get("on") or self.today.isoformat()
        return Asked(CASE_STEPS[code], url, given, self.errors if is_shown else {}, is_shown, day)


def referral_page(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, the_case(request, pk))


def shown(request: HttpRequest, case: Referral, *, ask: str = "", errors: dict[str, str] | None = None) -> HttpResponse:
    """The page; `ask` opens one of its dialogs, with what was typed and what was refused in it."""
    page = Page(request, case, ask or request.GET.get("ask", ""), errors or {})
    context = {
        "title": f"{case.person} {case.get_kind_display()}",
        "case": case,
        "page": page,
        "ask": page.ask,
        "errors": page.errors,
        "has_file": may_list(request, Household),
        "may_reveal": may(request.user, REVEAL),
    }
    return render(request, "desk/referrals/referral.html", context)
