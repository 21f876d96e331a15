"""A list costs the same for 2 rows and for 60, and no list shows a whole number."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hardship.models import (
    BankProfile,
    BudgetEntry,
    BudgetLine,
    Cap,
    Fund,
    GoodsReceipt,
    Kit,
    Referral,
    RegularAid,
    Standard,
    StockCount,
)
from members.models import Committee, Employer, Membership, Target
from members.operations.unions import found
from office.history import Hand
from office.trail.acts import note
from tests.people import make_household, make_line, make_list, make_run, make_staff

LISTS = [model for model in admin.site._registry if model._meta.app_label != "axes"]


def fill(office, start, stop):
    """Rows `start` to `stop` of everything, each in a union of its own."""
    for number in range(start, stop):
        union = found(
            parent=office.home, hand=Hand(None), name=f"第{number}工会", code=f"9{number:03d}", staff_count=10
        )
        employer = Employer.objects.create(union=union, name=f"第{number}厂")
        household = make_household(union, "赵大江")
        fund = Fund.objects.create(union=union, source="own", name="本级经费")
        make_line(household, make_list(union, fund=fund), paid_on=date(2025, 2, 1))
        line = BudgetLine.objects.create(fund=fund, year=2025, income=Decimal(9000))
        BudgetEntry.objects.create(line=line, kind="income", on=date(2025, 1, 5), amount=Decimal(9000))
        kit = Kit.objects.create(union=union, name="米面油")
        GoodsReceipt.objects.create(kit=kit, on=date(2025, 1, 5), quantity=5, unit_price=Decimal(140))
        StockCount.objects.create(union=union, on=date(2025, 1, 4), counters="赵静、钱波")
        Cap.objects.create(union=union, effective_from=date(2025, 1, 1), kind="living", multiple=Decimal(12))
        RegularAid.objects.create(
            union=union, person=household.head, household=household, standard=Decimal(300),
            first_month=date(2025, 1, 1), last_month=date(2025, 2, 1),
        )  # fmt: skip
        Committee.objects.create(employer=employer, founded_on=date(2024, 1, 1))
        Membership.objects.create(union=union, person=household.head, employer=employer, began_on=date(2020, 1, 1))
        Standard.objects.create(union=union, effective_from=date(2025, 1, 1), line=Decimal("850.00"))
        BankProfile.objects.create(union=union, name="工商银行")
        Target.objects.create(union=union, year=2025, figure="members.joined", value=12)
        Referral.objects.create(
            union=union, household=household, person=household.head, kind="living", applied_on=date(2025, 4, 1)
        )
        clerk = make_staff(f"clerk{number}", union, "clerk")
        make_run(clerk)
        note("added", by=clerk, on=household)


@pytest.fixture
def chief(office):
    return make_staff("chief", office.home, "clerk", "officer", "administrator", "auditor")


def test_every_list_costs_the_same_for_2_rows_and_for_60(client, office, chief):
    """60 are more than a page: the second page is not counted in vain either."""

    def costs():
        client.force_login(chief)
        found = {}
        for model in LISTS:
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            client.get(url)  # the session is written once
            with CaptureQueriesContext(connection) as queries:
                response = client.get(url)
            assert response.context["cl"].result_count >= 2, model
            found[model._meta.label] = len(queries)
        return found

    fill(office, 0, 2)
    few = costs()
    fill(office, 2, 60)
    assert costs() == few


def test_a_file_costs_the_same_whatever_the_length_of_its_history(client, office):
    household = make_household(office.north)
    client.force_login(office.clerk_north)
    url = reverse("admin:hardship_household_history", args=[household.pk])

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    short = cost()
    for number in range(20):
        household.address = f"北岸路 {number} 号"
        household.save()
    assert cost() == short


def test_no_list_and_no_form_shows_a_whole_number(client, office):
    household = make_household(office.north, card_no="6222020200112230013")
    household.head.mobile = "13800138000"
    household.head.save()
    RegularAid.objects.create(
        union=office.north, person=household.head, household=household, standard=Decimal(300),
        first_month=date(2025, 1, 1), last_month=date(2025, 2, 1), card_no=household.card_no,
    )  # fmt: skip
    make_line(household, make_list(office.north))
    client.force_login(office.clerk_north)
    urls = [
        reverse(f"admin:{label}_changelist")
        for label in ("members_person", "hardship_household", "hardship_reliefline", "hardship_regularaid")
    ]
    for url in urls:
        page = client.get(url).content.decode()
        assert household.head.id_no not in page
        assert household.head.mobile not in page
        assert f"2102********{household.head.id_no[-4:]}" in page
    for url in (
        reverse("admin:members_person_change", args=[household.head.pk]),
        reverse("admin:hardship_household_change", args=[household.pk]),
        reverse("admin:hardship_household_history", args=[household.pk]),
        reverse("admin:hardship_regularaid_change", args=[RegularAid.objects.get().pk]),
    ):
        page = client.get(url).content.decode()
        assert household.head.id_no not in page
        assert household.card_no not in page


def test_there_is_no_bulk_deletion(client, office):
    for model in LISTS:
        client.force_login(office.administrator)
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        response = client.get(url)
        assert response.status_code == 403 or "delete_selected" not in response.content.decode()
