"""The year's relief lists as the signed papers that lie beside a clerk: what the workbooks of money and goods say, and who types,
decides and pays them at the desk."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client

from hardship.models import Assessment, Fund, ReliefLine, ReliefList
from hardship.operations import goods
from hardship.operations.relief import Homes
from hardship.operations.relief_lists.lines import not_allowed
from hardship.operations.relief_lists.moving import lines_of
from members.models import Person, Union
from office.history import Batch, Hand
from tests.people import make_staff
from tests.year.rosters import figures, import_rosters

PLEA = "名单已经讨论"


@dataclass(frozen=True)
class Written:
    """A line on paper: the payee's ID number, what they got and when."""

    number: str
    amount: Decimal
    quantity: int | None
    paid_on: date


@dataclass(frozen=True)
class Paper:
    """A signed list. `goods`: what was handed out and the price of a parcel, None for money."""

    name: str
    kind: str
    fund: str
    goods: tuple[str, Decimal] | None
    lines: tuple[Written, ...]

    @property
    def days(self) -> list[date]:
        return sorted({line.paid_on for line in self.lines})

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def recorded() -> list[tuple[Any, ...]]:
    """Every line of relief, as far as a figure counts it: without the category, which the screen takes from the file where a
    roster may say nothing of it."""
    fields = (
        "list__form", "list__kind", "list__fund__name", "household__file_no", "payee__id_digest", "union__code", "amount",
        "goods", "quantity", "unit_price", "state", "paid_on",
    )  # fmt: skip
    return sorted(ReliefLine.objects.values_list(*fields), key=repr)


def read_papers(*workbooks: Any) -> tuple[list[Paper], dict[str, int | str], list[tuple[Any, ...]]]:
    """What the workbooks say, and the figures and lines that their import makes; nothing of it stays."""
    before = transaction.savepoint()
    import_rosters(*workbooks)
    found: dict[tuple[Any, ...], list[Written]] = defaultdict(list)
    for line in ReliefLine.objects.select_related("list__fund", "payee").order_by("pk"):
        bought = (line.goods, line.unit_price) if line.goods else None
        key = (line.list.name, line.list.kind, line.list.fund.name if line.list.fund else "", bought)
        found[key].append(Written(line.payee.id_no, line.amount, line.quantity, line.paid_on))
    imported = figures(), recorded()
    transaction.savepoint_rollback(before)
    return [Paper(*key, tuple(lines)) for key, lines in found.items()], *imported


