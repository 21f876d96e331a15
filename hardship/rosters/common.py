"""What the rosters of relief share: the payee, the file behind the payee, and the kind of aid in a clerk's words."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.transaction import on_commit
from django.utils import timezone
from django.utils.translation import gettext as _

from hardship.models import Household
from hardship.operations.likeness import look_through_soon
from hardship.operations.relief import Homes, Lists, Payment, find_file
from hardship.rules import kinds
from members.models import Person
from members.operations.namesakes import Namesakes
from members.operations.people import Register
from members.rosters.common import named
from office.code_lists import CodeList
from office.history import CLEAR
from office.refusal import Refusal
from office.workbooks.roster import Row, Setting

FUND_WORDS = CodeList.of(
    "fund_source",
    {source.code: source.words[0] for source in kinds.FUND_SOURCES.values()},
    {word: source.code for source in kinds.FUND_SOURCES.values() for word in source.words[1:]},
)
AID_WORDS = CodeList.of(
    "aid_kind",
    {kind.code: kind.words[0] for kind in kinds.AID_KINDS.values() if not kind.by_month},
    {word: kind.code for kind in kinds.AID_KINDS.values() if not kind.by_month for word in kind.words[1:]},
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


_YEAR = re.compile(r"(20\d\d)\s*年")
_NAMELESS = re.compile(r"^(sheet|工作表|表)\s*\d*$", re.IGNORECASE)


def list_name(row: Row, setting: Setting, kind: kinds.AidKind) -> str:
    """What a clerk calls the list: its own column, the sheet's tab, else the title, else the kind of aid."""
    place = setting.places[row.sheet]
    if row.values.get("list_name"):
        return row.values["list_name"]
    if not _NAMELESS.match(place.name.strip()):
        return place.name.strip()
    return (row.values.get("project") or (place.above[0] if place.above else kind.words[0]))[:100]


def list_year(row: Row, setting: Setting) -> int:
    """The year of a list without days of payment: what its title or tab says, else this year."""
    place = setting.places[row.sheet]
    found = next((match for text in (*place.above, place.name) if (match := _YEAR.search(text))), None)
    return int(found[1]) if found else timezone.localdate().year


def numbers_of(rows: Iterable[Row], *fields: str) -> list[str]:
    """The ID numbers that were read without a problem."""
    return [row.values[field].number for row in rows for field in fields if row.values.get(field)]


def unless_cleared(value: Any) -> Any:
    """For a fact that the file and the person both have: emptied in the file, it stays what it is for the person."""
    return None if value is CLEAR else value


def file_numbers(people: Iterable[Person]) -> dict[int, str]:
    """The number of the file that each person heads or belongs to, the newest one, in words."""
    return {
        person.pk: _("file %(number)s") % {"number": file.file_no}
        for person in people
        if (file := Homes([person]).of(person, None))
    }


def register_of(rows: list[Row], setting: Setting, *fields: str) -> Register:
    """The people with the ID numbers in these fields of `rows`; nobody is added who may be on record already."""
    namesakes = setting.once("namesakes", lambda: Namesakes(setting.by, setting.answers, file_numbers))
    return Register(numbers_of(rows, *fields), setting.hand, namesakes, named(rows))


def look_for_duplicates(setting: Setting) -> None:
    """Once the import is committed, the files it brought are compared with all others, in one go and in the background: an
    import waits for nothing. Nobody looks at what is only tried out."""
    if not setting.hand.rehearsal:
        # A search that waits already would do, unless it begins before this import is there for others to see.
        setting.once("likeness", lambda: on_commit(lambda: look_through_soon(setting.by), robust=True))


def put_lines(lists: Lists, ready: Iterable[Payment]) -> None:
    """Put the payments onto their lists; their rows hear what became of them."""
    for row, line, outcome in lists.put_all(ready):
        if isinstance(outcome, Refusal):
            row.refused(outcome)
        elif outcome != "unchanged":
            row.touched.append((outcome, line))


class Payees:
    """The people of a roster of relief, each with the file they belong to."""

    def __init__(self, rows: list[Row], setting: Setting) -> None:
        self.by = setting.by
        self.register = register_of(rows, setting, "number")
        self.homes = Homes(self.register.people.values())

    def find(self, row: Row, on, *, needs_file: bool = True) -> tuple[Person | None, Household | None]:
        """Who is paid, and their file on that day. Raises Refusal `household.unknown` or `name.contradicts_id`."""
        person = self.register.find(row.values["number"].number, row.values["name"])
        return person, find_file(self.homes, person, on, by=self.by, needs_file=needs_file)
