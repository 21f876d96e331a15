"""Cells that hold numbers: money, counts and areas, as offices write them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

import cn2an
from django.utils.translation import gettext_lazy as _

from office.blanks import squeeze
from office.money import to_money
from office.workbooks.sheets import Value

from .base import Cell, CellProblem

LARGEST = Decimal(10) ** 10
"""The first amount that a column of 12 digits, two of them decimals, cannot hold."""
_LARGEST_FLOAT = float(LARGEST)  # A float is compared with a Decimal in ten times the time.

_NOTHING = frozenset({"-", "--", "/", "\\", "—", "——", "－", "无", "没有", "无收入", "无。"})
_SCALES = {None: 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_AMOUNT = re.compile(
    r"(?P<sign>[-−负])?(?:人民币|RMB|CNY|¥)?(?P<sign2>[-−])?"
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)"
    r"(?P<scale>[百千万亿])?(?:元整|元正|元|圆|块钱|块)?",
    re.ASCII | re.IGNORECASE,
)
_BRACKETED = re.compile(r"\((?P<amount>[^()-]+)\)")
_DIGITS = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_IN_WORDS = re.compile(
    rf"(?:人民币)?(?P<sign>负)?(?:(?P<whole>[零〇十百千万亿拾佰仟{_DIGITS}]+)(?:[元圆块]|$))?"
    rf"(?:零?(?P<tenths>[{_DIGITS}])角)?(?:零?(?P<cents>[{_DIGITS}])分)?[整正]?"
)
_SIDE_BY_SIDE = re.compile(f"[{_DIGITS}][零〇{_DIGITS}]")  # 三四百 is about 350; cn2an would read it as a number.
_PARTS = ("whole", "tenths", "cents")
_COUNT_UNIT = re.compile(r"(?:口人|[人户份个岁名家口月件套次年天])$")
_AREA_UNIT = re.compile(r"(?:平方米|平方|平米|平|m2|㎡|m\^2)$", re.IGNORECASE)


class Money(Cell):
    """An amount in 元 with two decimals: 1,260.00, 1080元, 0.12万, 一千二百 (domain.md 8.3).

    "-", "/" and 无 are blank, or 0.00 where `nothing_is_zero`. Below zero only where `allow_negative`.
    """

    number_format = "0.00"
    hint = _("An amount in yuan, digits only.")

    def __init__(self, *, nothing_is_zero: bool = False, allow_negative: bool = False) -> None:
        super().__init__()
        self.nothing = Decimal("0.00") if nothing_is_zero else None
        self.allow_negative = allow_negative

    def clean(self, value: Value, row: object = None, **kwargs: Any) -> Any:
        # Nearly every cell is a sound number: worth the short way.
        if value.__class__ is float and 0 <= value < _LARGEST_FLOAT:
            return _plain_amount(value)
        return super().clean(value, row, **kwargs)

    def read_text(self, text: str, kwargs: dict[str, Any]) -> Decimal | None:
        number = _number_in(text)
        if number is None:
            if squeeze(text) in _NOTHING:
                return self.nothing
            raise CellProblem(
                "money.unreadable", _("This is not an exact amount. Please write a number, such as 1200.")
            )
        return self._fit(number)

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            raise CellProblem(
                "money.unreadable", _("This is not an exact amount. Please write a number, such as 1200.")
            )
        return self._fit(Decimal(str(value)))

    def _fit(self, number: Decimal) -> Decimal:
        if abs(number) >= LARGEST:
            raise CellProblem("money.range", _("This amount is too large. Please check it: the unit is yuan."))
        amount = to_money(number)
        if amount < 0 and not self.allow_negative:
            raise CellProblem("money.negative", _("An amount here cannot be below zero. Please check it."))
        return amount

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return value if isinstance(value, Decimal) else super().render(value)


@lru_cache(maxsize=16384)  # What an office pays and people earn are mostly round sums.
def _plain_amount(value: float) -> Decimal:
    return to_money(Decimal(str(value)))


class WholeNumber(Cell):
    """A count between `low` and `high`, unit or no unit: 3, 3.0, 3人, 140户, 三. `code` is told when out of range."""

    number_format = "0"
    hint = _("A whole number.")

    def __init__(self, low: int = 0, high: int | None = None, *, code: str = "number.range") -> None:
        super().__init__()
        self.low = low
        self.high = high
        self.code = code

    def read_text(self, text: str, kwargs: dict[str, Any]) -> int | None:
        if text in _NOTHING:
            return None
        number = _number_in(_COUNT_UNIT.sub("", squeeze(text)))
        if number is None:
            raise CellProblem("number.unreadable", _("This is not a number. Please write digits only."))
        return self._fit(number)

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            raise CellProblem("number.unreadable", _("This is not a number. Please write digits only."))
        return self._fit(Decimal(str(value)))

    def _fit(self, number: Decimal) -> int:
        if not number.is_finite() or number != number.to_integral_value():
            raise CellProblem("number.whole", _("A whole number is needed here."))
        count = int(number)
        if count < self.low or (self.high is not None and count > self.high):
            if self.high is None:
                raise CellProblem(self.code, _("The smallest number possible here is %(low)d."), low=self.low)
            raise CellProblem(
                self.code, _("A number from %(low)d to %(high)d is needed here."), low=self.low, high=self.high
            )
        return count

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return value if isinstance(value, int) else super().render(value)


class Decimals(Cell):
    """A measure of at most `digits` digits with `places` decimals, half up, not below zero: 85, 85.5平方米, 85㎡."""

    number_format = "0.00"
    hint = _("A number, without its unit.")

    def __init__(self, *, digits: int = 6, places: int = 2) -> None:
        super().__init__()
        self.step = Decimal(1).scaleb(-places)
        self.limit = Decimal(10) ** (digits - places)

    def read_text(self, text: str, kwargs: dict[str, Any]) -> Decimal | None:
        if text in _NOTHING:
            return None
        number = _number_in(_AREA_UNIT.sub("", squeeze(text)))
        if number is None:
            raise CellProblem("number.unreadable", _("This is not a number. Please write digits only."))
        return self._fit(number)

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            raise CellProblem("number.unreadable", _("This is not a number. Please write digits only."))
        return self._fit(Decimal(str(value)))

    def _fit(self, number: Decimal) -> Decimal:
        if number < 0:
            raise CellProblem("number.negative", _("A number here cannot be below zero. Please check it."))
        if number >= self.limit:
            raise CellProblem("number.range", _("This number is too large. Please check it."))
        return number.quantize(self.step, ROUND_HALF_UP)

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return value if isinstance(value, Decimal) else super().render(value)


@lru_cache(maxsize=8192)  # Amounts of relief and incomes repeat down the column.
def _number_in(text: str) -> Decimal | None:
    """The number a text says exactly, or None: 约500, 500多 and 1,26 are not exact."""
    if text.isascii() and text.isdigit():
        return Decimal(text)
    text = squeeze(text)
    bracketed = _BRACKETED.fullmatch(text)  # (300.00) is how bookkeepers write -300.
    found = _AMOUNT.fullmatch(bracketed["amount"] if bracketed else text)
    if found:
        number = Decimal(found["number"].replace(",", "")) * _SCALES[found["scale"]]
        return -number if bracketed or found["sign"] or found["sign2"] else number
    return _number_in_words(text)


def _number_in_words(text: str) -> Decimal | None:
    found = _IN_WORDS.fullmatch(text)
    if not found or not any(found[part] for part in _PARTS) or _SIDE_BY_SIDE.search(found["whole"] or ""):
        return None
    try:
        # cn2an reads 元角分 through a float, so it is only asked about whole numbers.
        parts = [Decimal(int(cn2an.cn2an(found[part], "normal"))) if found[part] else Decimal(0) for part in _PARTS]
    except ValueError:
        return None
    number = parts[0] + parts[1] / 10 + parts[2] / 100
    return -number if found["sign"] else number
