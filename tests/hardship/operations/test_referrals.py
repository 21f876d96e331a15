"""Cases put up to the city, as the office follows them: checked here, sent, answered, the money come and handed on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hardship.models import Consent, Referral, ReferralStep
from hardship.operations.recusals import recuse
from hardship.operations.referral_steps import Earlier, Facts, correct, put_up, take
from hardship.operations.referrals import Referrals
from hardship.rules.referrals import CASE_STEPS, ENTERING, PAPERS
from members.roles import ROLES
from office.calendar import Period
from office.history import Hand
from office.models import Entry
from office.refusal import Refusal
from office.reporting.figures import FIGURES
from tests.people import Office, make_household, make_office, make_person, make_staff

pytestmark = pytest.mark.django_db

TODAY = date(2025, 11, 3)
ILL = Facts(
    applied_on=date(2025, 9, 1),
    reason="胃癌手术",
    asked=Decimal("6000.00"),
    total_cost=Decimal("32000.00"),
    reimbursed=Decimal("21000.00"),
    happened_on=date(2025, 6, 2),
    ended_on=date(2025, 6, 30),
    papers=PAPERS["medical"],
)
POOR = Facts(applied_on=date(2025, 9, 1), reason="火灾", asked=Decimal("800.00"), papers=PAPERS["living"])
STATES = {
    "checking": (),
    "returned": ("send", "return"),
    "applied": ("send",),
    "granted": ("send", "grant"),
    "refused": ("send", "refuse"),
    "paid": ("send", "grant", "receive"),
    "handed": ("send", "grant", "receive", "hand_on"),
    "withdrawn": ("withdraw",),
}
SAID: dict[str, dict[str, Any]] = {
    "send_back": {"reason": "票据不清"},
    "return": {"reason": "缺诊断书"},
    "grant": {"amount": Decimal("5000.00"), "document": "市总帮扶〔2025〕9号"},
    "refuse": {"reason": "不符合条件"},
    "reopen": {"reason": "金额登记有误"},
    "hand_on": {"to": "本人签字领取"},
    "withdraw": {"reason": "家庭撤回"},
}


@pytest.fixture
def office() -> Office:
    office = make_office()
    for role in ROLES:
        office.staff[f"other_{role}"] = make_staff(f"other_{role}", office.south, role)
    return office


@pytest.fixture
def household(office: Office) -> Any:
    household = make_household(office.north, "陈桂兰")
    agree(household)
    return household


def agree(household: Any) -> None:
    Consent.objects.create(household=household, person=household.head, purpose="city", signed_on=date(2025, 3, 1))


def step(case: Referral, code: str, by: Any, on: date = date(2025, 10, 8)) -> Referral:
    return take(case, code, by=by, on=on, today=TODAY, **SAID.get(code, {}))


def brought_to(state: str, office: Office, household: Any, facts: Facts = ILL, kind: str = "medical") -> Referral:
    """A case that the clerk entered, the officer checked, and the cashier paid."""
    case = put_up(household, kind, facts, by=office.clerk_north, today=TODAY)
    hands = {"send": office.officer, "receive": office.cashier, "hand_on": office.cashier}
    for code in STATES[state]:
        case = step(case, code, hands.get(code, office.clerk_north))
    assert case.state == state
    return case


def refused(code: str, act: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code, caught.value.message
    return caught.value


def test_a_case_is_followed_until_the_money_is_in_the_households_hands(office: Office, household: Any) -> None:
    case = brought_to("handed", office, household)

    assert (case.own_cost, case.asked, case.granted) == (Decimal("11000.00"), Decimal("6000.00"), Decimal("5000.00"))
    assert (case.handed_on, case.handed_to, case.document) == (date(2025, 10, 8), "本人签字领取", "市总帮扶〔2025〕9号")
    assert list(case.steps.values_list("code", "before", "after")) == [
        ("put_up", "checking", "checking"),
        ("send", "checking", "applied"),
        ("grant", "applied", "granted"),
        ("receive", "granted", "paid"),
        ("hand_on", "paid", "handed"),
    ]
    told = Entry.objects.filter(act__startswith="referral: ").count()
    assert told == 5


def test_what_was_returned_is_corrected_checked_and_sent_again(office: Office, household: Any) -> None:
    case = brought_to("returned", office, household)
    case = correct(case, replace(ILL, asked=Decimal("5500.00")), by=office.clerk_north, today=TODAY)

    assert (case.state, case.asked) == ("checking", Decimal("5500.00"))
    assert case.steps.last().code == "send_again"
    assert step(case, "send", office.officer, on=TODAY).state == "applied"


def test_an_answer_taken_down_wrongly_is_taken_back(office: Office, household: Any) -> None:
    case = step(brought_to("granted", office, household), "reopen", office.officer)
    assert (case.state, case.granted, case.decided_on, case.document) == ("applied", None, None, "")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_who_may_take_which_step(office: Office, household: Any, state: str, role: str) -> None:
    """Role × state × step: each step by the role that holds its right, from its states, and never for another union."""
    fresh = make_staff("fresh", office.home, role)
    case = brought_to(state, office, household)
    right = {"hardship.change_referral", "hardship.approve_relief", "hardship.pay_relief"} & ROLES[role].permissions
    for code, way in CASE_STEPS.items():
        for by, is_own in ((fresh, True), (office.staff[f"other_{role}"], False)):
            case.refresh_from_db()
            before = ReferralStep.objects.count()
            may_be = is_own and state in way.states and way.permission in right
            try:
                if code in ENTERING:
                    # The correction of a case is whichever of the two its state asks for.
                    if state not in way.states:
                        continue
                    correct(case, ILL, by=by, today=TODAY)
                else:
                    step(case, code, by)
            except Refusal as refusal:
                assert not may_be, (code, refusal.code)
                expected = (
                    "referral.unknown" if not is_own else "referral.state" if state not in way.states else "permission"
                )
                assert refusal.code == expected
                assert ReferralStep.objects.count() == before
            else:
                assert may_be, (code, role, state)
                Referral.objects.filter(pk=case.pk).delete()
                case = brought_to(state, office, household)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_put_a_case_up(office: Office, household: Any, role: str) -> None:
    fresh = make_staff("fresh", office.home, role)
    if "hardship.change_referral" in ROLES[role].permissions:
        assert put_up(household, "living", POOR, by=fresh, today=TODAY).state == "checking"
        refused(
            "file.unknown", lambda: put_up(household, "medical", ILL, by=office.staff[f"other_{role}"], today=TODAY)
        )
    else:
        refused("permission", lambda: put_up(household, "living", POOR, by=fresh, today=TODAY))


def test_whoever_entered_or_corrected_does_not_send_up(office: Office, household: Any) -> None:
    case = put_up(household, "medical", ILL, by=office.officer, today=TODAY)
    refused("referral.own_entry", lambda: step(case, "send", office.officer))

    second = make_staff("second", office.home, "officer")
    correct(case, ILL, by=second, today=TODAY)
    refused("referral.own_entry", lambda: step(case, "send", second))


def test_whoever_sent_up_does_not_hand_the_money_on(office: Office, household: Any) -> None:
    both = make_staff("both", office.home, "officer", "cashier")
    case = put_up(household, "medical", ILL, by=office.clerk_north, today=TODAY)
    for code, by in (("send", both), ("grant", office.clerk_north), ("receive", both)):
        case = step(case, code, by)
    refused("referral.own_check", lambda: step(case, "hand_on", both))
    assert step(case, "hand_on", office.cashier).state == "handed"


def test_relatives_decide_nothing(office: Office, household: Any) -> None:
    case = put_up(household, "medical", ILL, by=office.clerk_north, today=TODAY)
    recuse(household, by=office.officer, why="姐姐")
    refused("step.relative", lambda: step(case, "send", office.officer))


def test_nothing_goes_to_the_city_before_the_family_agreed(office: Office) -> None:
    household = make_household(office.north, "陈桂兰", family=1)
    agree(household)
    case = put_up(household, "medical", ILL, by=office.clerk_north, today=TODAY)

    assert "陈家0" in str(refused("referral.consent", lambda: step(case, "send", office.officer)).message)
    relative = household.members.get().person
    Consent.objects.create(household=household, person=relative, purpose="city", signed_on=date(2025, 9, 2))
    assert step(case, "send", office.officer).state == "applied"


def test_an_incomplete_packet_is_not_sent(office: Office, household: Any) -> None:
    case = put_up(household, "medical", replace(ILL, papers=("application",)), by=office.clerk_north, today=TODAY)
    refused("referral.papers", lambda: step(case, "send", office.officer))


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"reimbursed": Decimal("40000.00")}, "own.negative", "reimbursed"),
        ({"asked": Decimal("11000.01")}, "asked.over_own", "asked"),
        ({"asked": None}, "required", "asked"),
        ({"total_cost": None, "reimbursed": None}, "required", "total_cost"),
        ({"happened_on": None, "ended_on": None}, "required", "happened_on"),
        ({"ended_on": date(2025, 6, 1)}, "date.order", "ended_on"),
        ({"happened_on": date(2025, 9, 2), "ended_on": None}, "date.order", "happened_on"),
        ({"applied_on": date(2025, 11, 4)}, "date.future", "applied_on"),
        ({"reason": " "}, "required", "reason"),
        ({"reason": "病" * 201}, "text.long", "reason"),
        ({"papers": ("secret",)}, "paper.unknown", "papers"),
    ],
)
def test_what_an_application_must_say(office: Office, household: Any, facts: Any, code: str, field: str) -> None:
    refusal = refused(
        code, lambda: put_up(household, "medical", replace(ILL, **facts), by=office.clerk_north, today=TODAY)
    )
    assert refusal.field == field
    assert not Referral.objects.exists()


def test_all_that_was_paid_out_of_pocket_may_be_asked(office: Office, household: Any) -> None:
    case = put_up(household, "medical", replace(ILL, asked=Decimal("11000.00")), by=office.clerk_north, today=TODAY)
    assert case.asked == case.own_cost


def test_one_illness_is_put_up_once(office: Office, household: Any) -> None:
    first = brought_to("applied", office, household)
    later = replace(ILL, applied_on=date(2025, 9, 20), happened_on=date(2025, 6, 30), ended_on=None)

    refusal = refused("illness.once", lambda: put_up(household, "medical", later, by=office.clerk_north, today=TODAY))
    assert isinstance(refusal, Earlier)
    assert refusal.referral == first
    next_day = replace(later, happened_on=date(2025, 7, 1))
    assert put_up(household, "medical", next_day, by=office.clerk_north, today=TODAY).pk


def test_two_of_a_family_may_be_ill_at_once(office: Office) -> None:
    household = make_household(office.north, "陈桂兰", family=1)
    child = household.members.get().person
    put_up(household, "medical", replace(ILL, patient=household.head), by=office.clerk_north, today=TODAY)
    other = replace(ILL, applied_on=date(2025, 9, 2), patient=child)
    assert put_up(household, "medical", other, by=office.clerk_north, today=TODAY).patient == child
    stranger = replace(ILL, applied_on=date(2025, 9, 3), patient=make_person(office.north, "路人"))
    refused(
        "person.not_in_household", lambda: put_up(household, "medical", stranger, by=office.clerk_north, today=TODAY)
    )


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_what_came_to_nothing_is_in_nobodys_way(office: Office, household: Any, state: str) -> None:
    brought_to(state, office, household)
    assert put_up(household, "medical", replace(ILL, applied_on=TODAY), by=office.clerk_north, today=TODAY).pk


def test_temporary_aid_twice_a_year_says_why(office: Office, household: Any) -> None:
    put_up(household, "living", POOR, by=office.clerk_north, today=TODAY)
    second = replace(POOR, applied_on=date(2025, 10, 9))
    assert refused(
        "again.required", lambda: put_up(household, "living", second, by=office.clerk_north, today=TODAY)
    ).field == "again"  # fmt: skip
    case = put_up(household, "living", replace(second, again="再次失火"), by=office.clerk_north, today=TODAY)
    assert case.steps.get().note == "再次失火"


def test_days_follow_one_another(office: Office, household: Any) -> None:
    case = brought_to("applied", office, household)
    refused("date.order", lambda: step(case, "grant", office.clerk_north, on=date(2025, 10, 7)))
    refused("date.future", lambda: step(case, "grant", office.clerk_north, on=date(2025, 11, 4)))


@pytest.mark.parametrize("code", ["return", "grant", "refuse"])
def test_the_citys_answer_is_said_in_full(office: Office, household: Any, code: str) -> None:
    case = brought_to("applied", office, household)
    refused("required", lambda: take(case, code, by=office.clerk_north, on=TODAY, today=TODAY))


def test_a_file_that_is_not_in_force_is_not_put_up(office: Office) -> None:
    household = make_household(office.north, state="draft", opened_on=None)
    refused("file.not_in_force", lambda: put_up(household, "living", POOR, by=office.clerk_north, today=TODAY))


def figures(office: Office) -> dict[str, Any]:
    year = Period(date(2025, 1, 1), date(2025, 12, 31))
    asked = [code for code in FIGURES if code.startswith(("city.", "cash.", "goods.", "regular."))]
    return {code: FIGURES[code].value(office.home, year) for code in asked}


def test_only_what_the_city_paid_counts_and_never_as_the_offices_own(office: Office, household: Any) -> None:
    before = figures(office)
    case = put_up(household, "medical", ILL, by=office.clerk_north, today=TODAY)
    for code, by in (("send", office.officer), ("grant", office.clerk_north)):
        case = step(case, code, by)
        assert figures(office) == before
    paid = before | {
        "city.households": 1,
        "city.amount": Decimal("5000.00"),
        "city.medical.households": 1,
        "city.medical.amount": Decimal("5000.00"),
    }
    for code in ("receive", "hand_on"):
        case = step(case, code, office.cashier)
        assert figures(office) == paid


def test_a_roster_does_not_move_a_case_that_was_moved_on_screen(office: Office, household: Any) -> None:
    case = brought_to("handed", office, household)
    rosters = Referrals([household], Hand(None))
    said = {"state": "paid", "paid_on": date(2025, 10, 1), "granted": Decimal("5000.00"), "reason": "胃癌手术及化疗"}
    _known, outcome = rosters.put(household, household.head, kind="medical", applied_on=ILL.applied_on, **said)
    rosters.write()

    case.refresh_from_db()
    assert (outcome, case.state, case.paid_on, case.reason) == (
        "updated",
        "handed",
        date(2025, 10, 8),
        "胃癌手术及化疗",
    )
