"""Files that hold people's data, kept encrypted (AES-256-GCM) under SANXIN_VAR/uploads."""

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

BLOCK = 1024 * 1024  # bytes sealed at a time: what reading or writing a file of any size costs in memory, thrice
NONCE = 12
TAG = 16
PURPOSE = "kept file"
_NAME = re.compile(r"[0-9a-f]{32}")


def keep(content: bytes | Iterable[bytes]) -> str:
    """Keep `content`, whole or in pieces of any size, and give the name to open it by: 32 random hexadecimal digits.

    The file appears once it is complete and on the disk; when a piece raises, nothing stays.
    """
    name = secrets.token_hex(16)
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_suffix(".half")
    cipher = AESGCM(settings.SANXIN_DATA_KEY)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for number, (block, is_last) in enumerate(_blocks([content] if isinstance(content, bytes) else content)):
                nonce = os.urandom(NONCE)
                file.write(nonce + cipher.encrypt(nonce, block, _bound(name, number, is_last)))
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return name


def read_kept(name: str) -> Iterator[bytes]:
    """The file kept as `name` in pieces of at most 1 MiB.

    Raises FileNotFoundError when it is gone, ValueError when `name` is none, InvalidTag when the file was tampered with, cut
    short, put in another's place or sealed with another key.
    """
    cipher = AESGCM(settings.SANXIN_DATA_KEY)
    with _path(name).open("rb") as file:
        sealed = file.read(NONCE + BLOCK + TAG)
        number, is_last = 0, False
        while not is_last:
            following = file.read(NONCE + BLOCK + TAG)
            is_last = not following
            yield cipher.decrypt(sealed[:NONCE].ljust(NONCE, b"\0"), sealed[NONCE:], _bound(name, number, is_last))
            sealed, number = following, number + 1


def open_kept(name: str) -> bytes:
    """The whole file kept as `name`. Raises what `read_kept` raises."""
    return b"".join(read_kept(name))


def drop(name: str) -> None:
    """Remove the file kept as `name`, if it is still there."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a kept file.")
    return Path(settings.MEDIA_ROOT) / name


def _bound(name: str, number: int, is_last: bool) -> bytes:
    """What a block is sealed to: its file, its place in it and whether the file ends with it, so that none can be moved."""
    return f"{PURPOSE}\0{name}\0{number}\0{is_last}".encode()


def _blocks(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """`pieces` as blocks of 1 MiB, each with whether it is the last, which alone is shorter."""
    gathered = bytearray()
    for piece in pieces:
        for start in range(0, len(piece), BLOCK):
            gathered += piece[start : start + BLOCK]
            if len(gathered) > BLOCK:
                yield bytes(gathered[:BLOCK]), False
                del gathered[:BLOCK]
    yield bytes(gathered), True
