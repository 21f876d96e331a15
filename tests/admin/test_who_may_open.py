"""Who may open what: every screen, every role, one's own union and another's (403 without the right, 404 beyond the scope)."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib import admin
from django.urls import reverse

from hardship.models import (
    BankProfile,
    BudgetEntry,
    BudgetLine,
    Cap,
    Completion,
    Fund,
    GoodsReceipt,
    Kit,
    Referral,
    RegularAid,
    RegularMonth,
    Standard,
    StockCount,
    StockCountLine,
)
from members.models import Committee, Employer, Membership, MembershipEvent, Target
from office.models import SpecialDay
from office.trail.acts import note
from tests.people import make_household, make_line, make_list, make_person, make_run, make_staff

ALL = {"clerk_north", "officer", "cashier", "administrator", "auditor"}
ENTER = {"clerk_north", "officer", "administrator"}
KEEP = {"administrator"}
# label of the model: who sees it, who adds, who changes
SCREENS = {
    "members.union": (ALL, ENTER, ENTER),
    "members.employer": (ALL, ENTER, ENTER),
    "members.committee": (ALL, ENTER, ENTER),
    "members.person": (ALL, ENTER, ENTER),
    "members.membership": (ALL, ENTER, ENTER),
    "members.target": (ALL, KEEP, KEEP),
    "members.staff": (KEEP, KEEP, KEEP),
    "hardship.household": (ALL, ENTER, ENTER),
    "hardship.fund": (ALL, KEEP, KEEP),
    "hardship.budgetline": (ALL, set(), set()),
    "hardship.budgetentry": (ALL, set(), set()),
    "hardship.cap": (ALL, KEEP, KEEP),
    "hardship.standard": (ALL, KEEP, KEEP),
    "hardship.bankprofile": (ALL, KEEP, KEEP),
    "hardship.relieflist": (ALL, set(), set()),  # filled and moved at the desk
    "hardship.reliefline": (ALL, set(), set()),
    "hardship.kit": (ALL, set(), KEEP),  # opened where goods are received
    "hardship.goodsreceipt": (ALL, set(), set()),
    "hardship.stockcount": (ALL, set(), set()),
    "hardship.regularaid": (ALL, set(), set()),  # kept at the desk
    "hardship.referral": (ALL, set(), set()),  # put up and moved at the desk
    "office.specialday": (ALL, KEEP, KEEP),
    "office.run": (ALL, set(), set()),
    "office.entry": ({"auditor"}, set(), set()),
}
STAFF = sorted(ALL | {"nobody"})
WITHOUT_HISTORY = {"office.run", "office.entry", "office.specialday", "members.staff", "hardship.budgetentry"}
SHARED = {"office.specialday"}  # one table for every union


def name_of(label, page):
    return f"admin:{label.replace('.', '_')}_{page}"


def one_of_each(union, clerk):
    """A record of every kind that belongs to `union`."""
    household = make_household(union, family=1)
    relief_list = make_list(union)
    aid = RegularAid.objects.create(
        union=union, person=household.head, household=household, standard=Decimal(300),
        first_month=date(2025, 1, 1), last_month=date(2025, 2, 1),
    )  # fmt: skip
    RegularMonth.objects.create(aid=aid, month=date(2025, 1, 1), amount=Decimal(300))
    Completion.objects.create(household=household, on=date(2025, 5, 5))
    membership = Membership.objects.create(union=union, person=household.head, began_on=date(2020, 1, 1))
    MembershipEvent.objects.create(membership=membership, kind="1", on=date(2020, 1, 1))
    run = make_run(clerk, read=1, created=1)
    fund = Fund.objects.create(union=union, source="own", name="本级经费")
    budget = BudgetLine.objects.create(fund=fund, year=2025, income=Decimal(9000))
    kit = Kit.objects.create(union=union, name="米面油")
    receipt = GoodsReceipt.objects.create(kit=kit, on=date(2025, 1, 5), quantity=5, unit_price=Decimal(140))
    counted = StockCount.objects.create(union=union, on=date(2025, 1, 6), counters="赵静、钱波")
    StockCountLine.objects.create(count=counted, receipt=receipt, booked=5, found=5)
    return {
        "members.union": union,
        "members.employer": Employer.objects.get(union=union),
        "members.committee": Committee.objects.create(
            employer=Employer.objects.get(union=union), founded_on=date(2024, 1, 1)
        ),
        "members.person": household.head,
        "members.membership": membership,
        "members.target": Target.objects.create(union=union, year=2025, figure="members.joined", value=12),
        "members.staff": clerk,
        "hardship.household": household,
        "hardship.fund": fund,
        "hardship.budgetline": budget,
        "hardship.budgetentry": BudgetEntry.objects.create(
            line=budget, kind="income", on=date(2025, 1, 5), amount=Decimal(9000)
        ),
        "hardship.cap": Cap.objects.create(
            union=union, effective_from=date(2025, 1, 1), kind="living", multiple=Decimal(12)
        ),
        "hardship.standard": Standard.objects.create(
            union=union, effective_from=date(2025, 1, 1), line=Decimal("850.00")
        ),
        "hardship.bankprofile": BankProfile.objects.create(union=union, name="滨江银行"),
        "hardship.relieflist": relief_list,
        "hardship.reliefline": make_line(household, relief_list),
        "hardship.kit": kit,
        "hardship.goodsreceipt": receipt,
        "hardship.stockcount": counted,
        "hardship.regularaid": aid,
        "hardship.referral": Referral.objects.create(
            union=union, household=household, person=household.head, kind="living", applied_on=date(2025, 4, 1)
        ),
        "office.specialday": SpecialDay.objects.first(),
        "office.run": run,
        "office.entry": note("added", by=clerk, on=household),
    }


@pytest.fixture
def north(office):
    return one_of_each(office.north, office.clerk_north)


@pytest.fixture
def south(office):
    return one_of_each(office.south, office.clerk_south)


def status(client, staff, url):
    client.force_login(staff)
    return client.get(url).status_code


def test_every_screen_stands_in_the_table():
    ours = {model._meta.label_lower for model in admin.site._registry if model._meta.app_label not in ("axes",)}
    assert ours == set(SCREENS)


@pytest.mark.parametrize("label", SCREENS)
def test_who_may_open_the_list_a_new_one_and_one_that_stands(client, office, north, label):
    sees, adds, changes = SCREENS[label]
    for page, args, allowed in (("changelist", [], sees), ("add", [], adds), ("change", [north[label].pk], sees)):
        url = reverse(name_of(label, page), args=args)
        answers = {name: status(client, office.staff[name], url) for name in STAFF}
        assert answers == {name: 200 if name in allowed else 403 for name in STAFF}, page
    for name in STAFF:
        client.force_login(office.staff[name])
        if name in sees:
            assert client.get(url).context["has_change_permission"] == (name in changes)
        if name not in changes:
            assert client.post(url, {}).status_code == 403


@pytest.mark.parametrize("label", [label for label in SCREENS if label not in SHARED])
def test_what_belongs_to_another_union_is_not_found(client, office, north, south, label):
    """A clerk of the north who may do everything there may not even learn that the south's record exists."""
    clerk = make_staff("clerk_of_all_trades", office.north, "clerk", "officer", "administrator", "auditor")
    client.force_login(clerk)
    for page in ("change", "history", "delete"):
        url = reverse(name_of(label, page), args=[south[label].pk])
        may_delete = clerk.has_perm(label.replace(".", ".delete_"))
        expected = 404 if page != "delete" or may_delete else 403
        assert client.get(url).status_code == expected, page
        assert client.post(url, {}).status_code in (403, 404), page
    listed = set(client.get(reverse(name_of(label, "changelist"))).context["cl"].queryset)
    assert north[label] in listed
    assert south[label] not in listed


