"""Relief that was paid comes in as closed history; relief without days of payment as drafts (design.md 4)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardship.models import Household, HouseholdMember, ReliefLine, ReliefList
from members.models import Person, Union
from members.operations.unions import give_unions
from members.scope import sees
from office.history import Batch, Hand
from office.lookups import in_chunks
from office.refusal import Refusal

Payment = tuple[Any, ReliefList, Person, date | None, dict[str, Any]]  # row, list, payee, day, facts
ListKey = tuple[str, str, int | None, str, int]  # form, kind, fund, name, year


class Homes:
    """Which file a payee belongs to on a day, as head or in the family."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.files: dict[int, list[Household]] = defaultdict(list)
        keys = {person.pk for person in people}
        for household in in_chunks(Household.objects, "head", keys):
            self.files[household.head_id].append(household)
        for member in in_chunks(HouseholdMember.objects.select_related("household"), "person", keys):
            self.files[member.person_id].append(member.household)
        give_unions(household for files in self.files.values() for household in files)
        for files in self.files.values():
            # What was refused never was a file that relief could rest on.
            files[:] = [file for file in files if file.state != Household.State.REFUSED]
            files.sort(key=lambda file: (file.opened_on or date.min, file.pk))

    def of(self, person: Person, on: date | None) -> Household | None:
        """The file in force on `on`, else the newest; None when there is none."""
        files = self.files.get(person.pk, [])
        for household in files:
            if (
                on
                and household.opened_on
                and household.opened_on <= on
                and (household.closed_on is None or household.closed_on >= on)
            ):
                return household
        return files[-1] if files else None


def find_file(
    homes: Homes, person: Person | None, on: date | None, *, by: Any, needs_file: bool = True
) -> Household | None:
    """The payee's file on `on`, of those that `by` sees. Raises Refusal `household.unknown`: 先建档、后帮扶."""
    household = homes.of(person, on) if person else None
    if household is not None and not sees(by, household.union):
        household = None
    if household is None and needs_file:
        raise Refusal(
            "number",
            "household.unknown",
            _("No file of this household: open the file first, then give relief (先建档、后帮扶)."),
        )
    return household


class Lists:
    """The relief lists of a union, to which payments are added; `write` writes all at once."""

    def __init__(self, union: Union, hand: Hand, *, run: Any = None) -> None:
        self.union, self.hand, self.run = union, hand, run
        self.batch = Batch(ReliefList, hand)
        self.lines = Batch(ReliefLine, hand)
        self.lists: dict[ListKey, ReliefList] = {
            (item.form, item.kind, item.fund_id, item.name, item.year): item
            for item in ReliefList.objects.filter(union=union).exclude(state=ReliefList.State.VOID)
        }
        self.recorded: dict[int, dict[tuple[Any, ...], list[ReliefLine]]] = {}

    def open(self, *, form: str, kind: str, fund: Any, name: str, year: int, paid: bool) -> ReliefList:
        """The list of this name, or a new one: closed when it records what was paid, else a draft."""
        key = (form, kind, fund.pk if fund else None, name, year)
        if key not in self.lists:
            state = ReliefList.State.CLOSED if paid else ReliefList.State.DRAFT
            row, self.hand.row = self.hand.row, None  # others will stand on it, whatever becomes of this row
            self.lists[key] = self.batch.add(
                union=self.union,
                form=form,
                kind=kind,
                fund=fund,
                name=name,
                year=year,
                state=state,
                brought_in_by=self.run,
            )
            self.hand.row = row
        return self.lists[key]

    def check_open(self, relief_list: ReliefList, day: date | None) -> None:
        """Raises Refusal when a new line may not go onto this list: what was paid goes onto lists that are closed, the rest
        onto drafts. For a payee who is new: `put_all` asks for everybody else."""
        if refusal := _not_open_to(relief_list, day):
            raise refusal

    def _known(self, relief_list: ReliefList) -> dict[tuple[Any, ...], list[ReliefLine]]:
        if relief_list.pk not in self.recorded:
            known: dict[tuple[Any, ...], list[ReliefLine]] = defaultdict(list)
            lines = () if relief_list._state.adding else ReliefLine.objects.filter(list=relief_list).order_by("pk")
            for line in lines:
                known[line.payee_id, line.paid_on].append(line)
            self.recorded[relief_list.pk] = known
        return self.recorded[relief_list.pk]

    def put_all(self, wanted: Iterable[Payment]) -> Iterable[tuple[Any, ReliefLine | None, str | Refusal]]:
        """Record payments: each row with its line and what became of it, or a Refusal.

        A payment is known by its list, day and payee. Two equal payments in one list are two, so equal ones are paired off
        first. What is left over on both sides differs from what was recorded: a paid line never changes, so it is refused.
        """
        groups: dict[tuple[Any, ...], list[tuple[Any, dict[str, Any]]]] = defaultdict(list)
        lists: dict[int, ReliefList] = {}
        people: dict[int, Person] = {}
        for row, relief_list, payee, day, facts in wanted:
            groups[relief_list.pk, payee.pk, day].append((row, facts))
            lists[relief_list.pk], people[payee.pk] = relief_list, payee
        for (list_key, payee_key, day), rows in groups.items():
            left = list(self._known(lists[list_key])[payee_key, day])
            unpaired = []
            for row, facts in rows:
                self.hand.begin(row)
                same = next(
                    (line for line in left if line.amount == facts["amount"] and line.goods == facts.get("goods", "")),
                    None,
                )
                if same is None:
                    unpaired.append((row, facts))
                else:
                    left.remove(same)
                    yield row, same, "updated" if self.lines.change(same, _still_open(same, facts)) else "unchanged"
            for row, facts in unpaired:
                self.hand.begin(row)
                if left:
                    yield row, None, _differs(left.pop(0))
                    continue
                if refusal := _not_open_to(lists[list_key], day):
                    yield row, None, refusal
                    continue
                state = ReliefLine.State.PAID if day else ReliefLine.State.DUE
                line = self.lines.add(list=lists[list_key], payee=people[payee_key], paid_on=day, state=state, **facts)
                yield row, line, "created"
        self.hand.begin(None)

    def write(self) -> None:
        """Write lines and their lists; a new list onto which no line came is not written."""
        used = {line.list_id for line in self.lines.created.values()}
        for key in self.batch.created.keys() - used:
            self.hand.shared.remove(self.batch.created.pop(key))
        self.batch.write()
        self.lines.write()


