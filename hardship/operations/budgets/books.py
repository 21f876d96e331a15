"""What the administrator does with a budget: open it, enter money, carry a year over, count again."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hardship.models import BudgetEntry, BudgetLine, Fund
from hardship.rules.kinds import AID_KINDS
from members.roles import may
from office.lengths import check_lengths
from office.money import grouped
from office.refusal import Refusal
from office.trail.acts import note

from .held import hold, lines_in, signed
from .records import NOTHING, taken

OPEN, ENTER = "hardship.add_budgetline", "hardship.add_budgetentry"
Kind = BudgetEntry.Kind
ENTERED = (Kind.OPENING, Kind.INCOME, Kind.INTEREST, Kind.RECALLED, Kind.CORRECTION)


@transaction.atomic
def open_line(
    fund: Fund,
    year: int,
    kind: str = "",
    *,
    on: date,
    by: Any,
    opening: Decimal = NOTHING,
    income: Decimal = NOTHING,
    document: str = "",
) -> BudgetLine:
    """Control what a fund gives in a year, for one kind of aid or for all (""). `on`: the day of the income.

    It begins with what was paid and approved before anybody controlled it. A line for one kind takes over from that for all
    kinds what this kind took. Raises Refusal `permission`, `choice.unknown`, `budget.exists`, `budget.opening_carried`,
    `money.negative`, `date.year`, `text.long`, and `budget.below_taken` where more was already given than it would hold.
    """
    _must_hold(by, OPEN)
    if kind and kind not in AID_KINDS:
        raise Refusal("kind", "choice.unknown", _("Choose a kind of aid, or none for all kinds."))
    for field, amount in (("opening", opening), ("income", income)):
        if amount < 0:
            raise Refusal(field, "money.negative", _("An amount cannot be negative."))
    hold(fund)
    if lines_in(fund, year).filter(kind=kind).exists():
        raise Refusal(
            "kind", "budget.exists", _("This fund already has a budget of that year and kind: enter the income there.")
        )
    if income:
        _check_year(year, on)
    if opening:
        _check_no_year_before(fund, year, kind, "opening")
    line = _begin(fund, year, kind, opening=opening, income=income, by=by)
    if opening:
        _write(line, Kind.OPENING, date(year, 1, 1), opening, document, by, counted=True)
    if income:
        _write(line, Kind.INCOME, on, income, document, by, counted=True)
    note("budget opened", by=by, on=line, kind=kind, opening=opening, income=income, spent=line.spent)
    return line


def _begin(fund: Fund, year: int, kind: str, *, opening: Decimal, by: Any, income: Decimal = NOTHING) -> BudgetLine:
    """A new line with what was taken before it; one for a single kind takes that over from the line for all kinds."""
    already = taken(fund, year, kind)
    if opening + income < already.total:
        raise Refusal(
            "income",
            "budget.below_taken",
            _(
                "%(taken)s yuan of this fund were already paid or approved in %(year)s: open its budget with so much at least."
            )
            % {"taken": grouped(already.total), "year": year},
        )
    line = signed(
        BudgetLine(
            fund=fund,
            year=year,
            kind=kind,
            opening=opening,
            income=income,
            committed=already.committed,
            spent=already.spent,
        ),
        by,
    )
    general = lines_in(fund, year).filter(kind="").first() if kind else None
    if general is not None:
        general.spent -= already.spent
        general.committed -= already.committed
        signed(general, by)
    return line


@transaction.atomic
def enter(
    line: BudgetLine, kind: str, on: date, amount: Decimal, document: str = "", *, today: date, by: Any
) -> BudgetEntry:
    """Money that came in or went otherwise than by relief; a slip is corrected by another entry.

    `kind` is one of ENTERED. Income, interest and what is called back are given above zero, corrections and what was carried
    over on paper with their sign. Raises Refusal `permission`, `choice.unknown`, `required`, `money.negative`, `date.year`,
    `date.future`, `text.long`, `budget.opening_carried`, and `budget.short` where less would be left than nothing.
    """
    _must_hold(by, ENTER)
    if kind not in ENTERED:
        raise Refusal("kind", "choice.unknown", _("Choose what kind of entry this is."))
    if not amount:
        raise Refusal("amount", "required", _("How much?"))
    if amount < 0 and kind not in (Kind.OPENING, Kind.CORRECTION):
        raise Refusal(
            "amount", "money.negative", _("Write the amount without a sign: what it is says whether it came or went.")
        )
    if on > today:
        raise Refusal("on", "date.future", _("This day lies in the future: enter the money once it has moved."))
    if kind in (Kind.RECALLED, Kind.CORRECTION) and not document.strip():
        raise Refusal("document", "required", _("Write the document or the reason, so that an auditor finds it."))
    line = _held(line)
    _check_year(line.year, on)
    if kind == Kind.OPENING:
        _check_no_year_before(line.fund, line.year, line.kind, "kind")
    change = -amount if kind == Kind.RECALLED else amount
    least = min(line.left, line.opening) if kind == Kind.OPENING else line.left
    if least + change < 0:
        raise Refusal(
            "amount",
            "budget.short",
            _("Only %(left)s yuan are left: no more than that can go away.") % {"left": grouped(least)},
        )
    entry = _write(line, kind, on, change, document, by)
    note("budget entry", by=by, on=line, entry=entry.pk, kind=kind, amount=change, day=on)
    return entry


@transaction.atomic
def carry_over(line: BudgetLine, *, today: date, by: Any) -> BudgetLine:
    """Close a year: what is left becomes the opening of the next, and goes out of this one by an entry of its own.

    Returns the line of the next year, opened where there was none. What approved lists have still to pay stays where it was
    approved. Money is carried only once; what comes back to a closed year later, by a reversal, may be carried after it.
    Raises Refusal `permission`, `budget.year_runs`, `budget.nothing_left`, `budget.below_taken`.
    """
    _must_hold(by, ENTER)
    if today.year <= line.year:
        raise Refusal("", "budget.year_runs", _("%(year)s is not over yet.") % {"year": line.year})
    line = _held(line)
    left, next_year = line.left, line.year + 1
    if not left:
        raise Refusal("", "budget.nothing_left", _("Nothing is left of this year, or it was carried over already."))
    _write(line, Kind.CARRIED, date(line.year, 12, 31), -left, "", by)
    following = lines_in(line.fund, next_year).filter(kind=line.kind).first()
    opened = following is None
    if following is None:
        following = _begin(line.fund, next_year, line.kind, opening=left, by=by)
    _write(following, Kind.OPENING, date(next_year, 1, 1), left, "", by, counted=opened)
    note("budget carried over", by=by, on=line, amount=left, to=following.pk)
    return following


@transaction.atomic
def recount(line: BudgetLine, *, by: Any) -> BudgetLine:
    """Set what is spent and committed by the records themselves: a roster of the past was brought in after the line was opened.

    Raises Refusal `permission`, and `budget.below_taken` where the fund would have given more than it has.
    """
    _must_hold(by, ENTER)
    line = _held(line)
    real, before = taken(line.fund, line.year, line.kind), (line.spent, line.committed)
    if line.opening + line.income < real.total:
        missing = real.total - line.opening - line.income
        raise Refusal(
            "",
            "budget.below_taken",
            _("More was given than the fund has: enter the income of %(missing)s yuan that is missing first.")
            % {"missing": grouped(missing)},
        )
    line.spent, line.committed = real.spent, real.committed
    signed(line, by)
    note(
        "budget recounted", by=by, on=line, spent=line.spent, committed=line.committed, spent_before=before[0],
        committed_before=before[1],
    )  # fmt: skip
    return line


def _held(line: BudgetLine) -> BudgetLine:
    """The line as it stands, its fund held until the act is over."""
    hold(line.fund)
    return BudgetLine.objects.select_related("fund").get(pk=line.pk)


def _write(
    line: BudgetLine, kind: str, on: date, amount: Decimal, document: str, by: Any, *, counted: bool = False
) -> BudgetEntry:
    """An entry, and the line by as much; `counted`: the line holds the amount already."""
    entry = BudgetEntry(line=line, kind=kind, on=on, amount=amount, document=document.strip(), by=by)
    check_lengths(entry)
    entry.save()
    if not counted:
        column = "opening" if kind == Kind.OPENING else "income"
        setattr(line, column, getattr(line, column) + amount)
        signed(line, by)
    return entry


def _check_no_year_before(fund: Fund, year: int, kind: str, field: str) -> None:
    """What stands on paper is carried over by hand only into the first year that is kept here."""
    if lines_in(fund, year - 1).filter(kind=kind).exists():
        raise Refusal(
            field,
            "budget.opening_carried",
            _("The budget of %(year)s is kept here: carry over what is left of it instead.") % {"year": year - 1},
        )


def _check_year(year: int, on: date) -> None:
    if on.year != year:
        raise Refusal("on", "date.year", _("This is the budget of %(year)s: give a day of that year.") % {"year": year})


def _must_hold(by: Any, permission: str) -> None:
    """`by` None is a command at the server."""
    if by is not None and not may(by, permission):
        raise Refusal("", "permission", _("Your role does not allow this step."))
