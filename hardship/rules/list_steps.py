"""The life of a relief list as data: 编制 → 审核 → 批准 → 付款 → 回单 → 完成, and the ways back (domain.md 4.4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.rules.needs import Reason

ENTER = "hardship.change_relieflist"
DECIDE = "hardship.approve_relief"
PAY = "hardship.pay_relief"

DRAFT, SUBMITTED, CHECKED, APPROVED, PAYING, CLOSED, VOID = (
    "draft", "submitted", "checked", "approved", "paying", "closed", "void",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListStep:
    """A way from one of `states` to `after`. `not_by`: whose hand must not be the same, of "entered" and "approved"."""

    code: str
    label: Promise
    states: tuple[str, ...]
    after: str
    permission: str
    not_by: tuple[str, ...] = ()
    asks_reason: bool = False


LIST_STEPS = {
    step.code: step
    for step in [
        ListStep("hand_in", _("Hand in for checking"), (DRAFT,), SUBMITTED, ENTER),
        ListStep("check", _("Checked, nothing to correct"), (SUBMITTED,), CHECKED, DECIDE, ("entered",)),
        ListStep("approve", _("Approve"), (CHECKED,), APPROVED, DECIDE, ("entered",)),
        ListStep(
            "send_back", _("Return for correction"), (SUBMITTED, CHECKED, APPROVED), DRAFT, DECIDE, asks_reason=True
        ),
        ListStep("begin_payment", _("Begin to pay"), (APPROVED,), PAYING, PAY, ("approved",)),
        ListStep("close", pgettext_lazy("step of a list", "Close"), (PAYING,), CLOSED, PAY, ("approved",)),
        ListStep("discard", _("Discard the list"), (DRAFT,), VOID, ENTER, asks_reason=True),
    ]
}
# What a list waits for in each state.
NEXT = {
    DRAFT: "hand_in",
    SUBMITTED: "check",
    CHECKED: "approve",
    APPROVED: "begin_payment",
    PAYING: "close",
}


def objections_to_step(
    step: ListStep,
    *,
    state: str,
    permissions: frozenset[str] | None,
    acting: int | None,
    entered: frozenset[int],
    approved: int | None,
) -> tuple[Reason, ...]:
    """Why the step cannot be taken now by `acting`; empty when it can.

    `permissions` None and `acting` None are a command at the server. `entered`: the keys of all who entered the list or a
    line of it; `approved`: who approved it. Source: domain.md 4.4 and 10.13.
    """
    if state not in step.states:
        return (Reason("list.state", _("The list has moved on meanwhile: look at it again.")),)
    if permissions is not None and step.permission not in permissions:
        return (Reason("permission", _("Your role does not allow this step.")),)
    if acting is None:
        return ()
    if "entered" in step.not_by and acting in entered:
        return (Reason("list.own_entry", _("Somebody else must do this: you entered lines of this list yourself.")),)
    if "approved" in step.not_by and acting == approved:
        return (Reason("list.own_approval", _("Somebody else must pay: you approved this list yourself.")),)
    return ()
