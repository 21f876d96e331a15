"""Opening, correcting and closing a file on screen, with the rules that rosters follow."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from hardship.models import Household
from office.trail.models import Entry
from tests.people import make_household, make_person, make_staff

RELATION = "sibling"


def rows(prefix, *filled, initial=0):
    known = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": initial}
    for number, values in enumerate(filled):
        known |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return known


EMPTY = rows("members") | rows("assessments") | rows("completions")


@pytest.fixture
def clerk(client, office):
    client.force_login(office.clerk_north)
    return client


def open_file(clerk, head, **facts):
    known = {"head": head.pk, "union": head.union.pk}
    return clerk.post(reverse("admin:hardship_household_add"), known | EMPTY | facts)


def change_file(clerk, household, **facts):
    known = {"file_no": household.file_no}
    return clerk.post(reverse("admin:hardship_household_change", args=[household.pk]), known | EMPTY | facts)


def errors(response):
    return {name: list(said) for name, said in response.context["adminform"].form.errors.items()}


def row_errors(response):
    return [
        name for formset in response.context["inline_admin_formsets"] for row in formset.formset.errors for name in row
    ]


def test_a_file_gets_the_next_number_and_its_family(clerk, office):
    head, son = make_person(office.north, "李秀英"), make_person(office.north, "王大江")
    response = open_file(
        clerk, head, **rows("members", {"person": son.pk, "relation": RELATION, "counted": "on"}),
        new_card="6222 0202 0011 2230 013", phone="0411-8765432",
    )  # fmt: skip
    assert response.status_code == 302
    household = Household.objects.get()
    assert household.file_no == f"{timezone.localdate().year}000001"
    assert (household.state, household.entered_by) == (Household.State.DRAFT, office.clerk_north)
    assert (household.card_no, household.phone) == ("6222020200112230013", "0411-8765432")
    assert household.members.get().person == son
    entry = Entry.objects.first()
    assert entry.act == "added"
    assert entry.facts == {"rows": {"hardship.HouseholdMember": {"added": 1}}}
    assert "6222" not in str(entry.facts)


def test_a_number_that_a_roster_used_is_passed_over(clerk, office):
    year = timezone.localdate().year
    make_household(office.north, file_no=f"{year}000001")
    open_file(clerk, make_person(office.north))
    assert Household.objects.latest("pk").file_no == f"{year}000002"


def test_nobody_opens_closes_or_moves_a_file_on_the_side(clerk, office):
    """Each of these is a step, signed on the file's own page."""
    open_file(clerk, make_person(office.north), opened_on="2025-03-01")
    new = Household.objects.get()
    assert (new.state, new.opened_on) == (Household.State.DRAFT, None)

    household = make_household(office.north, "赵大江")
    change_file(
        clerk, household, opened_on="", closed_on="2025-09-01", closing_reason="recovered", union=office.home.pk
    )  # fmt: skip
    household.refresh_from_db()
    assert (household.state, household.opened_on, household.closed_on) == ("in_force", date(2025, 3, 1), None)
    assert (household.closing_reason, household.union) == ("", office.north)


def test_one_household_one_file(clerk, office):
    household = make_household(office.north)
    said = errors(open_file(clerk, household.head))
    assert list(said) == ["head"]
    assert household.file_no in said["head"][0]


def test_whoever_is_in_another_family_opens_no_file_of_their_own(clerk, office):
    household = make_household(office.north, family=1)
    son = household.members.get().person
    assert list(errors(open_file(clerk, son))) == ["head"]


def test_nobody_is_in_two_families(clerk, office):
    son = make_household(office.north, family=1).members.get().person
    other = make_household(office.north, "赵大江")
    response = change_file(clerk, other, **rows("members", {"person": son.pk, "relation": RELATION, "counted": "on"}))
    assert row_errors(response) == ["person"]
    assert not other.members.exists()


def test_the_head_is_not_listed_among_the_family(clerk, office):
    household = make_household(office.north)
    response = change_file(
        clerk, household, **rows("members", {"person": household.head.pk, "relation": RELATION, "counted": "on"})
    )
    assert row_errors(response) == ["person"]


