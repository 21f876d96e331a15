"""A consent taken back, and what follows for a public notice on which the household hangs (domain.md 7; PIPL art. 15 and 25)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hardship.models import Consent, Notice, NoticeLine
from hardship.rules.lifecycle import ENTER
from members.roles import may
from office.history import Hand
from office.refusal import Refusal
from office.trail.acts import note

from .notice_lines import PURPOSE
from .notices import strike_off
from .proofs import consent_missing
from .steps import hold, refuse_if_ended


@transaction.atomic
def withdraw(agreed: Consent, *, on: date, by: Any, reason: str = "") -> list[NoticeLine]:
    """Record that somebody took their consent back on a day; from that day on it does not hold.

    A household that hangs on a notice without the consent is struck off at once: gives the lines that are to be covered on the
    wall. What hung before, and what was approved since, stands. Raises Refusal: `file.ended`, `consent.withdrawn`,
    `date.future`, `date.order`, `permission` where a notice hangs and `by` may not take steps.
    """
    # Notices before files, as whoever posts holds them; a draft too, so that it is not posted meanwhile with this consent.
    notices = Notice.objects.filter(lines__household=agreed.household_id).exclude(state=Notice.State.TAKEN_DOWN)
    list(Notice.objects.select_for_update().filter(pk__in=notices.values("pk")).order_by("pk"))
    held = hold(agreed.household)
    refuse_if_ended(held)
    agreed.refresh_from_db()
    if agreed.withdrawn_on is not None:
        raise Refusal("", "consent.withdrawn", _("This consent was withdrawn already."))
    if on > timezone.localdate():
        raise Refusal("withdrawn_on", "date.future", _("This day has not come yet."))
    if on < agreed.signed_on:
        raise Refusal("withdrawn_on", "date.order", _("A consent cannot be withdrawn before it was given."))
    agreed.withdrawn_on = on
    Hand(by, reason.strip()).sign(agreed)
    agreed.save()
    note(
        "consent withdrawn", by=by, on=held, label=held.file_no, reason=reason.strip(), person=agreed.person_id,
        purpose=agreed.purpose, day=on,
    )  # fmt: skip
    if agreed.purpose != PURPOSE or not consent_missing(held, PURPOSE, on):
        return []
    hanging = held.notice_lines.filter(notice__state=Notice.State.POSTED, struck_on=None).select_related("notice")
    lines = list(hanging.order_by("pk"))
    if lines and by is not None and not may(by, ENTER):
        raise Refusal(
            "",
            "permission",
            _(
                "The household hangs on a public notice and has to be struck off: ask a clerk or an officer to record this."
            ),
        )
    why = _("A consent to the publication was withdrawn.")
    return [strike_off(line, on=on, why=why, by=by) for line in lines]
