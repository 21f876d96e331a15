"""Files that hold people's data, kept encrypted (AES-256-GCM) under SANXIN_VAR/uploads."""

import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

BLOCK = 1024 * 1024  # bytes sealed at a time: what reading or writing a file of any size costs in memory, thrice
NONCE = 12
TAG = 16
PURPOSE = "kept file"
PENDING = "pending"  # folder of the files whose row is not committed yet
LEFT_AFTER = 24 * 60 * 60  # seconds: no transaction runs for a day
_NAME = re.compile(r"[0-9a-f]{32}")


def keep(content: bytes | Iterable[bytes]) -> str:
    """Keep `content`, whole or in pieces of any size, and give the name to open it by: 32 random hexadecimal digits.

    The file appears once it is complete and on the disk; when a piece raises, nothing stays.
    """
    name = secrets.token_hex(16)
    _write(_path(name), name, content)
    return name


def keep_with_row(content: bytes | Iterable[bytes]) -> str:
    """As `keep`, for a file that a row of the database names: it takes its place when the transaction around it commits.

    Until then it lies aside, where it can be read already. What a rolled back transaction leaves there goes by `tidy`, as the
    database tells nobody that it rolled back.
    """
    name = secrets.token_hex(16)
    _write(_pending(name), name, content)
    transaction.on_commit(partial(_settle, name))
    return name


def tidy(has_row: Callable[[str], bool]) -> None:
    """Files that lie aside for longer than a day take their place where `has_row`, as the server may have died between the
    commit and that; the others are dropped."""
    folder = Path(settings.MEDIA_ROOT) / PENDING
    before = time.time() - LEFT_AFTER
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stat().st_mtime < before:
            if _NAME.fullmatch(path.name) and has_row(path.name):
                _settle(path.name)
            else:
                path.unlink(missing_ok=True)


def _write(path: Path, name: str, content: bytes | Iterable[bytes]) -> None:
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


def read_kept(name: str) -> Iterator[bytes]:
    """The file kept as `name` in pieces of at most 1 MiB.

    Raises FileNotFoundError when it is gone, ValueError when `name` is none, InvalidTag when the file was tampered with, cut
    short, put in another's place or sealed with another key.
    """
    cipher = AESGCM(settings.SANXIN_DATA_KEY)
    with _opened(name) as file:
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
    _pending(name).unlink(missing_ok=True)


def _opened(name: str) -> BinaryIO:
    try:
        return _path(name).open("rb")
    except FileNotFoundError:
        try:
            return _pending(name).open("rb")
        except FileNotFoundError:
            return _path(name).open("rb")  # it took its place just now, or is gone


def _settle(name: str) -> None:
    with suppress(FileNotFoundError):  # dropped again in the same transaction
        _pending(name).replace(_path(name))


def _pending(name: str) -> Path:
    path = _path(name)
    return path.parent / PENDING / path.name


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
