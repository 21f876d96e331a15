"""Move a file from state to state: who takes which step, with opinion, day and evidence (domain.md 3).

The table of steps is hardship.rules.lifecycle; whether somebody may take one is asked there, of the records as they lie.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.models import Attachment, Household, Step
from hardship.rules import lifecycle
from hardship.rules.code_lists import CLOSING_REASONS
from hardship.rules.lifecycle import States
from hardship.rules.needs import HANDS, NEEDS, Reason
from hardship.rules.retention import reexamine_by
from hardship.rules.standing import objections_to, obstacles_to
from members.models import Union
from office.calendar import add_working_days
from office.history import Hand
from office.refusal import Refusal
from office.special_days import special_days
from office.trail.acts import note

from .episodes import begin_episode
from .standing import CONFIRMED, Record, standing_of
from .transfers import move

MOST_TEXT = 500
# What a file is waiting for in each state; whatever else may be taken stands beside it.
MAIN = {
    States.DRAFT: "hand_in",
    States.APPLIED: "begin_verification",
    States.VERIFYING: "verification_done",
    States.REVIEWING: "review_passed",
    States.IN_NOTICE: "notice_over",
    States.OBJECTED: "objection_answered",
    States.CHECKING: "approve",
    States.WITH_CITY: "city_approved",
    States.RETURNED: "hand_in",
    States.IN_FORCE: "begin_reexamination",
    States.REEXAMINING: "keep_in_force",
}
_CONFIRMING = ("approve", "to_city", "keep_in_force")


def refuse_if_ended(household: Household) -> None:
    """Raises Refusal `file.ended`: a closed or refused file is read-only for everybody (domain.md 7)."""
    if household.state in Household.ENDED:
        raise Refusal(
            "", "file.ended", _("This file is closed and can only be read. If the hardship is back, reopen it first.")
        )


def check_edition(household: Household, edition: int | None) -> None:
    """Raises Refusal `file.edited_meanwhile`, saying who and when, if the file is not any more as `edition` showed it.

    None asks nothing.
    """
    if edition is None or edition == household.edition:
        return
    latest = household.history.select_related("history_user").order_by("-history_date", "-history_id").first()
    who = str(latest.history_user) if latest and latest.history_user else _("the server")
    when = timezone.localtime(latest.history_date) if latest else timezone.localtime()
    raise Refusal(
        "",
        "file.edited_meanwhile",
        _("%(who)s changed this file at %(when)s, while you had it open. Look at it again before you go on.")
        % {"who": who, "when": f"{when:%Y-%m-%d %H:%M}"},
    )


def hold(household: Household | int, *, edition: int | None = None) -> Household:
    """The file as it is on record, locked until the transaction ends; raises as `check_edition`."""
    key = household if isinstance(household, int) else household.pk
    files = Household.objects.select_for_update(of=("self",)).select_related("union", "head", "moving_to")
    held = files.get(pk=key)
    check_edition(held, edition)
    return held


@transaction.atomic
def take(
    household: Household,
    code: str,
    *,
    by: Any,
    on: date | None = None,
    opinion: str = "",
    reason: str = "",
    result: str = "",
    other_union: Union | None = None,
    evidence: Attachment | None = None,
    edition: int | None = None,
    today: date | None = None,
) -> Step:
    """Take the step `code` of the table: `by` is a member of staff, None a command at the server.

    `on`: the day it happened, today unless said otherwise; steps that need "day" want it said. `reason`: a code of
    CLOSING_REASONS for "close", else why, in words. `result`: of the step's results. `other_union`: who is to receive the
    file. `edition`: that of the file as it was shown. `today`: where the caller tells the time. After "reopen" the step is
    that of the new file (`step.household`).

    Raises Refusal, its field the need that is missing ("opinion", "reason", "day", "result", "evidence",
    "closing_reason", "target_union") or "": with the rules' code and sentence, `file.edited_meanwhile`, `step.unknown`,
    `day.future`, `day.order`, `text.long`, `evidence.other_file`, and what opening a file raises.
    """
    wanted = lifecycle.STEPS.get(code)
    if wanted is None:
        raise Refusal("", "step.unknown", _("There is no such step."))
    held = hold(household, edition=edition)
    record = Record(held, today)
    day = on or record.today
    closing_reason = reason if "closing_reason" in wanted.needs else ""
    text = opinion.strip() or ("" if closing_reason else reason.strip())
    inputs = {
        "day": on is not None,
        "opinion": bool(opinion.strip()),
        "reason": bool(reason.strip()),
        "result": any(one.code == result for one in wanted.results),
        "evidence": evidence is not None,
        "closing_reason": any(entry.code == closing_reason for entry in CLOSING_REASONS.entries),
        "target_union": other_union is not None and receivers(held).filter(pk=other_union.pk).exists(),
    }
    given = frozenset(need for need, is_given in inputs.items() if is_given)
    standing = standing_of(record, by, on=day, steps=[wanted], inputs=given)
    if objections := objections_to(wanted, standing):
        first = objections[0]
        raise Refusal(first.field, first.code, first.sentence)
    _check_day(record, day)
    if len(text) > MOST_TEXT:
        raise Refusal("opinion", "text.long", _("Write at most %(most)s characters.") % {"most": MOST_TEXT})
    if evidence is not None and evidence.household_id != held.pk:
        raise Refusal("evidence", "evidence.other_file", _("This proof belongs to another file."))

    before = held.state
    hand = Hand(by, code)
    said = {
        "code": code, "on": day, "by": by, "union": by.union if by is not None else None, "opinion": text,
        "reason": closing_reason, "result": result if wanted.results else "", "evidence": evidence,
    }  # fmt: skip
    if wanted.new_episode:
        fresh = begin_episode(held, hand)
        Step.objects.create(household=held, before=before, after=before, **said)
        step = Step.objects.create(household=fresh, before=before, after=fresh.state, **said)
    else:
        left = held.union
        held.state = wanted.goes_to(before, result)
        _follow(record, code, day, closing_reason, other_union, hand)
        held.edition += 1
        hand.sign(held)
        held.save()
        moved = {"ask_for_transfer": other_union, "confirm_transfer": left}.get(code)
        step = Step.objects.create(household=held, before=before, after=held.state, other_union=moved, **said)
    household.refresh_from_db()
    note("step", by=by, on=held, label=held.file_no, reason=text, step=code, before=before, after=step.after, day=day)
    return step


def receivers(household: Household) -> Any:
    """The unions that a file may be transferred to, as a query: all others of the office that still exist."""
    others = Union.objects.exclude(kind=Union.Kind.FEDERATION).exclude(pk=household.union_id)
    return others.filter(closed_on=None)


def _check_day(record: Record, day: date) -> None:
    """Steps follow one another: none lies in the future, before the one before it, or before the opening of the file."""
    if day > record.today:
        raise Refusal("day", "day.future", _("This day has not come yet."))
    known = [record.steps[-1].on] if record.steps else []
    if record.household.opened_on:
        known.append(record.household.opened_on)
    if known and day < max(known):
        raise Refusal(
            "day", "day.order", _("This cannot be before %(day)s, the day of what came before.") % {"day": max(known)}
        )


def _follow(record: Record, code: str, day: date, closing_reason: str, other_union: Union | None, hand: Hand) -> None:
    """What a step changes in the file besides its state."""
    household = record.household
    if code in _CONFIRMING:
        _confirm(record, hand)
    if household.state == States.IN_FORCE and household.opened_on is None:
        household.opened_on = day
    if household.state in Household.ENDED:
        household.closed_on, household.closing_reason = day, closing_reason
    if code == "ask_for_transfer":
        household.moving_to = other_union
    elif code == "confirm_transfer":
        move(household, hand)
    elif code in ("decline_transfer", "withdraw_transfer"):
        household.moving_to = None


def _confirm(record: Record, hand: Hand) -> None:
    """Checking and approving confirms what the approval rests on: from now on it is the file's category."""
    assessment = record.assessment
    if assessment is not None and not assessment.confirmed:
        assessment.confirmed = True
        Hand(hand.by, CONFIRMED).sign(assessment)
        assessment.save()


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that the page offers: `obstacles` say why its button is grey; empty, it can be taken once its form is filled."""

    step: lifecycle.Step
    obstacles: tuple[Reason, ...]

    @property
    def is_open(self) -> bool:
        return not self.obstacles


def offered(household: Household, by: Any, record: Record | None = None) -> list[Offer]:
    """The steps that `by` could ever take of the file in its state, in the order of the table, the open ones with no obstacle.

    Steps of other roles and other unions are left out: they are nothing to do for this reader, and so are those that follow
    from another act.
    """
    record = record or Record(household)
    steps = [step for step in lifecycle.steps_from(household.state) if not step.follows]
    standing = standing_of(record, by, on=record.today, steps=steps)
    offers = [Offer(step, obstacles_to(step, standing)) for step in steps]
    closed_doors = {"step.permission", "step.level", "step.locked"}
    return [offer for offer in offers if not closed_doors & {reason.code for reason in offer.obstacles}]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist before a step: what must lie in the file, whether it does, what to do where it does not."""

    need: str
    sentence: str | Promise
    is_met: bool


