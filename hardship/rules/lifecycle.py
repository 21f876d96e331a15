"""The life of a file as data: its states, the steps between them, who may take which, and what each asks for.

A new state or step is a line here (design.md 8). needs.py says what a step asks for, standing.py whether somebody may take
it, movement.py in which figures it counts, retention.py how long a closed file is kept.
Sources: domain.md 3 (life-cycle) and 1.5 (opinions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ENTER = "hardship.take_step"
DECIDE = "hardship.approve_step"
NOTICE_DAYS = 5  # working days that a public notice hangs at least; an office may ask for more


class States(StrEnum):
    """Where a file can be. The codes are those of `Household.State`."""

    DRAFT = "draft"
    APPLIED = "applied"
    VERIFYING = "verifying"
    REVIEWING = "reviewing"
    IN_NOTICE = "in_notice"
    OBJECTED = "objected"
    CHECKING = "checking"
    WITH_CITY = "with_city"
    RETURNED = "returned"
    IN_FORCE = "in_force"
    REEXAMINING = "reexamining"
    CLOSED = "closed"
    REFUSED = "refused"


STATE_LABELS: dict[States, Promise] = {
    States.DRAFT: _("draft"),
    States.APPLIED: _("applied"),
    States.VERIFYING: _("being verified"),
    States.REVIEWING: _("under review"),
    States.IN_NOTICE: _("on public notice"),
    States.OBJECTED: _("objection under check"),
    States.CHECKING: _("being checked above"),
    States.WITH_CITY: _("with the city"),
    States.RETURNED: _("returned for correction"),
    States.IN_FORCE: _("in force"),
    States.REEXAMINING: _("being re-examined"),
    States.CLOSED: pgettext_lazy("state of a file", "closed"),
    States.REFUSED: _("refused"),
}
# Statistics and relief count a file from its coming into force to its closing, re-examination included.
STANDING_STATES = frozenset({States.IN_FORCE, States.REEXAMINING})
FINAL_STATES = frozenset({States.CLOSED, States.REFUSED})
# What others are judging must not change under their eyes: it is returned for correction first.
EDITABLE_STATES = STANDING_STATES | {States.DRAFT, States.APPLIED, States.VERIFYING, States.RETURNED}


@dataclass(frozen=True, slots=True)
class Result:
    """One way in which a step turns out; `target` where it leads elsewhere than the step does by itself."""

    code: str
    label: Promise
    target: States | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a file.

    `label`: the verb on the button. `target`: None when the state stays. `level`: whose staff take it: "own" the file's
    union or one above it, "above" a union above it, "receiving" the union that a transfer goes to or one above that.
    `needs`: codes of NEEDS. `days`: working days from entering the source state until it is due. `forwards`: it asks
    somebody else to go on, so whoever took it is not the next to approve. `new_episode`: its target is the state of a new file
    that is linked to this one, which itself stays as it is. `follows`: it is the consequence of another act, so that nobody is
    offered it by itself.
    """

    code: str
    label: Promise
    sources: tuple[States, ...]
    target: States | None
    permission: str = ENTER
    level: str = "own"
    needs: tuple[str, ...] = ()
    days: int | None = None
    results: tuple[Result, ...] = ()
    forwards: bool = True
    new_episode: bool = False
    follows: bool = False

    @property
    def decides(self) -> bool:
        """Whether it carries somebody's judgement, or the word that nobody objected: relatives withdraw from it."""
        return self.permission == DECIDE or not {"opinion", "notice_ended"}.isdisjoint(self.needs)

    def goes_to(self, state: str, result: str = "") -> States:
        """The state after the step with `result`, for a file that is in `state`; for a new episode, the new file's."""
        chosen = next((one for one in self.results if one.code == result), None)
        return (chosen and chosen.target) or self.target or States(state)

    @property
    def targets(self) -> frozenset[States]:
        """Every state that it can lead to; its sources where the state stays."""
        if self.results:
            return frozenset(self.goes_to(state, one.code) for state in self.sources for one in self.results)
        return frozenset(self.goes_to(state) for state in self.sources)


