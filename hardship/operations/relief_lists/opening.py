"""Begin a relief list, change what all its lines share, and number it."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hardship.models import GoodsReceipt, ReliefList
from hardship.operations.funds import fund_facts, funds_for
from hardship.rules.code_lists import CATEGORIES
from hardship.rules.funds import objections_to_use
from hardship.rules.kinds import AID_KINDS
from hardship.rules.list_steps import DRAFT, ENTER
from members.models import Union
from members.roles import may
from members.scope import sees
from office.history import Hand
from office.lengths import check_lengths
from office.money import to_money
from office.numbering import next_number
from office.refusal import Refusal
from office.trail.acts import note

from .guards import day_of
from .held import hold
from .lines import objections_of_fund

SHARED = (
    "name", "year", "kind", "fund", "basis", "purpose", "planned_on", "period_from", "period_to", "amounts",
    "expected_count", "expected_total", "receipt", "minutes",
)  # fmt: skip
# What every line of a list rests on; with lines on it, another list is begun instead.
FIXED_BY_LINES = ("kind", "receipt")


@transaction.atomic
def open_list(union: Union, *, form: str, by: Any, **facts: Any) -> ReliefList:
    """A draft of `union` with a number of its own. `facts`: of SHARED; `name`, `year` and `kind` must be there.

    Raises Refusal `union.unknown`, `permission`, `required`, `list.twice`, `list.receipt`, `money.unreadable`,
    `money.zero`, `choice.unknown`, `date.order`, `text.long`, and what the fund refuses.
    """
    if not sees(by, union):
        raise Refusal("union", "union.unknown", _("This union is not among yours."))
    if by is not None and not may(by, ENTER):
        raise Refusal("", "permission", _("Your role does not allow this step."))
    relief_list = ReliefList(union=union, form=form, entered_by=by)
    _put(relief_list, facts)
    relief_list.number = f"JZ{relief_list.year}{next_number(f'relief {relief_list.year}'):04d}"
    _save(relief_list, by)
    note("relief list begun", by=by, on=relief_list, number=relief_list.number)
    return relief_list


@transaction.atomic
def change_list(relief_list: ReliefList, *, by: Any, **facts: Any) -> ReliefList:
    """Change what all lines share, while it is a draft. Raises as `open_list`, and `list.state`, `list.has_lines`."""
    held = hold(relief_list, DRAFT, by=by, permission=ENTER)
    for name in FIXED_BY_LINES:
        if name in facts and facts[name] != getattr(held, name) and held.lines.exists():
            if name == "receipt" and held.receipt is None:
                _check_price(held, facts[name])  # a roster brought the lines in without their purchase
                continue
            raise Refusal(
                name,
                "list.has_lines",
                _("Lines stand on this list already: begin another list, or take them off first."),
            )
    fund = held.fund_id
    _put(held, facts)
    if held.fund_id != fund:
        _check_lines(held)
    _save(held, by)
    note("relief list changed", by=by, on=held)
    return held


def _put(relief_list: ReliefList, facts: Mapping[str, Any]) -> None:
    for name in SHARED:
        if name in facts:
            setattr(relief_list, name, facts[name])
    relief_list.name = " ".join(relief_list.name.split())
    if not relief_list.name:
        raise Refusal("name", "required", _("Give the list a name."))
    if not relief_list.year:
        raise Refusal("year", "required", _("Give the year of the list."))
    if relief_list.kind not in AID_KINDS or AID_KINDS[relief_list.kind].by_month:
        raise Refusal("kind", "required", _("Choose the kind of aid."))
    if relief_list.period_from and relief_list.period_to and relief_list.period_to < relief_list.period_from:
        raise Refusal("period_to", "date.order", _("The period cannot end before it begins."))
    is_goods = relief_list.form == ReliefList.Form.GOODS
    if is_goods and relief_list.receipt is None:
        raise Refusal("receipt", "list.receipt", _("Choose the purchase whose parcels are handed out."))
    if not is_goods and relief_list.receipt is not None:
        raise Refusal("receipt", "list.receipt", _("This is a list of money: goods have their own list."))
    relief_list.amounts = _amounts(relief_list.amounts)
    _check_fund(relief_list)


def _amounts(amounts: Mapping[str, Any]) -> dict[str, str]:
    """{"deep": "400.00", "": "200.00"}; blank ones are left out."""
    kept = {}
    for category, amount in amounts.items():
        if amount in (None, ""):
            continue
        if category and all(category != known.code for known in CATEGORIES.entries):
            raise Refusal("amounts", "choice.unknown", _("There is no such category."))
        try:
            value = to_money(Decimal(str(amount)))
        except (ValueError, InvalidOperation):
            raise Refusal("amounts", "money.unreadable", _("This is not an amount.")) from None
        if value <= 0:
            raise Refusal("amounts", "money.zero", _("Relief must be above zero."))
        kept[category] = f"{value:.2f}"
    return kept


def _check_fund(relief_list: ReliefList) -> None:
    fund = relief_list.fund
    if fund is None:
        return
    if fund.pk not in {one.pk for one in funds_for(relief_list.union).values()}:
        raise Refusal("fund", "fund.unknown", _("Choose a fund of this union, or of one above it."))
    facts = fund_facts(fund)
    for reason in objections_to_use(facts, relief_list.kind, "", day_of(relief_list)):
        # The category is that of each line, and asked there.
        if reason.code != "fund.category":
            raise Refusal("fund", reason.code, reason.sentence)


def _check_price(relief_list: ReliefList, receipt: GoodsReceipt) -> None:
    """Goods are worth what they were bought for (domain.md 9.6)."""
    if relief_list.lines.exclude(unit_price=receipt.unit_price).exists():
        raise Refusal(
            "receipt",
            "list.price",
            _("The lines say another price than this purchase: choose the purchase at their price."),
        )


def _check_lines(relief_list: ReliefList) -> None:
    """Another fund must suit everybody who stands on the list already."""
    for line in relief_list.lines.select_related("payee", "household").order_by("position", "pk"):
        line.list = relief_list
        for reason in objections_of_fund(line, day_of(relief_list)):
            raise Refusal("fund", reason.code, f"{line.payee.name}: {reason.sentence}")


def _save(relief_list: ReliefList, by: Any) -> None:
    check_lengths(relief_list)
    Hand(by).sign(relief_list)
    try:
        with transaction.atomic():
            relief_list.save()
    except IntegrityError:
        raise Refusal(
            "name", "list.twice", _("There is already a list of this name, fund and kind in that year.")
        ) from None
