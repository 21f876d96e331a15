"""Public notices: drawn up, posted for so many working days, objected to and answered, taken down (domain.md 3 and 7).

A clerk draws up, an officer posts. The day of posting does not count; approval waits until the last working day is over.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import Attachment, Household, Notice, NoticeLine, Objection, Standard, Step
from hardship.rules.lifecycle import DECIDE, ENTER, NOTICE_DAYS, States
from members.models import Union
from members.roles import may
from members.scope import sees
from office.calendar import add_working_days, working_days_between
from office.history import Hand
from office.lengths import check_lengths
from office.privacy import files
from office.refusal import Refusal
from office.special_days import special_days
from office.trail.acts import note

from . import steps
from .notice_lines import Standing, ready, standings, table

PROOF = "notice"  # of ATTACHMENT_KINDS
NAMED_AT_MOST = 8  # files in one refusal; the page names them all


@transaction.atomic
def draw_up(
    union: Union,
    households: Sequence[Household],
    *,
    title: str,
    phone: str,
    by: Any,
    basis: str = "",
    place: str = "",
    days: int | None = None,
) -> Notice:
    """A draft with these files, which lie in `union` or below it. `days`: working days; those of the city's standard if None.

    Raises Refusal `notice.empty`, `notice.not_ready` (names the files), `notice.days`, `required` or `permission`.
    """
    _must_hold(by, ENTER)
    if not sees(by, union):
        raise Refusal("union", "union.unknown", _("This union is not among yours."))
    for field, text in (("title", title), ("phone", phone)):
        if not text.strip():
            raise Refusal(field, "required", _("This stands on every notice: please write it."))
    if not households:
        raise Refusal("households", "notice.empty", _("Choose at least one file."))
    keys = {household.pk for household in households}
    chosen = list(Household.objects.select_for_update().filter(pk__in=keys).order_by("file_no"))
    waiting = set(ready(union).filter(pk__in=keys).values_list("pk", flat=True))
    if late := [household.file_no for household in chosen if household.pk not in waiting]:
        raise Refusal(
            "households",
            "notice.not_ready",
            _("These files do not wait for a notice (any more): %(files)s.") % {"files": _some(late)},
        )
    least = days_at_least(union)
    days = least if days is None else days
    if days < least:
        raise Refusal("days", "notice.days", _("A notice hangs for %(days)d working days at least.") % {"days": least})
    notice = Notice(
        union=union,
        title=title.strip(),
        basis=basis.strip(),
        days=days,
        phone=phone.strip(),
        place=place.strip(),
        by=by,
    )
    check_lengths(notice)
    Hand(by).sign(notice)
    notice.save()
    NoticeLine.objects.bulk_create(NoticeLine(notice=notice, household=household) for household in chosen)
    note("notice drawn up", by=by, on=notice, files=[household.file_no for household in chosen])
    return notice


def days_at_least(union: Union, on: date | None = None) -> int:
    """For how many working days a notice of `union` hangs: as the newest standard says (the one of `on`, if given), else five."""
    standard = Standard.objects.on(union, on or date.max)
    return max(NOTICE_DAYS, standard.notice_days) if standard else NOTICE_DAYS


@transaction.atomic
def leave_out(line: NoticeLine, *, by: Any) -> None:
    """Take a file off a draft; it waits for another notice. Raises Refusal `notice.state`, `notice.empty` or `permission`."""
    _must_hold(by, ENTER)
    notice = _locked(line.notice, Notice.State.DRAFT)
    if notice.lines.count() == 1:
        raise Refusal("", "notice.empty", _("A notice without files says nothing: discard the draft instead."))
    file_no = line.household.file_no
    line.delete()
    note("left out of the notice", by=by, on=notice, file=file_no)


@transaction.atomic
def discard(notice: Notice, *, by: Any) -> None:
    """Throw a draft away; its files wait for another notice. Raises Refusal `notice.state` or `permission`."""
    _must_hold(by, ENTER)
    notice = _locked(notice, Notice.State.DRAFT)
    key, label, files = notice.pk, notice.title, list(notice.lines.values_list("household__file_no", flat=True))
    Hand(by).sign(notice)
    notice.delete()
    note("notice discarded", by=by, label=label, notice=key, files=files)


@transaction.atomic
def post(notice: Notice, *, on: date, today: date, by: Any) -> Notice:
    """The draft hangs from `on`: its lines are frozen, its last day is set, and every file goes on public notice.

    Raises Refusal `permission`, `notice.state`, `date.future`, `notice.minor`, `notice.consent` (names who has not signed),
    `notice.unit`, or what a file's own step refuses, with the number of the file.
    """
    _must_hold(by, DECIDE)
    notice = _locked(notice, Notice.State.DRAFT)
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future: enter the notice once it hangs."))
    lines = list(notice.lines.select_related("household"))
    households = [line.household for line in lines]
    _check_standings(standings(households, on))
    for line, cells in zip(lines, table(households, on), strict=True):
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
            _("Not everybody has agreed to the publication. Still to sign: %(who)s.") % {"who": _some(silent)},
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
    _must_hold(by, ENTER)
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
    kept: list[str] = []
    try:
        for household in households:
            kept.append(files.keep(files.read_kept(attachment.key)))
            copy = Attachment(household_id=household, kind=PROOF, key=kept[-1], by=by, **facts)
            Hand(by).sign(copy)
            copy.save()
    except BaseException:
        for key in kept:
            files.drop(key)
        raise


@transaction.atomic
def take_down(notice: Notice, *, on: date, today: date, by: Any) -> list[tuple[Household, str]]:
    """The period is over: the notice comes down, and every file without an objection goes on to be checked.

    Gives the files that stay behind, each with the reason in a sentence. Raises Refusal `permission`, `notice.state`,
    `date.future`, `notice.running` or `notice.proof`.
    """
    _must_hold(by, ENTER)
    notice = _locked(notice, Notice.State.POSTED)
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
    notice.state = Notice.State.TAKEN_DOWN
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
        elif household.state == States.IN_NOTICE:
            try:
                steps.take(household, "notice_over", by=by, on=on, evidence=proofs.get(household.pk, notice.proof))
            except Refusal as refusal:
                left.append((household, str(refusal.message)))
    note("notice taken down", by=by, on=notice, day=on, stayed=[household.file_no for household, _why in left])
    return left


@transaction.atomic
def object_to(line: NoticeLine, *, on: date, text: str, today: date, by: Any, who: str = "") -> Objection:
    """Somebody objects to a household on a posted notice: it is written down, and the file waits for the answer.

    Raises Refusal `permission`, `required`, `date.future`, `objection.early`, `objection.late`.
    """
    _must_hold(by, ENTER)
    if not text.strip():
        raise Refusal("text", "required", _("Write down what is objected."))
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future."))
    notice = line.notice
    if notice.posted_on is None or on < notice.posted_on:
        raise Refusal("on", "objection.early", _("Nobody can object before the notice hangs."))
    household = Household.objects.select_for_update().get(pk=line.household_id)
    if household.state not in (States.IN_NOTICE, States.OBJECTED) or line.pk != _latest_line(household).pk:
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
    again. Raises Refusal `permission`, `objection.answered`, `objection.own`, `required`, `date.future`, `date.order`.
    """
    _must_hold(by, DECIDE)
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
    note("objection answered", by=by, on=household, objection=objection.pk, upheld=upheld, day=on)
    return objection


