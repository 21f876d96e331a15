"""Open files that may be of one household: found at entry and after every import, and what was said of them (domain.md 3).

Nothing is guessed: two files that are alike wait side by side until somebody says what they are, and are not asked about
again. That they are one household is carried out in merging.py.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from hardship.models import Household, HouseholdMember, Likeness
from hardship.rules.likeness import Pair, Shared, Traits, find_alike
from members.roles import may
from members.scope import sees
from office import bulk
from office.history import Hand
from office.jobs.models import Job
from office.jobs.work import start
from office.lookups import in_chunks
from office.refusal import Refusal
from office.trail.acts import note

from .namesake_files import without_answered

CHANGE = "hardship.change_likeness"
FOUND = "found"  # what the history says where nobody did it
_LOOKING = 20_250_301  # any number that no other lock of the house has
SHORTEST_WHY, LONGEST_WHY = 2, 200
DIFFERENT, SAME = Likeness.Said.DIFFERENT, Likeness.Said.SAME


@dataclass(frozen=True, slots=True)
class Looked:
    """What a search wrote: pairs that were new, that are alike in something else than before, that are not any more."""

    new: int = 0
    changed: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """A file that is like the one being entered: its number and head, or no more than its union where it may not be seen."""

    grounds: tuple[str, ...]
    household: int | None
    where: str


# -- finding


def look_for(household: Household) -> Looked:
    """Find the open files that are like this one, in the whole office, and write down the pairs that are new.

    To be called after a file was written on screen. The same few queries however many files there are.
    """
    return _look([household.pk])


def look_for_all() -> Looked:
    """Find all open files that are alike. Doing it twice does no harm."""
    return _look(None)


def shared_by_many(staff: Any) -> list[Shared]:
    """The telephones and addresses that too many of the files which `staff` sees have for any two to be compared by them."""
    visible = Household.objects.visible_to(staff).filter(closed_on=None)
    traits = {
        key: Traits.of((), [address], [phone, mobile])
        for key, address, phone, mobile in visible.values_list("pk", "address", "phone", "head__mobile")
    }
    return find_alike(traits)[1]


def hints(
    *,
    people: Iterable[tuple[str, date | None]],
    phones: Iterable[str] = (),
    address: str = "",
    by: Any,
    besides: int | None = None,
) -> list[Hint]:
    """The open files like what is typed into a form, for a remark beside it before it is kept: three queries.

    `people`: name and birthday of the head and the family; `besides`: the file itself, where it has one. What was said to
    be another household is left out.
    """
    typed = 0  # no file has this key
    own = Traits.of(people, [address], phones)
    if not any((own.people, own.addresses, own.phones)):
        return []
    traits = _traits_of_open_files()
    if besides is not None:
        traits.pop(besides, None)
    pairs, _shared = find_alike(_near({**traits, typed: own}, {typed}))
    found = {second: grounds for (first, second), grounds in pairs.items() if first == typed}
    for first, second in _said_different(besides):
        found.pop(first if second == besides else second, None)
    files = Household.objects.filter(pk__in=found).select_related("head", "union").order_by("pk")
    return [
        Hint(tuple(found[file.pk]), file.pk, f"{file.file_no} {file.head.name}")
        if sees(by, file.union)
        else Hint(tuple(found[file.pk]), None, file.union.name)
        for file in files
    ]


def _said_different(household: int | None) -> list[tuple[int, int]]:
    if household is None:
        return []
    return list(_known([household]).filter(said=DIFFERENT).values_list("first_id", "second_id"))


def _look(keys: Collection[int] | None) -> Looked:
    """Write the pairs that have one of these files in them, or all (None), as they are now.

    Reading and comparing, which takes seconds for a hundred thousand files, holds nobody up: only writing is a transaction.
    """
    wanted = None if keys is None else set(keys)
    asked_before = set(_known(wanted).values_list("pk", flat=True))
    traits = _traits_of_open_files()
    pairs, _shared = find_alike(traits if wanted is None else _near(traits, wanted))
    if wanted is not None:
        pairs = {pair: grounds for pair, grounds in pairs.items() if wanted & set(pair)}
    pairs = without_answered(pairs, traits)
    with transaction.atomic():
        _one_at_a_time()
        return _write(pairs, wanted, asked_before, traits)


def _known(wanted: Collection[int] | None) -> Any:
    known = Likeness.objects.order_by("pk")
    return known if wanted is None else known.filter(Q(first__in=wanted) | Q(second__in=wanted))


def _write(
    pairs: dict[Pair, list[str]], wanted: Collection[int] | None, asked_before: set[int], traits: Mapping[int, Traits]
) -> Looked:
    changed, gone = [], []
    # Locked first: what somebody says meanwhile is not written over.
    for likeness in _known(wanted).filter(said=Likeness.Said.OPEN).select_for_update():
        grounds = pairs.pop((likeness.first_id, likeness.second_id), None)
        if grounds is not None and likeness.alike != grounds:
            likeness.alike = grounds
            changed.append(likeness)
        elif (
            grounds is None and likeness.pk in asked_before and {likeness.first_id, likeness.second_id} <= traits.keys()
        ):
            gone.append(likeness)  # an address was put right, or by now many share it
    for pair in _known(wanted).exclude(said=Likeness.Said.OPEN).values_list("first_id", "second_id"):
        pairs.pop(pair, None)
    there = set(
        in_chunks(Household.objects.values_list("pk", flat=True), "pk", (key for pair in pairs for key in pair))
    )
    new = [
        Likeness(first_id=first, second_id=second, alike=grounds)
        for (first, second), grounds in sorted(pairs.items())
        if {first, second} <= there  # an import may have been taken back meanwhile
    ]
    memory = Hand(None, FOUND).memory()
    bulk.remove(Likeness, gone, memory)
    bulk.replace(Likeness, changed, memory)
    bulk.insert(Likeness, new, memory)
    return Looked(len(new), len(changed), len(gone))


def _one_at_a_time() -> None:
    """Two searches at once would both write the pair that they find: the second waits for the first. SQLite has one writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOOKING])


