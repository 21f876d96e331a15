"""A relief list is begun, filled line by line, compared with the paper, corrected and handed in, without a script."""

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hardship.models import BudgetLine, Fund, Kit, ReliefLine, ReliefList
from hardship.operations import goods
from hardship.operations.relief_lists.lines import enter
from hardship.operations.relief_lists.opening import open_list
from hardship.rules.aid_lists import SCHOOL_STAGES, WARMTH_GROUPS
from members.models import Person
from office.workbooks.models import answers
from tests.desk.asking import queries
from tests.people import id_number, make_household, make_person

DAY = date(2025, 12, 26)
STAGE, GROUP = SCHOOL_STAGES.choices()[0][0], WARMTH_GROUPS.choices()[0][0]


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def relief_list(office) -> ReliefList:
    return begin(office)


def begin(office, kind="living", **facts) -> ReliefList:
    known = {
        "name": "元旦春节送温暖", "year": 2025, "kind": kind, "planned_on": DAY, "purpose": "两节",
        "amounts": {"deep": "400", "": "250"},
    }  # fmt: skip
    return open_list(office.north, form="money", by=office.clerk_north, **known | facts)


class Screen:
    """A clerk before the plain form: what stands in it is sent along with what is typed."""

    def __init__(self, desk, relief_list):
        self.desk, self.address = desk, f"/relief/lists/{relief_list.pk}/entry/"
        self.page = desk.get(self.address)

    def find(self, words, **typed):
        self.page = self.desk.client.post(self.address, {"who": words, **typed})
        return self

    def enter(self, **typed):
        hit = self.page.context["hit"]
        sent = {
            "who": self.page.context["sought"], "sought": self.page.context["sought"], "chosen": hit.person.pk,
            "loaded": hit.person.pk, "key": self.page.context["key"],
        }  # fmt: skip
        self.page = self.desk.client.post(self.address, sent | typed)
        return self

    @property
    def said(self):
        return unescape(self.page.content.decode())

    @property
    def hits(self):
        return [hit.person.name for hit in self.page.context["hits"]]


def test_a_list_is_begun_with_few_facts_and_goes_on_to_its_lines(office, sit_down):
    desk = sit_down(office.clerk_north)
    fund = Fund.objects.filter(union=office.home).first()
    typed = {
        "name": "元旦春节送温暖", "kind": "living", "planned_on": "2025-12-26", "fund": fund.pk, "purpose": "两节",
        "amount_deep": "400", "amount_other": "250", "expected_count": "2", "expected_total": "800",
    }  # fmt: skip
    page = desk.client.post("/relief/lists/new/", typed)
    relief_list = ReliefList.objects.get()
    assert page.url == f"/relief/lists/{relief_list.pk}/entry/"
    assert (relief_list.year, relief_list.amounts) == (2025, {"deep": "400.00", "": "250.00"})
    assert (relief_list.fund, relief_list.expected_count) == (fund, 2)


def test_what_the_list_lacks_is_said_beside_its_field(office, sit_down):
    page = sit_down(office.clerk_north).client.post("/relief/lists/new/", {"name": "", "kind": "living"})
    assert page.context["fields"]["name"].error
    assert page.context["fields"]["planned_on"].error
    assert not ReliefList.objects.exists()


def test_a_list_of_goods_hands_out_the_parcels_of_a_purchase(office, sit_down):
    kit = goods.open_kit(office.north, name="米面油", by=None)
    receipt = goods.receive(
        kit, on=date(2025, 12, 1), quantity=50, unit_price=Decimal("140"), fund=None, document="", today=DAY, by=None
    )
    desk = sit_down(office.clerk_north)
    typed = {"name": "物资", "kind": "goods", "planned_on": "2025-12-26", "receipt": receipt.pk}
    assert desk.client.post("/relief/lists/new/", typed).status_code == 302
    relief_list = ReliefList.objects.get()
    assert (relief_list.form, relief_list.receipt) == ("goods", receipt)
    make_household(office.north, "林秀珍")
    Screen(desk, relief_list).find("lxz").enter(quantity="2")
    line = relief_list.lines.get()
    assert (line.quantity, line.amount) == (2, Decimal("280.00"))
    assert Kit.objects.count() == 1


