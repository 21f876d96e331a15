"""Find many records by many keys."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

CHUNK = 5000  # keys in one query: its text stays below a megabyte


def in_chunks(records: Any, name: str, keys: Iterable[Any]) -> Iterator[Any]:
    """What of `records`, a queryset or manager, has one of `keys`, numbers or texts, in the field `name`.

    A query for 5000 keys, which go there as one value: Django looks at each value of a list, which took longer than the
    database took to find nothing.
    """
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), CHUNK):
        yield from records.filter(**{f"{name}__in": listed(wanted[start : start + CHUNK])})


def listed(keys: Sequence[Any]) -> RawSQL:
    """A subquery that gives `keys`, some numbers or some texts."""
    if connection.vendor == "postgresql":
        kind = "text" if isinstance(keys[0], str) else "bigint"
        return RawSQL(f"SELECT unnest(%s::{kind}[])", [list(keys)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])
