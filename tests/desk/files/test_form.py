"""The form of a file on screen, as a clerk fills it in."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.desk.files.form_state import picture
from hardship.models import Household, Standard
from hardship.rules.code_lists import EXCLUSIONS
from members.models import Membership
from tests.people import id_number, make_household, make_person

NEW = "/files/new/"


def typed(**words):
    """What a clerk types into a blank form; `family=[{...}]`, `incomes`, `expenses` are tables."""
    posted = {"act": "save", "migrant": "no", "version": "2020", "model_worker": "none", "assessed_on": "2025-11-20"}
    for table in ("family", "incomes", "expenses"):
        rows = words.pop(table, [])
        posted[f"{table}-count"] = str(len(rows))
        for place, row in enumerate(rows):
            facts = {"counted": "yes", "able_idle": "no"} | row if table == "family" else row
            posted |= {f"{table}-{place}-{name}": word for name, word in facts.items()}
    return posted | words


def whole(**words):
    """All that the paper marks as required."""
    return typed(**({
        "number": id_number(date(1974, 3, 16)), "name": "周春梅", "ethnic": "01", "political": "masses", "health": "good",
        "work_status": "laid_off", "housing": "employer_rented", "phone": "13800000617", "work_start": "1993年9月1日",
        "industry": "C", "marital": "married", "hukou": "urban", "hukou_region": "210200", "address": "解放路8号",
        "medical_insurance": "employee", "income_month": "780", "cause": "major_illness", "union": "北岸纺织厂",
        "incomes": [{"who": "head", "kind": "wages", "monthly": "780", "months": "12"}],
    } | words))  # fmt: skip


@pytest.fixture
def clerk(office, sit_down):
    return sit_down(office.clerk_north).client


def errors(page):
    """Field -> sentence of all that a page says is wrong."""
    return {wrong.name: wrong.sentence for wrong in page.context["sheet"].wrong}


def shown(household):
    """What the browser would post back of a page as it is shown."""
    state = picture(household)
    posted = {name: word for name, word in state.fields.items() if word}
    for table, rows in state.rows.items():
        posted[f"{table}-count"] = str(len(rows))
        posted |= {
            f"{table}-{place}-{name}": word for place, row in enumerate(rows) for name, word in row.items() if word
        }
    return posted | {"act": "save", "edition": str(household.edition), "base": state.as_text()}


def test_a_blank_form_opens_with_the_clerks_own_union(clerk, office):
    page = clerk.get(NEW)
    assert page.status_code == 200
    assert f'value="{office.north.name}"' in page.content.decode()


def test_a_whole_form_becomes_a_draft_file_with_who_entered_it(clerk, office):
    answer = clerk.post(NEW, whole())
    file = Household.objects.get()
    assert answer.url == f"/files/{file.pk}/edit/"
    assert (file.head.name, file.state, file.entered_by) == ("周春梅", "draft", office.clerk_north)
    assert file.assessments.get().income_year == Decimal(9360)
    assert clerk.get(answer.url).status_code == 200


# ---- the ID number first


def ask(client, number):
    answer = client.post("/files/known/", {"number": number})
    assert answer.status_code == 200
    return answer.json()


def test_the_number_tells_sex_birthday_and_age(clerk):
    number = id_number(date(1974, 3, 16), "F")
    answer = ask(clerk, number)
    assert answer["facts"]["sex"] == "F"
    assert answer["facts"]["birthday"].replace("-", "") == number[6:14]
    assert answer["age"] >= 50


def test_a_mistyped_number_is_told_at_once(clerk):
    number = id_number()
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    answer = ask(clerk, wrong)
    assert answer["problem"]
    assert answer["facts"] == {}


def test_a_person_on_record_fills_in_and_the_register_of_members_leads(clerk, office):
    person = make_person(office.north, "李建国", ethnic="11", political="party", mobile="13900000001")
    Membership.objects.create(person=person, union=office.north, began_on=date(2020, 1, 1))
    answer = ask(clerk, person.id_no)
    assert answer["facts"] | {"name": "李建国", "ethnic": "11", "phone": "13900000001"} == answer["facts"]
    assert answer["led"] == ["ethnic", "political", "mobile"]


def test_an_open_file_is_linked_where_it_may_be_seen_and_else_its_union_alone_is_named(clerk, office):
    near, far = make_household(office.north, "李建国"), make_household(office.south, "孙玉芬")
    assert ask(clerk, near.head.id_no)["address"] == f"/files/{near.pk}/"
    told = ask(clerk, far.head.id_no)
    assert told["address"] == ""
    assert office.south.name in told["home"]
    assert far.file_no not in str(told)
    assert "孙玉芬" not in str(told)


def test_without_a_script_the_number_is_looked_up_by_a_button(clerk, office):
    person = make_person(office.north, "李建国")
    page = clerk.post(NEW, typed(number=person.id_no, act="look"))
    assert page.context["sheet"].state.fields["name"] == "李建国"
    assert not Household.objects.exists()


def test_who_heads_an_open_file_gets_no_second_one(clerk, office):
    there = make_household(office.south, "孙玉芬")
    page = clerk.post(NEW, whole(number=there.head.id_no, name="孙玉芬"))
    assert office.south.name in errors(page)["number"]
    assert Household.objects.count() == 1


def test_number_and_name_must_be_those_of_one_person(clerk, office):
    person = make_person(office.north, "李建国")
    assert "name" in errors(clerk.post(NEW, whole(number=person.id_no, name="李建")))


def test_sex_and_birthday_must_be_those_of_the_number(clerk):
    wrong = errors(clerk.post(NEW, whole(sex="M", birthday="1980-01-02")))
    assert {"sex", "birthday"} <= wrong.keys()


# ---- drafts, and what the paper asks for


def test_a_draft_needs_a_name_and_a_union_and_nothing_else(clerk):
    clerk.post(NEW, typed(name="周春梅", union="北岸纺织厂", act="draft"))
    assert Household.objects.get().head.name == "周春梅"
    assert {"name", "union"} == errors(clerk.post(NEW, typed(act="draft"))).keys()


def test_saving_names_everything_that_is_missing_at_once(clerk):
    wrong = errors(clerk.post(NEW, typed(name="周春梅", union="北岸纺织厂")))
    assert {"number", "ethnic", "health", "phone", "cause", "income_year"} <= wrong.keys()
    assert not Household.objects.exists()


def test_a_draft_that_gets_its_number_later_is_of_the_person_on_record(clerk, office):
    clerk.post(NEW, typed(name="李建国", union="北岸纺织厂", act="draft"))
    file = Household.objects.get()
    person = make_person(office.north, "李建国")
    stub = file.head
    clerk.post(f"/files/{file.pk}/edit/", shown(file) | {"number": person.id_no, "act": "draft"})
    file.refresh_from_db()
    assert file.head == person
    assert not type(stub).objects.filter(pk=stub.pk).exists()


def test_a_union_of_others_is_not_known_here(clerk, office):
    assert "union" in errors(clerk.post(NEW, whole(union="南岸机械厂")))
    assert "employer" in errors(clerk.post(NEW, whole(employer="南岸机械厂")))


# ---- fields that apply only sometimes, and what contradicts itself


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ({"health": "disabled"}, {"disability_kind", "disability_grade"}),
        ({"migrant": "yes"}, {"contract_start", "contract_term"}),
        ({"cause": "other"}, {"cause_text"}),
        ({"minor1": "major_illness"}, {"minor1"}),
        ({"minor1": "schooling", "minor3": "schooling"}, {"minor2"}),
        ({"postcode": "1160"}, {"postcode"}),
        ({"phone": "1380000061"}, {"phone"}),
        ({"income_year": "10000"}, {"income_year"}),
        ({"work_status": "employed", "zero_employment": "yes"}, {"zero_employment"}),
    ],
)
def test_each_is_told_beside_its_field(clerk, words, fields):
    assert errors(clerk.post(NEW, whole(**words))).keys() == fields


def test_a_single_parent_who_is_married_is_a_remark_and_no_refusal(clerk):
    page = clerk.post(NEW, whole(single_parent="yes"), follow=True)
    assert Household.objects.get().form.single_parent is True
    assert any(message.level_tag == "warning" for message in page.context["messages"])


def test_an_income_that_is_not_the_sum_needs_its_reason(clerk):
    clerk.post(NEW, whole(income_year="10000", income_why="奖金未列"))
    assessment = Household.objects.get().assessments.get()
    assert (assessment.income_year, assessment.income_why) == (Decimal(10000), "奖金未列")


# ---- the family and what it lives on

HUSBAND = {"name": "李建国", "relation": "husband", "health": "cancer", "occupation": "ill_retired"}
DAUGHTER = {"name": "李雨桐", "relation": "daughter", "health": "good", "occupation": "college", "school_from": "2024", "school_years": "3"}  # fmt: skip


def family_of(**words):
    husband, daughter = (
        HUSBAND | {"number": id_number(date(1972, 9, 8), "M")},
        DAUGHTER | {"number": id_number(date(2007, 5, 21))},
    )
    return whole(
        family=[husband, daughter],
        incomes=[
            {"who": "head", "kind": "wages", "monthly": "780"},
            {"who": "new:0", "kind": "transfer", "monthly": "650"},
            {"who": "", "kind": "other", "amount": "1200"},
        ],
        expenses=[{"who": "new:0", "kind": "medical", "gross": "86420.50", "reimbursed": "80000"}],
        **words,
    )


def test_the_family_is_written_with_its_lines_and_counted(clerk):
    assert clerk.post(NEW, family_of()).status_code == 302
    file = Household.objects.get()
    husband, daughter = file.members.order_by("pk")
    assessment = file.assessments.get()
    assert (husband.person.name, daughter.school_from) == ("李建国", 2024)
    assert assessment.family_size == 3
    assert [(line.person, line.amount) for line in assessment.incomes.all()] == [
        (file.head, Decimal(9360)), (husband.person, Decimal(7800)), (None, Decimal(1200)),
    ]  # fmt: skip
    assert assessment.expenses.get().net == Decimal("6420.50")


def test_the_table_of_the_family_is_checked_row_by_row(clerk, office):
    there = make_household(office.north, "陈国强")
    rows = [
        HUSBAND | {"number": there.head.id_no, "name": "陈国强"},
        HUSBAND | {"name": "王大", "counted": "no"},
        DAUGHTER | {"birthday": "1960-01-02"},
        {"name": "赵四"},
    ]
    wrong = errors(clerk.post(NEW, whole(family=rows)))
    assert {
        "family-0-number", "family-1-relation", "family-1-why_not_counted", "family-2-birthday", "family-3-relation",
    } <= wrong.keys()  # fmt: skip


def test_rows_taken_off_leave_the_others_where_they_stand(clerk):
    rows = [HUSBAND | {"remove": "on"}, DAUGHTER | {"birthday": "1960-01-02"}]
    assert "family-1-birthday" in errors(clerk.post(NEW, whole(family=rows)))


def test_lines_are_checked_as_well(clerk):
    wrong = errors(
        clerk.post(
            NEW,
            whole(
                incomes=[
                    {"kind": "wages", "monthly": "100", "amount": "1000"},
                    {"who": "new:7", "kind": "wages", "amount": "1"},
                ],
                expenses=[{"kind": "medical", "gross": "10", "reimbursed": "20"}, {"gross": "5"}],
            ),
        )
    )
    assert {"incomes-0-amount", "incomes-1-who", "expenses-0-reimbursed", "expenses-1-kind"} <= wrong.keys()


def test_more_rows_without_a_script(clerk):
    page = clerk.post(NEW, typed(name="周春梅", act="more:incomes"))
    assert len(page.context["sheet"].rows["incomes"]) == 1
    assert page.context["sheet"].state.fields["name"] == "周春梅"


# ---- the sum


def standard(office, **facts):
    return Standard.objects.create(union=office.city, effective_from=date(2025, 1, 1), line=Decimal(1062), **facts)


def test_the_verdict_stands_beside_the_form_and_is_kept(clerk, office):
    standard(office)
    piece = clerk.post("/files/verdict/", family_of()).content.decode()
    assert "331.65" in piece
    clerk.post(NEW, family_of())
    assessment = Household.objects.get().assessments.get()
    assert (assessment.category, assessment.verdict["category"], assessment.rule_set) == ("deep", "deep", "C")


def test_an_exclusion_keeps_the_household_out_and_an_exception_lets_it_in(clerk, office):
    standard(office)
    clerk.post(NEW, whole(found_vehicle="on"))
    clerk.post(NEW, whole(number=id_number(), name="钱多", found_vehicle="on", exception_vehicle="轮椅车"))
    out, excused = Household.objects.order_by("pk")
    assert out.assessments.get().category == ""
    assert excused.assessments.get().category == "deep"
    assert excused.assessments.get().assets.found == {"vehicle": "轮椅车"}
    assert {entry.code for entry in EXCLUSIONS.entries} >= {"vehicle"}


def test_without_a_standard_it_says_so_and_goes_on(clerk):
    assert clerk.post("/files/verdict/", whole()).status_code == 200
    clerk.post(NEW, whole())
    assert Household.objects.get().assessments.get().verdict == {}


def test_a_half_typed_form_has_a_sum_all_the_same(clerk, office):
    standard(office)
    posted = typed(incomes=[{"kind": "wages", "monthly": "abc"}, {"monthly": "10"}], birthday="x", union="?")
    assert clerk.post("/files/verdict/", posted).status_code == 200


# ---- two clerks, and files that stand still


def test_nothing_is_lost_when_two_clerks_edit_one_file(office, sit_down):
    first, second = sit_down(office.clerk_north).client, sit_down(office.officer).client
    first.post(NEW, family_of())
    file = Household.objects.get()
    seen, there = shown(file), f"/files/{file.pk}/edit/"
    assert second.post(there, seen | {"address": "和平路1号", "note": "officer"}).status_code == 302
    page = first.post(there, seen | {"note": "clerk", "postcode": "116000", "family-0-place": "搪瓷厂"})
    state = page.context["sheet"].state
    assert (state.fields["address"], state.fields["note"], state.fields["postcode"]) == ("和平路1号", "clerk", "116000")
    assert {change.name: change.is_clash for change in page.context["changes"]} == {"address": False, "note": True}
    file.refresh_from_db()
    assert file.note == "officer"
    again = state.data().dict() | {"act": "save", "edition": str(file.edition), "base": page.context["base"]}
    again |= {f"{table}-count": str(len(rows)) for table, rows in state.rows.items()}
    assert first.post(there, again | {"choice:note": "theirs"}).status_code == 302
    file.refresh_from_db()
    assert (file.note, file.address, file.form.postcode) == ("officer", "和平路1号", "116000")
    assert file.members.order_by("pk")[0].place == "搪瓷厂"


def test_rows_that_the_other_added_changed_or_took_off_are_taken_in(office, sit_down):
    first, second = sit_down(office.clerk_north).client, sit_down(office.officer).client
    first.post(NEW, family_of())
    file = Household.objects.get()
    there, seen = f"/files/{file.pk}/edit/", shown(file)
    theirs = seen | {
        "family-count": "3", "family-2-name": "孙玉芬", "family-2-relation": "mother", "family-2-counted": "yes",
        "family-2-health": "minor", "family-2-occupation": "retired",
        "incomes-1-monthly": "700.00", "expenses-0-remove": "on",
    }  # fmt: skip
    assert second.post(there, theirs).status_code == 302
    mine = seen | {"incomes-count": "4", "incomes-3-kind": "aid", "incomes-3-who": "head", "incomes-3-amount": "300"}
    page = first.post(there, mine)
    state = page.context["sheet"].state
    assert [row["name"] for row in state.rows["family"]] == ["李建国", "李雨桐", "孙玉芬"]
    assert [row["monthly"] or row["amount"] for row in state.rows["incomes"]] == ["780.00", "700.00", "1200.00", "300"]
    assert state.rows["expenses"][0]["remove"] == "on"
    assert not any(change.is_clash for change in page.context["changes"])
    file.refresh_from_db()
    again = state.data().dict() | {"act": "save", "edition": str(file.edition), "base": page.context["base"]}
    again |= {f"{table}-count": str(len(rows)) for table, rows in state.rows.items()}
    assert first.post(there, again).status_code == 302
    assessment = file.assessments.get()
    assert (file.members.count(), assessment.incomes.count(), assessment.expenses.count()) == (3, 4, 0)


def test_files_that_are_alike_are_named_beside_the_form(clerk, office):
    near = make_household(office.north, "李建国", phone="13900000001")
    far = make_household(office.south, "孙玉芬", phone="13900000002")
    piece = clerk.post("/files/verdict/", typed(name="周春梅", phone="13900000001/13900000002")).content.decode()
    assert f"/files/{near.pk}/" in piece
    assert office.south.name in piece
    assert far.file_no not in piece


def test_a_page_that_was_cut_short_is_compared_with_the_record(clerk):
    clerk.post(NEW, whole())
    file = Household.objects.get()
    for base in ("", "{", "[]", '{"fields": 1, "rows": {}}'):
        page = clerk.post(f"/files/{file.pk}/edit/", shown(file) | {"edition": "0", "base": base, "note": "再看"})
        assert page.status_code == 200
        assert page.context["sheet"].state.fields["note"] == "再看"


def test_what_is_not_shown_stays_as_it_is(clerk):
    clerk.post(NEW, whole(card_no="6200006917636095", allowance_no="L-7"))
    file = Household.objects.get()
    page = clerk.get(f"/files/{file.pk}/edit/").content.decode()
    assert file.head.id_no not in page
    assert "6200006917636095" not in page
    assert clerk.post(f"/files/{file.pk}/edit/", shown(file) | {"note": "再看"}).status_code == 302
    file.refresh_from_db()
    assert (file.card_no, file.form.allowance_no, file.note) == ("6200006917636095", "L-7", "再看")


@pytest.mark.parametrize("state", ["closed", "refused", "in_notice", "checking"])
def test_files_that_stand_still_say_why(office, sit_down, state):
    ended = {"closed_on": date(2025, 6, 1)} if state in Household.ENDED else {}
    file = make_household(office.north, state=state, **ended)
    page = sit_down(office.clerk_north).get(f"/files/{file.pk}/edit/")
    assert page.status_code == 403
    assert page.context["sentence"]


def test_who_may_not_sees_nothing(office, sit_down):
    file = make_household(office.south)
    assert sit_down(office.clerk_north).get(f"/files/{file.pk}/edit/").status_code == 404
    assert sit_down(office.auditor).get(f"/files/{file.pk}/edit/").status_code == 403
    assert sit_down(office.auditor).get(NEW).status_code == 403
    assert sit_down(office.auditor).client.post("/files/known/", {"number": id_number()}).status_code == 403


def test_a_confirmed_assessment_stands_and_new_facts_make_a_new_one(clerk, office):
    file = make_household(office.north, "林秀珍")
    there = f"/files/{file.pk}/edit/"
    clerk.post(there, shown(file) | {"note": "只改备注", "act": "draft"})
    assert file.assessments.count() == 1
    file.refresh_from_db()
    line = {"incomes-count": "1", "incomes-0-kind": "wages", "incomes-0-who": "head", "incomes-0-monthly": "500"}
    clerk.post(there, shown(file) | line | {"act": "draft"})
    assert [assessment.confirmed for assessment in file.assessments.all()] == [False, True]


def test_before_a_union_is_chosen_the_sum_asks_for_it(office, sit_down):
    Standard.objects.create(union=office.city, effective_from=date(2020, 1, 1), line=Decimal(850))
    page = sit_down(office.officer).get("/files/new/").content.decode()
    assert "请先选所属工会" in page
    assert "没有执行中的标准" not in page