@pytest.mark.parametrize("words", ["lxz", "林秀珍", "number", "tail4", "tail6"])
def test_a_household_is_found_as_a_clerk_looks_for_it(office, relief_list, sit_down, words):
    file = make_household(office.north, "林秀珍")
    make_household(office.north, "赵德明", file_no="Z900001")
    typed = {"number": file.file_no, "tail4": file.head.id_no[-4:], "tail6": file.head.id_no[-6:]}.get(words, words)
    assert Screen(sit_down(office.clerk_north), relief_list).find(typed).hits == ["林秀珍"]


def test_a_surname_is_found_by_each_of_its_readings(office, relief_list, sit_down):
    make_household(office.north, "单志强")  # Shan, not Dan
    assert Screen(sit_down(office.clerk_north), relief_list).find("szq").hits == ["单志强"]


def test_somebody_of_the_family_leads_to_the_file_and_any_of_it_may_be_paid(office, relief_list, sit_down):
    file = make_household(office.north, "林秀珍", family=1)
    son = file.members.get().person
    screen = Screen(sit_down(office.clerk_north), relief_list).find(son.name)
    assert [person for person, _role in screen.page.context["hit"].payees] == [son, file.head]
    screen.enter(payee=file.head.pk)
    line = relief_list.lines.get()
    assert (line.household, line.payee) == (file, file.head)


def test_enter_finds_and_enter_saves_with_the_amount_of_the_category(office, relief_list, sit_down):
    make_household(office.north, "林秀珍")
    screen = Screen(sit_down(office.clerk_north), relief_list).find("lxz")
    assert screen.page.context["hit"].amount == "400.00"
    screen.enter(amount="")
    assert relief_list.lines.get().amount == Decimal("400.00")
    assert screen.page.context["sheet"].next == 2
    assert screen.page.context["hit"] is None


def test_the_same_press_of_enter_makes_one_line(office, relief_list, sit_down):
    make_household(office.north, "林秀珍")
    screen = Screen(sit_down(office.clerk_north), relief_list).find("lxz")
    hit, key = screen.page.context["hit"].person.pk, screen.page.context["key"]
    sent = {"chosen": hit, "payee": hit, "key": key, "amount": "400"}
    address = f"{screen.address}save/"
    assert [screen.desk.client.post(address, sent).status_code for _press in range(3)] == [200] * 3
    assert relief_list.lines.count() == 1


def test_whoever_stands_on_the_list_is_marked_stopped_and_goes_on_only_with_a_reason(office, relief_list, sit_down):
    file = make_household(office.north, "林秀珍")
    enter(relief_list, file.head, key="paper", by=office.clerk_north)
    screen = Screen(sit_down(office.clerk_north), relief_list).find("lxz")
    assert screen.page.context["hit"].is_warned
    assert "on this list already" in screen.said
    assert "Skip this household" in screen.said
    screen.enter(amount="400")
    assert relief_list.lines.count() == 1
    assert "400" in screen.said
    screen.enter(amount="400", plea="两个儿子同时住院")
    assert relief_list.lines.count() == 2
    assert relief_list.lines.order_by("-pk")[0].plea == "两个儿子同时住院"


def test_count_total_and_budget_are_compared_while_typing(office, sit_down):
    fund = Fund.objects.get(union=office.home, source="own")
    BudgetLine.objects.create(fund=fund, year=2025, kind="", opening=Decimal("1000.00"))
    relief_list = begin(office, fund=fund, expected_count=2, expected_total=Decimal("1300.00"))
    for name in ("林秀珍", "赵德明"):
        make_household(office.north, name)
    screen = Screen(sit_down(office.clerk_north), relief_list).find("lxz").enter(amount="400")
    sheet = screen.page.context["sheet"]
    assert (sheet.count_left, sheet.total_left, sheet.is_even) == (1, Decimal("900.00"), False)
    assert (sheet.budget.left, sheet.budget.missing) == (Decimal("600.00"), Decimal("300.00"))
    screen.find("zdm").enter(amount="900")
    assert screen.page.context["sheet"].is_even