def _near(traits: Mapping[int, Traits], keys: Collection[int]) -> dict[int, Traits]:
    """Of all files those that share something with these: the others cannot be like them."""
    marks = {mark for key in keys if key in traits for mark in traits[key].marks()}
    return {
        key: of_file for key, of_file in traits.items() if key in keys or any(mark in marks for mark in of_file.marks())
    }


def _traits_of_open_files() -> dict[int, Traits]:
    """By the key of the file; two queries however many files there are."""
    people: dict[int, list[tuple[str, date | None]]] = defaultdict(list)
    phones: dict[int, list[str]] = defaultdict(list)
    members = HouseholdMember.objects.filter(household__closed_on=None).order_by()
    for key, name, born, mobile in members.values_list(
        "household_id", "person__name", "person__birthday", "person__mobile"
    ):
        people[key].append((name, born))
        phones[key].append(mobile)
    files = Household.objects.filter(closed_on=None).order_by()
    found = {}
    for key, name, born, address, *numbers in files.values_list(
        "pk", "head__name", "head__birthday", "address", "phone", "head__mobile", "form__phone2"
    ):
        found[key] = Traits.of([(name, born), *people[key]], [address], dict.fromkeys([*numbers, *phones[key]]))
    return found


# -- after an import


@task()
def look_through() -> None:
    """`look_for_all` in the background."""
    look_for_all()


def look_through_soon(by: Any) -> Job:
    """Look for files alike in the background: one search for all who ask before it begins. To be called when what is to be
    found is committed."""
    waiting = Job.objects.filter(task=look_through.module_path, state=Job.State.WAITING).first()
    return waiting or start(look_through, label=_("Looking for files of one household"), by=by)


# -- saying


def decides(likeness: Likeness, by: Any) -> bool:
    """Whether `by` may say what the two files are: they see both. Of another union's file nobody judges."""
    return sees(by, likeness.first.union) and sees(by, likeness.second.union)


@transaction.atomic
def say(likeness: Likeness, said: str, *, why: str, by: Any) -> Likeness:
    """Say that the two files are "different" households or the "same" one, and why; it is remembered and not asked again.

    May be put right as long as the files are not merged. Raises Refusal `permission`, `likeness.scope`,
    `likeness.merged`, `required` and `text.long` (field "why").
    """
    if said not in (DIFFERENT, SAME):
        raise ValueError(f"Nobody says {said!r} of two files.")
    held = hold_likeness(likeness)
    check_may_decide(held, by, CHANGE)
    if held.merged:
        raise Refusal("", "likeness.merged", _("The two files are merged. Undo that first."))
    put_down(held, said, why, Hand(by, said))
    note("likeness said", by=by, on=held, label=label_of(held), reason=held.why, said=said, alike=held.alike)
    return held


def hold_likeness(likeness: Likeness) -> Likeness:
    """The pair as it is on record, locked until the transaction ends."""
    related = Likeness.objects.select_related("first__union", "second__union", "first__head", "second__head")
    return related.select_for_update(of=("self",)).get(pk=likeness.pk)


def check_may_decide(likeness: Likeness, by: Any, permission: str) -> None:
    """Raises Refusal `permission`, or `likeness.scope` for whoever does not see both files."""
    if by is not None and not may(by, permission):
        raise Refusal("", "permission", _("Your role does not allow this."))
    if not decides(likeness, by):
        raise Refusal(
            "", "likeness.scope", _("One of the files is with another union: a union above both has to decide.")
        )


def put_down(likeness: Likeness, said: str, why: str, hand: Hand) -> None:
    """Write what was said, with who, when and why. Raises Refusal `required` and `text.long` (field "why")."""
    why = why.strip()
    if len(why) < SHORTEST_WHY:
        raise Refusal("why", "required", _("Write how you know, so that nobody has to ask again."))
    if len(why) > LONGEST_WHY:
        raise Refusal("why", "text.long", _("Write at most %(most)s characters.") % {"most": LONGEST_WHY})
    likeness.said, likeness.why, likeness.by, likeness.at = said, why, hand.by, timezone.now()
    hand.sign(likeness)
    likeness.save()


def label_of(likeness: Likeness) -> str:
    return f"{likeness.first.file_no} / {likeness.second.file_no}"
