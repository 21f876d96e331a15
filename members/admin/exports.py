"""Every list as a file: what the list shows with its filters, to whoever may see it, and an entry in the trail."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from members.models import Staff
from members.roles import may
from office.identity import mask_id, normalise_id
from office.jobs.models import Job
from office.jobs.results import drop_stale
from office.jobs.work import progress
from office.privacy.files import BLOCK, drop, keep
from office.refusal import Refusal
from office.trail.acts import note
from office.workbooks import exporting
from office.workbooks.exporting import MEDIA, CountDiffers

REVEAL = "members.reveal_person"
ID_LENGTHS = (15, 18)
AT_HAND = 8 * BLOCK  # bytes of a file in the writing that stay in memory; beyond that it lies in a file without a name


@dataclass(frozen=True)
class Offer:
    """One way to write a list: the declaration of its columns (a Roster or a Listing), and by which way its records hang on
    those of the list."""

    columns: Any
    through: str = "pk"

    @property
    def code(self) -> str:
        return type(self.columns).__name__

    @property
    def label(self) -> str | Promise:
        label: str | Promise = self.columns.label
        return label

    @property
    def has_numbers(self) -> bool:
        return any(exporting.is_masked(column) for column in self.columns.fields.values())

    def records(self, listed: QuerySet[Any]) -> QuerySet[Any]:
        """What is written of the records `listed`. A roster may leave some out: that of unions has grass-roots unions only."""
        records: QuerySet[Any] = self.columns.get_queryset()
        return records.filter(**{f"{self.through}__in": listed.order_by().values("pk")})

    def write(self, out: IO[bytes], form: str, listed: QuerySet[Any], *, whole: bool) -> int:
        """Write them to `out` in the order of the list and give their number. Raises CountDiffers."""
        records = self.records(listed)
        ordered = listed if self.through == "pk" else records
        keys = ordered.prefetch_related(None).values_list("pk", flat=True).iterator(exporting.CHUNK)
        expected, said = records.count(), gettext("Writing rows")
        with translation.override(settings.LANGUAGE_CODE):  # workbooks are Chinese, whoever asks for them
            rows = _telling(exporting.rows_of(self.columns, keys, whole=whole), expected, said)
            columns = list(self.columns.fields.values())
            return exporting.write(out, form, str(self.label), columns, rows, expected=expected)


@dataclass(frozen=True)
class Order:
    """What somebody asked for: an offer by its code, the format, whole numbers or masked ones, and why."""

    offer: str
    form: str
    whole: bool = False
    reason: str = ""

    def as_facts(self) -> dict[str, Any]:
        """What JSON can hold of it: `Order(**facts)` is the order again."""
        return asdict(self)


def _telling(rows: Iterator[list[Any]], total: int, said: str) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, 1):
        progress.tell(number, total, said)
        yield row


def filters_of(shown: Any) -> list[list[str]]:
    """What narrows a list (a ChangeList), as [name, value]; an ID number searched for is masked, as it goes into the trail."""
    found = []
    if shown.query:
        number = normalise_id(shown.query)
        found.append([str(_("Search")), mask_id(number) if len(number) in ID_LENGTHS else shown.query])
    named = set()
    for spec in shown.filter_specs:
        names = set(spec.expected_parameters())
        named |= names
        if names & shown.filter_params.keys():
            chosen = [str(choice["display"]) for choice in spec.choices(shown) if choice["selected"]]
            found.append([str(spec.title), "、".join(chosen) or "—"])
    for name, values in shown.get_filters_params().items():
        if name not in named:
            field = shown.lookup_opts.get_field(name.split("__")[0])
            found.append([str(field.verbose_name), "、".join(map(str, values))])
    return found


def write_down(screen: Any, order: Order, *, by: Any, rows: int, filters: list[list[str]]) -> None:
    """The trail entry that every export leaves."""
    with translation.override(settings.LANGUAGE_CODE):
        label = str(screen.offer(order.offer).label)
    note(
        "exported",
        by=by,
        label=label,
        reason=order.reason,
        rows=rows,
        form=order.form,
        filters=filters,
        whole=order.whole,
        list=screen.opts.label_lower,
    )


def file_name(screen: Any, order: Order) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return f"{screen.offer(order.offer).label}{timezone.localdate():%Y%m%d}.{order.form}"


@task()
def write_export(staff: int, label: str, query: str, order: dict[str, Any]) -> dict[str, Any]:
    """The list of the model `label` with this query string, as this member of staff sees it now, in a kept file of the job.

    Gives `rows`, and for the download `name` and `media`. Raises Refusal `export.denied` when a right was taken from them
    meanwhile, `export.changed` when the list changed while it was written.
    """
    drop_stale()
    asked, by = Order(**order), Staff.objects.get(pk=staff)
    screen: Any = admin.site.get_model_admin(apps.get_model(label))
    request = HttpRequest()
    request.method, request.GET, request.user = "GET", QueryDict(query), by
    allowed = by.is_active and screen.has_view_or_change_permission(request)
    if not allowed or (asked.whole and not may(by, REVEAL)):
        raise Refusal("", "export.denied", _("You may no longer see what was to be exported."))
    shown = screen.get_changelist_instance(request)
    with SpooledTemporaryFile(max_size=AT_HAND) as out:
        try:
            rows = screen.offer(asked.offer).write(out, asked.form, shown.queryset, whole=asked.whole)
        except CountDiffers as differs:
            raise Refusal("", "export.changed", str(differs)) from differs
        out.seek(0)
        kept = keep(iter(lambda: out.read(BLOCK), b""))
    made = {"rows": rows, "name": file_name(screen, asked), "media": MEDIA[asked.form]}
    try:
        with transaction.atomic():
            if progress.job is not None:
                Job.objects.filter(pk=progress.job.pk).update(result_file=kept)
            write_down(screen, asked, by=by, rows=rows, filters=filters_of(shown))
            progress.done(made)
    except BaseException:
        drop(kept)
        raise
    return made