def test_a_line_is_changed_in_place_and_the_last_is_taken_back_once(office, relief_list, sit_down):
    for name in ("林秀珍", "赵德明"):
        enter(relief_list, make_household(office.north, name).head, key=name, by=office.clerk_north)
    first, last = relief_list.lines.order_by("position")
    screen = Screen(sit_down(office.clerk_north), relief_list)
    assert 'name="amount"' in screen.desk.get(f"{screen.address}?change={first.pk}").content.decode()
    screen.desk.client.post(screen.address, {"act": "change", "line": first.pk, "amount": "350"})
    first.refresh_from_db()
    assert first.amount == Decimal("350.00")
    back = f"{screen.address}take-back/"
    assert [screen.desk.client.post(back, {"line": last.pk}).status_code for _press in range(2)] == [200, 404]
    assert list(relief_list.lines.all()) == [first]


def test_school_aid_asks_who_studies_where(office, sit_down):
    relief_list = begin(office, kind="school")
    file = make_household(office.north, "林秀珍", family=1)
    child = file.members.get().person
    screen = Screen(sit_down(office.clerk_north), relief_list).find("lxz").enter(amount="3000")
    assert not relief_list.lines.exists()
    assert screen.page.context["refusal"].field == "student"
    screen.enter(amount="3000", student=child.pk, school="滨江大学", stage=STAGE, school_year="2025", tuition="5000")
    schooling = relief_list.lines.get().schooling
    assert (schooling.student, schooling.school, schooling.school_year) == (child, "滨江大学", 2025)


def test_medical_aid_asks_for_the_illness_and_its_bills(office, sit_down):
    relief_list = begin(office, kind="medical")
    file = make_household(office.north, "林秀珍")
    typed = {"amount": "2000", "patient": file.head_id, "began_on": "2025-06-01", "illness": "尿毒症", "bills": "30000"}
    screen = Screen(sit_down(office.clerk_north), relief_list).find("lxz").enter(**typed, insured="40000")
    assert screen.page.context["refusal"].field == "insured"
    screen.enter(**typed, insured="20000")
    assert relief_list.lines.get().treatment.own == Decimal("10000.00")


def test_warmth_reaches_people_without_a_file_and_the_group_stays_for_the_next(office, sit_down):
    relief_list = begin(office, kind="warmth")
    make_person(office.north, "马振东", id_no=id_number())
    screen = Screen(sit_down(office.clerk_north), relief_list).find("mzd").enter(amount="500", group=GROUP)
    line = relief_list.lines.get()
    assert (line.household, line.group) == (None, GROUP)
    assert screen.page.context["fields"]["group"].value == GROUP


class TestPeopleWithoutAFile:
    """送温暖 to somebody on the line: nobody is found, so they are entered where they stand on the paper."""

    NUMBER = id_number(date(1985, 6, 1), "M", 3)

    @pytest.fixture
    def screen(self, office, sit_down):
        return Screen(sit_down(office.clerk_north), begin(office, kind="warmth")).find("高向前")

    def take_in(self, screen, office, **typed):
        known = {"act": "take_in", "name": "高向前", "number": self.NUMBER, "union": office.north.pk}
        screen.page = screen.desk.client.post(screen.address, known | typed)
        return screen

    def test_they_are_entered_in_place_and_then_stand_on_the_list(self, office, screen):
        assert (screen.hits, [union.pk for union in screen.page.context["unions"]]) == ([], [office.north.pk])
        self.take_in(screen, office).enter(amount="500", group=GROUP)
        line = ReliefLine.objects.get()
        assert (line.payee.name, line.payee.id_no, line.payee.union) == ("高向前", self.NUMBER, office.north)
        assert (line.household, line.payee.history.get().history_user) == (None, office.clerk_north)

    def test_the_same_number_again_is_the_same_person(self, office, screen):
        for _press in range(2):
            self.take_in(screen, office)
        assert Person.objects.with_id(self.NUMBER).count() == 1
        assert screen.hits == ["高向前"]

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"number": NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2")}, "number"),  # mistyped
            ({"number": ""}, "number"),
            ({"name": ""}, "name"),
            ({"union": "x"}, "union"),
        ],
    )
    def test_what_is_mistyped_is_said_at_its_field(self, office, screen, typed, field):
        self.take_in(screen, office, **typed)
        assert screen.page.context["person"][field].error
        assert not Person.objects.exists()

    def test_a_number_that_is_somebody_else_s(self, office, screen):
        make_person(office.north, "马振东", id_no=self.NUMBER)
        assert self.take_in(screen, office).page.context["person"]["name"].error

    def test_of_whom_another_union_has_on_record_no_more_is_said(self, office, screen):
        make_person(office.south, "马振东", id_no=self.NUMBER)
        self.take_in(screen, office)
        assert screen.page.context["person"]["number"].error
        assert "马振东" not in screen.said
        assert not screen.hits
        self.take_in(screen, office, number=id_number(serial=5), union=office.south.pk)
        assert screen.page.context["person"]["union"].error

    def test_whether_a_namesake_of_the_same_birthday_is_meant_is_asked_once(self, office, screen):
        known = make_person(office.north, "高向前", id_no=id_number(date(1985, 6, 1), "M", 4))
        page = screen.desk.client.post(f"{screen.address}person/", {
            "name": "高向前", "number": self.NUMBER, "union": office.north.pk,
        })  # fmt: skip
        assert (page.status_code, page.json()["code"]) == (422, "person.doubtful")
        assert str(known.pk) in page.json()["hits"]
        assert not Person.objects.with_id(self.NUMBER).exists()
        self.take_in(screen, office)
        assert [hit.person for hit in screen.page.context["hits"]] == [known]
        assert screen.page.context["hit"] is None  # nobody guesses
        doubt = screen.page.context["doubt"].key
        self.take_in(screen, office, another_than=doubt)
        assert screen.page.context["hit"].person.id_no == self.NUMBER
        assert self.take_in(screen, office).page.context["doubt"] is None
        assert answers() == {doubt: None}  # a roster does not ask again either

    def test_aid_that_rests_on_a_file_takes_nobody_in(self, office, sit_down):
        screen = Screen(sit_down(office.clerk_north), begin(office)).find("高向前")
        assert screen.page.context["unions"] == []
        self.take_in(screen, office)
        assert screen.page.context["problems"]
        assert not Person.objects.exists()


