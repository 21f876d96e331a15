"""Public notices that hang: posted for so many working days, proved, a household struck off, taken down (domain.md 3 and 7).

A clerk draws up (notice_drafts.py), an officer posts. The day of posting does not count; approval waits until the last
working day is over. Objections: objections.py.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import Attachment, Household, Notice, NoticeLine
from hardship.rules.lifecycle import DECIDE, ENTER, States
from office.calendar import add_working_days, working_days_between
from office.history import Hand
from office.lengths import check_lengths
from office.privacy import files
from office.refusal import Refusal
from office.special_days import special_days
from office.trail.acts import note

from . import steps
from .notice_doors import STRUCK_OFF, latest_line, locked, must_hold, note_line, some
from .notice_lines import Standing, standings, table

PROOF = "notice"  # of ATTACHMENT_KINDS


@transaction.atomic
def post(notice: Notice, *, on: date, today: date, by: Any) -> Notice:
    """The draft hangs from `on`: its lines are frozen, its last day is set, and every file goes on public notice.

    Raises Refusal `permission`, `notice.state`, `date.future`, `notice.minor`, `notice.consent` (names who has not signed),
    `notice.unit`, or what a file's own step refuses, with the number of the file.
    """
    must_hold(by, DECIDE)
    notice = locked(notice, Notice.State.DRAFT)
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future: enter the notice once it hangs."))
    lines = list(notice.lines.select_related("household"))
    households = [line.household for line in lines]
    _check_standings(standings(households, on))
    for line, cells in zip(lines, table(lines, on), strict=True):
        line.shown = cells
    NoticeLine.objects.bulk_update(lines, ["shown"])
    for household in households:
        try:
            steps.take(household, "put_up_notice", by=by, on=on)
        except Refusal as refusal:
            raise Refusal("", refusal.code, f"{household.file_no}: {refusal.message}") from refusal
    notice.state, notice.posted_on = Notice.State.POSTED, on
    notice.ends_on = add_working_days(on, notice.days, special_days())
    Hand(by).sign(notice)
    notice.save()
    note("notice posted", by=by, on=notice, posted=on, ends=notice.ends_on, days=notice.days, files=len(lines))
    return notice


def _check_standings(found: Sequence[Standing]) -> None:
    silent = [
        _("%(file)s: %(names)s") % {"file": one.household.file_no, "names": "、".join(one.not_agreed)}
        for one in found
        if one.not_agreed
    ]
    if silent:
        raise Refusal(
            "",
            "notice.consent",
            _("Not everybody has agreed to the publication. Still to sign: %(who)s.") % {"who": some(silent)},
        )
    for one in found:
        for reason in one.reasons:
            raise Refusal("", reason.code, f"{one.household.file_no}: {reason.sentence}")


@transaction.atomic
def prove(notice: Notice, attachment: Attachment, *, by: Any) -> Notice:
    """`attachment`, which lies in one of its files, shows the notice as it hangs; every other file is given a copy.

    Each file stands for itself: it is read by its own union, and destroyed in its own time. Raises Refusal `permission`,
    `notice.state` or `notice.proof`.
    """
    must_hold(by, ENTER)
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.state == Notice.State.DRAFT:
        raise Refusal("", "notice.state", _("The notice does not hang yet."))
    keys = set(notice.lines.values_list("household_id", flat=True))
    if attachment.household_id not in keys:
        raise Refusal("proof", "notice.proof", _("This proof belongs to a file that is not on the notice."))
    having = Attachment.objects.filter(household__in=keys, kind=PROOF, sha256=attachment.sha256)
    keys -= {attachment.household_id, *having.values_list("household_id", flat=True)}
    notice.proof = attachment
    Hand(by).sign(notice)
    notice.save()
    _copy_into(keys, attachment, by)
    note("posting proved", by=by, on=notice, attachment=attachment.pk)
    return notice


def _copy_into(households: Iterable[int], attachment: Attachment, by: Any) -> None:
    facts = {
        field.name: getattr(attachment, field.name)
        for field in Attachment._meta.concrete_fields
        if field.name not in ("id", "household", "key", "person", "visit", "by", "at", "kind")
    }
    for household in households:
        key = files.keep_with_row(files.read_kept(attachment.key))
        copy = Attachment(household_id=household, kind=PROOF, key=key, by=by, **facts)
        Hand(by).sign(copy)
        copy.save()


@transaction.atomic
def take_down(notice: Notice, *, on: date, today: date, by: Any) -> list[tuple[Household, str]]:
    """The period is over: the notice comes down, and every file without an objection goes on to be checked.

    Gives the files that stay behind, each with the reason in a sentence; a household that was struck off waits for another
    notice already and is none of them. Raises Refusal `permission`, `notice.state`,
    `date.future`, `notice.running` or `notice.proof`.
    """
    must_hold(by, ENTER)
    notice = locked(notice, Notice.State.POSTED)
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future."))
    if not ended(notice, on):
        raise Refusal(
            "on",
            "notice.running",
            _("The notice hangs until the evening of %(day)s.") % {"day": notice.ends_on},
        )
    if notice.proof is None:
        raise Refusal("proof", "notice.proof", _("Add the proof of posting first: a photo of the notice as it hung."))
    notice.state, notice.taken_down_on = Notice.State.TAKEN_DOWN, on
    Hand(by).sign(notice)
    notice.save()
    proofs = {
        proof.household_id: proof
        for proof in Attachment.objects.filter(
            household__notice_lines__notice=notice, kind=PROOF, sha256=notice.proof.sha256
        )
    }
    left = []
    for line in notice.lines.select_related("household__head"):
        household = line.household
        if household.state == States.OBJECTED:
            left.append((household, str(_("an objection is still without an answer"))))
        # Whoever was struck off may be on another notice by now.
        elif household.state == States.IN_NOTICE and line.pk == latest_line(household).pk:
            try:
                steps.take(household, "notice_over", by=by, on=on, evidence=proofs.get(household.pk, notice.proof))
            except Refusal as refusal:
                left.append((household, str(refusal.message)))
    note("notice taken down", by=by, on=notice, day=on, stayed=[household.file_no for household, _why in left])
    return left


@transaction.atomic
def take_down_early(notice: Notice, *, on: date, why: str, today: date, by: Any) -> list[Household]:
    """A notice that should not hang comes down before its last day is over, and does not count as having hung.

    Its files wait for another notice; gives those that still wait for the answer to an objection first. Raises Refusal
    `permission`, `notice.state`, `required` (why), `text.long`, `date.future`, `date.order`, `notice.over`, or what a file's
    own step refuses, with the number of the file.
    """
    must_hold(by, DECIDE)
    notice = locked(notice, Notice.State.POSTED)
    if not why.strip():
        raise Refusal("why_early", "required", _("Write why it comes down early: whoever asks later reads it here."))
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future."))
    if notice.posted_on and on < notice.posted_on:
        raise Refusal("on", "date.order", _("A notice cannot come down before it hung."))
    if ended(notice, on):
        raise Refusal(
            "on", "notice.over", _("By this day the period was over: take the notice down in the ordinary way.")
        )
    notice.state, notice.taken_down_on, notice.why_early = Notice.State.TAKEN_DOWN, on, why.strip()
    check_lengths(notice)
    Hand(by).sign(notice)
    notice.save()
    waiting = []
    for line in notice.lines.select_related("household", "notice"):
        household = line.household
        if household.state == States.OBJECTED and line.pk == latest_line(household).pk:
            waiting.append(household)
        else:
            let_go(household, line, by=by, on=on)
    note("notice taken down early", by=by, on=notice, reason=notice.why_early, day=on, files=notice.lines.count())
    return waiting


@transaction.atomic
def strike_off(line: NoticeLine, *, on: date, why: str, by: Any) -> NoticeLine:
    """The household stands on the hanging notice no more from `on`: its line is covered on the wall and left out of the print.

    Unless its days were over before, the file waits for another notice; while an objection is open, once that is answered.
    The caller holds the notice and the file. Raises Refusal `permission`, `notice.state` or `text.long`.
    """
    must_hold(by, ENTER)
    notice = locked(line.notice, Notice.State.POSTED)
    line.notice = notice
    line.struck_on, line.why_struck = max(on, notice.posted_on or on), why.strip()
    check_lengths(line)
    line.save()
    note_line(STRUCK_OFF, line.household, notice, by=by, reason=line.why_struck, day=line.struck_on)
    let_go(line.household, line, by=by)
    return line


def let_go(household: Household, line: NoticeLine, *, by: Any, on: date | None = None) -> None:
    """A file that stands on notice by a line that does not count waits for another notice; any other stays where it is.

    `on`: the day of the step, today if None. Raises what the step refuses, with the number of the file.
    """
    household.refresh_from_db(fields=["state"])
    if household.state != States.IN_NOTICE or line.counts or line.pk != latest_line(household).pk:
        return
    why = line.why_struck or line.notice.why_early
    try:
        steps.take(household, "take_off_notice", by=by, on=on, reason=why)
    except Refusal as refusal:
        raise Refusal("", refusal.code, f"{household.file_no}: {refusal.message}") from refusal


def ended(notice: Notice, day: date) -> bool:
    """Whether the notice's last working day lies before `day`: approval waits for it."""
    return notice.ends_on is not None and day > notice.ends_on


def days_left(notice: Notice, day: date) -> int:
    """Working days that a posted notice still hangs after `day`; 0 on its last day and later."""
    return working_days_between(day, notice.ends_on, special_days()) if notice.ends_on else 0
