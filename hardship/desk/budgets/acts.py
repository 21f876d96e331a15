"""What the administrator does with budgets: open a line, enter money, carry a year over."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hardship.desk.access import may_list
from hardship.desk.typed import AmountField, TypedForm
from hardship.models import BudgetLine, Fund
from hardship.operations.budgets import ENTER, OPEN, carry_over, enter, open_line, recount
from hardship.rules.kinds import aid_kind_choices
from members.roles import may
from office.money import grouped
from office.refusal import Refusal

from .line import ENTRY_CHOICES, shown, the_line

FIRST_YEAR, LAST_YEAR = 2000, 2999


class SignedAmountField(AmountField):
    """As AmountField, with a minus before it for what is to be taken off."""

    def clean(self, value: Any) -> Decimal | None:
        text = (value or "").strip()
        below = text[:1] in ("-", "−", "－")
        amount = super().clean(text[1:] if below else text)
        return -amount if below and amount is not None else amount


class LineForm(TypedForm):
    fund = forms.CharField(label=gettext_lazy("Fund"), max_length=20)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    kind = forms.ChoiceField(
        label=gettext_lazy("For"),
        required=False,
        choices=lambda: [("", gettext_lazy("all kinds")), *aid_kind_choices()],
    )
    opening = AmountField(label=gettext_lazy("Carried over from last year, 元"))
    income = AmountField(label=gettext_lazy("Income, 元"))
    on = forms.DateField(label=gettext_lazy("Day of the income"))
    document = forms.CharField(label=gettext_lazy("Document"), required=False, max_length=200)


class EntryForm(TypedForm):
    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=ENTRY_CHOICES)
    amount = SignedAmountField(label=gettext_lazy("Amount, 元"), required=True)
    on = forms.DateField(label=gettext_lazy("Day"))
    document = forms.CharField(label=gettext_lazy("Document"), required=False, max_length=200)


def budget_new(request: HttpRequest) -> HttpResponse:
    """GET shows the form, POST opens the line. What is refused is said beside its field."""
    if not may_list(request, BudgetLine):
        raise Http404
    if not may(request.user, OPEN):
        raise PermissionDenied
    funds = Fund.objects.visible_to(request.user).select_related("union").order_by("union__path", "pk")
    if request.method != "POST":
        today = timezone.localdate()
        year = request.GET.get("year", "")
        year = year if year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR else str(today.year)
        on = today if str(today.year) == year else date(int(year), 1, 1)
        first = {"fund": request.GET.get("fund", ""), "year": year, "kind": request.GET.get("kind", ""), "on": on}
        return _asked(request, LineForm(initial=first), funds)
    form = LineForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        fund = next((one for one in funds if str(one.pk) == values["fund"]), None)
        if fund is None:
            raise Http404
        amounts = {name: values[name] or Decimal("0.00") for name in ("opening", "income")}
        try:
            line = open_line(
                fund, values["year"], values["kind"], on=values["on"], document=values["document"], by=request.user,
                **amounts,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The budget is opened: lists of this fund draw on it from now on."))
            return redirect("desk:budget", line.pk)
    return _asked(request, form, funds)


def _asked(request: HttpRequest, form: LineForm, funds: Any) -> HttpResponse:
    context = {
        "title": _("Open a budget"),
        "fields": form.shown,
        "errors": form.problems,
        "funds": [(str(fund.pk), str(fund), str(fund.union)) for fund in funds],
        "kinds": aid_kind_choices(),
    }
    return render(request, "desk/budgets/new.html", context)


@require_POST
def budget_enter(request: HttpRequest, pk: int) -> HttpResponse:
    line = the_line(request, pk)
    if not may(request.user, ENTER):
        raise PermissionDenied
    form = EntryForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            enter(
                line, values["kind"], values["on"], values["amount"], values["document"], today=timezone.localdate(),
                by=request.user,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Entered: the sum counts it."))
            return redirect("desk:budget", line.pk)
    return shown(request, line, form=form, ask="enter")


@require_POST
def budget_carry(request: HttpRequest, pk: int) -> HttpResponse:
    line = the_line(request, pk)
    if not may(request.user, ENTER):
        raise PermissionDenied
    left = line.left
    try:
        following = carry_over(line, today=timezone.localdate(), by=request.user)
    except Refusal as refusal:
        return shown(request, line, ask="carry", refused=str(refusal.message))
    messages.success(
        request, _("%(amount)s yuan are carried over to %(year)s.") % {"amount": grouped(left), "year": following.year}
    )
    return redirect("desk:budget", following.pk)


@require_POST
def budget_recount(request: HttpRequest, pk: int) -> HttpResponse:
    """What was spent and is approved is counted again by the records."""
    line = the_line(request, pk)
    if not may(request.user, ENTER):
        raise PermissionDenied
    try:
        recount(line, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Counted again: the budget agrees with the records."))
    return redirect("desk:budget", line.pk)
