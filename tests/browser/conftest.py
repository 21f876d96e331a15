"""The whole year online for Debian's chromium. The data is really committed, as the server runs in a thread of its own."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from hardship.operations.funds import open_funds
from members.operations.staff import engage
from members.operations.unions import open_office
from office.workbooks.importing import bring_in, open_all, workbooks_in

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's synchronous interface runs an event loop of its own
PASSWORD = "a-long-password-2025"
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": CHROMIUM,
        "headless": True,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    }


@pytest.fixture(scope="session")
def browser_context_args():
    return {"viewport": {"width": 1366, "height": 768}, "locale": "en-US", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def password():
    return PASSWORD


@pytest.fixture(scope="package")
def year_online(django_db_setup, django_db_blocker):
    """The address of a server that shows the demonstration year; officer and clerk can log in."""
    with django_db_blocker.unblock():
        office = open_office("滨江市轻工系统工会", city="滨江市总工会")
        open_funds(office)
        bring_in(open_all(workbooks_in([Path(settings.BASE_DIR) / "fixtures" / "demo"])), by=None)
        engage("officer", name="周建华", union=office, role="officer", password=PASSWORD, by=None)
        server = LiveServer("127.0.0.1")
        try:
            yield server.url
        finally:
            server.stop()
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def complaints(page):
    """What the browser complained of: errors of scripts and violations of the Content-Security-Policy."""
    heard = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def logged_in(page, year_online):
    page.goto(year_online)
    page.fill("input[name=username]", "officer")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("main#content")
    return page
