"""The search box: people and their files, as a clerk looks for them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hardship.models import Household, HouseholdMember
from members.models import Membership, Person
from office import identity

from .access import has_page, page_of

MOST = 50


@dataclass(frozen=True)
class FoundPerson:
    person: Any
    url: str
    files: list[tuple[str, str, str]]  # number, address, how they belong to it
    unions: str


@dataclass(frozen=True)
class FoundFile:
    household: Any
    url: str


def find(request: HttpRequest) -> HttpResponse:
    """Answers `q`. A whole ID number comes by POST and is answered in place, so that it never stands in an address."""
    asked = (request.POST or request.GET).get("q", "").strip()
    if request.method == "POST" and not _is_id(asked):
        return redirect(f"{request.path}?{urlencode({'q': asked})}")
    people = list(_people(request, asked)) if asked else []
    files = list(_files(request, asked)) if asked else []
    if only := _only(request, people, files):
        return redirect(only)
    context = {
        "title": _("Search"),
        "asked": "" if _is_id(asked) else asked,
        "tried": bool(asked),
        "people": [_found(request, person) for person in people[:MOST]],
        "files": [FoundFile(file, _address(request, file)) for file in files[:MOST]],
        "more": len(people) > MOST or len(files) > MOST,
        "most": MOST,
    }
    return render(request, "desk/find.html", context)


def _is_id(words: str) -> bool:
    text = identity.normalise_id(words)
    return len(text) in (15, 18) and text[:-1].isdigit()


def _people(request: HttpRequest, asked: str):
    staff = request.user
    return (
        Person.objects.visible_to(staff)
        .matching(asked)
        .select_related("union")
        .prefetch_related(
            Prefetch("headed_households", Household.objects.visible_to(staff).order_by("-opened_on"), "own_files"),
            Prefetch("in_households", HouseholdMember.objects.visible_to(staff).select_related("household"), "family_of"),
            Prefetch("memberships", Membership.objects.visible_to(staff).filter(ended_on=None).select_related("union"), "now_in"),
        )
        .order_by("pinyin", "pk")[: MOST + 1]
    )  # fmt: skip


def _files(request: HttpRequest, asked: str):
    """Files whose number begins with what was asked. Those of a person found stand beside the person."""
    if len(asked) < 3:
        return []
    files = Household.objects.visible_to(request.user).filter(file_no__startswith=asked.upper())
    return files.select_related("head", "union").order_by("file_no")[: MOST + 1]


def _only(request: HttpRequest, people: list[Any], files: list[Any]) -> str:
    """The one page that can be meant: the only file, or the only person's only file, or that person; else ""."""
    if len(files) == 1 and not people:
        return _address(request, files[0])
    if len(people) == 1 and not files:
        own = [*people[0].own_files, *[member.household for member in people[0].family_of]]
        return _address(request, own[0]) if len(own) == 1 else _address(request, people[0]) if not own else ""
    return ""


def _found(request: HttpRequest, person: Any) -> FoundPerson:
    files = [(file.file_no, _address(request, file), _("head")) for file in person.own_files]
    files += [
        (member.household.file_no, _address(request, member.household), member.get_relation_display())
        for member in person.family_of
    ]
    unions = ", ".join(membership.union.name for membership in person.now_in) or person.union.name
    return FoundPerson(person, _address(request, person), files, unions)


def _address(request: HttpRequest, record: Any) -> str:
    return page_of(record) if has_page(request, type(record)) else ""
