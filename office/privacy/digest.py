"""Keyed digests: find an encrypted value again without being able to read it."""

import hashlib
import hmac

from django.conf import settings

LENGTH = 32  # hexadecimal digits: 128 bits


def digest(purpose: str, value: str) -> str:
    """32 hexadecimal digits for `value` (already normalised); differs for each `purpose` such as "person.id_no"."""
    message = f"{purpose}\0{value}".encode()
    return hmac.new(settings.SANXIN_DIGEST_KEY, message, hashlib.sha256).hexdigest()[:LENGTH]
