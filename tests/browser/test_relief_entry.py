"""Forty lines by keyboard alone: a household that stands on the list already, a mistake taken back, a lost connection."""

import json
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

from office.names import pinyin

from .conftest import ROOT

pytestmark = pytest.mark.browser

LINES = 40
TWICE, MISTAKE, LOST = 10, 20, range(30, 33)  # after so many lines


@pytest.fixture(scope="module")
def paper(online):
    """What tests/browser/lives.py prepared: pk, names, login."""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c"]
    done = subprocess.run(
        [*command, "from tests.browser.lives import prepare_relief; prepare_relief()"],
        cwd=ROOT, env=online.environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def desk(page, online, paper):
    log_in(page, online, paper)
    page.goto(f"{online.address}/relief/lists/{paper['pk']}/entry/")
    return page


def log_in(page, online, paper):
    page.goto(online.address)
    fill_in_login(page, paper)


def fill_in_login(page, paper):
    username, password = paper["login"]
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_selector("main#content")


class Clerk:
    """Hands on the keys and eyes on the screen: every key is counted."""

    def __init__(self, desk):
        self.desk, self.keys = desk, 0

    def press(self, key):
        self.desk.keyboard.press(key)
        self.keys += 1

    def type(self, text):
        for letter in text:
            self.press(letter)

    def choose(self, name):
        """Type the initials, and the number of whom is meant where it is not the first."""
        self.type(pinyin(name).initials.lower())
        hit = self.desk.locator("#hits li", has_text=name).first
        hit.wait_for()
        if hit.get_attribute("aria-selected") != "true":
            self.press(hit.locator("kbd").inner_text())

    def enter(self, name):
        self.choose(name)
        self.press("Enter")
        expect(self.desk.locator("#who")).to_have_value("")

    def count(self, expected):
        self.desk.wait_for_selector(f"[data-count]:text-is('{expected}')")


def test_forty_lines_by_keyboard_alone(desk, online, paper, complaints):
    clerk, began = Clerk(desk), time.monotonic()
    assert desk.evaluate("document.activeElement.id") == "who"
    for number, name in enumerate(paper["names"][:LINES]):
        if number == TWICE:  # the paper names somebody a second time: told, and skipped
            clerk.choose(paper["names"][0])
            desk.wait_for_selector("[data-asks]")
            clerk.press("Enter")
            assert desk.input_value("#who") != ""
            clerk.press("Escape")
            clerk.count(number)
        if number == MISTAKE:  # the wrong line was read
            clerk.enter(paper["names"][LINES])
            clerk.count(number + 1)
            clerk.press("Control+z")
            clerk.count(number)
        if number == LOST.start:
            desk.route("**/entry/save/", lambda route: route.abort())
        clerk.enter(name)
        if number == LOST.stop - 1:
            desk.wait_for_selector("#entry-queue li")
            assert desk.locator("#entry-queue li").count() == len(LOST)
            kept = desk.evaluate("JSON.stringify(localStorage)")
            assert "id_no" not in kept
            assert '"who"' not in kept
            desk.unroute("**/entry/save/")
            desk.evaluate("window.dispatchEvent(new Event('online'))")
        if number not in LOST:
            clerk.count(number + 1)
    seconds = time.monotonic() - began
    sys.stdout.write(f"\n{clerk.keys / LINES:.1f} keys and {seconds / LINES:.2f} seconds a line, {LINES} lines\n")
    assert desk.locator("#entry-queue").is_hidden()
    assert desk.inner_text("[data-total]") == "16,000.00"
    assert desk.locator("[data-hand-in]").is_disabled()  # the paper has one more
    clerk.enter(paper["names"][LINES])
    clerk.count(LINES + 1)
    clerk.press("F9")
    desk.wait_for_url(f"**/relief/lists/{paper['pk']}/")
    assert not [words for words in complaints if "ERR_FAILED" not in words]


def test_a_session_that_ended_keeps_the_line_and_saves_it_once_after_log_in(desk, online, paper):
    clerk = Clerk(desk)
    desk.goto(f"{online.address}/relief/lists/{paper['school']}/entry/")
    clerk.choose(paper["names"][0])
    clerk.press("Tab")
    clerk.type("3000")
    desk.select_option("#student", index=1)
    desk.fill("#school", "滨江大学")
    desk.select_option("#stage", index=1)
    desk.fill("#school_year", "2025")
    desk.wait_for_selector("#entry-warning .hint")  # the guards have answered: an answer on its way renews the session
    desk.context.clear_cookies(name="sessionid")
    desk.press("#school_year", "Enter")
    desk.wait_for_selector("#entry-login:visible")
    assert paper["names"][0] in desk.inner_text("#entry-queue")
    desk.press("#entry-login", "Enter")
    fill_in_login(desk, paper)
    clerk.count(1)
    assert desk.locator("#entry-queue").is_hidden()
    desk.reload()
    clerk.count(1)
    assert desk.inner_text("[data-total]") == "3,000.00"


def test_whoever_was_chosen_stays_chosen_when_a_later_answer_arrives(desk, online, paper):
    desk.goto(f"{online.address}/relief/lists/{paper['school']}/entry/")
    clerk, late = Clerk(desk), []
    clerk.type("zx")
    third = desk.locator("#hits li", has_text="秀珍").nth(2)
    third.wait_for()
    name = third.locator("b").inner_text()
    desk.route("**/entry/find/", lambda route: late.append(route))
    clerk.press(third.locator("kbd").inner_text())
    clerk.type("z")
    while not late:
        desk.wait_for_timeout(20)
    late.pop().continue_()
    expect(desk.locator("#hits b").filter(has_not_text="秀珍")).to_have_count(0)  # what "zx" found besides is gone
    assert desk.locator("#hits li[aria-selected=true] b").inner_text() == name


def test_somebody_who_is_not_on_file_is_entered_in_place_by_keyboard_alone(desk, online, paper):
    desk.goto(f"{online.address}/relief/lists/{paper['warmth']}/entry/")
    clerk = Clerk(desk)
    desk.keyboard.insert_text("诸葛向前")
    desk.wait_for_selector("#entry-person:visible")
    clerk.press("Enter")
    expect(desk.locator("#person-number")).to_be_focused()  # the name stands there already
    clerk.type(paper["number"])
    clerk.press("Enter")
    expect(desk.locator("#amount")).to_be_focused()
    assert (desk.input_value("#amount"), desk.is_hidden("#entry-person")) == ("500.00", True)
    clerk.press("Enter")
    expect(desk.locator("#group")).to_be_focused()  # whom it is for is not guessed
    clerk.press("ArrowDown")
    clerk.press("Enter")
    clerk.count(1)
    assert "诸葛向前" in desk.inner_text("#entry-last")
    assert paper["number"] not in desk.evaluate("JSON.stringify(localStorage)")


def test_a_line_that_the_server_refused_stands_in_the_fields_again(desk, online, paper):
    desk.goto(f"{online.address}/relief/lists/{paper['warmth']}/entry/")
    clerk, name = Clerk(desk), paper["names"][5]
    before = int(desk.inner_text("[data-count]"))
    desk.select_option("#group", index=2)
    clerk.enter(name)
    clerk.count(before + 1)
    # The guards do not answer, so the second goes out unasked.
    desk.route("**/entry/look/", lambda route: route.abort())
    clerk.choose(name)
    clerk.press("Tab")
    clerk.type("321.50")
    clerk.press("Enter")
    desk.wait_for_selector("#entry-queue li .error-text")
    desk.unroute("**/entry/look/")
    desk.reload()  # it is kept
    desk.locator("#entry-queue button").first.focus()
    clerk.press("Enter")
    expect(desk.locator("#plea")).to_be_focused()
    assert (desk.input_value("#who"), desk.input_value("#amount")) == (name, "321.50")
    assert desk.input_value("#group") == desk.locator("#group option").nth(2).get_attribute("value")
    desk.keyboard.insert_text("两代人在两个厂")
    clerk.press("Enter")
    clerk.count(before + 2)
    assert desk.locator("#entry-queue").is_hidden()
    assert "321.50" in desk.inner_text("#entry-last")