def test_what_is_special_is_looked_at_while_it_is_typed(office, sit_down):
    relief_list = begin(office, kind="medical")
    file = make_household(office.north, "林秀珍")
    desk = sit_down(office.clerk_north)
    typed = {
        "chosen": file.head_id,
        "amount": "2000",
        "patient": file.head_id,
        "began_on": "2025-06-01",
        "bills": "30000",
    }

    def look(**more):
        return desk.client.post(f"/relief/lists/{relief_list.pk}/entry/look/", typed | more).context

    assert (look(insured="20000")["own"], look(insured="20000")["asks"]) == (Decimal("10000.00"), [])
    assert [finding.code for finding in look(insured="29000")["asks"]] == ["over_own_cost"]
    assert look(insured="40000")["hindrance"]
    assert (look(bills="")["own"], look(bills="")["hindrance"]) == (None, "")  # not typed yet
    assert not ReliefLine.objects.exists()


def test_one_illness_and_one_school_year_once_are_told_before_enter(office, sit_down):
    file = make_household(office.north, "林秀珍", family=1)
    child = file.members.get().person
    desk = sit_down(office.clerk_north)
    began = date(2025, 6, 1)
    facts = {
        "medical": {"treatment": {"patient": child, "began_on": began, "bills": Decimal(9000), "insured": 0}},
        "school": {"schooling": {"student": child, "school": "滨江大学", "stage": STAGE, "school_year": 2025}},
    }
    typed = {
        "medical": {"patient": child.pk, "began_on": "2025-08-01", "bills": "9000"},
        "school": {"student": child.pk, "school": "滨江大学", "stage": STAGE, "school_year": "2025"},
    }
    for kind, code in (("medical", "same_illness"), ("school", "same_student")):
        enter(
            begin(office, kind, name=f"先{kind}"), file.head, key=kind, by=office.clerk_north, amount=Decimal(1000),
            plea="属实", **facts[kind],
        )  # fmt: skip
        now = begin(office, kind, name=f"后{kind}", purpose="")
        sent = {"chosen": file.head_id, "amount": "1000", **typed[kind]}
        page = desk.client.post(f"/relief/lists/{now.pk}/entry/look/", sent)
        assert code in [finding.code for finding in page.context["asks"]]


def test_the_student_the_school_and_the_years_stand_below_the_name_and_the_school_year_stays(office, sit_down):
    relief_list = begin(office, kind="school")
    file = make_household(office.north, "林秀珍", family=1)
    child = file.members.get().person
    typed = {
        "student": child.pk,
        "school": "滨江大学",
        "stage": STAGE,
        "school_year": "2025",
        "grade": "2",
        "years": "4",
    }
    screen = Screen(sit_down(office.clerk_north), relief_list).find("lxz").enter(amount="3000", **typed)
    schooling = relief_list.lines.get().schooling
    assert (schooling.grade, schooling.years) == (2, 4)
    assert child.name in screen.page.context["sheet"].last[0].about
    fields = screen.page.context["fields"]
    assert [fields[name].value for name in ("stage", "school_year", "school")] == [STAGE, "2025", ""]