def test_a_closed_file_stays_closed_and_the_next_is_linked_to_it(clerk, office):
    household = make_household(office.north, closed_on=date(2025, 9, 1), state="closed", closing_reason="recovered")
    assert clerk.get(reverse("admin:hardship_household_change", args=[household.pk])).status_code == 200
    assert change_file(clerk, household, address="北岸路 1 号").status_code == 403
    assert open_file(clerk, household.head).status_code == 302
    assert Household.objects.get(closed_on=None).previous == household


@pytest.mark.parametrize("state", ["applied", "in_notice", "with_city", "returned"])
def test_a_file_that_is_under_way_is_not_moved_on_the_side(clerk, office, state):
    household = make_household(office.north, state=state, opened_on=None)
    assert change_file(clerk, household, opened_on="2025-11-01").status_code == 403
    household.refresh_from_db()
    assert household.state == state


def test_a_change_is_seen_by_whoever_has_the_file_open_on_its_own_page(clerk, office):
    household = make_household(office.north, state="reexamining")
    change_file(clerk, household, address="北岸路 1 号")
    household.refresh_from_db()
    assert (household.state, household.edition) == ("reexamining", 2)


def test_the_card_is_masked_and_changed_by_typing_the_whole(clerk, office):
    household = make_household(office.north, card_no="6222020200112230013")
    change_file(clerk, household, address="北岸路 1 号")
    household.refresh_from_db()
    assert household.card_no == "6222020200112230013"
    assert list(errors(change_file(clerk, household, new_card="62220202E"))) == ["new_card"]
    change_file(clerk, household, new_card="6217000010001234567")
    household.refresh_from_db()
    assert household.card_no == "6217000010001234567"
    page = clerk.get(reverse("admin:hardship_household_history", args=[household.pk])).content.decode()
    assert "**** 4567" in page


def assess(clerk, household, **facts):
    known = {"assessed_on": "2025-06-01", "category": "relative", "per_capita_stated": "600"}
    return change_file(clerk, household, **rows("assessments", known | facts))


@pytest.mark.parametrize("who", ["clerk_north", "officer"])
def test_an_assessment_is_noted_here_and_confirmed_by_the_step_that_approves(client, office, who):
    household = make_household(office.north)
    household.assessments.all().delete()
    client.force_login(office.staff[who])
    assert assess(client, household, confirmed="on").status_code == 302
    noted = household.assessments.get()
    assert (noted.category, noted.confirmed) == ("relative", False)
    row = {"id": noted.pk, "household": household.pk, "assessed_on": "2025-06-01", "category": "deep"}
    change_file(client, household, **rows("assessments", row | {"confirmed": "on"}, initial=1))
    noted.refresh_from_db()
    assert (noted.category, noted.confirmed) == ("deep", False)


def test_a_confirmed_assessment_stands(client, office):
    household = make_household(office.north)
    assessment = household.assessments.get()
    client.force_login(office.officer)
    row = {"id": assessment.pk, "household": household.pk, "assessed_on": "2025-03-01", "per_capita_stated": "1"}
    assert change_file(client, household, **rows("assessments", row, initial=1)).status_code == 302
    assessment.refresh_from_db()
    assert assessment.per_capita_stated == Decimal("410.00")


def test_the_list_reads_the_latest_confirmed_assessment(client, office):
    make_household(office.north, family=2)
    client.force_login(office.officer)
    url = reverse("admin:hardship_household_changelist")
    assert client.get(url, {"category": "deep", "cause": "major_illness"}).context["cl"].result_count == 1
    assert client.get(url, {"category": "relative"}).context["cl"].result_count == 0
    assert client.get(url, {"opened": "2025"}).context["cl"].result_count == 1
    page = client.get(url).content.decode()
    assert "410.00" in page


def test_a_superuser_without_a_union_may_open_a_file(client, office):
    client.force_login(make_staff("root", None, is_superuser=True))
    assert open_file(client, make_person(office.north)).status_code == 302
    again = open_file(client, Household.objects.get().head)
    assert list(errors(again)) == ["head"]


def test_a_new_file_is_begun_on_the_form_of_the_desk(clerk, office):
    page = clerk.get(reverse("admin:hardship_household_changelist")).content.decode()
    assert f'href="{reverse("desk:file_new")}' in page
