"""One mistake, typed into the form of a file, written into a workbook, entered in the file's table: one code, one sentence."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from hardship.desk.files.form_state import picture
from hardship.models import FileForm, Household, HouseholdMember
from hardship.rules.code_lists import OCCUPATIONS
from members.models import Membership, Person
from office.code_lists import POLITICAL_STATUSES, RELATIONS, SEXES
from office.workbooks.models import RunRow
from tests.people import id_number, make_household, make_person
from tests.year.sheets import Desk

# Where a fact stands in the rosters, and the field of the file's own table that it is picked in.
FAMILY = {
    "name": "成员姓名", "relation": "与户主关系", "number": "成员身份证号", "sex": "性别", "birthday": "出生日期",
    "political": "政治面貌", "occupation": "人员身份", "income_month": "月收入",
}  # fmt: skip
HEADS = {
    "name": "姓名", "number": "身份证号", "sex": "性别", "birthday": "出生日期", "political": "政治面貌",
    "phone": "联系电话", "income_month": "本人月收入", "union": "工作单位",
}  # fmt: skip
IN_TABLE = {"name": "person", "number": "person", "birthday": "person"}
WORDS = {"relation": RELATIONS, "sex": SEXES, "occupation": OCCUPATIONS, "political": POLITICAL_STATUSES}
TABLE_FACTS = ("relation", "occupation", "income_month", "why_not_counted")

HEAD = id_number(date(1974, 3, 16), "F", serial=1)
HUSBAND = {"name": "李建国", "relation": "husband", "number": id_number(date(1972, 9, 8), "M", serial=2)}
OLD_MAN = id_number(date(1950, 5, 1), "M", serial=3)
YOUNG_MAN = id_number(date(2001, 5, 1), "M", serial=4)
OTHER_MAN = id_number(date(1971, 5, 1), "M", serial=5)
SON = {"name": "李小军", "relation": "son", "number": YOUNG_MAN}


class Said(NamedTuple):
    """What somebody is told: at which fact, the code for programs, the sentence for people."""

    at: str
    code: str
    sentence: str


def nothing(office: Any, file: Household) -> None:
    pass


def husband_on_record(office: Any, file: Household) -> None:
    husband = make_person(office.north, HUSBAND["name"], id_no=HUSBAND["number"])
    HouseholdMember.objects.create(household=file, person=husband, relation="husband")


def nobody_works(office: Any, file: Household) -> None:
    FileForm.objects.create(household=file, zero_employment=True)


def son_elsewhere(office: Any, file: Household) -> None:
    son = make_person(office.south, SON["name"], id_no=SON["number"])
    HouseholdMember.objects.create(household=make_household(office.south, "李大江"), person=son, relation="son")


def son_heads_a_file(office: Any, file: Household) -> None:
    make_household(office.south, head=make_person(office.south, SON["name"], id_no=SON["number"]))


def son_under_another_name(office: Any, file: Household) -> None:
    make_person(office.north, "李大军", id_no=SON["number"])


@dataclass
class Case:
    """`rows` of relatives, of whom the last is wrong at `at`; `cell` where the workbook shows it elsewhere. `picks`: the
    file's table can be filled in so as well; `types`: the form can be, which offers fewer words."""

    code: str
    at: str
    rows: list[dict[str, str]]
    on_record: Callable[[Any, Household], None] = nothing
    cell: str = ""
    picks: bool = True
    types: bool = True


