"""A small year in two unions, and a way to sit down at the desk."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from hardship.models import Completion, Referral, RegularAid, RegularMonth
from members.models import Committee, Employer, Membership, MembershipEvent, Target
from office.calendar import Period
from tests.people import Office, make_household, make_line, make_list, make_person

YEAR = Period.of_year(2025)


@dataclass
class Desk:
    """One member of staff before the screen."""

    client: Client

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(address, query)


@pytest.fixture
def sit_down():
    """`sit_down(staff)`: a browser in which that person is logged in."""

    def as_somebody(staff: Any) -> Desk:
        client = Client()
        client.force_login(staff)
        return Desk(client)

    return as_somebody


@pytest.fixture
def year(office: Office) -> SimpleNamespace:
    """Relief of every kind in the north union in 2025, one payment in the south, targets for the office."""
    north, south = office.north, office.south
    twice, once = make_household(north, "林秀珍", family=1), make_household(north, "赵德明")
    far = make_household(south, "何玉梅", opened_on=date(2020, 6, 1))
    spring, goods = make_list(north), make_list(north, "物资", form="goods", kind="goods")
    make_line(twice, spring, paid_on=date(2025, 1, 20), amount=Decimal("300.00"))
    make_line(twice, spring, paid_on=date(2025, 5, 20), amount=Decimal("200.50"))
    make_line(once, spring, paid_on=date(2025, 12, 31), amount=Decimal("12000.00"))
    make_line(once, spring, paid_on=date(2024, 5, 1), amount=Decimal("10000.00"))
    make_line(far, make_list(south), paid_on=date(2025, 2, 2), amount=Decimal("700.00"))
    make_line(
        once, goods, paid_on=date(2025, 9, 1), amount=Decimal("280.00"), goods="米", quantity=2, unit_price=Decimal("140.00")
    )  # fmt: skip
    aid = RegularAid.objects.create(
        union=north, person=twice.head, household=twice, standard=Decimal("100.00"),
        first_month=date(2025, 11, 1), last_month=date(2025, 12, 1),
    )  # fmt: skip
    for month in (11, 12):
        RegularMonth.objects.create(aid=aid, month=date(2025, month, 1), amount=Decimal("100.00"), state="paid")
    for kind, granted in (("living", "300.00"), ("medical", "900.00")):
        Referral.objects.create(
            union=north, household=once, person=once.head, kind=kind, applied_on=date(2025, 3, 3), state="paid",
            granted=Decimal(granted), decided_on=date(2025, 4, 4), paid_on=date(2025, 4, 8),
        )  # fmt: skip
    Completion.objects.create(household=far, on=date(2025, 7, 1))
    member = Membership.objects.create(
        union=north, person=make_person(north, "马振东"), began_on=date(2025, 8, 8), migrant=True
    )
    MembershipEvent.objects.create(membership=member, kind=MembershipEvent.JOINED, on=date(2025, 8, 8))
    Committee.objects.create(employer=Employer.objects.get(union=north), founded_on=date(2025, 10, 1))
    Target.objects.create(union=office.home, year=2025, figure="members.joined", value=4)
    return SimpleNamespace(office=office, twice=twice, once=once, far=far, spring=spring)
