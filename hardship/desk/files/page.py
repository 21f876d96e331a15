"""A household's page: who they are, why they are helped, what is to be done next, and all that happened so far."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hardship.desk import words
from hardship.models import FileForm, Household, HouseholdMember
from hardship.operations.relief_lists.guards import left_this_year
from hardship.reports.given import History, Stream
from hardship.rules.code_lists import WORK_STATUSES
from members.roles import may
from members.scope import sees
from office.calendar import age_on
from office.money import grouped

from . import next_step, tabs
from .addresses import address, edit_address, files_of, the_file
from .family_facts import facts_of
from .keeping import keeping
from .ledger import Depth, Panel, depth_of, panel_of
from .timeline import SHOWN, Story

REVEAL = "members.reveal_person"
LIST = "admin:hardship_household_changelist"
# Django's admin hands the filters of a list on under this name.
KEPT_FILTERS = "_changelist_filters"


@dataclass(frozen=True)
class Relative:
    """One line of the family table, the head included."""

    name: str
    relation: str
    sex: str
    age: str
    masked_id: str
    occupation: str
    health: str
    income: str
    counted: bool
    note: str
    facts: list[tuple[str, str]] = field(default_factory=list)  # (label, words) of the long version


class Page:
    """What the page of one file shows. Its queries are as many for one person as for twenty, for one line as for a hundred."""

    def __init__(self, request: HttpRequest, household: Household) -> None:
        self.request, self.household = request, household
        self.today = timezone.localdate()

    @cached_property
    def story(self) -> Story:
        file = self.household
        lines = file.relief.select_related("list", "list__fund", "payee", "union").order_by("-paid_on", "-pk")
        # What is still due comes first, whatever the database takes for the order of nothing.
        return Story(
            file,
            self.request.user,
            assessments=list(file.assessments.all()),
            lines=sorted(lines, key=lambda line: (line.paid_on or date.max, line.pk), reverse=True),
            visits=list(file.visits.all()),
        )

    # -- the head

    @cached_property
    def confirmed(self) -> Any:
        """The latest assessment that was confirmed: the file's category is that of it."""
        return next((one for one in self.story.assessments if one.confirmed), None)

    @property
    def depth(self) -> Depth | None:
        return depth_of(self.confirmed.category) if self.confirmed else None

    @property
    def cause(self) -> str:
        return str(self.confirmed.get_cause_display()) if self.confirmed and self.confirmed.cause else ""

    @property
    def employer(self) -> str:
        return str(self.household.employer or self.household.union)

    @property
    def money_this_year(self) -> str:
        return grouped(self.history.of_year(self.today.year)[Stream.MONEY])

    @property
    def money_before(self) -> str:
        return grouped(self.history.of_year(self.today.year - 1)[Stream.MONEY])

    @cached_property
    def living_left(self) -> str:
        """What may still be given for their living this year; empty where the city has no limit, or the file is not in force."""
        if self.household.state not in Household.COUNTED:
            return ""
        left = left_this_year(self.household, "living", self.today)
        return "" if left is None else grouped(left)

    @cached_property
    def history(self) -> History:
        """Everything the household was given."""
        return History(self.household)

    # -- the verdict

    @cached_property
    def panel(self) -> Panel | None:
        """Of the assessment that was asked for, else of the latest. Raises Http404 for one of another file."""
        found = self.story.assessments
        asked = self.request.GET.get("assessment", "")
        if asked:
            found = [one for one in found if str(one.pk) == asked]
            if not found:
                raise Http404
        return panel_of(found[0] if found else None)

    # -- the family

    @cached_property
    def family(self) -> list[Relative]:
        members = HouseholdMember.objects.filter(household=self.household).select_related("person", "form")
        return [self._head(), *(self._relative(member) for member in members)]

    @property
    def counted(self) -> int:
        return sum(relative.counted for relative in self.family)

    def _head(self) -> Relative:
        file, person = self.household, self.household.head
        form = getattr(file, "form", None)
        latest = self.story.assessments[0] if self.story.assessments else None
        return Relative(
            name=person.name,
            relation=_("head"),
            sex=str(person.get_sex_display()),
            age=self._age(person.birthday),
            masked_id=person.masked_id,
            occupation=_work(form),
            health=str(file.get_health_display()),
            income=words.cell(latest.income_month if latest else None),
            counted=True,
            note="",
        )

    def _relative(self, member: HouseholdMember) -> Relative:
        person = member.person
        note = ""
        if not member.counted:
            note = member.why_not_counted
        elif member.school_from and member.school_years:
            note = _("leaves school in July %(year)s") % {"year": member.school_from + member.school_years}
        return Relative(
            name=person.name,
            relation=str(member.get_relation_display()),
            sex=str(person.get_sex_display()),
            age=self._age(person.birthday),
            masked_id=person.masked_id,
            occupation=str(member.get_occupation_display()),
            health=str(member.get_health_display()),
            income=words.cell(member.income_month),
            counted=member.counted,
            note=note,
            facts=facts_of(member),
        )

    def _age(self, birthday: date | None) -> str:
        return str(age_on(birthday, self.today)) if birthday else ""

    # -- where to go from here

    @cached_property
    def base(self) -> str:
        return reverse("desk:file", args=[self.household.pk])

    @property
    def list_address(self) -> str:
        """The list that the user came from, with its filters."""
        kept = QueryDict(self.request.GET.get(KEPT_FILTERS, "")).urlencode()
        return reverse(LIST) + (f"?{kept}" if kept else "")

    @cached_property
    def neighbours(self) -> dict[str, str]:
        """The files before and after this one in the order of their numbers, ended ones included as the list has them."""
        files, number = files_of(self.request), self.household.file_no
        before = files.filter(file_no__lt=number).order_by("-file_no").values_list("pk", flat=True).first()
        after = files.filter(file_no__gt=number).order_by("file_no").values_list("pk", flat=True).first()
        query = words.address_of(
            {name: self.request.GET[name] for name in ("tab", KEPT_FILTERS) if name in self.request.GET}
        )
        query = "" if query == "?" else query
        return {
            "previous": reverse("desk:file", args=[before]) + query if before else "",
            "next": reverse("desk:file", args=[after]) + query if after else "",
        }

    @property
    def edit_address(self) -> str:
        return edit_address(self.request, self.household)


