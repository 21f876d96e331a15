"""The tab of a household's page with everything it was given, year by year, and what is still on its way."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest

from hardship.desk.access import Opener
from hardship.models import RegularAid, RegularMonth, ReliefLine
from hardship.reports.given import Given, History, Stream, YearOf
from hardship.reports.relief_history import ReliefHistoryReport
from members.scope import sees

from .addresses import address
from .timeline import Story

PAPER = f"?paper={ReliefHistoryReport.slug}"


@dataclass(frozen=True)
class Row:
    """Something that was given, the page of its list or its own, and who of the family received it ("" for the head)."""

    given: Given
    address: str
    relation: str


@dataclass(frozen=True)
class Year:
    year: int
    rows: list[Row]
    sums: dict[str, Any]  # 元 by the code of the stream


def waiting(story: Story) -> list[ReliefLine]:
    """Lines that were not paid: on their way, or sent back."""
    return [line for line in story.lines if not line.paid_on]


def _running(story: Story) -> list[RegularAid]:
    """Regular aid with months that are still to be paid: how many, `due`, and what they come to, `outstanding`."""
    is_due = Q(months__state=RegularMonth.State.DUE)
    aids = story.household.regular_aid.select_related("person", "union").filter(is_due)
    return list(aids.annotate(due=Count("months"), outstanding=Sum("months__amount")))


def content(request: HttpRequest, story: Story, history: History) -> dict[str, Any]:
    """The context of templates/desk/files/tab_relief.html."""
    file = story.household
    labels = {member.person_id: str(member.get_relation_display()) for member in file.members.all()}
    opener = Opener(request)

    def year(found: YearOf) -> Year:
        rows = [_row(one, opener, labels, file.head_id) for one in found.given]
        return Year(found.year, rows, {stream.value: amount for stream, amount in found.sums.items()})

    return {
        "waiting": [(line, opener.address(line.list)) for line in waiting(story)],
        "running": [(aid, opener.address(aid)) for aid in _running(story)],
        "years": [year(found) for found in history.years],
        "from_city": [year(found) for found in history.city],
        "receivers": [
            (one, labels.get(one.person.pk, ""), {stream.value: one.sums[stream] for stream in Stream})
            for one in history.receivers
        ],
        "history_paper": address("file_print", file.pk) + PAPER if sees(request.user, file.union) else "",
    }


def _row(one: Given, opener: Opener, labels: dict[int, str], head: int) -> Row:
    record: Any = one.months[0].aid if one.months else one.case or (one.line and one.line.list)
    return Row(one, opener.address(record), "" if one.payee.pk == head else labels.get(one.payee.pk, "—"))
