"""The form of a file on screen: entered and edited, drafts kept, nobody's work lost (domain.md 1.2 to 1.4)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from hardship.desk.access import has_page, own_union, page_of
from hardship.models import Household
from hardship.operations.form import keep, may_edit
from hardship.operations.form_check import led_by_register
from hardship.operations.form_verdict import verdict_of
from hardship.operations.likeness import Hint, hints, look_for
from hardship.rules.file_form import remarks
from members.models import Person, Union
from members.roles import may
from office.refusal import Refusal, Refusals

from .form_known import Known, look_up, words_of_region
from .form_sheet import Sheet
from .form_state import NEW, Change, State, beginning, blank_row, choose, merged, picture
from .form_sum import FormSum

ADD, CHANGE = "hardship.add_household", "hardship.change_household"
KEPT = "form_kept"  # in the session: what the browser may forget, as it is on record now


@never_cache
@sensitive_post_parameters()
def file_new(request: HttpRequest) -> HttpResponse:
    """A new file. GET shows a blank form; POST saves it, a draft of it, or does what the button `act` says."""
    if not may(request.user, ADD):
        raise PermissionDenied
    return _form(request, None)


@never_cache
@sensitive_post_parameters()
def file_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a file on record. What cannot be changed any more answers 403 and says why."""
    household = _editable(request, pk)
    try:
        may_edit(household)
    except Refusal as refusal:
        context = {"title": household.file_no, "sentence": str(refusal.message)}
        return render(request, "desk/problem.html", context, status=403)
    return _form(request, household)


@never_cache
@sensitive_post_parameters()
def known(request: HttpRequest) -> JsonResponse:
    """What follows from the ID number `number` and who is on record under it, or from the code `region` of a region.

    By POST, so that it stands in no address.
    """
    if not (may(request.user, ADD) or may(request.user, CHANGE)):
        raise PermissionDenied
    if "region" in request.POST:
        return JsonResponse({"region": words_of_region(request.POST["region"].strip())})
    return JsonResponse(look_up(request.POST.get("number", ""), by=request.user).as_facts())


@never_cache
@sensitive_post_parameters()
def file_verdict(request: HttpRequest) -> HttpResponse:
    """The sum beside the form, of what is typed so far: a piece of HTML."""
    if not (may(request.user, ADD) or may(request.user, CHANGE)):
        raise PermissionDenied
    key = request.POST.get("file", "")
    household = _editable(request, int(key)) if key.isdecimal() else None
    sheet = Sheet(State.posted(request.POST), staff=request.user, household=household, is_tried=True)
    return render(request, "desk/files/form_sum.html", {"sum": _sum(sheet)})


def _editable(request: HttpRequest, pk: int) -> Household:
    if not may(request.user, CHANGE):
        raise PermissionDenied
    related = Household.objects.visible_to(request.user).select_related("head", "union", "employer")
    return get_object_or_404(related, pk=pk)


def _form(request: HttpRequest, household: Household | None) -> HttpResponse:
    if request.method != "POST":
        return _show(request, household, _begun(request, household))
    theirs = picture(household) if household is not None else None
    state = State.posted(request.POST, theirs)
    shown = request.POST.get("edition", "")
    if household is not None and theirs is not None:
        if shown == str(household.edition):
            choose(state, theirs, request.POST)
        else:
            base = State.from_text(request.POST.get("base", "")) or theirs
            state, changes = merged(base, state, theirs)
            return _show(request, household, state, changes=changes, is_stale=True)
    act, _colon, table = request.POST.get("act", "save").partition(":")
    if act == "more" and table in state.rows:
        state.rows[table].append(blank_row(table))
        return _show(request, household, state, anchor=table)
    if act == "look":
        found = look_up(request.POST.get("number", ""), by=request.user)
        found.fill(state.fields)
        return _show(request, household, state, found=found)
    if act == "sum":
        return _show(request, household, state, is_tried=True)
    return _save(request, household, state, draft=act == "draft")


def _begun(request: HttpRequest, household: Household | None) -> State:
    if household is not None:
        return picture(household)
    union = own_union(request.user)
    is_grassroots = union is not None and union.kind in Union.GRASSROOTS
    return beginning(union.name if union is not None and is_grassroots else "")


def _save(request: HttpRequest, household: Household | None, state: State, *, draft: bool) -> HttpResponse:
    sheet = Sheet(state, staff=request.user, household=household, is_tried=True)
    values = sheet.values
    if not sheet.wrong:
        try:
            kept = keep(
                household, values, by=request.user, draft=draft, edition=household.edition if household else None
            )
        except Refusals as refusals:
            sheet.refuse(refusals.all)
        except Refusal as refusal:
            if refusal.code == "file.edited_meanwhile" and household is not None:
                # Between our reading and the lock: read again and compare.
                return _form(request, _editable(request, household.pk))
            sheet.refuse((refusal,))
        else:
            return _kept(request, household, kept, sheet, draft=draft)
    return _show(request, household, state, sheet=sheet)


