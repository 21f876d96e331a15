"""Every list can be exported: what its reader sees, masked unless there is a right and a reason, counted, and written down."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from hardship.models import Household, RegularAid
from members.admin import export_page
from members.admin.export_page import Exported
from members.admin.records import ACT_LABELS
from members.models import Membership, MembershipEvent, Person
from office.identity import mask_card, mask_id
from office.jobs.running import work_off
from office.jobs.work import cancel
from office.models import Entry, Job
from tests.admin.test_lists import fill
from tests.admin.test_who_may_open import SCREENS, STAFF, one_of_each
from tests.people import make_household, make_line, make_list, make_staff

CARD = "6222020200112230013"


def address(label, query=""):
    return reverse(f"admin:{label.replace('.', '_')}_export") + query


def ask(client, label, query="", **answers):
    offer = admin.site.get_model_admin(model_of(label)).exports[0].code
    return client.post(address(label, query), {"offer": offer, "file_form": "xlsx"} | answers)


def model_of(label):
    return next(model for model in admin.site._registry if model._meta.label_lower == label)


def content(response):
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"], response.context["form"].errors
    return b"".join(response.streaming_content)


def rows(response):
    """Heading -> value of each row, and the last line."""
    head, *lines, last = load_workbook(io.BytesIO(content(response))).active.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines], last[0]


@pytest.fixture
def north(office):
    return one_of_each(office.north, office.clerk_north)


@pytest.fixture
def south(office):
    return one_of_each(office.south, office.clerk_south)


def test_every_registered_list_has_an_export():
    ours = [model for model in admin.site._registry if model._meta.app_label != "axes"]
    for model in ours:
        screen = admin.site.get_model_admin(model)
        assert isinstance(screen, Exported), model
        assert screen.exports, model
        codes = [offer.code for offer in screen.exports]
        assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("label", SCREENS)
def test_who_sees_a_list_may_export_it_and_nobody_else(client, office, north, label):
    answers = {}
    for name in STAFF:
        client.force_login(office.staff[name])
        answers[name] = (client.get(address(label)).status_code, ask(client, label).status_code)
        if answers[name][0] == 200:
            assert address(label) in client.get(address(label).replace("export/", "")).content.decode()
    assert answers == {name: (200, 200) if name in SCREENS[label][0] else (403, 403) for name in STAFF}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("label", SCREENS)
def test_every_list_is_written_with_as_many_rows_as_it_shows(client, office, north, south, label, form):
    client.force_login(make_staff("chief", office.home, "clerk", "officer", "administrator", "auditor"))
    page = client.get(address(label))
    (_offer, expected), *_more = page.context["counts"]
    written = content(ask(client, label, file_form=form))
    if form == "xlsx":
        lines = list(load_workbook(io.BytesIO(written)).active.iter_rows(values_only=True))
    else:
        lines = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert expected >= 2
    assert len(lines) == 1 + expected + 1
    assert lines[-1][0] == f"共计 {expected} 行"
    assert [str(line[0]) for line in lines[1:-1]] == [str(number + 1) for number in range(expected)]


@pytest.mark.parametrize("label", SCREENS)
def test_a_clerk_of_the_north_never_gets_the_rows_of_the_south(client, office, north, south, label):
    client.force_login(make_staff("of_all_trades", office.north, "clerk", "officer", "administrator", "auditor"))
    screen = admin.site.get_model_admin(model_of(label))
    for query in ("", f"?union={office.south.pk}", f"?union__id__exact={office.south.pk}"):
        for offer in screen.exports:
            for whole in ({}, {"whole": "on", "reason": "年度核对"}):
                response = ask(client, label, query, offer=offer.code, **whole)
                if response.status_code == 302:  # a filter that the list does not know
                    continue
                said = str(rows(response)[0])
                assert office.south.name not in said
                assert south["members.person"].id_no not in said
                assert mask_id(south["members.person"].id_no) not in said
                assert office.clerk_south.username not in said


def test_every_export_costs_the_same_for_2_rows_and_for_20(client, office):
    chief = make_staff("chief", office.home, "clerk", "officer", "administrator", "auditor")

    def costs():
        client.force_login(chief)
        client.get("/")  # the session is written once
        found = {}
        for label in SCREENS:
            for offer in admin.site.get_model_admin(model_of(label)).exports:
                with CaptureQueriesContext(connection) as queries:
                    content(ask(client, label, offer=offer.code))
                found[label, offer.code] = len(queries)
        return found

    fill(office, 0, 2)
    few = costs()
    fill(office, 2, 20)
    assert costs() == few


def test_filters_search_and_order_are_those_of_the_list(client, office):
    for number, name in enumerate(["赵大江", "李秀英", "王芳"]):
        make_household(office.north, name, opened_on=date(2025, 3, 1 + number))
    closed = make_household(office.north, "钱二", state="closed", closed_on=date(2025, 6, 1), closing_reason="6")
    client.force_login(office.clerk_north)
    listed, last = rows(ask(client, "hardship.household", "?state__exact=in_force&o=-9"))
    assert [row["*姓名"] for row in listed] == ["王芳", "李秀英", "赵大江"]
    assert last == "共计 3 行"
    found, _last = rows(ask(client, "hardship.household", f"?q={closed.file_no}"))
    assert [row["*姓名"] for row in found] == ["钱二"]
    page = client.get(address("hardship.household", "?state__exact=closed&q=钱二"))
    assert page.context["filters"][0][1] == "钱二"
    assert len(page.context["filters"]) == 2
    assert page.context["counts"][0][1] == 1


def test_the_button_takes_the_filters_along_but_not_the_page(client, office):
    make_household(office.north)
    client.force_login(office.clerk_north)
    page = client.get(reverse("admin:hardship_household_changelist") + "?q=LXY&p=1&state__exact=in_force")
    assert f"{address('hardship.household')}?q=LXY&amp;state__exact=in_force" in page.content.decode()


def test_a_filter_nobody_knows_leads_back_to_the_list(client, office):
    client.force_login(office.clerk_north)
    assert ask(client, "hardship.household", "?colour=red").status_code == 302


def test_numbers_are_masked_unless_asked_for_with_a_reason(client, office):
    household = make_household(office.north, card_no=CARD)
    number = household.head.id_no
    client.force_login(office.clerk_north)
    (row,), _last = rows(ask(client, "hardship.household"))
    assert (row["*身份证号"], row["银行账号"]) == (mask_id(number), mask_card(CARD))
    refused = ask(client, "hardship.household", whole="on")
    assert refused.context["form"].errors.keys() == {"reason"}
    assert ask(client, "hardship.household", whole="on", reason="x").context["form"].errors.keys() == {"reason"}
    (row,), _last = rows(ask(client, "hardship.household", whole="on", reason="年度核对"))
    assert (row["*身份证号"], row["银行账号"]) == (number, CARD)


def test_no_list_hands_out_a_whole_number_without_the_box(client, office):
    household = make_household(office.north, family=1, card_no=CARD)
    head = household.head
    head.mobile = "13800138000"
    head.save()
    RegularAid.objects.create(
        union=office.north, person=head, household=household, standard=Decimal(300),
        first_month=date(2025, 1, 1), last_month=date(2025, 2, 1), card_no=CARD,
    )  # fmt: skip
    make_line(household, make_list(office.north))
    membership = Membership.objects.create(union=office.north, person=head, began_on=date(2020, 1, 1))
    MembershipEvent.objects.create(membership=membership, kind="1", on=date(2020, 1, 1))
    numbers = {CARD, *Person.objects.values_list("id_no", flat=True)}
    client.force_login(make_staff("chief", office.home, "clerk", "officer", "administrator", "auditor"))
    for label in SCREENS:
        for offer in admin.site.get_model_admin(model_of(label)).exports:
            for form in ("xlsx", "csv"):
                written = content(ask(client, label, offer=offer.code, file_form=form))
                text = (
                    written.decode("utf-8-sig")
                    if form == "csv"
                    else str(list(load_workbook(io.BytesIO(written)).active.values))
                )
                assert not any(number in text for number in numbers), (label, offer.code)


def test_a_role_without_the_right_is_offered_no_box_and_given_no_number(client, office):
    make_household(office.north)
    client.force_login(office.administrator)
    page = client.get(address("hardship.household"))
    assert "whole" not in page.context["form"].fields
    assert ask(client, "hardship.household", whole="on", reason="想看").status_code == 403
    assert ask(client, "hardship.household").status_code == 200


def test_a_list_without_numbers_asks_no_reason(client, office):
    client.force_login(office.clerk_north)
    assert "whole" not in client.get(address("hardship.fund")).context["form"].fields


def test_every_export_leaves_an_entry_in_the_trail(client, office):
    household = make_household(office.north)
    client.force_login(office.clerk_north)
    content(ask(client, "hardship.household", "?state__exact=in_force", whole="on", reason="年度核对"))
    entry = Entry.objects.get(act="exported")
    assert (entry.by, entry.reason) == (office.clerk_north, "年度核对")
    assert entry.label
    facts = entry.facts
    assert (facts["rows"], facts["form"], facts["whole"], facts["list"]) == (1, "xlsx", True, "hardship.household")
    assert len(facts["filters"]) == 1
    content(ask(client, "hardship.household", f"?q={household.head.id_no}"))
    facts = Entry.objects.filter(act="exported").first().facts
    assert facts["whole"] is False
    assert household.head.id_no not in str(facts)  # the trail is for ever
    client.force_login(office.auditor)
    page = client.get(reverse("admin:office_entry_changelist"))
    assert str(ACT_LABELS["exported"]) in page.content.decode()


def test_looking_at_the_page_leaves_none(client, office):
    client.force_login(office.clerk_north)
    client.get(address("hardship.household"))
    assert not Entry.objects.filter(act="exported").exists()


def test_a_list_that_changes_while_it_is_written_is_not_handed_out(client, office):
    make_household(office.north)
    client.force_login(office.clerk_north)

    def another_clerk(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT COUNT") and "hardship_household" in sql:
            make_household(office.north)  # counted already, so that there is one too many
        return answer

    with connection.execute_wrapper(another_clerk):
        response = ask(client, "hardship.household")
    assert response.status_code == 302
    assert response.url == address("hardship.household")
    assert not Entry.objects.filter(act="exported").exists()


def test_the_family_of_the_files_listed_goes_into_a_list_of_its_own(client, office):
    make_household(office.north, "赵大江", family=2)
    other = make_household(office.north, "李秀英", family=3)
    client.force_login(office.clerk_north)
    family, last = rows(ask(client, "hardship.household", f"?q={other.file_no}", offer="FamilyRoster"))
    assert {row["户主姓名"] for row in family} == {"李秀英"}
    assert last == "共计 3 行"


def test_lines_of_money_and_of_goods_are_two_rosters(client, office):
    household = make_household(office.north)
    make_line(household, make_list(office.north))
    goods = make_list(office.north, "夏送清凉", form="goods", kind="goods", fund=None)
    make_line(household, goods, goods="米面油", quantity=2, unit_price=Decimal("60.00"), amount=Decimal("120.00"))
    client.force_login(office.clerk_north)
    assert [row["*发放金额"] for row in rows(ask(client, "hardship.reliefline"))[0]] == [800]
    assert [row["*数量"] for row in rows(ask(client, "hardship.reliefline", offer="GoodsRoster"))[0]] == [2]
    page = client.get(address("hardship.reliefline", f"?list__id__exact={goods.pk}"))
    assert page.context["form"].fields["offer"].initial == "GoodsRoster"
    assert [value for _name, value in page.context["filters"]] == [str(goods.pk)]


def test_a_name_like_a_formula_is_text(client, office):
    make_household(office.north, "王小明", note="=HYPERLINK(1)", address="@SUM(1)")
    client.force_login(office.clerk_north)
    sheet = load_workbook(io.BytesIO(content(ask(client, "hardship.household")))).active
    found = [cell for row in sheet for cell in row if cell.value in ("=HYPERLINK(1)", "@SUM(1)")]
    assert [(cell.data_type, cell.quotePrefix) for cell in found] == [("s", True)] * 2
    text = content(ask(client, "hardship.household", file_form="csv")).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "'@SUM(1)" in text


def test_the_file_is_chinese_and_named_after_its_list_in_whatever_language_it_is_asked_for(client, office):
    make_list(office.north)
    client.force_login(office.clerk_north)
    client.cookies["django_language"] = "en"
    response = ask(client, "hardship.relieflist")
    (row,), _last = rows(response)
    assert row["状态"] == "草稿"
    assert f"{timezone.localdate():%Y%m%d}.xlsx" in response.headers["Content-Disposition"]


@pytest.fixture
def at_once(monkeypatch):
    """A list of two is long."""
    monkeypatch.setattr(export_page, "EXPORT_AT_ONCE", 1)


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def job_of(response):
    assert response.status_code == 302
    job = Job.objects.latest("pk")
    assert response.url == reverse("desk:job", args=[job.pk])
    return job


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_long_list_is_written_in_the_background(client, office, at_once, uploads, form):
    for union in (office.north, office.north, office.north, office.south, office.south):
        make_household(union)
    make_household(office.north, state="closed", closed_on=date(2025, 6, 1), closing_reason="6")
    client.force_login(office.clerk_north)
    order = {"file_form": form, "whole": "on", "reason": "年度核对"}
    job = job_of(ask(client, "hardship.household", "?state__exact=in_force", **order))
    assert job.by == office.clerk_north
    assert not Entry.objects.filter(act="exported").exists()
    assert work_off() == 1
    job.refresh_from_db()
    assert (job.state, job.result["rows"], job.error) == (Job.State.DONE, 3, "")
    (kept,) = uploads.iterdir()
    assert kept.name == job.result_file
    number = Household.objects.filter(union=office.north).first().head.id_no
    assert number.encode() not in kept.read_bytes()
    written = content(client.get(reverse("desk:job_file", args=[job.pk])))
    text = written.decode("utf-8-sig") if form == "csv" else str(list(load_workbook(io.BytesIO(written)).active.values))
    assert number in text
    assert office.south.name not in text
    assert "共计 3 行" in text
    entry = Entry.objects.get(act="exported")
    assert (entry.by, entry.reason, entry.facts["rows"], entry.facts["whole"]) == (
        office.clerk_north, "年度核对", 3, True
    )  # fmt: skip
    assert len(entry.facts["filters"]) == 1


@pytest.mark.parametrize("taken", ["role", "account", "right"])
def test_a_right_that_was_taken_meanwhile_holds_in_the_background_too(client, office, at_once, uploads, taken):
    for _number in range(2):
        make_household(office.north)
    clerk = office.clerk_north
    client.force_login(clerk)
    job = job_of(ask(client, "hardship.household", whole="on", reason="年度核对"))
    if taken == "role":
        clerk.groups.clear()
    elif taken == "right":
        clerk.groups.set(Group.objects.filter(name="administrator"))
    else:
        clerk.is_active = False
        clerk.save()
    work_off()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error
    assert list(uploads.iterdir()) == []
    assert not Entry.objects.filter(act="exported").exists()


def test_the_scope_in_the_background_is_that_of_the_moment(client, office, at_once, uploads):
    for union in (office.north, office.north, office.south, office.south, office.south):
        make_household(union)
    clerk = office.clerk_north
    client.force_login(clerk)
    job = job_of(ask(client, "hardship.household"))
    clerk.union = office.south
    clerk.save()
    work_off()
    job.refresh_from_db()
    assert job.result["rows"] == 3


def test_a_list_that_changes_in_the_background_leaves_no_file(client, office, at_once, uploads):
    for _number in range(2):
        make_household(office.north)
    client.force_login(office.clerk_north)
    job = job_of(ask(client, "hardship.household"))

    def another_clerk(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT COUNT") and "hardship_household" in sql:
            make_household(office.north)
        return answer

    with connection.execute_wrapper(another_clerk):
        work_off()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert list(uploads.iterdir()) == []
    assert not Entry.objects.filter(act="exported").exists()


def test_a_job_cancelled_while_it_writes_leaves_nothing(client, office, at_once, uploads):
    for _number in range(2):
        make_household(office.north)
    client.force_login(office.clerk_north)
    job = job_of(ask(client, "hardship.household"))
    cancelled = []

    def once_it_has_begun(execute, sql, params, many, context):
        if not cancelled and sql.startswith("SELECT COUNT") and "hardship_household" in sql:
            cancelled.append(cancel(job))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(once_it_has_begun):
        work_off()
    job.refresh_from_db()
    assert cancelled == [True]
    assert job.state == Job.State.CANCELLED
    assert list(uploads.iterdir()) == []
    assert not Entry.objects.filter(act="exported").exists()
