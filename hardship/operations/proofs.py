"""Proofs and consents of a file: attached, described, taken off, read; given, still missing (domain.md 1.5 and 7).

A consent that is taken back: withdrawals.py.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import Attachment, Consent, ExpenseLine, Household, Notice, Step, Visit
from hardship.operations.kept import keep_named
from hardship.rules.code_lists import ATTACHMENT_KINDS
from hardship.rules.consents import PURPOSES, Given, Relative, is_asked, missing, needs_guardian
from hardship.rules.proofs import guess_kind, guess_person
from members.models import Person
from office.documents.received import SUFFIXES, receive
from office.history import Hand
from office.privacy.files import drop, open_kept
from office.refusal import Refusal
from office.trail.acts import note

LONGEST_NAME = 100
SHORTEST_REASON = 2
KINDS = frozenset(entry.code for entry in ATTACHMENT_KINDS.entries)
DESCRIBED = ("kind", "name", "person", "issued_on", "expires_on", "pages")


@transaction.atomic
def attach(
    household: Household,
    *,
    content: bytes,
    name: str,
    by: Any,
    kind: str = "",
    person: Person | None = None,
    visit: Visit | None = None,
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Attachment:
    """Keep a file as a proof, cleaned and encrypted. Without `kind` its name says what it is, and whose where `person` is None.

    `name`: as the file came; its ending follows the content. Raises Refusal: `file.ended`, what `receive` raises,
    `proof.twice`, and as `describe`.
    """
    received = receive(content)
    print_of = hashlib.sha256(content).hexdigest()
    held = _open(household)
    _refuse_twice(held, print_of)
    proof = Attachment(
        household=held,
        kind=kind or guess_kind(name),
        name=_named(name, SUFFIXES[received.media]),
        person=person or _owner(held, name),
        visit=visit,
        sha256=print_of,
        size=len(received.content),
        content_type=received.media,
        pages=received.pages,
        issued_on=issued_on,
        expires_on=expires_on,
        by=by,
    )
    _check(proof)
    _check_owner(proof)
    proof.key = keep_named(received.content)
    Hand(by).sign(proof)
    proof.save()
    note("proof attached", by=by, on=held, label=held.file_no, proof=proof.pk, kind=proof.kind)
    return proof


@transaction.atomic
def describe(proof: Attachment, *, by: Any, **facts: Any) -> bool:
    """Say what a proof is: `kind`, `name`, `person`, `issued_on`, `expires_on`, `pages`. False when nothing differs.

    Raises Refusal: `file.ended`, `kind.unknown`, `name.missing`, `person.not_in_household`, `date.future`, `date.order`.
    """
    held = _open(proof.household)
    if unknown := facts.keys() - set(DESCRIBED):
        raise TypeError(f"A proof has no {', '.join(sorted(unknown))}.")
    if "name" in facts:
        facts["name"] = _named(facts["name"], SUFFIXES[proof.content_type])
    changed = sorted(name for name, value in facts.items() if getattr(proof, name) != value)
    if not changed:
        return False
    for name in changed:
        setattr(proof, name, facts[name])
    _check(proof)
    if "person" in changed:
        _check_owner(proof)
    Hand(by).sign(proof)
    proof.save()
    note("proof described", by=by, on=held, label=held.file_no, proof=proof.pk, kind=proof.kind, changed=changed)
    return True


@transaction.atomic
def take_off(proof: Attachment, *, by: Any, reason: str) -> None:
    """Remove a proof that was attached by mistake, with its content; its history stays.

    Raises Refusal: `file.ended`, `reason.missing`, `proof.in_use` where a step, a notice, an expense or a consent rests on it.
    """
    held = _open(proof.household)
    why = _reason(reason, _("A proof is taken off for a reason: please write it down."))
    if _rests_on(proof):
        raise Refusal(
            "",
            "proof.in_use",
            _("A step, a notice, an expense or a consent rests on this proof: it stays in the file."),
        )
    pk, key = proof.pk, proof.key
    Hand(by, why).sign(proof)
    proof.delete()
    transaction.on_commit(lambda: drop(key))
    note("proof taken off", by=by, on=held, label=held.file_no, reason=why, proof=pk, kind=proof.kind)


def read(proof: Attachment, *, by: Any) -> bytes:
    """The content of a proof; who saw it stands in the trail. Raises FileNotFoundError when the content is gone."""
    content = open_kept(proof.key)
    note("proof seen", by=by, on=proof, label=proof.household.file_no, kind=proof.kind, household=proof.household_id)
    return content


@transaction.atomic
def consent(
    household: Household,
    given: Iterable[tuple[int, str]],
    *,
    signed_on: date,
    by: Any,
    guardians: Mapping[int, str] | None = None,
    scan: Attachment | None = None,
) -> list[Consent]:
    """Record what people of the family agreed to on one day: pairs of a person's key and a code of CONSENT_PURPOSES.

    `guardians`: the name of who signed for a child, by the child's key. What holds already is left as it is. Raises Refusal:
    `file.ended`, `consent.nothing`, `date.future`, `person.not_in_household`, `consent.unknown`, `guardian.missing` (its field
    is guardian-<key>), `scan.other_file`.
    """
    held = _open(household)
    if signed_on > timezone.localdate():
        raise Refusal("signed_on", "date.future", _("Nobody can have signed on a day that has not come yet."))
    if scan is not None and scan.household_id != held.pk:
        raise Refusal("scan", "scan.other_file", _("The scan belongs to another file."))
    family = {relative.key: relative for relative in relatives_of(held)}
    holding = {(one.key, one.purpose) for one in given_in(held) if one.holds_on(signed_on) or one.withdrawn_on is None}
    recorded = [
        Consent(
            household=held, person_id=key, purpose=purpose, signed_on=signed_on, scan=scan, by=by,
            guardian=_guardian(family[key], guardians or {}, signed_on),
        )
        for key, purpose in dict.fromkeys(_known(given, family, signed_on))
        if (key, purpose) not in holding
    ]  # fmt: skip
    if not recorded:
        raise Refusal("", "consent.nothing", _("Tick who agreed to what: nothing new was said."))
    hand = Hand(by)
    for one in recorded:
        hand.sign(one)
        one.save()
    facts = [[one.person_id, one.purpose] for one in recorded]
    note(
        "consent recorded",
        by=by,
        on=held,
        label=held.file_no,
        given=facts,
        day=signed_on,
        scan=scan.pk if scan else None,
    )
    return recorded


def relatives_of(household: Household) -> list[Relative]:
    """The head, then the family. Two queries."""
    head = household.head
    family = household.members.select_related("person")
    return [Relative(head.pk, head.name, head.birthday)] + [
        Relative(member.person_id, member.person.name, member.person.birthday, member.counted) for member in family
    ]


def given_in(household: Household) -> list[Given]:
    """All consents of a file, those withdrawn included. One query."""
    return [
        Given(*facts) for facts in household.consents.values_list("person_id", "purpose", "signed_on", "withdrawn_on")
    ]


def consent_missing(household: Household, purpose: str, on: date | None = None) -> list[str]:
    """The names of those who must still agree to `purpose` (a code of CONSENT_PURPOSES) on that day, today if none is given.

    The head comes first; empty when everybody agreed. For the public notice ("notice") these are the adults of the family.
    """
    day = on or timezone.localdate()
    return [one.name for one in missing(relatives_of(household), given_in(household), purpose, day)]


def has_consent(household: Household, purpose: str, on: date | None = None) -> bool:
    """Whether everybody who is asked agreed to `purpose` on that day."""
    return not consent_missing(household, purpose, on)


def _open(household: Household) -> Household:
    """The file as it is on record, locked until the transaction ends; raises Refusal `file.ended`.

    Not by steps.hold: the steps ask this module who has agreed.
    """
    held = Household.objects.select_for_update(of=("self",)).select_related("union", "head").get(pk=household.pk)
    if held.state in Household.ENDED:
        raise Refusal("", "file.ended", _("The file is closed and can only be read."))
    return held


def _refuse_twice(household: Household, print_of: str) -> None:
    known = household.attachments.filter(sha256=print_of).select_related("by").first()
    if known is not None:
        raise Refusal(
            "file",
            "proof.twice",
            _("This file is here already: %(name)s, added on %(day)s.")
            % {"name": known.name, "day": timezone.localtime(known.at).date()},
        )


def _named(name: str, suffix: str) -> str:
    """The name of a file without folders and control characters, ending as its content asks."""
    plain = "".join(sign for sign in name.replace("\\", "/") if sign.isprintable())
    path = PurePath(plain.rpartition("/")[2].strip())
    # "Scan 2025.06.01" ends with a day, not with a suffix.
    stem = path.stem if path.suffix[1:2].isalpha() and len(path.suffix) <= 5 else path.name
    if not stem.strip(". "):
        raise Refusal("name", "name.missing", _("Give the proof a name."))
    ending = path.suffix if path.suffix.lower() in {f".{suffix}", ".jpeg" if suffix == "jpg" else ""} else f".{suffix}"
    return stem.strip()[: LONGEST_NAME - len(ending)] + ending


def _owner(household: Household, name: str) -> Person | None:
    people = {household.head_id: household.head}
    people |= {member.person_id: member.person for member in household.members.select_related("person")}
    key = guess_person(name, {pk: person.name for pk, person in people.items()})
    return None if key is None else people[key]


def _check(proof: Attachment) -> None:
    if proof.kind not in KINDS:
        raise Refusal("kind", "kind.unknown", _("Choose what this proof is."))
    if proof.visit is not None and proof.visit.household_id != proof.household_id:
        raise Refusal("visit", "visit.other_file", _("The visit was to another household."))
    if proof.issued_on and proof.issued_on > timezone.localdate():
        raise Refusal("issued_on", "date.future", _("A proof cannot be issued on a day that has not come yet."))
    if proof.issued_on and proof.expires_on and proof.expires_on < proof.issued_on:
        raise Refusal("expires_on", "date.order", _("A proof cannot run out before it was issued."))


def _check_owner(proof: Attachment) -> None:
    if proof.person_id is not None and proof.person_id not in {one.key for one in relatives_of(proof.household)}:
        raise Refusal("person", "person.not_in_household", _("This person does not belong to the household."))


def _rests_on(proof: Attachment) -> bool:
    return (
        Step.objects.filter(evidence=proof).exists()
        or Notice.objects.filter(proof=proof).exists()
        or ExpenseLine.objects.filter(evidence=proof).exists()
        or Consent.objects.filter(scan=proof).exists()
    )


def _reason(text: str, sentence: Any) -> str:
    if len(text.strip()) < SHORTEST_REASON:
        raise Refusal("reason", "reason.missing", sentence)
    return text.strip()


def _known(
    given: Iterable[tuple[int, str]], family: Mapping[int, Relative], signed_on: date
) -> Iterable[tuple[int, str]]:
    """`given`, each found to be of the family and something that is asked of that person."""
    for key, purpose in given:
        if key not in family:
            raise Refusal("", "person.not_in_household", _("This person does not belong to the household."))
        if purpose not in PURPOSES or not is_asked(family[key], purpose, signed_on):
            raise Refusal("", "consent.unknown", _("This is not asked of %(name)s.") % {"name": family[key].name})
        yield key, purpose


def _guardian(relative: Relative, guardians: Mapping[int, str], signed_on: date) -> str:
    """Who signed for a child; "" for whoever signs alone."""
    if not needs_guardian(relative.birthday, signed_on):
        return ""
    name = guardians.get(relative.key, "").strip()
    if not name:
        raise Refusal(
            f"guardian-{relative.key}",
            "guardian.missing",
            _("%(name)s is under 14: write the name of the guardian who signed.") % {"name": relative.name},
        )
    return name
