"""The file that goes to a bank: which facts its columns may hold, and its rows as they are written.

A column is (heading, fact): a code of FACTS, or `=` and a text that stands in every row. Source: domain.md 4.4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.rules.needs import Reason
from office.blanks import squeeze
from office.code_lists import Code, CodeList

Column = tuple[str, str]

FACTS = CodeList(
    "bank_fact",
    (
        Code("number", "序号", ("编号", "行号", "笔号", "明细序号"), _("number of the line")),
        Code(
            "account",
            "账号",
            ("帐号", "卡号", "银行账号", "银行卡号", "收款账号", "收款人账号", "收款账户"),
            _("account number"),
        ),
        Code(
            "name", "户名", ("姓名", "收款人", "收款户名", "收款人姓名", "收款人名称", "账户名称"), _("account holder")
        ),
        Code(
            "amount", "金额", ("转账金额", "交易金额", "发放金额", "代发金额", "实发金额", "付款金额"), _("amount, 元")
        ),
        Code("bank", "开户行", ("开户银行", "收款行", "收款银行", "收款人开户行"), _("bank")),
        Code("id_no", "证件号码", ("身份证号", "身份证号码", "身份证", "证件号"), _("ID number")),
        Code("purpose", "用途", ("摘要", "附言", "资金用途"), _("purpose of the list")),
        Code("note", "备注", ("说明",), _("remark on the line")),
        Code("list", "批次", ("批次号", "名册编号"), _("number of the list")),
        Code("file", "文件编号", ("业务编号", "代发编号"), _("number of the file")),
    ),
)
ASKED = ("number", "account", "amount")
FIXED = "="
STANDARD: tuple[Column, ...] = (
    ("序号", "number"), ("收款账号", "account"), ("收款户名", "name"), ("金额", "amount"), ("开户行", "bank"),
    ("用途", "purpose"),
)  # fmt: skip
MOST_COLUMNS, LONGEST = 30, 50
_SAID = re.compile(r"[=＝:：]")
_QUOTED = re.compile(r"[“\"「](?P<text>.*)[”\"」]")
_BETWEEN = re.compile(r"[-—–－]")
_ACCOUNT = re.compile(r"[0-9]{8,32}")


@dataclass(frozen=True, slots=True)
class Payment:
    """What a row of the file says; `amount` in 元, `account` in plain digits."""

    number: int
    account: str
    name: str
    amount: Decimal
    bank: str
    id_no: str
    purpose: str
    note: str
    list: str
    file: str


def account_in(text: str) -> str:
    """The account in plain digits, without the blanks and dashes it is written with; "" when it cannot be one."""
    digits = _BETWEEN.sub("", squeeze(text))
    return digits if _ACCOUNT.fullmatch(digits) else ""


def columns_from(text: str) -> tuple[list[Column], tuple[Reason, ...]]:
    """The columns that somebody wrote, one a line, and what is wrong with them.

    `收款账号` alone, where the heading says what it holds; `卡/折号：账号`; `币种：“人民币”` for a text that never changes.
    """
    columns: list[Column] = []
    reasons: list[Reason] = []
    for line in filter(str.strip, text.splitlines()):
        heading, said = _divided(line)
        quoted = _QUOTED.fullmatch(said)
        fact = f"{FIXED}{quoted['text'].strip()}" if quoted else FACTS.find(said or heading)
        if fact is None:
            reasons.append(
                _reason("bank.fact", _("“%s”: nothing of that name can stand in a column."), said or heading)
            )
            continue
        columns.append((heading, fact))
    return columns, tuple(reasons) or objections_to_columns(columns)


def _divided(line: str) -> tuple[str, str]:
    parts = _SAID.split(line, maxsplit=1)
    return parts[0].strip(), parts[1].strip() if len(parts) > 1 else ""


def text_of(columns: Sequence[Sequence[str]]) -> str:
    """The columns as `columns_from` reads them."""
    return "\n".join(
        f"{heading}：“{fact.removeprefix(FIXED)}”" if fact.startswith(FIXED) else f"{heading}：{FACTS.label(fact)}"
        for heading, fact in columns
    )


def objections_to_columns(columns: Sequence[Sequence[str]]) -> tuple[Reason, ...]:
    """Why no bank can work with these columns; empty when it can."""
    known = {entry.code for entry in FACTS.entries}
    facts = [fact for _heading, fact in columns]
    headings = [squeeze(heading) for heading, _fact in columns]
    reasons = [
        _reason("bank.fact", _("“%s”: nothing of that name can stand in a column."), fact)
        for fact in facts
        if not fact.startswith(FIXED) and fact not in known
    ]
    reasons += [
        _reason("bank.required", _("The bank needs a column for: %s."), FACTS.label(code))
        for code in ASKED
        if code not in facts
    ]
    if len(columns) > MOST_COLUMNS or any(len(part) > LONGEST for column in columns for part in column):
        reasons.append(
            Reason("bank.long", _("At most 30 columns, and at most 50 characters for each heading and text."))
        )
    if "" in headings or len(set(headings)) != len(headings):
        reasons.append(Reason("bank.heading", _("Every column has a heading of its own.")))
    return tuple(reasons)


def _reason(code: str, sentence: Promise, word: str) -> Reason:
    return Reason(code, str(sentence) % word)


def row_of(payment: Payment, columns: Sequence[Sequence[str]]) -> list[str | int | Decimal]:
    """The row of one payment, in the order of the columns."""
    return [
        fact.removeprefix(FIXED) if fact.startswith(FIXED) else getattr(payment, fact) for _heading, fact in columns
    ]
