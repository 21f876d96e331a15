"""The roster of a half-year: opened with everybody of the one before, submitted, approved by the city (domain.md 4.5).

Who enters it does not record its approval. Whoever joins later is approved one by one, and is paid from that month or the next.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hardship.models import Assessment, Completion, Fund, Household, RegularAid, RegularRound
from hardship.rules.schedule import REEXAMINED_WITHIN, first_of, month_after, months_due
from members.models import Person, Union
from members.roles import may
from members.scope import sees
from office.calendar import months_between
from office.history import Batch, Hand
from office.lengths import check_lengths
from office.refusal import Refusal
from office.trail.acts import note

from .funds import funds_for
from .regular_months import APPROVE, ENTER, RUNNING, check_standard, hold, hold_aid, keep_in_step, settle
from .relief import Homes, find_file

MOST_MONTHS = 12
State = RegularRound.State


@transaction.atomic
def open_round(
    union: Union,
    *,
    first_month: date,
    last_month: date,
    standard: Decimal,
    fund: Fund | None,
    by: Any,
    joins: str = RegularRound.Joins.SAME,
) -> RegularRound:
    """A draft for the months from `first_month` to `last_month`, with everybody on it whose aid runs up to it and whose file is
    in force. Who is left out, and who was not re-examined, is told by `left_out` and `not_reexamined`.

    Raises Refusal `permission`, `union.unknown`, `date.order`, `months.range`, `money.range`, `fund.unknown`, `regular.twice`.
    """
    if by is not None and not may(by, ENTER):
        raise Refusal("", "permission", _("Your role does not allow this step."))
    if not sees(by, union):
        raise Refusal("union", "union.unknown", _("This union is not among yours."))
    first, last = first_of(first_month), first_of(last_month)
    if last < first:
        raise Refusal("last_month", "date.order", _("The last month cannot come before the first."))
    if months_between(first, last) > MOST_MONTHS:
        raise Refusal("last_month", "months.range", _("A roster runs for a year at most."))
    check_standard(standard)
    if fund is not None and fund not in funds_for(union).values():
        raise Refusal("fund", "fund.unknown", _("This union does not pay from that fund: choose another."))
    Union.objects.select_for_update().get(pk=union.pk)  # a second press of the button waits here
    if RegularRound.objects.filter(union=union, first_month__lte=last, last_month__gte=first).exists():
        raise Refusal("first_month", "regular.twice", _("This union already has a roster for these months."))
    opened = RegularRound(
        union=union, first_month=first, last_month=last, standard=standard, joins=joins, fund=fund, entered_by=by
    )
    hand = Hand(by)
    hand.sign(opened)
    opened.save()
    batch = Batch(RegularAid, hand)
    taken = _taken(first, last)
    for before in _running_up_to(opened).exclude(person__in=taken):
        household = _file_in_force(before.person, before.household)
        if household is not None:
            batch.add(
                union=household.union,
                person=before.person,
                household=household,
                standard=before.standard if before.round_id else standard,
                first_month=first,
                last_month=last,
                card_no=before.card_no,
                round=opened,
            )
    batch.write()
    note("regular roster opened", by=by, on=opened, first=first, last=last, people=opened.aids.count())
    return opened


def _running_up_to(rounds: RegularRound) -> QuerySet[RegularAid]:
    """The aid of the half-year before, on screen or imported, that nothing has ended."""
    before = RegularAid.objects.within(rounds.union).filter(
        last_month=month_after(rounds.first_month, -1), stopped_on=None
    )
    return before.select_related("person", "household__union").order_by("union__path", "person__pinyin", "pk")


def _taken(first: date, last: date) -> QuerySet[Any]:
    """People who have aid in these months already: nobody stands on two rosters."""
    return RegularAid.objects.filter(first_month__lte=last, last_month__gte=first).values("person")


def _file_in_force(person: Person, known: Household | None) -> Household | None:
    if known is not None and known.state in Household.COUNTED:
        return known
    again = Homes([person]).of(person, None)
    return again if again is not None and again.state in Household.COUNTED else None


def left_out(rounds: RegularRound) -> QuerySet[RegularAid]:
    """Whose aid ran up to this roster and who is not on it: without a file in force, or taken off by hand."""
    return _running_up_to(rounds).exclude(person__in=rounds.aids.values("person"))


def not_reexamined(rounds: RegularRound) -> set[int]:
    """Keys of the files on the roster that nobody has gone through in the half-year before it (domain.md 4.5)."""
    since = month_after(rounds.first_month, -REEXAMINED_WITHIN)
    files = set(rounds.aids.exclude(household=None).values_list("household", flat=True))
    looked = Assessment.objects.filter(household__in=files, confirmed=True, assessed_on__gte=since)
    completed = Completion.objects.filter(household__in=files, on__gte=since)
    return files - set(looked.values_list("household", flat=True)) - set(completed.values_list("household", flat=True))


@transaction.atomic
def add(
    rounds: RegularRound,
    person: Person,
    *,
    by: Any,
    approved_on: date | None = None,
    today: date | None = None,
    standard: Decimal | None = None,
    card_no: str = "",
) -> RegularAid:
    """One more person. A draft takes them for all its months; once the city has approved the roster, an officer adds them with
    the day on which they were approved, and `joins` of the roster says which month is their first.

    Raises Refusal `permission`, `union.unknown`, `regular.submitted`, `household.unknown`, `file.not_in_force`,
    `regular.overlap`, `money.range`, `required`, `date.future`, `regular.no_month`.
    """
    held = hold(rounds, ENTER if rounds.state == State.DRAFT else APPROVE, by)
    if held.state == State.SUBMITTED:
        raise Refusal("", "regular.submitted", _("The roster is with the city: take it back before you change it."))
    household = find_file(Homes([person]), person, today, by=by)
    assert household is not None
    if household.state not in Household.COUNTED:
        raise Refusal(
            "number", "file.not_in_force", _("The file of this household is not in force: regular aid rests on one.")
        )
    aid = RegularAid(
        union=household.union, person=person, household=household, round=held, standard=standard or held.standard,
        first_month=held.first_month, last_month=held.last_month, card_no=card_no or household.card_no,
    )  # fmt: skip
    check_standard(aid.standard)
    if held.state in RUNNING:
        aid.approved_on = _day_of_joining(approved_on, today)
        months = months_due(held.first_month, held.last_month, joined_on=aid.approved_on, joins=held.joins)
        if not months:
            raise Refusal(
                "approved_on",
                "regular.no_month",
                _("No month of this roster is left after that day: add them to the next."),
            )
        aid.first_month = months[0]
    if RegularAid.objects.filter(person=person, first_month__lte=held.last_month, last_month__gte=held.first_month):
        raise Refusal("number", "regular.overlap", _("This person already has regular aid in these months."))
    check_lengths(aid)
    Hand(by).sign(aid)
    aid.save()
    if held.state in RUNNING:
        keep_in_step(aid, held, by)
        settle(held, by)
    note("added to regular aid", by=by, on=aid, roster=held.pk, approved=aid.approved_on)
    return aid


def _day_of_joining(approved_on: date | None, today: date | None) -> date:
    if approved_on is None:
        raise Refusal("approved_on", "required", _("Give the day on which this person was approved."))
    if today is not None and approved_on > today:
        raise Refusal("approved_on", "date.future", _("This day lies in the future."))
    return approved_on


@transaction.atomic
def take_off(aid: RegularAid, *, by: Any) -> None:
    """A person leaves a draft. Raises Refusal `permission`, `union.unknown`, `regular.brought_in`, `list.state`."""
    rounds, held = hold_aid(aid, ENTER, by)
    if rounds.state != State.DRAFT:
        raise Refusal("", "list.state", _("Only a draft loses people. Enter what ended the aid instead."))
    Hand(by).sign(held)
    label = str(held)
    held.delete()
    note("taken off regular aid", by=by, on=rounds, label=label)


@transaction.atomic
def submit(rounds: RegularRound, *, by: Any) -> RegularRound:
    """The roster goes to the city. Raises Refusal `permission`, `union.unknown`, `list.state`, `list.empty`,
    `file.not_in_force` (names who)."""
    held = _in_state(hold(rounds, ENTER, by), State.DRAFT)
    aids = held.aids.select_related("person", "household")
    if not aids:
        raise Refusal("", "list.empty", _("Nobody stands on the roster yet: add somebody first."))
    if gone := [aid for aid in aids if aid.household is None or aid.household.state not in Household.COUNTED]:
        names = "、".join(aid.person.name for aid in gone[:8])
        raise Refusal(
            "", "file.not_in_force", _("Their files are not in force, take them off: %(names)s.") % {"names": names}
        )
    return _moved(held, State.SUBMITTED, "regular roster submitted", by)


@transaction.atomic
def take_back(rounds: RegularRound, *, why: str, by: Any) -> RegularRound:
    """The city wants it changed: the roster is a draft again. Raises Refusal `permission`, `union.unknown`, `list.state`,
    `required`."""
    held = _in_state(hold(rounds, ENTER, by), State.SUBMITTED)
    if not why.strip():
        raise Refusal("why", "required", _("Say why the roster comes back."))
    return _moved(held, State.DRAFT, "regular roster taken back", by, reason=why.strip())


@transaction.atomic
def record_approval(rounds: RegularRound, *, document: str, on: date, today: date, by: Any) -> RegularRound:
    """The city has approved the roster by `document` on a day: everybody on it is due all its months.

    Raises Refusal `permission`, `union.unknown`, `list.state`, `hands.same`, `required`, `date.future`, `text.long`.
    """
    held = _in_state(hold(rounds, APPROVE, by), State.SUBMITTED)
    if by is not None and by.pk in hands_of(held):
        raise Refusal("", "hands.same", _("Who enters a roster does not record its approval: somebody else does."))
    if not document.strip():
        raise Refusal("document", "required", _("Write the number of the city's document."))
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future: enter the approval once it is given."))
    held.document, held.approved_on, held.approved_by = document.strip(), on, by
    check_lengths(held)
    _moved(held, State.APPROVED, "regular roster approved", by, document=held.document, day=on)
    for aid in held.aids.all():
        keep_in_step(aid, held, by)
    return held


def hands_of(rounds: RegularRound) -> set[int | None]:
    """Who entered the roster, or put somebody on it."""
    wrote = RegularAid.history.filter(round_id=rounds.pk, history_type="+")
    return {rounds.entered_by_id, *wrote.values_list("history_user_id", flat=True)} - {None}


def _in_state(rounds: RegularRound, state: str) -> RegularRound:
    if rounds.state != state:
        raise Refusal(
            "",
            "list.state",
            _("Somebody was faster: this roster is “%(state)s” now. Look at it again.")
            % {"state": rounds.get_state_display()},
        )
    return rounds


def _moved(rounds: RegularRound, state: str, act: str, by: Any, *, reason: str = "", **facts: Any) -> RegularRound:
    rounds.state = state
    Hand(by, reason or act).sign(rounds)
    rounds.save()
    note(act, by=by, on=rounds, reason=reason, **facts)
    return rounds