def test_a_line_that_was_refused_finds_its_household_again(office, relief_list, sit_down):
    file = make_household(office.north, "林秀珍")
    far = make_household(office.south, "何玉梅")
    desk = sit_down(office.clerk_north)
    for head, found in ((file.head, True), (far.head, False)):
        piece = desk.client.post(f"/relief/lists/{relief_list.pk}/entry/find/", {"chosen": head.pk}).content.decode()
        assert (head.name in piece) is found


def test_a_household_without_a_file_is_told_why_it_cannot_stand_here(office, relief_list, sit_down):
    make_person(office.north, "马振东", id_no=id_number())
    screen = Screen(sit_down(office.clerk_north), relief_list).find("mzd")
    assert "open the file first" in screen.said
    screen.enter(amount="500")
    assert not ReliefLine.objects.exists()


def test_nobody_finds_or_pays_people_of_another_union(office, relief_list, sit_down):
    far = make_household(office.south, "何玉梅")
    desk = sit_down(office.clerk_north)
    screen = Screen(desk, relief_list).find("hym")
    assert screen.hits == []
    sent = {"chosen": far.head_id, "payee": far.head_id, "key": "x", "amount": "400"}
    assert desk.client.post(f"{screen.address}save/", sent).status_code == 422
    assert far.head.name not in desk.client.post(f"{screen.address}look/", {"chosen": far.head_id}).content.decode()
    other = sit_down(office.clerk_south).client
    for piece in ("", "find/", "look/", "save/", "take-back/", "person/"):
        assert other.post(f"{screen.address}{piece}").status_code == 404
    assert sit_down(office.cashier).get(screen.address).status_code == 403
    assert not relief_list.lines.exists()


def test_a_whole_id_number_never_stands_in_an_address_or_on_the_page_of_hits(office, relief_list, sit_down):
    file = make_household(office.north, "林秀珍")
    desk = sit_down(office.clerk_north)
    answer = desk.client.post(f"/relief/lists/{relief_list.pk}/entry/find/", {"who": file.head.id_no})
    assert file.head.name in answer.content.decode()
    assert file.head.id_no not in answer.content.decode()


def test_facts_of_the_list_are_changed_while_it_is_filled(office, relief_list, sit_down):
    desk = sit_down(office.clerk_north)
    address = f"/relief/lists/{relief_list.pk}/change/"
    assert desk.get(address).context["fields"]["amount_deep"].value == "400.00"
    typed = {"name": relief_list.name, "kind": "living", "planned_on": "2025-12-30", "amount_deep": "450"}
    assert desk.client.post(address, typed).url == f"/relief/lists/{relief_list.pk}/entry/"
    relief_list.refresh_from_db()
    assert (relief_list.planned_on, relief_list.amounts) == (date(2025, 12, 30), {"deep": "450.00"})


def test_a_list_that_was_handed_in_is_read_and_not_filled(office, relief_list, sit_down):
    enter(relief_list, make_household(office.north, "林秀珍").head, key="1", by=office.clerk_north)
    desk = sit_down(office.clerk_north)
    desk.client.post(f"/relief/lists/{relief_list.pk}/step/hand_in/")
    assert desk.get(f"/relief/lists/{relief_list.pk}/entry/").url == f"/relief/lists/{relief_list.pk}/"


def test_nine_hits_cost_as_much_as_two(office, relief_list, sit_down):
    desk = sit_down(office.clerk_north)
    address = f"/relief/lists/{relief_list.pk}/entry/"

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert desk.client.post(f"{address}find/", {"who": "lxz"}).status_code == 200
        return len(asked)

    for _number in range(2):
        make_household(office.north, "林秀珍", family=1)
    desk.get(address)
    few, page = cost(), queries(desk, address)
    for number in range(7):
        file = make_household(office.north, "林秀珍", family=1)
        enter(relief_list, file.head, key=str(number), by=office.clerk_north)
    assert cost() == few
    assert queries(desk, address) == page
