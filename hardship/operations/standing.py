"""How a file and the person before it stand to each other: the facts that the table of steps asks about, out of the records."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from hardship.models import (
    Assessment,
    Assets,
    ExpenseLine,
    FileForm,
    Household,
    IncomeLine,
    NoticeLine,
    Objection,
    Recusal,
    Step,
    Visit,
)
from hardship.rules import lifecycle
from hardship.rules.lifecycle import DECIDE, ENTER, States, previous_hand
from hardship.rules.standing import Standing
from members.models import Union
from members.roles import may

from .completeness import Missing, missing_facts
from .proofs import consent_missing
from .visits import VISITORS_AT_LEAST

# What the rules and the steps write into an assessment is nobody's entry.
JUDGED, CONFIRMED = "judged", "confirmed"


class Record:
    """What lies in a file, as far as steps ask about it; each question reads the database once."""

    def __init__(self, household: Household, today: date | None = None) -> None:
        self.household, self.today = household, today or timezone.localdate()

    @cached_property
    def steps(self) -> list[Step]:
        """The oldest first."""
        return list(self.household.steps.select_related("by", "other_union").order_by("pk"))

    def last(self, *codes: str) -> Step | None:
        """The latest step of one of these codes."""
        return next((step for step in reversed(self.steps) if step.code in codes), None)

    @property
    def since(self) -> date | None:
        """The day on which the file came into its present state; None where nothing tells."""
        moved = (step for step in reversed(self.steps) if step.before != step.after)
        return next((step.on for step in moved), self.household.opened_on)

    @cached_property
    def assessment(self) -> Assessment | None:
        return self.household.assessments.first()

    @cached_property
    def form(self) -> FileForm | None:
        return FileForm.objects.filter(household=self.household).first()

    @cached_property
    def missing(self) -> list[Missing]:
        return missing_facts(self.household, self.form, self.assessment)

    @cached_property
    def line(self) -> NoticeLine | None:
        """The household's place on its latest notice."""
        return self.household.notice_lines.select_related("notice").order_by("-pk").first()

    @property
    def round_began_on(self) -> date | None:
        """Visits and assessments of before do not count for what is asked now: a re-examination looks anew."""
        began = self.last("begin_reexamination") if self.household.state == States.REEXAMINING else None
        return began.on if began else None

    @cached_property
    def not_agreed(self) -> list[str]:
        """The names of those of the family who have not agreed to the checks with other offices."""
        return consent_missing(self.household, "check", self.today)

    @cached_property
    def is_reviewed(self) -> bool:
        """Whether the review has passed since the facts were verified last."""
        latest = self.last("review_passed", "verification_done", "hand_in")
        return latest is not None and latest.code == "review_passed"

    @cached_property
    def is_visited(self) -> bool:
        visits = Visit.objects.filter(household=self.household)
        if self.round_began_on:
            visits = visits.filter(on__gte=self.round_began_on)
        return any(len(visit.visitors) >= VISITORS_AT_LEAST for visit in visits)

    @cached_property
    def verdict(self) -> dict[str, Any]:
        """What the rules found last; {} where nothing was judged since what is asked now began."""
        if self.assessment is None or (self.round_began_on and self.assessment.assessed_on < self.round_began_on):
            return {}
        return self.assessment.verdict

    @cached_property
    def has_notice(self) -> bool:
        """Whether a notice stands or waits with this household on it, drawn up after its latest review."""
        if self.line is None or self.line.struck_on or self.line.notice.state == self.line.notice.State.TAKEN_DOWN:
            return False
        reviewed, posted_on = self.last("review_passed"), self.line.notice.posted_on
        return posted_on is None or reviewed is None or posted_on >= reviewed.on

    def is_notice_over(self, on: date) -> bool:
        ends_on = self.line.notice.ends_on if self.line and self.line.counts else None
        return ends_on is not None and on > ends_on

    @cached_property
    def has_open_objection(self) -> bool:
        return Objection.objects.filter(line__household=self.household, answered_on=None).exists()

    def facts(self, on: date, needs: Iterable[str]) -> Iterator[str]:
        """Those of `needs` that lie in the file and are met on a day; the database is asked for them alone."""
        met: dict[str, Callable[[], bool]] = {
            "complete": lambda: not self.missing,
            "consent": lambda: not self.not_agreed,
            "visit": lambda: self.is_visited,
            "verdict": lambda: bool(self.verdict),
            "eligible": lambda: bool(self.verdict.get("category")),
            "review": lambda: self.is_reviewed,
            "notice": lambda: self.has_notice,
            "notice_ended": lambda: self.is_notice_over(on),
            "no_open_objection": lambda: not self.has_open_objection,
            "transfer_asked": lambda: self.household.moving_to_id is not None,
            "no_open_transfer": lambda: self.household.moving_to_id is None,
        }
        return (need for need in needs if need in met and met[need]())

    def assessed_by(self, acting: int | None) -> int | None:
        """Whose figures the latest assessment holds: `acting` when they typed any of them, else who typed them first."""
        if self.assessment is None:
            return None
        writers = [
            *self.assessment.history.exclude(history_change_reason__in=(JUDGED, CONFIRMED))
            .order_by("history_date", "history_id")
            .values_list("history_user_id", flat=True)
        ]
        for model in (IncomeLine, ExpenseLine, Assets):
            lines = model.history.filter(assessment_id=self.assessment.pk)  # type: ignore[attr-defined]
            writers += lines.values_list("history_user_id", flat=True)
        return acting if acting in writers else next((writer for writer in writers if writer is not None), None)


def standing_of(
    record: Record, by: Any, *, on: date, steps: Iterable[lifecycle.Step], inputs: frozenset[str] = frozenset()
) -> Standing:
    """How `by` (None: a command) stands to the file, as far as `steps` ask; `inputs` are the needs given with the step."""
    household, acting = record.household, by.pk if by is not None else None
    needs = {need for step in steps for need in step.needs}
    verified = record.last("verification_done")
    sees_all = by is None or by.is_superuser
    office = Union.objects.filter(kind=Union.Kind.SYSTEM).order_by("path").first()
    return Standing(
        state=household.state,
        permissions=frozenset(code for code in (ENTER, DECIDE) if by is None or may(by, code)),
        union_path=household.union.path,
        staff_path="" if sees_all else by.union.path if by.union is not None else None,
        acting=acting,
        entered_by=household.entered_by_id,
        previous_by=previous_hand([(step.code, step.by_id) for step in record.steps]),
        assessed_by=record.assessed_by(acting) if "another_hand" in needs else None,
        verified_by=verified.by_id if verified else None,
        recused=acting is not None and Recusal.objects.filter(household=household, staff=acting).exists(),
        facts=frozenset(record.facts(on, needs)) | inputs,
        is_locked=household.state in Household.ENDED,
        office_path=office.path if office else "",
        receiving_path=household.moving_to.path if household.moving_to else "",
    )
