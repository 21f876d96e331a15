"""Regular aid on screen: a roster is opened, approved by another, its first month paid with one payment that came back; the next
month brings the arrears."""

import json
import subprocess
import sys

import pytest

from .conftest import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def prepared(online):
    """What tests/browser/lives.py prepared: people, fund."""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c"]
    done = subprocess.run(
        [*command, "from tests.browser.lives import prepare_regular; prepare_regular()"],
        cwd=ROOT, env=online.environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def sit_down(browser, browser_context_args, online):
    """`sit_down(role)`: the browser of somebody with that role, logged in; what it complained of is asserted at the end."""
    contexts, complaints = [], []

    def as_role(role):
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        username, password = online.logins[role]
        page.goto(f"{online.address}/regular/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_selector("nav.nav")
        return page

    yield as_role
    for context in contexts:
        context.close()
    assert not complaints


def figures(page, panel):
    return page.locator(f"section[aria-labelledby={panel}] .sum .figure").all_inner_texts()


def test_a_month_is_paid_and_what_came_back_stands_on_the_next_list(sit_down, online, prepared):
    clerk, officer, cashier = sit_down("clerk"), sit_down("officer"), sit_down("cashier")
    clerk.goto(f"{online.address}/regular/new/")
    clerk.fill("[name=standard]", "100")
    clerk.select_option("[name=fund]", str(prepared["fund"]))
    clerk.press("[name=standard]", "Enter")
    clerk.wait_for_selector("section[aria-labelledby=h-grid]")
    roster = clerk.url
    before = clerk.locator("table.grid tbody tr").count()
    for _name, number in prepared["people"]:
        clerk.goto(f"{roster}add/")
        clerk.fill("#q", number)
        clerk.press("#q", "Enter")
        clerk.wait_for_selector("input[type=radio]:checked")
        assert number not in clerk.url
        clerk.click("button[value=add]")
        clerk.wait_for_selector(".notice-ok, .toasts .notice")
    clerk.goto(roster)
    people = clerk.locator("table.grid tbody tr").count()
    assert people == before + 3
    clerk.click("[data-open=ask-submit]")
    clerk.click("#ask-submit .button-primary")
    clerk.wait_for_selector("#ask-take_back", state="attached")

    officer.goto(roster)
    officer.click("[data-open=ask-record_approval]")
    officer.fill("#approval-document", "滨工发〔2026〕3号")
    officer.click("#ask-record_approval .button-primary")
    officer.wait_for_selector("form[action$='/propose/']")

    clerk.goto(roster)
    clerk.click("form[action$='/propose/'] button")
    clerk.wait_for_url("**/regular/lists/*/")
    first = clerk.url
    officer.goto(first)
    officer.click("form[action$='/approve/'] button")
    officer.wait_for_selector("[data-open=ask-send_back]")
    cashier.goto(first)
    failed = prepared["people"][1][0]
    cashier.locator("section[aria-labelledby=h-rows] tbody tr", has_text=failed).locator("input").fill("账号不符")
    cashier.click("button[form=marks]")
    cashier.wait_for_selector("section[aria-labelledby=h-rows] .state.is-warn")
    assert cashier.locator("section[aria-labelledby=h-rows] .state.is-ok").count() == people - 1

    clerk.goto(roster)
    row = clerk.locator("table.grid tbody tr", has_text=failed)
    assert row.locator(".cell-failed").count() == 1
    assert clerk.locator("table.grid .cell-paid").count() == people - 1
    clerk.click("form[action$='/propose/'] button")
    clerk.wait_for_url("**/regular/lists/*/")
    assert clerk.url != first
    assert figures(clerk, "h-difference")[-2:] == ["100.00", f"{100 * (people + 1):,}.00"]
    assert failed in clerk.inner_text("section[aria-labelledby=h-difference] table")
