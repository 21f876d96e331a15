"""The file that comes back from a bank: its rows, and what each says of a payment that was sent (domain.md 4.4).

Nothing is guessed: a row counts when number, amount, account and name agree with what was sent and its word is known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext_lazy as _

from hardship.rules.needs import Reason
from office.blanks import squeeze
from office.code_lists import Code, CodeList
from office.workbooks.cells import CellProblem, Money, WholeNumber
from office.workbooks.cells.base import DAMAGED_FROM
from office.workbooks.sheets import BadCell, Value

ANSWERS = CodeList(
    "bank_answer",
    (
        Code("number", "序号", (), _("number of the line")),
        Code("amount", "金额", (), _("amount, 元")),
        Code("outcome", "处理结果", (), _("outcome")),
        Code("reason", "失败原因", (), _("why it failed")),
        Code("account", "账号", (), _("account number")),
        Code("name", "户名", (), _("account holder")),
    ),
)
ASKED = ("number", "amount", "outcome")
EITHER = ("account", "name")
STANDARD = {
    "number": "序号", "amount": "金额", "outcome": "处理结果", "reason": "失败原因", "account": "收款账号",
    "name": "收款户名",
}  # fmt: skip
PAID_WORDS = ("成功", "交易成功", "处理成功", "转账成功", "已入账")
FAILED_WORDS = ("失败", "交易失败", "处理失败", "转账失败", "退票", "已退回")

PAY, FAIL, ALREADY = "pay", "fail", "already"
UNKNOWN, AMOUNT, ACCOUNT, NAME = "unknown", "amount", "account", "name"
TWICE, UNCLEAR, CONFLICT = "twice", "unclear", "conflict"
ASTRAY = frozenset({UNKNOWN, AMOUNT, ACCOUNT, NAME})  # speaks of another payment than the one of that number
SENTENCES = {
    PAY: _("paid"),
    FAIL: _("failed"),
    ALREADY: _("known already"),
    UNKNOWN: _("No line of the file has this number."),
    AMOUNT: _("The amount is not the one that was sent."),
    ACCOUNT: _("The account is not the one that was sent."),
    NAME: _("The name is not the one that was sent."),
    TWICE: _("The answer names this line more than once."),
    UNCLEAR: _("The outcome is none of the words that mean paid or failed."),
    CONFLICT: _("The line was settled otherwise already: look into it with the bank."),
}
HEAD_WITHIN = 30  # rows in which the headings stand
TAIL = 4
_LETTERS = re.compile(r"[A-Z]{1,2}")
_NUMBER, _AMOUNT = WholeNumber(1), Money()


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of the answer: `row` as the workbook counts it; None and "" where a cell says nothing that can be read."""

    sheet: str
    row: int
    number: int | None
    amount: Decimal | None
    tail: str
    name: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A payment as it was sent. `state`: "due", "paid" or "failed" as it stands now."""

    number: int
    amount: Decimal
    tail: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row of the answer means: a key of SENTENCES."""

    answer: Answer
    verdict: str


