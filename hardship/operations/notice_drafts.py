"""Public notices while they are drafts: drawn up, put into other words, with more households or fewer, with aid, discarded."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, Notice, NoticeLine, Standard
from hardship.rules.kinds import AID_KINDS
from hardship.rules.lifecycle import ENTER, NOTICE_DAYS
from members.models import Union
from members.scope import sees
from office.history import Hand
from office.lengths import check_lengths
from office.refusal import Refusal
from office.trail.acts import note

from .notice_doors import AID_SAID, LEFT_OUT, PUT_ON, locked, must_hold, note_line, some
from .notice_lines import ready

MOST_AMOUNT = Decimal("9999999999.99")


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
    must_hold(by, ENTER)
    if not sees(by, union):
        raise Refusal("union", "union.unknown", _("This union is not among yours."))
    notice = Notice(union=union, by=by)
    _say(notice, title=title, phone=phone, basis=basis, place=place, days=days)
    if not households:
        raise Refusal("households", "notice.empty", _("Choose at least one file."))
    chosen = _held(union, households)
    Hand(by).sign(notice)
    notice.save()
    _put_on(notice, chosen, by)
    note("notice drawn up", by=by, on=notice, files=[household.file_no for household in chosen])
    return notice


@transaction.atomic
def revise(
    notice: Notice,
    households: Sequence[Household] = (),
    *,
    title: str,
    phone: str,
    by: Any,
    basis: str = "",
    place: str = "",
    days: int | None = None,
) -> Notice:
    """A draft says what is said here from now on, and these files stand on it as well.

    Raises Refusal `notice.state` and what `draw_up` raises about the words and the files.
    """
    must_hold(by, ENTER)
    notice = locked(notice, Notice.State.DRAFT)
    _say(notice, title=title, phone=phone, basis=basis, place=place, days=days)
    chosen = _held(notice.union, households)
    Hand(by).sign(notice)
    notice.save()
    _put_on(notice, chosen, by)
    note("notice revised", by=by, on=notice, added=[household.file_no for household in chosen])
    return notice


def days_at_least(union: Union, on: date | None = None) -> int:
    """For how many working days a notice of `union` hangs: as the newest standard says (the one of `on`, if given), else five."""
    standard = Standard.objects.on(union, on or date.max)
    return max(NOTICE_DAYS, standard.notice_days) if standard else NOTICE_DAYS


@transaction.atomic
def say_aid(notice: Notice, intended: Mapping[int, tuple[str, Decimal | None]], *, by: Any) -> int:
    """What households of a draft are to be given, by the key of their line: a code of AID_KINDS or "", and an amount in 元.

    Gives how many lines say something else now. Raises Refusal `notice.state`, `permission`, and as `check_aid`, its field
    with the key of the line behind it ("amount-7").
    """
    must_hold(by, ENTER)
    notice = locked(notice, Notice.State.DRAFT)
    changed = []
    for line in notice.lines.select_related("household").filter(pk__in=intended.keys()):
        aid, amount = intended[line.pk]
        check_aid(aid, amount, key=line.pk)
        if (line.aid, line.amount) != (aid, amount):
            line.aid, line.amount = aid, amount
            changed.append(line)
    NoticeLine.objects.bulk_update(changed, ["aid", "amount"])
    for line in changed:
        note_line(AID_SAID, line.household, notice, by=by, aid=line.aid, amount=line.amount)
    return len(changed)


def check_aid(aid: str, amount: Decimal | None, *, key: int) -> None:
    """Raises Refusal `aid.unknown` or `money.not_positive`, about the line of this key."""
    if aid and aid not in AID_KINDS:
        raise Refusal(f"aid-{key}", "aid.unknown", _("Choose the kind of aid from the list."))
    if amount is not None and not 0 < amount <= MOST_AMOUNT:
        raise Refusal(
            f"amount-{key}", "money.not_positive", _("An amount is above zero; leave it empty where none is intended.")
        )


@transaction.atomic
def leave_out(line: NoticeLine, *, by: Any) -> None:
    """Take a file off a draft; it waits for another notice. Raises Refusal `notice.state`, `notice.empty` or `permission`."""
    must_hold(by, ENTER)
    notice = locked(line.notice, Notice.State.DRAFT)
    if notice.lines.count() == 1:
        raise Refusal("", "notice.empty", _("A notice without files says nothing: discard the draft instead."))
    household = line.household
    line.delete()
    note_line(LEFT_OUT, household, notice, by=by)


@transaction.atomic
def discard(notice: Notice, *, by: Any) -> None:
    """Throw a draft away; its files wait for another notice. Raises Refusal `notice.state` or `permission`."""
    must_hold(by, ENTER)
    notice = locked(notice, Notice.State.DRAFT)
    households = [line.household for line in notice.lines.select_related("household")]
    key, label = notice.pk, notice.title
    Hand(by).sign(notice)
    notice.delete()
    for household in households:
        note_line(LEFT_OUT, household, key, by=by)
    files = [household.file_no for household in households]
    note("notice discarded", by=by, label=label, notice=key, files=files)


def _say(notice: Notice, *, title: str, phone: str, basis: str, place: str, days: int | None) -> None:
    """The words of a notice, found to be whole. Raises Refusal `required`, `notice.days` or `text.long`."""
    for field, text in (("title", title), ("phone", phone)):
        if not text.strip():
            raise Refusal(field, "required", _("This stands on every notice: please write it."))
    least = days_at_least(notice.union)
    days = least if days is None else days
    if days < least:
        raise Refusal("days", "notice.days", _("A notice hangs for %(days)d working days at least.") % {"days": least})
    notice.title, notice.basis, notice.days = title.strip(), basis.strip(), days
    notice.phone, notice.place = phone.strip(), place.strip()
    check_lengths(notice)


def _held(union: Union, households: Iterable[Household]) -> list[Household]:
    """The files, locked, by their numbers. Raises Refusal `notice.not_ready`, which names those that wait for no notice."""
    keys = {household.pk for household in households}
    chosen = list(Household.objects.select_for_update().filter(pk__in=keys).order_by("file_no"))
    waiting = set(ready(union).filter(pk__in=keys).values_list("pk", flat=True))
    if late := [household.file_no for household in chosen if household.pk not in waiting]:
        raise Refusal(
            "households",
            "notice.not_ready",
            _("These files do not wait for a notice (any more): %(files)s.") % {"files": some(late)},
        )
    return chosen


def _put_on(notice: Notice, households: Sequence[Household], by: Any) -> None:
    NoticeLine.objects.bulk_create(NoticeLine(notice=notice, household=household) for household in households)
    for household in households:
        note_line(PUT_ON, household, notice, by=by)