@dataclass(frozen=True, slots=True)
class Next:
    """What a file waits for: the step, the day by which (None: nothing presses), and the checklist of what it needs."""

    step: lifecycle.Step
    due_on: date | None
    checks: tuple[Check, ...]

    @property
    def missing(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.is_met)


def next_of(household: Household, record: Record | None = None, special: dict[date, bool] | None = None) -> Next | None:
    """The main next step of a file; None for a closed or refused one. `special`: office.special_days, where already read."""
    code = MAIN.get(States(household.state))
    if code is None:
        return None
    record = record or Record(household)
    if code == "review_passed" and record.is_reviewed:
        code = "put_up_notice"
    if household.moving_to_id:
        code = "confirm_transfer"
    step = lifecycle.STEPS[code]
    met = set(record.facts(record.today, step.needs))
    checks = tuple(
        Check(need, NEEDS[need].sentence, need in met)
        for need in step.needs
        if not NEEDS[need].is_input and need not in HANDS
    )
    return Next(step, _due_on(step, record, special_days() if special is None else special), checks)


def _due_on(step: lifecycle.Step, record: Record, special: dict[date, bool]) -> date | None:
    def counted(start: date, days: int) -> date:
        return add_working_days(start, days, special)

    if step.code == "begin_reexamination":
        confirmed = record.household.assessments.filter(confirmed=True).first()
        proved_on = confirmed.assessed_on if confirmed else record.household.opened_on
        return reexamine_by(proved_on) if proved_on else None
    if step.code == "notice_over":
        ends_on = record.line.notice.ends_on if record.line else None
        return counted(ends_on, 1) if ends_on else None
    return lifecycle.due_on(step, record.since, counted) if record.since else None
