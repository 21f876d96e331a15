"""What a fund has for a year, and what becomes of it: committed at approval, spent at payment (domain.md 4.8). Amounts in 元.

Every act holds the fund until it is over, so two approvals of the last 1,000 元 wait for each other: the second sees what the
first left. The database's own rule (hardship_budget_available) is the last guard, should anybody forget to ask here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from hardship.models import BudgetEntry, BudgetLine, Fund, GoodsReceipt, ReliefLine, ReliefList
from hardship.rules.funds import FOR_GOODS
from hardship.rules.kinds import AID_KINDS
from members.roles import may
from office.history import Hand
from office.lengths import check_lengths
from office.money import grouped, to_money
from office.refusal import Refusal
from office.trail.acts import note

OPEN, ENTER = "hardship.add_budgetline", "hardship.add_budgetentry"
NOTHING = Decimal("0.00")
Kind = BudgetEntry.Kind
ENTERED = (Kind.OPENING, Kind.INCOME, Kind.INTEREST, Kind.RECALLED, Kind.CORRECTION)
OUTSTANDING = Q(
    state=ReliefLine.State.DUE, list__state__in=(ReliefList.State.APPROVED, ReliefList.State.PAYING)
)  # lines that an approved list has still to pay


# -- what relief does


@transaction.atomic
def commit(fund: Fund | None, year: int, kind: str, amount: Decimal, *, by: Any) -> BudgetLine | None:
    """An approved list holds `amount` until it is paid or given up.

    The line of that kind binds where there is one, else that for all kinds; None where there is neither: nothing is controlled.
    Raises Refusal `budget.short`, which says what is left and what is missing; ValueError for less than nothing.
    """
    return _move(fund, year, kind, amount, by, committed=1)


@transaction.atomic
def spend(fund: Fund | None, year: int, kind: str, amount: Decimal, *, by: Any) -> BudgetLine | None:
    """What was committed is paid. Raises Refusal `budget.not_committed` where so much is not."""
    return _move(fund, year, kind, amount, by, committed=-1, spent=1)


@transaction.atomic
def spend_directly(fund: Fund | None, year: int, kind: str, amount: Decimal, *, by: Any) -> BudgetLine | None:
    """What was never committed is paid, such as goods that are bought. Raises Refusal `budget.short`."""
    return _move(fund, year, kind, amount, by, spent=1)


@transaction.atomic
def release(fund: Fund | None, year: int, kind: str, amount: Decimal, *, by: Any) -> BudgetLine | None:
    """What was committed is not paid after all: sent back, discarded or failed. Raises Refusal `budget.not_committed`."""
    return _move(fund, year, kind, amount, by, committed=-1)


@transaction.atomic
def unspend(fund: Fund | None, year: int, kind: str, amount: Decimal, *, by: Any) -> BudgetLine | None:
    """What was paid came back: a reversal, whose `amount` is given above zero."""
    return _move(fund, year, kind, amount, by, spent=-1)


def _move(
    fund: Fund | None, year: int, kind: str, amount: Decimal, by: Any, *, committed: int = 0, spent: int = 0
) -> BudgetLine | None:
    """Add `amount` to the two columns, each with its sign. Who calls notes the act in the trail; the history keeps it here."""
    if amount < 0:
        raise ValueError("What a budget is moved by is above zero.")
    if fund is None:
        return None
    hold(fund)
    line = binding(fund, year, kind)
    if line is None or not amount:
        return line
    if committed < 0 and line.committed < amount:
        raise Refusal(
            "fund",
            "budget.not_committed",
            _(
                "Only %(held)s yuan of this budget are approved and not yet paid, not %(amount)s: approve the list first."
            )
            % {"held": grouped(line.committed), "amount": grouped(amount)},
        )
    if (committed + spent) * amount > line.left:
        raise Refusal("fund", "budget.short", _short(line, amount))
    line.committed += committed * amount
    line.spent += spent * amount
    return _signed(line, by)


def hold(fund: Fund) -> None:
    """Nobody else moves the fund's money until the transaction ends; lists of it may be drawn up meanwhile."""
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)