CASES = {
    "a second husband": Case(
        "family.two_spouses", "relation", [HUSBAND, {"name": "赵明", "relation": "spouse", "number": OTHER_MAN}]
    ),
    "a second husband, the first on record": Case(
        "family.two_spouses", "relation", [{"name": "赵明", "relation": "husband", "number": OTHER_MAN}], husband_on_record
    ),
    "a second husband without a number": Case(
        "family.two_spouses", "relation", [{"name": "赵明", "relation": "husband"}], husband_on_record, picks=False
    ),
    "a son older than his mother": Case("family.child_older", "birthday", [SON | {"number": OLD_MAN}], cell="number"),
    "a daughter whose birthday is written": Case(
        "family.child_older", "birthday", [{"name": "周小梅", "relation": "daughter", "birthday": "1973-01-02"}], picks=False
    ),
    "a father younger than his daughter": Case(
        "family.parent_younger", "birthday", [{"name": "周大山", "relation": "father", "number": YOUNG_MAN}], cell="number"
    ),
    "the head again, by the number": Case(
        "person.is_head", "number", [{"name": "周春梅", "relation": "other", "number": HEAD}]
    ),
    "the head again, by the word": Case(
        "person.is_head", "relation", [{"name": "周春燕", "relation": "self", "number": OTHER_MAN}], types=False
    ),
    "the same son twice": Case("id.duplicate_in_file", "number", [SON, SON | {"relation": "child"}]),
    "the same daughter twice, without a number": Case(
        "id.duplicate_in_file", "number", [{"name": "周小梅", "relation": "daughter"}] * 2, picks=False
    ),
    "a relative without a name": Case(
        "required", "name", [{"relation": "son", "number": YOUNG_MAN}], picks=False
    ),
    "a relative of nobody": Case("required", "relation", [{"name": "李小军", "number": YOUNG_MAN}], picks=False),
    "at work where nobody is": Case(
        "zero_employment.works", "occupation", [SON | {"occupation": "employed"}], nobody_works
    ),
    "a son of another family": Case("person.in_other_household", "number", [SON], son_elsewhere),
    "a son with a file of his own": Case("person.in_other_household", "number", [SON], son_heads_a_file),
    "a number under another name": Case("name.contradicts_id", "name", [SON], son_under_another_name, picks=False),
    "a number of the other sex": Case("sex.contradicts_id", "sex", [SON | {"sex": "F"}], picks=False),
    "a birthday of another day": Case(
        "birthday.contradicts_id", "birthday", [SON | {"birthday": "2003-04-05"}], picks=False
    ),
    "a mistyped number": Case(
        "id.check_digit", "number", [SON | {"number": YOUNG_MAN[:17] + ("1" if YOUNG_MAN[17] == "0" else "0")}], picks=False
    ),
    "a day to come": Case(
        "date.future", "birthday", [{"name": "李小军", "relation": "son", "birthday": "2190-01-02"}], picks=False
    ),
    "less than nothing": Case("money.negative", "income_month", [SON | {"income_month": "-1"}], picks=False),
}  # fmt: skip


@pytest.fixture
def file(office) -> Household:
    return make_household(office.north, head=make_person(office.north, "周春梅", id_no=HEAD))


@pytest.fixture
def clerk(office) -> Client:
    client = Client()
    client.force_login(office.administrator)
    return client


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def as_shown(file: Household) -> dict[str, str]:
    """What the browser would post back of the form as it is shown."""
    state = picture(file)
    posted = {name: word for name, word in state.fields.items() if word}
    for table, rows in state.rows.items():
        posted[f"{table}-count"] = str(len(rows))
        for place, row in enumerate(rows):
            posted |= {f"{table}-{place}-{name}": word for name, word in row.items() if word}
    return posted | {"act": "draft", "edition": str(file.edition), "base": state.as_text()}


def typed(clerk: Client, file: Household, rows: Iterable[dict[str, str]]) -> Any:
    posted = as_shown(file)
    place = int(posted["family-count"])
    for row in rows:
        facts = {"counted": "yes", "able_idle": "no"} | row
        posted |= {f"family-{place}-{name}": word for name, word in facts.items()}
        place += 1
    return clerk.post(f"/files/{file.pk}/edit/", posted | {"family-count": str(place)})


def told_by_forms(forms: Iterable[Any]) -> list[Said]:
    return [
        Said(name, error.code, error.messages[0])
        for form in forms
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]


def by_form(clerk: Client, file: Household, rows: list[dict[str, str]]) -> list[Said]:
    page = typed(clerk, file, rows)
    assert page.status_code == 200, "The form took it."
    return told_by_forms(page.context["sheet"].rows["family"])


def family_cells(file: Household, rows: Iterable[dict[str, str]]) -> list[list[str]]:
    return [[file.head.name, file.head.id_no, *(cell(name, row) for name in FAMILY)] for row in rows]


