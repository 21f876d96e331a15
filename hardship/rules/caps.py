"""What may be given at most, and what must lie before it is given (domain.md 4.3 and 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hardship.rules.aid import Aid, Finding, Level
from hardship.rules.code_lists import ATTACHMENT_KINDS
from hardship.rules.kinds import AID_KINDS
from office.money import grouped, to_money


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule of a city. `amount` is 元, `multiple` of the poverty line, `share` of what the family bore itself; the smallest
    of those given binds. Empty `source`, `category` and `level` mean all. `per` is household or person, `span` year or payment.
    """

    kind: str
    source: str = ""
    category: str = ""
    level: str = ""
    per: str = "household"
    span: str = "year"
    amount: Decimal | None = None
    multiple: Decimal | None = None
    share: Decimal | None = None
    words: str = ""

    def binds(self, aid: Aid) -> bool:
        return (
            self.kind == aid.kind
            and self.source in ("", aid.source)
            and self.category in ("", aid.category)
            and self.level in ("", aid.level)
        )

    def most(self, line: Decimal | None, own_cost: Decimal | None) -> Decimal | None:
        """The amount in 元; None where nothing can be reckoned: no poverty line is known, or no cost."""
        amounts = [self.amount]
        amounts.append(self.multiple * line if self.multiple is not None and line is not None else None)
        amounts.append(self.share * own_cost if self.share is not None and own_cost is not None else None)
        known = [to_money(amount) for amount in amounts if amount is not None]
        return min(known, default=None)


def over_limits(
    proposed: Aid, past: Iterable[Aid], limits: Iterable[Limit], *, line: Decimal | None
) -> tuple[Finding, ...]:
    """Each limit that the payment would exceed, together with what was given before in the same year.

    `past` as for double aid; `line` is the poverty line in 元 a person a month. Money and goods are not added together.
    """
    found = []
    for limit, most, given in _measured(proposed, past, limits, line):
        if given + proposed.amount > most:
            facts = {"sum": grouped(given + proposed.amount), "limit": grouped(most), "words": limit.words}
            found.append(Finding("over_limit", Level.ASK, facts))
    if proposed.own_cost is not None and proposed.kind == "medical" and proposed.amount > proposed.own_cost:
        found.append(Finding("over_own_cost", Level.ASK, {"limit": grouped(proposed.own_cost)}))
    return tuple(found)


def left(proposed: Aid, past: Iterable[Aid], limits: Iterable[Limit], *, line: Decimal | None) -> Decimal | None:
    """What may still be given of this kind before the first of the limits is reached, in 元; None where no limit binds."""
    free = [most - given for _limit, most, given in _measured(proposed, past, limits, line)]
    return max(min(free), Decimal(0)) if free else None


def _measured(
    proposed: Aid, past: Iterable[Aid], limits: Iterable[Limit], line: Decimal | None
) -> Iterator[tuple[Limit, Decimal, Decimal]]:
    """Each limit that binds, what it allows and what was given under it before, in 元."""
    before = [aid for aid in past if aid.key != proposed.key or aid.key is None]
    for limit in limits:
        most = limit.most(line, proposed.own_cost) if limit.binds(proposed) else None
        if most is not None:
            yield limit, most, sum((aid.amount for aid in before if _counts(limit, proposed, aid)), Decimal(0))


def _counts(limit: Limit, proposed: Aid, aid: Aid) -> bool:
    if limit.span == "payment" or aid.is_regular or aid.is_goods != proposed.is_goods:
        return False
    if aid.kind != proposed.kind or aid.day.year != proposed.day.year or limit.source not in ("", aid.source):
        return False
    if limit.per == "person":
        mine = proposed.subject or proposed.payee
        return mine is not None and mine == (aid.subject or aid.payee)
    return proposed.touches(aid)


def lacking(
    proposed: Aid, papers: frozenset[str], *, minutes: str, minutes_above: Decimal | None, by_bank: bool, card: str
) -> tuple[Finding, ...]:
    """What is still to be supplied: a paper of the kind's evidence (`papers`: kinds of proof that the file holds and that have
    not run out), the minutes of a meeting above the city's amount, an account where it is paid by a bank."""
    found = []
    evidence: Sequence[str] = AID_KINDS[proposed.kind].evidence
    if evidence and papers.isdisjoint(evidence):
        names = "、".join(ATTACHMENT_KINDS.label(code) for code in evidence)
        found.append(Finding("no_evidence", Level.LACK, {"papers": names}))
    if minutes_above is not None and proposed.amount > minutes_above and not minutes:
        found.append(Finding("no_minutes", Level.LACK, {"limit": grouped(minutes_above)}))
    if by_bank and not card:
        found.append(Finding("no_card", Level.TELL))
    return tuple(found)
