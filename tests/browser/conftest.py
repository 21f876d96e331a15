"""The demonstration office online for Debian's chromium: the commands of script/demo and a real server, in processes and
with a database of their own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"


@dataclass(frozen=True)
class Online:
    """Where the server listens, the logins by role (user name, password), and the environment for further commands."""

    address: str
    logins: dict[str, tuple[str, str]]
    environment: dict[str, str]


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


def own_database(name: str) -> str:
    """The address of an empty database of this name on the PostgreSQL server that the tests run on."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


@pytest.fixture(scope="module")  # each begins with the demonstration as it is, whatever others brought in
def online(tmp_path_factory) -> Iterator[Online]:
    var = tmp_path_factory.mktemp("online")
    environment = os.environ | {"SANXIN_VAR": str(var)}
    environment.pop("DATABASE_URL", None)
    name = f"sanxin_online_{os.getpid()}_{var.name}"
    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    if on_postgres:
        environment["DATABASE_URL"] = own_database(name)
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"], ["demo"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    serve = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", address, "--threads", "4"]
    server = subprocess.Popen(serve, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"http://{address}/login/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        logins = json.loads((var / "logins.json").read_text(encoding="utf-8"))
        yield Online(f"http://{address}", {role: tuple(login) for role, login in logins.items()}, environment)
    finally:
        server.terminate()
        server.wait(timeout=30)
        if on_postgres:
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def complaints(page):
    """What the browser complained of: errors of scripts and violations of the Content-Security-Policy."""
    heard = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def logged_in(page, online):
    """The officer's browser after log-in."""
    username, password = online.logins["officer"]
    page.goto(online.address)
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_selector("main#content")
    return page
