"""What the totals of a sheet say, set beside what its rows add up to."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .recognising import Collected
from .roster import WAN, Roster, Row
from .sheets import BadCell

NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")


class Sums:
    """Adds up the columns of one sheet while its rows go by, so that none of them need be kept.

    A column of texts, such as names, is counted: every row counts one.
    """

    def __init__(self, collected: Collected, roster: Roster) -> None:
        self.collected, self.roster = collected, roster
        self.fields = sorted({total.field for total in collected.totals})
        self.stops = {0, *(total.after for total in collected.totals)}
        self.count = 0
        self.texts: set[str] = set()
        self.sums = dict.fromkeys(self.fields, Decimal(0))
        self.at_stop: dict[int, dict[str, Decimal]] = {0: dict(self.sums)}

    def add(self, row: Row) -> None:
        """The next row, with its values."""
        self.count += 1
        for name in self.fields:
            value = row.values.get(name)
            if isinstance(value, str):
                self.texts.add(name)
            elif isinstance(value, (int, Decimal)):
                self.sums[name] += value
        if self.count in self.stops:
            self.at_stop[self.count] = dict(self.sums)

    def remarks(self) -> Iterator[str | Promise]:
        """What the office should know about the sheet although its rows went in; ask when all rows have gone by."""
        if self.collected.continued:
            yield _(
                "Sheet %(sheet)s: %(count)s rows continue the row above them in merged cells; only first lines were read."
            ) % {"sheet": self.collected.sheet.name, "count": self.collected.continued}
        # Each total may be that of the sheet, of what stands above it, or of what came since the total before.
        before: dict[str, int] = {}
        for total in self.collected.totals:
            found = NUMBER.search(unicodedata.normalize("NFKC", str(total.said)))
            if isinstance(total.said, BadCell) or not found:
                continue
            stated = Decimal(found.group().replace(",", "")) * (WAN if total.field in self.collected.wan else 1)
            since, before[total.field] = before.get(total.field, 0), total.after
            whole = self._added(total.field, 0, self.count)
            if stated not in (
                whole,
                self._added(total.field, 0, total.after),
                self._added(total.field, since, total.after),
            ):
                yield _(
                    "Sheet %(sheet)s, row %(row)s: %(label)s is stated as %(stated)s, but its rows make %(actual)s."
                ) % {
                    "sheet": self.collected.sheet.name,
                    "row": total.row,
                    "label": self.roster.totals[total.field],
                    "stated": f"{stated:,}",
                    "actual": f"{whole:,}",
                }

    def _added(self, name: str, start: int, end: int) -> Decimal:
        if name in self.texts:
            return Decimal(end - start)
        last = self.sums if end == self.count else self.at_stop[end]
        return last[name] - self.at_stop[start][name]
