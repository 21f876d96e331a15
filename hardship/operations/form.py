"""Keep what was typed into the form of a file: the head, the family, what they live on, and what the rules find in it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import FileForm, Household, HouseholdMember, MemberForm
from hardship.rules.lifecycle import EDITABLE_STATES
from members.models import Person
from members.operations.people import Register
from office.history import CLEAR, Hand
from office.refusal import Refusal, Refusals
from office.trail.acts import note

from .files import episode_before, new_file_number
from .form_check import UNION_MOVES_IN, check
from .form_living import keep_living
from .steps import hold, refuse_if_ended

FILE_FACTS = (
    "marital", "hukou", "health", "housing", "floor_area", "phone", "address", "bank", "card_no", "note", "level",
)  # fmt: skip
FORM_FACTS = (
    "version", "disease", "disability_kind", "disability_grade", "disability_no", "allowance_no", "work_status",
    "model_worker", "phone2", "postcode", "work_start", "industry", "migrant", "origin", "unit_nature",
    "unit_condition", "contract_start", "contract_term", "single_parent", "zero_employment", "self_help",
    "medical_insurance", "hukou_region", "branch", "needs", "relief_target", "relief_target_on", "key_group", "measures",
)  # fmt: skip
FAMILY_FACTS = (
    "relation", "occupation", "health", "income_month", "place", "disease", "medical_insurance", "school_from",
    "school_years", "able_idle", "idle_proof", "counted", "why_not_counted",
)  # fmt: skip
# What the long version of the family table asks besides (domain.md 1.3).
MEMBER_FACTS = (
    "same_hukou", "marital", "model_worker", "disability_kind", "disability_grade", "phone2", "work_status",
    "unit_nature", "unit_condition", "industry", "contract_start", "contract_term", "note",
)  # fmt: skip
# Facts of a relative that are kept with the person; of the head the file itself keeps registration and telephone.
PERSON_FACTS = ("ethnic", "political", "education", "hukou", "mobile")
_HEAD_FACTS = ("ethnic", "political")

SIZE_FACTS = {"person", "counted", "able_idle", "idle_proof"}  # what the sum is shared among, and whose wage is counted


def keep(
    household: Household | None, values: Mapping[str, Any], *, by: Any, edition: int | None = None, draft: bool = False
) -> Household:
    """The file with all that the form says; a new one when `household` is None, in the state of a draft.

    `values`: `union` and `employer` (records), `number` (office.identity.IdNumber, None leaves the person as it is), `name`,
    `sex`, `birthday`, `ethnic`, `political`; FILE_FACTS and FORM_FACTS; what hardship.operations.form_living names; and
    `family`, rows with `ref` (by which lines name them), `member` (HouseholdMember or None), the facts of the person as
    above, `education`, `hukou` and `mobile`, FAMILY_FACTS and MEMBER_FACTS. The rows are the whole family: whoever is not
    among them is taken off. A fact that is not in `values` stays as it is. A `draft` may lack what the form requires.
    `edition` is that of the file as it was shown.

    Raises Refusals: those of hardship.rules.file_form, `union.unknown`, `union.by_transfer`, `employer.taken`,
    `name.contradicts_id`, `sex.contradicts_id`, `birthday.contradicts_id`, `file.already_open`,
    `person.in_other_household`, `member.stays`, `expense.proof`; Refusal: `file.edited_meanwhile`, `file.ended`,
    `file.under_judgement`, `assessment.same_day`, `file.twice`.
    """
    try:
        with transaction.atomic():
            return _keep(household, values, by=by, edition=edition, draft=draft)
    except IntegrityError:
        raise Refusal(
            "", "file.twice", _("Somebody saved the same at this moment. Look whether the file is there already.")
        ) from None


def may_edit(household: Household) -> None:
    """Raises Refusal for a file whose facts stand still: `file.ended`, `file.under_judgement`."""
    refuse_if_ended(household)
    if household.state not in EDITABLE_STATES:
        raise Refusal(
            "",
            "file.under_judgement",
            _("Others are judging this file: it can be changed after it was returned for correction."),
        )


def _keep(
    household: Household | None, values: Mapping[str, Any], *, by: Any, edition: int | None, draft: bool
) -> Household:
    if household is not None:
        household = hold(household, edition=edition)
        may_edit(household)
    hand = Hand(by)
    register = Register(filter(None, _numbers(household, values)), hand)
    refused = check(household, values, register, by=by, draft=draft)
    refused += _check_taken_off(household, values, by)
    if refused:
        raise Refusals(refused)
    head, stub = _person(household.head if household else None, values, values, register)
    people, stubs = [], [stub]
    for row in values.get("family", ()):
        person, former = _person(row["member"].person if row.get("member") else None, row, values, register)
        people.append(person)
        stubs.append(former)
    register.write()
    changed: list[str] = []
    is_new = household is None
    if household is None:
        household = _opened(head, values, by)
    household.head, household.edition = head, household.edition if is_new else household.edition + 1
    if household.state in UNION_MOVES_IN:
        household.union = values["union"]
    household.employer = values.get("employer")
    _set(household, values, FILE_FACTS, changed)
    _save(household, hand)
    form = FileForm.objects.filter(household=household).first() or FileForm(household=household, compiled_by=by)
    before = len(changed)
    _set(form, values, FORM_FACTS, changed)
    if form.pk is None or len(changed) > before:
        _save(form, hand)
    by_ref = _keep_family(household, values, people, hand, changed)
    keep_living(household, values, by_ref, hand, changed)
    for former in filter(None, stubs):
        _forget(former)
    act = "file begun" if is_new else "file changed"
    note(act, by=by, on=household, draft=draft, edition=household.edition, fields=sorted(set(changed)))
    return household


def _numbers(household: Household | None, values: Mapping[str, Any]) -> Iterable[str]:
    yield (household.head.id_no if household else "") or (values["number"].number if values.get("number") else "")
    for row in values.get("family", ()):
        held = row["member"].person.id_no if row.get("member") else ""
        yield held or (row["number"].number if row.get("number") else "")


def _opened(head: Person, values: Mapping[str, Any], by: Any) -> Household:
    before = episode_before(list(Household.objects.filter(head=head).order_by("opened_on", "pk")))
    return Household(
        head=head,
        union=values["union"],
        file_no=new_file_number(timezone.localdate().year),
        state=Household.State.DRAFT,
        previous=before,
        entered_by=by,
    )


def _person(
    held: Person | None, row: Mapping[str, Any], values: Mapping[str, Any], register: Register
) -> tuple[Person, Person | None]:
    """Whom a row means, and the person without a number who stood there before, if it is another now.

    The register of members leads (Register.put); what was emptied on screen is emptied for those whom nobody else keeps.
    """
    number = row["number"].number if row.get("number") else ""
    shown = _HEAD_FACTS if row is values else PERSON_FACTS
    facts = {name: row.get(name) for name in shown if name in row}
    if row is values:
        facts |= {"hukou": values.get("hukou"), "mobile": values.get("phone")}
    if held is not None and held.id_no:
        number, name = held.id_no, held.name
    else:
        name = row.get("name") or ""
    if held is not None and not held.id_no and (not number or register.find(number) is None):
        born = {} if number else {"sex": row.get("sex"), "birthday": row.get("birthday")}
        facts |= _emptied(held, row, shown)
        register.batch.change(held, {"name": name, "id_no": number, **born, **facts})
        if number:
            register.people[number] = held
        return held, None
    known = register.people.get(number) if number else None
    if held is not None and known is not None and known.pk not in register.members:
        facts |= _emptied(known, row, shown)
    person, _outcome = register.put(
        name=name or (known.name if known else ""),
        number=number,
        union=values["union"],
        sex=row.get("sex") or "",
        birthday=row.get("birthday"),
        **facts,
    )
    return person, held if held is not None and held.pk != person.pk else None


def _emptied(person: Person, row: Mapping[str, Any], shown: Iterable[str]) -> dict[str, Any]:
    return {fact: CLEAR for fact in shown if fact in row and not row[fact] and getattr(person, fact)}


def _forget(stub: Person) -> None:
    """A name that a draft was begun with before the number was known, and that means nobody else, goes again."""
    try:
        with transaction.atomic():
            stub.delete()
    except ProtectedError:
        return  # something else rests on it


def _check_taken_off(household: Household | None, values: Mapping[str, Any], by: Any) -> list[Refusal]:
    if household is None or household.state in UNION_MOVES_IN or by is None:
        return []
    off = _taken_off(household, values)
    if not off or by.has_perm("hardship.delete_householdmember"):
        return []
    return [
        Refusal(
            "family",
            "member.stays",
            _("%(names)s stay on record: mark them as not counted and write why, or ask the administrator.")
            % {"names": "、".join(member.person.name for member in off)},
        )
    ]


def _taken_off(household: Household, values: Mapping[str, Any]) -> list[HouseholdMember]:
    if "family" not in values:
        return []
    kept = {row["member"].pk for row in values["family"] if row.get("member")}
    return [member for member in household.members.select_related("person") if member.pk not in kept]


def _keep_family(
    household: Household, values: Mapping[str, Any], people: list[Person], hand: Hand, changed: list[str]
) -> dict[str, Person]:
    """Writes the family; gives the person behind each `ref`."""
    forms = {form.member_id: form for form in MemberForm.objects.filter(member__household=household)}
    for member in _taken_off(household, values):
        for record in filter(None, (forms.get(member.pk), member)):
            hand.sign(record)
            record.delete()
        changed += ["family", "family size"]
    by_ref = {}
    for row, person in zip(values.get("family", ()), people, strict=True):
        member = row.get("member") or HouseholdMember(household=household)
        fields: list[str] = []
        if member.person_id != person.pk:
            member.person = person
            fields.append("person")
        _set(member, row, FAMILY_FACTS, fields)
        if fields:
            _save(member, hand)
        # Made only when something is filled in: most families are entered in the short version.
        more: list[str] = []
        form = forms.get(member.pk) or MemberForm(member=member)
        _set(form, row, MEMBER_FACTS, more)
        if more:
            _save(form, hand)
        if fields or more:
            changed.append("family")
        if SIZE_FACTS & set(fields):
            changed.append("family size")
        by_ref[row["ref"]] = person
    return by_ref


def _set(record: models.Model, values: Mapping[str, Any], names: Iterable[str], changed: list[str]) -> None:
    """Set what differs; an empty value empties the field."""
    for name in names:
        if name not in values:
            continue
        field = record._meta.get_field(name)
        value = values[name]
        if value is None or value == "":
            value = None if field.null else field.get_default() if not field.empty_strings_allowed else ""
        if getattr(record, name) != value:
            setattr(record, name, value)
            changed.append(name)


def _save(record: models.Model, hand: Hand) -> None:
    hand.sign(record)
    record.save()
