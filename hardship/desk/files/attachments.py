"""The proofs of a file: what is missing, what is there, dropping new ones, saying what they are, looking at one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hardship.desk.access import may_list
from hardship.models import Attachment, Household
from hardship.operations.proof_facts import proofs_missing
from hardship.operations.proofs import attach, describe, read, relatives_of, take_off
from hardship.rules.code_lists import ATTACHMENT_KINDS
from hardship.rules.proofs import Missing, Validity, validity
from members.models import Person
from members.roles import may
from office.documents.received import MEBIBYTE, MOST_BYTES, PDF, too_large
from office.refusal import Refusal

from .addresses import the_file

ADD, CHANGE = "hardship.add_attachment", "hardship.change_attachment"
MOST_AT_ONCE = 60
NAMED = 5  # files passed over that are named
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".pdf")
# Of these it is said what to do with them; what else a folder holds is passed over.
ANSWERED = (
    ".heic", ".heif", ".gif", ".bmp", ".tif", ".tiff", ".svg", ".ofd", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et",
    ".htm", ".html", ".zip", ".rar", ".7z", ".mp4", ".mov",
)  # fmt: skip
# A file that somebody handed in runs nothing, loads nothing and is shown in nobody's frame.
LOCKED_IN = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def file_attachments(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the proofs; POST does what its `act` says: "add", "describe" or "take_off"."""
    household = _household(request, pk)
    if request.method != "POST":
        return _page(request, household)
    act = {"add": _add, "describe": _describe, "take_off": _take_off}.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    if not may(request.user, ADD if act is _add else CHANGE):
        raise PermissionDenied
    return act(request, household)


