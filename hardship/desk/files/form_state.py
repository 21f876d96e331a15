"""What stands in the form of a file as plain words: read off the record, off the browser, and the three-way comparison of
what was shown, what was typed, and what somebody else saved meanwhile."""

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from hardship.models import Assessment, Assets, FileForm, Household, MemberForm
from hardship.operations.form import FAMILY_FACTS, FILE_FACTS, FORM_FACTS, MEMBER_FACTS, PERSON_FACTS
from hardship.operations.form_living import ASSETS_FACTS, stated_category
from hardship.rules.code_lists import EXCLUSIONS
from hardship.rules.file_form import HEAD, income_of_line

from .form_fields import NO, SECRET, TABLES, YES
from .form_fields import FileForm as Fields

MOST_ROWS = 60
NEW = "new:"  # a row that is not on record yet is known by its place, one on record by its key
LISTS = ("needs",)
_ANSWERS = (
    "single_parent", "zero_employment", "self_help", "migrant", "counted", "able_idle", "same_hukou", "relief_target",
)  # fmt: skip
FIELDS = tuple(Fields.base_fields) + tuple(
    f"{part}_{entry.code}" for entry in EXCLUSIONS.entries for part in ("found", "exception")
)

Row = dict[str, str]


@dataclass
class State:
    """`fields`: word by name (a list for LISTS); `rows`: the rows of each of TABLES. Words are as a form posts them."""

    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in TABLES})

    @classmethod
    def posted(cls, data: QueryDict, on_record: "State | None" = None) -> "State":
        """What a browser sent. Locked fields are not sent at all: they are as they stand `on_record`."""
        held = on_record or cls()
        state = cls({
            name: data.getlist(name) if name in LISTS else _sent(data, name, name, held.fields) for name in FIELDS
        })  # fmt: skip
        for table, form in TABLES.items():
            known = {row["id"]: row for row in held.rows[table]}
            asked = data.get(f"{table}-count", "")
            size = min(int(asked), MOST_ROWS) if asked.isdecimal() else 0
            for place in range(size):
                row = known.get(data.get(f"{table}-{place}-id", ""), {})
                state.rows[table].append({
                    name: _sent(data, f"{table}-{place}-{name}", name, row) for name in form.base_fields
                })  # fmt: skip
        return state

    def data(self) -> QueryDict:
        """As a browser would post it."""
        data = QueryDict(mutable=True)
        for name, word in self.fields.items():
            data.setlist(name, word if name in LISTS else [word] if word else [])
        for table, rows in self.rows.items():
            for place, row in enumerate(rows):
                data.update({f"{table}-{place}-{name}": word for name, word in row.items() if word})
        return data

    def tidied(self) -> "State":
        """Without the blank rows at the end, and with one to begin with in each table."""
        for table, rows in self.rows.items():
            while rows and is_blank(table, rows[-1]):
                rows.pop()
            if not rows:
                rows.append(blank_row(table))
        return self

    def as_text(self) -> str:
        return json.dumps({"fields": self.fields, "rows": self.rows}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "State | None":
        """None for what is no state: the page was tampered with or cut short."""
        try:
            held = json.loads(text)
            fields = held["fields"]
            state = cls({
                name: [str(one) for one in fields.get(name, [])] if name in LISTS else str(fields.get(name, ""))
                for name in FIELDS
            })  # fmt: skip
            for table, form in TABLES.items():
                state.rows[table] = [
                    {name: str(row.get(name, "")) for name in form.base_fields} for row in held["rows"][table]
                ]
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return state


def _sent(data: QueryDict, key: str, name: str, held: Mapping[str, Any]) -> str:
    """A box that is not ticked is not sent either."""
    is_box = name == "remove" or name.startswith("found_")
    return data.get(key, "" if is_box else held.get(name, ""))


def blank_row(table: str) -> Row:
    row = dict.fromkeys(TABLES[table].base_fields, "")
    return row | {"counted": YES, "able_idle": NO} if table == "family" else row


def is_blank(table: str, row: Mapping[str, str]) -> bool:
    return not row.get("id") and not any(row.get(name) for name in TABLES[table].telling)


def ref_of(row: Mapping[str, str], place: int) -> str:
    """By which a line names somebody of the family."""
    return row["id"] or f"{NEW}{place}"


def word(value: Any, name: str = "") -> str:
    """A value as the form shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return (YES if value else NO) if name in _ANSWERS else ("on" if value else "")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def beginning(union: str) -> State:
    """A form that nobody has written in yet."""
    state = State({name: [] if name in LISTS else "" for name in FIELDS})
    state.fields |= {
        "union": union, "version": "2020", "model_worker": "none", "migrant": NO,
        "assessed_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    return state


def picture(household: Household) -> State:
    """What is on record, but for SECRET: those are shown masked and never written into the page."""
    head, form = household.head, FileForm.objects.filter(household=household).first() or FileForm(household=household)
    latest = household.assessments.first() or Assessment(household=household)
    assets = (Assets.objects.filter(assessment=latest).first() if latest.pk else None) or Assets(assessment=latest)
    state = State({name: [] if name in LISTS else "" for name in FIELDS})
    put = state.fields
    put |= _words(head, ("name", "sex", "birthday", "ethnic", "political"))
    put |= _words(household, FILE_FACTS) | _words(form, FORM_FACTS) | _words(assets, ASSETS_FACTS)
    put |= _words(latest, ("cause", "cause_text", "income_month", "income_why"))
    put["category"] = stated_category(latest)
    put |= dict.fromkeys(SECRET, "")
    put |= {"needs": list(form.needs), "union": household.union.name, "assets_note": assets.note}
    put["employer"] = household.employer.name if household.employer else ""
    put["assessed_on"] = word(timezone.localdate() if latest.confirmed or not latest.pk else latest.assessed_on)
    put.pop("found", None)
    for place in range(3):
        put[f"minor{place + 1}"] = latest.causes_minor[place] if place < len(latest.causes_minor) else ""
    for entry in EXCLUSIONS.entries:
        put[f"found_{entry.code}"] = "on" if entry.code in assets.found else ""
        put[f"exception_{entry.code}"] = assets.found.get(entry.code, "")
    refs: dict[int | None, str] = {None: "", head.pk: HEAD}
    for member in household.members.select_related("person", "form").order_by("pk"):
        row = _words(member.person, ("name", "sex", "birthday", *PERSON_FACTS)) | _words(member, FAMILY_FACTS)
        row |= _words(getattr(member, "form", None) or MemberForm(), MEMBER_FACTS)
        state.rows["family"].append({"id": str(member.pk), "number": "", "remove": "", **row})
        refs[member.person_id] = str(member.pk)
    if latest.pk:
        _living(state, latest, refs)
    return state


def _living(state: State, latest: Assessment, refs: Mapping[int | None, str]) -> None:
    incomes, expenses = list(latest.incomes.all()), list(latest.expenses.all())
    for line in incomes:
        row = _words(line, ("kind", "monthly", "months", "amount", "note"))
        if line.monthly is not None and income_of_line({"monthly": line.monthly, "months": line.months}) == line.amount:
            row["amount"] = ""  # follows from the months
        state.rows["incomes"].append({"id": str(line.pk), "remove": "", "who": refs.get(line.person_id, ""), **row})
    for line in expenses:
        row = _words(line, ("kind", "gross", "reimbursed", "note", "period_from", "period_to"))
        row |= {"who": refs.get(line.person_id, ""), "evidence": word(line.evidence_id)}
        state.rows["expenses"].append({"id": str(line.pk), "remove": "", **row})
    is_sum = bool(incomes) and latest.income_year == sum(line.amount for line in incomes)
    state.fields["income_year"] = "" if is_sum and not latest.income_why else word(latest.income_year)


def _words(record: Any, names: Iterable[str]) -> Row:
    return {name: word(getattr(record, name), name) for name in names if name not in SECRET}


@dataclass(frozen=True)
class Change:
    """One place that somebody else changed. `name` is the field's in the browser; `is_clash`: it was typed over here too."""

    name: str
    before: Any
    theirs: Any
    mine: Any
    is_clash: bool


def merged(base: State, mine: State, theirs: State) -> tuple[State, list[Change]]:
    """What was typed, with what somebody else changed and was not touched here; and all that they changed.

    Where both changed one field, what was typed stays and a choice is asked for.
    """
    result, changes = deepcopy(mine), []
    for name in FIELDS:
        if name in SECRET:
            continue
        change = _compared(name, base.fields.get(name, ""), mine.fields.get(name, ""), theirs.fields.get(name, ""))
        if change is not None:
            changes.append(change)
            if not change.is_clash:
                result.fields[name] = change.theirs
    for table in TABLES:
        changes += _merge_rows(table, base.rows[table], result.rows[table], theirs.rows[table])
    return result, changes


def _compared(name: str, before: Any, mine: Any, theirs: Any) -> Change | None:
    if theirs in (before, mine):
        return None
    return Change(name, before, theirs, mine, is_clash=mine != before)


def _merge_rows(table: str, base: list[Row], mine: list[Row], theirs: list[Row]) -> Iterator[Change]:
    """Changes `mine` in place: it keeps its order, rows that they added come after it."""
    was, now = {row["id"]: row for row in base if row["id"]}, {row["id"]: row for row in theirs}
    have = {row["id"] for row in mine}
    for place, row in enumerate(mine):
        if not row["id"]:
            continue
        if row["id"] not in now:
            # They took the row off: it comes back as a new one unless it is taken off here as well.
            untouched = all(row[name] == was.get(row["id"], {}).get(name) for name in row if name not in SECRET)
            yield Change(f"{table}-{place}-remove", "", "on", row["remove"], is_clash=not untouched)
            row["id"] = ""
            row["remove"] = "on" if untouched else row["remove"]
            continue
        for name in row:
            if name in ("id", "remove", *SECRET):
                continue
            change = _compared(
                f"{table}-{place}-{name}", was.get(row["id"], {}).get(name, ""), row[name], now[row["id"]][name]
            )
            if change is not None:
                yield change
                if not change.is_clash:
                    row[name] = change.theirs
    for key, row in now.items():
        if key not in was and key not in have:
            mine.append(dict(row))
            shown = row.get("name") or row.get("kind", "")
            yield Change(
                f"{table}-{len(mine) - 1}-{'name' if table == 'family' else 'kind'}", "", shown, "", is_clash=False
            )


def choose(state: State, theirs: State, data: QueryDict) -> None:
    """Puts in what the others wrote, wherever `choice:<field>` says so."""
    for key in data:
        name = key.removeprefix("choice:")
        if name == key or data[key] != "theirs":
            continue
        table, _dash, rest = name.partition("-")
        if table not in TABLES:
            if name in state.fields and name not in SECRET:
                state.fields[name] = theirs.fields.get(name, "")
            continue
        place, _dash, column = rest.partition("-")
        rows = state.rows[table]
        if not place.isdecimal() or int(place) >= len(rows):
            continue
        row = rows[int(place)]
        if column == "remove":
            row["remove"] = "on"
            continue
        found = next((held for held in theirs.rows[table] if held["id"] and held["id"] == row["id"]), None)
        if found is not None and column in row and column not in SECRET:
            row[column] = found[column]
