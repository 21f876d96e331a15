"""How much a page asks of the database."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries(desk: Any, address: str) -> int:
    """The number of queries for one page. Raises AssertionError when it does not answer."""
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(address).status_code == 200
    return len(asked)
