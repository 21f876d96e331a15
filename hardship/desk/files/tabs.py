"""The tabs of a household's page: relief, visits, attachments, notices, applications to the city, assessments, changes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.desk import words
from hardship.models import (
    Assessment,
    Assets,
    Attachment,
    Consent,
    ExpenseLine,
    FileForm,
    Household,
    HouseholdMember,
    IncomeLine,
    MemberForm,
    Notice,
    NoticeLine,
    Visit,
)
from hardship.operations.merging import MERGED, PARTED
from hardship.operations.notice_doors import AID_SAID, LEFT_OUT, PUT_ON, STRUCK_OFF
from hardship.operations.standing import CONFIRMED, JUDGED
from hardship.reports.given import History
from hardship.rules.kinds import AID_KINDS
from hardship.rules.lifecycle import STEPS
from hardship.rules.referrals import ENTER
from members.admin.changes import Change, Difference, changes_among
from members.roles import may
from members.scope import sees
from office.trail.models import Entry

from . import relief
from .addresses import address
from .ledger import earlier
from .relief import waiting
from .timeline import Story

CHANGES_SHOWN = 20
# What a file consists of, each kept with its history.
PARTS = {
    Household: "id",
    FileForm: "household",
    HouseholdMember: "household",
    MemberForm: "member__household",
    Assessment: "household",
    IncomeLine: "assessment__household",
    ExpenseLine: "assessment__household",
    Assets: "assessment__household",
    Visit: "household",
    Attachment: "household",
    Consent: "household",
}
# Of which there are many: what tells one from the others.
NAMED_BY: dict[Any, tuple[str, ...]] = {
    Visit: ("on",),
    Attachment: ("kind", "name"),
    Consent: ("person", "purpose"),
}
# A household's places on notices keep no history of their own; what was done with them stands in the trail.
ON_NOTICES = {
    PUT_ON: _("added"),
    LEFT_OUT: _("left out"),
    AID_SAID: _("aid intended"),
    STRUCK_OFF: _("struck off"),
}
# What the history says in a code, in words; any other reason was typed by somebody.
REASONS: dict[str, Any] = {step.code: step.label for step in STEPS.values()} | {
    JUDGED: _("judged by the rules"),
    CONFIRMED: _("confirmed with the approval"),
    MERGED: _("merged with another file"),
    PARTED: _("the merging was undone"),
}


@dataclass(frozen=True)
class Tab:
    code: str
    label: Promise
    count: int
    url: str
    here: bool


LABELS = {
    "relief": _("Relief"),
    "visits": _("Visits"),
    "attachments": _("Attachments"),
    "notices": _("Notices"),
    "city": _("City applications"),
    "assessments": _("Assessments"),
    "changes": _("Changes"),
}


def asked_tab(request: HttpRequest) -> str:
    asked = request.GET.get("tab", "")
    return asked if asked in LABELS else next(iter(LABELS))


def tabs(request: HttpRequest, story: Story, history: History, base: str) -> list[Tab]:
    file = story.household
    here = asked_tab(request)
    counted = Household.objects.filter(pk=file.pk).aggregate(
        attachments=Count("attachments", distinct=True),
        notices=Count("notice_lines", distinct=True),
    )
    counts = {
        "relief": len(waiting(story)) + len(history.given),
        "visits": len(story.visits),
        "attachments": counted["attachments"],
        "notices": counted["notices"],
        "city": len(story.referrals),
        "assessments": len(story.assessments),
        "changes": sum(_history(model, file).count() for model in PARTS) + _on_notices(file).count(),
    }
    query = request.GET.dict()
    return [
        Tab(
            code,
            label,
            counts[code],
            f"{base}{words.address_of(query, tab=code, page=None, ask=None)}#tabs",
            code == here,
        )
        for code, label in LABELS.items()
    ]


def content(request: HttpRequest, story: Story, history: History) -> dict[str, Any]:
    """What the chosen tab shows, under the names that its template knows."""
    code = asked_tab(request)
    if code == "relief":
        return {"tab": code, **relief.content(request, story, history)}
    return {"tab": code, **_CONTENTS[code](request, story)}


def _visits(request: HttpRequest, story: Story) -> dict[str, Any]:
    pk = story.household.pk
    return {"visits": [(visit, address("visit", pk, visit.pk)) for visit in story.visits]}


def _attachments(request: HttpRequest, story: Story) -> dict[str, Any]:
    found = Attachment.objects.filter(household=story.household).select_related("person", "by")
    return {"attachments": list(found.order_by("-at", "-pk"))}


def _notices(request: HttpRequest, story: Story) -> dict[str, Any]:
    lines = story.household.notice_lines.select_related("notice__union").prefetch_related("objections")
    ordered = lines.order_by("-notice__posted_on", "-pk")
    return {"notice_lines": [(line, _notice_page(request, line)) for line in ordered]}


def _notice_page(request: HttpRequest, line: Any) -> str:
    """ "" for a notice of a union above, on which other households stand that the reader does not see."""
    return address("notice", line.notice_id) if sees(request.user, line.notice.union) else ""


def _city(request: HttpRequest, story: Story) -> dict[str, Any]:
    return {"referrals": story.referrals[::-1], "apply": _apply(request, story.household)}


def _apply(request: HttpRequest, file: Household) -> str:
    """Where an application to the city is entered; "" for whoever may not, and for a file that relief cannot rest on."""
    if file.state not in Household.COUNTED or not may(request.user, ENTER):
        return ""
    return address("referral_new", file.pk)


def _assessments(request: HttpRequest, story: Story) -> dict[str, Any]:
    return {"earlier": earlier(story.assessments)}


@dataclass(frozen=True)
class ShownChange:
    """A change, and of which part of the file."""

    what: str
    change: Change


def _changes(request: HttpRequest, story: Story) -> dict[str, Any]:
    found = []
    for model in PARTS:
        name = str(model._meta.verbose_name)
        versions = _history(model, story.household).select_related("history_user")
        changes = changes_among(model, versions, NAMED_BY.get(model, ()))
        found += [
            ShownChange(name, replace(change, reason=REASONS.get(change.reason, change.reason))) for change in changes
        ]
    found += _notice_changes(story.household)
    found.sort(key=lambda shown: shown.change.at, reverse=True)
    return {"changes": Paginator(found, CHANGES_SHOWN).get_page(request.GET.get("page"))}


def _notice_changes(file: Household) -> list[ShownChange]:
    """Put on a notice, left out, struck off: by whom, from which notice and why."""
    entries = list(_on_notices(file).select_related("by"))
    titles = dict(Notice.objects.filter(pk__in={entry.facts["notice"] for entry in entries}).values_list("pk", "title"))
    return [
        ShownChange(
            str(NoticeLine._meta.verbose_name),
            Change(
                at=entry.at,
                by=entry.by,
                act=ON_NOTICES[entry.act],
                reason=entry.reason,
                fields=_aid_said(entry.facts) if entry.act == AID_SAID else [],
                named=titles.get(entry.facts["notice"], ""),  # a draft may have been discarded
            ),
        )
        for entry in entries
    ]


def _aid_said(facts: dict[str, Any]) -> list[Difference]:
    kind = AID_KINDS.get(facts["aid"])
    return [
        Difference(
            str(_("aid intended")), "", " ".join(filter(None, [str(kind.label) if kind else "", facts["amount"]]))
        )
    ]


def _on_notices(file: Household) -> Any:
    """What the trail says of the file's places on notices."""
    return Entry.objects.filter(model=Household._meta.label, record=str(file.pk), act__in=ON_NOTICES)


def _history(model: Any, file: Household) -> Any:
    """Versions of what belongs to the file. What was deleted tells its owner too, as history keeps the columns."""
    way = PARTS[model]
    if way == "assessment__household":
        return model.history.filter(assessment__in=Assessment.objects.filter(household=file).values("pk"))
    if way == "member__household":
        family = HouseholdMember.history.filter(household=file.pk).values("id")
        return model.history.filter(member__in=family)
    return model.history.filter(**{way: file.pk})


_CONTENTS: dict[str, Callable[[HttpRequest, Story], dict[str, Any]]] = {
    "visits": _visits,
    "attachments": _attachments,
    "notices": _notices,
    "city": _city,
    "assessments": _assessments,
    "changes": _changes,
}
