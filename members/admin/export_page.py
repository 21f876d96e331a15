"""The page that asks how a list is to be written into a file."""

import io
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from members.roles import may
from office.jobs.work import start
from office.workbooks.exporting import CSV, MEDIA, XLSX, CountDiffers

from .exports import REVEAL, Offer, Order, file_name, filters_of, write_down, write_export

EXPORT_AT_ONCE = 5_000  # rows; more are written in the background


class ExportForm(forms.Form):
    offer = forms.ChoiceField(label=_("Which roster"), widget=forms.RadioSelect)
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
        self.fields["reason"].widget.attrs["class"] = "input"
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
            if {offer.code: count for offer, count in counts}[form.order.offer] > EXPORT_AT_ONCE:
                facts = [request.user.pk, self.opts.label, request.GET.urlencode(), form.order.as_facts()]
                label = _("Export: %(list)s") % {"list": self.offer(form.order.offer).label}
                job = start(write_export, *facts, label=str(label), by=request.user)
                return redirect("desk:job", job.pk)
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
            "is_long": any(count > EXPORT_AT_ONCE for _offer, count in counts),
            "at_once": EXPORT_AT_ONCE,
            "has_numbers": any(offer.has_numbers for offer in self.exports),
        }
        return TemplateResponse(request, "admin/export.html", context)

    def _file(self, request: HttpRequest, shown: Any, order: Order) -> HttpResponse:
        out = io.BytesIO()
        rows = self.offer(order.offer).write(out, order.form, shown.queryset, whole=order.whole)
        write_down(self, order, by=request.user, rows=rows, filters=filters_of(shown))
        out.seek(0)
        return FileResponse(out, as_attachment=True, filename=file_name(self, order), content_type=MEDIA[order.form])
