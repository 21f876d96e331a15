"""Whether a household would be helped twice: over funds, lists, unions, regular aid and through both parents.

Source: domain.md 4.3 ("engine checks") and 10.2. Nothing here forbids: an officer may allow what is found, with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from hardship.rules.aid import Aid, Finding, Level, told
from hardship.rules.kinds import AID_KINDS
from office.calendar import months_between
from office.code_lists import plain

_YEAR = re.compile(r"(19|20)\d\d(年度?)?")


def double_aid(proposed: Aid, past: Iterable[Aid], *, exclusive: Sequence[str] = ()) -> tuple[Finding, ...]:
    """What speaks against helping again, each finding with the earlier payment it is about; the gravest first.

    `past`: other payments, made or still on their way, of the household, of anybody in it and of the student or patient.
    `exclusive`: codes of sources of which a household gets a kind of aid from one a year.
    """
    found: list[Finding] = []
    for aid in past:
        if aid.key is not None and aid.key == proposed.key and aid.is_regular == proposed.is_regular:
            continue
        if finding := _against(proposed, aid, exclusive):
            found.append(finding)
    return tuple(sorted(found, key=lambda finding: (_RANK[finding.level], finding.facts["day"])))


_RANK = {Level.ASK: 0, Level.LACK: 1, Level.TELL: 2}


def _against(new: Aid, old: Aid, exclusive: Sequence[str]) -> Finding | None:
    """The one thing that matters most about an earlier payment."""
    for code in _clashes(new, old, exclusive):
        facts = told(old) | ({"source": old.source} if code == "exclusive_source" else {})
        return Finding(code, Level.ASK, facts, old.key)
    if not new.touches(old):
        return None
    if old.is_regular:
        return Finding("on_regular_aid", Level.TELL, told(old), old.key) if _running(old, new.day) else None
    if old.day.year == new.day.year:
        return Finding("helped_this_year", Level.TELL, told(old), old.key)
    return None


def _clashes(new: Aid, old: Aid, exclusive: Sequence[str]) -> Iterator[str]:
    if old.is_regular:
        # Regular aid is for living: another living aid without a purpose of its own is the same help twice.
        if new.kind == "living" and not new.purpose and new.touches(old) and _running(old, new.day):
            yield "on_regular_aid"
        return
    together = new.touches(old)
    same = _same_event(new, old)
    # Two children of a family stand on one list of school aid, each by right.
    if together and same is not False and old.list_key is not None and old.list_key == new.list_key:
        yield "same_list"
    if new.kind != old.kind:
        # One purpose is one purpose, whether it is money or goods that were given; but a parcel beside the money of the
        # same festival is how every festival is kept, so only equal forms clash.
        if together and new.is_goods == old.is_goods and _same_purpose(new, old) and _near(new, old):
            yield "same_purpose"
        return
    special = AID_KINDS[new.kind].special
    if same:
        yield _SAME_EVENT[special]
    elif same is None and together and new.is_goods == old.is_goods and _near(new, old):
        if _same_purpose(new, old):
            yield "same_purpose"
        elif not special and not (new.purpose and old.purpose):
            yield "same_kind"
    other_source = new.source != old.source and new.source in exclusive and old.source in exclusive
    if together and other_source and new.day.year == old.day.year:
        yield "exclusive_source"


_SAME_EVENT = {"school": "same_student", "medical": "same_illness", "occasion": "same_occasion"}


def _same_event(new: Aid, old: Aid) -> bool | None:
    """Whether both are for one student's school year, one illness, or one occasion of the household.

    None where the kind of aid knows no event, or one of the two does not say which: then purpose and months decide.
    """
    special = AID_KINDS[new.kind].special
    if new.kind != old.kind or special not in _SAME_EVENT:
        return None
    if special == "occasion":
        if new.occasion_on is None or old.occasion_on is None:
            return None
        return new.touches(old) and new.occasion_on == old.occasion_on
    if new.subject is None or old.subject is None:
        return None
    if new.subject != old.subject:
        return False
    return new.school_year == old.school_year if special == "school" else _overlap(new, old)


def _same_purpose(new: Aid, old: Aid) -> bool:
    one, other = purpose_key(new.purpose or new.list_name), purpose_key(old.purpose or old.list_name)
    return bool(one) and one == other


def purpose_key(text: str) -> str:
    """What two purposes are compared by: the year does not tell them apart, the window of months does."""
    return plain(_YEAR.sub("", text))


def _near(new: Aid, old: Aid) -> bool:
    """Whether the two lie within the months in which that kind of aid is not given again."""
    first, last = sorted((new.day, old.day))
    return months_between(first, last) - 1 < AID_KINDS[new.kind].months


def _overlap(new: Aid, old: Aid) -> bool:
    """Whether the days of two treatments meet; without days, the same year is the same illness (domain.md 4.3)."""
    if new.began is None or old.began is None:
        return new.day.year == old.day.year
    return new.began <= (old.ended or date.max) and old.began <= (new.ended or date.max)


def _running(regular: Aid, day: date) -> bool:
    return (regular.began or regular.day) <= day <= (regular.ended or date.max)
