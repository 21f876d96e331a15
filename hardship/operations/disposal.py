"""The end of a closed file: proposed when its years are over, agreed to by two others, then its facts are gone (domain.md 7).

What stays is that there was a file: its number, its days, its steps and the trail, which name no member of the family.
What was paid stays too, with its payee: vouchers are kept for longer than files.
"""

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import (
    Assessment,
    Assets,
    Attachment,
    Completion,
    Consent,
    Disposal,
    ExpenseLine,
    FileForm,
    Household,
    HouseholdMember,
    IncomeLine,
    Likeness,
    MemberForm,
    Notice,
    NoticeLine,
    Objection,
    Standard,
    Step,
    Visit,
)
from hardship.rules.lifecycle import DECIDE, ENTER
from hardship.rules.retention import RETENTION_YEARS, objections_to_disposal
from members.models import Membership, Person
from members.roles import may
from members.scope import sees
from office.history import Hand
from office.privacy.files import drop
from office.refusal import Refusal
from office.trail.acts import note

from .steps import hold

DISPOSED = "已销毁"  # stands for whoever the file was about: data, as the other words of the forms
# The facts of the household itself.
_BLANKED = (
    "employer", "marital", "hukou", "health", "housing", "floor_area", "phone", "address", "bank", "card_no", "note",
)  # fmt: skip
_OF_PERSON = ("id_no", "sex", "birthday", "ethnic", "political", "education", "hukou", "mobile")


def years_of(household: Household, on: date) -> int:
    """How many years the closed files of its union are kept, as the standard of that day says."""
    standard = Standard.objects.on(household.union, on)
    return standard.retention_years if standard else RETENTION_YEARS


@transaction.atomic
def propose_disposal(household: Household, *, by: Any, reason: str, today: date | None = None) -> Disposal:
    """Ask two others to agree that the file is destroyed.

    Raises Refusal `permission`, `required` (the reason), `disposal.proposed`, and what the rules object to.
    """
    day = today or timezone.localdate()
    held = hold(household)
    _must_hold(by, ENTER, held)
    if not reason.strip():
        raise Refusal("reason", "required", _("Write why the file may be destroyed."))
    _refuse(_objections(held, day, approvals=None))
    if Disposal.objects.filter(household=held).exists():
        raise Refusal("", "disposal.proposed", _("The disposal of this file is proposed already."))
    disposal = Disposal.objects.create(household=held, asked_by=by, asked_on=day, reason=reason.strip()[:200])
    note("disposal proposed", by=by, on=held, label=held.file_no, reason=disposal.reason)
    return disposal


@transaction.atomic
def approve_disposal(disposal: Disposal, *, by: Any, today: date | None = None) -> Disposal:
    """Agree to the disposal; with the second to agree, the file's personal facts are destroyed at once.

    Raises Refusal `permission`, `disposal.done`, `disposal.proposer`, and what the rules object to: the two are different
    people, and neither closed the file.
    """
    day = today or timezone.localdate()
    household = hold(disposal.household_id)
    held = Disposal.objects.select_for_update().get(pk=disposal.pk)
    _must_hold(by, DECIDE, household)
    if held.second_by_id is not None:
        raise Refusal("", "disposal.done", _("This file has been destroyed already."))
    if held.asked_by_id == by.pk:
        raise Refusal("", "disposal.proposer", _("You proposed this disposal: two others must agree to it."))
    approvals = (by.pk,) if held.first_by_id is None else (held.first_by_id, by.pk)
    _refuse(_objections(household, day, approvals))
    if held.first_by_id is None:
        held.first_by, held.first_on = by, day
    else:
        held.second_by, held.second_on = by, day
    held.save()
    if held.second_by_id is not None:
        _destroy(household, Hand(by, "disposed"))
    act = "disposal approved" if held.second_by_id is None else "file destroyed"
    note(act, by=by, on=household, label=household.file_no, reason=held.reason)
    disposal.refresh_from_db()
    return disposal


@transaction.atomic
def withdraw_disposal(disposal: Disposal, *, by: Any, reason: str) -> None:
    """Take the proposal back, or decline it: the file stays as it is. Raises Refusal `permission`, `required`, `disposal.done`."""
    household = hold(disposal.household_id)
    held = Disposal.objects.select_for_update().get(pk=disposal.pk)
    _must_hold(by, ENTER, household)
    if not reason.strip():
        raise Refusal("reason", "required", _("Write why the file is kept."))
    if held.second_by_id is not None:
        raise Refusal("", "disposal.done", _("This file has been destroyed already."))
    held.delete()
    note("disposal withdrawn", by=by, on=household, label=household.file_no, reason=reason.strip())


