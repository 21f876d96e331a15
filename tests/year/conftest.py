"""An office with a whole year in it, imported once for all tests that look at it and taken back afterwards."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from office.workbooks.roster import ROSTERS
from tests.year.reshaping import plainly
from tests.year.rosters import DEMO, Told, import_rosters, open_office


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker) -> Iterator[Told]:
    """The nine workbooks in an empty office. Tests may change what they like: each is undone, and at last the year is."""
    with django_db_blocker.unblock(), transaction.atomic():
        open_office()
        yield import_rosters(DEMO)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def small_year(django_db_setup: None, django_db_blocker, tmp_path_factory) -> Iterator[Told]:
    """As `year`, for some households of three unions: a fortieth of the rows, each kind among them."""
    folder = tmp_path_factory.mktemp("small")
    with django_db_blocker.unblock(), transaction.atomic():
        open_office()
        yield import_rosters(*(plainly(folder, kind) for kind in ROSTERS))
        transaction.set_rollback(True)


@pytest.fixture
def empty_office(db: None) -> None:
    open_office()
