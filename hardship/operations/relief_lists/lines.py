"""Enter, change and take back lines of a draft list; each press of Enter makes one line, however often it arrives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, ReliefLine, ReliefList, Schooling, Treatment
from hardship.operations.funds import fund_facts
from hardship.operations.relief import Homes, find_file
from hardship.rules.aid import Level, mark_of
from hardship.rules.funds import objections_to_level, objections_to_use
from hardship.rules.kinds import AID_KINDS
from hardship.rules.list_steps import CHECKED, DECIDE, DRAFT, ENTER, SUBMITTED
from hardship.rules.needs import Reason
from members.models import Person
from office.history import Hand
from office.lengths import check_lengths
from office.money import to_money
from office.refusal import Refusal
from office.trail.acts import note

from .guards import Looked, day_of, look
from .held import MOVED_ON, held_line, hold, touch

# What a line may say besides its payee and amount.
FACTS = (
    "group", "occasion", "occasion_on", "bank", "card_no", "proxy_name", "proxy_id_no", "proxy_relation", "proxy_letter",
    "note", "received_by",
)  # fmt: skip
MOST_AMOUNT = Decimal("9999999999.99")  # 元; what a line holds
KEY_USED = _("This line was saved for somebody else: type it again.")
PROXY = ("proxy_name", "proxy_id_no", "proxy_relation", "proxy_letter")


@dataclass(frozen=True, slots=True)
class Entered:
    """A line as it was kept, and what the guards say of it; `is_new` is False when the same press arrived again."""

    line: ReliefLine
    looked: Looked
    is_new: bool


def propose(
    relief_list: ReliefList,
    payee: Person,
    *,
    by: Any,
    amount: Decimal | None = None,
    quantity: int | None = None,
    schooling: dict[str, Any] | None = None,
    treatment: dict[str, Any] | None = None,
    **facts: Any,
) -> tuple[ReliefLine, Looked]:
    """The line as it would be, unsaved, and what the guards say of it: what is shown while it is being typed.

    `schooling`, `treatment` and `facts` as for `enter`, as far as they are typed already.
    """
    line = _line(relief_list, payee, by=by, amount=amount, quantity=quantity)
    _put(line, facts)
    for model, known in ((Schooling, schooling), (Treatment, treatment)):
        if known:
            model(line=line, **known)  # the guards find it at the line
    return line, look(relief_list, [line])[0]


@transaction.atomic
def enter(
    relief_list: ReliefList,
    payee: Person,
    *,
    key: str,
    by: Any,
    amount: Decimal | None = None,
    quantity: int | None = None,
    plea: str = "",
    schooling: dict[str, Any] | None = None,
    treatment: dict[str, Any] | None = None,
    **facts: Any,
) -> Entered:
    """A household onto a draft: `amount` in 元 for money (that of its category when None), `quantity` for goods.

    `key` is made where it is typed: the same key again gives the line that is there, and none once that was taken off.
    `plea`: why to help although the guards ask. `schooling`, `treatment`: the facts of those models; `facts`: of FACTS.

    Raises Refusal `list.state`, `permission`, `household.unknown`, `file.not_in_force`, `line.key_used`, `required`,
    `money.zero`, `line.plea` (the guards ask and no reason is given), `line.subject`, and what the fund refuses.
    """
    held = hold(relief_list, by=by, permission=ENTER)
    known = ReliefLine.objects.filter(entry_key=key).select_related("payee", "household", "union").first()
    if known is not None:
        if known.list_id != held.pk or known.payee_id != payee.pk:
            raise Refusal("", "line.key_used", KEY_USED)
        return Entered(known, look(held, [known])[0], False)
    if ReliefLine.history.filter(entry_key=key).exists():
        raise Refusal("", "line.key_used", MOVED_ON)  # a request of before, which comes after the line was taken off
    if held.state != DRAFT:
        raise Refusal("", "list.state", MOVED_ON)
    line = _line(held, payee, by=by, amount=amount, quantity=quantity)
    _put(line, facts)
    _check_special(held, schooling, treatment)
    line.entry_key, line.entered_by = key, by
    line.position = (held.lines.aggregate(last=Max("position"))["last"] or 0) + 1
    check_lengths(line)
    Hand(by).sign(line)
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError:  # the same key on another list, at the same moment
        raise Refusal("", "line.key_used", KEY_USED) from None
    _keep_special(line, schooling, treatment, by)
    looked = _guarded(held, line, plea, by)
    touch(held, by)
    note("relief line entered", by=by, on=held, line=line.pk, position=line.position, amount=line.amount)
    return Entered(line, looked, True)


@transaction.atomic
def change(
    line: ReliefLine,
    *,
    by: Any,
    amount: Decimal | None = None,
    quantity: int | None = None,
    plea: str | None = None,
    **facts: Any,
) -> Entered:
    """Correct a line of a draft in place; the payee stays. Raises as `enter`, and `paid.line`."""
    held = held_line(line, DRAFT, by=by, permission=ENTER)
    _put_amount(held, amount if amount is not None else held.amount, quantity or held.quantity)
    _put(held, facts)
    held.entered_by = by
    held.allowed_by, held.allowed_why = None, ""
    check_lengths(held)
    Hand(by).sign(held)
    held.save()
    looked = _guarded(held.list, held, held.plea if plea is None else plea, by)
    touch(held.list, by)
    note("relief line changed", by=by, on=held.list, line=held.pk, amount=held.amount)
    return Entered(held, looked, False)


@transaction.atomic
def take_off(line: ReliefLine, *, by: Any) -> None:
    """Take a line off a draft; its history stays. Raises Refusal `list.state`, `permission`, `paid.line`."""
    held = held_line(line, DRAFT, by=by, permission=ENTER)
    key, name, amount = held.pk, held.payee.name, held.amount
    Hand(by).sign(held)
    held.delete()
    touch(held.list, by)
    note("relief line taken off", by=by, on=held.list, line=key, payee=name, amount=amount)


@transaction.atomic
def allow(line: ReliefLine, *, why: str, by: Any) -> ReliefLine:
    """An officer lets a line stand although the guards ask; the reason is printed on the list.

    Raises Refusal `required`, `list.state`, `permission`, `list.own_entry` (one's own line).
    """
    held = held_line(line, SUBMITTED, CHECKED, by=by, permission=DECIDE)
    if not why.strip():
        raise Refusal("why", "required", _("Write the reason: it is printed on the list."))
    if by is not None and held.history.filter(entered_by=by).exists():
        raise Refusal("", "list.own_entry", _("Somebody else must do this: you entered this line yourself."))
    looked = look(held.list, [held])[0]
    held.warnings = [finding.as_facts() for finding in looked.findings if finding.level != Level.TELL]
    held.allowed_by, held.allowed_why = by, why.strip()
    check_lengths(held)
    Hand(by).sign(held)
    held.save()
    note("relief line allowed", by=by, on=held.list, reason=held.allowed_why, line=held.pk)
    return held


def not_allowed(relief_list: ReliefList, lines: Sequence[ReliefLine]) -> list[tuple[ReliefLine, Looked]]:
    """The lines on which the guards now ask something that no officer has allowed."""
    open_ = []
    for line, looked in zip(lines, look(relief_list, lines), strict=True):
        known = {mark_of(one) for one in line.warnings} if line.allowed_why else set()
        if any(finding.mark not in known for finding in looked.asks):
            open_.append((line, looked))
    return open_


def _line(
    relief_list: ReliefList, payee: Person, *, by: Any, amount: Decimal | None, quantity: int | None
) -> ReliefLine:
    """The line, unsaved, with its household, union, account and amount."""
    day = day_of(relief_list)
    kind = AID_KINDS[relief_list.kind]
    household = find_file(Homes([payee]), payee, day, by=by, needs_file=kind.needs_file)
    if household is not None and kind.needs_file and household.state not in Household.COUNTED:
        raise Refusal(
            "payee",
            "file.not_in_force",
            _("The file %(file)s is not in force: relief rests on a file in force (先建档、后帮扶).")
            % {"file": household.file_no},
        )
    category = ""
    if household is not None:
        latest = household.assessments.filter(confirmed=True).order_by("-assessed_on", "-pk").first()
        category = latest.category if latest else ""
    line = ReliefLine(
        list=relief_list,
        union=household.union if household else payee.union,
        household=household,
        payee=payee,
        category=category,
        bank=household.bank if household and household.head_id == payee.pk else "",
        card_no=household.card_no if household and household.head_id == payee.pk else "",
    )
    if relief_list.fund is not None:
        for reason in objections_of_fund(line, day):
            raise Refusal("payee", reason.code, reason.sentence)
    if amount is None:
        usual = relief_list.amounts.get(category) or relief_list.amounts.get("")
        amount = Decimal(usual) if usual else None
    _put_amount(line, amount, quantity)
    return line


def objections_of_fund(line: ReliefLine, day: date) -> tuple[Reason, ...]:
    """Why the fund of its list cannot pay this line on that day."""
    fund = line.list.fund
    if fund is None:
        return ()
    facts, level = fund_facts(fund), line.household.level if line.household else ""
    return objections_to_use(facts, line.list.kind, line.category, day) + objections_to_level(facts.source, level)


def _put_amount(line: ReliefLine, amount: Decimal | None, quantity: int | None) -> None:
    if line.list.form == ReliefList.Form.GOODS:
        if not quantity or quantity < 1:
            raise Refusal("quantity", "required", _("How many parcels?"))
        receipt = line.list.receipt
        if receipt is None:
            raise Refusal("receipt", "list.receipt", _("Choose the purchase whose parcels are handed out."))
        line.goods, line.quantity, line.unit_price = receipt.kit.name, quantity, receipt.unit_price
        line.amount = to_money(quantity * receipt.unit_price)
        return
    if amount is None:
        raise Refusal("amount", "required", _("How much?"))
    if to_money(amount) <= 0:
        raise Refusal("amount", "money.zero", _("Relief must be above zero."))
    line.amount = to_money(amount)
    if line.amount > MOST_AMOUNT:
        raise Refusal("amount", "money.range", _("This is not an amount."))


def _put(line: ReliefLine, facts: dict[str, Any]) -> None:
    for name in FACTS:
        if name in facts:
            setattr(line, name, facts[name])
    if any(getattr(line, name) for name in PROXY) and not all(getattr(line, name) for name in PROXY):
        raise Refusal(
            "proxy_name",
            "line.proxy",
            _("Who collects for somebody else: write name, ID number, relation and the authorisation."),
        )


def _check_special(relief_list: ReliefList, schooling: dict[str, Any] | None, treatment: dict[str, Any] | None) -> None:
    special = AID_KINDS[relief_list.kind].special
    if special == "school" and not schooling:
        raise Refusal(
            "student", "line.subject", _("School aid is for a student: say who, which school and which year.")
        )
    if special == "medical" and not treatment:
        raise Refusal(
            "patient", "line.subject", _("Medical aid is for an illness: say whose, since when, and the bills.")
        )


def _keep_special(
    line: ReliefLine, schooling: dict[str, Any] | None, treatment: dict[str, Any] | None, by: Any
) -> None:
    for model, facts in ((Schooling, schooling), (Treatment, treatment)):
        if facts:
            record = model(line=line, **facts)
            check_lengths(record)
            Hand(by).sign(record)
            record.save()


def _guarded(relief_list: ReliefList, line: ReliefLine, plea: str, by: Any) -> Looked:
    """Ask the guards of the line as it is kept now. Raises Refusal `line.plea`."""
    looked = look(relief_list, [line])[0]
    asked = [finding for finding in looked.findings if finding.level == Level.ASK]
    if asked and not plea.strip():
        raise Refusal("plea", "line.plea", asked[0].sentence)
    line.warnings = [finding.as_facts() for finding in looked.asks]
    line.plea = plea.strip()
    check_lengths(line)
    line.save(update_fields=["warnings", "plea"])
    return looked
