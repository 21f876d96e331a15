"""The long version of the family table, the block of older forms, and on what an expense rests (domain.md 1.2 to 1.4)."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.models import FileForm, HouseholdMember, Likeness, MemberForm
from hardship.operations.disposal import approve_disposal, propose_disposal
from hardship.operations.episodes import begin_episode
from hardship.operations.form import keep
from hardship.operations.form_check import led_by_register
from hardship.operations.merging import merge, unmerge
from members.models import Membership
from office.history import Hand
from office.identity import check_id
from office.refusal import Refusal
from tests.people import make_household, make_person

from .lives import applicant, make_officers, proof, set_line
from .test_form import TODAY, a_form, number, refused, relative

LONG = {
    "ethnic": "11", "political": "masses", "education": "60", "hukou": "urban", "mobile": "13900000002", "same_hukou": True,
    "marital": "married", "model_worker": "city", "disability_kind": "4", "disability_grade": "2", "phone2": "0411-1",
    "work_status": "employed", "unit_nature": "state", "unit_condition": "loss", "industry": "C",
    "contract_start": date(2020, 3, 1), "contract_term": "open", "note": "在外地",
}  # fmt: skip
OF_PERSON = ("ethnic", "political", "education", "hukou", "mobile")


def kept(office, **words):
    return keep(None, a_form(office, family=[relative("a", **words)]), by=office.clerk_north, draft=True)


def test_what_the_long_version_asks_is_kept_with_the_person_and_beside_the_member(office):
    member = kept(office, **LONG).members.get()
    for name, value in LONG.items():
        assert getattr(member.person if name in OF_PERSON else member.form, name) == value
    assert member.form.history.get().history_user == office.clerk_north


def test_the_short_version_leaves_no_form_behind(office):
    file = kept(office, health="good", same_hukou=None, marital="", note="")
    assert not MemberForm.objects.exists()
    member = file.members.get()
    row = relative(str(member.pk), member=member, same_hukou=False)
    keep(file, a_form(office, number=None, family=[row]), by=office.officer, draft=True)
    assert MemberForm.objects.get().same_hukou is False
    assert member.history.count() == 1


def test_what_is_emptied_is_empty_and_what_is_not_said_stays(office):
    file = kept(office, **LONG)
    member = file.members.get()
    row = relative(str(member.pk), member=member)
    keep(file, a_form(office, number=None, family=[row]), by=office.officer, draft=True)
    assert MemberForm.objects.get().note == "在外地"
    row |= {name: None if name in ("same_hukou", "contract_start") else "" for name in LONG}
    keep(file, a_form(office, number=None, family=[row]), by=office.officer, draft=True)
    member = HouseholdMember.objects.get()
    assert {getattr(member.person if name in OF_PERSON else member.form, name) for name in LONG} == {"", None}


def test_the_register_of_members_leads_on_a_relative_too(office):
    wife = make_person(
        office.north, "孙玉芬", id_no=number(date(1976, 1, 2)).number, mobile="13900000001", education="60"
    )
    Membership.objects.create(person=wife, union=office.north, began_on=date(2020, 1, 1))
    row = relative("a", name="孙玉芬", relation="wife", number=check_id(wife.id_no, TODAY))
    form = a_form(office, family=[row | {"mobile": "13900000009", "education": "20", "hukou": "rural"}])
    keep(None, form, by=office.clerk_north, draft=True)
    assert {led.field: led.code for led in led_by_register(form)} == {
        "family-0-mobile": "person.led_elsewhere",
        "family-0-education": "person.led_elsewhere",
    }
    wife.refresh_from_db()
    assert (wife.mobile, wife.education, wife.hukou) == ("13900000001", "60", "rural")


def test_whoever_is_taken_off_takes_their_form_along_signed(office):
    file = kept(office, **LONG)
    keep(file, a_form(office, number=None), by=office.officer, draft=True)
    assert not MemberForm.objects.exists()
    gone = MemberForm.history.first()
    assert (gone.history_type, gone.history_user) == ("-", office.officer)


def test_the_block_of_older_forms_is_kept(office):
    said = {
        "version": "2016", "relief_target": True, "relief_target_on": date(2017, 5, 1), "key_group": "零就业家庭",
        "measures": "解困脱困一批",
    }  # fmt: skip
    form = keep(None, a_form(office, **said), by=office.clerk_north, draft=True).form
    assert {name: getattr(form, name) for name in said} == said


# -- on what an expense rests


def bill(**words):
    return {"who": "", "kind": "medical", "gross": Decimal(900), "reimbursed": Decimal(300)} | words


def test_an_expense_has_its_period_and_its_proof(office):
    file = kept(office)
    rests_on = proof(file, "bills")
    line = bill(period_from=date(2025, 1, 1), period_to=date(2025, 6, 30), evidence=rests_on.pk)
    keep(file, a_form(office, number=None, expenses=[line]), by=office.clerk_north, draft=True)
    held = file.assessments.get().expenses.get()
    assert (held.period_from, held.period_to, held.evidence) == (date(2025, 1, 1), date(2025, 6, 30), rests_on)
    keep(file, a_form(office, number=None, expenses=[line]), by=office.clerk_north, draft=True)
    assert held.history.count() == 1


def test_a_proof_of_another_file_is_refused_and_so_is_any_for_a_new_one(office):
    there = proof(make_household(office.north, "陈国强"), "bills")
    file = kept(office)
    for household, told in ((file, {"number": None}), (None, {})):
        form = a_form(office, **told, expenses=[bill(evidence=there.pk)])
        assert refused(lambda household=household, form=form: keep(household, form, by=office.officer, draft=True)) == {
            "expenses-0-evidence": "expense.proof"
        }


def test_what_an_accident_took_decides_like_what_it_cost(office):
    set_line(office, "850.00")
    living = {
        "incomes": [{"who": "head", "kind": "wages", "monthly": Decimal(9000), "months": 12}],
        "accident": "住房被烧毁", "accident_loss": Decimal(200_000),
    }  # fmt: skip
    file = keep(None, a_form(office, **living), by=office.clerk_north, draft=True)
    assessment = file.assessments.get()
    assert (assessment.assets.accident_loss, assessment.category) == (Decimal(200_000), "accident")


# -- what becomes of it


@pytest.fixture
def closed(office):
    set_line(office)
    make_officers(office)
    file = applicant(office.north, office.clerk_north)
    for name in ("李建国", "李小"):
        member = HouseholdMember.objects.create(
            household=file, person=make_person(office.north, name), relation="other"
        )
        if name == "李建国":
            MemberForm.objects.create(member=member, note="在外地", marital="married")
    file.state, file.closed_on = "closed", date(2025, 6, 1)
    file.save()
    return file


def test_a_new_episode_takes_it_over(office, closed):
    fresh = begin_episode(closed, Hand(office.clerk_north))
    assert FileForm.objects.filter(household=fresh).exists()
    assert [getattr(getattr(member, "form", None), "note", None) for member in fresh.members.order_by("pk")] == [
        "在外地",
        None,
    ]
    assert MemberForm.objects.count() == 2


def test_a_destroyed_file_leaves_none_of_it(office, closed):
    taken_off = closed.members.get(person__name="李小")
    MemberForm.objects.create(member=taken_off, note="在部队")
    taken_off.delete()
    asked = propose_disposal(closed, by=office.clerk_north, reason="保管期满", today=date(2036, 6, 2))
    approve_disposal(asked, by=office.officer_north, today=date(2036, 6, 2))
    assert MemberForm.objects.exists()
    approve_disposal(asked, by=office.second_officer, today=date(2036, 6, 2))
    assert not MemberForm.objects.exists()
    assert not MemberForm.history.exists()
    assert not HouseholdMember.history.exists()


def test_merging_takes_it_over_with_the_member_and_brings_it_back(office):
    one, other = make_household(office.north, "林秀珍"), make_household(office.south, "赵德明", family=1)
    member = other.members.get()
    MemberForm.objects.create(member=member, note="在外地")
    pair = Likeness.objects.create(first=one, second=other, alike=["address"])
    merge(pair, one, by=office.officer, why="一户两档", relation="husband")
    assert MemberForm.objects.get().member.household == one
    unmerge(pair, by=office.officer)
    assert MemberForm.objects.get().member.household == other
    pair.refresh_from_db()
    merge(pair, one, by=office.officer, why="一户两档", relation="husband")
    MemberForm.objects.update(note="回来了")
    with pytest.raises(Refusal) as caught:
        unmerge(pair, by=office.officer)
    assert caught.value.code == "likeness.changed_since"
