"""The page of blank templates."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from office.workbooks.roster import ROSTERS


def test_it_lists_every_kind_in_order(client, office):
    client.force_login(office.clerk_north)
    page = client.get(reverse("desk:blanks"))
    shown = [roster.kind for roster, _required in page.context["kinds"]]
    assert shown == [
        "unions", "members", "households", "family", "cash", "goods", "regular", "referrals", "targets"
    ]  # fmt: skip
    for kind in ROSTERS:
        assert reverse("desk:blank_file", args=[kind]) in page.content.decode()


@pytest.mark.parametrize("kind", ROSTERS)
def test_every_template_can_be_fetched(client, office, kind):
    client.force_login(office.clerk_north)
    response = client.get(reverse("desk:blank_file", args=[kind]))
    assert "attachment" in response.headers["Content-Disposition"]
    head = [cell.value for cell in load_workbook(io.BytesIO(response.content)).active[1]]
    assert [str(said).strip("*") for said in head[1:]] == [
        column.column_name for column in ROSTERS[kind].fields.values()
    ]


def test_a_kind_that_is_none_is_not_found(client, office):
    client.force_login(office.clerk_north)
    assert client.get(reverse("desk:blank_file", args=["recipes"])).status_code == 404


def test_it_is_for_whoever_may_bring_workbooks_in(client, office):
    pages = [reverse("desk:blanks"), reverse("desk:blank_file", args=["unions"])]
    for name, status in (
        ("clerk_north", 200), ("officer", 200), ("administrator", 200), ("cashier", 403), ("auditor", 403),
        ("nobody", 403),
    ):  # fmt: skip
        client.force_login(office.staff[name])
        assert [client.get(page).status_code for page in pages] == [status] * 2, name
