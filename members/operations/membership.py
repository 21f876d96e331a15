"""Joining, moving and leaving: writes the log of events and the times that follow from it (domain.md 5.3)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.models import Membership, MembershipEvent, Person, Union
from office.history import Batch, Hand
from office.lookups import in_chunks
from office.refusal import Refusal


class Memberships:
    """The memberships of some people, to which events are added; `write` writes all at once."""

    def __init__(self, people: Iterable[Person], hand: Hand) -> None:
        self.hand = hand
        self.of: dict[int, list[Membership]] = defaultdict(list)
        self.events: dict[int, set[tuple[str, date]]] = defaultdict(set)
        self.batch = Batch(Membership, hand)
        self.new_events = Batch(MembershipEvent, hand)
        memberships = Membership.objects.prefetch_related("events")
        for membership in in_chunks(memberships, "person", (person.pk for person in people)):
            self.of[membership.person_id].append(membership)
            self.events[membership.pk] = {(event.kind, event.on) for event in membership.events.all()}

    def _note(self, membership: Membership, kind: str, on: date, reason: str = "") -> bool:
        known = self.events[membership.pk]
        if (kind, on) in known:
            return False
        self.new_events.add(membership=membership, kind=kind, on=on, reason=reason)
        known.add((kind, on))
        self.hand.if_dropped(lambda: known.remove((kind, on)))
        return True

    def enter(self, person: Person, union: Union, kind: str, on: date, **facts: Any) -> tuple[Membership, str]:
        """Joined (入会) or transferred in (转入). Raises Refusal while another membership is open."""
        for membership in self.of[person.pk]:
            if membership.union_id == union.pk and membership.began_on == on:
                changed = self.batch.change(membership, facts)
                return membership, "updated" if self._note(membership, kind, on) or changed else "unchanged"
        for membership in self.of[person.pk]:
            if membership.ended_on is None or membership.ended_on > on >= membership.began_on:
                raise Refusal(
                    "changed_on",
                    "membership.open",
                    _("Already a member since %(day)s: end that membership first, or correct the day.")
                    % {"day": membership.began_on},
                )
        membership = self.batch.add(person=person, union=union, began_on=on, **facts)
        here = self.of[person.pk]
        here.append(membership)
        self.hand.if_dropped(lambda: here.remove(membership))
        self._note(membership, kind, on)
        return membership, "created"

    def leave(self, person: Person, union: Union, kind: str, on: date) -> tuple[Membership, str]:
        """Transferred out, expelled or resigned. Raises Refusal when there is no membership to end."""
        here = [membership for membership in self.of[person.pk] if membership.union_id == union.pk]
        for membership in here:
            if membership.ended_on == on:
                return membership, "updated" if self._note(membership, kind, on) else "unchanged"
        for membership in here:
            if membership.ended_on is None:
                if on < membership.began_on:
                    raise Refusal("left_on", "date.order", _("A membership cannot end before it began."))
                self.batch.change(membership, {"ended_on": on})
                self._note(membership, kind, on)
                return membership, "updated"
        raise Refusal("left_on", "membership.none", _("There is no open membership in this union to end."))

    def keep(self, person: Person, union: Union, on: date) -> tuple[Membership, str]:
        """Membership kept (保留) while without work. Raises Refusal when there is none."""
        for membership in self.of[person.pk]:
            if membership.union_id == union.pk and membership.ended_on is None:
                return membership, "updated" if self._note(membership, MembershipEvent.KEPT, on) else "unchanged"
        raise Refusal("changed_on", "membership.none", _("There is no open membership in this union to keep."))

    def write(self) -> None:
        self.batch.write()
        self.new_events.write()
