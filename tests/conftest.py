"""What every test may ask for."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.people import Office, make_office

STORES = {"db", "transactional_db", "online"}
DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


# Playwright's synchronous interface leaves an event loop running; tests that come after it in the same process ask the
# database all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_configure(config: pytest.Config) -> None:
    # No collected files to look names up in, and passwords that take no fifth of a second each.
    django_settings.STORAGES = django_settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what never touches a database: `-m "not plain"` spares it when the suite runs on a second one."""
    for item in items:
        if not STORES & set(getattr(item, "fixturenames", ())) and item.get_closest_marker("django_db") is None:
            item.add_marker("plain")


@pytest.fixture
def office(db: None) -> Office:
    """An open office with two unions and staff of each role (tests/people.py)."""
    return make_office()


@pytest.fixture
def shared() -> Path:
    """The workbooks of other people and of the year, at ../shared/data."""
    if not DATA.is_dir():
        pytest.skip("../shared/data is not on this computer.")
    return DATA
