"""Two files turn out to be of one household: what lies in one goes over to the other, and back again if that was wrong.

The file that is given up is closed by a step, with the reason 重复建档. Its steps and its places on public notices stay
with it, as they tell its own life; so does what the kept file has already. Source: domain.md 3 and 4.3.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hardship.models import (
    Assessment,
    Attachment,
    Completion,
    Consent,
    Disposal,
    FileForm,
    Household,
    HouseholdMember,
    Likeness,
    Notice,
    Recusal,
    Referral,
    RegularAid,
    ReliefLine,
    Step,
    Visit,
)
from hardship.rules.lifecycle import DECIDE, EDITABLE_STATES, States
from members.models import Person
from office import bulk
from office.code_lists import RELATIONS
from office.history import Hand
from office.privacy.digest import digest
from office.refusal import Refusal
from office.trail.acts import note

from .files import check_home, check_may_open, open_homes
from .likeness import SAME, check_may_decide, hold_likeness, label_of, put_down
from .steps import hold, take

# Everything that points to a file and may lie in another one as well; what is not named here stays.
MOVING: tuple[type[models.Model], ...] = (
    HouseholdMember, FileForm, Assessment, Completion, Visit, Attachment, Consent, Recusal, ReliefLine, RegularAid,
    Referral,
)  # fmt: skip
# Facts that are taken over where the kept file has none. The account stays with its file: it may be in another name.
FILLED = ("employer", "marital", "hukou", "health", "housing", "floor_area", "phone", "address", "level")
MERGED, PARTED = "merged", "merge undone"  # what the history says
_PRINT = "likeness.moved"
_PAIR_FACTS = ("said", "why", "by", "at")


@transaction.atomic
def merge(likeness: Likeness, keep: Household, *, by: Any, why: str, relation: str = "") -> Likeness:
    """Bring the two files together in `keep`, one of them. `relation`: what the head of the other is to the head of `keep`
    (a code of RELATIONS); "" where the two are one person.

    Raises Refusal: `permission`, `likeness.scope`, `likeness.merged`, `likeness.ended`, `likeness.under_way`,
    `likeness.keep_in_force`, `required` (field "why"), `relation.required` (field "relation"), and what closing the other
    file raises (hardship.operations.steps.take).
    """
    pair = hold_likeness(likeness)
    check_may_decide(pair, by, DECIDE)
    if pair.merged:
        raise Refusal("", "likeness.merged", _("The two files are merged already."))
    kept, other = _hold_both(pair, keep.pk)
    _check_may_merge(kept, other)
    _check_relation(kept, other, relation)

    said_before = _values(pair, _PAIR_FACTS)
    kept_before, other_before = _values(kept), _values(other)
    step = _give_up(other, why.strip(), by)
    hand = Hand(by, MERGED)
    moved = {model._meta.label: _move(model, other, kept, hand) for model in MOVING}
    added = _add_head(kept, other, relation, hand)
    _take_over_the_past(kept, other, hand)
    for name in FILLED:
        if not getattr(kept, name) and getattr(other, name):
            setattr(kept, name, getattr(other, name))
    _save(kept, hand)

    put_down(pair, SAME, why, hand)
    pair.merged = {
        "keep": kept.pk,
        "union": kept.union_id,
        "step": step.pk,
        "added": added,
        "said": said_before,
        "keep_before": _differing(kept, kept_before),
        "other_before": _differing(other, other_before),
        "other_print": _print_of(other),
        "moved": {
            label: {str(record.pk): _print_of(record) for record in records}
            for label, records in moved.items()
            if records
        },
    }
    hand.sign(pair)
    pair.save()
    counts = {label: len(records) for label, records in pair.merged["moved"].items()}
    note("files merged", by=by, on=pair, label=label_of(pair), reason=pair.why, kept=kept.file_no, moved=counts)
    return pair


@transaction.atomic
def unmerge(likeness: Likeness, *, by: Any) -> Likeness:
    """Put everything back where it was before `merge`, as it was; the files' editions alone go on.

    Raises Refusal: `permission`, `likeness.scope`, `likeness.not_merged`, and `likeness.changed_since`, naming what somebody
    changed, added to or took away meanwhile.
    """
    pair = hold_likeness(likeness)
    check_may_decide(pair, by, DECIDE)
    if not pair.merged:
        raise Refusal("", "likeness.not_merged", _("The two files are not merged."))
    kept, other = _hold_both(pair, pair.merged["keep"])
    records = list(_as_they_went(pair, kept))
    _check_untouched(pair, kept, other)

    hand = Hand(by, PARTED)
    if pair.merged["added"]:
        bulk.remove(HouseholdMember, [HouseholdMember.objects.get(pk=pair.merged["added"])], hand.memory())
    for model, of_model in records:
        _point(model, of_model, other, hand)
    # The file before belongs to one file only: first it is let go of.
    _set(kept, pair.merged["keep_before"])
    _save(kept, hand)
    _set(other, pair.merged["other_before"])
    _save(other, hand)
    Step.objects.filter(pk=pair.merged["step"]).delete()
    _set(pair, pair.merged["said"])
    pair.merged = {}
    hand.sign(pair)
    pair.save()
    note(PARTED, by=by, on=pair, label=label_of(pair), kept=kept.file_no, reopened=other.file_no)
    return pair


def is_one_person(one: Person, other: Person) -> bool:
    """Whether two records of people are taken for one: the same name, and no two birthdays."""
    return one.pk == other.pk or (
        one.name == other.name and (one.birthday is None or other.birthday is None or one.birthday == other.birthday)
    )


def asks_for_relation(kept: Household, other: Household) -> bool:
    """Whether the head of the other file is somebody whom the family of the kept one does not know yet."""
    family = [kept.head, *(member.person for member in kept.members.select_related("person"))]
    return not any(is_one_person(other.head, person) for person in family)


# -- before


def _hold_both(pair: Likeness, keep: int) -> tuple[Household, Household]:
    if keep not in (pair.first_id, pair.second_id):
        raise ValueError("The file that is kept is one of the two.")
    first, second = (hold(key) for key in sorted((pair.first_id, pair.second_id)))
    return (first, second) if first.pk == keep else (second, first)


def _check_may_merge(kept: Household, other: Household) -> None:
    if kept.closed_on is not None or other.closed_on is not None:
        raise Refusal("", "likeness.ended", _("One of the files is closed: a closed file can only be read."))
    if kept.state not in EDITABLE_STATES:
        raise Refusal(
            "",
            "likeness.under_way",
            _("File %(number)s is under way (%(state)s): what others are judging must not change under their eyes.")
            % {"number": kept.file_no, "state": kept.get_state_display()},
        )
    if other.state in Household.COUNTED and kept.state not in Household.COUNTED:
        raise Refusal(
            "", "likeness.keep_in_force", _("File %(number)s is in force: keep that one.") % {"number": other.file_no}
        )


def _check_relation(kept: Household, other: Household, relation: str) -> None:
    if not asks_for_relation(kept, other):
        return
    if relation not in {code for code, _label in RELATIONS.choices()} - {"self"}:
        raise Refusal(
            "relation",
            "relation.required",
            _("Say what %(other)s is to %(head)s: both head a file, and the kept one has one head.")
            % {"other": other.head.name, "head": kept.head.name},
        )


def _give_up(other: Household, why: str, by: Any) -> Step:
    """End the other file by the step that its state has for it; `other` is as that leaves it."""
    if other.state in Household.COUNTED:
        return take(other, "close", by=by, on=timezone.localdate(), opinion=why, reason="duplicate")
    if other.state == States.DRAFT:
        return take(other, "withdraw", by=by, reason=why)
    return take(other, "refuse", by=by, reason=why, result="other_file")


# -- over


def _move(model: type[models.Model], other: Household, kept: Household, hand: Hand) -> list[models.Model]:
    """What goes over: all but what the kept file has already."""
    taken = {_place(record) for record in model._base_manager.filter(household=kept)}
    going = [
        record
        for record in model._base_manager.select_for_update().filter(household=other).order_by("pk")
        if _place(record) is None or _place(record) not in taken
    ]
    if model is HouseholdMember:
        going = _not_known_in(kept, going)
    elif model is Attachment:
        going = _resting_on_nothing(going)
    _point(model, going, kept, hand)
    return going


def _place(record: models.Model) -> tuple[Any, ...] | None:
    """What there can be one of in each file, such as the assessment of a day; None where there can be any number."""
    model = type(record)
    if model._meta.get_field("household").one_to_one:
        return ()
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and "household" in constraint.fields:
            names = [model._meta.get_field(name).attname for name in constraint.fields if name != "household"]
            return tuple(getattr(record, name) for name in names)
    return None


def _not_known_in(kept: Household, members: list[Any]) -> list[Any]:
    family = [kept.head, *(member.person for member in kept.members.select_related("person"))]
    models.prefetch_related_objects(members, "person")
    return [member for member in members if not any(is_one_person(member.person, person) for person in family)]


def _resting_on_nothing(proofs: list[Any]) -> list[Any]:
    """A proof that a step or a public notice rests on stays with it."""
    keys = [proof.pk for proof in proofs]
    needed = {
        *Step.objects.filter(evidence__in=keys).values_list("evidence", flat=True),
        *Notice.objects.filter(proof__in=keys).values_list("proof", flat=True),
    }
    return [proof for proof in proofs if proof.pk not in needed]


def _point(model: type[models.Model], records: Iterable[Any], household: Household, hand: Hand) -> None:
    """Let records belong to `household`, and nothing else of them change. The one way for a paid line to change its file:
    its amount, day and payee are none of the file's (ReliefLine refuses every other change)."""
    records = list(records)
    for record in records:
        record.household = household
    bulk.replace(model, records, hand.memory() if hasattr(model, "history") else None)


