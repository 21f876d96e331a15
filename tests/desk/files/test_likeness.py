"""The queue of files that may be of one household, and the two side by side."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.models import Household, HouseholdMember, Likeness
from hardship.operations.likeness import look_for_all
from hardship.operations.merging import merge
from office.jobs.models import Job
from tests.people import make_household, make_line, make_list, make_person

QUEUE = "/files/alike/"


@pytest.fixture
def two(office):
    """Two files of one address in the north union."""
    one = make_household(office.north, "林秀珍", address="中山路12号3栋501室", phone="13800001234", file_no="A001")
    other = make_household(office.north, "赵德明", address="中山路１２號3幢501", phone="13900001234", file_no="A002")
    child = make_person(office.north, "赵小雨", birthday=date(2012, 5, 1), id_no="")
    HouseholdMember.objects.create(household=one, person=child, relation="child")
    HouseholdMember.objects.create(household=other, person=child, relation="child")
    make_line(one, make_list(office.north), paid_on=date(2025, 1, 20), amount=Decimal("1200.00"))
    look_for_all()
    return one, other


@pytest.fixture
def apart(office):
    """Two files of one address, with two unions."""
    one = make_household(office.north, "林秀珍", address="中山路12号", file_no="A001", note="北岸的话")
    other = make_household(office.south, "赵德明", address="中山路12号", file_no="B001", note="南岸的话")
    look_for_all()
    return one, other


def review():
    return f"{QUEUE}{Likeness.objects.get().pk}/"


def shown(page, label):
    """The line of that label: what both say, and the mark."""
    lines = [line for section in page.context["sections"] for line in section.lines]
    return next((line.first, line.mark, line.second) for line in lines if str(line.label) == label)


def text(page):
    return page.content.decode()


def test_the_queue_names_both_and_what_is_alike(office, two, sit_down):
    page = sit_down(office.clerk_north).get(QUEUE)
    (pair,) = page.context["pairs"]
    assert (pair.first.label, pair.second.label, pair.both_seen) == ("A001 林秀珍", "A002 赵德明", True)
    assert pair.likeness.alike == ["name_birthday", "address"]
    assert review() in text(page)


def test_the_two_stand_side_by_side_with_marks(office, two, sit_down):
    page = sit_down(office.clerk_north).get(review())
    lines = {str(line.label): line for section in page.context["sections"] for line in section.lines}
    marks = [line.mark for line in lines.values()]
    assert {"same", "alike", "differs"} <= set(marks)
    assert lines["赵小雨"].mark == "same"
    assert (lines["2025"].first, lines["2025"].mark) == ("1,200.00 元", "")
    assert "≠" in text(page)
    assert two[0].head.masked_id in text(page)
    assert two[0].head.id_no not in text(page)


def test_not_the_same_is_remembered_and_the_next_is_shown(office, two, sit_down):
    third = make_household(office.north, "孙一", address="中山路12-3-501")
    look_for_all()
    first = Likeness.objects.order_by("pk").first()
    desk = sit_down(office.clerk_north)
    answer = desk.client.post(f"{QUEUE}{first.pk}/", {"act": "different", "why": "两兄弟分户居住"})
    after = Likeness.objects.waiting().order_by("pk").first()
    assert answer["Location"] == f"{QUEUE}{after.pk}/"
    first.refresh_from_db()
    assert (first.said, first.why, first.by) == ("different", "两兄弟分户居住", office.clerk_north)
    assert third in (after.first, after.second)
    (said,) = desk.get(QUEUE, shown="said").context["pairs"]
    assert said.likeness == first


def test_without_a_reason_nothing_is_said_and_the_field_tells(office, two, sit_down):
    page = sit_down(office.clerk_north).client.post(review(), {"act": "different", "why": " "})
    assert page.status_code == 200
    assert 'aria-describedby="why-error"' in text(page)
    assert Likeness.objects.get().said == "open"


def test_a_clerk_says_the_same_and_an_officer_merges(office, two, sit_down):
    clerk, officer = sit_down(office.clerk_north), sit_down(office.officer)
    assert 'name="merge"' not in text(clerk.get(review()))
    clerk.client.post(review(), {"act": "same", "why": "夫妻各建一档"})
    assert len(officer.get(QUEUE).context["pairs"]) == 1
    page = officer.client.post(review(), {"merge": two[0].pk, "why": "夫妻各建一档"})
    assert 'aria-describedby="relation-error"' in text(page)
    address = review()
    assert (
        officer.client.post(address, {"merge": two[0].pk, "why": "夫妻各建一档", "relation": "spouse"}).status_code
        == 302
    )
    assert Household.objects.get(file_no="A002").closing_reason == "duplicate"
    assert officer.get(QUEUE).context["pairs"] == []
    assert 'value="unmerge"' in text(officer.get(address))
    assert 'value="unmerge"' not in text(clerk.get(address))
    officer.client.post(address, {"act": "unmerge"})
    assert Household.objects.get(file_no="A002").state == "in_force"


def test_a_clerk_who_tries_to_merge_is_refused(office, two, sit_down):
    page = sit_down(office.clerk_north).client.post(
        review(), {"merge": two[0].pk, "why": "夫妻各建一档", "relation": "spouse"}
    )
    assert page.status_code == 403
    assert Household.objects.filter(closed_on=None).count() == 2


def test_of_another_unions_file_no_more_than_its_union_is_shown(office, apart, sit_down):
    desk = sit_down(office.clerk_north)
    for page in (desk.get(QUEUE), desk.get(review())):
        said = text(page)
        assert "A001" in said
        assert office.south.name in said
        for secret in ("B001", "赵德明", "南岸的话", apart[1].head.masked_id, f"/files/{apart[1].pk}/"):
            assert secret not in said
    marks = {line.mark for section in desk.get(review()).context["sections"] for line in section.lines}
    assert marks == {""}
    assert "<textarea" not in text(desk.get(review()))


@pytest.mark.parametrize("asked", [{"act": "different"}, {"act": "same"}, {"merge": 0}, {"act": "unmerge"}])
def test_nobody_judges_of_another_unions_file(office, apart, sit_down, asked):
    if "merge" in asked:
        asked = {"merge": apart[0].pk, "relation": "spouse"}
    page = sit_down(office.clerk_north).client.post(review(), asked | {"why": "夫妻各建一档"})
    assert page.status_code == 403
    assert "B001" not in text(page)
    assert Likeness.objects.get().said == "open"


def test_an_officer_above_both_judges(office, apart, sit_down):
    desk = sit_down(office.officer)
    assert "B001" in text(desk.get(review()))
    desk.client.post(review(), {"merge": apart[1].pk, "why": "夫妻各建一档", "relation": "spouse"})
    assert Household.objects.get(file_no="A001").closing_reason == "duplicate"


def test_whoever_sees_neither_file_finds_nothing(office, two, sit_down):
    desk = sit_down(office.clerk_south)
    assert desk.get(review()).status_code == 404
    assert desk.client.post(review(), {"act": "different", "why": "不是一家"}).status_code == 404
    assert desk.get(QUEUE).context["pairs"] == []
    assert sit_down(office.nobody).get(QUEUE).status_code == 404


def test_an_auditor_looks_and_says_nothing(office, two, sit_down):
    desk = sit_down(office.auditor)
    assert "<textarea" not in text(desk.get(review()))
    assert desk.client.post(review(), {"act": "different", "why": "不是一家"}).status_code == 403
    assert desk.client.post(QUEUE).status_code == 403


def test_what_many_share_is_a_remark_of_its_own(office, sit_down):
    for place in range(8):
        make_household(office.north, f"林秀{place}", phone="0411-82345678")
    look_for_all()
    page = sit_down(office.clerk_north).get(QUEUE, shown="shared")
    (shared,) = page.context["shared"]
    assert (shared["value"], shared["count"]) == ("82345678", 8)
    assert sit_down(office.clerk_south).get(QUEUE, shown="shared").context["shared"] == []


def test_all_files_are_compared_in_the_background(office, two, sit_down):
    assert sit_down(office.clerk_north).client.post(QUEUE).status_code == 302
    assert Job.objects.get().by == office.clerk_north


@pytest.mark.parametrize("query", [{"shown": "nothing"}])
def test_a_tab_that_is_none_is_not_found(office, sit_down, query):
    assert sit_down(office.clerk_north).get(QUEUE, **query).status_code == 404


def test_an_act_that_is_none_is_not_found(office, two, sit_down):
    client = sit_down(office.officer).client
    for asked in ({}, {"act": "burn"}, {"merge": "999999"}, {"merge": "x"}):
        assert client.post(review(), asked | {"why": "夫妻"}).status_code == 404


def test_what_cannot_be_undone_any_more_says_why(office, two, sit_down):
    pair = merge(Likeness.objects.get(), two[0], by=office.officer, why="夫妻各建一档", relation="spouse")
    HouseholdMember.objects.filter(household=two[0], person=two[1].head).delete()
    page = sit_down(office.officer).client.post(f"{QUEUE}{pair.pk}/", {"act": "unmerge"})
    assert page.status_code == 200
    assert 'role="alert"' in text(page)
    assert two[1].head.name in text(page)


@pytest.mark.parametrize("files", [2, 30])
def test_the_queue_takes_the_same_queries_for_few_and_for_many(office, sit_down, django_assert_max_num_queries, files):
    for place in range(files):
        make_household(office.north, f"林秀{place}", address=f"中山路{place // 2}号")
    look_for_all()
    desk = sit_down(office.clerk_north)
    desk.get(QUEUE)
    with django_assert_max_num_queries(35):
        assert len(desk.get(QUEUE).context["pairs"]) == files // 2
