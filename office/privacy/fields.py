"""A text column that is encrypted at rest (AES-256-GCM)."""

import base64
import os
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

KEY_ID = "k1"
NONCE = 12


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def encrypt(purpose: str, value: str) -> str:
    """`k1:` and the base64 of nonce and cipher text; `purpose` is bound in, so a value cannot be moved to another column."""
    return encrypt_all(purpose, [value])[0]


def encrypt_all(purpose: str, values: Sequence[str | None]) -> list[str]:
    """Each of `values` as `encrypt` gives it, in half the time; what says nothing stays ""."""
    cipher, bound = _cipher(settings.SANXIN_DATA_KEY), purpose.encode()
    nonces = BytesIO(os.urandom(NONCE * sum(map(bool, values))))

    def sealed(value: str) -> str:
        nonce = nonces.read(NONCE)
        return f"{KEY_ID}:{base64.b64encode(nonce + cipher.encrypt(nonce, value.encode(), bound)).decode()}"

    return [sealed(value) if value else "" for value in values]


def decrypt(purpose: str, stored: str) -> str:
    """The text behind `stored`. Raises ValueError for another key's text, InvalidTag when it was tampered with."""
    key_id, _, body = stored.partition(":")
    if key_id != KEY_ID:
        raise ValueError(f"No key {key_id!r}: was the database moved without its var/keys?")
    raw = base64.b64decode(body)
    return _cipher(settings.SANXIN_DATA_KEY).decrypt(raw[:NONCE], raw[NONCE:], purpose.encode()).decode()


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # the stubs' generics are not there at run time
    """Text encrypted at rest; "" stays "". Search by a digest column: comparing cipher texts would silently find nothing."""

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"purpose": self.purpose}

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(self.purpose, value) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(self.purpose, value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is encrypted: search its digest column, not {lookup_name!r}.")