class Hands:
    """A clerk, an officer and a cashier of the office, each before a browser. `on(day)` sets the clock."""

    def __init__(self, office: Union, on: Callable[[date], None]) -> None:
        self.office, self.on = office, on
        self.clerk, self.officer, self.cashier = (self._sit(role) for role in ("clerk", "officer", "cashier"))

    def _sit(self, role: str) -> Client:
        client = Client()
        client.force_login(make_staff(f"{role}-of-lists", self.office, role))
        return client

    def work_through(self, paper: Paper, *, typed: int | None = None) -> ReliefList:
        """From the first line to the last payment; only so many lines are `typed`, the rest is put below them at once.

        Raises AssertionError for a screen that says no.
        """
        self.on(paper.days[0])
        relief_list = self.begin(paper)
        people = {number: Person.objects.with_id(number).get() for number in {line.number for line in paper.lines}}
        for line in paper.lines[:typed]:
            self.type(relief_list, people[line.number], line)
        if typed is not None:
            self._put_below(relief_list, paper.lines[typed:], people)
        self.decide(relief_list)
        self.pay(relief_list, paper, people)
        relief_list.refresh_from_db()
        return relief_list

    def begin(self, paper: Paper) -> ReliefList:
        first, receipt = paper.days[0], None
        if paper.goods:
            name, price = paper.goods
            count = sum(line.quantity or 0 for line in paper.lines)
            kit = goods.open_kit(self.office, name=name, by=None)
            bought = {"quantity": count, "unit_price": price, "fund": None, "document": "", "today": first, "by": None}
            receipt = goods.receive(kit, on=first, **bought)
        asked = {
            "name": paper.name, "kind": paper.kind, "planned_on": first.isoformat(), "purpose": paper.name,
            "fund": Fund.objects.get(union=self.office, name=paper.fund).pk if paper.fund else "",
            "receipt": receipt.pk if receipt else "", "expected_count": len(paper.lines), "expected_total": paper.total,
        }  # fmt: skip
        gone = self.clerk.post("/relief/lists/new/", asked)
        assert gone.status_code == 302, gone.context["fields"]
        return ReliefList.objects.latest("pk")

    def type(self, relief_list: ReliefList, payee: Person, line: Written) -> None:
        """Digits, Enter, amount, Enter, and a reason where the guards ask for one: what the page of the screen sends."""
        address = f"/relief/lists/{relief_list.pk}/entry/"
        hits = self.clerk.post(f"{address}find/", {"who": line.number[-6:]}).context["hits"]
        (hit,) = [hit for hit in hits if hit.person == payee]
        sent = {"chosen": hit.person.pk, "payee": hit.person.pk, "key": uuid4().hex, "plea": ""}
        sent |= {"quantity": line.quantity} if line.quantity else {"amount": line.amount}
        answer = self.clerk.post(f"{address}save/", sent)
        if answer.status_code == 422 and answer.json()["code"] == "line.plea":
            answer = self.clerk.post(f"{address}save/", sent | {"plea": PLEA})
        assert answer.status_code == 200, answer.json()

    def _put_below(self, relief_list: ReliefList, lines: tuple[Written, ...], people: dict[str, Person]) -> None:
        """As the screen would keep them, without asking the database a hundred thousand times; the guards ask of each when it is checked."""
        clerk, homes = relief_list.entered_by, Homes(people.values())
        files = {number: homes.of(person, lines[0].paid_on) for number, person in people.items()}
        latest = dict(
            Assessment.objects.filter(confirmed=True).order_by("assessed_on", "pk").values_list("household", "category")
        )
        last, receipt = relief_list.lines.count(), relief_list.receipt
        bought = {"goods": receipt.kit.name, "unit_price": receipt.unit_price} if receipt else {}
        batch = Batch(ReliefLine, Hand(clerk))
        for place, line in enumerate(lines, start=last + 1):
            file = files[line.number]
            batch.add(
                list=relief_list, union=file.union, household=file, payee=people[line.number], amount=line.amount,
                category=latest.get(file.pk, ""), quantity=line.quantity, position=place, entered_by=clerk, **bought,
            )  # fmt: skip
        batch.write()

    def decide(self, relief_list: ReliefList) -> None:
        """Handed in, everything that the guards ask allowed with a reason, checked, approved, opened for payment."""
        self._step(self.clerk, relief_list, "hand_in")
        for line, _looked in not_allowed(relief_list, lines_of(relief_list)):
            self.officer.post(f"/relief/lists/{relief_list.pk}/lines/{line.pk}/allow/", {"why": PLEA})
        self._step(self.officer, relief_list, "check")
        self._step(self.officer, relief_list, "approve")
        self._step(self.cashier, relief_list, "begin_payment")

    def pay(self, relief_list: ReliefList, paper: Paper, people: dict[str, Person]) -> None:
        """Each on the day on which it was signed for."""
        due = defaultdict(list)
        for key, payee, amount in relief_list.lines.order_by("position").values_list("pk", "payee", "amount"):
            due[payee, amount].append(key)
        for day in paper.days:
            self.on(day)
            signed = [line for line in paper.lines if line.paid_on == day]
            chosen = [due[people[line.number].pk, line.amount].pop(0) for line in signed]
            self.cashier.post(f"/relief/lists/{relief_list.pk}/pay/", {"line": chosen, "on": day.isoformat()})
        self._step(self.cashier, relief_list, "close")

    def _step(self, client: Client, relief_list: ReliefList, code: str) -> None:
        answer = client.post(f"/relief/lists/{relief_list.pk}/step/{code}/")
        assert answer.status_code == 302, answer.context["errors"]