def attachment(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One proof: a picture in the browser (`?save` to keep it), a PDF always as a file. Who saw it stands in the trail."""
    proof = get_object_or_404(_proofs(request, _household(request, pk)), key=key)
    try:
        content = read(proof, by=request.user)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = HttpResponse(content, content_type=proof.content_type)
    as_file = proof.content_type == PDF or "save" in request.GET
    response.headers["Content-Disposition"] = content_disposition_header(as_file, proof.name)
    response.headers["Content-Security-Policy"] = LOCKED_IN
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _household(request: HttpRequest, pk: int) -> Household:
    household = the_file(request, pk)
    if not may_list(request, Attachment):
        raise Http404
    return household


def _proofs(request: HttpRequest, household: Household) -> QuerySet[Attachment]:
    shown = Attachment.objects.visible_to(request.user).filter(household=household)
    return shown.select_related("household", "person", "by").order_by("kind", "-pk")


class ProofForm(forms.Form):
    """What somebody says of one proof."""

    kind = forms.ChoiceField(choices=ATTACHMENT_KINDS.choices)
    name = forms.CharField(max_length=100)
    person = forms.ChoiceField(required=False)
    issued_on = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    expires_on = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    pages = forms.IntegerField(required=False, min_value=1, max_value=9999)

    def __init__(self, proof: Attachment, family: Sequence[tuple[int, str]], data: Any = None) -> None:
        known = {name: getattr(proof, name) for name in self.base_fields} | {"person": proof.person_id or ""}
        super().__init__(data, prefix=f"proof-{proof.pk}", initial=known)
        self.proof = proof
        people = [("", _("the household")), *((str(key), name) for key, name in family)]
        if proof.person_id and proof.person_id not in dict(family):
            people.append((str(proof.person_id), proof.person.name))  # somebody who left the family since
        self.fields["person"].choices = people
        for name, field in self.fields.items():
            field.label = Attachment._meta.get_field(name).verbose_name
            field.widget.attrs["class"] = "input"

    @property
    def on_sheet(self) -> list[Any]:
        """The fields in the order of the columns; the name stands before them."""
        return [self[name] for name in ("kind", "person", "issued_on", "expires_on", "pages")]

    @property
    def facts(self) -> dict[str, Any]:
        """What was said, as `describe` takes it."""
        said = self.cleaned_data
        return said | {"person": Person.objects.get(pk=int(said["person"])) if said["person"] else None}


def _add(request: HttpRequest, household: Household) -> HttpResponse:
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, _("Choose at least one photo or PDF."))
    if len(files) > MOST_AT_ONCE:
        messages.error(
            request,
            _("These are %(count)d files; at most %(most)d are taken at once. Bring them in several portions.")
            % {"count": len(files), "most": MOST_AT_ONCE},
        )
        files = []
    kind, person = _meant(request.POST, household)
    added = [proof for file in files if (proof := _added(request, household, file, kind, person)) is not None]
    _say_what_was_passed_over(request)
    query = "?new=" + ",".join(str(proof.pk) for proof in added) if added else ""
    return redirect(reverse("desk:file_attachments", args=[household.pk]) + query)


def _added(
    request: HttpRequest, household: Household, file: Any, kind: str, person: Person | None
) -> Attachment | None:
    """The proof that a file became; None where it was refused, which is said."""
    try:
        if file.size > MOST_BYTES or getattr(file, "is_too_large", False):
            raise too_large()
        return attach(household, content=file.read(), name=file.name, by=request.user, kind=kind, person=person)
    except Refusal as refusal:
        messages.error(request, _("%(file)s: %(why)s") % {"file": file.name, "why": refusal.message})
        return None


def _say_what_was_passed_over(request: HttpRequest) -> None:
    names = [name for name in request.POST.get("passed_over", "").split("\n") if name]
    if names:
        text = ngettext(
            "%(count)d file is neither a picture nor a PDF and was passed over: %(names)s",
            "%(count)d files are neither pictures nor PDFs and were passed over: %(names)s",
            len(names),
        )
        named = "、".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
        messages.info(request, text % {"count": len(names), "names": named})


def _meant(said: Any, household: Household) -> tuple[str, Person | None]:
    """The kind and the person that a link or the form named, as far as both exist; "" and None leave it to the file's name."""
    kind, key = said.get("kind", ""), said.get("person", "")
    kind = kind if kind in {entry.code for entry in ATTACHMENT_KINDS.entries} else ""
    family = {str(relative.key) for relative in relatives_of(household)}
    return kind, Person.objects.get(pk=int(key)) if key in family else None


def _describe(request: HttpRequest, household: Household) -> HttpResponse:
    proofs = _chosen(request, household, request.POST.getlist("proof"))
    family = _family(household)
    sheet = [ProofForm(proof, family, request.POST) for proof in proofs]
    if all(form.is_valid() for form in sheet) and _described(request, sheet):
        messages.success(request, _("Noted."))
        return redirect("desk:file_attachments", household.pk)
    return _page(request, household, sheet, status=400)


def _described(request: HttpRequest, sheet: Sequence[ProofForm]) -> bool:
    """All of them or none."""
    with transaction.atomic():
        for form in sheet:
            try:
                describe(form.proof, by=request.user, **form.facts)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
                transaction.set_rollback(True)
                return False
    return True


def _take_off(request: HttpRequest, household: Household) -> HttpResponse:
    proofs = _chosen(request, household, request.POST.getlist("proof"))
    if len(proofs) != 1:
        raise Http404
    name = proofs[0].name
    try:
        take_off(proofs[0], by=request.user, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect(reverse("desk:file_attachments", args=[household.pk]) + f"?edit={proofs[0].pk}")
    messages.success(request, _("%(name)s is taken off the file.") % {"name": name})
    return redirect("desk:file_attachments", household.pk)


def _chosen(request: HttpRequest, household: Household, keys: Iterable[str]) -> list[Attachment]:
    """The proofs of these keys in the file; what is not among them is left out."""
    wanted = {int(key) for key in keys if key.isdecimal()}
    return [proof for proof in _proofs(request, household) if proof.pk in wanted]


def _family(household: Household) -> list[tuple[int, str]]:
    return [(relative.key, relative.name) for relative in relatives_of(household)]


@dataclass
class Shown:
    """One proof as the table shows it."""

    proof: Attachment
    today: date

    @cached_property
    def validity(self) -> Validity:
        return validity(self.proof.expires_on, self.today)

    @property
    def tone(self) -> str:
        """How the day stands out: "error" when it is over, "warn" when it is near, else ""."""
        return {Validity.OVER: "error", Validity.ENDING: "warn"}.get(self.validity, "")

    @property
    def words(self) -> str:
        """How long it still holds, beside the day: "" where no end is near."""
        left = (self.proof.expires_on - self.today).days if self.proof.expires_on else 0
        if self.validity is Validity.OVER:
            return _("expired")
        if self.validity is Validity.ENDING:
            return ngettext("in %(days)d day", "in %(days)d days", left) % {"days": left} if left else _("today")
        return ""


@dataclass(frozen=True)
class Gap:
    """A proof that is missing, with the address of the page on which the next file is taken for it."""

    missing: Missing
    label: str
    url: str


def _gaps(household: Household, today: date) -> list[Gap]:
    labels, base = dict(ATTACHMENT_KINDS.choices()), reverse("desk:file_attachments", args=[household.pk])
    gaps = []
    for gap in proofs_missing(household, today):
        person = f"&person={gap.needed.key}" if gap.needed.key else ""
        gaps.append(Gap(gap, str(labels[gap.needed.kind]), f"{base}?kind={gap.needed.kind}{person}#drop"))
    return gaps


def _page(
    request: HttpRequest, household: Household, sheet: Sequence[ProofForm] = (), status: int = 200
) -> HttpResponse:
    today, is_open = timezone.localdate(), household.state not in Household.ENDED
    proofs = list(_proofs(request, household))
    may_change = is_open and may(request.user, CHANGE)
    new, edited = request.GET.get("new", ""), request.GET.get("edit", "")
    if not sheet and may_change and (new or edited):
        family = _family(household)
        wanted = {*new.split(","), edited}
        sheet = [ProofForm(proof, family) for proof in proofs if str(proof.pk) in wanted]
    order = [entry.code for entry in ATTACHMENT_KINDS.entries]
    proofs.sort(key=lambda proof: order.index(proof.kind) if proof.kind in order else len(order))
    groups = [
        (label, [Shown(proof, today) for proof in of_kind])
        for label, of_kind in groupby(proofs, key=lambda proof: proof.get_kind_display())
    ]
    meant_kind, meant_person = _meant(request.GET, household)
    context = {
        "title": _("Attachments"),
        "household": household,
        "is_open": is_open,
        "may_add": is_open and may(request.user, ADD),
        "may_change": may_change,
        "gaps": _gaps(household, today) if is_open else [],
        "groups": groups,
        "count": len(proofs),
        "total": filesizeformat(sum(proof.size for proof in proofs)),
        "sheet": sheet,
        "is_new": bool(new) and not edited,
        "meant_kind": meant_kind,
        "meant_person": meant_person,
        "kinds": ATTACHMENT_KINDS.choices(),
        "family": _family(household),
        "suffixes": SUFFIXES,
        "sent": (*SUFFIXES, *ANSWERED),
        "most_files": MOST_AT_ONCE,
        "most_bytes": MOST_BYTES // MEBIBYTE,
    }
    return render(request, "desk/files/attachments.html", context, status=status)
