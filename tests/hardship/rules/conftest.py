"""What the tests of the rules may ask for."""

import pytest
from django.utils import translation


@pytest.fixture(scope="module")
def in_english():
    """The sentences as they stand in the code, whatever language the office reads."""
    with translation.override("en"):
        yield
