"""Whatever is tried in whatever order: the state is one the table allows, the steps explain it, and T4 adds up."""

from datetime import date, timedelta
from random import Random

import pytest

from hardship.models import Household, Objection, Step
from hardship.movement import COLUMNS, balance, movement, movements
from hardship.operations.files import Files
from hardship.rules.code_lists import CLOSING_REASONS
from hardship.rules.lifecycle import STEPS, States, steps_from
from members.models import Union
from office.calendar import Period
from office.history import Hand
from office.models import Entry
from office.refusal import Refusal
from office.reporting.figures import FIGURES
from office.trail.acts import broken
from tests.people import make_household

from .lives import BEGAN, Walk, applicant, assess_anew, hang, make_officers, proof, set_line, visit

TRIES = 400
ENDING = {
    "withdraw", "refuse", "return_for_correction", "objection_received", "decline_transfer", "withdraw_transfer",
    "take_off_notice",
}  # fmt: skip
TAKING_PART = [
    "clerk_north",
    "clerk_south",
    "visitor_north",
    "officer_north",
    "officer_south",
    "officer",
    "second_officer",
]
FILES = ("opening", "opened", "closed", "closing")
REASONS = [entry.code for entry in CLOSING_REASONS.entries]


def try_something(draw, walk, team):
    """One attempt at the file: mostly a step of its state by whoever comes along, sometimes with what it needs."""
    file, by = walk.household, team.staff[draw.choice(sorted(team.staff) if draw.random() < 0.2 else TAKING_PART)]
    likely = [step.code for step in steps_from(file.state)]
    onward = [code for code in likely if code not in ENDING] or likely
    code = draw.choice(onward if draw.random() < 0.9 else likely if draw.random() < 0.7 else sorted(STEPS))
    if draw.random() < 0.8:
        prepare(draw, walk, team)
    results = [one.code for one in STEPS[code].results]
    said = {
        "opinion": "同意" if draw.random() < 0.9 else "",
        "reason": draw.choice(REASONS) if draw.random() < 0.9 else "",
        "result": draw.choice(results) if results else "",
        "other_union": draw.choice([team.north, team.south, team.home]),
        "evidence": proof(file) if "evidence" in STEPS[code].needs else None,
    }
    return walk(code, by, **said)


def prepare(draw, walk, team):
    file = walk.household
    if file.state in (States.VERIFYING, States.REEXAMINING):
        visit(file, walk.today)
        if not file.assessments.filter(assessed_on=walk.today).exists():
            assess_anew(file, team.clerk_north, walk.today, str(draw.choice([700, 900, 1500, 9000])))
    elif file.state == States.DRAFT and not file.assessments.exists():
        assess_anew(file, team.clerk_north, walk.today)
        file.consents.get_or_create(person=file.head, purpose="check", signed_on=walk.today)
    elif file.state == States.REVIEWING:
        hang(file, walk.today)
    elif file.state == States.OBJECTED:
        line = file.notice_lines.last()
        Objection.objects.create(line=line, on=walk.today, text="有异议", answered_on=walk.today)


def explain(file):
    """The steps of a file form a chain that the table allows, and it ends in the state of the file."""
    state = States.DRAFT
    for step in file.steps.order_by("pk"):
        if step.code == "reopen":
            assert (step.before in Household.ENDED, step.after) in ((True, "draft"), (True, step.before))
            state = step.after
            continue
        assert step.before == state
        assert state in STEPS[step.code].sources
        assert step.after in STEPS[step.code].targets
        state = step.after
    assert file.state == state


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_any_order_of_steps_leaves_files_that_their_steps_explain_and_figures_that_add_up(office, seed):
    draw = Random(seed)
    set_line(office)
    make_officers(office)
    old = [
        make_household(union, name, opened_on=BEGAN - timedelta(draw.randrange(300)))
        for union, name in [(office.north, "王小明"), (office.south, "赵静"), (office.south, "钱波")]
    ]
    walks = [Walk(applicant(union, office.clerk_north, "林秀珍")) for union in (office.north, office.south) * 2]
    walks += [Walk(file) for file in old[:2]]
    imported = set(old)
    today, taken = BEGAN, 0
    for _ in range(TRIES):
        today += timedelta(draw.choice([0, 0, 1, 1, 3, 9]))
        walk = draw.choice(walks)
        walk.today = today
        before = (walk.household.state, walk.household.edition)
        steps = Step.objects.count()
        try:
            step = try_something(draw, walk, office)
        except Refusal:
            walk.household.refresh_from_db()
            assert (walk.household.state, walk.household.edition) == before
            assert Step.objects.count() == steps
            continue
        taken += 1
        assert step.by is not None
        if step.code == "reopen":
            walks[walks.index(walk)] = Walk(step.household, today)
    assert taken > TRIES // 10

    for file in Household.objects.all():
        assert file.state in list(States)
        if file not in imported:
            explain(file)
    assert not list(broken())
    assert Entry.objects.filter(act="step").count() == taken
    assert {"hand_in", "approve", "close", "confirm_transfer"} <= set(Step.objects.values_list("code", flat=True))
    assert_adds_up(office, today)


