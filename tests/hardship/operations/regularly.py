"""A half-year of regular aid for tests: households in the two unions, hands that enter, record, approve and pay."""

from datetime import date
from decimal import Decimal
from typing import Any

from hardship.models import Fund, RegularRound
from hardship.operations import regular_lists, regular_rounds
from tests.people import Office, make_household, make_staff

JANUARY, JUNE = date(2025, 1, 1), date(2025, 6, 1)
HUNDRED = Decimal("100.00")


def make_hands(office: Office) -> None:
    """Beside the office's own staff: a clerk who enters at the office, and a second officer."""
    office.staff["clerk_home"] = make_staff("clerk_home", office.home, "clerk")
    office.staff["second_officer"] = make_staff("second_officer", office.home, "officer")


def households(office: Office, count: int) -> list[Any]:
    """Files in force since before the half-year, in turn in the two unions."""
    return [
        make_household(
            (office.north, office.south)[number % 2], f"林秀{chr(0x4E00 + number)}", opened_on=date(2024, 3, 1)
        )
        for number in range(count)
    ]


def draft(office: Office, files: list[Any], **facts: Any) -> RegularRound:
    said = {"first_month": JANUARY, "last_month": JUNE, "standard": HUNDRED, "fund": None} | facts
    rounds = regular_rounds.open_round(office.home, **said, by=office.clerk_home)
    for file in files:
        regular_rounds.add(rounds, file.head, today=rounds.first_month, by=office.clerk_home)
    return rounds


def approved(office: Office, files: list[Any], **facts: Any) -> RegularRound:
    """A roster that the city approved on 8 January."""
    rounds = draft(office, files, **facts)
    regular_rounds.submit(rounds, by=office.clerk_home)
    day = rounds.first_month.replace(day=8)
    return regular_rounds.record_approval(rounds, document="滨工发〔2025〕3号", on=day, today=day, by=office.officer)


def own_fund(office: Office) -> Fund:
    return Fund.objects.get(union=office.home, source="own")


def pay_month(office: Office, rounds: RegularRound, month: int, **facts: Any) -> Any:
    """The list of a month, proposed, approved and paid on its 10th."""
    day = date(rounds.first_month.year, month, 10)
    month_list = regular_lists.propose(rounds, day, by=office.clerk_home)
    regular_lists.approve(month_list, today=day, by=office.officer)
    return regular_lists.pay(month_list, on=day, today=day, by=office.cashier, **facts)
