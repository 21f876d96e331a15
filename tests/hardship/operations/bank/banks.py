"""A list of the north union on its way to a bank, and the files that a bank would send back."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook

from hardship.models import BankFile, BankProfile, ReliefList
from hardship.operations.bank import answers, files
from tests.hardship.operations.relief_lists.reliefs import PAID, TODAY, begin, put
from tests.people import Office, make_household

HEADINGS = ("序号", "收款账号", "收款户名", "金额", "处理结果", "失败原因")
NAMES = ("林秀珍", "陈国强", "周敏", "何玉梅", "赵德明", "孙大河")
Row = Sequence[Any]


def account(number: int) -> str:
    return f"62284801234567{number:04d}0"


def profile(office: Office, **facts: Any) -> BankProfile:
    return BankProfile.objects.create(**{"union": office.home, "name": "滨江银行"} | facts)


def list_of(office: Office, names: Iterable[str] = NAMES, name: str = "端午慰问") -> ReliefList:
    """A draft with a household of 400 元 and an account of its own for each name."""
    made = begin(office, name)
    for number, who in enumerate(names, start=1):
        put(made, make_household(office.north, who, bank="滨江银行", card_no=account(number)), office.clerk_north)
    return made


def make(relief_list: ReliefList, by_profile: BankProfile, by: Any) -> BankFile:
    (file,) = files.make(relief_list, by_profile, by=by).files
    return file


def rows_of(content: bytes) -> list[list[Any]]:
    """The cells of an .xlsx that was made."""
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def said(file: BankFile, outcomes: dict[int, tuple[str, str]] | None = None) -> list[list[Any]]:
    """The rows of an answer to `file`: 成功 for every line but those of `outcomes`, number to (outcome, reason)."""
    rows = []
    for line in file.lines.select_related("line__payee"):
        outcome, why = (outcomes or {}).get(line.number, ("成功", ""))
        rows.append([line.number, line.line.card_no, line.line.payee.name, f"{line.amount:.2f}", outcome, why])
    return rows


def as_csv(rows: Iterable[Row], *, encoding: str = "gb18030", headings: Row = HEADINGS) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Row], *, above: Iterable[Row] = ()) -> bytes:
    book = Workbook()
    for row in (*above, HEADINGS, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(file: BankFile, content: bytes, by: Any, name: str = "回盘.csv") -> Any:
    return answers.bring(file, name=name, content=content, by=by)


def confirm(answer: Any, by: Any, seen: str | None = None, **facts: Any) -> Any:
    seen = answers.look(answer).seen if seen is None else seen
    return answers.confirm(answer, seen=seen, by=by, **{"on": PAID, "today": TODAY} | facts)


def states(relief_list: ReliefList) -> list[str]:
    return list(relief_list.lines.order_by("position").values_list("state", flat=True))


def verdicts(answer: Any) -> dict[int | None, str]:
    return {one.answer.number: one.verdict for one in answers.look(answer).judged}