def assert_adds_up(office, today):
    """For every union and every month: the row balances, and each month begins as the one before it ended."""
    months = Period(date(BEGAN.year - 1, 10, 1), today).months()
    ends = [first - timedelta(1) for first in months[1:]] + [today]
    last: dict[int, int] = {}
    for first, end in zip(months, ends, strict=True):
        period = Period(first, end)
        rows = movements(office.home, period)
        assert rows.keys() == {office.home.pk, office.north.pk, office.south.pk}
        for union, row in rows.items():
            assert tuple(row) == COLUMNS
            assert balance(row) == row["closing"]
            assert last.get(union, row["opening"]) == row["opening"]
            last[union] = row["closing"]
        for union in (office.home, office.north, office.south):
            # The figures of the desk and of T1 say the same as T4.
            row = movement(union, period)
            value = {name: FIGURES[f"files.{name}"].value(union, period) for name in FILES}
            closed = row["out_of_hardship"] + row["closed_otherwise"]
            assert (value["opening"], value["closing"]) == (row["opening"], row["closing"])
            assert value["opened"] == row["opened"] + row["reopened"]
            assert closed <= value["closed"] <= closed + row["transferred_out"]
        whole = movement(office.home, period)
        assert balance(whole) == whole["closing"] == Household.objects.in_force_on(end).count()
        for column in ("opening", "opened", "reopened", "closing", "reexamined", "out_of_hardship", "closed_otherwise"):
            assert whole[column] == sum(row[column] for row in rows.values())
        assert whole["transferred_in"] == 0
        for union in Union.objects.filter(pk__in=(office.north.pk, office.south.pk)):
            assert movement(union, period) == rows[union.pk]


def test_a_roster_moves_no_file_that_is_under_way(office):
    set_line(office)
    make_officers(office)
    walk = Walk(applicant(office.north, office.clerk_north))
    walk("hand_in", office.clerk_north)
    for state in States:
        Household.objects.filter(pk=walk.household.pk).update(
            state=state,
            opened_on=BEGAN if state in (*Household.COUNTED, States.CLOSED) else None,
            closed_on=BEGAN if state in Household.ENDED else None,
        )
        assert roster(office, walk.household) == {
            States.DRAFT: "in_force",
            States.IN_FORCE: "in_force",
            States.REEXAMINING: "reexamining",
            States.CLOSED: "file.ended",
            States.REFUSED: "file.refused",
        }.get(state, "file.under_way")


def roster(office, household):
    """The state of the file after a roster that calls it opened, or the code of the refusal."""
    files = Files([household.head], Hand(None), [household.file_no], today=BEGAN)
    try:
        files.put(
            head=household.head, union=office.north, file_no=household.file_no, opened_on=BEGAN, closed_on=None,
            address="滨江市新街 2 号",
        )  # fmt: skip
    except Refusal as refusal:
        return refusal.code
    files.write()
    household.refresh_from_db()
    return household.state


def test_a_closed_file_that_came_by_rosters_may_be_corrected_by_rosters(office):
    file = make_household(office.north, state="closed", closed_on=date(2025, 10, 1), closing_reason="died")
    assert roster(office, file) == "closed"
    assert file.address == "滨江市新街 2 号"


def test_a_roster_that_opens_a_file_after_its_closing_on_record_is_refused(office):
    file = make_household(office.north, state="closed", closed_on=date(2025, 6, 1), closing_reason="died")
    assert roster(office, file) == "date.order"


def test_a_roster_that_closes_or_moves_a_file_ends_its_transfer(office):
    file = make_household(office.north, moving_to=office.south)
    files = Files([file.head], Hand(None), [file.file_no], today=BEGAN)
    files.put(head=file.head, union=office.south, file_no=file.file_no, opened_on=file.opened_on, closed_on=None)
    files.write()
    file.refresh_from_db()
    assert (file.union, file.moving_to) == (office.south, None)


def test_whoever_was_refused_gets_a_new_file_from_a_roster(office):
    refused = make_household(office.north, state="refused", opened_on=None, closed_on=date(2025, 6, 1))
    files = Files([refused.head], Hand(None), today=BEGAN)
    assert files.of(refused.head) is None
    file, outcome = files.put(head=refused.head, union=office.north, file_no=None, opened_on=BEGAN, closed_on=None)
    files.write()
    assert (outcome, file.state, file.previous) == ("created", "in_force", refused)
    # It was never in force: the new file is no 返困.
    row = movement(office.home, Period(BEGAN, BEGAN))
    assert (row["opened"], row["reopened"], row["closing"]) == (1, 0, 1)