def _must_hold(by: Any, permission: str, household: Household) -> None:
    if not may(by, permission) or not sees(by, household.union):
        raise Refusal("", "permission", _("Your role does not allow this."))


def _objections(household: Household, day: date, approvals: tuple[int, ...] | None) -> list[Any]:
    """What stands against it now. That a second has to agree yet is no objection to the first, nor to the proposal."""
    closing = Step.objects.filter(household=household, after__in=Household.ENDED).order_by("-pk").first()
    given = approvals or ()
    reasons = objections_to_disposal(
        closed_on=household.closed_on,
        on=day,
        approvals=given,
        closed_by=closing.by_id if closing else None,
        years=years_of(household, day),
    )
    return [reason for reason in reasons if len(given) > 1 or reason.code != "disposal.two"]


def _refuse(reasons: list[Any]) -> None:
    if reasons:
        raise Refusal(reasons[0].field, reasons[0].code, reasons[0].sentence)


def _destroy(household: Household, hand: Hand) -> None:
    """Take every personal fact out of the file, out of what it was before as well."""
    people = {household.head_id, *household.members.values_list("person_id", flat=True)}
    assessed = list(household.assessments.values_list("pk", flat=True))
    family = list(HouseholdMember.history.filter(household=household).values_list("id", flat=True))  # type: ignore[attr-defined]
    _destroy_proofs(household)
    for model, found in [
        (Objection, {"line__household": household}),
        (IncomeLine, {"assessment__in": assessed}),
        (ExpenseLine, {"assessment__in": assessed}),
        (Assets, {"assessment__in": assessed}),
        (Assessment, {"household": household}),
        (FileForm, {"household": household}),
        (Visit, {"household": household}),
        (Consent, {"household": household}),
        (MemberForm, {"member__in": family}),
        (HouseholdMember, {"household": household}),
        (Completion, {"household": household}),
        (Likeness, {"first": household}),
        (Likeness, {"second": household}),
    ]:
        _delete(model, **found)
    NoticeLine.objects.filter(household=household).update(shown={})
    household.history.all().delete()
    for name in _BLANKED:
        _blank(household, name)
    household.edition += 1
    hand.sign(household)
    household.save()
    for person in Person.objects.filter(pk__in=people):
        if not _is_needed(person, household):
            _forget(person, hand)


def _delete(model: type[models.Model], **found: Any) -> None:
    model._default_manager.filter(**found).delete()
    # Deleting leaves a last copy in the history: that one goes too, with those of what was taken off before.
    if hasattr(model, "history"):
        model.history.filter(**found).delete()


def _destroy_proofs(household: Household) -> None:
    """The content of every proof; the row of one that a step or a notice rests on stays, without a name."""
    shown = set(Notice.objects.exclude(proof=None).values_list("proof_id", flat=True))
    resting = set(Step.objects.exclude(evidence=None).values_list("evidence_id", flat=True))
    for proof in household.attachments.all():
        if proof.pk in shown:
            continue
        # The file goes once nothing can bring the row back.
        transaction.on_commit(lambda key=proof.key: drop(key))
        if proof.pk in resting:
            Attachment.objects.filter(pk=proof.pk).update(name=DISPOSED, person=None, visit=None)
            Attachment.history.filter(id=proof.pk).delete()  # type: ignore[attr-defined]
        else:
            _delete(Attachment, id=proof.pk)


def _is_needed(person: Person, household: Household) -> bool:
    """Whether somebody stands in another file, in the register of members, or among those who were paid."""
    return (
        Membership.objects.filter(person=person).exists()
        or Household.objects.filter(head=person).exclude(pk=household.pk).exists()
        or HouseholdMember.objects.filter(person=person).exclude(household=household).exists()
        or person.relief.exists()
        or person.regular_aid.exists()
        or person.referrals.exists()
    )


def _forget(person: Person, hand: Hand) -> None:
    person.history.all().delete()
    person.name = DISPOSED
    for name in _OF_PERSON:
        _blank(person, name)
    hand.sign(person)
    person.save()


def _blank(record: models.Model, name: str) -> None:
    field = record._meta.get_field(name)
    setattr(record, name, None if field.null else "")  # type: ignore[union-attr]
