"""What the rosters of relief share: the payee, the file behind the payee, and the kind of aid in a clerk's words."""

from collections.abc import Iterable

from hardship.models import Household
from hardship.operations.relief import Homes, find_file
from hardship.rules import kinds
from members.models import Person
from members.operations.people import Register
from office.code_lists import CodeList
from office.workbooks.roster import Row

FUND_WORDS = CodeList.of(
    "fund_source",
    {source.code: source.words[0] for source in kinds.FUND_SOURCES.values()},
    {word: source.code for source in kinds.FUND_SOURCES.values() for word in source.words[1:]},
)
AID_WORDS = CodeList.of(
    "aid_kind",
    {kind.code: kind.words[0] for kind in kinds.AID_KINDS.values()},
    {word: kind.code for kind in kinds.AID_KINDS.values() for word in kind.words[1:]},
)
# When the whole word is not known, a part of it may be; the order decides.
_PARTS = [
    ("助学", "school"), ("医疗", "medical"), ("大病", "medical"), ("清凉", "cooling"),
    ("送温暖", "warmth"), ("慰问", "warmth"), ("培训", "training"), ("受灾", "disaster"),
]  # fmt: skip


def aid_kind(words: str | None) -> kinds.AidKind:
    """The kind that a roster's own words mean; living aid when they say nothing else (domain.md 4.1)."""
    code = AID_WORDS.find(words) if words else None
    code = code or next((code for part, code in _PARTS if words and part in words), "living")
    return kinds.AID_KINDS[code]


def numbers_of(rows: Iterable[Row], *fields: str) -> list[str]:
    """The ID numbers that were read without a problem."""
    return [row.values[field].number for row in rows for field in fields if row.values.get(field)]


class Payees:
    """The people of a roster of relief, each with the file they belong to."""

    def __init__(self, rows: list[Row], *, by, reason: str) -> None:
        self.by = by
        self.register = Register(numbers_of(rows, "number"), by=by, reason=reason)
        self.homes = Homes(self.register.people.values())

    def find(self, row: Row, on, *, needs_file: bool = True) -> tuple[Person | None, Household | None]:
        """Who is paid, and their file on that day. Raises Refusal `household.unknown` or `name.contradicts_id`."""
        person = self.register.find(row.values["number"].number, row.values["name"])
        return person, find_file(self.homes, person, on, by=self.by, needs_file=needs_file)
