"""One person's regular aid: the months of a half-year, what can be done with them, and the half-years before."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hardship.desk.access import may_list
from hardship.desk.typed import AmountField, TypedForm
from hardship.models import Household, RegularAid, RegularFailure, RegularMonth
from hardship.operations import regular_months, regular_rounds
from hardship.operations.regular_months import ENTER, RUNNING
from hardship.rules.aid_lists import STOP_REASONS
from members.admin.fields import CardField
from members.scope import sees
from office.calendar import Period
from office.identity import mask_card
from office.refusal import Refusal

from .acting import DOORS
from .grid import Row, Shown, cells_of
from .new import MonthField
from .seen import Round, hindrance, the_aid


class StopForm(TypedForm):
    on = forms.DateField(label=gettext_lazy("Day it happened"))
    why = forms.CharField(label=gettext_lazy("Why it ends"), max_length=20)


class StandardForm(TypedForm):
    standard = AmountField(label=gettext_lazy("Standard a month, 元"), required=True)
    first = MonthField(label=gettext_lazy("From the month"), required=False)


class AccountForm(TypedForm):
    card_no = CardField(label=gettext_lazy("Account number"))


FORMS: dict[str, type[TypedForm]] = {
    "stop": StopForm,
    "standard": StandardForm,
    "account": AccountForm,
    "resume": TypedForm,
    "take_off": TypedForm,
}


@dataclass(frozen=True)
class MonthRow:
    record: RegularMonth | None
    shown: Shown
    failures: list[RegularFailure]
    month: Any


@dataclass(frozen=True)
class HalfYear:
    """Another half-year of the same person."""

    aid: RegularAid
    row: Row


@dataclass
class Page:
    """The context of templates/desk/regular/aid.html that is more than a field of the aid."""

    request: HttpRequest
    aid: RegularAid
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.today = timezone.localdate()
        rounds = self.aid.round
        self.is_ours = rounds is not None and not hindrance(self.request.user, rounds, ENTER)
        self.runs = rounds is not None and rounds.state in RUNNING
        every = RegularAid.objects.visible_to(self.request.user).filter(person=self.aid.person_id)
        aids = list(every.select_related("round", "union").order_by("-first_month"))
        self.kept: dict[int, dict[Any, RegularMonth]] = defaultdict(dict)
        for month in RegularMonth.objects.filter(aid__in=aids).select_related("list"):
            self.kept[month.aid_id][month.month] = month
        self.others = [HalfYear(aid, self._row(aid)) for aid in aids if aid.pk != self.aid.pk]
        self.row = self._row(self.aid)

    def _row(self, aid: RegularAid) -> Row:
        approved = aid.round is None or aid.round.state in RUNNING
        return Row(aid, cells_of(aid, self.kept[aid.pk], _months(aid), self.today, approved=approved))

    @property
    def months(self) -> list[MonthRow]:
        failures: dict[int, list[RegularFailure]] = defaultdict(list)
        for failure in RegularFailure.objects.filter(month__aid=self.aid).select_related("list"):
            failures[failure.month_id].append(failure)
        rows = []
        for month, one in zip(_months(self.aid), self.row.cells, strict=True):
            record = self.kept[self.aid.pk].get(month)
            rows.append(MonthRow(record, one, failures.get(record.pk, []) if record else [], month))
        return rows

    @property
    def card_no(self) -> str:
        return mask_card(self.aid.card_no) if self.aid.card_no else ""

    @property
    def may_stop(self) -> bool:
        return self.is_ours and self.runs

    @property
    def may_resume(self) -> bool:
        return self.may_stop and self.aid.stopped_on is not None

    @property
    def may_change(self) -> bool:
        return self.is_ours and self.aid.round.state != Round.SUBMITTED

    @property
    def may_take_off(self) -> bool:
        return self.is_ours and self.aid.round.state == Round.DRAFT

    @property
    def sees_roster(self) -> bool:
        return self.aid.round is not None and sees(self.request.user, self.aid.round.union)


def _months(aid: RegularAid) -> list[Any]:
    return Period(aid.first_month, aid.last_month).months()


def aid_page(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, the_aid(request, pk))


def shown(request: HttpRequest, aid: RegularAid, *, ask: str = "", form: Any = None, refused: str = "") -> HttpResponse:
    """The page; `ask` opens one of its forms, with what was typed and what was refused in it."""
    page = Page(request, aid)
    asked = ask or request.GET.get("ask", "")
    stop = form if asked == "stop" and form else StopForm(initial={"on": aid.stopped_on, "why": aid.why_stopped})
    change = form if asked == "standard" and form else StandardForm(initial={"standard": aid.standard})
    context = {
        "title": aid.person.name,
        "aid": aid,
        "page": page,
        "ask": asked,
        "refused": refused,
        "stop": stop.shown,
        "change": change.shown,
        "account": (form if asked == "account" and form else AccountForm()).shown,
        "stop_reasons": STOP_REASONS.choices(),
        "has_file": aid.household is not None and may_list(request, Household),
    }
    return render(request, "desk/regular/aid.html", context)


@require_POST
def aid_act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """`code` is one of FORMS. What is refused is said in its form."""
    if code not in FORMS:
        raise Http404
    aid = the_aid(request, pk)
    form = FORMS[code](request.POST)
    if form.is_valid():
        try:
            said = _done(request, aid, code, form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
            page = shown(request, the_aid(request, pk), ask=code, form=form, refused=" ".join(form.problems))
            page.status_code = 403 if refusal.code in DOORS else 200
            return page
        messages.success(request, said % {"name": aid.person.name})
        if code == "take_off":
            return redirect("desk:regular_roster", aid.round_id)
        return redirect("desk:regular_aid", pk)
    return shown(request, aid, ask=code, form=form, refused=" ".join(form.problems))


def _done(request: HttpRequest, aid: RegularAid, code: str, said: dict[str, Any]) -> str:
    """Do it; the sentence that tells of it."""
    by = request.user
    if code == "stop":
        regular_months.stop(aid, on=said["on"], why=said["why"], today=timezone.localdate(), by=by)
        return _("The aid of %(name)s ends; what was paid stays paid.")
    if code == "resume":
        regular_months.resume(aid, by=by)
        return _("The aid of %(name)s goes on: the months are due again.")
    if code == "standard":
        regular_months.change_standard(aid, said["standard"], first=said["first"], by=by)
        return _("%(name)s has another standard.")
    if code == "account":
        regular_months.correct_account(aid, said["card_no"], by=by)
        return _("The account of %(name)s is corrected.")
    regular_rounds.take_off(aid, by=by)
    return _("%(name)s is off the roster.")
