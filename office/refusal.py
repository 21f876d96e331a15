"""How an operation says no: a code for programs, a sentence for people, and the field it is about."""

from django.utils.functional import Promise


class Refusal(Exception):
    """Raised by operations; forms show it beside the field, imports beside the cell."""

    def __init__(self, field: str, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.field, self.code, self.message = field, code, message
