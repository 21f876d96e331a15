"""Two members of staff move one file at the same moment: the second waits, and is told. For databases that lock rows."""

from threading import Event, Thread

from django.db import connection, transaction

from hardship.models import Household, Step
from hardship.operations.steps import hold, take
from office.refusal import Refusal
from tests.at_once import ON_LOCKED_ROWS
from tests.people import make_office

from .lives import BEGAN, applicant, make_officers, set_line

pytestmark = ON_LOCKED_ROWS


def test_the_second_waits_for_the_first_and_is_told_that_the_file_has_moved_on():
    office = make_office()
    set_line(office)
    make_officers(office)
    file = applicant(office.north, office.clerk_north)
    seen = file.edition
    began, said = Event(), []

    def second():
        try:
            began.set()
            take(Household.objects.get(pk=file.pk), "withdraw", by=office.visitor_north, reason="撤回", edition=seen)
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    thread = Thread(target=second)
    with transaction.atomic():
        hold(file)
        thread.start()
        began.wait()
        thread.join(0.5)
        assert thread.is_alive()  # it waits for the lock
        take(file, "hand_in", by=office.clerk_north, on=BEGAN)
    thread.join(10)
    assert said == ["file.edited_meanwhile"]
    file.refresh_from_db()
    assert (file.state, [step.code for step in Step.objects.all()]) == ("applied", ["hand_in"])
