"""What the guards say of lines of a list: double aid, limits, papers. As many queries for two thousand lines as for one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from hardship.models import (
    Assessment,
    Attachment,
    Cap,
    Household,
    HouseholdMember,
    RegularAid,
    ReliefLine,
    ReliefList,
    Schooling,
    Standard,
    Treatment,
)
from hardship.rules.aid import Aid, Finding, Level
from hardship.rules.caps import Limit, lacking, left, over_limits
from hardship.rules.double_aid import double_aid
from hardship.rules.schedule import month_after
from office.lookups import in_chunks

YEARS_BACK = 2  # no window of a kind of aid is longer
_RELATED = ("payee", "household", "union", "list__fund", "list__union", "schooling", "treatment")


@dataclass(frozen=True, slots=True)
class Looked:
    """A line as it stands or is proposed, with what the guards say of it and what the household was given this year."""

    aid: Aid
    findings: tuple[Finding, ...]
    history: tuple[Aid, ...]

    @property
    def asks(self) -> tuple[Finding, ...]:
        """What an officer must allow, or somebody supply, before the list can be approved."""
        return tuple(finding for finding in self.findings if finding.level != Level.TELL)


def look(relief_list: ReliefList, lines: Sequence[ReliefLine]) -> list[Looked]:
    """What the guards say of each line, in their order. A line may be unsaved; then it has no key.

    The lines of the list itself are compared with each other too.
    """
    homes = {line.household_id for line in lines if line.household_id}
    people = {line.payee_id for line in lines} | {key for line in lines for key in _subjects(line)}
    latest = _latest(homes)
    day = day_of(relief_list)
    past = Past(homes, people, since=day.year - YEARS_BACK)
    standard = Standard.objects.on(relief_list.union, day)
    limits = [_limit(cap) for cap in Cap.objects.all().on(relief_list.union, day)]
    papers = _papers(homes, day)
    exclusive = standard.exclusive_sources if standard else ()
    looked = []
    for line in lines:
        category, level = latest.get(line.household_id or 0, ("", ""))
        aid = replace(
            aid_of(line, relief_list, past.family.get(line.household_id or 0, frozenset())),
            category=category or line.category,
            level=level,
        )
        mine = past.near(aid)
        findings = double_aid(aid, mine, exclusive=exclusive)
        findings += over_limits(aid, mine, limits, line=standard.line if standard else None)
        findings += lacking(
            aid,
            papers.get(aid.household or 0, frozenset()),
            minutes=relief_list.minutes,
            minutes_above=standard.minutes_above if standard else None,
            by_bank=relief_list.form == ReliefList.Form.MONEY,
            card=line.card_no,
        )
        history = [one for one in mine if one.day.year == aid.day.year and (one.is_regular or one.key != aid.key)]
        looked.append(Looked(aid, findings, tuple(sorted(history, key=lambda one: one.day))))
    return looked


def left_this_year(household: Household, kind: str, day: date) -> Decimal | None:
    """What the household may still be given of this kind of aid in the year of the day, in 元, whichever union paid the rest;
    None where the city has set no limit that holds for every fund."""
    limits = [
        _limit(cap) for cap in Cap.objects.filter(kind=kind, source="", span=Cap.Span.YEAR).on(household.union, day)
    ]
    if not limits:
        return None
    past = Past({household.pk}, {household.head_id}, since=day.year)
    category, level = _latest([household.pk])[household.pk]
    asked = Aid(
        None, None, kind, day, Decimal(0), household.pk, past.family[household.pk], household.head_id,
        category=category, level=level,
    )  # fmt: skip
    standard = Standard.objects.on(household.union, day)
    return left(asked, past.near(asked), limits, line=standard.line if standard else None)


class Past:
    """Payments made or on their way on lists of the year `since` or later, and regular aid: of these households, of everybody in
    them and of these people, whichever union made them. `lines` and `regular` are the records by key, `family` everybody of
    each household."""

    def __init__(self, homes: set[int], people: set[int], *, since: int) -> None:
        self.family = _people(homes)
        everybody = people | {key for keys in self.family.values() for key in keys}
        self.lines = _lines(homes, everybody, since)
        self.regular: dict[int, RegularAid] = {}
        for column, keys in (("household", homes), ("person", everybody)):
            found = in_chunks(RegularAid.objects.select_related("person", "union"), column, list(keys))
            self.regular |= {aid.pk: aid for aid in found}
        self._by_home: dict[int, list[Aid]] = defaultdict(list)
        self._by_person: dict[int, list[Aid]] = defaultdict(list)
        for aid in [self.aid(line) for line in self.lines.values()] + [
            _regular(aid, self.family) for aid in self.regular.values()
        ]:
            if aid.household is not None:
                self._by_home[aid.household].append(aid)
            for person in _persons(aid):
                self._by_person[person].append(aid)

    def aid(self, line: ReliefLine) -> Aid:
        return aid_of(line, line.list, self.family.get(line.household_id or 0, frozenset()))

    def near(self, aid: Aid) -> list[Aid]:
        """What may have to do with a payment: that of its household and of its people, itself included once it is recorded."""
        near = {id(one): one for one in self._by_home.get(aid.household or 0, ())}
        for person in _persons(aid):
            near |= {id(one): one for one in self._by_person.get(person, ())}
        return list(near.values())


def _persons(aid: Aid) -> set[int]:
    return {*aid.people, *({aid.subject} if aid.subject else ())}


def _lines(homes: set[int], people: set[int], since: int) -> dict[int, ReliefLine]:
    lines = (
        ReliefLine.objects.filter(list__year__gte=since, reverses=None, reversal=None)
        .exclude(state=ReliefLine.State.FAILED)
        .exclude(list__state=ReliefList.State.VOID)
    )
    # Most are found in several ways: loading each once is half the work.
    ways = ((lines, "pk", "household", homes), (lines, "pk", "payee", people))
    ways += ((Schooling.objects, "line_id", "student", people), (Treatment.objects, "line_id", "patient", people))
    found = {
        key
        for records, key_of, way, keys in ways
        for key in in_chunks(records.values_list(key_of, flat=True), way, keys)
    }
    whole = lines.select_related(*_RELATED).defer("card_no", "proxy_id_no")
    return {line.pk: line for line in in_chunks(whole, "pk", found)}


def day_of(relief_list: ReliefList) -> date:
    """The day that the list is to be paid on: as planned, else today or, for a list of another year, the nearest day of that."""
    if relief_list.planned_on is not None:
        return relief_list.planned_on
    year: int = relief_list.year
    return min(max(timezone.localdate(), date(year, 1, 1)), date(year, 12, 31))


def aid_of(line: ReliefLine, relief_list: ReliefList, people: frozenset[int]) -> Aid:
    """The line in plain values. `people`: everybody of its household."""
    schooling, treatment = _facts(line, "schooling"), _facts(line, "treatment")
    subject = schooling.student_id if schooling else treatment.patient_id if treatment else None
    return Aid(
        key=line.pk,
        list_key=relief_list.pk,
        kind=relief_list.kind,
        day=line.paid_on or day_of(relief_list),
        amount=line.amount,
        household=line.household_id,
        people=people | {line.payee_id},
        payee=line.payee_id,
        subject=subject,
        purpose=relief_list.purpose,
        source=relief_list.fund.source if relief_list.fund else "",
        category=line.category,
        own_cost=treatment.own if treatment else None,
        school_year=schooling.school_year if schooling else None,
        began=treatment.began_on if treatment else None,
        ended=treatment.ended_on if treatment else None,
        occasion_on=line.occasion_on,
        is_goods=relief_list.form == ReliefList.Form.GOODS,
        payee_name=line.payee.name,
        list_name=relief_list.name,
        union_name=line.union.name,
        position=line.position,
        is_paid=line.state == ReliefLine.State.PAID,
    )


def _facts(line: ReliefLine, name: str) -> Any:
    return getattr(line, name, None)


def _subjects(line: ReliefLine) -> Iterable[int]:
    for name, key in (("schooling", "student_id"), ("treatment", "patient_id")):
        facts = _facts(line, name)
        if facts is not None:
            yield getattr(facts, key)


def _people(homes: Iterable[int]) -> dict[int, frozenset[int]]:
    """Everybody of each household, the head included."""
    found: dict[int, set[int]] = defaultdict(set)
    keys = list(homes)
    for key, head in in_chunks(Household.objects.values_list("pk", "head_id"), "pk", keys):
        found[key].add(head)
    for key, person in in_chunks(HouseholdMember.objects.values_list("household_id", "person_id"), "household", keys):
        found[key].add(person)
    return {key: frozenset(people) for key, people in found.items()}


def _latest(homes: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The category that the latest confirmed assessment says, and the level of the file."""
    levels = dict(in_chunks(Household.objects.values_list("pk", "level"), "pk", list(homes)))
    categories: dict[int, str] = {}
    confirmed = Assessment.objects.filter(confirmed=True).order_by("assessed_on", "pk")
    for key, category in in_chunks(confirmed.values_list("household_id", "category"), "household", list(homes)):
        categories[key] = category
    return {key: (categories.get(key, ""), level) for key, level in levels.items()}


