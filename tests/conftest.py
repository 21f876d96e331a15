"""What every test may ask for."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.people import Office, make_office

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    # No collected files to look names up in, and passwords that take no fifth of a second each.
    django_settings.STORAGES = django_settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
