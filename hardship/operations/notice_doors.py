"""What every act on a public notice begins and ends with: the right to it, the notice held in its state, the line in the trail."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.models import Household, Notice, NoticeLine
from members.roles import may
from office.refusal import Refusal
from office.trail.acts import note

NAMED_AT_MOST = 8  # files in one refusal; the page names them all
# What the trail of a file says of its places on notices, in `note_line`.
PUT_ON, LEFT_OUT, AID_SAID, STRUCK_OFF = "put on a notice", "left out of the notice", "aid on the notice", "struck off"


def must_hold(by: Any, permission: str) -> None:
    """`by` None is a command at the server. Raises Refusal `permission`."""
    if by is not None and not may(by, permission):
        raise Refusal("", "permission", _("Your role does not allow this step."))


def locked(notice: Notice, state: str) -> Notice:
    """The notice, held until the act is over. Raises Refusal `notice.state` where somebody was faster."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("union", "proof").get(pk=notice.pk)
    if notice.state != state:
        raise Refusal("", "notice.state", _("The notice has moved on meanwhile: look at it again."))
    return notice


def latest_line(household: Household) -> NoticeLine:
    """Its place on the notice that it was put on last. Raises IndexError for a file that never stood on one."""
    line: NoticeLine = household.notice_lines.order_by("-pk")[0]
    return line


def note_line(act: str, household: Household, notice: Notice | int, *, by: Any, reason: str = "", **facts: Any) -> None:
    """The file's own part of an act on a notice, which may be that of two hundred households."""
    key = notice if isinstance(notice, int) else notice.pk
    note(act, by=by, on=household, label=household.file_no, reason=reason, notice=key, **facts)


def some(names: Sequence[Any]) -> str:
    """The first of them, and how many more there are."""
    told = "; ".join(map(str, names[:NAMED_AT_MOST]))
    more = len(names) - NAMED_AT_MOST
    return told if more <= 0 else str(_("%(names)s and %(more)d more") % {"names": told, "more": more})