_BEFORE_APPROVAL = (
    States.APPLIED, States.VERIFYING, States.REVIEWING, States.IN_NOTICE, States.OBJECTED, States.CHECKING,
    States.WITH_CITY,
)  # fmt: skip
_APPROVAL = ("another_hand", "complete", "eligible", "notice_ended", "no_open_objection", "opinion")

STEPS: dict[str, Step] = {
    step.code: step
    for step in [
        # 1 申请
        Step("hand_in", _("Hand in"), (States.DRAFT, States.RETURNED), States.APPLIED, needs=("complete", "consent")),
        # A correction that leaves the notice true need not wait for another one.
        Step(
            "hand_in_papers",
            _("Hand in what was missing"),
            (States.RETURNED,),
            States.CHECKING,
            needs=("complete", "eligible", "notice_ended", "no_open_objection"),
        ),
        # 2 核查
        Step("begin_verification", _("Begin verification"), (States.APPLIED,), States.VERIFYING, days=5),
        Step(
            "verification_done",
            _("Verification done"),
            (States.VERIFYING,),
            States.REVIEWING,
            needs=("visit", "verdict", "opinion"),
            days=5,
        ),
        # 3 民主评议
        Step("review_passed", _("Review passed"), (States.REVIEWING,), None, needs=("eligible", "opinion", "day")),
        # 4 公示
        Step(
            "put_up_notice",
            _("Put up notice"),
            (States.REVIEWING,),
            States.IN_NOTICE,
            DECIDE,
            needs=("review", "eligible", "notice", "day"),
        ),
        Step(
            "notice_over",
            _("Notice over, no objection"),
            (States.IN_NOTICE,),
            States.CHECKING,
            needs=("notice_ended", "no_open_objection", "evidence"),
        ),
        # Somebody no longer agrees to the publication, or the notice should not have hung: its days do not count.
        Step(
            "take_off_notice",
            _("Take off the notice"),
            (States.IN_NOTICE,),
            States.REVIEWING,
            needs=("reason",),
            forwards=False,
            follows=True,
        ),
        Step(
            "objection_received",
            _("Objection received"),
            (States.IN_NOTICE,),
            States.OBJECTED,
            needs=("reason", "day"),
            forwards=False,
        ),
        Step(
            "objection_answered",
            _("Objection answered"),
            (States.OBJECTED,),
            States.IN_NOTICE,
            DECIDE,
            needs=("fresh_eyes", "no_open_objection", "opinion", "result"),
            days=5,
            results=(
                Result("unfounded", _("unfounded, the notice goes on")),
                # What the notice said was wrong: a new one, after a new review.
                Result("corrected", _("founded, the file is corrected and put up again"), States.VERIFYING),
            ),
            forwards=False,
        ),
        # 5 复核 and 6 审批: decided here, or handed to the city, whichever the office has to do
        Step(
            "approve",
            _("Check and approve"),
            (States.CHECKING,),
            States.IN_FORCE,
            DECIDE,
            "above",
            needs=_APPROVAL,
            days=10,
        ),
        Step(
            "to_city", _("To the city"), (States.CHECKING,), States.WITH_CITY, DECIDE, "above", needs=_APPROVAL, days=10
        ),
        Step(
            "city_approved",
            _("City approved"),
            (States.WITH_CITY,),
            States.IN_FORCE,
            DECIDE,
            "above",
            needs=("not_own_entry", "day", "evidence"),
        ),
        Step(
            "return_for_correction",
            _("Return for correction"),
            _BEFORE_APPROVAL,
            States.RETURNED,
            DECIDE,
            needs=("reason",),
            forwards=False,
        ),
        Step(
            "refuse",
            _("Refuse"),
            (*_BEFORE_APPROVAL, States.RETURNED),
            States.REFUSED,
            DECIDE,
            needs=("not_own_entry", "reason", "result"),
            results=(
                Result("not_eligible", _("income above the line")),
                Result("excluded", _("an exclusion applies")),
                Result("false_statements", _("false statements")),
                Result("other_file", _("another file covers the household")),
                Result("city_refused", _("refused by the city")),
            ),
            forwards=False,
        ),
        Step(
            "withdraw",
            _("Withdraw the application"),
            (States.DRAFT, States.RETURNED, *_BEFORE_APPROVAL),
            States.REFUSED,
            needs=("reason",),
            forwards=False,
        ),
        # 8 动态
        Step("begin_reexamination", _("Begin re-examination"), (States.IN_FORCE,), States.REEXAMINING, forwards=False),
        Step(
            "keep_in_force",
            _("Keep in force"),
            (States.REEXAMINING,),
            States.IN_FORCE,
            DECIDE,
            needs=("another_hand", "complete", "visit", "verdict", "eligible", "opinion"),
        ),
        # 9 销档
        Step(
            "close",
            pgettext_lazy("step of a file", "Close"),
            (States.IN_FORCE, States.REEXAMINING),
            States.CLOSED,
            DECIDE,
            needs=("not_own_entry", "no_open_transfer", "closing_reason", "day"),
            forwards=False,
        ),
        Step(
            "reopen",
            _("Reopen"),
            (States.CLOSED, States.REFUSED),
            States.DRAFT,
            needs=("reason",),
            forwards=False,
            new_episode=True,
        ),
        # Between unions of the office the file moves with its history (转出, 转入).
        Step(
            "ask_for_transfer",
            _("Ask for transfer"),
            (States.IN_FORCE,),
            None,
            needs=("no_open_transfer", "target_union", "reason"),
        ),
        Step(
            "confirm_transfer",
            _("Confirm transfer"),
            (States.IN_FORCE, States.REEXAMINING),
            None,
            level="receiving",
            needs=("transfer_asked", "other_side", "day"),
        ),
        Step(
            "decline_transfer",
            _("Decline transfer"),
            (States.IN_FORCE, States.REEXAMINING),
            None,
            level="receiving",
            needs=("transfer_asked", "reason"),
            forwards=False,
        ),
        Step(
            "withdraw_transfer",
            _("Take the transfer back"),
            (States.IN_FORCE, States.REEXAMINING),
            None,
            needs=("transfer_asked", "reason"),
            forwards=False,
        ),
    ]
}
# What these settle is behind the file: whoever approved it last year may keep it in force this year.
SETTLING = frozenset(
    {"approve", "city_approved", "keep_in_force", "confirm_transfer", "decline_transfer", "withdraw_transfer"}
)


def step(code: str) -> Step:
    """The step of that code. Raises KeyError for one that the table does not know."""
    return STEPS[code]


def steps_from(state: str) -> tuple[Step, ...]:
    """The steps that leave `state` or may be taken in it, in the order of the table."""
    return tuple(one for one in STEPS.values() if state in one.sources)


def previous_hand(taken: Iterable[tuple[str, int | None]]) -> int | None:
    """Who took the file's latest forwarding step, from the codes and the staff of its steps, the oldest first.

    None where the file's latest matter is settled or nobody is known.
    """
    hand = None
    for code, by in taken:
        if code in SETTLING:
            hand = None
        elif code in STEPS and STEPS[code].forwards:
            hand = by
    return hand


def due_on(
    wanted: Step,
    since: date,
    add_working_days: Callable[[date, int], date],
    days: Mapping[str, int] | None = None,
) -> date | None:
    """The day by which the step is due for a file that entered its state on `since`; None where nothing presses.

    `add_working_days` knows the office's holidays; `days` are the office's own deadlines by code of step.
    """
    allowed = (days or {}).get(wanted.code, wanted.days)
    return None if allowed is None else add_working_days(since, allowed)