def cell(name: str, row: dict[str, str]) -> str:
    return WORDS[name].label(row[name]) if name in WORDS and name in row else row.get(name, "")


def written(desk: Desk, file: Household, rows: Iterable[dict[str, str]]) -> Any:
    return desk.bring(" ".join(["户主姓名", "户主身份证号", *FAMILY.values()]), *family_cells(file, rows))


def by_roster(told: Any, columns: dict[str, str]) -> list[Said]:
    facts = {heading: name for name, heading in columns.items()}
    return [Said(facts[error["column"]], error["code"], error["message"]) for error in told.files[0]["errors"]]


def by_table(clerk: Client, office: Any, file: Household, rows: list[dict[str, str]]) -> list[Said]:
    """The people are picked there: they are on record first."""
    with transaction.atomic():
        held = list(file.members.all())
        posted: dict[str, Any] = {"file_no": file.file_no}
        entered = [(member.person, {"relation": member.relation}, {"id": member.pk}) for member in held]
        for row in rows:
            person = Person.objects.with_id(row["number"]).first()
            person = person or make_person(office.north, row["name"], id_no=row["number"])
            entered.append((person, row, {}))
        for place, (person, row, more) in enumerate(entered):
            facts = {name: row[name] for name in TABLE_FACTS if name in row}
            facts |= {"household": file.pk, "person": person.pk} | more
            facts |= {} if row.get("counted") == "no" else {"counted": "on"}
            posted |= {f"members-{place}-{name}": word for name, word in facts.items()}
        for prefix, count, initial in (
            ("members", len(entered), len(held)),
            ("assessments", 0, 0),
            ("completions", 0, 0),
        ):
            posted |= {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": initial}
        page = clerk.post(reverse("admin:hardship_household_change", args=[file.pk]), posted)
        transaction.set_rollback(True)
    assert page.status_code == 200, "The table took it."
    (formset,) = [f.formset for f in page.context["inline_admin_formsets"] if f.formset.prefix == "members"]
    return told_by_forms(formset.forms)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_relative_is_judged_alike_wherever_they_are_entered(case, clerk, office, file, desk):
    case.on_record(office, file)
    said = {}
    if case.types:
        (told,) = by_form(clerk, file, case.rows)
        assert told[:2] == (case.at, case.code)
        said["form"] = told.sentence
    if case.picks:
        (told,) = by_table(clerk, office, file, case.rows)
        assert told[:2] == (IN_TABLE.get(case.at, case.at), case.code)
        said["table"] = told.sentence
    (told,) = by_roster(written(desk, file, case.rows), FAMILY)
    assert told[:2] == (case.cell or case.at, case.code)
    said["roster"] = told.sentence
    assert len(said) > 1
    assert len(set(said.values())) == 1, said


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_row_by_row_is_judged_as_the_whole_is(case, office, file, desk):
    """The family may come in several workbooks: who came before is on record then."""
    case.on_record(office, file)
    *before, last = case.rows
    assert written(desk, file, before).codes == [] if before else True
    if case.code == "id.duplicate_in_file":  # of another workbook, the same person again is no mistake
        assert written(desk, file, [last]).codes == []
    else:
        assert written(desk, file, [last]).codes == [case.code]


def test_somebody_left_out_without_a_reason_is_refused_on_both_screens(clerk, office, file):
    """A roster has no column for it."""
    son = SON | {"counted": "no"}
    (form,), (table,) = by_form(clerk, file, [son]), by_table(clerk, office, file, [son])
    assert form == table
    assert form[:2] == ("why_not_counted", "family.why_not_counted")


# ---- the head

TYPED = {"act": "draft", "migrant": "no", "version": "2020", "assessed_on": "2025-11-20"}
CLERK = {"name": "周春梅", "number": HEAD, "union": "北岸纺织厂"}


def head_on_record(office: Any, number: str = HEAD, name: str = "周春梅") -> Person:
    return make_person(office.north, name, id_no=number)


def heads_a_file(office: Any) -> None:
    make_household(office.north, head=head_on_record(office), file_no="DA0001")


def in_a_family(office: Any) -> None:
    there = make_household(office.south, "李大江")
    HouseholdMember.objects.create(household=there, person=head_on_record(office), relation="wife")


HEAD_CASES = {
    "no name": ("required", "name", {"name": ""}, None),
    "a number of the other sex": ("sex.contradicts_id", "sex", {"sex": "M"}, None),
    "a birthday of another day": ("birthday.contradicts_id", "birthday", {"birthday": "1980-01-02"}, None),
    "a mistyped number": ("id.length", "number", {"number": HEAD[:17]}, None),
    "a number under another name": (
        "name.contradicts_id", "name", {}, lambda office: head_on_record(office, name="周玉梅"),
    ),
    "heads an open file": ("file.already_open", "number", {}, heads_a_file),
    "belongs to an open file": ("person.in_other_household", "number", {}, in_a_family),
    "half a mobile number": ("mobile.format", "phone", {"phone": "1380000061"}, None),
    "less than nothing": ("money.negative", "income_month", {"income_month": "-1"}, None),
    "a unit that nobody knows": ("union.unknown", "union", {"union": "没有这个厂"}, None),
}  # fmt: skip


@pytest.mark.parametrize(("code", "at", "words", "on_record"), HEAD_CASES.values(), ids=HEAD_CASES.keys())
def test_a_head_is_judged_alike_wherever_they_are_entered(code, at, words, on_record, clerk, office, desk):
    if on_record:
        on_record(office)
    head = CLERK | words
    page = clerk.post("/files/new/", TYPED | head)
    (form,) = told_by_forms([page.context["sheet"].form])
    row = [cell(name, head) for name in HEADS]
    headings = " ".join([*HEADS.values(), "档案编号"])
    (roster,) = by_roster(desk.bring(headings, [*row, "DA0002"]), HEADS)
    assert form[:2] == (at, code)
    assert form == roster


# ---- what is said and refused nowhere


def remarks_of_rows() -> list[str]:
    rows = RunRow.objects.order_by("-pk")
    return [remark for row in rows for remark in json.loads(row.details or "{}").get("remarks", [])]


def test_what_is_odd_about_a_relative_is_said_by_form_and_roster(clerk, file, desk):
    pupil = SON | {"occupation": "college", "income_month": "800"}
    assert written(desk, file, [pupil]).codes == []
    assert file.members.get().income_month == 800
    answer = clerk.post(f"/files/{file.pk}/edit/", as_shown(file), follow=True)
    said = [str(message) for message in answer.context["messages"]]
    (remark,) = remarks_of_rows()
    assert SON["name"] in remark
    assert remark in said


def test_where_the_register_of_members_leads_both_say_so_and_neither_overwrites_it(clerk, office, file, desk):
    son = make_person(office.north, SON["name"], id_no=SON["number"], political="party")
    for person, word in ((son, "party"), (file.head, "league")):
        Membership.objects.create(person=person, union=office.north, began_on=date(2020, 1, 1))
        Person.objects.filter(pk=person.pk).update(political=word)
    masses = SON | {"political": "masses"}
    assert written(desk, file, [masses]).codes == []
    (of_son,) = remarks_of_rows()
    headings = " ".join([*HEADS.values(), "档案编号"])
    row = [cell(name, CLERK | {"political": "masses"}) for name in HEADS]
    assert desk.bring(headings, [*row, file.file_no]).codes == []
    of_head, *_earlier = remarks_of_rows()
    posted = as_shown(file) | {"political": "masses", "family-0-political": "masses"}
    answer = clerk.post(f"/files/{file.pk}/edit/", posted, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert of_son in said
    assert of_head in said
    assert of_son != of_head
    son.refresh_from_db()
    assert (son.political, Person.objects.get(pk=file.head_id).political) == ("party", "league")


def test_a_row_with_several_mistakes_tells_all_of_them(file, desk):
    row = {"name": "周春梅", "relation": "father", "number": HEAD}
    told = by_roster(written(desk, file, [row]), FAMILY)
    assert {(one.at, one.code) for one in told} == {("number", "person.is_head"), ("number", "family.parent_younger")}
