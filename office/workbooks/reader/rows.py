"""The rows of a workbook of any length in the memory of a few thousand of them."""

import tempfile
import weakref
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import overload

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from office.workbooks.parsing.bounds import MEBIBYTE, ROWS_AT_ONCE
from office.workbooks.reader.frames import unpacked
from office.workbooks.reader.sentences import Unreadable
from office.workbooks.sheets import Value

_IN_MEMORY = 2 * MEBIBYTE
_BLOCKS_LOADED = 3


class Spool:
    """Blocks of bytes, put away in their order and fetched in any: the first 2 MiB in memory, more in a temporary file.

    The file has no name, so nothing of it outlives the process however that ends; it is encrypted under a key that is
    only in memory, so what stays on the disk's free blocks says nothing. It closes when nobody holds the spool any more.
    """

    def __init__(self) -> None:
        folder = settings.VAR / "tmp"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Closed by the finalizer: a `with` would end before the first row is asked for.
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(folder))  # noqa: SIM115
        self._close = weakref.finalize(self, self._file.close)
        self._cipher = AESGCM(AESGCM.generate_key(bit_length=256))
        self._ends = [0]

    def put(self, content: bytes) -> int:
        """The number under which the block is to be had again."""
        number = len(self._ends) - 1
        self._file.seek(self._ends[-1])
        self._ends.append(self._ends[-1] + self._file.write(self._cipher.encrypt(_nonce(number), content, None)))
        return number

    def get(self, number: int) -> bytes:
        """The block that was put away under this number."""
        start, end = self._ends[number], self._ends[number + 1]
        self._file.seek(start)
        return self._cipher.decrypt(_nonce(number), self._file.read(end - start), None)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


class Rows(Sequence[list[Value]]):
    """The rows of one sheet, for reading: a thousand are loaded at a time and the last three thousand stay at hand.

    Going down the rows costs about a microsecond for each, going to and fro between distant rows a millisecond. A slice
    is a list with all its rows. Equal to any list of the same rows. Only one thread at a time may read a book.
    Raises Unreadable where the child process has sent something else than rows.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._blocks: list[int] = []
        self._count = 0
        self._loaded: dict[int, list[list[Value]]] = {}

    def add(self, count: int, content: bytes) -> None:
        """Puts away the next ``count`` rows as their frame came. All blocks but the last are full, or Unreadable."""
        if self._count % ROWS_AT_ONCE or count > ROWS_AT_ONCE:
            raise Unreadable("file.corrupt")
        self._blocks.append(self._spool.put(content))
        self._count += count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> list[Value]: ...
    @overload
    def __getitem__(self, index: slice) -> list[list[Value]]: ...

    def __getitem__(self, index: int | slice) -> list[Value] | list[list[Value]]:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._count)
            if step != 1:
                return [self[place] for place in range(start, stop, step)]
            return list(islice(self._from(start), max(0, stop - start)))
        place = index + self._count if index < 0 else index
        if not 0 <= place < self._count:
            raise IndexError(index)
        return self._block(place // ROWS_AT_ONCE)[place % ROWS_AT_ONCE]

    def __iter__(self) -> Iterator[list[Value]]:
        return self._from(0)

    def _from(self, start: int) -> Iterator[list[Value]]:
        first, within = divmod(start, ROWS_AT_ONCE)
        for place in range(first, len(self._blocks)):
            block = self._block(place)
            yield from block[within:] if within else block
            within = 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def __repr__(self) -> str:
        return f"<{self._count} rows>"

    def _block(self, place: int) -> list[list[Value]]:
        block = self._loaded.get(place)
        if block is None:
            block = self._load(place)
            if len(self._loaded) == _BLOCKS_LOADED:
                del self._loaded[next(iter(self._loaded))]
            self._loaded[place] = block
        return block

    def _load(self, place: int) -> list[list[Value]]:
        count = min(ROWS_AT_ONCE, self._count - place * ROWS_AT_ONCE)
        match unpacked(self._spool.get(self._blocks[place])):
            case list(rows) if len(rows) == count and all(type(row) is list for row in rows):
                return rows
            case _:
                raise Unreadable("file.corrupt")
