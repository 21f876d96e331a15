"""What happened to a file: its steps, visits, relief, assessments and episodes, as a line of days and as a bar of stages."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from hardship.desk import words
from hardship.models import Household
from hardship.rules.lifecycle import STEPS, States
from hardship.rules.retention import reexamine_by
from office.money import grouped

from .addresses import address

SHOWN = 8

# What a step made of the file, as one tells it afterwards; lifecycle.py has the verb on the button.
TOLD = {
    "hand_in": gettext_lazy("Application handed in"),
    "hand_in_papers": gettext_lazy("What was missing is handed in"),
    "begin_verification": gettext_lazy("Verification begun"),
    "verification_done": gettext_lazy("Verified"),
    "review_passed": gettext_lazy("Review passed"),
    "put_up_notice": gettext_lazy("Public notice put up"),
    "take_off_notice": gettext_lazy("Taken off the public notice, waits for another"),
    "notice_over": gettext_lazy("Public notice over, no objection"),
    "objection_received": gettext_lazy("Objection received"),
    "objection_answered": gettext_lazy("Objection answered"),
    "approve": gettext_lazy("Checked and approved, in force"),
    "to_city": gettext_lazy("Checked, handed to the city"),
    "city_approved": gettext_lazy("Approved by the city, in force"),
    "return_for_correction": gettext_lazy("Returned for correction"),
    "refuse": gettext_lazy("Refused"),
    "withdraw": gettext_lazy("Application withdrawn"),
    "begin_reexamination": gettext_lazy("Re-examination begun"),
    "keep_in_force": gettext_lazy("Re-examined, stays in force"),
    "close": pgettext_lazy("told of a file", "Closed"),
    "reopen": gettext_lazy("Reopened as a new file"),
    "ask_for_transfer": gettext_lazy("Transfer asked for"),
    "confirm_transfer": gettext_lazy("Transfer confirmed"),
    "decline_transfer": gettext_lazy("Transfer declined"),
    "withdraw_transfer": gettext_lazy("Transfer taken back"),
}
OPENING = frozenset({"approve", "city_approved"})


@dataclass(frozen=True)
class Event:
    """Something that happened on a day: `text`, then a link with `linked` in it and `after` behind, and who did it or said."""

    on: date
    text: str
    linked: str = ""
    after: str = ""
    url: str = ""
    by: str = ""
    order: int = 0  # on one day: the greater the later
    now: bool = False


@dataclass(frozen=True)
class Stage:
    """One stage of the bar: `css` is done, here or "" for what is still to come."""

    label: str
    said: str
    css: str = ""


@dataclass
class Story:
    """Everything of one file that has a day, loaded once: a fixed number of queries however much there is."""

    household: Household
    staff: Any
    assessments: list[Any]
    lines: list[Any]
    visits: list[Any]
    steps: list[Any] = field(init=False)
    completions: list[Any] = field(init=False)
    referrals: list[Any] = field(init=False)
    others: list[Household] = field(init=False)

    def __post_init__(self) -> None:
        file = self.household
        self.steps = list(file.steps.select_related("by", "other_union").order_by("on", "pk"))
        self.completions = list(file.completions.order_by("on"))
        self.referrals = list(file.referrals.order_by("applied_on", "pk"))
        near = Q(previous=file.pk) | (Q(pk=file.previous_id) if file.previous_id else Q(pk__in=[]))
        self.others = list(Household.objects.visible_to(self.staff).filter(near))

    @property
    def before(self) -> Household | None:
        """The episode before, when it may be seen."""
        return next((other for other in self.others if other.pk == self.household.previous_id), None)

    @property
    def after(self) -> Household | None:
        return next((other for other in self.others if other.previous_id == self.household.pk), None)

    def events(self) -> list[Event]:
        """The newest first."""
        found = sorted(self._found(), key=lambda event: (event.on, event.order))[::-1]
        if found and self.household.closed_on is None:
            found[0] = replace(found[0], now=True)
        return found

    def _found(self) -> Iterator[Event]:
        yield from map(self._of_step, self.steps)
        yield from map(self._of_visit, self.visits)
        yield from (self._of_line(line) for line in self.lines if line.paid_on)
        yield from (self._of_assessment(one) for one in self.assessments if one.confirmed)
        for completion in self.completions:
            yield Event(completion.on, _("File completed"), order=3)
        for referral in self.referrals:
            yield from self._of_referral(referral)
        yield from self._of_days()
        yield from self._of_episodes()

    def _of_step(self, step: Any) -> Event:
        text = str(TOLD.get(step.code) or (STEPS[step.code].label if step.code in STEPS else step.code))
        if step.result_label:
            text = _("%(what)s: %(why)s") % {"what": text, "why": step.result_label}
        if step.reason:
            text = _("%(what)s: %(why)s") % {"what": text, "why": step.get_reason_display()}
        if step.other_union_id:
            text = _("%(what)s: %(union)s") % {"what": text, "union": step.other_union}
        linked = url = ""
        if step.code == "reopen" and step.after == States.DRAFT:
            text = str(_("Begun anew, as the hardship is back"))
        elif step.code == "reopen" and self.after is not None:
            linked, url = _("the file after"), reverse("desk:file", args=[self.after.pk])
        said = "　".join(part for part in (str(step.by) if step.by_id else "", step.opinion) if part)
        return Event(step.on, text, linked=linked, url=url, by=said, order=5)

    def _of_visit(self, visit: Any) -> Event:
        return Event(
            visit.on,
            _("Visit at home:"),
            linked=str(visit.get_result_display()),
            url=address("visit", self.household.pk, visit.pk),
            by="、".join(visit.visitors),
            order=2,
        )

    def _of_line(self, line: Any) -> Event:
        relation = "" if line.payee_id == self.household.head_id else _("paid to %(name)s") % {"name": line.payee.name}
        return Event(
            line.paid_on,
            line.list.name,
            linked=grouped(line.amount) if not line.goods else f"{line.goods} × {line.quantity}",
            after=_("元") if not line.goods else "",
            url=f"{reverse('desk:file', args=[self.household.pk])}?tab=relief#tabs",
            by="　".join(part for part in (str(line.union), relation) if part),
            order=4,
        )

    def _of_assessment(self, one: Any) -> Event:
        category = str(one.get_category_display()) if one.category else _("no hardship found")
        return Event(
            one.assessed_on,
            _("Assessed:"),
            linked=category,
            url=f"{reverse('desk:file', args=[self.household.pk])}?assessment={one.pk}",
            by="" if one.verdict else _("as stated"),
            order=1,
        )

    def _of_referral(self, referral: Any) -> Iterator[Event]:
        kind = str(referral.get_kind_display())
        yield Event(referral.applied_on, _("Asked the city for %(kind)s") % {"kind": kind}, order=3)
        if referral.paid_on:
            text = _("The city paid %(kind)s") % {"kind": kind}
            yield Event(
                referral.paid_on,
                text,
                linked=grouped(referral.granted),
                after=_("元"),
                url=f"{reverse('desk:file', args=[self.household.pk])}?tab=city#tabs",
                order=4,
            )

    def _of_days(self) -> Iterator[Event]:
        """Opening and closing of files that came from a roster, which tells days and no steps."""
        file, taken = self.household, {step.code for step in self.steps}
        if file.opened_on and not taken & OPENING:
            yield Event(file.opened_on, _("File opened, in force"), order=2)
        if file.closed_on and not taken & {"close", "refuse", "withdraw"}:
            why = file.get_closing_reason_display() if file.closing_reason else ""
            text = _("Closed: %(why)s") % {"why": why} if why else str(TOLD["close"])
            yield Event(file.closed_on, text, order=6)

    def _of_episodes(self) -> Iterator[Event]:
        before, after = self.before, self.after
        if before is not None and before.closed_on:
            why = str(before.get_closing_reason_display()) if before.closing_reason else str(before.get_state_display())
            yield Event(
                before.closed_on,
                why,
                linked=_("the file before"),
                url=reverse("desk:file", args=[before.pk]),
                by=before.file_no,
                order=7,
            )
        told = any(step.code == "reopen" and step.after != States.DRAFT for step in self.steps)
        if after is not None and not told and (on := after.opened_on or self.household.closed_on):
            yield Event(
                on,
                _("Came back:"),
                linked=_("the file after"),
                url=reverse("desk:file", args=[after.pk]),
                by=after.file_no,
                order=8,
            )

    # -- the bar

    def stages(self) -> list[Stage]:
        """The file's way as a bar: what is behind it with its day, where it is, what is still to come."""
        stages = self._stages_by_steps() if self.steps else self._stages_by_days()
        return stages + self._end()

    def _stages_by_days(self) -> list[Stage]:
        file = self.household
        if not file.opened_on:
            return self._walk({}, {})
        shown = [Stage(pgettext("stage of a file", "Opened"), _said(file.opened_on), "done")]
        if self.completions:
            shown.append(Stage(pgettext("stage of a file", "Completed"), _said(self.completions[-1].on), "done"))
        if confirmed := [one for one in self.assessments if one.confirmed]:
            shown.append(Stage(pgettext("stage of a file", "Assessed"), _said(confirmed[0].assessed_on), "done"))
        if self.visits:
            shown.append(Stage(pgettext("stage of a file", "Visited"), _said(self.visits[0].on), "done"))
        shown.append(Stage(pgettext("stage of a file", "In force"), _said(file.opened_on), "done"))
        return shown

    def _stages_by_steps(self) -> list[Stage]:
        days: dict[str, date] = {}
        also: dict[str, str] = {}
        for step in self.steps:
            stage = _STAGE_OF.get(step.code)
            if step.after == States.VERIFYING and step.code != "begin_verification":
                _forget(days, "verify")  # an objection was right: verified, reviewed and put up once more
            if step.code == "hand_in":
                _forget(days, "apply")
            if stage:
                days[stage] = step.on
        if people := next(
            (len(visit.visitors) for visit in self.visits if visit.on <= days.get("verify", date.min)), 0
        ):
            also["verify"] = ngettext("%(count)s person", "%(count)s people", people) % {"count": people}
        if self.household.opened_on and "check" in days:
            days["in_force"] = self.household.opened_on
        return self._walk(days, also)

    def _walk(self, days: dict[str, date], also: dict[str, str]) -> list[Stage]:
        file = self.household
        here = _HERE.get(file.state, "")
        if here == "review" and "review" in days:
            here = "notice"  # the review is over, its outcome waits for the notice
        shown = []
        for code, label in _STAGES.items():
            if code == "city" and code != here and code not in days:
                continue  # not every office hands its files to the city
            if code == here:
                shown.append(Stage(str(label), str(file.get_state_display()), "here"))
            elif code in days and not _is_later(code, here):
                said = " ".join(part for part in (_said(days[code]), also.get(code, "")) if part)
                shown.append(Stage(str(label), said, "done"))
            elif file.closed_on is None:
                shown.append(Stage(str(label), ""))
        return shown

    @property
    def reexamine_by(self) -> date | None:
        """The day by which a file that stands is to be proved anew; None for one that does not stand."""
        if self.household.state not in Household.COUNTED:
            return None
        confirmed = next((one.assessed_on for one in self.assessments if one.confirmed), self.household.opened_on)
        return reexamine_by(confirmed) if confirmed else None

    def _end(self) -> list[Stage]:
        file = self.household
        if file.closed_on is not None:
            label = file.get_state_display()
            return [Stage(str(label).capitalize(), _said(file.closed_on), "done")]
        if by := self.reexamine_by:
            said = _("by %(day)s") % {"day": _said(by)}
            return [Stage(pgettext("stage of a file", "Yearly re-examination"), said, "here")]
        return []


