"""Files in force that somebody has to look after: re-examined, helped, filled up, their proofs renewed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardship.models import Attachment, Household, HouseholdMember, Referral, RegularMonth, ReliefLine
from hardship.rules.code_lists import ATTACHMENT_KINDS
from hardship.rules.lifecycle import States
from hardship.rules.proofs import EXPIRING_DAYS, Validity, validity
from hardship.rules.retention import reexamine_by

from .latest import FILE, confirmed, count_of, moves, of_latest, there_is, there_is_no
from .worklist import Files, Sight


def in_force(files: Files) -> Files:
    return files.filter(state__in=Household.COUNTED)


# -- not re-examined for a year


def due_for_reexamination(files: Files, sight: Sight) -> Files:
    """The facts of the latest confirmed assessment, else the opening, are a year old; also those already begun."""
    newest = _year_ago(sight.day)
    return in_force(files).filter(
        there_is_no(confirmed().filter(assessed_on__gt=newest)), Q(opened_on__lte=newest) | there_is(confirmed())
    )


def tell_examination(files: Files, sight: Sight) -> Files:
    return files.annotate(
        examined_on=of_latest(confirmed(), "assessed_on"),
        begun_on=of_latest(moves().filter(after=States.REEXAMINING), "on"),
    )


def why_due(file: Any, sight: Sight) -> str:
    known = file.examined_on or file.opened_on
    facts = {"day": known, "due": reexamine_by(known), "begun": file.begun_on}
    if file.state == States.REEXAMINING and file.begun_on:
        return _("Last examined on %(day)s; the re-examination began on %(begun)s") % facts
    if file.examined_on is None:
        return _("Never examined since it was opened on %(day)s; was due by %(due)s") % facts
    return _("Last examined on %(day)s; was due by %(due)s") % facts


def _year_ago(day: date) -> date:
    """The latest day whose facts have to be examined anew by `day`."""
    try:
        before = day.replace(year=day.year - 1)
    except ValueError:
        before = date(day.year - 1, 2, 28)
    return before if reexamine_by(before) <= day else before - timedelta(1)


# -- put on the list by a new standard


def by_new_line(files: Files, sight: Sight) -> Files:
    """What the last look found, less the files that were examined since."""
    look = sight.new_line
    if look is None:
        return files.none()
    return in_force(files).filter(there_is_no(confirmed().filter(assessed_on__gt=look.day)), pk__in=list(look.reasons))


def why_new_line(file: Any, sight: Sight) -> str:
    look = sight.new_line
    return look.reasons[file.pk].sentence if look else ""


# -- never helped


def never_helped(files: Files, sight: Sight) -> Files:
    """No relief, no regular aid and nothing of the city was ever paid to the household, nor to its head besides."""
    records = in_force(files)
    for paid in (
        ReliefLine.objects.filter(state=ReliefLine.State.PAID, household=FILE),
        ReliefLine.objects.filter(state=ReliefLine.State.PAID, payee=OuterRef("head")),
        RegularMonth.objects.filter(state=RegularMonth.State.PAID, aid__household=FILE),
        RegularMonth.objects.filter(state=RegularMonth.State.PAID, aid__person=OuterRef("head")),
        Referral.objects.filter(state__in=Referral.HELPED, household=FILE),
        Referral.objects.filter(state__in=Referral.HELPED, person=OuterRef("head")),
    ):
        records = records.filter(there_is_no(paid))
    return records


def why_never_helped(file: Any, sight: Sight) -> str:
    return _("In force since %(day)s; neither the office nor the city has paid anything yet") % {"day": file.opened_on}


# -- incomplete for reporting

GAPS = {
    "no_assessment": gettext_lazy("confirmed assessment"),
    "no_number": gettext_lazy("ID number"),
    "no_phone": gettext_lazy("telephone"),
    "no_address": gettext_lazy("address"),
    "no_cause": gettext_lazy("main cause"),
    "no_account": gettext_lazy("bank account"),
}


def _gaps() -> dict[str, Any]:
    """What the tables of the city ask of every file and one look into the database tells."""
    return {
        "no_assessment": there_is_no(confirmed()),
        "no_number": Q(head__id_digest=None),
        "no_phone": Q(phone="", head__mobile=""),
        "no_address": Q(address=""),
        "no_cause": Q(cause_known="") & there_is(confirmed()),
        # The account is encrypted; an empty one is the empty text.
        "no_account": Exact(Length("card_no"), 0),
        "size_differs": Q(size_stated__gt=0) & ~Q(size_stated=F("size_listed")),
    }


def _with_sizes(files: Files) -> Files:
    counted = HouseholdMember.objects.filter(household=FILE, counted=True)
    return files.annotate(
        cause_known=Coalesce(of_latest(confirmed(), "cause"), Value("")),
        size_stated=Coalesce(of_latest(confirmed(), "family_size"), 0),
        size_listed=count_of(counted) + 1,
    )


def incomplete(files: Files, sight: Sight) -> Files:
    gap = Q()
    for condition in _gaps().values():
        gap |= Q(condition)
    return _with_sizes(in_force(files)).filter(gap)


def tell_gaps(files: Files, sight: Sight) -> Files:
    return _with_sizes(files).annotate(
        **{
            code: Case(When(Q(condition), then=1), default=0, output_field=IntegerField())
            for code, condition in _gaps().items()
        }
    )


def why_incomplete(file: Any, sight: Sight) -> str:
    """What is missing, and the two sizes of the family where they differ."""
    missing = [str(label) for code, label in GAPS.items() if getattr(file, code)]
    told = [_("Missing: %(facts)s") % {"facts": ", ".join(missing)}] if missing else []
    if file.size_differs:
        told.append(
            _("The family size is stated as %(stated)d, the family table counts %(listed)d")
            % {"stated": file.size_stated, "listed": file.size_listed}
        )
    return "; ".join(told)


# -- proofs that run out


def _running_out(sight: Sight) -> QuerySet[Any]:
    """The proofs of a file that end within thirty days or have ended, unless a later one of the same kind is there."""
    until = sight.day + timedelta(EXPIRING_DAYS)
    same = Attachment.objects.filter(household=OuterRef("household"), kind=OuterRef("kind"))
    renewed = same.filter(Q(person=OuterRef("person")) | Q(person=None)).filter(
        Q(expires_on__gt=until) | Q(expires_on=None)
    )
    return (
        Attachment.objects.filter(household=FILE, expires_on__lte=until)
        .filter(there_is_no(renewed))
        .order_by("expires_on", "pk")
    )


def with_expiring_proofs(files: Files, sight: Sight) -> Files:
    return files.exclude(state__in=Household.ENDED).filter(there_is(_running_out(sight)))


def tell_proofs(files: Files, sight: Sight) -> Files:
    proofs = _running_out(sight)
    return files.annotate(
        proof_kind=of_latest(proofs, "kind"),
        proof_of=of_latest(proofs, "person__name"),
        proof_until=of_latest(proofs, "expires_on"),
        proofs=count_of(proofs),
    )


def why_proofs(file: Any, sight: Sight) -> str:
    """The proof that ends first, and how many there are besides."""
    kind = dict(ATTACHMENT_KINDS.choices()).get(file.proof_kind, file.proof_kind)
    facts = {"proof": f"{kind} ({file.proof_of})" if file.proof_of else kind, "day": file.proof_until}
    if validity(file.proof_until, sight.day) is Validity.OVER:
        told = _("%(proof)s ran out on %(day)s") % facts
    else:
        told = _("%(proof)s is valid until %(day)s") % facts
    if file.proofs > 1:
        return _("%(first)s; %(others)d more") % {"first": told, "others": file.proofs - 1}
    return told


# -- children who finish school


def _finishing(sight: Sight) -> QuerySet[Any]:
    """Of the family, whoever finishes a school in the year of the day."""
    return (
        HouseholdMember.objects.filter(household=FILE, counted=True)
        .alias(finishes=F("school_from") + F("school_years"))
        .filter(finishes=sight.day.year)
        .order_by("pk")
    )


def finishing_school(files: Files, sight: Sight) -> Files:
    return in_force(files).filter(there_is(_finishing(sight)))


def tell_school(files: Files, sight: Sight) -> Files:
    members = _finishing(sight)
    return files.annotate(
        pupil=of_latest(members, "person__name"), school=of_latest(members, "place"), pupils=count_of(members)
    )


def why_school(file: Any, sight: Sight) -> str:
    facts = {"name": file.pupil, "school": file.school, "year": sight.day.year, "others": file.pupils - 1}
    told = _("%(name)s finishes %(school)s in %(year)d") if file.school else _("%(name)s finishes school in %(year)d")
    told = told % facts
    return _("%(first)s; %(others)d more") % {"first": told, "others": file.pupils - 1} if file.pupils > 1 else told
