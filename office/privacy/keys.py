"""Keys live in files of their own, outside the database, readable by their owner alone."""

import os
import secrets
from pathlib import Path


def _read_or_make(path: Path, make: bytes) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(make)
    return make


def read_or_make_key(path: Path) -> bytes:
    """The 32 bytes kept at `path`, made on first start. Raises ValueError when the file is not 32 bytes long."""
    key = _read_or_make(path, secrets.token_bytes(32))
    if len(key) != 32:
        raise ValueError(f"{path} must hold exactly 32 bytes.")
    return key


def read_or_make_secret(path: Path) -> str:
    """The text kept at `path`, 64 random characters made on first start."""
    return _read_or_make(path, secrets.token_urlsafe(48).encode()).decode()