def _still_open(line: ReliefLine, facts: dict[str, Any]) -> dict[str, Any]:
    """What may still be added to a recorded line: remarks and who received it, never money."""
    return {name: facts.get(name) for name in ("note", "received_by", "category") if not getattr(line, name)}


def _not_open_to(relief_list: ReliefList, day: date | None) -> Refusal | None:
    """Why a roster may not add a line to this list: what was paid goes onto lists that are closed, the rest onto drafts."""
    if day is not None and relief_list.state != ReliefList.State.CLOSED:
        return Refusal(
            "paid_on",
            "list.in_progress",
            _("A list of this name is being prepared here: pay it here, or give the roster's list another name."),
        )
    if day is None and relief_list.state != ReliefList.State.DRAFT:
        return Refusal(
            "paid_on",
            "list.closed",
            _("The list of this name is closed: write the day of payment, or give the list another name."),
        )
    return None


def _differs(line: ReliefLine) -> Refusal:
    day = line.paid_on or ""
    return Refusal(
        "amount",
        "paid.differs",
        _(
            "This list already records %(amount)s yuan for this household, %(day)s. "
            "A paid line never changes: correct it by a reversal."
        )
        % {"amount": f"{line.amount:,.2f}", "day": day},
    )


def check_goods(
    quantity: int | None, unit_price: Decimal | None, amount: Decimal | None
) -> tuple[int, Decimal, Decimal]:
    """Parcels, price and value that fit each other; one of price and value may be missing.

    Raises Refusal `required` or `goods.amount_differs` (domain.md 9.6: value = quantity × price at purchase).
    """
    if not quantity:
        raise Refusal("quantity", "required", _("How many parcels?"))
    if unit_price is None and amount is not None:
        unit_price = (amount / quantity).quantize(Decimal("0.01"))
    if unit_price is None:
        raise Refusal("unit_price", "required", _("The price of a parcel is missing."))
    value = quantity * unit_price
    if amount is not None and amount != value:
        raise Refusal(
            "amount",
            "goods.amount_differs",
            _("%(quantity)s × %(price)s makes %(value)s, not %(amount)s.")
            % {
                "quantity": quantity,
                "price": f"{unit_price:,.2f}",
                "value": f"{value:,.2f}",
                "amount": f"{amount:,.2f}",
            },
        )
    return quantity, unit_price, value
