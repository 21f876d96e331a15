"""What a step of a file asks for, and the sentence for whoever lacks it. Sources: domain.md 1.5, 2 and 3."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step cannot be taken: a code for programs, a sentence for people, the input it is about where there is one."""

    code: str
    sentence: str | Promise
    field: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that must be there before a step. `is_input`: it is given with the step, the rest lies in the file."""

    code: str
    sentence: Promise
    is_input: bool = False


NEEDS: dict[str, Need] = {
    need.code: need
    for need in [
        Need("opinion", _("Write your opinion."), is_input=True),
        Need("reason", _("Write the reason, so that the others know what to do."), is_input=True),
        Need("day", _("Give the day on which this happened."), is_input=True),
        Need("result", _("Choose how it turned out."), is_input=True),
        Need("evidence", _("Attach the proof of this step."), is_input=True),
        Need("closing_reason", _("Choose the reason of closing."), is_input=True),
        Need("target_union", _("Choose the union that is to receive the file."), is_input=True),
        Need("complete", _("Fill in the required facts first: the list names what is missing.")),
        Need("consent", _("Every adult of the family must have agreed to the checks first.")),
        Need("visit", _("Enter the visit first: two visitors or more saw the household.")),
        Need("verdict", _("Examine the household first: no assessment says whether it is entitled.")),
        Need("eligible", _("The household is not entitled by its assessment: refuse the file, or correct its facts.")),
        Need("review", _("Enter the outcome of the review first.")),
        Need("notice", _("Draw up the public notice with this household first.")),
        # Met by a notice that shows what the file says now: a category or a cause that changed wants a new one.
        Need("notice_ended", _("The public notice has not ended yet: approval waits for its last working day.")),
        Need("no_open_objection", _("An objection to the notice is still without an answer.")),
        Need("transfer_asked", _("Nobody has asked for a transfer of this file.")),
        Need("no_open_transfer", _("A transfer of this file waits for the receiving union: settle it first.")),
        Need("another_hand", _("Somebody else must do this: you entered these facts or took the step before.")),
        Need("not_own_entry", _("Somebody else must do this: you entered the file yourself.")),
        Need("fresh_eyes", _("Somebody else must answer: you entered the file or verified it.")),
        Need("other_side", _("Somebody else must confirm: you asked for the transfer yourself.")),
    ]
}
# Of whom the acting person must differ: fields of Standing.
HANDS: dict[str, tuple[str, ...]] = {
    "another_hand": ("entered_by", "assessed_by", "previous_by"),
    "not_own_entry": ("entered_by",),
    "fresh_eyes": ("entered_by", "verified_by"),
    "other_side": ("previous_by",),
}