def binding(fund: Fund, year: int, kind: str) -> BudgetLine | None:
    """The line that aid of a kind is paid from: that of the kind, else that for all kinds, else None."""
    return _lines(fund, year).filter(kind__in=(kind, "")).order_by("-kind").first()


def _lines(fund: Fund, year: int) -> QuerySet[BudgetLine]:
    return BudgetLine.objects.filter(fund=fund, year=year).select_related("fund")


def _short(line: BudgetLine, amount: Decimal) -> str:
    return _(
        "“%(fund)s” has %(left)s yuan left for %(year)s, this takes %(amount)s: %(missing)s yuan are missing. "
        "Take lines off the list, or have the income entered first."
    ) % {
        "fund": line.fund.name,
        "left": grouped(line.left),
        "year": line.year,
        "amount": grouped(amount),
        "missing": grouped(amount - line.left),
    }


def _signed(line: BudgetLine, by: Any) -> BudgetLine:
    Hand(by).sign(line)
    line.save()
    return line


# -- what the administrator does


@dataclass(frozen=True)
class Taken:
    """What relief has already taken from a fund in a year."""

    spent: Decimal
    committed: Decimal

    @property
    def total(self) -> Decimal:
        return self.spent + self.committed


def lines_of(fund: Fund, year: int, kind: str) -> QuerySet[ReliefLine]:
    """The lines of relief that the budget line of a kind ("": the others) pays: those whose list is of that year, rosters of
    before included. Goods that were bought here are paid when they come in, not again when they are handed out."""
    lines = ReliefLine.objects.filter(list__fund=fund, list__year=year, list__receipt=None)
    return lines.filter(list__kind=kind) if kind else lines.exclude(list__kind__in=_own_kinds(fund, year))


def purchases_of(fund: Fund, year: int, kind: str) -> QuerySet[GoodsReceipt]:
    """The goods that the budget line of a kind paid."""
    bought = GoodsReceipt.objects.filter(fund=fund, on__year=year)
    pays = kind == FOR_GOODS or (not kind and FOR_GOODS not in _own_kinds(fund, year))
    return bought if pays else bought.none()


def _own_kinds(fund: Fund, year: int) -> list[str]:
    return list(_lines(fund, year).exclude(kind="").values_list("kind", flat=True))


def taken(fund: Fund, year: int, kind: str) -> Taken:
    """By the lines and purchases themselves, whatever the budget says: paid with their reversals, and what approved lists have
    still to pay."""
    lines = lines_of(fund, year, kind)
    paid = lines.paid().aggregate(sum=Sum("amount"))["sum"]
    due = lines.filter(OUTSTANDING).aggregate(sum=Sum("amount"))["sum"]
    goods = purchases_of(fund, year, kind).aggregate(sum=Sum(F("quantity") * F("unit_price")))["sum"]
    return Taken(to_money(paid or 0) + to_money(goods or 0), to_money(due or 0))


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
    if _lines(fund, year).filter(kind=kind).exists():
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
    line = _signed(
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
    general = _lines(fund, year).filter(kind="").first() if kind else None
    if general is not None:
        general.spent -= already.spent
        general.committed -= already.committed
        _signed(general, by)
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
    following = _lines(line.fund, next_year).filter(kind=line.kind).first()
    opened = following is None
    if following is None:
        following = _begin(line.fund, next_year, line.kind, opening=left, by=by)
    _write(following, Kind.OPENING, date(next_year, 1, 1), left, "", by, counted=opened)
    note("budget carried over", by=by, on=line, amount=left, to=following.pk)
    return following


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
        _signed(line, by)
    return entry


def _check_no_year_before(fund: Fund, year: int, kind: str, field: str) -> None:
    """What stands on paper is carried over by hand only into the first year that is kept here."""
    if _lines(fund, year - 1).filter(kind=kind).exists():
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
