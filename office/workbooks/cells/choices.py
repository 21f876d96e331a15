"""Cells that hold one word of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.code_lists import SEXES, CodeList, plain
from office.workbooks.sheets import Value

from .base import Cell, CellProblem, digits_of

_NOTHING = frozenset({"-", "--", "/", "\\", "—", "——", "无"})
_SHOWN = 12
_REMEMBERED = 1024  # Rosters repeat the same dozen words a hundred thousand times.
_YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "Y", "YES", "T", "TRUE", "1", "对", "已"})
_NO = frozenset({"否", "无", "×", "X", "✗", "✕", "✖", "☐", "N", "NO", "F", "FALSE", "0", "不是", "没有", "未", "非"})


class Choice(Cell):
    """A word of a code list, by its label, its code, a synonym, or code and label together (1-男); gives the code.

    Takes a CodeList, or a mapping code -> label with, on request, one from other words to codes.
    "-", "/" and 无 are blank unless the list knows them.
    """

    def __init__(
        self, codes: CodeList | Mapping[str, str | Promise], synonyms: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self.codes = codes if isinstance(codes, CodeList) else CodeList.of("", codes, synonyms)
        self.choices = self.codes.labels
        self.hint = _("Choose from the list.")
        self.known: dict[str, str | None] = {}

    def clean(self, value: Value, row: object = None, **kwargs: Any) -> Any:
        if value is None:
            return None
        if value.__class__ is not str:
            return super().clean(value, row, **kwargs)
        if value in self.known:
            return self.known[value]
        code = super().clean(value, row, **kwargs)
        if len(self.known) < _REMEMBERED:
            self.known[value] = code
        return code

    def read_text(self, text: str, kwargs: dict[str, Any]) -> str | None:
        code = self.codes.find(text)
        if code is None and text not in _NOTHING:
            raise _unknown(self.choices)
        return code

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> str | None:
        return self.read_text(digits_of(value) or str(value), kwargs)

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        return self.codes.label(value) if isinstance(value, str) else super().render(value)


class Sex(Choice):
    """男 or 女 in any of their spellings; gives "M" or "F"."""

    def __init__(self) -> None:
        super().__init__(SEXES)


class YesNo(Cell):
    """是 or 否 in any of their spellings, ticks and crosses included; gives True or False."""

    choices = ("是", "否")
    hint = _("Choose from the list.")

    def read_text(self, text: str, kwargs: dict[str, Any]) -> bool:
        word = plain(text)
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise _unknown(self.choices)

    def read_other(self, value: Value, kwargs: dict[str, Any]) -> bool:
        return value if isinstance(value, bool) else self.read_text(digits_of(value) or str(value), kwargs)

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Literal["是", "否", ""]:
        return "" if not isinstance(value, bool) else "是" if value else "否"


def _unknown(labels: tuple[str, ...]) -> CellProblem:
    shown = "、".join(labels[:_SHOWN]) + ("…" if len(labels) > _SHOWN else "")
    return CellProblem("choice.unknown", _("Not a word of the list. Possible: %(labels)s."), labels=shown)
