"""What the child process says, piece by piece, and how far it is believed."""

import pickle
import struct
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from office.workbooks.parsing.bounds import MEBIBYTE, Limits
from office.workbooks.reader.sentences import Unreadable

_HEAD = struct.Struct("<II")
_OURS = {
    *(("datetime", name) for name in ("date", "datetime", "time", "timedelta")),
    ("office.workbooks.sheets", "BadCell"),
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _OURS:
            raise pickle.UnpicklingError(f"{module}.{name} is not a cell")
        return super().find_class(module, name)


def unpacked(content: bytes) -> object:
    """What a frame holds. The child has handled hostile bytes, so its pickles are trusted with cells and nothing else.

    Raises Unreadable for anything that is no such pickle.
    """
    try:
        return _Unpickler(BytesIO(content)).load()
    except Exception as wrong:
        # Bytes that are no pickle raise nearly anything; all of it means that the child went wrong.
        raise Unreadable("file.corrupt") from wrong


def frames(pipe: IO[bytes], limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Number of rows and content of each frame until the pipe ends; 0 rows for a frame that holds none.

    Raises Unreadable for too many of them.
    """
    received = 0
    while len(head := pipe.read(_HEAD.size)) == _HEAD.size:
        length, rows = _HEAD.unpack(head)
        received += length
        if received > limits.memory_bytes // 2:
            # One long text in many cells is small in the file and in the child, which holds one sheet at a time.
            raise Unreadable("file.limit.memory", {"limit": limits.memory_bytes // MEBIBYTE})
        content = pipe.read(length)
        if len(content) < length:
            return
        yield rows, content
