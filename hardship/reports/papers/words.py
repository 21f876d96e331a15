"""The words of printed papers. A form is Chinese whatever language the screen speaks, as the city federation issues it."""

from datetime import date
from decimal import Decimal

from hardship.reports.annual.words import day
from office.code_lists import CodeList
from office.money import grouped

NONE = "—"  # not filled in; never left empty
BLANK_BELOW = "以下空白"
UNDATED = "年　　月　　日"

# What a step of a file comes to, as the column 审批结果 says it; other steps are not decisions.
RESULTS = {
    "verification_done": "核查完毕",
    "review_passed": "评议通过",
    "put_up_notice": "同意公示",
    "objection_answered": "异议已复查",
    "approve": "通过",
    "to_city": "通过并上报",
    "city_approved": "通过",
    "return_for_correction": "退回补正",
    "refuse": "不予建档",
    "keep_in_force": "复核通过",
    "close": "销档",
}


def term(codes: CodeList, code: str) -> str:
    """The Chinese term of a code, — for none."""
    return codes.label(code) if code else NONE


def text(value: object) -> str:
    return str(value) if value not in (None, "") else NONE


def dated(on: date | None) -> str:
    return day(on) if on else NONE


def money(amount: Decimal | None) -> str:
    return NONE if amount is None else grouped(amount)


def yes_no(value: bool | None) -> str:
    return NONE if value is None else "是" if value else "否"