def _work(form: FileForm | None) -> str:
    return str(dict(WORK_STATUSES.choices()).get(form.work_status, "")) if form and form.work_status else ""


def file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a file; `?tab=` and `?assessment=` choose what of it is shown, so that no script is needed."""
    return shown(request, the_file(request, pk, coming=True))


def shown(request: HttpRequest, household: Household, *, whole_number: str = "", refused: str = "") -> HttpResponse:
    """The page, with the head's whole ID number where its reason was given, or with the sentence why it was not shown."""
    page = Page(request, household)
    events = page.story.events()
    pk = household.pk
    own = sees(request.user, household.union)  # else it is one that their union is to receive: to be looked at only
    context = {
        "title": household.head.name,
        "subtitle": household.file_no,
        "page": page,
        "household": household,
        "head": household.head,
        "whole_number": whole_number,
        "reveal_refused": refused,
        "may_reveal": own and may(request.user, REVEAL) and bool(household.head.id_no),
        "keeping": keeping(request, household, page.today) if own else None,
        "ask": request.GET.get("ask", ""),
        "recused": household.recusals.filter(staff=request.user).first(),
        "may_recuse": may(request.user, "hardship.take_step") and household.state not in Household.ENDED,
        "stages": page.story.stages(),
        "panel": page.panel,
        "family": page.family,
        "tabs": tabs.tabs(request, page.story, page.history, page.base),
        "next": next_step.panel(request, household, page.story.reexamine_by),
        "events": events[:SHOWN],
        "count": len(events),
        "neighbours": page.neighbours,
        "addresses": {
            name: address(name, pk) if own else ""
            for name in ("file_attachments", "file_consents", "visit_new", "file_print")
        }
        | {"notices": address("notices"), "papers": f"{address('files_print')}?keys={pk}" if own else ""},
        **tabs.content(request, page.story, page.history),
    }
    return render(request, "desk/files/household.html", context)


def story_page(request: HttpRequest, pk: int) -> HttpResponse:
    """All that happened to a file, newest first."""
    household = the_file(request, pk)
    page = Page(request, household)
    events = page.story.events()
    context = {
        "title": _("What happened"),
        "subtitle": str(household),
        "page": page,
        "household": household,
        "events": events,
    }
    return render(request, "desk/files/story.html", context)