class Unfit(Exception):
    """No sheet has the columns of the profile; `missing` are the headings that were looked for in vain."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("、".join(missing))
        self.missing = missing


def objections_to_answer(
    columns: Mapping[str, str], paid: Collection[str], failed: Collection[str]
) -> tuple[Reason, ...]:
    """Why an answer cannot be read by these columns (code of ANSWERS to heading or letters) and words."""
    reasons = [
        Reason("bank.required", str(_("The answer needs a column for: %s.")) % ANSWERS.label(code), code)
        for code in ASKED
        if not columns.get(code)
    ]
    if not any(columns.get(code) for code in EITHER):
        # Lists of equal amounts are many: by number and amount alone one answer looks like the other.
        reasons.append(
            Reason(
                "bank.either", _("Name the column of the account or of the name: without either, answers are mixed up.")
            )
        )
    if not paid or not failed:
        reasons.append(Reason("bank.words", _("Write the words by which the bank says paid, and those for failed.")))
    if {squeeze(word) for word in paid} & {squeeze(word) for word in failed}:
        reasons.append(Reason("bank.words", _("One word cannot mean both paid and failed.")))
    return tuple(reasons)


def read_answers(sheets: Iterable[tuple[str, Iterable[Sequence[Value]]]], columns: Mapping[str, str]) -> list[Answer]:
    """The rows of the first sheet that has the columns. Raises Unfit when none has them all."""
    missing: list[str] = []
    for name, rows in sheets:
        held = list(rows)
        found, below, lacking = _places(held, columns)
        if not lacking:
            answers = (_answer(name, row, cells, found) for row, cells in enumerate(held[below:], below + 1))
            return [answer for answer in answers if answer is not None]
        missing = missing or lacking
    raise Unfit(missing or [columns[code] for code in ASKED])


def _places(rows: Sequence[Sequence[Value]], columns: Mapping[str, str]) -> tuple[dict[str, int], int, list[str]]:
    """Where each column stands, the first row below the headings, and which headings are nowhere."""
    lettered = {code: _column(said) for code, said in columns.items() if _LETTERS.fullmatch(said)}
    headed = {code: squeeze(said) for code, said in columns.items() if said and code not in lettered}
    if not headed:
        return lettered, 0, []
    best: dict[str, int] = {}
    below = 0
    for number, cells in enumerate(islice(rows, HEAD_WITHIN), start=1):
        here = {squeeze(str(cell)): place for place, cell in enumerate(cells) if isinstance(cell, str)}
        found = {code: here[heading] for code, heading in headed.items() if heading in here}
        if len(found) > len(best):
            best, below = found, number
    found = lettered | best
    lacking = [columns[code] for code in ASKED if code not in found]
    either = [columns[code] for code in EITHER if columns.get(code)]
    if either and not any(code in found for code in EITHER):
        lacking += either
    return found, below, lacking


def _column(letters: str) -> int:
    """A is 0, AB is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _answer(sheet: str, row: int, cells: Sequence[Value], places: Mapping[str, int]) -> Answer | None:
    """None for a row that says nothing of a payment, such as a blank one or the total."""
    said = {code: cells[place] if place < len(cells) else None for code, place in places.items()}
    number = _number(said["number"])
    outcome = _text(said["outcome"])
    if number is None and not outcome:
        return None
    return Answer(
        sheet, row, number, _amount(said["amount"]), _tail(said.get("account")), _text(said.get("name")), outcome,
        _text(said.get("reason")),
    )  # fmt: skip


def _text(value: Value) -> str:
    return "" if value is None or isinstance(value, BadCell) else " ".join(str(value).split())


def _number(value: Value) -> int | None:
    try:
        number = _NUMBER.clean(value)
    except CellProblem:
        return None
    return number if isinstance(number, int) else None


def _amount(value: Value) -> Decimal | None:
    try:
        amount = _AMOUNT.clean(value)
    except CellProblem:
        return None
    return amount if isinstance(amount, Decimal) else None


def _tail(value: Value) -> str:
    """The last four digits of an account, however much of it is masked; "" where Excel has damaged it."""
    if isinstance(value, int | float):
        return str(int(value))[-TAIL:] if not isinstance(value, bool) and abs(value) < DAMAGED_FROM else ""
    last = re.search(rf"\d{{{TAIL}}}$", squeeze(_text(value)))
    return last[0] if last else ""


def judge(
    answers: Sequence[Answer], sent: Mapping[int, Sent], *, paid: Collection[str], failed: Collection[str]
) -> list[Judged]:
    """What every row means for the payments as they stand now. `paid`, `failed`: the bank's words."""
    words = {squeeze(word): state for state, said in (("paid", paid), ("failed", failed)) for word in said}
    named = Counter(answer.number for answer in answers)
    return [Judged(answer, _verdict(answer, sent, words, named)) for answer in answers]


def _verdict(answer: Answer, sent: Mapping[int, Sent], words: Mapping[str, str], named: Counter[int | None]) -> str:
    payment = sent.get(answer.number) if answer.number is not None else None
    if payment is None:
        return UNKNOWN
    if answer.amount != payment.amount:
        return AMOUNT
    if answer.tail and payment.tail != answer.tail:
        return ACCOUNT
    name = squeeze(answer.name)
    if name and "*" not in name and name != squeeze(payment.name):
        return NAME
    if named[answer.number] > 1:
        return TWICE
    state = words.get(squeeze(answer.outcome))
    if state is None:
        return UNCLEAR
    if payment.state == "due":
        return PAY if state == "paid" else FAIL
    return ALREADY if payment.state == state else CONFLICT


def is_of_another_file(judged: Sequence[Judged]) -> bool:
    """Whether the answer speaks of other payments: none of its rows fits, or more are astray than fit."""
    astray = sum(one.verdict in ASTRAY for one in judged)
    return astray == len(judged) or astray > len(judged) - astray
