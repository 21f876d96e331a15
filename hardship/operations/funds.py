"""The funds an office starts with: one for each source of domain.md 4.2."""

from typing import Any

from hardship.models import Fund
from hardship.rules.kinds import FUND_SOURCES
from members.models import Union


def open_funds(union: Union, *, by: Any = None) -> None:
    """Give `union` a fund for each source it has none for; running it again changes nothing."""
    known = set(Fund.objects.filter(union=union).values_list("source", flat=True))
    for source in FUND_SOURCES.values():
        if source.code not in known:
            fund = Fund(union=union, source=source.code, name=source.words[0])
            fund._history_user = by
            fund.save()
