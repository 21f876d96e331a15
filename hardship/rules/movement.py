"""How the steps of files move the figures of T4, the table of movement (domain.md 6.2)."""

from __future__ import annotations

from hardship.rules.code_lists import CLOSING_REASONS

# T4: what a step adds to. Openings of a household that had a closed file before are 返困; a transfer leaves one union
# and enters another; of the closings only those for want of hardship count as 脱困.
MOVEMENT: dict[str, tuple[str, ...]] = {
    "approve": ("opened",),
    "city_approved": ("opened",),
    "confirm_transfer": ("transferred_out", "transferred_in"),
    "keep_in_force": ("reexamined",),
    "close": ("closed_otherwise",),
}
CLOSING_MOVEMENT: dict[str, str] = {
    entry.code: {"recovered": "out_of_hardship", "resolved": "out_of_hardship", "transferred": "transferred_out"}.get(
        entry.code, "closed_otherwise"
    )
    for entry in CLOSING_REASONS.entries
}


def movement(code: str, *, closing_reason: str = "", was_closed_before: bool = False) -> tuple[str, ...]:
    """The columns of T4 (domain.md 6.2) that a step counts in; none for steps that move no figure."""
    if code == "close":
        return (CLOSING_MOVEMENT.get(closing_reason, "closed_otherwise"),)
    columns = MOVEMENT.get(code, ())
    return ("reopened",) if was_closed_before and columns == ("opened",) else columns
