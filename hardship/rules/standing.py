"""Whether somebody may take a step of a file now, and if not, why: the questions put to the table of lifecycle.py.

Nobody approves their own entry or a relative's case. Source: domain.md 3.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hardship.rules.lifecycle import Step
from hardship.rules.needs import HANDS, NEEDS, Reason


@dataclass(frozen=True, slots=True)
class Standing:
    """How a file and the person before it stand to each other, in plain values.

    Paths are those of unions ("000001/000002/"); `staff_path` is None for staff without a union and "" for a command at
    the server, which sees all. `entered_by`, `previous_by` (lifecycle.previous_hand), `assessed_by` (who typed the latest
    assessment) and `verified_by` (who took verification_done) are keys of staff, None where nobody is known, as with
    files of old rosters. `facts`: the needs that are met, inputs included; those about hands are found out here.
    `recused`: the acting person is a declared relative. `office_path`: the office's own union.
    """

    state: str
    permissions: frozenset[str]
    union_path: str
    staff_path: str | None
    acting: int | None
    entered_by: int | None = None
    previous_by: int | None = None
    assessed_by: int | None = None
    verified_by: int | None = None
    recused: bool = False
    facts: frozenset[str] = frozenset()
    is_locked: bool = False
    office_path: str = ""
    receiving_path: str = ""


def objections_to(wanted: Step, standing: Standing) -> tuple[Reason, ...]:
    """Why the step cannot be taken now; empty when it can. What does not depend on this step's inputs comes first.

    A wrong state, a locked file, a missing permission or another union's file each end the questioning: what else is
    missing helps nobody then. Source: domain.md 3, "Permissions" and the table.
    """
    for closed_door in (_of_the_file(wanted, standing), _of_the_person(wanted, standing)):
        if closed_door is not None:
            return (closed_door,)
    missing = [
        NEEDS[code]
        for code in wanted.needs
        if (_is_in_the_same_hand(code, standing) if code in HANDS else code not in standing.facts)
    ]
    missing.sort(key=lambda need: need.is_input)
    return tuple(Reason(f"step.{need.code}", need.sentence, need.code if need.is_input else "") for need in missing)


def obstacles_to(wanted: Step, standing: Standing) -> tuple[Reason, ...]:
    """The objections that filling in the step's own form does not lift: what a page says beside a button it greys out."""
    return tuple(reason for reason in objections_to(wanted, standing) if not reason.field)


def _of_the_file(wanted: Step, standing: Standing) -> Reason | None:
    if standing.is_locked and not wanted.new_episode:
        return Reason("step.locked", _("The file is closed and can only be read; reopening begins a new one."))
    if standing.state not in wanted.sources:
        return Reason(
            "step.state", _("The file has moved on meanwhile: this step does not belong to its present state.")
        )
    return None


def _of_the_person(wanted: Step, standing: Standing) -> Reason | None:
    if wanted.permission not in standing.permissions:
        return Reason("step.permission", _("Your role does not allow this step."))
    if not _is_of_level(wanted.level, standing):
        if wanted.level == "above":
            return Reason("step.level", _("A union above the file's own has to do this."))
        if wanted.level == "receiving":
            return Reason("step.level", _("The union that is to receive the file has to do this."))
        return Reason("step.level", _("The file belongs to another union."))
    if wanted.decides and standing.recused:
        return Reason("step.relative", _("You are related to this household: somebody else must decide."))
    return None


def _is_of_level(level: str, standing: Standing) -> bool:
    if standing.staff_path is None:
        return False
    if level == "receiving":
        return bool(standing.receiving_path) and standing.receiving_path.startswith(standing.staff_path)
    if not standing.union_path.startswith(standing.staff_path):
        return False
    # Nobody sits above the office's own files here; there somebody else of the office checks them.
    is_own_of_office = standing.union_path == standing.office_path
    return level == "own" or is_own_of_office or standing.staff_path != standing.union_path


def _is_in_the_same_hand(need: str, standing: Standing) -> bool:
    return standing.acting is not None and standing.acting in {getattr(standing, name) for name in HANDS[need]}
