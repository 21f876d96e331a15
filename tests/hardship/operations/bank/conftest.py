"""A list of six households that the cashier may pay by bank."""

import pytest

from tests.hardship.operations.relief_lists.reliefs import walk

from .banks import list_of, make, profile


@pytest.fixture
def bank(office):
    return profile(office)


@pytest.fixture
def relief(office):
    return walk(list_of(office), office, "approved")


@pytest.fixture
def file(office, relief, bank):
    """With the bank since the cashier made it."""
    return make(relief, bank, office.cashier)
