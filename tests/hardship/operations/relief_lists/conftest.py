"""The north union's list of three households, for the tests of relief lists."""

import pytest
from django.utils.translation import override

from tests.people import make_household

from .reliefs import begin, put


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def homes(office):
    return [make_household(office.north, name) for name in ("林秀珍", "陈国强", "周敏")]


@pytest.fixture
def relief(office, homes):
    """A draft with three households of 400 元 each."""
    made = begin(office)
    for home in homes:
        put(made, home, office.clerk_north)
    return made
