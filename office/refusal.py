"""How an operation says no: a code for programs, a sentence for people, and the field it is about."""

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
