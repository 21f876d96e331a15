"""Objections to a public notice: written down by one, looked into and answered by another (domain.md 3)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, NoticeLine, Objection, Step
from hardship.rules.lifecycle import DECIDE, ENTER, States
from office.history import Hand
from office.lengths import check_lengths
from office.refusal import Refusal
from office.trail.acts import note

from . import steps
from .notice_doors import latest_line, must_hold
from .notices import let_go


@transaction.atomic
def object_to(line: NoticeLine, *, on: date, text: str, today: date, by: Any, who: str = "") -> Objection:
    """Somebody objects to a household on a posted notice: it is written down, and the file waits for the answer.

    Raises Refusal `permission`, `required`, `date.future`, `objection.early`, `objection.late`.
    """
    must_hold(by, ENTER)
    if not text.strip():
        raise Refusal("text", "required", _("Write down what is objected."))
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future."))
    notice = line.notice
    if notice.posted_on is None or on < notice.posted_on:
        raise Refusal("on", "objection.early", _("Nobody can object before the notice hangs."))
    household = Household.objects.select_for_update().get(pk=line.household_id)
    if household.state not in (States.IN_NOTICE, States.OBJECTED) or line.pk != latest_line(household).pk:
        raise Refusal(
            "", "objection.late", _("This file has gone on from this notice: begin a check of the file instead.")
        )
    objection = Objection(line=line, on=on, who=who.strip(), text=text.strip(), taken_by=by)
    check_lengths(objection)
    Hand(by).sign(objection)
    objection.save()
    # A second objection joins the first: the file waits already.
    if household.state == States.IN_NOTICE:
        steps.take(household, "objection_received", by=by, on=on, reason=objection.text)
    note("objection received", by=by, on=household, objection=objection.pk, notice=notice.pk, day=on)
    return objection


@transaction.atomic
def answer(objection: Objection, *, on: date, text: str, upheld: bool, today: date, by: Any) -> Objection:
    """The written answer, by somebody who neither took the objection nor drew up or posted the notice.

    With the last answer the file goes on: the notice holds, or, where an objection is upheld, the file is corrected and put up
    again. Where the notice does not count any more, the file waits for another one. Raises Refusal `permission`,
    `objection.answered`, `objection.own`, `required`, `date.future`, `date.order`.
    """
    must_hold(by, DECIDE)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    line = objection.line
    if objection.answered_on is not None:
        raise Refusal("", "objection.answered", _("This objection has been answered already."))
    if by is not None and by.pk in hands_of(objection):
        raise Refusal(
            "",
            "objection.own",
            _("Somebody else must answer: you received this objection, or drew up or posted the notice."),
        )
    if not text.strip():
        raise Refusal("answer", "required", _("Write the answer that whoever objected is given."))
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future."))
    if on < objection.on:
        raise Refusal("on", "date.order", _("An answer cannot come before the objection."))
    objection.answered_on, objection.answer, objection.upheld, objection.answered_by = on, text.strip(), upheld, by
    check_lengths(objection)
    Hand(by).sign(objection)
    objection.save()
    household = Household.objects.select_for_update().get(pk=line.household_id)
    answered = line.objections.all()
    if household.state == States.OBJECTED and not answered.filter(answered_on=None).exists():
        result = "corrected" if answered.filter(upheld=True).exists() else "unfounded"
        steps.take(household, "objection_answered", by=by, on=on, opinion=objection.answer, result=result)
        # Struck off or taken down while the objection was open: read anew, now that the file is held.
        line = NoticeLine.objects.select_related("notice").get(pk=line.pk)
        let_go(household, line, by=by)
    note("objection answered", by=by, on=household, objection=objection.pk, upheld=upheld, day=on)
    return objection


def hands_of(objection: Objection) -> set[int]:
    """Keys of the staff who may not answer: who took the objection, who drew up the notice and who posted it."""
    line = objection.line
    posted = Step.objects.filter(household=line.household_id, code="put_up_notice", on=line.notice.posted_on)
    hands = {objection.taken_by_id, line.notice.by_id, *posted.values_list("by_id", flat=True)}
    return {key for key in hands if key is not None}
