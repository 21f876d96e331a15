"""Whatever steps are tried in whatever order: the states are those of the table, the steps explain them, T4 adds up."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from random import Random

import pytest

from hardship.rules.code_lists import CLOSING_REASONS
from hardship.rules.lifecycle import STANDING_STATES, STEPS, States, previous_hand, steps_from
from hardship.rules.movement import CLOSING_MOVEMENT, MOVEMENT, movement
from hardship.rules.needs import HANDS, NEEDS
from hardship.rules.standing import Standing, objections_to
from members.roles import ROLES

HOME, NORTH, SOUTH = "000001/000002/", "000001/000002/000003/", "000001/000002/000004/"
STAFF = {  # key: path of the union, role
    1: (NORTH, "clerk"),
    2: (SOUTH, "clerk"),
    3: (HOME, "officer"),
    4: (HOME, "officer"),
    5: (NORTH, "officer"),
    6: (HOME, "auditor"),
}
RELATIVE = 4
ADDS, TAKES = ("opened", "reopened", "transferred_in"), ("out_of_hardship", "closed_otherwise", "transferred_out")


@dataclass
class File:
    """What a file is to the rules, with the steps it has behind it: code, who, from, to."""

    union: str
    entered_by: int
    was_closed_before: bool = False
    state: States = States.DRAFT
    going_to: str = ""
    is_followed: bool = False
    taken: list[tuple[str, int, States, States]] = field(default_factory=list)

    def before(self, staff, facts):
        path, role = STAFF[staff]
        return Standing(
            state=self.state,
            permissions=ROLES[role].permissions,
            union_path=self.union,
            staff_path=path,
            acting=staff,
            entered_by=self.entered_by,
            previous_by=previous_hand((code, by) for code, by, _from, _to in self.taken),
            verified_by=next((by for code, by, *_ in reversed(self.taken) if code == "verification_done"), None),
            recused=staff == RELATIVE,
            facts=facts | ({"transfer_asked"} if self.going_to else {"no_open_transfer"}),
            is_locked=self.state in (States.CLOSED, States.REFUSED),
            office_path=HOME,
            receiving_path=self.going_to,
        )


@cache
def live(seed, periods=6, attempts=1500):
    """Files after anybody tried any step at random for some periods, and of each period the movements and the stock."""
    random = Random(seed)
    files = [File(random.choice([NORTH, SOUTH, HOME]), random.choice(list(STAFF))) for _number in range(30)]
    years = []
    for _period in range(periods):
        moved = Counter()
        for _attempt in range(attempts):
            attempt(random, files, moved)
        years.append((moved, Counter(file.union for file in files if file.state in STANDING_STATES)))
    return files, years


def attempt(random, files, moved):
    file, staff = random.choice(files), random.choice(list(STAFF))
    one = random.choice(steps_from(file.state) if random.random() < 0.7 else list(STEPS.values()))
    if one.code in ("withdraw", "refuse", "return_for_correction") and random.random() < 0.97:
        return  # most households get on
    facts = frozenset(NEEDS) - HANDS.keys() - {"transfer_asked", "no_open_transfer"}
    if random.random() < 0.3:
        facts = frozenset(code for code in sorted(facts) if random.random() < 0.7)
    if objections_to(one, file.before(staff, facts)):
        return
    if one.new_episode:
        if file.is_followed:
            return  # one household, one file: what the operation looks up
        file.is_followed = True
        files.append(File(file.union, staff, file.was_closed_before or file.state == States.CLOSED))
        return
    after = one.goes_to(file.state, random.choice(one.results).code if one.results else "")
    reason = random.choice(CLOSING_REASONS.entries).code if one.code == "close" else ""
    for column in movement(one.code, closing_reason=reason, was_closed_before=file.was_closed_before):
        moved[file.going_to if column == "transferred_in" else file.union, column] += 1
    file.taken.append((one.code, staff, file.state, after))
    file.state = after
    if one.code == "ask_for_transfer":
        file.going_to = random.choice([union for union in (NORTH, SOUTH, HOME) if union != file.union])
    elif one.code == "confirm_transfer":
        file.union, file.going_to = file.going_to, ""
    elif one.code in ("decline_transfer", "withdraw_transfer"):
        file.going_to = ""


SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_steps_of_a_file_explain_its_state(seed):
    files, _years = live(seed)
    for file in files:
        state = States.DRAFT
        for code, _by, before, after in file.taken:
            assert before == state
            assert before in STEPS[code].sources
            assert after in STEPS[code].targets
            state = after
        assert file.state == state


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_comes_into_force_by_the_hand_that_entered_it_or_by_a_relatives(seed):
    files, _years = live(seed)
    for file in files:
        for code, by, _before, _after in file.taken:
            if code in ("approve", "to_city", "city_approved", "keep_in_force"):
                assert by not in (file.entered_by, RELATIVE)
                assert STAFF[by][1] == "officer"


@pytest.mark.parametrize("seed", SEEDS)
def test_opening_and_movement_make_closing_for_every_union_and_period(seed):
    opening = Counter()
    for moved, closing in live(seed)[1]:
        for union in (NORTH, SOUTH, HOME):
            added = sum(moved[union, column] for column in ADDS)
            taken = sum(moved[union, column] for column in TAKES)
            assert opening[union] + added - taken == closing[union]
        opening = closing


def test_the_lives_are_no_idle_ones():
    lives = [live(seed) for seed in SEEDS]
    assert {code for files, _years in lives for file in files for code, *_ in file.taken} == set(STEPS) - {"reopen"}
    assert {column for _files, years in lives for moved, _closing in years for _union, column in moved} == {
        *ADDS,
        *TAKES,
        "reexamined",
    }


def test_every_step_that_counts_exists_and_every_reason_of_closing_counts_once():
    assert set(MOVEMENT) < set(STEPS)
    assert set(CLOSING_MOVEMENT) == {entry.code for entry in CLOSING_REASONS.entries}
    assert {code for code, column in CLOSING_MOVEMENT.items() if column == "out_of_hardship"} == {
        "recovered",
        "resolved",
    }
    assert {code for code, column in CLOSING_MOVEMENT.items() if column == "transferred_out"} == {"transferred"}


def test_what_a_step_counts_as():
    assert movement("approve") == movement("city_approved") == ("opened",)
    assert movement("approve", was_closed_before=True) == ("reopened",)
    assert movement("close", closing_reason="died") == ("closed_otherwise",)
    assert movement("close", closing_reason="recovered", was_closed_before=True) == ("out_of_hardship",)
    assert movement("confirm_transfer") == ("transferred_out", "transferred_in")
    assert movement("keep_in_force") == ("reexamined",)
    assert movement("hand_in") == movement("refuse") == ()