@pytest.mark.parametrize("label", SCREENS)
def test_whoever_has_no_union_sees_nothing(client, office, north, label):
    lost = make_staff("lost", None, "clerk", "officer", "administrator", "auditor")
    client.force_login(lost)
    assert not client.get(reverse(name_of(label, "changelist"))).context["cl"].queryset.exists()


@pytest.mark.parametrize(
    "label",
    [label for label in SCREENS if label not in WITHOUT_HISTORY],
)
def test_the_history_opens_and_says_who(client, office, north, label):
    client.force_login(office.administrator)
    response = client.get(reverse(name_of(label, "history"), args=[north[label].pk]))
    assert response.status_code == 200
    assert response.context["changes"]


def test_what_belongs_to_the_server_is_seen_by_the_office_alone(client, office):
    entry = note("opened office", by=None, on=office.home)
    url = reverse("admin:office_entry_change", args=[entry.pk])
    assert status(client, office.auditor, url) == 200
    assert status(client, make_staff("auditor_north", office.north, "auditor"), url) == 404


def test_nobody_deletes_people_files_and_payments(office, north):
    for label in ("members.person", "members.union", "hardship.household", "hardship.fund", "hardship.referral"):
        assert not office.administrator.has_perm(label.replace(".", ".delete_"))


def test_a_person_without_a_screen_of_their_own_is_made_beside_the_field(client, office):
    person = make_person(office.north)
    client.force_login(office.clerk_north)
    url = reverse("admin:hardship_household_add")
    assert reverse("admin:members_person_add") in client.get(url).content.decode()
    assert person.union == office.north


def test_holidays_are_changed_for_the_whole_office_and_not_from_one_union(client, office):
    day = SpecialDay.objects.first()
    url = reverse("admin:office_specialday_change", args=[day.pk])
    client.force_login(make_staff("keeper_north", office.north, "administrator"))
    assert client.get(url).status_code == 200
    assert client.post(url, {"day": day.day, "works": "on"}).status_code == 403
    client.force_login(office.administrator)
    assert client.post(url, {"day": day.day, "works": "on", "name": "补班"}).status_code == 302
    day.refresh_from_db()
    assert day.works
