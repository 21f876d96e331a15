"""An invented office for tests: two unions under it, staff of each role, people and households with made-up numbers."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from hardship.models import Assessment, Fund, Household, HouseholdMember, ReliefLine, ReliefList
from hardship.operations.funds import open_funds
from members.models import Employer, Person, Staff, Union
from members.operations.unions import found, open_office
from office.history import Hand
from office.models import Run, SpecialDay, Upload, Workbook
from tests.holidays import PUBLISHED

PASSWORD = "spring-rain-2025"
_SERIAL = count(1)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(birthday: date = date(1970, 1, 2), sex: str = "F", serial: int | None = None) -> str:
    """An ID number with a right check character that nobody has: no county is called 210200."""
    serial = next(_SERIAL) if serial is None else serial
    # 49 numbers a day for each sex: the rest of the serial moves the birthday on.
    day = date.fromordinal(birthday.toordinal() + serial // 49)
    order = 2 * (serial % 49) + (1 if sex == "M" else 2)
    digits = f"210200{day:%Y%m%d}{order:03d}"
    return digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]


@dataclass
class Office:
    """`city` over `home` over `north` and `south`; `staff` by name, such as clerk_north."""

    city: Union
    home: Union
    north: Union
    south: Union
    staff: dict[str, Staff] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        staff = self.__dict__.get("staff", {})
        if name in staff:
            return staff[name]
        raise AttributeError(name)


def make_staff(username: str, union: Union | None, *roles: str, **facts: Any) -> Staff:
    staff = Staff.objects.create_user(username, password=PASSWORD, union=union, is_staff=True, name=username, **facts)
    staff.groups.set(Group.objects.filter(name__in=roles))
    return staff


def make_office() -> Office:
    """The office with clerk_north, clerk_south, officer, cashier, administrator, auditor, and nobody, who has no role."""
    home = open_office("滨江市轻工系统工会", city="滨江市总工会")
    open_funds(home)
    assert home.parent is not None
    if not SpecialDay.objects.exists():  # a test that commits empties every table behind it
        SpecialDay.objects.bulk_create(
            SpecialDay(day=day, works=works, name=name) for day, (works, name) in PUBLISHED.items()
        )
    north = found(parent=home, hand=Hand(None), name="北岸纺织厂工会委员会", code="0001", founded_on=date(2001, 5, 1))
    south = found(parent=home, hand=Hand(None), name="南岸机械厂工会委员会", code="0002", founded_on=date(2002, 5, 1))
    for union in (north, south):
        Employer.objects.create(union=union, name=union.name.removesuffix("工会委员会"))
    office = Office(home.parent, home, north, south)
    for name, union in (("clerk_north", north), ("clerk_south", south)):
        office.staff[name] = make_staff(name, union, "clerk")
    for role in ("officer", "cashier", "administrator", "auditor"):
        office.staff[role] = make_staff(role, home, role)
    office.staff["nobody"] = make_staff("nobody", home)
    return office


def make_person(union: Union, name: str = "王小明", **facts: Any) -> Person:
    return Person.objects.create(union=union, name=name, **{"id_no": id_number()} | facts)


def make_household(union: Union, name: str = "王小明", *, family: int = 0, **facts: Any) -> Household:
    """A file in force since March 2025, with a confirmed assessment and `family` relatives."""
    household = Household.objects.create(
        head=facts.pop("head", None) or make_person(union, name),
        union=union,
        **{"file_no": f"T{next(_SERIAL):06d}", "opened_on": date(2025, 3, 1)} | facts,
    )
    Assessment.objects.create(
        household=household, assessed_on=date(2025, 3, 1), category="deep", cause="major_illness",
        family_size=1 + family, per_capita_stated=Decimal("410.00"), confirmed=True,
    )  # fmt: skip
    for number in range(family):
        HouseholdMember.objects.create(
            household=household, person=make_person(union, f"{name[0]}家{number}"), relation="sibling"
        )
    return household


def make_run(by: Any, *, kind: str = "cash", state: str = "imported", **counts: int) -> Run:
    """An import that `by` made, of a workbook that holds nothing."""
    upload = Upload.objects.create(by=by, state="imported")
    workbook = Workbook.objects.create(upload=upload, name="救济款.xlsx", sha256="0" * 64, state="imported")
    return Run.objects.create(workbook=workbook, kind=kind, state=state, by=by, at=timezone.now(), **counts)


def make_list(union: Union, name: str = "春节生活救助", **facts: Any) -> ReliefList:
    known = {"form": "money", "kind": "living", "year": 2025, "fund": Fund.objects.filter(union=union).first()}
    return ReliefList.objects.create(union=union, name=name, **known | facts)


def make_line(
    household: Household, relief_list: ReliefList, *, paid_on: date | None = None, **facts: Any
) -> ReliefLine:
    return ReliefLine.objects.create(
        list=relief_list, union=household.union, household=household, payee=household.head,
        paid_on=paid_on, **{"amount": Decimal("800.00"), "state": "paid" if paid_on else "due"} | facts,
    )  # fmt: skip
