"""Files that a row of case work names: kept with the row, and swept up where a transaction took the row back."""

from django.db import models

from hardship.models import Attachment, BankAnswer, BankFile
from office.privacy.files import keep_with_row, tidy

NAMED_BY: tuple[tuple[type[models.Model], str], ...] = ((Attachment, "key"), (BankFile, "kept"), (BankAnswer, "kept"))


def keep_named(content: bytes) -> str:
    """The name for the row that is about to be saved; what rolled back transactions left behind goes on the way."""
    tidy(_is_named)
    return keep_with_row(content)


def _is_named(name: str) -> bool:
    return any(model._default_manager.filter(**{column: name}).exists() for model, column in NAMED_BY)
