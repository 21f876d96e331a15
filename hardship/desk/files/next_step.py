"""The panel that stands first on a household's page: what is to be done next, what it still needs, and who may do it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hardship.desk import words
from hardship.models import Attachment, Household, Standard
from hardship.operations.standing import Record
from hardship.operations.steps import Next, Offer, next_of, offered
from hardship.rules.lifecycle import DECIDE, ENTER
from hardship.rules.needs import HANDS, NEEDS
from hardship.rules.retention import RETENTION_YEARS, retention
from members.roles import may

from .addresses import address, edit_address, notice_address, taken_elsewhere
from .step_form import StepForm, form_of

SOON = 14  # days: what is due by then is due now
EXPIRING = timedelta(days=30)
MOST_NAMED = 6
_HAND_CODES = frozenset(f"step.{need}" for need in HANDS)

# How a need reads once it is met; needs.py has the sentence for whoever lacks it.
MET = {
    "complete": gettext_lazy("Required facts complete"),
    "consent": gettext_lazy("Every adult has agreed to the checks"),
    "visit": gettext_lazy("Visited at home"),
    "verdict": gettext_lazy("Examined by the rules"),
    "eligible": gettext_lazy("Entitled by its assessment"),
    "review": gettext_lazy("Review passed"),
    "notice": gettext_lazy("On a public notice"),
    "notice_ended": gettext_lazy("Public notice over"),
    "no_open_objection": gettext_lazy("No objection without an answer"),
    "transfer_asked": gettext_lazy("Transfer asked for"),
    "no_open_transfer": gettext_lazy("No transfer waits"),
}


@dataclass(frozen=True)
class Item:
    """One line of the checklist: what it says, where to put it right ("" where nothing is to be done), and how it stands."""

    text: str | Promise
    url: str
    tone: str

    @property
    def icon(self) -> str:
        return self.tone.removeprefix("is-")


@dataclass(frozen=True)
class Choice:
    """A step as a button or a line of the menu: with its form, or with the page where it is taken; grey with `why`."""

    label: Promise
    url: str
    form: StepForm | None = None
    why: str | Promise = ""


@dataclass(frozen=True)
class Panel:
    """`what` is to be done, by `due` ("5 days left"; `now`: it presses), `main` the step when the reader may take it, else
    `waits` says for whom or what; `said` is a sentence about a file that has ended."""

    what: str | Promise
    due: str
    now: bool
    items: list[Item]
    main: Choice | None
    waits: str | Promise
    others: list[Choice]
    said: str = ""

    @property
    def single(self) -> Choice | None:
        """The only other step, when it can be taken: a button needs no menu then."""
        return self.others[0] if len(self.others) == 1 and not self.others[0].why else None

    @property
    def forms(self) -> list[StepForm]:
        """All that can be taken here and now, each for a dialog of its own."""
        return [choice.form for choice in (self.main, *self.others) if choice is not None and choice.form is not None]


def panel(request: HttpRequest, household: Household, reexamine_by: date | None = None) -> Panel:
    """`reexamine_by`: the day by which a file that stands is to be proved anew, where no other day presses."""
    record = Record(household)
    offers = {offer.step.code: offer for offer in offered(household, request.user, record)}
    following = next_of(household, record)
    others = [
        _choice(request, household, offer)
        for code, offer in offers.items()
        if (following is None or code != following.step.code) and (offer.is_open or _is_of_hands(offer))
    ]
    if following is None:
        return _ended(household, others)
    offer = offers.get(following.step.code)
    due, now = _due(following.due_on or reexamine_by, record.today)
    return Panel(
        what=following.step.label,
        due=due,
        now=now,
        items=[*_checklist(request, household, record, following), *_expiring(household, record.today)],
        main=_choice(request, household, offer) if offer is not None and offer.is_open else None,
        waits=_waits(request, following, offer),
        others=others,
    )


def _choice(request: HttpRequest, household: Household, offer: Offer) -> Choice:
    step = offer.step
    if not offer.is_open:
        return Choice(step.label, "", why=offer.obstacles[0].sentence)
    if taken_at := taken_elsewhere(request, household, step.code):
        return Choice(step.label, taken_at)
    return Choice(step.label, reverse("desk:file_step", args=[household.pk, step.code]), form_of(household, step))


def _is_of_hands(offer: Offer) -> bool:
    """Only somebody else is needed: the rest of what the step asks for is there."""
    return all(reason.code in _HAND_CODES or reason.code == "step.relative" for reason in offer.obstacles)


def _waits(request: HttpRequest, following: Next, offer: Offer | None) -> str | Promise:
    """For whom the main step waits when the reader cannot take it; what is missing in the file stands in the checklist."""
    if offer is not None:
        of_person = [
            reason for reason in offer.obstacles if reason.code in _HAND_CODES or reason.code == "step.relative"
        ]
        return of_person[0].sentence if of_person else ""
    permission = following.step.permission
    if permission == DECIDE and not may(request.user, DECIDE):
        return _("This waits for an officer.")
    if permission == ENTER and not may(request.user, ENTER):
        return _("This waits for a clerk or an officer.")
    if following.step.level == "receiving":
        return _("This waits for the union that is to receive the file.")
    return _("This waits for a union above.")


def _due(due_on: date | None, today: date) -> tuple[str, bool]:
    """ "5 days left" and whether it presses."""
    if due_on is None:
        return "", False
    left = (due_on - today).days
    if left < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}, True
    if left == 0:
        return _("today"), True
    if left <= SOON:
        return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}, True
    return _("by %(day)s") % {"day": due_on.isoformat()}, False


def _checklist(request: HttpRequest, household: Household, record: Record, following: Next) -> list[Item]:
    items = []
    edit = edit_address(request, household)
    cures = {
        "complete": edit,
        "verdict": edit,
        "eligible": edit,
        "consent": address("file_consents", household.pk),
        "visit": address("visit_new", household.pk),
        "notice": f"{address('notice_new')}?file={household.pk}",
        "notice_ended": notice_address(request, household),
        "no_open_objection": notice_address(request, household),
    }
    for check in following.checks:
        if check.need == "eligible" and not record.verdict and any(one.need == "verdict" for one in following.checks):
            continue  # "verdict" says what is to be done first
        if check.is_met:
            items.append(Item(_met(check.need, record), "", "is-ok"))
        else:
            items.append(Item(_MISSING.get(check.need, _sentence)(check, record), cures.get(check.need, ""), "is-warn"))
    return items


def _met(need: str, record: Record) -> str | Promise:
    text = MET.get(need, need)
    if need == "visit" and (visit := record.household.visits.first()):
        count = len(visit.visitors)
        people = ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
        return f"{text}　{words.short_day(visit.on)}　{people}"
    if need in ("verdict", "eligible") and record.assessment and record.assessment.category:
        return f"{text}　{record.assessment.get_category_display()}"
    if need == "notice_ended" and record.line and record.line.notice.ends_on:
        return f"{text}　{words.short_day(record.line.notice.ends_on)}"
    return text


def _sentence(check: Any, record: Record) -> str | Promise:
    return check.sentence


def _facts_missing(check: Any, record: Record) -> str:
    labels = list(dict.fromkeys(str(fact.label) for fact in record.missing))
    shown, more = "、".join(labels[:MOST_NAMED]), len(labels) - MOST_NAMED
    if more > 0:
        return _("Still missing: %(facts)s and %(count)s other facts") % {"facts": shown, "count": more}
    return _("Still missing: %(facts)s") % {"facts": shown}


def _consents_missing(check: Any, record: Record) -> str:
    return _("Agreement to the checks is missing: %(names)s") % {"names": "、".join(record.not_agreed)}


def _notice_runs(check: Any, record: Record) -> str | Promise:
    if record.line is None or record.line.notice.ends_on is None:
        return check.sentence
    return _("The public notice stands until %(day)s") % {"day": record.line.notice.ends_on.isoformat()}


def _not_entitled(check: Any, record: Record) -> str | Promise:
    """What nobody has examined is not refused."""
    return check.sentence if record.verdict else NEEDS["verdict"].sentence


_MISSING: dict[str, Callable[[Any, Record], str | Promise]] = {
    "complete": _facts_missing,
    "consent": _consents_missing,
    "eligible": _not_entitled,
    "notice_ended": _notice_runs,
}


def _expiring(household: Household, today: date) -> list[Item]:
    """Proofs that run out, or ran out and were not replaced by a newer one of the kind for the same person."""
    dated = Attachment.objects.filter(household=household, expires_on__isnull=False).order_by("expires_on")
    latest = {(proof.kind, proof.person_id): proof for proof in dated}
    url = address("file_attachments", household.pk)
    items = []
    for proof in latest.values():
        facts = {"proof": proof.get_kind_display(), "day": proof.expires_on.isoformat()}
        if proof.expires_on < today:
            items.append(Item(_("%(proof)s ran out on %(day)s: a new one is needed") % facts, url, "is-warn"))
        elif proof.expires_on <= today + EXPIRING:
            items.append(Item(_("%(proof)s runs out on %(day)s: a new one is needed") % facts, url, "is-warn"))
    return items


def _ended(household: Household, others: list[Choice]) -> Panel:
    said = ""
    if household.closed_on:
        standard = Standard.objects.on(household.union, timezone.localdate())
        years = standard.retention_years if standard else RETENTION_YEARS
        said = _("It can only be read, and is kept until %(day)s.") % {
            "day": retention(household.closed_on, years).isoformat()
        }
    why = household.get_closing_reason_display() if household.closing_reason else ""
    what = str(household.get_state_display()).capitalize()
    return Panel(
        what=_("%(what)s: %(why)s") % {"what": what, "why": why} if why else what,
        due="",
        now=False,
        items=[],
        main=None,
        waits="",
        others=others,
        said=said,
    )