def _regular(aid: RegularAid, family: dict[int, frozenset[int]]) -> Aid:
    # The month of a death or exit is the last one paid (domain.md 4.5).
    last = min(aid.last_month, aid.stopped_on or aid.last_month)
    ended = month_after(last) - timedelta(1)
    return Aid(
        key=aid.pk,
        list_key=None,
        kind="living",
        day=aid.first_month,
        amount=aid.standard,
        household=aid.household_id,
        people=family.get(aid.household_id or 0, frozenset()) | {aid.person_id},
        payee=aid.person_id,
        began=aid.first_month,
        ended=ended,
        is_regular=True,
        payee_name=aid.person.name,
        union_name=aid.union.name,
    )


def _papers(homes: Iterable[int], day: date) -> dict[int, frozenset[str]]:
    """Kinds of proof that each file holds and that have not run out."""
    valid = Attachment.objects.filter(Q(expires_on=None) | Q(expires_on__gte=day))
    found: dict[int, set[str]] = defaultdict(set)
    for key, kind in in_chunks(valid.values_list("household_id", "kind"), "household", list(homes)):
        found[key].add(kind)
    return {key: frozenset(kinds) for key, kinds in found.items()}


def _limit(cap: Cap) -> Limit:
    words = "，".join(part for part in (str(cap.get_kind_display()), cap.document) if part)
    return Limit(
        cap.kind, cap.source, cap.category, cap.level, cap.per, cap.span, cap.amount, cap.multiple, cap.share, words
    )
