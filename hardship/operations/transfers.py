"""A file moves from one union of the office to another, with its history (转出, 转入; domain.md 3)."""

from hardship.models import Household
from office.history import Hand


def move(household: Household, hand: Hand) -> None:
    """Give the file to the union that it was promised to, and with it those of its family whom its union looked after.

    What was paid, and the members' own membership, stays where it was. The caller saves the file.
    """
    left, received = household.union, household.moving_to
    assert received is not None
    people = [household.head, *(member.person for member in household.members.select_related("person"))]
    for person in people:
        if person.union_id == left.pk:
            person.union = received
            hand.sign(person)
            person.save()
    household.union, household.moving_to = received, None
    if household.employer is not None and household.employer.union_id == left.pk:
        household.employer = None
