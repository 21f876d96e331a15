"""What nobody but a person can say is asked once and never guessed; what is to be emptied says so."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hardship.models import Household, HouseholdMember
from members.models import Membership, Person
from members.operations.namesakes import Namesakes
from members.operations.unions import found
from office.history import Hand
from office.models import RunRow, Workbook
from office.refusal import Refusal
from office.workbooks.models import Answer
from office.workbooks.outcomes import Outcome
from office.workbooks.roster import ROSTERS, Cleaning, Row
from office.workbooks.storing import content_of, sha256_of
from office.workbooks.uploads import answer
from tests.people import id_number, make_household, make_person
from tests.year.sheets import Desk

HEADINGS = "档案编号 姓名 身份证号 工作单位 困难类别 建档时间 联系电话 家庭住址 健康状况"
FAMILY = "户主姓名 户主身份证号 成员姓名 与户主关系 月收入"
BORN = date(1970, 5, 5)


@pytest.fixture
def desk(tmp_path, office):
    return Desk(tmp_path)


def a_row(number, **said):
    cells = {"file_no": "B001", "name": "林秀珍", "number": number, "unit": "北岸纺织厂", "category": "深度困难",
             "opened": "2025-03-01", "phone": None, "address": None, "health": None} | said  # fmt: skip
    return list(cells.values())


def doubt():
    """The doubt that the newest import left, as it is shown to whoever has to say."""
    row = RunRow.objects.filter(outcome="doubtful").order_by("pk").last()
    return Outcome(row.sheet, row.row, row.outcome, row.label, row.print, row.details, row.records).problems()[0]


class TestSameNameAndBirthday:
    @pytest.fixture
    def namesake(self, office):
        head = make_person(office.north, "林秀珍", id_no=id_number(BORN, serial=1))
        return make_household(office.north, "林秀珍", file_no="A001", head=head)

    def test_is_asked_with_the_number_of_the_file(self, desk, namesake):
        told = desk.bring(HEADINGS, a_row(id_number(BORN, serial=2)))
        assert (told.codes, told.counts) == (["person.doubtful"], {"households": (0, 0, 0, 1)})
        assert "A001" in doubt()["message"]
        assert [key for _label, key, _called in doubt()["candidates"]] == [namesake.head.pk]
        assert Person.objects.count() == Household.objects.count() == 1

    def test_somebody_new_is_added_and_nobody_is_asked_again(self, desk, office, namesake):
        row = a_row(id_number(BORN, serial=2))
        desk.bring(HEADINGS, row)
        answer(doubt()["doubt"], None, by=office.clerk_north)
        assert desk.bring(HEADINGS, row).counts == {"households": (1, 0, 0, 0)}
        assert desk.bring(HEADINGS, row).counts == {"households": (0, 0, 1, 0)}
        assert Person.objects.filter(name="林秀珍").count() == 2

    def test_the_same_person_gets_the_number_of_the_workbook(self, desk, office, namesake):
        number = id_number(BORN, serial=2)
        row = a_row(number, file_no="A001")
        desk.bring(HEADINGS, row)
        answer(doubt()["doubt"], namesake.head.pk, by=office.clerk_north)
        assert desk.bring(HEADINGS, row).status == 0
        person = Person.objects.get()
        assert (person.id_no, person.history.first().history_type) == (number, "~")
        assert Answer.objects.get().by == office.clerk_north

    def test_what_another_union_may_not_see_is_not_told(self, office, namesake, tmp_path):
        namesakes = Namesakes(office.clerk_south, {})
        namesakes.look_up([("林秀珍", BORN)])
        with pytest.raises(Refusal) as refused:
            namesakes.ask("林秀珍", BORN, id_number(BORN, serial=2))
        assert "林秀珍" not in refused.value.message
        assert office.north.name not in refused.value.message

    def test_two_rows_of_one_workbook_with_sound_numbers_are_two_people(self, desk):
        rows = [a_row(id_number(BORN, serial=serial), file_no=f"B00{serial}") for serial in (1, 2)]
        assert desk.bring(HEADINGS, *rows).counts == {"households": (2, 0, 0, 0)}


def test_one_of_two_relatives_of_one_name_is_not_guessed(desk, office):
    household = make_household(office.north, "林秀珍")
    for _twin in range(2):
        person = make_person(office.north, "林小宝", id_no="")
        HouseholdMember.objects.create(household=household, person=person, relation="son")
    told = desk.bring(FAMILY, ["林秀珍", household.head.id_no, "林小宝", "儿子", 500])
    assert told.codes == ["member.several"]
    assert not HouseholdMember.objects.filter(income_month=500).exists()


def test_a_short_name_of_two_unions_names_both(desk, office):
    found(parent=office.home, hand=Hand(None), name="滨江市北岸纺织厂联合工会", code="0009")
    told = desk.bring(HEADINGS, a_row(id_number(), unit="北岸纺织厂"))
    assert told.codes == ["union.several"]


class TestNothingIsLeftOfARefusedRow:
    def test_neither_the_person_nor_the_file(self, desk, office):
        other = make_household(office.north, "赵德明", file_no="B001")
        people = Person.objects.count()
        told = desk.bring(HEADINGS, a_row(id_number()))
        assert told.codes == ["file.other_head"]
        assert (Person.objects.count(), Household.objects.get()) == (people, other)

    def test_nor_a_change_of_a_known_person(self, desk, office):
        make_household(office.north, "赵德明", file_no="B001")
        known = make_person(office.north, "林秀珍", mobile="13900139000")
        told = desk.bring(HEADINGS, a_row(known.id_no, phone="13800138000"))
        assert told.codes == ["file.other_head"]
        known.refresh_from_db()
        assert known.mobile == "13900139000"


class TestEmptying:
    def test_an_empty_cell_changes_nothing_and_清空_empties(self, desk, office):
        household = make_household(
            office.north, "林秀珍", file_no="A001", phone="13900139000", address="滨江路1号", health="sick"
        )
        row = a_row(household.head.id_no, file_no="A001", phone="清空", health="清空")
        assert desk.bring(HEADINGS, row).counts == {"households": (0, 1, 0, 0)}
        household.refresh_from_db()
        assert (household.phone, household.health, household.address) == ("", "", "滨江路1号")
        assert desk.bring(HEADINGS, row).counts == {"households": (0, 0, 1, 0)}

    def test_what_a_record_is_known_by_stays(self, desk, office):
        household = make_household(office.north, "林秀珍", file_no="A001")
        told = desk.bring(HEADINGS, a_row(household.head.id_no, file_no="A001", opened="清空"))
        assert told.codes == ["clear.not_here"]

    def test_the_register_of_members_leads_on_its_own_facts(self, desk, office):
        household = make_household(office.north, "林秀珍", file_no="A001")
        household.head.ethnic = "HA"
        household.head.save()
        Membership.objects.create(union=office.north, person=household.head, began_on=date(2020, 1, 1))
        headings = "档案编号 姓名 身份证号 工作单位 困难类别 民族"
        told = desk.bring(headings, ["A001", "林秀珍", household.head.id_no, "北岸纺织厂", "深度困难", "清空"])
        assert told.codes == ["clear.led_elsewhere"]

    @pytest.mark.parametrize("kind", ROSTERS)
    def test_every_column_either_empties_or_says_that_it_does_not(self, kind):
        roster = ROSTERS[kind]
        row = Row("表", 2, tuple(roster.fields), ["清空"] * len(roster.fields))
        Cleaning(roster, date(2025, 12, 31)).clean([row])
        refused = {problem.field for problem in row.problems}
        assert {name for name, column in roster.fields.items() if column.clears} == set(roster.fields) - refused
        assert not any(column.clears for column in roster.fields.values() if column.required)


def test_a_workbook_is_kept_as_it_came_and_can_be_read_again(desk, office):
    desk.bring(HEADINGS, a_row(id_number()))
    workbook = Workbook.objects.get()
    assert sha256_of(content_of(workbook)) == workbook.sha256 == sha256_of((desk.folder / "roster.xlsx").read_bytes())


def test_a_row_with_a_bad_cell_is_told_of_its_unknown_unit_as_well(desk):
    told = desk.bring(HEADINGS, a_row(id_number(), unit="没有这个厂", phone="138"))
    assert sorted(told.codes) == ["mobile.format", "union.unknown"]


def test_people_of_a_name_are_looked_up_in_the_index(office):
    """A million people were gone through once for each 400 rows when SQLite was asked in another way."""
    for serial in range(20):
        make_person(
            office.north, f"林秀{'一二三四五六七八九十'[serial % 10]}", id_no=id_number(BORN, serial=serial + 1)
        )
    namesakes = Namesakes(None, {})
    with CaptureQueriesContext(connection) as asked:
        namesakes.look_up([("林秀一", BORN), ("林秀二", BORN), ("林秀一", date(1971, 5, 5))])
    assert {name: len(people) for (name, _born), people in namesakes.known.items()} == {"林秀一": 2, "林秀二": 2}
    if connection.vendor == "sqlite":
        (question,) = (query["sql"] for query in asked if "wanted" in query["sql"])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {question}")
            plan = " ".join(row[-1] for row in cursor.fetchall())
        assert "SEARCH person USING COVERING INDEX members_person_namesakes (name=? AND birthday=?)" in plan
