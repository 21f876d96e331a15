"""A list of two thousand lines asks the database as often as one of twenty, at each step of its way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hardship.operations.relief_lists.guards import look
from hardship.operations.relief_lists.moving import lines_of
from tests.hardship.operations.lives import set_line

from .reliefs import budget, fail, figures, filled, move, pay, reverse, stands

FEW, MANY = 20, 2000


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
