"""How an operation says no: a code for programs, a sentence for people, and the field it is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Doubt:
    """Several records may be meant, or one may be meant or not: only a person can say, and is not asked twice.

    `key` is that of the answer; `candidates` are the records that may be meant: model label, key, what it is called.
    """

    key: str
    candidates: tuple[tuple[str, int, str], ...]


class Refusal(Exception):
    """Raised by operations; forms show it beside the field, imports beside the cell."""

    def __init__(self, field: str, code: str, message: str | Promise, doubt: Doubt | None = None) -> None:
        super().__init__(code)
        self.field, self.code, self.message, self.doubt = field, code, message, doubt

    @property
    def all(self) -> "tuple[Refusal, ...]":
        """Everything that is refused at once."""
        return (self,)

    def at(self, **fields: str) -> "Refusal":
        """The same, told at other fields: operation's name=name of whoever shows it."""
        return Refusal(fields.get(self.field, self.field), self.code, self.message, self.doubt)


class Refusals(Refusal):
    """Several at once; by itself it says the first."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self._all = tuple(refusals)
        first = self._all[0]
        super().__init__(first.field, first.code, first.message, first.doubt)

    @property
    def all(self) -> tuple[Refusal, ...]:
        return self._all

    def at(self, **fields: str) -> Refusal:
        return Refusals(refusal.at(**fields) for refusal in self._all)
