"""Regular aid: a roster for a half-year, month by month (domain.md 4.5, 9.2)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.models import RegularAid, RegularMonth
from members.models import Person
from office.calendar import Period, months_between
from office.history import Batch, Hand
from office.lookups import in_chunks
from office.refusal import Refusal


def check_months(first: date, last: date, standard: Decimal, months: int | None, amount: Decimal | None) -> int:
    """The number of months from `first` to `last`, both counted, if the roster's own sums agree with it.

    Raises Refusal `date.order`, `regular.months_differ` or `regular.amount_differs`.
    """
    if last < first:
        raise Refusal("last_month", "date.order", _("The last month cannot come before the first."))
    count = months_between(first, last)
    if months is not None and months != count:
        raise Refusal(
            "months",
            "regular.months_differ",
            _("From the first to the last month are %(count)s months.") % {"count": count},
        )
    if amount is not None and amount != standard * count:
        raise Refusal(
            "amount",
            "regular.amount_differs",
            _("%(standard)s × %(count)s months makes %(value)s.")
            % {"standard": f"{standard:,.2f}", "count": count, "value": f"{standard * count:,.2f}"},
        )
    return count


class RegularAids:
    """The regular aid of some people, to which more is added; `write` writes all at once.

    A month that has begun counts as paid, a later one is due.
    """

    def __init__(self, people: Iterable[Person], hand: Hand, *, today: date) -> None:
        self.today, self.hand = today, hand
        self.of: dict[int, list[RegularAid]] = defaultdict(list)
        self.months: dict[tuple[int, date], RegularMonth] = {}
        self.batch = Batch(RegularAid, hand)
        self.month_batch = Batch(RegularMonth, hand)
        known = RegularAid.objects.prefetch_related("months")
        for aid in in_chunks(known, "person", (person.pk for person in people)):
            self.of[aid.person_id].append(aid)
            self.months |= {(aid.pk, month.month): month for month in aid.months.all()}

    def put(
        self, person: Person, *, first_month: date, last_month: date, standard: Decimal, **facts: Any
    ) -> tuple[RegularAid, str]:
        """Aid of `standard` 元 a month from month to month. Raises Refusal when the months overlap others of this person."""
        known = next((aid for aid in self.of[person.pk] if aid.first_month == first_month), None)
        if known is None:
            if any(aid.first_month <= last_month and first_month <= aid.last_month for aid in self.of[person.pk]):
                raise Refusal(
                    "first_month", "regular.overlap", _("This person already has regular aid in these months.")
                )
            aid = self.batch.add(
                person=person, first_month=first_month, last_month=last_month, standard=standard, **facts
            )
            self.of[person.pk].append(aid)
            self.hand.if_dropped(lambda: self.of[person.pk].remove(aid))
            for month in Period(first_month, last_month).months():
                self.month_batch.add(aid=aid, month=month, amount=standard, state=self._state(month))
            return aid, "created"
        if known.round_id is not None:
            raise Refusal(
                "first_month",
                "regular.on_roster",
                _("This person is on a roster that is kept here: pay its lists instead."),
            )
        if known.standard != standard or known.last_month != last_month:
            raise Refusal(
                "standard",
                "paid.differs",
                _("Regular aid from that month is recorded with another standard or another end."),
            )
        changed = self.batch.change(known, facts)
        for month in Period(first_month, last_month).months():
            row = self.months.get((known.pk, month))
            if row is not None and row.state != RegularMonth.State.PAID:
                changed |= self.month_batch.change(row, {"state": self._state(month)})
        return known, "updated" if changed else "unchanged"

    def _state(self, month: date) -> str:
        return RegularMonth.State.PAID if month <= self.today else RegularMonth.State.DUE

    def write(self) -> None:
        self.batch.write()
        self.month_batch.write()
