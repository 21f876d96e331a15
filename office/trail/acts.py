"""Write the trail, and check that nobody has."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from .models import GENESIS, Entry, Head


@transaction.atomic
def note(
    act: str, *, by: Any, on: models.Model | None = None, label: str = "", reason: str = "", **facts: Any
) -> Entry:
    """Append one entry: `by` (a member of staff, or None for a command) did `act` to `on`, with `facts` that JSON can hold.

    The head of the chain stays locked until the surrounding transaction ends, so call it last.
    """
    head, _ = Head.objects.select_for_update().get_or_create(pk=1)
    entry = Entry(
        at=datetime.now(UTC),
        by=by,
        act=act,
        model=on._meta.label if on is not None else "",
        record=str(on.pk) if on is not None else "",
        label=(label or (str(on) if on is not None else ""))[:200],
        reason=reason[:500],
        facts=json.loads(json.dumps(facts, cls=DjangoJSONEncoder)),
        before=head.seal,
    )
    entry.seal = head.seal = entry.sealed()
    entry.save()
    head.save(update_fields=["seal"])
    return entry


def broken() -> Iterator[Entry]:
    """Every entry whose seal does not fit itself or the entry before it, oldest first; none when the trail is whole."""
    before = GENESIS
    for entry in Entry.objects.order_by("pk").iterator():
        if entry.before != before or entry.seal != entry.sealed():
            yield entry
        before = entry.seal
