"""A list of two thousand lines asks the database as often as one of twenty, at each step of its way."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hardship.models import Household, HouseholdMember, ReliefLine
from hardship.operations.relief_lists.guards import look
from hardship.operations.relief_lists.moving import lines_of
from members.models import Person
from office.history import Batch, Hand
from tests.hardship.operations.lives import set_line
from tests.people import id_number

from .reliefs import begin, budget, fail, figures, move, pay, reverse, stands, yuan

FEW, MANY = 20, 2000


def filled(office, name: str, count: int):
    """A draft with so many households of two, each given 1 元."""
    relief, hand = begin(office, name), Hand(None)
    people, homes, family, lines = (Batch(model, hand) for model in (Person, Household, HouseholdMember, ReliefLine))
    for place in range(1, count + 1):
        head, spouse = (people.add(union=office.north, name=f"王{place}", id_no=id_number()) for _side in range(2))
        home = homes.add(union=office.north, head=head, file_no=f"{name}{place}", opened_on="2025-03-01")
        family.add(household=home, person=spouse, relation="spouse")
        lines.add(
            list=relief, union=office.north, household=home, payee=head, amount=yuan(1), position=place,
            entered_by=office.clerk_north,
        )  # fmt: skip
    with transaction.atomic():
        for batch in (people, homes, family, lines):
            batch.write()
    return relief


def asked(act) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def way(office, relief) -> dict[str, int]:
    """The queries of each act on the list, from its first look to its reversal."""
    steps = [("hand_in", office.clerk_north), ("check", office.officer), ("approve", office.officer)]
    found = {"look": asked(lambda: look(relief, lines_of(relief)))}
    found |= {code: asked(lambda code=code, by=by: move(relief, code, by)) for code, by in steps}
    move(relief, "send_back", office.officer, "名单有误")
    for code, by in [*steps, ("begin_payment", office.cashier)]:
        move(relief, code, by)
    *paid, bad = lines_of(relief)
    found["pay"] = asked(lambda: pay(relief, office.cashier, *paid))
    found["fail"] = asked(lambda: fail(relief, office.cashier, bad))
    found["close"] = asked(lambda: move(relief, "close", office.cashier))
    found["reverse"] = asked(lambda: reverse(relief, office.cashier, *paid[:10]))
    return found


@pytest.mark.django_db
def test_as_many_queries_for_two_thousand_lines_as_for_twenty(office):
    set_line(office)
    money = budget(office)
    for staff in office.staff.values():
        staff.get_all_permissions()  # asked once for each sitting
    few = way(office, filled(office, "少", FEW))
    many = way(office, filled(office, "多", MANY))
    assert many == few
    # One failed on each list, ten were taken back.
    left = FEW + MANY - 2 - 20
    assert (stands(money), figures(office)) == (("0.00", f"{left}.00"), [str(left), str(left), f"{left}.00"])
