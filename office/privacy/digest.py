"""Keyed digests: find an encrypted value again without being able to read it."""

import hashlib
import hmac
from functools import cache

from django.conf import settings

LENGTH = 32  # hexadecimal digits: 128 bits


def digest(purpose: str, value: str) -> str:
    """32 hexadecimal digits for `value` (already normalised); differs for each `purpose` such as "person.id_no"."""
    keyed = _keyed(settings.SANXIN_DIGEST_KEY).copy()
    keyed.update(f"{purpose}\0{value}".encode())
    return keyed.hexdigest()[:LENGTH]


@cache
def _keyed(key: bytes) -> hmac.HMAC:
    """The digest of nothing yet: to put the key in takes as long as all the rest, and an import asks four times a row."""
    return hmac.new(key, digestmod=hashlib.sha256)
