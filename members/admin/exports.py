"""Every list as a file: what the list shows with its filters, to whoever may see it, and an entry in the trail."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.roles import may
from office.identity import mask_id, normalise_id
from office.trail.acts import note
from office.workbooks import exporting
from office.workbooks.exporting import CSV, MEDIA, XLSX, CountDiffers

EXPORT_AT_ONCE = 5_000  # rows; more are written in the background
REVEAL = "members.reveal_person"
LONGEST_ID = (15, 18)


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
        with translation.override(settings.LANGUAGE_CODE):  # workbooks are Chinese, whoever asks for them
            rows = exporting.rows_of(self.columns, keys, whole=whole)
            columns = list(self.columns.fields.values())
            return exporting.write(out, form, str(self.label), columns, rows, expected=records.count())


@dataclass(frozen=True)
class Order:
    """What somebody asked for: an offer by its code, the format, whole numbers or masked ones, and why."""

    offer: str
    form: str
    whole: bool = False
    reason: str = ""

    def as_facts(self) -> dict[str, Any]:
        return asdict(self)


class ExportForm(forms.Form):
    offer = forms.ChoiceField(label=_("What"), widget=forms.RadioSelect)
    file_form = forms.ChoiceField(
        label=_("Format"),
        widget=forms.RadioSelect,
        choices=[(XLSX, _("Excel workbook (.xlsx)")), (CSV, _("CSV, text for other programs (.csv)"))],
        initial=XLSX,
    )
    whole = forms.BooleanField(label=_("Whole ID numbers and account numbers"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, min_length=2, max_length=500, help_text=_("It stands in the trail.")
    )

    def __init__(self, *args: Any, offers: Sequence[tuple[Offer, int]], reveals: bool, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["offer"].choices = [(offer.code, f"{offer.label} ({count:,})") for offer, count in offers]
        self.fields["offer"].initial = next((offer.code for offer, count in offers if count), offers[0][0].code)
        for name in ("reason",):
            self.fields[name].widget.attrs["class"] = "input"
        if not reveals:
            del self.fields["whole"], self.fields["reason"]

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("whole") and not self.cleaned_data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Whole numbers are handed out for a reason only."))

    @property
    def order(self) -> Order:
        values = self.cleaned_data
        return Order(values["offer"], values["file_form"], values.get("whole", False), values.get("reason", ""))


def filters_of(shown: Any) -> list[list[str]]:
    """What narrows a list (a ChangeList), as [name, value]; an ID number searched for is masked, as it goes into the trail."""
    found = []
    if shown.query:
        number = normalise_id(shown.query)
        found.append([str(_("Search")), mask_id(number) if len(number) in LONGEST_ID else shown.query])
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


class Exported:
    """A screen whose list can be exported; `exports` are the ways to write it, the usual one first."""

    exports: Sequence[Offer] = ()

    def offer(self, code: str) -> Offer:
        """Raises KeyError for a code that this list does not offer."""
        return {offer.code: offer for offer in self.exports}[code]

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", self.admin_site.admin_view(self.export_view), name=name), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The page that asks how, and the file. Its query string is that of the list, whose filters hold here too."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        reveals = may(request.user, REVEAL)
        if request.POST.get("whole") and not reveals:
            raise PermissionDenied
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist") + query
        try:
            shown = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(back)
        counts = [(offer, offer.records(shown.queryset).count()) for offer in self.exports]
        form = ExportForm(
            request.POST or None,
            offers=counts,
            reveals=reveals and any(offer.has_numbers for offer in self.exports),
        )
        if request.method == "POST" and form.is_valid():
            try:
                return self._file(request, shown, form.order)
            except CountDiffers as differs:
                messages.error(request, f"{differs} {_('Nothing was written. Please try again.')}")
                return redirect(f"{request.path}{query}")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export"),
            "subtitle": self.opts.verbose_name_plural,
            "opts": self.opts,
            "form": form,
            "counts": counts,
            "listed": shown.result_count,
            "filters": filters_of(shown),
            "back": back,
            "may_reveal": reveals,
            "has_numbers": any(offer.has_numbers for offer in self.exports),
        }
        return TemplateResponse(request, "admin/export.html", context)

    def _file(self, request: HttpRequest, shown: Any, order: Order) -> HttpResponse:
        out = io.BytesIO()
        rows = self.offer(order.offer).write(out, order.form, shown.queryset, whole=order.whole)
        write_down(self, order, by=request.user, rows=rows, filters=filters_of(shown))
        out.seek(0)
        return FileResponse(out, as_attachment=True, filename=file_name(self, order), content_type=MEDIA[order.form])