def _add_head(kept: Household, other: Household, relation: str, hand: Hand) -> int | None:
    if not asks_for_relation(kept, other):
        return None
    member = HouseholdMember(household=kept, person=other.head, relation=relation, health=other.health)
    hand.sign(member)
    member.save()
    return int(member.pk)


def _take_over_the_past(kept: Household, other: Household, hand: Hand) -> None:
    """The file before the other is that of the same household: the kept one continues it where it continues none."""
    before = other.previous
    if before is not None and kept.previous_id is None and before.pk != kept.pk:
        other.previous = None
        hand.sign(other)
        other.save()
        kept.previous = before


def _save(household: Household, hand: Hand) -> None:
    household.edition += 1
    hand.sign(household)
    household.save()


# -- back


def _as_they_went(pair: Likeness, kept: Household) -> Iterator[tuple[type[models.Model], list[Any]]]:
    """The records that went over, by model. Raises Refusal `likeness.changed_since` for one that is not as it was then."""
    for label, prints in pair.merged["moved"].items():
        model = apps.get_model(label)
        locked = model._base_manager.select_for_update().filter(pk__in=prints).order_by("pk")
        records = {str(record.pk): record for record in locked}
        for key, was in prints.items():
            record = records.get(key)
            if record is None:
                raise _changed_since(_("%(kind)s, taken away") % {"kind": model._meta.verbose_name})
            if record.household_id != kept.pk or _print_of(record) != was:
                raise _changed_since(f"{model._meta.verbose_name} {record}")
        yield model, list(records.values())


