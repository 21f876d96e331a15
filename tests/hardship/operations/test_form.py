"""What is kept of a filled-in form: one operation, signed, locked against two hands, its refusals all at once."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.models import Household, HouseholdMember, IncomeLine, Standard
from hardship.operations.form import keep
from hardship.operations.form_check import led_by_register
from members.models import Membership, Person
from office.identity import check_id
from office.models import Entry
from office.refusal import Refusal, Refusals
from tests.people import id_number, make_household, make_person

TODAY = date(2025, 11, 20)


def number(birthday=date(1974, 3, 16), sex="F"):
    return check_id(id_number(birthday, sex), TODAY)


def a_form(office, **more):
    """The least that a draft needs, and whatever else is said."""
    facts = {"union": office.north, "employer": None, "number": number(), "name": "周春梅", "assessed_on": TODAY}
    return facts | {"family": [], "incomes": [], "expenses": []} | more


def relative(ref, **more):
    facts = {"ref": ref, "member": None, "number": None, "name": "李建国", "relation": "husband", "counted": True}
    return facts | more


def refused(call) -> dict[str, str]:
    """Field -> code of everything that is refused."""
    with pytest.raises(Refusals) as caught:
        call()
    return {refusal.field: refusal.code for refusal in caught.value.all}


def test_a_draft_has_its_number_its_hand_and_an_entry_in_the_trail(office):
    file = keep(None, a_form(office), by=office.clerk_north, draft=True)
    assert (file.state, file.entered_by, file.edition) == ("draft", office.clerk_north, 1)
    assert file.file_no.endswith("000001")
    assert file.form.compiled_by == office.clerk_north
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.by, entry.facts["draft"]) == ("file begun", office.clerk_north, True)
    assert "周春梅" not in str(entry.facts)
    assert file.history.first().history_user == office.clerk_north


def test_each_change_is_signed_and_raises_the_edition(office):
    file = keep(None, a_form(office), by=office.clerk_north, draft=True)
    keep(file, a_form(office, number=None, note="再看"), by=office.officer, edition=1, draft=True)
    file.refresh_from_db()
    assert (file.note, file.edition, file.entered_by) == ("再看", 2, office.clerk_north)
    assert file.history.first().history_user == office.officer


def test_who_saw_an_older_edition_is_told_and_changes_nothing(office):
    file = keep(None, a_form(office), by=office.clerk_north, draft=True)
    keep(file, a_form(office, number=None, note="一"), by=office.officer, edition=1, draft=True)
    with pytest.raises(Refusal) as caught:
        keep(file, a_form(office, number=None, note="二"), by=office.clerk_north, edition=1, draft=True)
    assert caught.value.code == "file.edited_meanwhile"
    file.refresh_from_db()
    assert file.note == "一"


@pytest.mark.parametrize(
    ("state", "code"),
    [("closed", "file.ended"), ("refused", "file.ended"), ("reviewing", "file.under_judgement"), ("with_city", "file.under_judgement")],
)  # fmt: skip
def test_a_file_that_stands_still_is_not_written(office, state, code):
    ended = {"closed_on": date(2025, 6, 1)} if state in Household.ENDED else {}
    file = make_household(office.north, state=state, **ended)
    with pytest.raises(Refusal) as caught:
        keep(file, a_form(office, number=None), by=office.clerk_north, draft=True)
    assert caught.value.code == code


def test_everything_that_is_wrong_is_said_at_once(office):
    there = make_household(office.south, "陈国强")
    known = make_person(office.north, "孙玉芬")
    form = a_form(
        office,
        number=check_id(there.head.id_no, TODAY),
        name="陈国强",
        cause="schooling",
        causes_minor=["schooling"],
        family=[
            relative("new:0", number=check_id(known.id_no, TODAY), name="孙玉"),
            relative("new:1", counted=False),
        ],
    )
    assert refused(lambda: keep(None, form, by=office.clerk_north, draft=True)) == {
        "minor1": "causes_minor.main",
        "family-1-relation": "family.two_spouses",
        "family-1-why_not_counted": "family.why_not_counted",
        "number": "file.already_open",
        "family-0-name": "name.contradicts_id",
    }
    assert Household.objects.count() == 1


def test_nobody_is_in_two_open_files(office):
    there = make_household(office.north, "陈国强", family=1)
    wife = there.members.get().person
    form = a_form(office, family=[relative("a", number=check_id(wife.id_no, TODAY), name=wife.name)])
    assert refused(lambda: keep(None, form, by=office.clerk_north, draft=True)) == {
        "family-0-number": "person.in_other_household"
    }


def test_a_union_out_of_scope_and_a_strangers_employer_are_refused(office):
    assert "union" in refused(lambda: keep(None, a_form(office, union=office.south), by=office.clerk_north, draft=True))
    strange = office.south.employers.get()
    found = refused(lambda: keep(None, a_form(office, employer=strange), by=office.officer, draft=True))
    assert found == {"employer": "employer.taken"}


def test_an_opened_file_moves_to_another_union_by_a_transfer_only(office):
    file = make_household(office.north)
    found = refused(lambda: keep(file, a_form(office, union=office.south), by=office.officer, draft=True))
    assert found == {"union": "union.by_transfer"}


def test_the_register_of_members_leads_on_its_members(office):
    member = make_person(office.north, "周春梅", political="party")
    Membership.objects.create(person=member, union=office.north, began_on=date(2020, 1, 1))
    form = a_form(office, number=check_id(member.id_no, TODAY), political="masses")
    keep(None, form | {"ethnic": "11"}, by=office.clerk_north, draft=True)
    assert [(led.field, led.code) for led in led_by_register(form)] == [("political", "person.led_elsewhere")]
    member.refresh_from_db()
    assert (member.political, member.ethnic) == ("party", "11")


def test_a_relative_whose_number_comes_later_is_one_person(office):
    known = make_person(office.north, "李建国", id_no=number(date(1972, 9, 8), "M").number)
    file = keep(None, a_form(office, family=[relative("a")]), by=office.clerk_north, draft=True)
    member = file.members.get()
    assert member.person != known
    stub = member.person
    row = relative(str(member.pk), member=member, number=check_id(known.id_no, TODAY))
    keep(file, a_form(office, number=None, family=[row]), by=office.clerk_north, draft=True)
    member.refresh_from_db()
    assert member.person == known
    assert not Person.objects.filter(pk=stub.pk).exists()


def test_a_file_continues_the_closed_one_before_it(office):
    before = make_household(office.north, "周春梅", state="closed", closed_on=date(2025, 6, 1))
    form = a_form(office, number=check_id(before.head.id_no, TODAY))
    assert keep(None, form, by=office.clerk_north, draft=True).previous == before


def test_of_a_file_in_force_relatives_stay_on_record_unless_the_administrator_takes_them_off(office):
    file = make_household(office.north, "林秀珍", family=1)
    form = a_form(office, number=None, name="林秀珍")
    assert refused(lambda: keep(file, form, by=office.clerk_north, draft=True)) == {"family": "member.stays"}
    keep(file, form, by=office.administrator, draft=True)
    assert not file.members.exists()
    assert (
        HouseholdMember.history.filter(household_id=file.pk, history_type="-").get().history_user
        == office.administrator
    )


# ---- what they live on


def wages(monthly, who="head", **more):
    return {"who": who, "kind": "wages", "monthly": Decimal(monthly), "months": None, "amount": None} | more


def test_the_assessment_holds_lines_sum_and_verdict(office):
    Standard.objects.create(union=office.city, effective_from=date(2025, 1, 1), line=Decimal(850))
    form = a_form(
        office,
        family=[
            relative("new:0"),
            relative("new:1", name="李小", relation="daughter", counted=False, why_not_counted="服役"),
        ],
        incomes=[wages(1000), wages(500, "new:1")],
        expenses=[{"who": "new:0", "kind": "medical", "gross": Decimal(900), "reimbursed": Decimal(300)}],
        found={"vehicle": "轮椅车"},
        savings=Decimal(100),
    )
    file = keep(None, form, by=office.clerk_north, draft=True)
    assessment = file.assessments.get()
    assert (assessment.family_size, assessment.income_year, assessment.per_capita_stated) == (
        2,
        Decimal(12000),
        Decimal(500),
    )
    assert (assessment.category, assessment.rule_set, assessment.confirmed) == ("deep", "C", False)
    assert assessment.verdict["expense_year"] == "600.00"
    assert assessment.assets.found == {"vehicle": "轮椅车"}
    assert assessment.expenses.get().net == Decimal(600)


def test_lines_are_replaced_and_one_that_says_the_same_has_no_new_history(office):
    file = keep(None, a_form(office, incomes=[wages(1000), wages(200)]), by=office.clerk_north, draft=True)
    keep(file, a_form(office, number=None, incomes=[wages(1000)]), by=office.officer, draft=True)
    line = IncomeLine.objects.get()
    assert line.history.count() == 1
    assert file.assessments.get().income_year == Decimal(12000)


def test_what_was_confirmed_stands_and_other_facts_begin_a_new_assessment(office):
    file = make_household(office.north, "林秀珍")
    same = {"number": None, "cause": "major_illness", "category": "deep"}
    keep(file, a_form(office, **same, note="只改备注"), by=office.clerk_north, draft=True)
    assert file.assessments.count() == 1
    keep(file, a_form(office, **same, incomes=[wages(900)]), by=office.clerk_north, draft=True)
    new, old = file.assessments.all()
    assert (new.confirmed, new.assessed_on, old.confirmed, old.income_year) == (False, TODAY, True, None)


def test_a_confirmed_assessment_of_the_same_day_is_not_written_over(office):
    file = make_household(office.north, "林秀珍")
    form = a_form(office, number=None, incomes=[wages(900)], assessed_on=date(2025, 3, 1))
    with pytest.raises(Refusal) as caught:
        keep(file, form, by=office.clerk_north, draft=True)
    assert (caught.value.field, caught.value.code) == ("assessed_on", "assessment.same_day")


def test_a_draft_without_anything_to_live_on_has_no_assessment(office):
    assert not keep(None, a_form(office), by=office.clerk_north, draft=True).assessments.exists()


def test_what_the_form_requires_may_be_missing_in_a_draft_alone(office):
    found = refused(lambda: keep(None, a_form(office), by=office.clerk_north))
    assert {"ethnic", "cause", "income_year"} <= found.keys()
    assert set(found.values()) == {"missing"}


def test_a_proof_takes_the_minimum_wage_away_and_a_disaster_needs_no_share(office):
    Standard.objects.create(
        union=office.home, effective_from=date(2020, 1, 1), line=Decimal("850.00"), minimum_wage=Decimal("2010.00")
    )
    idle = relative("1", able_idle=True)
    living = {"incomes": [wages(Decimal(2400))], "family": [idle]}
    file = keep(None, a_form(office, **living), by=office.clerk_north, draft=True)
    assert file.assessments.first().category == ""
    member = file.members.get()

    living["family"] = [idle | {"member": member, "idle_proof": "照料重病母亲"}]
    file = keep(file, a_form(office, **living), by=office.clerk_north, draft=True)
    assert file.members.get().idle_proof == "照料重病母亲"
    assert file.assessments.first().category == "relative"

    living["incomes"] = [wages(Decimal(9000))]
    struck = {"accident": "住房被洪水冲毁", "accident_cost": Decimal(20_000)}
    file = keep(file, a_form(office, **living, **struck), by=office.clerk_north, draft=True)
    assert file.assessments.first().category == ""
    file = keep(file, a_form(office, **living, **struck, accident_kind="disaster"), by=office.clerk_north, draft=True)
    assert file.assessments.first().category == "accident"
