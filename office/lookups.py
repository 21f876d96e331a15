"""Find many records by many keys."""

from collections.abc import Iterable, Iterator
from typing import Any

CHUNK = 500  # SQLite takes no more than some thousand values in one query


def in_chunks(records: Any, name: str, keys: Iterable[Any]) -> Iterator[Any]:
    """What of `records`, a queryset or manager, has one of `keys` in the field `name`; a query for 500 keys."""
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), CHUNK):
        yield from records.filter(**{f"{name}__in": wanted[start : start + CHUNK]})
