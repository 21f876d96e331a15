"""What rosters say of cases put up to the city federation (domain.md 4.6). What is done with one on screen: referral_steps.py."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, Referral, ReferralStep
from members.models import Person
from office.history import Batch, Hand
from office.lookups import in_chunks
from office.refusal import Refusal

# What the steps of a case write.
MOVED = ("state", "granted", "decided_on", "paid_on")


class Referrals:
    """The applications of some households, to which more are added; `write` writes all at once."""

    def __init__(self, households: Iterable[Household], hand: Hand) -> None:
        self.hand = hand
        self.known: dict[tuple[int, str, date], Referral] = {}
        self.batch = Batch(Referral, hand)
        moved = Referral.objects.annotate(is_moved=Exists(ReferralStep.objects.filter(referral=OuterRef("pk"))))
        for referral in in_chunks(moved, "household", (household.pk for household in households)):
            self.known[referral.household_id, referral.kind, referral.applied_on] = referral

    def put(
        self, household: Household, person: Person, *, kind: str, applied_on: date, **facts: Any
    ) -> tuple[Referral, str]:
        """An application is known by household, kind and day. Paid ones need amount and day; the day of the decision will do.
        One that was moved on screen keeps what its steps say.

        Raises Refusal: `required` (the amount or the day of what was paid), `date.order`.
        """
        decided, state = facts.get("decided_on"), facts.get("state")
        if decided and decided < applied_on:
            raise Refusal("decided_on", "date.order", _("The city cannot decide before the application."))
        if state == Referral.State.PAID:
            facts["paid_on"] = facts.get("paid_on") or decided
            if not facts["paid_on"]:
                raise Refusal("decided_on", "required", _("Paid by the city, but on which day?"))
            if not facts.get("granted"):
                raise Refusal("granted", "required", _("Paid by the city, but how much?"))
        known = self.known.get((household.pk, kind, applied_on))
        if known is not None:
            if known.state in Referral.HELPED and facts.get("granted") not in (None, known.granted):
                raise Refusal(
                    "granted", "paid.differs", _("What the city paid is already recorded with another amount.")
                )
            if getattr(known, "is_moved", False):
                facts = {name: value for name, value in facts.items() if name not in MOVED}
            return known, "updated" if self.batch.change(known, facts) else "unchanged"
        referral = self.batch.add(
            household=household,
            person=person,
            union=household.union,
            kind=kind,
            applied_on=applied_on,
            **facts,
        )
        self.known[household.pk, kind, applied_on] = referral
        self.hand.if_dropped(lambda: self.known.pop((household.pk, kind, applied_on)))
        return referral, "created"

    def write(self) -> None:
        self.batch.write()
