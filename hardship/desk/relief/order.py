"""The lines of a relief list in the order of one of their columns: `?sort=amount`, and `?sort=-amount` downwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIRST = "position"  # as on paper


@dataclass(frozen=True)
class Column:
    """A column: what lines are ordered by in it, "" for one that orders nothing; `is_number` stands at the right."""

    code: str
    label: Promise | str
    by: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Heading:
    """A column as the table shows it: `address` orders by it, `direction` as aria-sort takes it."""

    column: Column
    address: str
    direction: str


_COLUMNS = (
    Column("position", _("No."), "position", is_number=True),
    Column("name", _("Payee"), "payee__pinyin"),
    Column("number", _("ID number")),
    Column("union", _("Union"), "union__name"),
    Column("file", _("File"), "household__file_no"),
    Column("category", _("Category"), "category"),
    Column("parcels", _("Parcels"), "quantity", is_number=True),
    Column("amount", _("Amount, yuan"), "amount", is_number=True),
    Column("state", _("State"), "state"),
)
_ORDERS = {column.code: column.by for column in _COLUMNS if column.by}


class Order:
    """What was asked for in the address; the order of the paper where that is nothing known."""

    def __init__(self, given: Mapping[str, str]) -> None:
        asked = given.get("sort", "")
        self.is_down = asked.startswith("-")
        self.code = asked.removeprefix("-")
        if self.code not in _ORDERS:
            self.code, self.is_down = FIRST, False
        page = given.get("page", "")
        self.page = page if page.isdecimal() else ""

    @property
    def by(self) -> tuple[OrderBy, str, str]:
        """For `order_by`; whoever has nothing in the column comes last, those alike in the order of the paper."""
        field = F(_ORDERS[self.code])
        return (field.desc if self.is_down else field.asc)(nulls_last=True), "position", "pk"

    @property
    def place(self) -> str:
        """Page and order, so that whatever is done on the page comes back to it: page=2&sort=-amount, or ""."""
        return urlencode({name: word for name, word in (("page", self.page), ("sort", self._word)) if word})

    @property
    def _word(self) -> str:
        is_usual = self.code == FIRST and not self.is_down
        return "" if is_usual else f"-{self.code}" if self.is_down else self.code

    def headings(self, *, goods: bool, unions: bool) -> list[Heading]:
        """The columns, without parcels on a list of money, without unions where all lines are of one."""
        left_out = {code for code, shown in (("parcels", goods), ("union", unions)) if not shown}
        return [self._heading(column) for column in _COLUMNS if column.code not in left_out]

    def _heading(self, column: Column) -> Heading:
        is_this = column.code == self.code
        turned = f"-{column.code}" if is_this and not self.is_down else column.code
        direction = ("descending" if self.is_down else "ascending") if is_this else ""
        return Heading(column, f"?{urlencode({'sort': turned})}" if column.by else "", direction)