def _check_untouched(pair: Likeness, kept: Household, other: Household) -> None:
    """The files themselves, and whoever is in a third one by now."""
    merged = pair.merged
    last = other.steps.order_by("-pk").first()
    reopened = Household.objects.filter(previous=other).first()
    if reopened is not None:
        raise _changed_since(
            _("file %(number)s was reopened as %(new)s") % {"number": other.file_no, "new": reopened.file_no}
        )
    if _print_of(other) != merged["other_print"] or last is None or last.pk != merged["step"]:
        raise _changed_since(_("file %(number)s") % {"number": other.file_no})
    if Disposal.objects.filter(household=other).exists():
        raise _changed_since(_("the disposal of file %(number)s") % {"number": other.file_no})
    if kept.closed_on is not None:
        raise _changed_since(_("file %(number)s was closed") % {"number": kept.file_no})
    if kept.union_id != merged["union"]:
        raise _changed_since(_("file %(number)s went to another union") % {"number": kept.file_no})
    for name in merged["keep_before"]:
        field: Any = Household._meta.get_field(name)
        if getattr(kept, field.attname) != getattr(other, field.attname) and name != "previous":
            raise _changed_since(f"{field.verbose_name}, {kept.file_no}")
    added = HouseholdMember.objects.filter(pk=merged["added"]).first() if merged["added"] else None
    if merged["added"] and (added is None or added.household_id != kept.pk or added.person_id != other.head_id):
        raise _changed_since(_("%(name)s in the family") % {"name": other.head.name})
    people = [other.head_id, *other.members.values_list("person_id", flat=True)]
    homes = {person: home for person, home in open_homes(people).items() if home.pk != kept.pk}
    check_may_open(other.head, homes.get(other.head_id), by=None)
    for home in homes.values():
        check_home(home)


def _changed_since(what: Any) -> Refusal:
    return Refusal(
        "",
        "likeness.changed_since",
        _("This cannot be undone any more, as something was changed since: %(what)s.") % {"what": what},
    )


# -- what a record holds


def _names(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name != "edition"]


def _values(record: models.Model, names: Iterable[str] = ()) -> dict[str, Any]:
    """Its facts as JSON holds them, as text: None for nothing."""
    found = {}
    for name in names or _names(type(record)):
        field: Any = record._meta.get_field(name)
        found[name] = None if getattr(record, field.attname) is None else str(field.value_to_string(record))
    return found


def _differing(record: models.Model, before: dict[str, Any]) -> dict[str, Any]:
    now = _values(record)
    return {name: value for name, value in before.items() if now[name] != value}


def _set(record: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        field: Any = record._meta.get_field(name)
        setattr(record, field.attname, None if value is None else field.to_python(value))


def _print_of(record: models.Model) -> str:
    """What a record and all that hangs on it hold, as a digest: none of it can be read there."""
    held: list[Any] = [_values(record)]
    for relation in record._meta.related_objects:
        hangs_on = relation.field.remote_field.on_delete is models.CASCADE
        if hangs_on and relation.field.db_constraint and not isinstance(record, Household):
            parts = relation.related_model._base_manager.filter(**{relation.field.name: record}).order_by("pk")
            held += [[part.pk, _values(part)] for part in parts]
    return digest(_PRINT, json.dumps(held, ensure_ascii=False, sort_keys=True))
