"""What the office's equipment wrote down: imports, and the trail. Both are read, never written."""

import json
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Union
from office.models import Entry, Run
from office.workbooks.cells import Text
from office.workbooks.listing import Listing, Moment
from office.workbooks.roster import ROSTERS, Column

from .base import ReadOnlyAdmin
from .changes import ACTS
from .exports import Offer
from .listings import RunListing

ACT_LABELS = {
    "added": ACTS["+"],
    "changed": ACTS["~"],
    "deleted": ACTS["-"],
    "imported": _("brought in a workbook"),
    "exported": _("exported a list"),
    "opened office": _("opened the office"),
    "staff engaged": _("engaged a colleague"),
    "report written": _("wrote a report"),
    "printed": _("printed papers of files"),
    "number revealed": _("looked at a whole ID number"),
    "recused": _("declared to be related"),
    "uploaded": _("uploaded workbooks"),
    "heading taught": _("taught a heading"),
    "heading forgotten": _("made a heading be forgotten"),
    "doubt answered": _("answered a doubt"),
    "put away": _("put workbooks away"),
    "visit recorded": _("entered a visit"),
    "notice drawn up": _("drew up a public notice"),
    "left out of the notice": _("left a file out of a public notice"),
    "notice discarded": _("discarded a draft of a public notice"),
    "notice posted": _("posted a public notice"),
    "posting proved": _("added the proof of posting"),
    "objection received": _("received an objection"),
    "objection answered": _("answered an objection"),
    "notice taken down": _("took a public notice down"),
    "import taken back": _("took an import back"),
    "original downloaded": _("downloaded a workbook"),
    "marked copy downloaded": _("downloaded a marked copy"),
}


class ByStaff:
    """Records without a union of their own: what staff of one's unions did.

    What a command at the server did belongs to the office, so that those of the office see it.
    """

    def narrow(self, request: HttpRequest, records: models.QuerySet[Any]) -> models.QuerySet[Any]:
        staff = request.user
        if staff.is_superuser:
            return records
        if staff.union is None:
            return records.none()
        theirs = Q(by__union__path__startswith=staff.union.path)
        if staff.union.kind in (Union.Kind.SYSTEM, Union.Kind.FEDERATION):
            theirs |= Q(by=None)
        return records.filter(theirs)


@admin.register(Run)
class RunAdmin(ByStaff, ReadOnlyAdmin):
    list_display = [
        "at", "file", "kind_label", "by", "read_count", "created_count", "updated_count", "unchanged_count",
        "rejected_count",
    ]  # fmt: skip
    list_display_links = ["file"]
    list_select_related = ["by", "workbook"]
    search_fields = ["workbook__name"]
    fields = [
        ("at", "by"), ("file", "kind_label"), ("state", "undone_by", "undone_at"), ("of_set", "sha256"),
        ("read", "created", "updated", "unchanged", "rejected"),
    ]  # fmt: skip
    readonly_fields = ["kind_label", "file", "of_set", "sha256"]
    exports = [Offer(RunListing())]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).exclude(state=Run.State.TRIAL)

    @admin.display(description=pgettext_lazy("workbook", "file"), ordering="workbook__name")
    def file(self, run: Run) -> str:
        return run.workbook.name

    @admin.display(description=_("set of workbooks"))
    def of_set(self, run: Run) -> str:
        """Leads to its page, which shows every row."""
        upload = run.workbook.upload
        return format_html('<a href="{}">{}</a>', reverse("desk:import_set", args=[upload.pk]), upload)

    @admin.display(description=_("SHA-256 of the file"))
    def sha256(self, run: Run) -> str:
        return run.workbook.sha256

    @admin.display(description=_("kind"), ordering="kind")
    def kind_label(self, run: Run) -> Any:
        return ROSTERS[run.kind].label if run.kind in ROSTERS else run.kind

    @admin.display(description=_("rows read"), ordering="read")
    def read_count(self, run: Run) -> int:
        return run.read

    @admin.display(description=_("created"), ordering="created")
    def created_count(self, run: Run) -> int:
        return run.created

    @admin.display(description=_("updated"), ordering="updated")
    def updated_count(self, run: Run) -> int:
        return run.updated

    @admin.display(description=_("unchanged"), ordering="unchanged")
    def unchanged_count(self, run: Run) -> int:
        return run.unchanged

    @admin.display(description=_("rejected"), ordering="rejected")
    def rejected_count(self, run: Run) -> int:
        return run.rejected


def kind_label_of(entry: Entry) -> Any:
    # The trail outlives what it tells of: a model of former years is named as it was.
    known = {model._meta.label: model._meta.verbose_name for model in apps.get_models()}
    return known.get(entry.model, entry.model)


class EntryListing(Listing):
    model = Entry
    label = Entry._meta.verbose_name_plural
    related = ("by",)

    at = Column("时间", Moment(), attribute="at")
    by = Column("操作人", Text(), attribute="by")
    act = Column("操作", Text())
    kind = Column("对象类型", Text())
    record = Column("记录号", Text(), attribute="record")
    said = Column("对象", Text(), attribute="label")
    reason = Column("事由", Text(), attribute="reason")
    facts = Column("详情", Text())
    seal = Column("校验链", Text(), attribute="seal")

    def dehydrate_facts(self, entry: Entry) -> str:
        return json.dumps(entry.facts, ensure_ascii=False) if entry.facts else ""

    def dehydrate_act(self, entry: Entry) -> str:
        return str(ACT_LABELS.get(entry.act, entry.act))

    def dehydrate_kind(self, entry: Entry) -> str:
        return str(kind_label_of(entry))


@admin.register(Entry)
class EntryAdmin(ByStaff, ReadOnlyAdmin):
    list_display = ["at", "by", "act_label", "kind_label", "label", "reason"]
    list_display_links = ["act_label"]
    list_select_related = ["by"]
    list_filter = [("at", admin.DateFieldListFilter)]
    search_fields = ["label", "act", "by__username", "by__name"]
    fields = [("at", "by"), ("act_label", "label"), ("kind_label", "record"), "reason", "details", "seal"]
    readonly_fields = ["act_label", "kind_label", "details"]
    exports = [Offer(EntryListing())]

    @admin.display(description=_("act"), ordering="act")
    def act_label(self, entry: Entry) -> Any:
        return ACT_LABELS.get(entry.act, entry.act)

    @admin.display(description=_("kind of record"), ordering="model")
    def kind_label(self, entry: Entry) -> Any:
        return kind_label_of(entry)

    @admin.display(description=_("details"))
    def details(self, entry: Entry) -> str:
        return json.dumps(entry.facts, ensure_ascii=False, indent=1)
