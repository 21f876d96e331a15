"""The papers of one file or of any number of them: the page that asks how, and the PDF."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from hardship.models import Household
from members.roles import may
from office.documents.pdf import PrintingUnavailable
from office.jobs.work import start

from .access import may_list
from .printing import AT_ONCE, PDF, REVEAL, Order, file_name, papers, print_files, write_down


class PrintForm(forms.Form):
    paper = forms.ChoiceField(label=_("Which paper"), widget=forms.RadioSelect)
    whole = forms.BooleanField(label=_("Whole ID numbers and account numbers"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, min_length=2, max_length=500, help_text=_("It stands in the trail.")
    )

    def __init__(self, *args: Any, reveals: bool, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["paper"].choices = [(slug, report.title) for slug, report in papers().items()]
        self.fields["paper"].initial = "file"
        self.fields["reason"].widget.attrs["class"] = "input"
        if not reveals:
            del self.fields["whole"], self.fields["reason"]

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("whole") and not self.cleaned_data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Whole numbers are handed out for a reason only."))


def file_print(request: HttpRequest, pk: int) -> HttpResponse:
    """One file's paper (`?paper=`, the form without it) as a PDF to look at. Numbers are masked: for whole ones there is a page
    that asks for the reason."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    if not may_list(request, Household):
        raise PermissionDenied
    order = Order(request.GET.get("paper", "file"), (household.pk,))
    if order.paper not in papers():
        raise Http404
    return _at_once(request, order, [household.pk], back=reverse("desk:files_print") + f"?keys={household.pk}")


def files_print(request: HttpRequest) -> HttpResponse:
    """`?keys=1,2,3`, or `?list=` with the query string of the list of files: all that it shows. More than 20 files are printed
    in the background."""
    if not may_list(request, Household):
        raise PermissionDenied
    reveals = may(request.user, REVEAL)
    if request.POST.get("whole") and not reveals:
        raise PermissionDenied
    form = PrintForm(request.POST or None, initial={"paper": request.GET.get("paper", "file")}, reveals=reveals)
    order = _asked(request, form)
    try:
        keys = order.chosen(request.user)
    except IncorrectLookupParameters as wrong:
        raise Http404 from wrong
    if not keys:
        raise Http404
    if request.method == "POST" and form.is_valid():
        if len(keys) > AT_ONCE:
            label = _("Print: %(paper)s") % {"paper": order.report.title}
            job = start(print_files, request.user.pk, order.as_facts(), label=str(label), by=request.user)
            return redirect("desk:job", job.pk)
        return _at_once(request, order, keys, back=request.get_full_path())
    context = {
        "title": _("Print files"),
        "form": form,
        "count": len(keys),
        "at_once": AT_ONCE,
        "one": Household.objects.select_related("head").get(pk=keys[0]) if len(keys) == 1 else None,
        "listed": order.listed,
    }
    return render(request, "desk/files_print.html", context)


def _asked(request: HttpRequest, form: PrintForm) -> Order:
    """The order of this request. Raises Http404 for keys that are none."""
    listed, words = request.GET.get("list"), [word for word in request.GET.get("keys", "").split(",") if word]
    if not all(word.isdecimal() and len(word) < 19 for word in words):
        raise Http404
    answers = form.cleaned_data if form.is_bound and form.is_valid() else {}
    keys = () if listed is not None else tuple(map(int, words))
    return Order(
        answers.get("paper", "file"), keys, listed, bool(answers.get("whole", False)), str(answers.get("reason", ""))
    )


def _at_once(request: HttpRequest, order: Order, keys: list[int], *, back: str) -> HttpResponse:
    try:
        written = order.print_out(keys)
    except PrintingUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect(back)
    write_down(order, keys, by=request.user)
    response = HttpResponse(written, content_type=PDF)
    response.headers["Content-Disposition"] = content_disposition_header(False, file_name(order, keys))
    return response
