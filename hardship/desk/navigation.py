"""The frame of every page: who is here, and the tasks they may turn to, with how many wait in each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.models import (
    BankProfile,
    BudgetLine,
    Cap,
    Fund,
    GoodsReceipt,
    Household,
    Kit,
    Referral,
    RegularAid,
    ReliefLine,
    ReliefList,
    Standard,
)
from hardship.worklists import WORKLISTS, Sight
from members.models import Committee, Employer, Membership, Person, Staff, Target, Union
from members.roles import roles_of
from office.models import Entry, Run, SpecialDay, Upload

from .access import has_page
from .notices.listing import due
from .referrals.seen import waiting as cases_waiting
from .regular.seen import waiting as regular_waiting
from .relief.seen import waiting

Counter = Callable[[Any], int]


@dataclass(frozen=True)
class Task:
    """One entry: the list of `model` in the admin, or the page of the named `view` about it.

    Shown to whoever may see `model`. `due`: the number waits for somebody. `query` narrows the list to what was counted.
    `slug`: what the view is asked for. `records`: where the desk's own pages of single records begin.
    """

    label: Promise
    model: type[Model]
    view: str = ""
    slug: str = ""
    count: Counter | None = None
    due: bool = False
    query: str = ""
    records: str = ""


@dataclass(frozen=True)
class Area:
    """A group of tasks. `flat`: its one task needs no line of its own."""

    slug: str
    label: Promise
    icon: str
    tasks: tuple[Task, ...] = ()
    flat: bool = False


def _files(staff: Any) -> int:
    return Household.objects.visible_to(staff).in_force_on(timezone.localdate()).count()


def _unions(staff: Any) -> int:
    return Union.objects.visible_to(staff).grassroots().existing_on(timezone.localdate()).count()


def _members(staff: Any) -> int:
    return Membership.objects.visible_to(staff).open_on(timezone.localdate()).count()


def _committees(staff: Any) -> int:
    return Committee.objects.visible_to(staff).existing_on(timezone.localdate()).count()


def _sets(staff: Any) -> int:
    """Sets of workbooks that one has still to decide about oneself."""
    return Upload.objects.in_hand().filter(by=staff).count()


def _on_list(slug: str) -> Counter:
    return lambda staff: WORKLISTS[slug].count(Sight(staff, timezone.localdate()))


def _worklist(slug: str, *, due: bool = False) -> Task:
    """A list for work, with how many files stand there."""
    return Task(WORKLISTS[slug].label, Household, view="desk:worklist", slug=slug, count=_on_list(slug), due=due)


AREAS = (
    Area(
        "files",
        _("Files"),
        "file",
        (
            Task(_("Household files"), Household, count=_files, query="state__exact=in_force", records="/files/"),
            _worklist("waiting", due=True),
            _worklist("notice"),
            _worklist("reexamination"),
            Task(_("Lists for work"), Household, view="desk:worklists"),
            # The paper, not the files that are on it: below all lists of files.
            Task(_("Notice sheets"), Household, view="desk:notices", count=due, due=True),
        ),
    ),
    Area(
        "relief",
        _("Relief"),
        "relief",
        (
            Task(_("Relief lists"), ReliefList, view="desk:relief_lists", count=waiting, due=True),
            Task(_("Relief lines"), ReliefLine),
            Task(_("Funds and budget"), BudgetLine, view="desk:budgets"),
            Task(_("Goods in store"), GoodsReceipt, view="desk:goods"),
            Task(_("Regular aid"), RegularAid, view="desk:regular", count=regular_waiting, due=True),
            Task(_("Applications to the city"), Referral, view="desk:referrals", count=cases_waiting, due=True),
        ),
    ),
    Area(
        "people",
        _("Members and unions"),
        "people",
        (
            Task(_("Grass-roots unions"), Union, count=_unions),
            Task(_("Employers"), Employer),
            Task(_("Members"), Membership, count=_members, query="ended_on__isempty=1"),
            Task(_("People"), Person),
            Task(_("Mediation committees"), Committee, count=_committees, query="closed_on__isempty=1"),
        ),
    ),
    Area(
        "imports",
        _("Rosters"),
        "import",
        (Task(_("Imports"), Run, view="desk:imports", count=_sets, due=True),),
        flat=True,
    ),
    Area(
        "reports",
        _("Reports"),
        "report",
        (
            Task(_("Annual summary"), Household, view="desk:annual"),
            Task(_("All reports"), Household, view="desk:reports"),
        ),
    ),
    Area(
        "settings",
        _("Settings"),
        "settings",
        (
            Task(_("Staff"), Staff),
            Task(_("Targets"), Target),
            Task(_("Funds"), Fund),
            Task(_("Kits of goods"), Kit),
            Task(_("Standards"), Standard),
            Task(_("Limits of aid"), Cap),
            Task(_("Bank profiles"), BankProfile),
            Task(_("Holidays"), SpecialDay),
            Task(_("Trail"), Entry),
        ),
    ),
)


@dataclass
class ShownTask:
    label: Promise
    address: str
    count: str = ""
    due: bool = False
    here: bool = False
    records: str = ""

    @property
    def path(self) -> str:
        return self.address.partition("?")[0]

    def reaches(self, path: str) -> int:
        """How much of an address this task covers; 0 for one that is none of its own."""
        return max(len(begins) for begins in (self.path, self.records, "") if path.startswith(begins))


@dataclass
class ShownArea:
    slug: str
    label: Promise
    icon: str
    address: str
    tasks: list[ShownTask] = field(default_factory=list)
    flat: bool = False

    @property
    def here(self) -> bool:
        return any(task.here for task in self.tasks)


class Desk:
    """What the frame shows. Nothing is asked of the database before a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.staff = getattr(request, "user", AnonymousUser())

    @cached_property
    def known(self) -> bool:
        return bool(self.staff.is_authenticated and self.staff.is_active and self.staff.is_staff)

    @cached_property
    def union(self) -> Union | None:
        return self.staff.union if self.known else None

    @cached_property
    def roles(self) -> list[Promise]:
        if not self.known:
            return []
        return [role.label for role in roles_of(self.staff)]

    @cached_property
    def areas(self) -> list[ShownArea]:
        """The areas with at least one task that works for this user."""
        if not self.known:
            return []
        shown = [
            self._area(area, tasks)
            for area in AREAS
            if (tasks := [task for task in map(self._shown, area.tasks) if task])
        ]
        # The longest address that begins this one: the page of a record belongs to its list.
        path = self.request.path
        fitting = [task for area in shown for task in area.tasks if task.reaches(path)]
        if fitting:
            max(fitting, key=lambda task: task.reaches(path)).here = True
        return shown

    @staticmethod
    def _area(area: Area, tasks: list[ShownTask]) -> ShownArea:
        address = tasks[0].address if area.flat else reverse("desk:area", args=[area.slug])
        return ShownArea(area.slug, area.label, area.icon, address, tasks, area.flat)

    def _shown(self, task: Task) -> ShownTask | None:
        if not has_page(self.request, task.model):
            return None
        if task.view:
            address = reverse(task.view, args=[task.slug] if task.slug else [])
        else:
            address = reverse(f"admin:{task.model._meta.app_label}_{task.model._meta.model_name}_changelist")
        if task.query:
            address = f"{address}?{task.query}"
        number = task.count(self.staff) if task.count else 0
        return ShownTask(task.label, address, f"{number:,}" if number else "", task.due, records=task.records)


def navigation(request: HttpRequest) -> dict[str, Desk]:
    """Context processor: `desk` on every page."""
    return {"desk": Desk(request)}
