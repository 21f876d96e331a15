"""Who of a family agreed to what: a table of people and purposes, a form for several at once, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardship.desk.access import may_list
from hardship.models import Attachment, Consent, Household
from hardship.operations.proofs import consent, relatives_of
from hardship.operations.withdrawals import withdraw
from hardship.rules.code_lists import CONSENT_PURPOSES
from hardship.rules.consents import Given, Relative, is_asked, needs_guardian
from members.roles import may
from office.calendar import age_on
from office.refusal import Refusal

from .addresses import the_file

RECORD, CHANGE = "hardship.add_consent", "hardship.change_consent"
# What is said to whoever signs (domain.md 7, PIPL art. 23, 25, 28 to 31).
EXPLAINED: dict[str, Promise] = {
    "file": gettext_lazy("The union keeps the facts of the household, to help it and to account for the help."),
    "sensitive": gettext_lazy(
        "Illness, disability, ID and account numbers and all facts of children under 14 need a consent of their own."
    ),
    "notice": gettext_lazy(
        "The household is named in public for some working days, with masked names and never with the illness."
    ),
    "check": gettext_lazy("Other offices are asked about income and property. Every adult signs for themselves."),
    "city": gettext_lazy("The file is passed on to the city federation, which may help as well."),
}


@dataclass
class Cell:
    """One person and one purpose: `latest` is the consent that was given last; `is_held`: it still holds."""

    value: str
    label: str
    is_asked: bool
    is_held: bool = False
    latest: Consent | None = None
    is_ticked: bool = False


@dataclass
class Row:
    relative: Relative
    age: int | None
    is_child: bool
    cells: list[Cell] = field(default_factory=list)
    guardian: str = ""
    error: str = ""
    is_ticked: bool = False

    @property
    def is_complete(self) -> bool:
        return all(cell.is_held or not cell.is_asked for cell in self.cells)


def file_consents(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows who agreed to what; POST records consents, or with the key of one in `withdraw` takes it back."""
    household = the_file(request, pk)
    if not may_list(request, Consent):
        raise Http404
    if request.method != "POST":
        return _page(request, household)
    if not may(request.user, CHANGE if "withdraw" in request.POST else RECORD):
        raise PermissionDenied
    return _withdrawn(request, household) if "withdraw" in request.POST else _recorded(request, household)


def _recorded(request: HttpRequest, household: Household) -> HttpResponse:
    said = request.POST
    try:
        signed_on = _day(said.get("signed_on", ""), "signed_on")
        scan = _scan(household, said.get("scan", ""))
        rows = _rows(household, signed_on, said)
        given = [
            (row.relative.key, cell.value.partition(":")[2])
            for row in rows
            for cell in row.cells
            if cell.is_asked and not cell.is_held and (cell.is_ticked or row.is_ticked)
        ]
        guardians = {row.relative.key: row.guardian for row in rows}
        recorded = consent(household, given, signed_on=signed_on, by=request.user, guardians=guardians, scan=scan)
    except Refusal as refusal:
        return _page(request, household, refusal)
    people = {one.person_id for one in recorded}
    messages.success(
        request,
        _("Recorded: %(count)d consents of %(people)d people.") % {"count": len(recorded), "people": len(people)},
    )
    return redirect("desk:file_consents", household.pk)


def _withdrawn(request: HttpRequest, household: Household) -> HttpResponse:
    agreed = _of(household, request.POST["withdraw"])
    try:
        day = _day(request.POST.get("withdrawn_on", ""), "withdrawn_on")
        struck = withdraw(agreed, on=day, by=request.user, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        return _page(request, household, refusal, asked=agreed)
    messages.success(
        request,
        _("%(name)s no longer agrees: %(purpose)s.")
        % {"name": agreed.person.name, "purpose": agreed.get_purpose_display()},
    )
    for line in struck:
        messages.warning(
            request,
            _("Cover %(name)s, %(unit)s on the notice “%(title)s” on the wall at once, and print the notice anew.")
            % {"name": line.shown.get("name", ""), "unit": line.shown.get("unit", ""), "title": line.notice.title},
        )
    return redirect("desk:file_consents", household.pk)


def _day(text: str, name: str) -> date:
    """Raises Refusal `required` for what is no day."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Refusal(name, "required", _("Write the day, such as 2025-03-26."))
    return day


def _scan(household: Household, key: str) -> Attachment | None:
    """Raises Http404 for a proof of another file."""
    if not key:
        return None
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(household.attachments, pk=int(key))


def _of(household: Household, key: str) -> Consent:
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(household.consents.select_related("person"), pk=int(key))


def _rows(household: Household, day: date, said: Mapping[str, Any]) -> list[Row]:
    """The family, head first, with what each agreed to and what `said` ticks; three queries."""
    latest = {(one.person_id, one.purpose): one for one in household.consents.select_related("scan")}
    ticked = set(said.getlist("given")) if said else set()
    whole = set(said.getlist("who")) if said else set()
    rows = []
    for relative in relatives_of(household):
        key = relative.key
        row = Row(
            relative,
            age_on(relative.birthday, day) if relative.birthday else None,
            needs_guardian(relative.birthday, day),
            # Most often it is the head who signs for the children.
            guardian=said.get(f"guardian-{key}", "") if said else household.head.name,
            is_ticked=str(key) in whole,
        )
        for purpose, label in CONSENT_PURPOSES.choices():
            value, known = f"{key}:{purpose}", latest.get((key, purpose))
            held = known is not None and Given(key, purpose, known.signed_on, known.withdrawn_on).holds_on(
                timezone.localdate()
            )
            row.cells.append(Cell(value, str(label), is_asked(relative, purpose, day), held, known, value in ticked))
        rows.append(row)
    return rows


def _page(
    request: HttpRequest, household: Household, refusal: Refusal | None = None, asked: Consent | None = None
) -> HttpResponse:
    today, is_open = timezone.localdate(), household.state not in Household.ENDED
    may_change = is_open and may(request.user, CHANGE)
    key = request.GET.get("withdraw", "")
    if key and may_change and asked is None:
        asked = _of(household, key)
    said = request.POST if refusal and asked is None else {}
    rows = _rows(household, today, said)
    for row in rows:
        if refusal and refusal.field == f"guardian-{row.relative.key}":
            row.error = str(refusal.message)
    context = {
        "title": _("Consents"),
        "household": household,
        "is_open": is_open,
        "may_record": is_open and may(request.user, RECORD),
        "may_change": may_change,
        "purposes": [
            (label, EXPLAINED.get(code, ""), _counted(rows, number))
            for number, (code, label) in enumerate(CONSENT_PURPOSES.choices())
        ],
        "rows": rows,
        "children": [row for row in rows if row.error or (row.is_child and not row.is_complete)],
        "is_complete": all(row.is_complete for row in rows),
        "scans": household.attachments.order_by("-pk"),
        "said": said,
        "today": today,
        "asked": asked,
        "error": refusal,
        "error_text": str(refusal.message) if refusal else "",
        "may_see_proofs": may_list(request, Attachment),
    }
    return render(request, "desk/files/consents.html", context, status=400 if refusal else 200)


def _counted(rows: list[Row], number: int) -> str:
    """2/3: how many agreed of those who are asked."""
    cells = [row.cells[number] for row in rows if row.cells[number].is_asked]
    return f"{sum(cell.is_held for cell in cells)}/{len(cells)}"
