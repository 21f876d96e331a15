"""The funds of an office: one for each source of domain.md 4.2 to start with, and what each may be used for."""

from typing import Any

from hardship.models import Fund
from hardship.rules.funds import FundFacts
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


def funds_for(union: Union) -> dict[str, Fund]:
    """The funds that `union` may pay from, by name: its own, else those of a union above it; the nearest first."""
    steps = union.path.split("/")[:-1]
    above = ["/".join(steps[:count]) + "/" for count in range(len(steps), 0, -1)]
    found = Fund.objects.filter(union__path__in=above).select_related("union").order_by("pk")
    funds: dict[str, Fund] = {}
    for fund in sorted(found, key=lambda fund: -len(fund.union.path)):
        funds.setdefault(fund.name, fund)
    return funds


def fund_facts(fund: Fund) -> FundFacts:
    """The fund as hardship.rules.funds asks for it."""
    return FundFacts(fund.source, tuple(fund.only_kinds), tuple(fund.only_categories), fund.usable_until)