def _kept(
    request: HttpRequest, before: Household | None, kept: Household, sheet: Sheet, *, draft: bool
) -> HttpResponse:
    look_for(kept)
    said = _("The draft is saved as %(number)s.") if draft else _("%(number)s is saved.")
    messages.success(request, said % {"number": kept.file_no})
    for remark in (*remarks(sheet.values, sheet.day), *led_by_register(sheet.values)):
        messages.warning(request, str(remark.sentence))
    request.session[KEPT] = str(kept.pk) if before is not None else "new"
    return redirect(reverse("desk:file_edit", args=[kept.pk]))


@dataclass(frozen=True)
class ShownChange:
    """A place that somebody else changed, in words."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str
    is_clash: bool


def _show(
    request: HttpRequest,
    household: Household | None,
    state: State,
    *,
    sheet: Sheet | None = None,
    changes: list[Change] | None = None,
    is_stale: bool = False,
    is_tried: bool = False,
    found: Known | None = None,
    anchor: str = "",
) -> HttpResponse:
    """The page. `changes`: what somebody else saved meanwhile; `found`: what is known of the ID number that was typed."""
    base = picture(household) if household is not None else None
    if sheet is None:
        sheet = Sheet(
            state.tidied() if not anchor else state, staff=request.user, household=household, is_tried=is_tried
        )
    context = {
        "title": _("Edit the file %(number)s") % {"number": household.file_no}
        if household
        else _("New household file"),
        "household": household,
        "sheet": sheet,
        "sum": _sum(Sheet(state, staff=request.user, household=household, is_tried=True)),
        "base": base.as_text() if base else "",
        "person": page_of(household.head) if household and has_page(request, Person) else "",
        "missing": [wrong for wrong in sheet.wrong if wrong.is_missing],
        "wrong": [wrong for wrong in sheet.wrong if not wrong.is_missing],
        "found": found,
        "changes": [_change(sheet, change) for change in changes or ()],
        "is_stale": is_stale,
        "editor": _last_editor(household) if is_stale and household else "",
        "key": str(household.pk) if household else "new",
        "is_fresh": request.method == "GET",
        "kept": request.session.pop(KEPT, "") if request.method == "GET" else "",
        "new": NEW,
        "anchor": anchor,
    }
    return render(request, "desk/files/form.html", context)


def _sum(sheet: Sheet) -> FormSum:
    values, household = sheet.values, sheet.household
    head = household.head if household else None
    if head is None and values.get("number"):
        head = Person.objects.with_id(values["number"].number).first()
    verdict = verdict_of(values, union=values["union"], on=sheet.day, household=household, head=head)
    return FormSum(values, verdict, tuple(remarks(values, sheet.day)), _alike(sheet))


def _alike(sheet: Sheet) -> tuple[Hint, ...]:
    """Open files with somebody of the same name and birthday, the same telephone or the same address.

    Looked for while a file is not on record yet: of one that is, likenesses are found whenever it is saved.
    """
    if sheet.household is not None:
        return ()
    values = sheet.values
    people = [
        (row["name"], row["birthday"]) for row in (values, *values["family"]) if row.get("name") and row.get("birthday")
    ]
    phones = [phone for phone in (values.get("phone"), values.get("phone2")) if phone]
    return tuple(hints(people=people, phones=phones, address=values.get("address") or "", by=sheet.staff))


def _last_editor(household: Household) -> str:
    latest = household.history.select_related("history_user").order_by("-history_date", "-history_id").first()
    return str(latest.history_user) if latest is not None and latest.history_user else ""


def _change(sheet: Sheet, change: Change) -> ShownChange:
    table, _dash, rest = change.name.partition("-")
    form: Any = sheet.form
    name, where = change.name, ""
    if table in sheet.rows and rest:
        place, _dash, name = rest.partition("-")
        form = sheet.rows[table][int(place)]
        where = sheet.state.rows[table][int(place)].get("name", "") or f"{int(place) + 1}"
    if name not in form.fields:
        raise Http404
    field = form.fields[name]
    label = f"{where}: {field.label}" if where else str(field.label)
    words = [_in_words(field, sheet, name, value) for value in (change.before, change.theirs, change.mine)]
    return ShownChange(change.name, label, *words, is_clash=change.is_clash)


def _in_words(field: Any, sheet: Sheet, name: str, value: Any) -> str:
    """A word as the screen says it: the title of a code, a day, an amount."""
    if name == "who":
        return str(dict(sheet.whose).get(value, value))
    titles = {str(code): str(title) for code, title in getattr(field, "choices", [])}
    if isinstance(value, list):
        return "、".join(titles.get(code, code) for code in value)
    if value == "on":
        return _("Yes")
    return titles.get(value, value) if titles else str(value)