def hands_of(objection: Objection) -> set[int]:
    """Keys of the staff who may not answer: who took the objection, who drew up the notice and who posted it."""
    line = objection.line
    posted = Step.objects.filter(household=line.household_id, code="put_up_notice", on=line.notice.posted_on)
    hands = {objection.taken_by_id, line.notice.by_id, *posted.values_list("by_id", flat=True)}
    return {key for key in hands if key is not None}


def ended(notice: Notice, day: date) -> bool:
    """Whether the notice's last working day lies before `day`: approval waits for it."""
    return notice.ends_on is not None and day > notice.ends_on


def days_left(notice: Notice, day: date) -> int:
    """Working days that a posted notice still hangs after `day`; 0 on its last day and later."""
    return working_days_between(day, notice.ends_on, special_days()) if notice.ends_on else 0


def _latest_line(household: Household) -> NoticeLine:
    line: NoticeLine = household.notice_lines.order_by("-pk")[0]
    return line


def _locked(notice: Notice, state: str) -> Notice:
    """The notice, held until the act is over. Raises Refusal `notice.state` where somebody was faster."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("union", "proof").get(pk=notice.pk)
    if notice.state != state:
        raise Refusal("", "notice.state", _("The notice has moved on meanwhile: look at it again."))
    return notice


def _must_hold(by: Any, permission: str) -> None:
    """`by` None is a command at the server. Raises Refusal `permission`."""
    if by is not None and not may(by, permission):
        raise Refusal("", "permission", _("Your role does not allow this step."))


def _some(names: Sequence[Any]) -> str:
    """The first of them, and how many more there are."""
    told = "; ".join(map(str, names[:NAMED_AT_MOST]))
    more = len(names) - NAMED_AT_MOST
    return told if more <= 0 else str(_("%(names)s and %(more)d more") % {"names": told, "more": more})
