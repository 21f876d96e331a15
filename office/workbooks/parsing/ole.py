"""OLE compound files (.xls, and the shell around encrypted .xlsx): which streams they hold, and the bytes of one.

Source: [MS-CFB]. Read-only and forgiving: what is broken ends the stream early, calamine then judges the workbook.
"""

import struct

from office.workbooks.parsing.bounds import Refused

_END = 0xFFFFFFFA  # this and everything above: end of chain, free, or a table sector
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class Compound:
    """``streams``: names of the streams, in the order of the directory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        if len(data) < 512:
            raise Refused("file.corrupt")
        sector_shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if sector_shift not in (9, 12) or mini_shift != 6:
            raise Refused("file.corrupt")
        self._size = 1 << sector_shift
        self._table = self._load_table()
        (first,) = struct.unpack_from("<I", data, 48)
        self._entries: dict[str, tuple[int, int]] = {}
        self._mini_stream = b""
        directory = self._chain(first)
        for offset in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            self._add_entry(directory[offset : offset + _ENTRY])
        (mini_first,) = struct.unpack_from("<I", data, 60)
        mini_table = self._chain(mini_first)
        self._mini_table = struct.unpack(f"<{len(mini_table) // 4}I", mini_table[: len(mini_table) // 4 * 4])
        self.streams = list(self._entries)

    def read(self, name: str) -> bytes:
        """A whole stream, or what can be had of it."""
        first, length = self._entries[name]
        (cutoff,) = struct.unpack_from("<I", self._data, 56)
        return (self._chain(first) if length >= cutoff else self._mini_chain(first))[:length]

    def _load_table(self) -> tuple[int, ...]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        (following,) = struct.unpack_from("<I", self._data, 68)
        per_sector = self._size // 4
        seen: set[int] = set()
        while following < _END and following not in seen:
            seen.add(following)
            numbers = self._numbers(following)
            if len(numbers) < per_sector:
                break
            sectors += numbers[:-1]
            following = numbers[-1]
        table: list[int] = []
        for sector in dict.fromkeys(sectors):
            if sector < _END:
                table += self._numbers(sector)
        return tuple(table)

    def _numbers(self, sector: int) -> tuple[int, ...]:
        content = self._sector(sector)
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _chain(self, sector: int) -> bytes:
        pieces, seen = [], set()
        while sector < len(self._table) and sector not in seen:
            seen.add(sector)
            pieces.append(self._sector(sector))
            sector = self._table[sector]
        return b"".join(pieces)

    def _mini_chain(self, sector: int) -> bytes:
        pieces, seen = [], set()
        while sector < len(self._mini_table) and sector not in seen:
            seen.add(sector)
            pieces.append(self._mini_stream[sector * 64 : sector * 64 + 64])
            sector = self._mini_table[sector]
        return b"".join(pieces)

    def _add_entry(self, entry: bytes) -> None:
        name_length, kind = struct.unpack_from("<HB", entry, 64)
        first, length = struct.unpack_from("<II", entry, 116)
        if kind == _ROOT:
            self._mini_stream = self._chain(first)
        elif kind == _STREAM:
            name = entry[: max(0, min(name_length, 64) - 2)].decode("utf-16-le", "replace")
            self._entries.setdefault(name, (first, length))
