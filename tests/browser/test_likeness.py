"""An officer looks at files that are alike: two that are not the same household, and two that are, until they are parted again."""

import json
import subprocess
import sys

import pytest

from .conftest import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pairs(online):
    """The keys of the two pairs that tests/browser/lives.py prepared: apart, one."""
    command = "from tests.browser.lives import prepare_alike; prepare_alike()"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", command],
        cwd=ROOT,
        env=online.environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_two_files_of_one_name_and_birthday_are_not_the_same_household(logged_in, online, pairs, complaints):
    page, address = logged_in, f"{online.address}/files/alike/{pairs['apart']}/"
    page.goto(address)
    heads = page.locator("main thead a")
    assert heads.count() == 2
    assert heads.nth(0).inner_text() != heads.nth(1).inner_text()
    assert page.locator("main tbody tr:has-text('1968-08-08') span.quiet:has-text('=')").first.is_visible()
    page.fill("#why", "住址和工作单位都不同，是两个人")
    page.click("button[value=different]")
    page.wait_for_selector(".messages .notice-ok")
    page.goto(address)
    assert "住址和工作单位都不同，是两个人" in page.locator("section[aria-labelledby=h-said]").inner_text()
    page.goto(f"{online.address}/files/alike/?shown=said")
    assert page.locator(f"a[href='/files/alike/{pairs['apart']}/']").count() == 1
    page.goto(f"{online.address}/files/alike/")
    assert page.locator(f"a[href='/files/alike/{pairs['apart']}/']").count() == 0
    assert complaints == []


def test_two_files_of_one_household_become_one_and_are_parted_again(logged_in, online, pairs, complaints):
    page, address = logged_in, f"{online.address}/files/alike/{pairs['one']}/"
    page.goto(address)
    other = page.locator("main thead a").nth(1).get_attribute("href")
    page.fill("#why", "同一个人，重复建档")
    page.locator("button[name=merge]").first.click()
    page.wait_for_selector(".messages .notice-ok")
    page.goto(online.address + other)
    assert "已销档" in page.locator("main").inner_text()
    page.goto(address)
    assert page.locator("#why").count() == 0
    page.click("form:has(input[value=unmerge]) button")
    page.wait_for_selector("#why")
    page.goto(online.address + other)
    assert "已销档" not in page.locator("main").inner_text()
    assert complaints == []
