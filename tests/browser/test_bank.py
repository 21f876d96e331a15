"""A list goes to the bank and comes back: approved, sent, answered, and what failed is paid again by a supplement."""

import io
import json
import subprocess
import sys

import pytest
from openpyxl import load_workbook

from .conftest import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sent(online):
    """What tests/browser/lives.py prepared: pk, names, logins."""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c"]
    done = subprocess.run(
        [*command, "from tests.browser.lives import prepare_bank; prepare_bank()"],
        cwd=ROOT, env=online.environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def sit_down(browser, online, sent, browser_context_args):
    """The page of the list before somebody of that role, in a browser of their own; what it complained of is looked at."""
    heard, contexts = [], []

    def as_role(role):
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto(online.address)
        page.fill("input[name=username]", sent["logins"][role][0])
        page.fill("input[name=password]", sent["logins"][role][1])
        page.click("button[type=submit]")
        page.wait_for_selector("main#content")
        page.goto(f"{online.address}/relief/lists/{sent['pk']}/")
        return page

    yield as_role
    for context in contexts:
        context.close()
    assert heard == []


def answered(content, failing, why):
    """The bank's copy of the file that it was sent: an outcome and a reason beside each row."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    width = sheet.max_column
    for row, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        failed = failing in cells
        said = ("处理结果", "失败原因") if row == 1 else ("失败", why) if failed else ("成功", None)
        for place, text in enumerate(said, start=width + 1):
            sheet.cell(row, place, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_from_approval_to_the_supplement(sit_down, sent):
    officer = sit_down("officer")
    officer.click("form[action$='/step/approve/'] button")
    officer.wait_for_load_state()
    assert officer.locator("form[action$='/bank/']").count() == 0

    cashier = sit_down("cashier")
    panel = cashier.locator("section[aria-labelledby=h-bank]")
    assert sent["names"][-1] in panel.inner_text()  # has no account
    cashier.click("form[action$='/bank/'] button[type=submit]")
    cashier.click("section[aria-labelledby=h-bank] li a")
    with cashier.expect_download() as downloading:
        cashier.click("a[href$='/fetch/']")
    with open(downloading.value.path(), "rb") as file:
        content = file.read()
    assert [row[2] for row in load_workbook(io.BytesIO(content)).active.values][1:] == sent["names"][:-1]

    answer = answered(content, sent["names"][2], "账号已销户")
    cashier.set_input_files("#bring-file", {"name": "回盘.xlsx", "mimeType": "", "buffer": answer})
    cashier.click("form[action$='/answers/'] button")
    assert cashier.locator("tbody .state.is-ok").count() == 4
    cashier.click("form[action$='/confirm/'] button")
    cashier.wait_for_selector("section[aria-labelledby=h-failed]")
    assert cashier.locator("tbody .state.is-ok").count() == 4
    assert "账号已销户" in cashier.inner_text("tbody")

    clerk = sit_down("clerk")
    clerk.click("form[action$='/supplement/'] button")
    clerk.wait_for_load_state()
    assert clerk.inner_text("tbody th[scope=row]") == sent["names"][2]