_STAGES = {
    "apply": pgettext_lazy("stage of a file", "Application"),
    "verify": pgettext_lazy("stage of a file", "Verification"),
    "review": pgettext_lazy("stage of a file", "Review"),
    "notice": pgettext_lazy("stage of a file", "Public notice"),
    "check": pgettext_lazy("stage of a file", "Check"),
    "city": pgettext_lazy("stage of a file", "City"),
    "in_force": pgettext_lazy("stage of a file", "In force"),
}
_STAGE_OF = {
    "hand_in": "apply",
    "hand_in_papers": "apply",
    "verification_done": "verify",
    "review_passed": "review",
    "notice_over": "notice",
    "approve": "check",
    "to_city": "check",
    "city_approved": "city",
}
_HERE = {
    States.DRAFT: "apply",
    States.RETURNED: "apply",
    States.APPLIED: "verify",
    States.VERIFYING: "verify",
    States.REVIEWING: "review",
    States.IN_NOTICE: "notice",
    States.OBJECTED: "notice",
    States.CHECKING: "check",
    States.WITH_CITY: "city",
}


def _is_later(code: str, here: str) -> bool:
    order = list(_STAGES)
    return bool(here) and order.index(code) > order.index(here)


def _forget(days: dict[str, date], first: str) -> None:
    """What was reached from `first` on is to be reached anew."""
    order = list(_STAGES)
    for code in order[order.index(first) :]:
        days.pop(code, None)


def _said(day: date) -> str:
    """2月19日; of another year than this one 2024-02-19."""
    return words.short_day(day) if day.year == timezone.localdate().year else day.isoformat()
